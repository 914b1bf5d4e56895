"""Win rates with and without a theme."""

import pytest

from insight.association import ClosedDeals, associations
from insight.rates import Counts


def test_difference_and_counts_are_of_closed_deals() -> None:
    found = associations(
        {
            "price": ClosedDeals(with_theme=Counts(count=10, n=60), without=Counts(count=80, n=160)),
            "support": ClosedDeals(with_theme=Counts(count=21, n=50), without=Counts(count=69, n=170)),
            "terms": ClosedDeals(with_theme=Counts(count=0, n=4), without=Counts(count=90, n=216)),
        }
    )
    price = found["price"]
    assert (price.with_theme.n, price.without.n) == (60, 160)
    assert price.difference == pytest.approx(10 / 60 - 0.5)
    assert price.low is not None
    assert price.high is not None
    assert price.low < price.difference < price.high < 0
    assert price.shown
    assert not found["support"].shown
    assert found["terms"].too_few
    assert found["terms"].p_value is None
    assert not found["terms"].shown


def test_looking_at_many_themes_raises_the_bar() -> None:
    telling = ClosedDeals(with_theme=Counts(count=15, n=60), without=Counts(count=64, n=160))
    plain = ClosedDeals(with_theme=Counts(count=24, n=60), without=Counts(count=64, n=160))
    assert associations({"price": telling})["price"].shown
    assert not associations({"price": telling, **{str(i): plain for i in range(40)}})["price"].shown


def test_deals_of_one_account_are_kept_together() -> None:
    deals = ClosedDeals(
        with_theme=Counts(count=10, n=60, clusters={(10, 10): 1, (10, 0): 5}),
        without=Counts(count=80, n=160, clusters={(10, 10): 8, (10, 0): 8}),
    )
    assert not associations({"price": deals})["price"].shown
