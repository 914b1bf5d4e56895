"""Questions that buyers asked and nobody answered, those of the newest calls first."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calls.moment import Kind
from store.moments import Evidence, MomentFilter, list_moments
from store.tables import CallRow, MomentRow
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
    # Compared as a made value, the kind keeps a database from reading all questions there are to find these few.
    asked = func.lower(MomentRow.kind) == Kind.QUESTION.value
    conditions = (asked, MomentRow.call_id.in_(call_ids), MomentRow.answered.is_(False))
    return list_moments(session, MomentFilter(), limit=limit, conditions=conditions).items
