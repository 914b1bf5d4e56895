"""The slow rise."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import norm

from insight.change import change
from insight.rates import wilson
from insight.slope import Panel, slope, slope_of_accounts
from insight.trends import TrendPoint


def points(*counted: tuple[int, int]) -> tuple[TrendPoint, ...]:
    start = date(2026, 3, 2)
    return tuple(
        TrendPoint(start=start + timedelta(days=7 * week), calls=count, rate=wilson(count, n))
        for week, (count, n) in enumerate(counted)
    )


def test_a_steady_rise_is_seen_more_surely_than_by_halves() -> None:
    found = slope(points(*[(2 + week // 3, 20) for week in range(12)]))
    assert found.basis == "slope"
    assert found.clears
    assert found.difference == pytest.approx(0.173, abs=0.001)
    assert (found.earlier.n, found.later.n) == (120, 120)
    assert (found.p_value or 0) < (change(found.earlier, found.later).p_value or 0)


def test_it_is_the_test_of_cochran_and_armitage() -> None:
    counted = [(19, 497), (29, 560), (24, 269)]
    found = slope(points(*counted))
    x, n = np.array(counted).T
    centred = np.arange(3) - (np.arange(3) @ n) / n.sum()
    share = x.sum() / n.sum()
    z = (x @ centred) / np.sqrt(share * (1 - share) * (n @ centred**2))
    assert found.p_value == pytest.approx(2 * norm.sf(abs(z)))


def test_empty_periods_count_as_time() -> None:
    near = slope(points((2, 20), (8, 20)))
    far = slope(points((2, 20), (0, 0), (0, 0), (8, 20)))
    assert far.difference == pytest.approx(near.difference)
    assert far.later.n == 20


def test_accounts_that_come_and_go_with_their_opinion_widen_it() -> None:
    """Forty accounts with five calls within a week each: what looks like a trend of 200 calls is one of 40 voices."""
    week = np.arange(40, dtype=np.int64) // 4
    calls = np.full(40, 5, dtype=np.int64)
    minded = np.where(np.isin(np.arange(40), [3, 14, 21, 26, 28, 31, 33, 36, 37, 39]), 5, 0).astype(np.int64)
    together = slope_of_accounts(Panel(account=np.arange(40), period=week, calls=calls), minded)
    alone = slope_of_accounts(Panel(account=np.full(40, -1), period=week, calls=calls), minded)
    assert together.difference == alone.difference
    assert (together.p_value or 0) > 10 * (alone.p_value or 0)
    assert (together.earlier.accounts, alone.earlier.accounts) == (20, None)


def test_an_account_throughout_is_one_account() -> None:
    """Rows of one account in many periods are kept together, whatever their order."""
    account = np.tile(np.arange(30), 6)
    period = np.repeat(np.arange(6), 30)
    panel = Panel(account=account, period=period, calls=np.ones(180, dtype=np.int64))
    minded = (account < 9).astype(np.int64)
    found = slope_of_accounts(panel, minded)
    assert found.difference == pytest.approx(0)
    assert found.p_value == 1
    assert found.earlier.accounts == 30


def test_few_calls_with_the_theme_are_counted_exactly() -> None:
    """One call in each of the last three of ten weeks of one call: 1 of 120 ways is as late, 1 as early."""
    found = slope(points(*[(0, 1)] * 7, *[(1, 1)] * 3))
    assert found.p_value == pytest.approx(2 / 120)


@pytest.mark.parametrize("counted", [[], [(0, 0)], [(3, 20)], [(3, 20), (0, 0)]])
def test_without_two_periods_there_is_no_change(counted: list[tuple[int, int]]) -> None:
    assert slope(points(*counted)).p_value is None


@pytest.mark.parametrize("count", [0, 20])
def test_always_or_never_is_no_change_and_has_an_interval(count: int) -> None:
    found = slope(points(*[(count, 20)] * 6))
    assert (found.difference, found.p_value) == (pytest.approx(0), 1)
    assert (found.low or 0) < 0 < (found.high or 0)


def test_a_panel_that_does_not_fit_is_refused() -> None:
    ones = np.ones(2, dtype=np.int64)
    with pytest.raises(ValueError, match="at least one call"):
        Panel(account=ones, period=ones, calls=0 * ones)
    with pytest.raises(ValueError, match="counted from 0"):
        Panel(account=ones, period=-ones, calls=ones)
    with pytest.raises(ValueError, match="between none and all"):
        slope_of_accounts(Panel(account=ones, period=ones, calls=ones), 2 * ones)


def test_a_rise_is_not_taken_for_alikeness_of_the_accounts_it_fell_to() -> None:
    """Independent calls of accounts that each talk for a week: the rise alone must not widen its own interval."""
    seed = 2
    rng = np.random.default_rng(seed)
    week = np.sort(rng.integers(0, 26, size=200))
    calls = np.full(200, 4, dtype=np.int64)
    hits = rng.binomial(4, 0.05 + 0.8 * week / 25)
    together = slope_of_accounts(Panel(account=np.arange(200), period=week, calls=calls), hits)
    alone = slope_of_accounts(Panel(account=np.full(200, -1), period=week, calls=calls), hits)
    wider = ((together.high or 0) - (together.low or 0)) / ((alone.high or 0) - (alone.low or 0))
    print(f"seed {seed}: {wider:.2f} times as wide")
    assert wider < 1.1
