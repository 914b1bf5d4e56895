"""Transcripts: the versions of a call's, and the parts that one is being made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.formats import provenance_from_dict, speaker_from_dict, speaker_to_dict
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn, word_from_list, word_to_list
from store.search_notes import note_texts
from store.tables import CallRow, PartRow, PlanRow, TranscriptRow, TurnRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a running call's sound is cut: batches of windows as plain lists, and facts found on the way."""

    batches: tuple[Any, ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptVersion:
    """One version of a call's transcript: what made it, when, and whether it is the current one."""

    version: int
    current: bool
    language: str
    provenance: Provenance
    created_at: datetime


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
    """Forget the plans and parts of a finished run and those before it, and transcripts that came to nothing."""
    session.execute(delete(PartRow).where(PartRow.call_id == call_id, PartRow.run <= run))
    session.execute(delete(PlanRow).where(PlanRow.call_id == call_id, PlanRow.run <= run))
    session.execute(
        delete(TranscriptRow).where(
            TranscriptRow.call_id == call_id, TranscriptRow.run <= run, TranscriptRow.published.is_(False)
        )
    )


def save_transcript(session: Session, transcript: Transcript, *, run: int = 1) -> int:
    """Keep the transcript that a run made as a version beside the others and return its number.

    The first of a call can be read at once; a later one when it is made current (see `make_current`). Saving that of
    the same run again replaces it.
    """
    call_id = transcript.call_id
    rows = select(TranscriptRow).where(TranscriptRow.call_id == call_id)
    before = session.scalar(rows.where(TranscriptRow.run == run))
    others = delete(TranscriptRow).where(TranscriptRow.call_id == call_id, TranscriptRow.published.is_(False))
    session.execute(others.where(TranscriptRow.run != run))
    newest = session.scalar(select(func.max(TranscriptRow.version)).where(TranscriptRow.call_id == call_id))
    version = before.version if before else (newest or 0) + 1
    session.execute(delete(TurnRow).where(TurnRow.call_id == call_id, TurnRow.version == version))
    session.merge(
        TranscriptRow(
            call_id=call_id,
            version=version,
            run=run,
            published=bool(before and before.published),
            language=transcript.language,
            duration_s=transcript.duration_s,
            speakers=[speaker_to_dict(speaker) for speaker in transcript.speakers],
            warnings=list(transcript.warnings),
            provenance=transcript.provenance.as_dict(),
            created_at=datetime.now(UTC),
        )
    )
    session.flush()
    session.add_all(_turn_row(call_id, version, turn) for turn in transcript.turns)
    session.flush()
    if newest is None:
        make_current(session, call_id, version)
    note_texts(session, call_id)
    return version


def make_current(session: Session, call_id: str, version: int) -> None:
    """Make a version the one that is read, and that its call's moments are of."""
    of_call = update(TranscriptRow).where(TranscriptRow.call_id == call_id, TranscriptRow.version == version)
    session.execute(of_call.values(published=True))
    session.execute(update(CallRow).where(CallRow.id == call_id).values(transcript_version=version))
    note_texts(session, call_id)


def version_of_run(session: Session, call_id: str, run: int) -> int | None:
    """Return the version that a run made; None where it made none."""
    made = select(TranscriptRow.version).where(TranscriptRow.call_id == call_id, TranscriptRow.run == run)
    return session.scalar(made)


def _turn_row(call_id: str, version: int, turn: Turn) -> TurnRow:
    return TurnRow(
        call_id=call_id,
        version=version,
        turn_index=turn.index,
        speaker=turn.speaker,
        role=turn.role.value,
        start_s=turn.start_s,
        end_s=turn.end_s,
        text=turn.text,
        words=[word_to_list(word) for word in turn.words],
    )


def get_transcript(session: Session, call_id: str, *, version: int | None = None) -> Transcript:
    """Return a version of a call's transcript as the machine made it; the current one where none is named.

    Raises NotFound. See store.corrections.corrected_transcript for what people made of it.
    """
    wanted = version or session.scalar(select(CallRow.transcript_version).where(CallRow.id == call_id))
    row = session.get(TranscriptRow, (call_id, wanted)) if wanted else None
    if row is None:
        missing = f"version {version} of its transcript" if version else "transcript yet"
        raise NotFound(f"Call {call_id} has no {missing}.")
    of_version = select(TurnRow).where(TurnRow.call_id == call_id, TurnRow.version == row.version)
    return Transcript(
        call_id=call_id,
        version=row.version,
        language=row.language,
        duration_s=row.duration_s,
        warnings=tuple(row.warnings),
        speakers=tuple(speaker_from_dict(speaker) for speaker in row.speakers),
        provenance=provenance_from_dict(row.provenance),
        turns=tuple(_turn(turn) for turn in session.scalars(of_version.order_by(TurnRow.turn_index))),
    )


def transcript_versions(session: Session, call_id: str) -> tuple[TranscriptVersion, ...]:
    """Return the versions of a call's transcript that can be read, the newest first."""
    query = (
        select(TranscriptRow, CallRow.transcript_version)
        .join(CallRow, CallRow.id == TranscriptRow.call_id)
        .where(TranscriptRow.call_id == call_id, TranscriptRow.published)
        .order_by(TranscriptRow.version.desc())
    )
    return tuple(
        TranscriptVersion(
            version=row.version,
            current=row.version == current,
            language=row.language,
            provenance=provenance_from_dict(row.provenance),
            created_at=row.created_at,
        )
        for row, current in session.execute(query)
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
