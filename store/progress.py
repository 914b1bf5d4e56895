"""How far a call is: its first way through the stages, and going through them again once it is finished.

A finished call that is reworked stays `ready`, with everything of it in place, until the new work is complete. Each
piece of work has a run number of its own; what a run that was superseded has to say is not heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from calls.call import CallState, Medium
from calls.errors import Conflict, InvalidInput, NotFound, TalktrackError
from store.tables import CallRow

FINAL_STATES = (CallState.READY, CallState.FAILED)


class Stage(StrEnum):
    """What a finished call can go through again."""

    TRANSCRIBE = "transcribe"
    MINE = "mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """What a finished call goes through again; `stage` is None when that is over and failed, and then why it did."""

    stage: Stage | None
    progress: float
    error_code: str | None
    error_message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A call that is to be worked on: from its start, or (`stage`) only through one stage again."""

    call_id: str
    run: int
    stage: Stage | None = None


class Published(StrEnum):
    """What came of finishing a run."""

    DONE = "done"
    CORRECTED = "corrected"  # a person corrected something since it was mined
    SUPERSEDED = "superseded"


def rework_of(row: CallRow) -> Rework | None:
    """Return what a call's row says about its rework."""
    if row.rework is None and row.rework_error_code is None:
        return None
    return Rework(
        stage=Stage(row.rework) if row.rework else None,
        progress=row.rework_progress,
        error_code=row.rework_error_code,
        error_message=row.rework_error_message,
    )


def set_progress(session: Session, call_id: str, *, run: int, state: CallState, progress: float) -> None:
    """Say how far a call is. `progress` is 0 to 1. A late word about a finished call or an earlier run is not heard."""
    of_run = update(CallRow).where(CallRow.id == call_id, CallRow.run == run)
    going = of_run.where(CallRow.state.not_in(FINAL_STATES))
    session.execute(going.values(state=state.value, progress=progress, updated_at=datetime.now(UTC)))
    again = of_run.where(CallRow.rework.is_not(None))
    session.execute(again.values(rework_progress=progress, updated_at=datetime.now(UTC)))


def set_facts(session: Session, call_id: str, *, duration_s: float | None, warnings: Sequence[str]) -> None:
    """Record what was found out about the sound, and what a person should know of it."""
    _update(session, call_id, duration_s=duration_s, warnings=list(warnings))


def set_mined(session: Session, call_id: str, *, revision: int, warnings: Sequence[str]) -> None:
    """Record that a call was mined with the corrections up to a revision."""
    _update(session, call_id, mined_revision=revision, warnings=list(warnings))


def corrections_revision(session: Session, call_id: str) -> int:
    """Return a number that goes up whenever a correction comes or goes."""
    return session.scalar(select(CallRow.corrections_revision).where(CallRow.id == call_id)) or 0


def next_revision(session: Session, call_id: str) -> int:
    """Count a correction that comes or goes and return the new revision. Raises NotFound."""
    bumped = update(CallRow).where(CallRow.id == call_id).returning(CallRow.corrections_revision)
    revision = session.scalar(
        bumped.values(corrections_revision=CallRow.corrections_revision + 1, updated_at=datetime.now(UTC))
    )
    if revision is None:
        raise NotFound(f"There is no call {call_id}.")
    return revision


def touch(session: Session, call_id: str) -> None:
    """Note that something of a call changed, for those who ask what was updated since."""
    _update(session, call_id)


def publish(session: Session, call_id: str, *, run: int) -> Published:
    """Mark a call as finished, unless it is in another run by now or was corrected since it was mined."""
    of_run = update(CallRow).where(CallRow.id == call_id, CallRow.run == run).returning(CallRow.id)
    as_mined = of_run.where(CallRow.mined_revision == CallRow.corrections_revision)
    if session.scalar(as_mined.values(updated_at=datetime.now(UTC), **_finished())):
        return Published.DONE
    same_run = select(CallRow.id).where(CallRow.id == call_id, CallRow.run == run)
    return Published.CORRECTED if session.scalar(same_run) else Published.SUPERSEDED


def set_ready(session: Session, call_id: str) -> None:
    """Mark a call as finished, whatever run it is in."""
    _update(session, call_id, **_finished())


def _finished() -> dict[str, Any]:
    return {
        "state": CallState.READY.value,
        "progress": 1.0,
        "error_code": None,
        "error_message": None,
        "rework": None,
        "rework_progress": 0.0,
        "rework_error_code": None,
        "rework_error_message": None,
    }


def set_failed(session: Session, call_id: str, error: TalktrackError, *, run: int | None = None) -> bool:
    """Mark a call as failed, or its rework, with the reason for a person; return False where it is in another run."""
    again = _update(
        session,
        call_id,
        run=run,
        reworked=True,
        rework=None,
        rework_error_code=error.code,
        rework_error_message=error.message,
    )
    return again or _update(
        session,
        call_id,
        run=run,
        state=CallState.FAILED.value,
        progress=1.0,
        error_code=error.code,
        error_message=error.message,
    )


def start_again(session: Session, call_id: str) -> int:
    """Put a finished call back to the start under a new run number and return that number."""
    row = _row(session, call_id)
    row.run += 1
    row.state = CallState.RECEIVED.value
    row.progress = 0.0
    row.error_code = row.error_message = None
    row.rework = row.rework_error_code = row.rework_error_message = None
    row.updated_at = datetime.now(UTC)
    return row.run


def start_rework(session: Session, call_id: str, stage: Stage) -> Work:
    """Let a finished call go through a stage again and return the work; asked twice, it is the same work.

    A call that failed starts from the beginning. Raises NotFound, Conflict (it is being worked on) and InvalidInput (a
    ready transcript has no sound to transcribe, or there is no transcript to mine).
    """
    row = _row(session, call_id)
    if stage is Stage.TRANSCRIBE and row.medium == Medium.TEXT.value:
        raise InvalidInput(
            "This call came in as a ready transcript, without sound, so it cannot be transcribed; "
            "it can be mined again with stage `mine`."
        )
    if row.state == CallState.FAILED.value:
        if stage is Stage.MINE:
            raise InvalidInput(f"This call failed: {row.error_message} Transcribe it again with stage `transcribe`.")
        return Work(call_id=call_id, run=start_again(session, call_id))
    if row.state != CallState.READY.value:
        raise Conflict("This call is being worked on; ask again when its state is ready or failed.")
    if row.rework == stage.value:
        return Work(call_id=call_id, run=row.run, stage=stage)
    if row.rework == Stage.TRANSCRIBE.value:
        raise Conflict("This call is being transcribed anew and will be mined then; ask again when that is done.")
    return _begin(row, stage)


def mine_corrected(session: Session, call_id: str) -> Work | None:
    """Let a call be mined with the corrections there are by now; None where work that is under way will do so."""
    row = _row(session, call_id)
    if row.state != CallState.READY.value or row.rework == Stage.TRANSCRIBE.value:
        return None
    return _begin(row, Stage.MINE)


def _begin(row: CallRow, stage: Stage) -> Work:
    row.run += 1
    row.rework, row.rework_progress = stage.value, 0.0
    row.rework_error_code = row.rework_error_message = None
    row.updated_at = datetime.now(UTC)
    return Work(call_id=row.id, run=row.run, stage=stage)


def is_in_run(session: Session, call_id: str, run: int) -> bool:
    """Whether a call is still in a run. Within a transaction it stays so until that ends."""
    row = session.get(CallRow, call_id, with_for_update=True, populate_existing=True)
    return row is not None and row.run == run


def hold(session: Session, call_id: str) -> None:
    """Keep everybody else from changing a call until the transaction ends. Raises NotFound."""
    _row(session, call_id)


def unfinished(session: Session) -> tuple[Work, ...]:
    """Return the work of every call that is not finished, or is being reworked, the oldest call first."""
    waiting = or_(CallRow.state.not_in(FINAL_STATES), CallRow.rework.is_not(None))
    rows = session.execute(select(CallRow.id, CallRow.run, CallRow.rework).where(waiting).order_by(CallRow.created_at))
    return tuple(Work(call_id=call_id, run=run, stage=Stage(stage) if stage else None) for call_id, run, stage in rows)


def _update(session: Session, call_id: str, *, run: int | None = None, reworked: bool = False, **values: Any) -> bool:
    of_call = update(CallRow).where(CallRow.id == call_id).returning(CallRow.id)
    if run is not None:
        of_call = of_call.where(CallRow.run == run)
    if reworked:
        of_call = of_call.where(CallRow.rework.is_not(None))
    return session.scalar(of_call.values(updated_at=datetime.now(UTC), **values)) is not None


def _row(session: Session, call_id: str) -> CallRow:
    # Two people may ask at once; the row is theirs one after the other (SQLite locks the whole file instead).
    row = session.get(CallRow, call_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"There is no call {call_id}.")
    return row
