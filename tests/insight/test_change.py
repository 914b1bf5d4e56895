"""Changes between two windows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from insight.change import change, fisher
from insight.rates import Rate, clustered_rate, wilson

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_newcombes_own_example() -> None:
    """Newcombe 1998, table II (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339."""
    found = change(wilson(48, 80), wilson(56, 70))
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


@given(COUNTS, COUNTS)
def test_interval_and_p_value_say_the_same(before: tuple[int, int], after: tuple[int, int]) -> None:
    found = change(wilson(*before), wilson(*after))
    assert found.low is not None
    assert found.high is not None
    assert found.p_value is not None
    assert -1 <= found.low <= (found.difference or 0) <= found.high <= 1
    if found.p_value < 0.0499:
        assert found.clears
    if not found.clears:
        assert found.p_value > 0.0499


@given(COUNTS, COUNTS)
def test_going_back_is_the_opposite(before: tuple[int, int], after: tuple[int, int]) -> None:
    there, back = change(wilson(*before), wilson(*after)), change(wilson(*after), wilson(*before))
    assert there.low == pytest.approx(-(back.high or 0))
    assert there.p_value == pytest.approx(back.p_value, abs=1e-9)


def test_large_counts_agree_with_the_usual_test() -> None:
    found = change(wilson(400, 4000), wilson(480, 4000))
    pooled = 0.11
    z = 0.02 / np.sqrt(2 * pooled * (1 - pooled) / 4000)
    assert z == pytest.approx(2.858, abs=1e-3)
    assert found.p_value == pytest.approx(0.00426, abs=3e-4)


def test_small_counts_are_exact() -> None:
    found = change(wilson(0, 40), wilson(3, 20))
    assert found.p_value == pytest.approx(float(fisher_exact([[0, 40], [3, 17]]).pvalue))


def test_accounts_widen_a_change() -> None:
    alone = change(wilson(20, 200), wilson(40, 200))
    accounts = change(clustered_rate({(5, 5): 4, (5, 0): 36}), clustered_rate({(5, 5): 8, (5, 0): 32}))
    assert alone.clears
    assert not accounts.clears
    assert (accounts.p_value or 0) > (alone.p_value or 0)


def test_no_calls_no_change() -> None:
    found = change(wilson(0, 0), wilson(3, 20))
    assert (found.difference, found.low, found.high, found.p_value) == (None, None, None, None)
    assert found.too_few
    assert not found.clears


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    seed = 9
    rng = np.random.default_rng(seed)

    def drawn(share: float) -> Rate:
        sizes = rng.geometric(0.4, size=60)
        hits = rng.binomial(sizes, rng.beta(share * 2, (1 - share) * 2, size=60))
        clusters: dict[tuple[int, int], int] = {}
        for pair in zip(sizes.tolist(), hits.tolist(), strict=True):
            clusters[pair] = clusters.get(pair, 0) + 1
        return clustered_rate(clusters)

    found = [change(drawn(0.1), drawn(0.25)) for _ in range(600)]
    held = sum((one.low or 0) <= 0.15 <= (one.high or 0) for one in found) / len(found)
    print(f"seed {seed}: held {held:.1%}")
    assert 0.92 <= held <= 0.99


def test_fishers_probability_is_scipys() -> None:
    for first, n_first, second, n_second in ((0, 4, 3, 9_000), (2, 30, 9, 60), (5, 50_000, 0, 40_000), (7, 7, 1, 8)):
        table = [[first, n_first - first], [second, n_second - second]]
        assert fisher(first, n_first, second, n_second) == pytest.approx(float(fisher_exact(table).pvalue), rel=1e-6)
