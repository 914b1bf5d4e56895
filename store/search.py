"""Searching: which texts of a team's calls fit a question, by their words or by moments found to mean it.

What a caller does not see, they do not find: whoever sees personal data masked searches the masked texts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select
from sqlalchemy.orm import Session

from calls.errors import InvalidInput
from calls.transcript import Role
from store.analyses import current_analysis, current_number
from store.moments import MomentFilter, conditions_on_calls, moment_conditions
from store.search_index import ALL, FULL, MASKED, OF_TURN
from store.search_tables import SearchTextRow
from store.search_text import full_text
from store.search_words import Term, Wording
from store.tables import CallRow, MomentRow
from store.theme_tables import PlacementRow, ThemeRow

# Of more texts than these that fit, the latest are ranked: a word that is everywhere must not hold up everybody.
MOST_RANKED = 10_000
_IDS_AT_ONCE = 500
_EVERYTHING = MomentFilter()


class Found(StrEnum):
    """What can be found."""

    MOMENT = "moment"
    TURN = "turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """Where to search. `moments` as for listing moments; `only` moments or turns; `in_full`: as said, not masked.

    What only moments have (kind, category, theme, the competitor they speak of) leaves turns out.
    """

    moments: MomentFilter = _EVERYTHING
    only: Found | None = None
    role: Role | None = None
    in_full: bool = False

    @property
    def is_of_moments(self) -> bool:
        """Whether it asks for something that a turn does not have."""
        own = (self.moments.kind, self.moments.category, self.moments.competitor, self.moments.theme_id)
        return any(each is not None for each in own)

    @property
    def has_moments(self) -> bool:
        """Whether moments are searched."""
        return self.only is not Found.TURN


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A text that was found. `number` orders texts by age; `moment_id` is None for a turn."""

    number: int
    call_id: str
    turn_index: int
    role: Role
    start_s: float | None
    end_s: float | None
    text: str
    moment_id: str | None
    started_at: datetime
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The last hit that was given out."""

    score: float
    started_at: datetime
    number: int


def newest_text(session: Session) -> int:
    """Return the number of the newest text: pages of one search look at none that came later."""
    return session.scalar(select(func.max(SearchTextRow.id))) or 0


def search_words(
    session: Session, wording: Wording, where: SearchFilter, *, newest: int, limit: int, after: After | None = None
) -> tuple[Hit, ...]:
    """Return the texts in which a wording is: those that fit best first, of equals those of the latest calls."""
    if wording.is_empty or (where.only is Found.TURN and where.is_of_moments):
        return ()
    finder = full_text(session)
    rows = _rows(session, where, finder.fit(wording)).where(SearchTextRow.id <= newest)
    ranked = finder.narrowed(rows, wording).limit(MOST_RANKED).subquery()
    query = select(ranked)
    if after is not None:
        later = (ranked.c.started_at == after.started_at) & (ranked.c.id < after.number)
        same = (ranked.c.score == after.score) & or_(ranked.c.started_at < after.started_at, later)
        query = query.where(or_(ranked.c.score < after.score, same))
    order = (ranked.c.score.desc(), ranked.c.started_at.desc(), ranked.c.id.desc())
    found = session.execute(query.order_by(*order).limit(limit)).all()
    return _hits(session, [(row.id, row.score) for row in found])


def search_moments(
    session: Session, likeness: Mapping[int, float], where: SearchFilter, *, newest: int, unwanted: Sequence[Term] = ()
) -> tuple[Hit, ...]:
    """Return those of some quotes (numbers of texts) that may be found, the likeliest first, with their likeness.

    None of them has any of what is `unwanted` in it, in any form.
    """
    allowed = findable_quotes(session, where, list(likeness))
    allowed -= _holding(session, sorted(allowed), unwanted)
    found = [(number, likeness[number]) for number in allowed if number <= newest]
    return _hits(session, sorted(found, key=lambda each: (-each[1], -each[0])))


def findable_quotes(session: Session, where: SearchFilter, numbers: Sequence[int] | None = None) -> frozenset[int]:
    """Return the numbers of the texts of moments that may be found; only of some texts where they are named."""
    if not where.has_moments:
        return frozenset()
    of_moments = _rows(session, where, literal(0.0)).where(SearchTextRow.analysis == current_analysis())
    query = of_moments.with_only_columns(SearchTextRow.id, maintain_column_froms=True)
    if numbers is None:
        return frozenset(session.scalars(query))
    return frozenset(n for some in _parts(numbers) for n in session.scalars(query.where(SearchTextRow.id.in_(some))))


def _holding(session: Session, numbers: Sequence[int], terms: Sequence[Term]) -> frozenset[int]:
    """Return those of some texts in which any of some terms is."""
    if not terms:
        return frozenset()
    finder = full_text(session)
    return frozenset(n for some in _parts(numbers) for n in session.scalars(finder.holding(some, terms)))


def _rows(session: Session, where: SearchFilter, score: ColumnElement[Any]) -> "Select[Any]":
    """Return the query for the texts that a filter lets through."""
    row, current = SearchTextRow, current_number(session)
    audience = FULL if where.in_full else MASKED
    query = (
        select(row.id, CallRow.started_at, score.label("score"))
        .select_from(row)
        .join(CallRow, CallRow.id == row.call_id)
        .where(row.audience.in_((ALL, audience)))
    )
    if where.role is not None:
        query = query.where(row.role == where.role.value)
    if where.moments.call_id is not None:
        query = query.where(row.call_id == where.moments.call_id)
    if not where.is_of_moments:
        kinds = {Found.TURN: (OF_TURN,), Found.MOMENT: (current,), None: (OF_TURN, current)}[where.only]
        return query.where(row.analysis.in_(kinds), *conditions_on_calls(where.moments))
    query = query.join(MomentRow, (MomentRow.analysis == row.analysis) & (MomentRow.id == row.key))
    if where.moments.theme_id is not None:
        placed = (PlacementRow.analysis == MomentRow.analysis) & (PlacementRow.moment_id == MomentRow.id)
        query = query.join(PlacementRow, placed).join(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
    return query.where(row.analysis == current, *moment_conditions(where.moments), *conditions_on_calls(where.moments))


def _hits(session: Session, found: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
    row, scores = SearchTextRow, dict(found)
    by_number: dict[int, Hit] = {}
    for numbers in _parts(list(scores)):
        query = select(row, CallRow.started_at).join(CallRow, CallRow.id == row.call_id).where(row.id.in_(numbers))
        for said, started_at in session.execute(query):
            by_number[said.id] = Hit(
                number=said.id,
                call_id=said.call_id,
                turn_index=said.turn_index,
                role=Role(said.role),
                start_s=said.start_s,
                end_s=said.end_s,
                text=said.text,
                moment_id=None if said.analysis == OF_TURN else said.key,
                started_at=started_at,
                score=scores[said.id],
            )
    return tuple(by_number[number] for number, _ in found)


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[first : first + _IDS_AT_ONCE] for first in range(0, len(values), _IDS_AT_ONCE))


def refuse_turns_of_moments(where: SearchFilter) -> None:
    """Raise InvalidInput where turns are asked for by what only moments have."""
    if where.only is Found.TURN and where.is_of_moments:
        raise InvalidInput("Turns have no kind, category or theme: leave those out, or search in=moments.")
