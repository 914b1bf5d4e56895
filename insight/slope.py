"""The slow rise: a straight line through all periods of a rate, with accounts kept together."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from insight.change import Change
from insight.distributions import Z95, p_of
from insight.rates import PRIOR_CORRELATION, Clusters, Effect, Rate, rate, widened
from insight.trends import TrendPoint

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# With fewer calls than this with (or without) the theme, chance moves the line in lumps, and its exact distribution
# is computed.
FEWEST_HITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The analysed calls by account and period; the same for every theme of a view.

    Three arrays of one length, a row for each account and period that has calls: `account` (numbers from 0, -1 for
    calls of no known account), `period` (0 for the first) and `calls`.
    """

    account: Ints
    period: Ints
    calls: Ints

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        if not self.account.shape == self.period.shape == self.calls.shape or (self.calls < 1).any():
            raise ValueError("a panel needs an account, a period and at least one call in each row")
        if (self.period < 0).any() or (self.account < -1).any():
            raise ValueError("periods and accounts of a panel are counted from 0 (-1: no known account)")


def slope(points: Sequence[TrendPoint]) -> Change:
    """Return the change along a trend, calls taken as independent; `slope_of_accounts` keeps accounts together."""
    kept = [(index, point) for index, point in enumerate(points) if point.rate.n]
    panel = Panel(
        account=np.full(len(kept), -1, dtype=np.int64),
        period=np.array([index for index, _ in kept], dtype=np.int64),
        calls=np.array([point.rate.n for _, point in kept], dtype=np.int64),
    )
    return slope_of_accounts(panel, np.array([point.calls for _, point in kept], dtype=np.int64))


def slope_of_accounts(panel: Panel, with_theme: Ints) -> Change:
    """Return the change along the straight line through a panel's calls, `with_theme` of each row having the theme."""
    if with_theme.shape != panel.calls.shape or (with_theme < 0).any() or (with_theme > panel.calls).any():
        raise ValueError("a panel's row has between none and all of its calls with the theme")
    line = Line.of(panel)
    known = panel.account >= 0
    sums = np.bincount(panel.account[known], weights=(with_theme * line.centred[panel.period])[known])
    sizes, hits = (np.bincount(panel.account[known], weights=each[known]) for each in (panel.calls, with_theme))
    middle = line.periods // 2
    return slope_along(
        line,
        Along(
            steps=_by_period(panel.period, with_theme, line.periods),
            alone=_by_period(panel.period[~known], with_theme[~known], line.periods),
            squares=float(sums @ sums),
            products=(float(sums @ line.first), float(sums @ line.second)),
            having=int(np.count_nonzero(hits)),
            full=int(np.count_nonzero((hits == sizes) & (sizes > 0))),
            earlier=window_rate(panel, with_theme, 0, middle),
            later=window_rate(panel, with_theme, middle, line.periods),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """What the straight lines through all periods have in common, whatever the theme.

    `calls` and `alone` are the calls of each period and those of no known account, `centred` how far each period is
    from the mean of all calls. `first` and `second` hold for each account its calls times that distance, and times its
    square, `norms` their products with themselves and one another. `accounts` have calls, `sizes` is the sum of their
    squared numbers of calls.
    """

    calls: Ints
    alone: Ints
    centred: Floats
    span: float
    first: Floats
    second: Floats
    norms: tuple[float, float, float]
    accounts: int
    sizes: float

    @classmethod
    def of(cls, panel: Panel) -> "Line":
        """Return what a panel's lines have in common."""
        periods = int(panel.period.max()) + 1 if panel.period.size else 0
        n = int(panel.calls.sum())
        centred: Floats = np.arange(periods, dtype=np.float64) - ((panel.calls @ panel.period) / n if n else 0.0)
        known = panel.account >= 0
        account, calls, at = panel.account[known], panel.calls[known], centred[panel.period[known]]
        first: Floats = np.bincount(account, weights=calls * at).astype(np.float64)
        second: Floats = np.bincount(account, weights=calls * at**2).astype(np.float64)
        sizes = np.bincount(account, weights=calls)
        return cls(
            calls=_by_period(panel.period, panel.calls, periods),
            alone=_by_period(panel.period[~known], panel.calls[~known], periods),
            centred=centred,
            span=float(panel.period.max() - panel.period.min()) if n else 0.0,
            first=first,
            second=second,
            norms=(float(first @ first), float(first @ second), float(second @ second)),
            accounts=int(np.count_nonzero(sizes)),
            sizes=float(sizes @ sizes),
        )

    @property
    def periods(self) -> int:
        """How many periods there are, up to the last with a call."""
        return len(self.calls)

    @property
    def width(self) -> float:
        """How far all calls are from their mean, squared and added up."""
        return float(self.calls @ self.centred**2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Along:
    """A theme along a line: its calls in each period, and of these those of no known account.

    For each account its calls with the theme times their distance from the mean are added up: `squares` is the sum of
    these sums squared, `products` that of them times the line's `first` and `second`. `having` accounts have a call
    with the theme, `full` have no other. `earlier` and `later` are the rates of the halves.
    """

    steps: Ints
    alone: Ints
    squares: float
    products: tuple[float, float]
    having: int
    full: int
    earlier: Rate
    later: Rate


def slope_along(line: Line, theme: Along) -> Change:
    """Return the change of a theme along a line.

    The statistic is that of Cochran (1954) and Armitage (1955) for a trend in proportions. Its variance sums squared
    residuals about the line over accounts (cluster-robust: Liang and Zeger 1986), drawn towards an assumed
    correlation and widened as in `rate`, and is never under that of independent calls. `difference` is what the line
    climbs from the first period to the last; the interval and the p-value come from the same variance, so they agree.
    With under 10 calls with the theme the p-value is the exact one over all ways they could have fallen on the calls,
    if that is greater.
    """
    earlier, later, width = theme.earlier, theme.later, line.width
    if earlier.value is None or later.value is None or width == 0:
        return Change(earlier=earlier, later=later, difference=None, low=None, high=None, p_value=None, basis="slope")
    n, count = int(line.calls.sum()), int(theme.steps.sum())
    climb = float(theme.steps @ line.centred) / width * line.span
    # Where all calls or none have the theme, the variance is that of Laplace's share, so that the interval keeps a
    # width.
    share = count / n if 0 < count < n else (count + 1) / (n + 2)
    effect = _effect(line, theme, n=n, count=count)
    error = line.span * sqrt(share * (1 - share) / width * effect.factor)
    return Change(
        earlier=earlier,
        later=later,
        difference=climb,
        low=climb - Z95 * error,
        high=climb + Z95 * error,
        p_value=max(p_of(climb / error, effect.freedom), _exact(line.calls, theme.steps)),
        basis="slope",
    )


def _effect(line: Line, theme: Along, *, n: int, count: int) -> Effect:
    """Return by how much accounts raise the variance of the slope, never under 1."""
    width, alone = line.width, int(line.alone.sum())
    if line.accounts == n - alone:
        return Effect(factor=1.0, freedom=inf)
    kept_together = (float(line.alone @ line.centred**2) + line.norms[0]) / width
    measured, bearing = 1.0, 0
    if 0 < count < n:
        share, rise = count / n, float(theme.steps @ line.centred) / width
        # Left over from the line, not from the mean: else a true rise would pass for alikeness of the accounts it
        # fell to.
        fitted = share + rise * line.centred
        single = theme.alone * (1 - fitted) ** 2 + (line.alone - theme.alone) * fitted**2
        spread = float(single @ line.centred**2) + theme.squares
        # What is left over of an account is its own sum less the line's share of `first` and its rise of `second`.
        spread += share * share * line.norms[0] + 2 * share * rise * line.norms[1] + rise * rise * line.norms[2]
        spread -= 2 * share * theme.products[0] + 2 * rise * theme.products[1]
        units = line.accounts + alone
        measured = units / max(units - 2, 1) * spread / (share * (1 - share) * width)
        hits = int(theme.alone.sum())
        bearing = min(theme.having + hits, line.accounts - theme.full + alone - hits)
    assumed = max(1 + (kept_together - 1) * PRIOR_CORRELATION, 1.0)
    # As many accounts of one size would spread the calls as much.
    return widened(measured, bearing=bearing, assumed=assumed, units=n * n / (line.sizes + alone))


def _by_period(period: Ints, calls: Ints, periods: int) -> Ints:
    return np.bincount(period, weights=calls, minlength=periods).astype(np.int64)


def window_rate(panel: Panel, with_theme: Ints, first: int, end: int) -> Rate:
    """Return the rate over the periods from `first` up to, not including, `end`, accounts kept together."""
    rows = (first <= panel.period) & (panel.period < end)
    count, n = int(with_theme[rows].sum()), int(panel.calls[rows].sum())
    known = rows & (panel.account >= 0)
    if not known.any():
        return rate(count, n)
    return rate(count, n, _histogram(panel.account[known], panel.calls[known], with_theme[known]))


def _histogram(account: Ints, calls: Ints, with_theme: Ints) -> Clusters:
    sizes = np.bincount(account, weights=calls).astype(np.int64)
    hits = np.bincount(account, weights=with_theme).astype(np.int64)
    # One number for each pair, for numpy finds distinct numbers faster than distinct columns.
    base = int(sizes.max()) + 1
    pairs, many = np.unique((sizes * base + hits)[sizes > 0], return_counts=True)
    return {divmod(pair, base): times for pair, times in zip(pairs.tolist(), many.tolist(), strict=True)}


def _exact(totals: Ints, steps: Ints) -> float:
    """Return the exact two-sided p-value of the trend where few calls have (or lack) the theme, else 0.

    Given how many calls have the theme, under no change each choice of that many calls is as likely. The distribution
    of their summed periods is built period by period; the p-value is the chance to be as far from its mean. Accounts
    are not kept together here, which is why it only ever raises the p-value.
    """
    hits, calls = int(steps.sum()), int(totals.sum())
    if min(hits, calls - hits) >= FEWEST_HITS:
        return 0.0
    few = steps if 2 * hits <= calls else totals - steps
    hits = int(few.sum())
    ways = np.zeros((hits + 1, hits * (totals.size - 1) + 1))
    ways[0, 0] = 1.0
    for period, of_period in enumerate(totals.tolist()):
        ways = _with_period(ways, period=period, calls=of_period)
    chances = ways[hits] / ways[hits].sum()
    sums = np.arange(chances.size)
    mean = float(chances @ sums)
    far = np.abs(sums - mean) >= abs(float(few @ np.arange(totals.size)) - mean) - 1e-9
    return float(min(chances[far].sum(), 1.0))


def _with_period(ways: Floats, *, period: int, calls: int) -> Floats:
    """Return the ways to choose so many calls with such a sum of periods, with one more period to choose from."""
    grown = ways.copy()
    choices = 1.0
    for taken in range(1, min(calls, ways.shape[0] - 1) + 1):
        choices *= (calls - taken + 1) / taken
        shift = taken * period
        grown[taken:, shift:] += choices * ways[:-taken, : ways.shape[1] - shift]
    return grown
