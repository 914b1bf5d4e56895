"""Splitting a change of a rate between two analysis versions into what buyers did and what the model did."""

from dataclasses import dataclass
from math import sqrt

from insight.distributions import Z95


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Calls of one window that both versions analysed, by which of them found the theme.

    `effect` widens the intervals for calls of one account: `n / effective` of the theme's rate in the window, 1 for
    independent calls.
    """

    both: int
    only_old: int
    only_new: int
    neither: int
    effect: float = 1.0

    @property
    def n(self) -> int:
        """All calls of the window that both versions analysed."""
        return self.both + self.only_old + self.only_new + self.neither


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a change, in shares of calls, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The change from old and earlier to new and later; `market.value + model.value` is its total."""

    total: float
    market: Part
    model: Part


def split(earlier: Window, later: Window) -> Split | None:
    """Return what the market and what the model did of a change; None where a window has no calls.

    Market: later less earlier within one version. Model: new less old on the same calls. There are two ways to go,
    market first or model first, and where version and window interact they give different parts, so each part is the
    average of both ways: Shapley's (1953) value of two players, whose parts always add up to the total. Both
    intervals are of paired calls: the market's from each call's average over the versions, the model's from each
    call's difference, with half a call added to each cell (Agresti and Min 2005).
    """
    if not earlier.n or not later.n:
        return None
    before, after = _Cells.of(earlier), _Cells.of(later)
    market = after.average - before.average
    model = (after.difference + before.difference) / 2
    return Split(
        total=(later.both + later.only_new) / later.n - (earlier.both + earlier.only_old) / earlier.n,
        market=_part(market, sqrt(after.variance_of_average + before.variance_of_average)),
        model=_part(model, sqrt(after.variance_of_difference + before.variance_of_difference) / 2),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    """Means of each call's average over the versions (0, a half, 1) and of its difference (-1, 0, 1)."""

    average: float
    difference: float
    variance_of_average: float
    variance_of_difference: float

    @classmethod
    def of(cls, window: Window) -> "_Cells":
        both, old, new, n = window.both + 0.5, window.only_old + 0.5, window.only_new + 0.5, window.n + 2
        average, difference = (both + (old + new) / 2) / n, (new - old) / n
        return cls(
            average=(window.both + (window.only_old + window.only_new) / 2) / window.n,
            difference=(window.only_new - window.only_old) / window.n,
            variance_of_average=window.effect * ((both + (old + new) / 4) / n - average**2) / n,
            variance_of_difference=window.effect * ((old + new) / n - difference**2) / n,
        )


def _part(value: float, error: float) -> Part:
    return Part(value=value, low=max(value - Z95 * error, -1.0), high=min(value + Z95 * error, 1.0))
