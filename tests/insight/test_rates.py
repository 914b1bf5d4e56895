"""Intervals that hold what they promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from insight.rates import FEWEST_CALLS, wilson


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(counted: tuple[int, int]) -> None:
    count, n = counted
    rate = wilson(count, n)
    expected = binomtest(count, n).proportion_ci(method="wilson")
    assert rate.value == pytest.approx(count / n)
    assert (rate.low, rate.high) == (pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9))


def test_no_calls_give_no_rate_and_few_say_so() -> None:
    assert wilson(0, 0).value is None
    assert wilson(1, FEWEST_CALLS - 1).too_few
    assert not wilson(1, FEWEST_CALLS).too_few


def test_more_calls_with_a_theme_than_calls_is_a_bug() -> None:
    with pytest.raises(ValueError, match="3 calls with a theme among 2"):
        wilson(3, 2)
