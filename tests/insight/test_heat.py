"""Heat maps."""

import numpy as np
import pytest

from insight.heat import heat_map
from insight.rates import Counts


def test_cells_that_differ_from_the_rest_of_their_row_stand_out() -> None:
    found = heat_map(
        {
            ("price", "small"): Counts(count=60, n=200),
            ("price", "mid"): Counts(count=20, n=200),
            ("price", "large"): Counts(count=18, n=200),
            ("support", "small"): Counts(count=30, n=200),
            ("support", "mid"): Counts(count=31, n=200),
            ("support", "large"): Counts(count=2, n=6),
        }
    )
    assert (found.rows, found.columns) == (("price", "support"), ("small", "mid", "large"))
    assert {key: cell.stands_out for key, cell in found.cells.items() if cell.stands_out} == {
        ("price", "small"): "higher",
        ("price", "mid"): "lower",
        ("price", "large"): "lower",
    }
    assert found.cells["price", "small"].rest.value == pytest.approx(38 / 400)
    assert found.cells["support", "large"].rate.too_few
    assert found.cells["support", "large"].p_value is None


def test_accounts_are_kept_together_in_cell_and_rest() -> None:
    united = Counts(count=60, n=200, clusters={(20, 20): 3, (20, 0): 7})
    other = Counts(count=20, n=200, clusters={(20, 20): 1, (20, 0): 9})
    found = heat_map({("price", "a"): united, ("price", "b"): other})
    assert found.cells["price", "a"].stands_out is None
    assert found.cells["price", "a"].rate.accounts == 10
    assert found.cells["price", "a"].rest == found.cells["price", "b"].rate


def test_where_calls_are_in_several_columns_the_rest_is_given() -> None:
    counts = {("price", "Acme"): Counts(count=60, n=100), ("price", "Brix"): Counts(count=50, n=100)}
    rest = {("price", "Acme"): Counts(count=5, n=100), ("price", "Brix"): Counts(count=45, n=100)}
    found = heat_map(counts, rest=rest)
    assert found.cells["price", "Acme"].stands_out == "higher"
    assert found.cells["price", "Acme"].rest.value == pytest.approx(0.05)
    assert found.cells["price", "Brix"].stands_out is None


def test_a_single_column_has_no_rest() -> None:
    (cell,) = heat_map({("price", "all"): Counts(count=6, n=20)}).cells.values()
    assert cell.rest.value is None
    assert (cell.difference, cell.stands_out) == (None, None)


def test_a_map_without_differences_stays_plain() -> None:
    seed = 12
    rng = np.random.default_rng(seed)
    marked = 0
    for _ in range(20):
        counts = {
            (theme, column): Counts(count=int(rng.binomial(80, 0.15)), n=80)
            for theme in range(25)
            for column in range(6)
        }
        marked += any(cell.stands_out for cell in heat_map(counts).cells.values())
    print(f"seed {seed}: {marked} of 20 maps with a mark")
    assert marked <= 4
