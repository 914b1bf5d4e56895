"""Questions that buyers asked and nobody answered, those of the newest calls first."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from calls.moment import Kind
from store.moments import Evidence, MomentFilter, list_moments
from store.tables import CallRow
from store.windows import Window, window_conditions

# Among so many of the newest calls questions are looked for: an older one is nothing to act on any more.
NEWEST_CALLS = 400


def unanswered_questions(session: Session, window: Window, *, limit: int) -> tuple[Evidence, ...]:
    """Return questions that nobody answered, of the newest `NEWEST_CALLS` calls of a window, the newest first."""
    newest = (
        select(CallRow.id)
        .where(CallRow.analysed, *window_conditions(window))
        .order_by(CallRow.started_at.desc(), CallRow.id.desc())
        .limit(NEWEST_CALLS)
    )
    call_ids = session.scalars(newest).all()
    if not call_ids:
        return ()
    wanted = MomentFilter(kind=Kind.QUESTION, answered=False)
    return list_moments(session, wanted, limit=limit, conditions=(CallRow.id.in_(call_ids),)).items
