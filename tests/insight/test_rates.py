"""Intervals that hold what they promise."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from insight.rates import FEWEST_ACCOUNTS, FEWEST_CALLS, Clusters, clustered_rate, design_effect, rate, wilson


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(counted: tuple[int, int]) -> None:
    count, n = counted
    found = wilson(count, n)
    expected = binomtest(count, n).proportion_ci(method="wilson")
    assert found.value == pytest.approx(count / n)
    assert (found.low, found.high) == (pytest.approx(expected.low, abs=1e-9), pytest.approx(expected.high, abs=1e-9))


def test_no_calls_give_no_rate_and_few_say_so() -> None:
    assert wilson(0, 0).value is None
    assert wilson(1, FEWEST_CALLS - 1).too_few
    assert not wilson(1, FEWEST_CALLS).too_few


def test_more_calls_with_a_theme_than_calls_is_a_bug() -> None:
    with pytest.raises(ValueError, match="3 calls with a theme among 2"):
        wilson(3, 2)


@st.composite
def accounts(draw: st.DrawFn) -> dict[tuple[int, int], int]:
    """Histograms of (calls, with the theme): accounts."""
    pair = st.integers(1, 12).flatmap(lambda calls: st.tuples(st.just(calls), st.integers(0, calls)))
    return draw(st.dictionaries(pair, st.integers(1, 30), min_size=1, max_size=12))


def total(clusters: dict[tuple[int, int], int]) -> tuple[int, int]:
    return sum(x * many for (_, x), many in clusters.items()), sum(n * many for (n, _), many in clusters.items())


@given(accounts(), st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_accounts_never_make_an_interval_narrower(clusters: dict[tuple[int, int], int], alone: tuple[int, int]) -> None:
    count, n = (of_accounts + other for of_accounts, other in zip(total(clusters), alone, strict=True))
    clustered, plain = rate(count, n, clusters), wilson(count, n)
    assert clustered.low is not None
    assert clustered.high is not None
    assert clustered.value == plain.value
    assert 0 <= clustered.low <= (plain.low or 0) + 1e-12
    assert (plain.high or 0) - 1e-12 <= clustered.high <= 1
    assert clustered.effective <= n
    assert clustered.accounts == sum(clusters.values())
    assert clustered.units == clustered.accounts + alone[1]


@given(accounts())
def test_calls_with_and_without_a_theme_are_treated_alike(clusters: dict[tuple[int, int], int]) -> None:
    without = Counter[tuple[int, int]]()
    for (n, x), many in clusters.items():
        without[n, n - x] += many
    here, there = clustered_rate(clusters), clustered_rate(without)
    assert here.low == pytest.approx(1 - (there.high or 0))
    assert here.high == pytest.approx(1 - (there.low or 0))


def test_a_call_an_account_is_wilsons_interval() -> None:
    one_each = rate(12, 60, {(1, 1): 10, (1, 0): 40})
    assert (one_each.low, one_each.high, one_each.method) == (wilson(12, 60).low, wilson(12, 60).high, "wilson")
    assert (one_each.accounts, one_each.units) == (50, 60)


def test_accounts_that_speak_with_one_voice_count_once() -> None:
    """Two hundred calls of forty accounts that always say the same are hardly more than forty calls."""
    united = clustered_rate({(5, 5): 10, (5, 0): 30})
    forty = wilson(10, 40)
    assert united.method == "accounts"
    assert united.low == pytest.approx(forty.low, abs=0.02)
    assert united.high == pytest.approx(forty.high, abs=0.02)


def test_an_account_of_many_calls_is_not_many_voices() -> None:
    assert clustered_rate({(50, 25): 1}).too_few
    assert clustered_rate({(5, 2): FEWEST_ACCOUNTS - 1, (1, 0): 0}).too_few
    assert not clustered_rate({(5, 2): FEWEST_ACCOUNTS}).too_few
    assert not rate(10, 24, {(5, 2): 4}).too_few, "calls of no known account are voices of their own"


@pytest.mark.parametrize(
    ("count", "n", "clusters"),
    [(1, 10, {(2, 2): 1}), (2, 3, {(2, 2): 2}), (2, 2, {(2, 3): 1}), (1, 1, {(0, 0): 1}), (4, 6, {(4, 1): 1})],
)
def test_accounts_that_do_not_fit_the_calls_are_a_bug(count: int, n: int, clusters: Clusters) -> None:
    with pytest.raises(ValueError, match="account"):
        rate(count, n, clusters)


def test_the_effect_is_what_a_bootstrap_over_accounts_finds() -> None:
    seed = 5
    rng = np.random.default_rng(seed)
    sizes = rng.geometric(0.3, size=800)
    hits = rng.binomial(sizes, rng.beta(0.6, 1.4, size=800))
    weights = rng.multinomial(800, np.full(800, 1 / 800), size=4000)
    n, share = int(sizes.sum()), float(hits.sum() / sizes.sum())
    bootstrapped = float(np.var((weights @ hits) / (weights @ sizes)) / (share * (1 - share) / n))
    found = design_effect(int(hits.sum()), n, Counter(zip(sizes.tolist(), hits.tolist(), strict=True)))
    print(f"seed {seed}: {found} for {bootstrapped:.3f}")
    assert found.factor == pytest.approx(bootstrapped, rel=0.1)


@pytest.mark.parametrize(
    ("n", "correlation", "share"), [(60, 0.3, 0.2), (300, 0.6, 0.1), (300, 0.0, 0.1), (1000, 0.3, 0.05)]
)
def test_intervals_hold_the_truth_as_often_as_they_say(n: int, correlation: float, share: float) -> None:
    seed = 20260901
    rng = np.random.default_rng(seed)
    held, ignored, draws = 0, 0, 500
    for _ in range(draws):
        sizes = np.diff(np.minimum(np.cumsum(rng.geometric(1 / 3, size=n)), n), prepend=0)
        sizes = sizes[sizes > 0]
        chances = np.full(sizes.size, share)
        if correlation:
            weight = (1 - correlation) / correlation
            chances = rng.beta(share * weight, (1 - share) * weight, size=sizes.size)
        hits = rng.binomial(sizes, chances)
        clustered = clustered_rate(Counter(zip(sizes.tolist(), hits.tolist(), strict=True)))
        plain = wilson(clustered.count, clustered.n)
        held += (clustered.low or 0) <= share <= (clustered.high or 0)
        ignored += (plain.low or 0) <= share <= (plain.high or 0)
    print(f"seed {seed}: held {held / draws:.1%}, with accounts ignored {ignored / draws:.1%}")
    # Three standard errors of 500 draws are three points.
    assert held / draws >= 0.92
    if correlation:
        assert ignored < held


def test_cost_does_not_grow_with_accounts() -> None:
    """A million accounts are as many pairs as ten."""
    assert clustered_rate({(3, 1): 1_000_000, (3, 0): 2_000_000}).n == 9_000_000
