"""Reviews: what people say of moments that were drawn from a theme, and which moments there are to draw from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.review import Answer, Review
from calls.theme import ThemeState
from store.analyses import current_analysis
from store.counts import theme_totals
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.tables import CallRow, MomentRow
from store.theme_tables import PlacementRow, ReviewRow, ThemeRow
from store.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """How often people said what of moments that were drawn from a theme, in the current analysis."""

    right: int = 0
    wrong: int = 0
    skipped: int = 0

    @property
    def answered(self) -> int:
        """The moments that somebody could say something of."""
        return self.right + self.wrong


def keep_review(session: Session, review: Review) -> None:
    """Keep what a person said of a moment of a theme, in place of what was said before."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    said = {"verdict": review.answer.value, "made_by": review.made_by, "created_at": review.created_at}
    kept = insert(ReviewRow).values(
        id=review.id,
        theme_id=review.theme_id,
        analysis=review.analysis,
        call_id=review.call_id,
        moment_id=review.moment_id,
        **said,
    )
    session.execute(kept.on_conflict_do_update(index_elements=["id"], set_=said))


def find_review(session: Session, theme_id: str, moment_id: str) -> Review | None:
    """Return what was said of a moment of a theme in the current analysis, None where nothing was."""
    of_moment = (ReviewRow.moment_id == moment_id, ReviewRow.analysis == current_analysis())
    row = session.scalars(select(ReviewRow).where(*of_moment, _of_theme(session, theme_id))).first()
    return _review(row) if row else None


def remove_review(session: Session, theme_id: str, moment_id: str) -> Review:
    """Take back what was said of a moment of a theme and return what it was. Raises NotFound."""
    review = find_review(session, theme_id, moment_id)
    if review is None:
        raise NotFound(f"Nothing was said of moment {moment_id} of this theme.")
    session.execute(delete(ReviewRow).where(ReviewRow.id == review.id))
    return review


def list_reviews(
    session: Session, theme_id: str, *, answer: Answer | None = None, limit: int, cursor: str | None = None
) -> Page[Review]:
    """Return what people said of a theme's moments in the current analysis, the newest first."""
    query = select(ReviewRow).where(ReviewRow.analysis == current_analysis(), _of_theme(session, theme_id))
    if answer is not None:
        query = query.where(ReviewRow.verdict == answer.value)
    if cursor is not None:
        made, last = decode_cursor(cursor, types=(str, str))
        at: datetime = parse_instant(str(made))
        query = query.where((ReviewRow.created_at < at) | ((ReviewRow.created_at == at) & (ReviewRow.id < last)))
    rows = list(session.scalars(query.order_by(ReviewRow.created_at.desc(), ReviewRow.id.desc()).limit(limit + 1)))
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_review(row) for row in rows[:limit]),
        next_cursor=encode_cursor([more.created_at.isoformat(), more.id]) if more else None,
    )


def reviewed(session: Session, theme_ids: Collection[str] | None = None) -> dict[str, Reviewed]:
    """Return what was said of the moments of themes (all, where none are named), by the themes' present ids.

    What was said of a theme that another took up counts for that one.
    """
    of = (ReviewRow.theme_id, ReviewRow.verdict)
    query = select(*of, func.count()).where(ReviewRow.analysis == current_analysis())
    rows: Any = session.execute(query.group_by(*of)).all()
    successors = _successors(session) if rows else {}
    counts: dict[str, dict[str, int]] = {}
    for theme_id, verdict, count in rows:
        present = _follow(theme_id, successors)
        if theme_ids is None or present in theme_ids:
            said = counts.setdefault(present, dict.fromkeys(Answer, 0))
            said[verdict] += count
    return {
        theme_id: Reviewed(right=said[Answer.RIGHT], wrong=said[Answer.WRONG], skipped=said[Answer.SKIPPED])
        for theme_id, said in counts.items()
    }


def drawn_from(session: Session, theme_id: str) -> dict[str, str]:
    """Return the moments that a theme counts in the current analysis, its sub-themes' too: {id: call id}."""
    # By name: a condition on their parent would be looked at for every moment there is.
    parts = session.scalars(select(ThemeRow.id).where(or_(ThemeRow.id == theme_id, ThemeRow.parent_id == theme_id)))
    rows = session.execute(
        select(MomentRow.id, MomentRow.call_id)
        .select_from(PlacementRow)
        .join(MomentRow, (PlacementRow.analysis == MomentRow.analysis) & (PlacementRow.moment_id == MomentRow.id))
        .join(CallRow, CallRow.id == MomentRow.call_id)
        .where(
            # Adding nothing keeps the index of all moments of the analysis out of it: that of the theme is better.
            PlacementRow.analysis + 0 == current_analysis(),
            PlacementRow.theme_id.in_(list(parts)),
            CallRow.analysed,
        )
    )
    return {moment_id: call_id for moment_id, call_id in rows}  # noqa: C416  (a row is no tuple to the type checker)


def said_of(session: Session, theme_id: str) -> dict[str, Answer]:
    """Return what was said of each moment (id) of a theme in the current analysis."""
    rows = session.execute(
        select(ReviewRow.moment_id, ReviewRow.verdict).where(
            ReviewRow.analysis == current_analysis(), _of_theme(session, theme_id)
        )
    )
    return {moment_id: Answer(verdict) for moment_id, verdict in rows}


def to_review(session: Session, *, sample: int) -> tuple[str, ...]:
    """Return the top-level themes of which fewer moments were answered for than are wanted.

    Accepted ones come first, then those voiced in most calls.
    """
    wanted = (ThemeRow.state != ThemeState.ARCHIVED.value, ThemeRow.parent_id.is_(None))
    totals = theme_totals(session, Window())
    done = reviewed(session)
    waiting = []
    for theme_id, state in session.execute(select(ThemeRow.id, ThemeRow.state).where(*wanted)):
        said, total = done.get(theme_id, Reviewed()), totals.get(theme_id)
        if total and said.answered < sample and said.answered + said.skipped < total.mentions:
            waiting.append((state != ThemeState.ACCEPTED.value, -total.calls, theme_id))
    return tuple(theme_id for _, _, theme_id in sorted(waiting))


def _of_theme(session: Session, theme_id: str) -> ColumnElement[bool]:
    successors = _successors(session)
    same = [old for old in successors if _follow(old, successors) == theme_id]
    return ReviewRow.theme_id.in_([theme_id, *same])


def _successors(session: Session) -> dict[str, str]:
    rows: Any = session.execute(select(ThemeRow.id, ThemeRow.successor_id).where(ThemeRow.successor_id.is_not(None)))
    return dict(tuple(row) for row in rows)


def _follow(theme_id: str, successors: dict[str, str]) -> str:
    while theme_id in successors:
        theme_id = successors[theme_id]
    return theme_id


def _review(row: ReviewRow) -> Review:
    return Review(
        theme_id=row.theme_id,
        analysis=row.analysis,
        call_id=row.call_id,
        moment_id=row.moment_id,
        answer=Answer(row.verdict),
        made_by=row.made_by,
        created_at=row.created_at,
    )
