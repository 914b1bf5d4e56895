"""Themes and how deals ended: win rates with and without a theme over calls of closed deals. Association, never cause.

Talktrack knows a deal by its calls only, so the unit is the call, and calls of one account are kept together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from api.theme_figures import counts
from calls.cut import Cut
from calls.outcome import Result, result_of
from insight.association import Association, ClosedDeals, associations
from insight.change import change
from insight.rates import Counts
from store.counts import Total, analysed_by, theme_by
from store.memory import remembered
from store.session import Session
from store.spreads import spreads_by
from store.windows import Window

_NEAR = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeCount:
    """The calls of one outcome with a theme and without it."""

    outcome: str
    result: Result
    with_theme: int
    without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeOutcome:
    """A theme's association with winning, and the calls of each outcome of closed deals that it is made of."""

    association: Association
    outcomes: tuple[OutcomeCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _LookedAt:
    """Closed deals by outcome and theme; those of themes `near` a difference with accounts kept together."""

    closed: Mapping[str, int]
    voiced: Mapping[str, Mapping[str, Total]]
    deals: Mapping[str, ClosedDeals]
    near: frozenset[str]


def outcomes_of(
    session: Session, window: Window, *, listed: Collection[str], closely: Sequence[str]
) -> dict[str, ThemeOutcome]:
    """Return for each of the themes named `closely` how it goes with winning, among all `listed` that were looked at.

    A window's own outcome is set aside: closed deals are wanted, won and lost.
    """
    wanted = replace(window, outcome=None)
    looked_at = _looked_at(session, wanted, frozenset(listed))
    closed, voiced, deals = looked_at.closed, looked_at.voiced, dict(looked_at.deals)
    deals |= _by_account(session, wanted, [theme_id for theme_id in closely if theme_id not in looked_at.near])
    found = associations(deals)
    return {
        theme_id: ThemeOutcome(
            association=found[theme_id],
            outcomes=tuple(
                OutcomeCount(
                    outcome=outcome,
                    result=result_of(outcome),
                    with_theme=_calls(voiced.get(theme_id, {}), outcome),
                    without=n - _calls(voiced.get(theme_id, {}), outcome),
                )
                for outcome, n in sorted(closed.items())
            ),
        )
        for theme_id in closely
    }


def _looked_at(session: Session, wanted: Window, listed: frozenset[str]) -> _LookedAt:
    return remembered(session, ("outcomes", wanted, listed), lambda: _look(session, wanted, listed))


def _look(session: Session, wanted: Window, listed: frozenset[str]) -> _LookedAt:
    closed = {value: n for value, n in analysed_by(session, wanted, Cut.OUTCOME).items() if _is_closed(value)}
    voiced = theme_by(session, wanted, Cut.OUTCOME)
    deals = {theme_id: _plain(closed, found) for theme_id, found in voiced.items() if theme_id in listed}
    near = _by_account(session, wanted, sorted(theme_id for theme_id, one in deals.items() if _is_near(one)))
    return _LookedAt(closed=closed, voiced=voiced, deals=deals | near, near=frozenset(near))


def _is_closed(outcome: str) -> bool:
    return bool(outcome) and result_of(outcome) is not Result.OPEN


def _calls(found: Mapping[str, Total], outcome: str) -> int:
    return found[outcome].calls if outcome in found else 0


def _plain(closed: Mapping[str, int], found: Mapping[str, Total]) -> ClosedDeals:
    """Return a theme's closed deals with calls taken as independent."""
    won = [value for value in closed if result_of(value) is Result.WON]
    with_theme = Counts(
        count=sum(_calls(found, value) for value in won), n=sum(_calls(found, value) for value in closed)
    )
    all_calls = Counts(count=sum(closed[value] for value in won), n=sum(closed.values()))
    without = Counts(count=all_calls.count - with_theme.count, n=all_calls.n - with_theme.n)
    return ClosedDeals(with_theme=with_theme, without=without)


def _is_near(deals: ClosedDeals) -> bool:
    """Whether keeping accounts together could leave a difference beyond chance: it only ever raises a p-value."""
    p_value = change(deals.without.rate(), deals.with_theme.rate()).p_value
    return p_value is not None and p_value <= _NEAR


def _by_account(session: Session, window: Window, theme_ids: Sequence[str]) -> dict[str, ClosedDeals]:
    spreads = spreads_by(session, window, Cut.OUTCOME)
    closed = [value for value in spreads.names if _is_closed(value)]
    won = [value for value in closed if result_of(value) is Result.WON]
    found = {}
    for theme_id in theme_ids:
        with_theme, without = spreads.crossed(theme_id, closed, hits=won)
        found[theme_id] = ClosedDeals(with_theme=counts(with_theme), without=counts(without))
    return found
