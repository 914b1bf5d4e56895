"""Win rates with and without a theme: association, never cause."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from insight.change import change
from insight.discoveries import FALSE_DISCOVERIES, adjusted
from insight.rates import Counts, Rate

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDeals:
    """Closed deals (won or lost, none open) by whether a call of theirs has the theme: `count` of `n` were won."""

    with_theme: Counts
    without: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """Win rates of closed deals with and without a theme, their difference (with less without) and its 95 % interval.

    An association, never a cause: deals differ in more than the theme, and a deal with more calls has more chances to
    have it. `p_value` is adjusted for all themes looked at, None where there are too few deals on a side; `shown`
    says that the difference is beyond chance.
    """

    with_theme: Rate
    without: Rate
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    shown: bool

    @property
    def too_few(self) -> bool:
        """Whether either side has too few deals, or accounts behind them, to say anything."""
        return self.with_theme.too_few or self.without.too_few


def associations(themes: Mapping[Key, ClosedDeals], fdr: float = FALSE_DISCOVERIES) -> dict[Key, Association]:
    """Return each theme's association with winning; `themes` must hold all that were looked at.

    The unit is the deal, and deals of one account are kept together where their counts have clusters. Interval and
    p-value are those of `change` (Newcombe 1998), adjusted by Benjamini and Hochberg across the themes with deals
    enough on both sides.
    """
    compared = {key: change(deals.without.rate(), deals.with_theme.rate()) for key, deals in themes.items()}
    p_values = adjusted(
        {key: one.p_value for key, one in compared.items() if one.p_value is not None and not one.too_few}
    )
    return {
        key: Association(
            with_theme=one.later,
            without=one.earlier,
            difference=one.difference,
            low=one.low,
            high=one.high,
            p_value=p_values.get(key),
            shown=one.clears and p_values.get(key, 1.0) <= fdr,
        )
        for key, one in compared.items()
    }
