"""Points and tails of the normal distribution and of Student's.

SciPy is imported where it is first asked for: a process that only shows Wilson's intervals starts half a second sooner.
"""

from functools import lru_cache
from math import erfc, isinf, sqrt

# Two-sided 95 % point of the standard normal distribution.
Z95 = 1.959963984540054


@lru_cache(maxsize=4096)
def t95(freedom: float) -> float:
    """Return the two-sided 95 % point of Student's distribution."""
    if isinf(freedom):
        return Z95
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))


def p_of(z: float, freedom: float) -> float:
    """Return the two-sided p-value of an estimate `z` standard errors from 0, the errors being widened to fit at 95 %.

    It is 0.05 at 1.96 whatever the degrees of freedom, as the intervals are; farther out Student's tail is thicker than
    the normal.
    """
    if isinf(freedom):
        return erfc(abs(z) / sqrt(2))
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(z) * t95(freedom) / Z95))
