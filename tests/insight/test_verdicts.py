"""What may be said of a change."""

from dataclasses import replace

import numpy as np

from insight.change import change
from insight.rates import clustered_rate, wilson
from insight.slope import Panel, slope_of_accounts
from insight.verdicts import Verdict, verdicts


def test_each_verdict_has_its_case() -> None:
    changes = {
        "price": change(wilson(10, 200), wilson(50, 200)),
        "rollout": change(wilson(50, 200), wilson(10, 200)),
        "AI": change(wilson(0, 200), wilson(30, 200)),
        "fax": change(wilson(30, 200), wilson(0, 200)),
        "support": change(wilson(30, 200), wilson(32, 200)),
        "terms": change(wilson(2, 9), wilson(30, 40)),
        "one customer": change(clustered_rate({(50, 1): 1}), clustered_rate({(50, 40): 1})),
        "nothing yet": change(wilson(0, 0), wilson(4, 40)),
    }
    assert verdicts(changes) == {
        "price": Verdict.RISING,
        "rollout": Verdict.FALLING,
        "AI": Verdict.NEW,
        "fax": Verdict.GONE,
        "support": Verdict.STEADY,
        "terms": Verdict.TOO_FEW,
        "one customer": Verdict.TOO_FEW,
        "nothing yet": Verdict.TOO_FEW,
    }


def test_what_chance_explains_among_many_is_no_rise() -> None:
    """A p-value of 0.03 is a rise when it is the only look, and nothing among fifty."""
    rise = change(wilson(20, 200), wilson(34, 200))
    assert 0.02 < (rise.p_value or 0) < 0.05
    assert verdicts({"price": rise}) == {"price": Verdict.RISING}
    still = {f"theme {i}": change(wilson(20, 200), wilson(20 + i % 5, 200)) for i in range(49)}
    assert set(verdicts({"price": rise, **still}).values()) == {Verdict.STEADY}


def test_nothing_new_where_too_few_were_asked_before() -> None:
    assert verdicts({"AI": change(wilson(0, 12), wilson(12, 160))}) == {"AI": Verdict.STEADY}


def test_a_theme_of_few_calls_is_not_looked_at_and_hides_no_other() -> None:
    rise = change(wilson(10, 100), wilson(24, 100))
    rare = {f"rare {number}": change(wilson(4, 100), wilson(5, 100)) for number in range(60)}
    found = verdicts({"price": rise, **rare})
    assert found.pop("price") is Verdict.RISING, "across sixty themes looked at it would not pass"
    assert set(found.values()) == {Verdict.TOO_FEW}


def test_the_interval_must_clear_too() -> None:
    rise = change(wilson(10, 200), wilson(50, 200))
    assert verdicts({"price": replace(rise, low=-0.01)}) == {"price": Verdict.STEADY}


def test_false_discoveries_stay_rare_over_two_hundred_still_themes() -> None:
    seed, views, themes = 4, 12, 200
    rng = np.random.default_rng(seed)
    false = 0
    for _ in range(views):
        account = np.repeat(np.arange(400), rng.geometric(0.4, size=400))[:500]
        week = np.clip(rng.integers(0, 26, size=400)[account] + rng.integers(0, 6, size=500), 0, 25)
        rows, row = np.unique(np.stack([account, week]), axis=1, return_inverse=True)
        panel = Panel(account=rows[0], period=rows[1], calls=np.bincount(row))
        changes = {}
        for theme in range(themes):
            share = rng.choice([0.02, 0.05, 0.1, 0.3])
            said = np.where(rng.random(500) < 0.5, rng.random(400)[account], rng.random(500)) < share
            changes[theme] = slope_of_accounts(panel, np.bincount(row, weights=said).astype(np.int64))
        false += any(what in (Verdict.RISING, Verdict.FALLING, Verdict.NEW) for what in verdicts(changes).values())
    print(f"seed {seed}: {false} of {views} views with a false discovery")
    # Where nothing moves, at most one view in twenty may say so: three of twelve has a chance of 2 %.
    assert false <= 2


def test_a_true_rise_is_found_among_still_themes() -> None:
    seed = 6
    rng = np.random.default_rng(seed)
    week = rng.integers(0, 26, size=600)
    panel = Panel(account=np.arange(600), period=week, calls=np.ones(600, dtype=np.int64))
    changes = {
        theme: slope_of_accounts(
            panel, (rng.random(600) < 0.1 + (0.3 * week / 25 if theme == 0 else 0)).astype(np.int64)
        )
        for theme in range(20)
    }
    found = verdicts(changes)
    print(f"seed {seed}: {found}")
    assert found[0] is Verdict.RISING
    assert sum(what is not Verdict.STEADY for what in found.values()) <= 2
