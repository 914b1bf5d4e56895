"""Rates with their denominators and intervals."""

from dataclasses import dataclass
from math import sqrt

# Two-sided 95 % point of the standard normal distribution.
_Z95 = 1.959963984540054
# Under this many calls an interval is so wide that a rate says nothing; pages then say so instead.
FEWEST_CALLS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of calls, 0 to 1, with its 95 % interval; None where there are no calls to count over."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def too_few(self) -> bool:
        """Whether there are too few calls to say anything."""
        return self.n < FEWEST_CALLS


def wilson(count: int, n: int) -> Rate:
    """Return `count / n` with its Wilson score interval (Wilson 1927), which stays within 0 to 1 for few calls."""
    if n <= 0:
        return Rate(value=None, low=None, high=None, n=0)
    if not 0 <= count <= n:
        raise ValueError(f"{count} calls with a theme among {n} calls")
    share = count / n
    z2 = _Z95 * _Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Rounding must not put the bounds past a share of exactly 0 or 1.
    return Rate(value=share, low=0.0 if count == 0 else centre - half, high=1.0 if count == n else centre + half, n=n)
