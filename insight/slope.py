"""The slow rise: a straight line through all periods of a rate, with accounts kept together."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

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
    """Return the change along the straight line through a panel's calls, `with_theme` of each row having the theme.

    The statistic is that of Cochran (1954) and Armitage (1955) for a trend in proportions. Its variance sums squared
    residuals about the line over accounts (cluster-robust: Liang and Zeger 1986), drawn towards an assumed
    correlation and widened as in `rate`, and is never under that of independent calls. `difference` is what the line
    climbs from the first period to the last; the interval and the p-value come from the same variance, so they agree.
    With under 10 calls with the theme the p-value is the exact one over all ways they could have fallen on the calls,
    if that is greater.
    """
    if with_theme.shape != panel.calls.shape or (with_theme < 0).any() or (with_theme > panel.calls).any():
        raise ValueError("a panel's row has between none and all of its calls with the theme")
    periods = int(panel.period.max()) + 1 if panel.period.size else 0
    earlier = window_rate(panel, with_theme, 0, periods // 2)
    later = window_rate(panel, with_theme, periods // 2, periods)
    n, count = int(panel.calls.sum()), int(with_theme.sum())
    centred = panel.period - (panel.calls @ panel.period) / n if n else panel.period.astype(np.float64)
    width = float(panel.calls @ centred**2)
    if earlier.value is None or later.value is None or width == 0:
        return Change(earlier=earlier, later=later, difference=None, low=None, high=None, p_value=None, basis="slope")
    span = float(panel.period.max() - panel.period.min())
    climb = float(with_theme @ centred) / width * span
    # Where all calls or none have the theme, the variance is that of Laplace's share, so that the interval keeps a
    # width.
    share = count / n if 0 < count < n else (count + 1) / (n + 2)
    effect = _effect(panel, with_theme, centred=centred)
    error = span * float(np.sqrt(share * (1 - share) / width * effect.factor))
    return Change(
        earlier=earlier,
        later=later,
        difference=climb,
        low=climb - Z95 * error,
        high=climb + Z95 * error,
        p_value=max(p_of(climb / error, effect.freedom), _exact(panel, with_theme)),
        basis="slope",
    )


def _effect(panel: Panel, with_theme: Ints, *, centred: Floats) -> Effect:
    """Return by how much accounts raise the variance of the slope, never under 1."""
    known = panel.account >= 0
    sums = np.bincount(panel.account[known], weights=(panel.calls * centred)[known])
    width = float(panel.calls @ centred**2)
    alone = float(panel.calls[~known] @ centred[~known] ** 2)
    kept_together = float(alone + sums @ sums) / width
    accounts = int(np.count_nonzero(np.bincount(panel.account[known])))
    n, count = int(panel.calls.sum()), int(with_theme.sum())
    if accounts == int(panel.calls[known].sum()):
        return Effect(factor=1.0, freedom=inf)
    measured, bearing = 1.0, 0
    if 0 < count < n:
        share = count / n
        # Left over from the line, not from the mean: else a true rise would pass for alikeness of the accounts it
        # fell to.
        fitted = share + centred * (with_theme @ centred) / width
        scores = np.bincount(panel.account[known], weights=((with_theme - fitted * panel.calls) * centred)[known])
        single = (with_theme * (1 - fitted) ** 2 + (panel.calls - with_theme) * fitted**2)[~known]
        spread = float(scores @ scores + single @ centred[~known] ** 2)
        units = accounts + int(panel.calls[~known].sum())
        measured = units / max(units - 2, 1) * spread / (share * (1 - share) * width)
        bearing = min(_voices(panel, with_theme), _voices(panel, panel.calls - with_theme))
    assumed = max(1 + (kept_together - 1) * PRIOR_CORRELATION, 1.0)
    return widened(measured, bearing=bearing, assumed=assumed, units=_effective_accounts(panel))


def _voices(panel: Panel, calls: Ints) -> int:
    """Return how many accounts, and calls of no known account, are among some of a panel's calls."""
    known = panel.account >= 0
    return int(np.count_nonzero(np.bincount(panel.account[known & (calls > 0)])) + calls[~known].sum())


def _effective_accounts(panel: Panel) -> float:
    """Return how many accounts of one size would spread the calls as much."""
    known = panel.account >= 0
    sizes = np.bincount(panel.account[known], weights=panel.calls[known])
    return float(panel.calls.sum() ** 2 / (sizes @ sizes + panel.calls[~known].sum()))


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


def _exact(panel: Panel, with_theme: Ints) -> float:
    """Return the exact two-sided p-value of the trend where few calls have (or lack) the theme, else 0.

    Given how many calls have the theme, under no change each choice of that many calls is as likely. The distribution
    of their summed periods is built period by period; the p-value is the chance to be as far from its mean. Accounts
    are not kept together here, which is why it only ever raises the p-value.
    """
    if min(int(with_theme.sum()), int((panel.calls - with_theme).sum())) >= FEWEST_HITS:
        return 0.0
    few = with_theme if 2 * with_theme.sum() <= panel.calls.sum() else panel.calls - with_theme
    hits = int(few.sum())
    totals = np.bincount(panel.period, weights=panel.calls).astype(np.int64)
    ways = np.zeros((hits + 1, hits * (totals.size - 1) + 1))
    ways[0, 0] = 1.0
    for period, calls in enumerate(totals.tolist()):
        ways = _with_period(ways, period=period, calls=calls)
    chances = ways[hits] / ways[hits].sum()
    sums = np.arange(chances.size)
    mean = float(chances @ sums)
    far = np.abs(sums - mean) >= abs(float(few @ panel.period) - mean) - 1e-9
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
