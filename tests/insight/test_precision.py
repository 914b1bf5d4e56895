"""Precision, and rates corrected for it."""

import numpy as np
import pytest

from insight.precision import corrected_by_precision, precision, rogan_gladen
from insight.rates import wilson


def test_precision_is_wilsons_and_says_too_few() -> None:
    assert precision(18, 20) == wilson(18, 20)
    assert precision(4, 5).too_few
    assert precision(0, 0).value is None


def test_the_corrected_rate_leaves_wrong_finds_out() -> None:
    found = corrected_by_precision(wilson(40, 200), right=45, reviewed=60)
    assert found.value == pytest.approx(0.2 * 0.75)
    assert found.low is not None
    assert found.high is not None
    assert 0.1 < found.low < 0.15 < found.high < 0.21
    assert not found.too_few


def test_voices_that_are_missed_count_where_it_is_known_how_many() -> None:
    found = corrected_by_precision(wilson(40, 200), right=45, reviewed=60, sensitivity=0.75)
    assert found.value == pytest.approx(0.2)


def test_it_is_the_same_every_time() -> None:
    assert corrected_by_precision(wilson(40, 200), right=45, reviewed=60) == corrected_by_precision(
        wilson(40, 200), right=45, reviewed=60
    )


def test_a_few_reviews_say_too_few_and_none_nothing() -> None:
    assert corrected_by_precision(wilson(40, 200), right=3, reviewed=4).too_few
    assert corrected_by_precision(wilson(40, 200), right=0, reviewed=0).value is None
    assert corrected_by_precision(wilson(0, 0), right=3, reviewed=4).value is None


def test_both_estimators_agree_where_all_is_known() -> None:
    """Prevalence 0.2, sensitivity 0.8, specificity 0.9: 0.16 + 0.08 are found, two thirds of them rightly."""
    general = rogan_gladen(wilson(2400, 10_000), sensitivity=wilson(800, 1000), specificity=wilson(900, 1000))
    by_finds = corrected_by_precision(wilson(2400, 10_000), right=2000, reviewed=3000, sensitivity=0.8)
    assert general.value == pytest.approx(0.2)
    assert by_finds.value == pytest.approx(0.2)


def test_it_stays_within_nought_and_one() -> None:
    under = rogan_gladen(wilson(1, 100), sensitivity=wilson(90, 100), specificity=wilson(90, 100))
    over = rogan_gladen(wilson(99, 100), sensitivity=wilson(80, 100), specificity=wilson(90, 100))
    assert (under.value, under.low) == (0, 0)
    assert (over.value, over.high) == (1, 1)


def test_a_detector_no_better_than_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="no better than chance"):
        rogan_gladen(wilson(10, 100), sensitivity=wilson(50, 100), specificity=wilson(50, 100))
    with pytest.raises(ValueError, match="sensitivity"):
        corrected_by_precision(wilson(10, 100), right=9, reviewed=10, sensitivity=0)


@pytest.mark.parametrize("general", [True, False])
def test_the_interval_holds_the_truth_as_often_as_it_says(general: bool) -> None:
    seed, truth = 3, 0.15
    rng = np.random.default_rng(seed)
    sensitivity, specificity = 0.8, 0.93
    share = truth * sensitivity + (1 - truth) * (1 - specificity)
    held = 0
    for _ in range(200):
        apparent = wilson(int(rng.binomial(300, share)), 300)
        if general:
            found = rogan_gladen(
                apparent,
                sensitivity=wilson(int(rng.binomial(80, sensitivity)), 80),
                specificity=wilson(int(rng.binomial(200, specificity)), 200),
            )
        else:
            right = int(rng.binomial(50, truth * sensitivity / share))
            found = corrected_by_precision(apparent, right=right, reviewed=50, sensitivity=sensitivity)
        held += (found.low or 0) <= truth <= (found.high or 0)
    print(f"seed {seed}: held {held / 200:.1%}")
    assert held / 200 >= 0.9
