"""Samples for review."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.sampling import review_sample

IDS = st.lists(st.text("abcdef0123456789", min_size=4, max_size=8), unique=True, max_size=60)


@given(IDS, st.integers(0, 20))
def test_each_theme_gets_its_share_whatever_the_order(ids: list[str], each: int) -> None:
    found = review_sample({"price": ids, "support": ids[:3]}, each=each)
    assert len(found["price"]) == min(each, len(ids))
    assert len(found["support"]) == min(each, len(ids[:3]))
    assert review_sample({"price": reversed(ids)}, each=each)["price"] == found["price"]
    assert set(found["price"]) <= set(ids)


@given(IDS, st.text("xyz", min_size=4), st.integers(1, 20))
def test_a_moment_more_displaces_one_at_most(ids: list[str], newcomer: str, each: int) -> None:
    before = review_sample({"price": ids}, each=each)["price"]
    after = review_sample({"price": [*ids, newcomer]}, each=each)["price"]
    assert len(set(before) - set(after)) <= 1
    assert [moment for moment in after if moment != newcomer] == list(before)[: len(after) - (newcomer in after)]


@given(IDS)
def test_a_larger_sample_begins_with_the_smaller(ids: list[str]) -> None:
    assert review_sample({"price": ids}, each=20)["price"][:7] == review_sample({"price": ids}, each=7)["price"]


def test_every_moment_is_as_likely() -> None:
    ids = [f"{i:04x}" for i in range(40)]
    drawn = Counter(
        moment for seed in range(2000) for moment in review_sample({"price": ids}, each=10, seed=seed)["price"]
    )
    # 500 expected, standard deviation 19.
    assert set(drawn) == set(ids)
    assert 420 < min(drawn.values()) <= max(drawn.values()) < 580


def test_a_negative_sample_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 moments"):
        review_sample({}, each=-1)
