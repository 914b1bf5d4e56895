"""Transcripts: the finished one of a call, and the parts it is being made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.formats import provenance_from_dict
from calls.transcript import Role, Transcript, Turn, word_from_list, word_to_list
from store.tables import PartRow, PlanRow, TranscriptRow, TurnRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a running call's sound is cut: batches of windows as plain lists, and facts found on the way."""

    batches: tuple[Any, ...]
    facts: dict[str, Any]


def save_plan(session: Session, call_id: str, *, run: int, plan: Plan) -> None:
    """Keep the plan of one run; writing it again replaces it."""
    session.merge(PlanRow(call_id=call_id, run=run, batches=list(plan.batches), facts=plan.facts))


def get_plan(session: Session, call_id: str, *, run: int) -> Plan:
    """Return the plan of one run. Raises NotFound."""
    row = session.get(PlanRow, (call_id, run))
    if row is None:
        raise NotFound(f"Call {call_id} has no plan for run {run}.")
    return Plan(batches=tuple(row.batches), facts=dict(row.facts))


def save_part(session: Session, call_id: str, *, run: int, batch: int, heard: Mapping[str, Any]) -> None:
    """Keep what was heard in one batch; hearing it again replaces it."""
    session.merge(PartRow(call_id=call_id, run=run, batch=batch, heard=dict(heard)))


def get_parts(
    session: Session, call_id: str, *, run: int, batches: Sequence[int] | None = None
) -> dict[int, dict[str, Any]]:
    """Return what was heard so far, by batch; only in some batches where they are named."""
    query = select(PartRow).where(PartRow.call_id == call_id, PartRow.run == run)
    if batches is not None:
        query = query.where(PartRow.batch.in_(batches))
    return {row.batch: dict(row.heard) for row in session.scalars(query)}


def drop_scratch(session: Session, call_id: str, *, run: int) -> None:
    """Forget the plans and parts of a finished run and those before it."""
    session.execute(delete(PartRow).where(PartRow.call_id == call_id, PartRow.run <= run))
    session.execute(delete(PlanRow).where(PlanRow.call_id == call_id, PlanRow.run <= run))


def save_transcript(session: Session, transcript: Transcript) -> None:
    """Keep a call's transcript in place of the one before."""
    session.execute(delete(TurnRow).where(TurnRow.call_id == transcript.call_id))
    session.merge(
        TranscriptRow(
            call_id=transcript.call_id,
            language=transcript.language,
            duration_s=transcript.duration_s,
            warnings=list(transcript.warnings),
            provenance=transcript.provenance.as_dict(),
            created_at=datetime.now(UTC),
        )
    )
    session.add_all(_turn_row(transcript.call_id, turn) for turn in transcript.turns)


def _turn_row(call_id: str, turn: Turn) -> TurnRow:
    return TurnRow(
        call_id=call_id,
        turn_index=turn.index,
        speaker=turn.speaker,
        role=turn.role.value,
        start_s=turn.start_s,
        end_s=turn.end_s,
        text=turn.text,
        words=[word_to_list(word) for word in turn.words],
    )


def get_transcript(session: Session, call_id: str) -> Transcript:
    """Return a call's transcript. Raises NotFound where there is none (yet)."""
    row = session.get(TranscriptRow, call_id)
    if row is None:
        raise NotFound(f"Call {call_id} has no transcript yet.")
    turns = session.scalars(select(TurnRow).where(TurnRow.call_id == call_id).order_by(TurnRow.turn_index))
    return Transcript(
        call_id=call_id,
        language=row.language,
        duration_s=row.duration_s,
        warnings=tuple(row.warnings),
        provenance=provenance_from_dict(row.provenance),
        turns=tuple(_turn(turn) for turn in turns),
    )


def _turn(row: TurnRow) -> Turn:
    return Turn(
        index=row.turn_index,
        speaker=row.speaker,
        role=Role(row.role),
        start_s=row.start_s,
        end_s=row.end_s,
        text=row.text,
        words=tuple(word_from_list(word) for word in row.words),
    )
