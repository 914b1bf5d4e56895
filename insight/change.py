"""How a rate changed between two windows, or differs between two sets of calls."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, hypot, inf, lgamma
from typing import Literal

from insight.distributions import Z95, p_of
from insight.rates import Rate, score_bounds

# Under so many expected calls in a cell of the 2 x 2 table the normal approximation is not to be trusted (Cochran
# 1954).
FEWEST_EXPECTED = 5.0
# With fewer calls that voice it in both together, not five are expected on each side of an even split (as above), so a
# change could hardly show. Leaving such themes out looks at how many calls there are, never at when they were, so it
# takes nothing from the hold on false discoveries (Bourgon, Gentleman and Huber 2010, "independent filtering").
FEWEST_WITH_THEME = 10
# Past this the probability is under 1e-300.
_LARGEST_Z = 37.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The later rate less the earlier one, with its 95 % interval and p-value; None where a rate has no calls.

    `basis` says what it was read from: the two windows, or the straight line through all periods (then `earlier` and
    `later` are the rates of the halves, and the difference is what the line climbs from the first period to the
    last).
    """

    earlier: Rate
    later: Rate
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    basis: Literal["windows", "slope"] = "windows"

    @property
    def too_few(self) -> bool:
        """Whether either side has too few calls or accounts, or both have too few with the theme, to say anything."""
        few = self.earlier.count + self.later.count < FEWEST_WITH_THEME
        return few or self.earlier.too_few or self.later.too_few

    @property
    def clears(self) -> bool:
        """Whether the interval excludes no change."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def change(earlier: Rate, later: Rate) -> Change:
    """Return the change between two rates over calls that do not overlap.

    The interval is Newcombe's hybrid of the two score intervals (Newcombe 1998, method 10), so it is
    account-clustered where they are. The p-value is that of the interval which would just touch 0; where fewer than 5
    calls are expected in a cell of the table, Fisher's exact one if that is greater. Accounts with calls on both
    sides make it err on the careful side, for their two rates go together.
    """
    if earlier.value is None or later.value is None:
        return Change(earlier=earlier, later=later, difference=None, low=None, high=None, p_value=None)
    difference = later.value - earlier.value
    low, high = _newcombe(earlier, later, Z95)
    return Change(
        earlier=earlier,
        later=later,
        difference=difference,
        low=low,
        high=high,
        p_value=max(_p_of_interval(earlier, later), _p_of_small_counts(earlier, later)),
    )


def _distances(first: Rate, second: Rate, z: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return how far both rates' bounds reach, for the lower bound of their difference and for the upper."""
    p1, p2 = first.value or 0.0, second.value or 0.0
    low1, high1 = score_bounds(p1, first.effective, z)
    low2, high2 = score_bounds(p2, second.effective, z)
    return (high1 - p1, p2 - low2), (p1 - low1, high2 - p2)


def _newcombe(first: Rate, second: Rate, z: float) -> tuple[float, float]:
    """Return the interval of `second - first` at `z` standard deviations."""
    below, above = _distances(first, second, z)
    difference = (second.value or 0.0) - (first.value or 0.0)
    return difference - hypot(*below), difference + hypot(*above)


def _p_of_interval(earlier: Rate, later: Rate) -> float:
    """Return the two-sided p-value at which the interval touches 0: the bounds move apart as z grows."""
    difference = (later.value or 0.0) - (earlier.value or 0.0)
    if difference == 0:
        return 1.0
    side = 0 if difference > 0 else 1
    under = _touching(lambda z: abs(difference) - hypot(*_distances(earlier, later, z)[side]))
    first, second = _distances(earlier, later, under)[side]
    return p_of(under, _welch((first, earlier.freedom), (second, later.freedom)))


def _touching(room: Callable[[float], float]) -> float:
    """Return where `room`, which falls with z, comes to 0, or the largest z where it does not.

    The chord between two bounds is followed; where one of them stays, its weight is halved (Dowell and Jarratt 1971,
    "Illinois"): a tenth of the steps that halving would take.
    """
    under, over = 0.0, _LARGEST_Z
    above, below = room(under), room(over)
    if below > 0:
        return over
    moved = 0
    while over - under > 1e-9 and above > 0:
        z = over - below * (over - under) / (below - above)
        if not under < z < over:
            z = (under + over) / 2
        left = room(z)
        if abs(left) < 1e-15:
            return z
        if left > 0:
            under, above = z, left
            below = below / 2 if moved > 0 else below
            moved = 1
        else:
            over, below = z, left
            above = above / 2 if moved < 0 else above
            moved = -1
    return under


def _welch(*sides: tuple[float, float]) -> float:
    """Return a difference's degrees of freedom from each side's reach and freedom (Satterthwaite 1946)."""
    uncertain = sum(reach**4 / freedom for reach, freedom in sides)
    return sum(reach**2 for reach, _ in sides) ** 2 / uncertain if uncertain > 0 else inf


def _p_of_small_counts(earlier: Rate, later: Rate) -> float:
    """Return Fisher's exact p-value where the counts are small, else 0."""
    share = (earlier.count + later.count) / (earlier.n + later.n)
    if min(earlier.n, later.n) * min(share, 1 - share) >= FEWEST_EXPECTED:
        return 0.0
    return fisher(earlier.count, earlier.n, later.count, later.n)


def fisher(first: int, n_first: int, second: int, n_second: int) -> float:
    """Return Fisher's exact two-sided p-value for `first` of `n_first` calls against `second` of `n_second`.

    All ways in which as many could have fallen on the two that are no likelier than what was seen. (SciPy's own takes
    seconds to import, and importing it would fall on whoever asks first.)
    """
    hits = first + second
    ways = range(max(0, hits - n_second), min(hits, n_first) + 1)
    chances = [_log_choices(n_first, x) + _log_choices(n_second, hits - x) for x in ways]
    seen = chances[first - ways.start]
    most = max(chances)
    told = [exp(each - most) for each in chances]
    # Ways as likely as what was seen count, whatever rounding says.
    return min(sum(each for each, log in zip(told, chances, strict=True) if log <= seen + 1e-7) / sum(told), 1.0)


def _log_choices(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
