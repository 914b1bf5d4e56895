"""Points and tails."""

from math import inf

import pytest
from scipy.stats import norm, t

from insight.distributions import Z95, p_of, t95


def test_points_and_tails_are_scipys() -> None:
    assert t95(7) == pytest.approx(float(t.ppf(0.975, 7)))
    assert t95(inf) == pytest.approx(float(norm.ppf(0.975)))
    assert p_of(-2.5, inf) == pytest.approx(float(2 * norm.sf(2.5)))


@pytest.mark.parametrize("freedom", [1.0, 3.0, 30.0, inf])
def test_a_p_value_of_five_percent_is_where_the_interval_ends(freedom: float) -> None:
    assert p_of(Z95, freedom) == pytest.approx(0.05)
    assert p_of(4.0, freedom) >= p_of(4.0, inf)
