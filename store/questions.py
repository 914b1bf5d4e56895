"""Questions that buyers asked and nobody answered, those of the newest calls first."""

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calls.moment import Kind
from store.analyses import current_analysis
from store.moments import Evidence, MomentFilter, conditions_on_calls, list_moments, moment_conditions
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
    wanted = MomentFilter(kind=Kind.QUESTION, answered=False)
    return list_moments(session, wanted, limit=limit, conditions=(CallRow.id.in_(call_ids),)).items


def unanswered_count(session: Session, window: Window) -> int:
    """Return how many questions a list of moments has that nobody answered, in a window.

    As in such a list, a window's competitor is whom a question speaks of itself.
    """
    wanted = MomentFilter(
        kind=Kind.QUESTION,
        answered=False,
        competitor=window.competitor,
        window=replace(window, competitor=None),
    )
    query = select(func.count()).select_from(MomentRow).join(CallRow, CallRow.id == MomentRow.call_id)
    of_analysis = MomentRow.analysis == current_analysis()
    return session.scalar(query.where(of_analysis, *moment_conditions(wanted), *conditions_on_calls(wanted))) or 0
