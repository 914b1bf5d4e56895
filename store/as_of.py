"""Whether numbers as of an instant are those that were answered then."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from store.analyses import current_number
from store.known import known_changed_at
from store.tables import JudgementRow
from store.theme_tables import AnalysisRow, ThemeCallRow, ThemeEventRow, ThemeRow
from store.windows import known_calls


def changed_otherwise(session: Session, as_of: datetime) -> str | None:
    """Return why numbers as of an instant may differ from what was answered then; None where they do not.

    Calls that came since are left out exactly. What people or the software did since with calls and themes that were
    known then cannot be taken back; this tells that it was done.
    """
    last = known_changed_at(session)
    if last is not None and last > as_of:
        return "calls that were known then were changed since"
    return next(
        (said for said, found in _since(session, as_of) if session.scalar(select(exists().where(*found)))), None
    )


def _since(session: Session, as_of: datetime) -> Iterator[tuple[str, list[ColumnElement[bool]]]]:
    number = current_number(session)
    known: Any = known_calls(number, as_of)
    yield "another analysis was made current since", [AnalysisRow.number == number, AnalysisRow.made_current_at > as_of]
    yield "people changed themes since", [ThemeEventRow.created_at > as_of]
    yield "people judged moments since", [JudgementRow.created_at > as_of, JudgementRow.call_id.in_(known)]
    formed = "suggested themes were formed anew since"
    yield formed, [ThemeRow.updated_at > as_of, ThemeRow.created_at <= as_of]
    newer: Any = select(ThemeRow.id).where(ThemeRow.created_at > as_of)
    of_newer = ThemeCallRow.analysis == number, ThemeCallRow.theme_id.in_(newer)
    yield formed, [*of_newer, ThemeCallRow.call_id.in_(known)]
