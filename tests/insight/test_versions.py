"""What the market did and what the model did."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.versions import Window, split

WINDOWS = st.builds(
    Window,
    both=st.integers(0, 200),
    only_old=st.integers(0, 50),
    only_new=st.integers(0, 50),
    neither=st.integers(1, 500),
)


@given(WINDOWS, WINDOWS)
def test_the_parts_add_up(earlier: Window, later: Window) -> None:
    found = split(earlier, later)
    assert found is not None
    assert found.market.value + found.model.value == pytest.approx(found.total)
    for part in (found.market, found.model):
        assert part.low <= part.value <= part.high


@given(WINDOWS)
def test_the_same_calls_twice_are_no_market(window: Window) -> None:
    found = split(window, window)
    assert found is not None
    assert found.market.value == pytest.approx(0)


@given(st.integers(0, 100), st.integers(0, 100))
def test_a_version_that_finds_the_same_is_no_model(before: int, after: int) -> None:
    found = split(
        Window(both=before, only_old=0, only_new=0, neither=100),
        Window(both=after, only_old=0, only_new=0, neither=100),
    )
    assert found is not None
    assert found.model.value == 0
    assert found.market.value == pytest.approx(after / (after + 100) - before / (before + 100))


def test_an_upgrade_that_hears_more_is_not_a_rise() -> None:
    found = split(
        Window(both=20, only_old=0, only_new=20, neither=160), Window(both=20, only_old=0, only_new=20, neither=160)
    )
    assert found is not None
    assert found.total == pytest.approx(0.1)
    assert found.model.low > 0
    assert found.market.low < 0 < found.market.high


def test_no_calls_no_split() -> None:
    assert (
        split(Window(both=0, only_old=0, only_new=0, neither=0), Window(both=1, only_old=0, only_new=0, neither=2))
        is None
    )


def test_calls_of_one_account_widen_both() -> None:
    plain = Window(both=20, only_old=5, only_new=9, neither=100)
    clustered = Window(both=20, only_old=5, only_new=9, neither=100, effect=4.0)
    alone, together = split(plain, plain), split(clustered, clustered)
    assert alone is not None
    assert together is not None
    assert together.market.high - together.market.low == pytest.approx(2 * (alone.market.high - alone.market.low))


def test_the_intervals_hold_the_truth_as_often_as_they_say() -> None:
    seed = 8
    rng = np.random.default_rng(seed)
    chances = ((0.08, 0.03, 0.06, 0.83), (0.14, 0.03, 0.08, 0.75))
    market = (0.14 + 0.055) - (0.08 + 0.045)
    model = ((0.06 - 0.03) + (0.08 - 0.03)) / 2
    held = np.zeros(2)
    for _ in range(800):
        windows = []
        for each in chances:
            both, old, new, neither = (int(many) for many in rng.multinomial(150, each))
            windows.append(Window(both=both, only_old=old, only_new=new, neither=neither))
        found = split(windows[0], windows[1])
        assert found is not None
        held += [found.market.low <= market <= found.market.high, found.model.low <= model <= found.model.high]
    print(f"seed {seed}: held {held / 800}")
    assert (held / 800 >= 0.93).all()
    assert (held / 800 <= 0.98).all()
