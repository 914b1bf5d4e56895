"""Rates with their denominators and intervals.

The unit is the call. Where one account has several calls they are not independent: what its people worry about comes
up again. An interval that takes them as independent is too narrow, so `rate` widens it by the design effect of the
accounts. Which interval is right how often: `python bench/intervals.py`, docs/results.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, sqrt
from typing import Literal, NamedTuple, Protocol

from insight.distributions import Z95, t95

# Under this many calls an interval is so wide that a rate says nothing (at 10 it is still up to 53 points wide).
FEWEST_CALLS = 10
# Under this many accounts the spread between accounts cannot be estimated, and one talkative customer is the rate.
FEWEST_ACCOUNTS = 5
# How alike the calls of one account are taken to be before the data say: the intra-class correlation. The data then
# count for as many accounts as bear on the rate, the assumption for three. Chosen on simulated worlds like those of
# bench/intervals.py (0.2 to 0.4 and 3 to 8 cover nearly alike), on no real calls.
PRIOR_CORRELATION = 0.2
PRIOR_ACCOUNTS = 3.0

# How many accounts have so many calls, so many of them with the theme: {(calls, with the theme): accounts}.
Clusters = Mapping[tuple[int, int], int]


class Sums(Protocol):
    """Known accounts added up: all that an interval asks of them.

    Of each account so many calls, so many of them with the theme: `calls` and `hits` are the sums of these, `squares`,
    `hit_squares` and `products` those of their squares and of one times the other. `having` accounts have a call
    with the theme, `full` have no other.
    """

    @property
    def accounts(self) -> int: ...  # noqa: D102
    @property
    def calls(self) -> int: ...  # noqa: D102
    @property
    def squares(self) -> int: ...  # noqa: D102
    @property
    def hits(self) -> int: ...  # noqa: D102
    @property
    def hit_squares(self) -> int: ...  # noqa: D102
    @property
    def products(self) -> int: ...  # noqa: D102
    @property
    def having(self) -> int: ...  # noqa: D102
    @property
    def full(self) -> int: ...  # noqa: D102


class AccountSums(NamedTuple):
    """Sums that were made of a histogram."""

    accounts: int
    calls: int
    squares: int
    hits: int
    hit_squares: int
    products: int
    having: int
    full: int

    @classmethod
    def of(cls, clusters: "Clusters | Sums") -> "AccountSums":
        """Return accounts added up. Raises ValueError where one has more calls with the theme than calls."""
        if not isinstance(clusters, Mapping):
            return cls(*(getattr(clusters, name) for name in cls._fields))
        for calls, with_theme in clusters:
            if calls < 1 or not 0 <= with_theme <= calls:
                raise ValueError(f"an account with {with_theme} calls with a theme among {calls} calls")
        told = clusters.items()
        return cls(
            accounts=sum(clusters.values()),
            calls=sum(n * many for (n, _), many in told),
            squares=sum(n * n * many for (n, _), many in told),
            hits=sum(x * many for (_, x), many in told),
            hit_squares=sum(x * x * many for (_, x), many in told),
            products=sum(n * x * many for (n, x), many in told),
            having=sum(many for (_, x), many in told if x),
            full=sum(many for (n, x), many in told if x == n),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a rate is made of: calls with the theme, calls at all, and how both spread over accounts, where known."""

    count: int
    n: int
    clusters: Clusters | Sums | None = None

    def rate(self) -> "Rate":
        """Return the rate of these counts."""
        return rate(self.count, self.n, self.clusters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of calls, 0 to 1, with its 95 % interval; None where there are no calls to count over.

    `method` says whether calls were taken as independent ("wilson") or as belonging to accounts ("accounts").
    `accounts` is how many accounts are known among the calls, `units` how many independent voices there are (accounts,
    and calls of no known account); None where accounts were not looked at. `effective` is how many independent
    calls would give this interval, `freedom` the degrees of freedom with which the spread between accounts is known.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    count: int = 0
    method: Literal["wilson", "accounts"] = "wilson"
    accounts: int | None = None
    units: int | None = None
    effective: float = 0.0
    freedom: float = inf

    @property
    def too_few(self) -> bool:
        """Whether there are too few calls, or too few accounts behind them, to say anything."""
        return self.n < FEWEST_CALLS or (self.units is not None and self.units < FEWEST_ACCOUNTS)


def wilson(count: int, n: int) -> Rate:
    """Return `count / n` with its Wilson score interval (Wilson 1927), which stays within 0 to 1 for few calls."""
    if n <= 0:
        return Rate(value=None, low=None, high=None, n=0)
    _check(count, n)
    low, high = score_bounds(count / n, n)
    return Rate(value=count / n, low=low, high=high, n=n, count=count, effective=float(n))


def rate(count: int, n: int, clusters: Clusters | Sums | None = None) -> Rate:
    """Return `count / n` with the interval its accounts allow: the one way to make a rate.

    `clusters` holds the calls whose account is known; the others count as a voice each. Without it, or where no
    account has two calls, the interval is Wilson's; else Wilson's at the effective number of calls (`design_effect`).
    Raises ValueError where the clusters hold more than there is.
    """
    if clusters is None or n <= 0:
        return wilson(count, n)
    _check(count, n)
    sums = AccountSums.of(clusters) if isinstance(clusters, Mapping) else clusters
    _check_sums(sums, count=count, n=n)
    effect = design_effect(count, n, sums)
    low, high = score_bounds(count / n, n / effect.factor)
    return Rate(
        value=count / n,
        low=low,
        high=high,
        n=n,
        count=count,
        method="accounts" if sums.squares > sums.calls else "wilson",
        accounts=sums.accounts,
        units=sums.accounts + n - sums.calls,
        effective=n / effect.factor,
        freedom=effect.freedom,
    )


def clustered_rate(clusters: Clusters) -> Rate:
    """Return the rate of calls that all belong to accounts, from the histogram alone."""
    count = sum(with_theme * many for (_, with_theme), many in clusters.items())
    return rate(count, sum(calls * many for (calls, _), many in clusters.items()), clusters)


def score_bounds(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Return Wilson's bounds for a share of `n` calls, which may be a fraction where `n` is an effective number."""
    z2 = z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Rounding must not put the bounds past a share of exactly 0 or 1.
    return (0.0 if share == 0 else max(centre - half, 0.0)), (1.0 if share == 1 else min(centre + half, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """By how much accounts raise a variance (1: not at all), and with what degrees of freedom that is known."""

    factor: float
    freedom: float


def design_effect(count: int, n: int, clusters: Clusters | Sums) -> Effect:
    """Return by how much accounts raise the variance of `count / n`; 1 where no account has two calls.

    The variance is the linearised one of a ratio over accounts (Cochran 1977, 6.4), which is what a bootstrap over
    accounts converges to, without its draws.
    """
    sums = AccountSums.of(clusters) if isinstance(clusters, Mapping) else clusters
    alone = n - sums.calls
    squares = alone + sums.squares
    if squares <= n:
        return Effect(factor=1.0, freedom=inf)
    units = alone + sums.accounts
    share, mean_size = count / n, squares / n
    measured, bearing = 1.0, 0
    if 0 < count < n and units > 1:
        hits = count - sums.hits
        spread = hits * (1 - share) ** 2 + (alone - hits) * share**2
        # The squared distance of each account's calls with the theme from its share, added up.
        spread += sums.hit_squares - 2 * share * sums.products + share * share * sums.squares
        measured = units / (units - 1) * spread / (n * share * (1 - share))
        bearing = min(hits + sums.having, alone - hits + sums.accounts - sums.full)
    return widened(measured, bearing=bearing, assumed=1 + (mean_size - 1) * PRIOR_CORRELATION, units=n / mean_size)


def widened(measured: float, *, bearing: int, assumed: float, units: float) -> Effect:
    """Return a measured design effect drawn towards an assumed one, its excess over 1 widened for few accounts.

    Few accounts with (or without) the theme, `bearing` in number, leave the spread next to unknown: a percentile
    bootstrap and the bare variance are too narrow there. So the measured effect is drawn towards Kish's 1 + (m - 1) x
    assumed correlation, and what is above 1 is widened by Student's t. Never under 1: accounts do not make calls tell
    more than independent ones.
    """
    drawn = max((bearing * measured + PRIOR_ACCOUNTS * assumed) / (bearing + PRIOR_ACCOUNTS), 1.0)
    # A share's variance is known from both kinds of accounts: two degrees for each of the rarer kind, and the assumed
    # ones.
    freedom = max(min(units - 1, 2 * bearing + PRIOR_ACCOUNTS), 1.0)
    return Effect(factor=1 + (drawn - 1) * (t95(freedom) / Z95) ** 2, freedom=freedom)


def _check(count: int, n: int) -> None:
    if not 0 <= count <= n:
        raise ValueError(f"{count} calls with a theme among {n} calls")


def _check_sums(sums: Sums, *, count: int, n: int) -> None:
    calls, hits = sums.calls, sums.hits
    if calls > n or hits > count or count - hits > n - calls:
        raise ValueError(f"accounts hold {hits} of {calls} calls with a theme, but there are {count} of {n}")
