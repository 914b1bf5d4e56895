"""Corrections: keeping what people put right, and reading a transcript with it."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from calls.corrected import corrected
from calls.correction import KINDS, Change, Correction, CorrectionKind, change_from_dict, change_to_dict
from calls.errors import NotFound
from calls.transcript import Transcript
from store.progress import next_revision
from store.search_notes import note_texts
from store.tables import CorrectionRow
from store.transcripts import get_transcript


def add_correction(session: Session, call_id: str, change: Change, *, version: int, made_by: str) -> Correction:
    """Keep a change that was made looking at a version of a call's transcript. Raises NotFound."""
    row = CorrectionRow(
        id=f"co_{secrets.token_hex(8)}",
        call_id=call_id,
        number=next_revision(session, call_id),
        kind=KINDS[type(change)].value,
        version=version,
        change=change_to_dict(change),
        made_by=made_by,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    note_texts(session, call_id)
    return _correction(row)


def remove_correction(session: Session, call_id: str, correction_id: str) -> None:
    """Undo a correction: it is as if it had never been made. Raises NotFound."""
    row = session.get(CorrectionRow, correction_id)
    if row is None or row.call_id != call_id:
        raise NotFound(f"Call {call_id} has no correction {correction_id}; it may have been undone already.")
    next_revision(session, call_id)
    session.delete(row)
    session.flush()
    note_texts(session, call_id)


def corrections_of(session: Session, call_id: str) -> tuple[Correction, ...]:
    """Return the corrections of a call in the order in which they were made."""
    made = select(CorrectionRow).where(CorrectionRow.call_id == call_id)
    return tuple(_correction(row) for row in session.scalars(made.order_by(CorrectionRow.number)))


def corrected_transcript(session: Session, call_id: str, *, version: int | None = None) -> Transcript:
    """Return a version of a call's transcript, the current one by default, with all corrections. Raises NotFound."""
    return corrected(get_transcript(session, call_id, version=version), corrections_of(session, call_id))


def _correction(row: CorrectionRow) -> Correction:
    return Correction(
        id=row.id,
        call_id=row.call_id,
        number=row.number,
        version=row.version,
        change=change_from_dict(CorrectionKind(row.kind), row.change),
        made_by=row.made_by,
        created_at=row.created_at,
    )
