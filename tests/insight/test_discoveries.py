"""Many looks at once."""

import random

import pytest
from scipy.stats import false_discovery_control

from insight.discoveries import adjusted


def test_benjamini_and_hochbergs_example() -> None:
    """Their 1995 paper, section 4.1: of fifteen p-values the first four are discoveries at 0.05, the fifth is not."""
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528]
    found = adjusted(dict(enumerate([*p_values, 0.759, 1.0])))
    assert [key for key, p_value in found.items() if p_value <= 0.05] == [0, 1, 2, 3]


def test_one_look_needs_no_adjusting_and_none_gives_none() -> None:
    assert adjusted({"price": 0.03}) == {"price": 0.03}
    assert adjusted({}) == {}


def test_it_is_what_scipy_gives() -> None:
    seed = 3
    print(f"seed {seed}")
    drawn = random.Random(seed)
    p_values = {number: drawn.choice([drawn.random(), drawn.random() ** 6, 0.5]) for number in range(200)}
    expected = false_discovery_control(list(p_values.values()))
    assert list(adjusted(p_values).values()) == pytest.approx(expected.tolist())
