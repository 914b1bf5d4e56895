"""What "rising" and "falling" should rest on: `python bench/verdicts.py [--views 40]`.

A view is 40 themes over half a year of calls whose accounts talk for two months each. In some views a fifth of the
themes rise, in the way and by as much as the row says. Of what is called rising or falling, the share that is not
should be 5 % at most; of two ways that keep to it, the one that finds more is the better. insight/verdicts.py rests on
the line by this table.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.change import Change, change
from insight.slope import Panel, slope_of_accounts, window_rate
from insight.verdicts import Verdict, verdicts

Ints = NDArray[np.int64]
WEEKS = 26
THEMES = 40
RISING = 8
RATES = (0.02, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A number of calls, how alike an account's are, how a fifth of the themes rise and by what share of calls."""

    calls: int
    likeness: float
    shape: str = "nothing"
    rise: float = 0.0
    growing: bool = False


SCENES = (
    Scene(calls=300, likeness=0.0),
    Scene(calls=300, likeness=0.3, growing=True),
    Scene(calls=1000, likeness=0.6, growing=True),
    Scene(calls=300, likeness=0.0, shape="steadily", rise=0.25),
    Scene(calls=300, likeness=0.3, shape="steadily", rise=0.25, growing=True),
    Scene(calls=1000, likeness=0.3, shape="steadily", rise=0.15),
    Scene(calls=1000, likeness=0.3, shape="at half-time", rise=0.15),
    Scene(calls=1000, likeness=0.3, shape="in the last month", rise=0.15),
)


def line(panel: Panel, with_theme: Ints) -> Change:
    """The straight line through all weeks."""
    return slope_of_accounts(panel, with_theme)


def halves(panel: Panel, with_theme: Ints) -> Change:
    """The second half against the first."""
    middle = WEEKS // 2
    return change(window_rate(panel, with_theme, 0, middle), window_rate(panel, with_theme, middle, WEEKS))


def last_month(panel: Panel, with_theme: Ints) -> Change:
    """The last month against the three before."""
    return change(
        window_rate(panel, with_theme, WEEKS - 17, WEEKS - 4), window_rate(panel, with_theme, WEEKS - 4, WEEKS)
    )


WAYS: dict[str, Callable[[Panel, Ints], Change]] = {"line": line, "halves": halves, "last month": last_month}


def calls_of(scene: Scene, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return each call's account and week."""
    weight = np.linspace(1, 3 if scene.growing else 1, WEEKS)
    sizes = rng.geometric(1 / 3, size=scene.calls)
    account = np.repeat(np.arange(scene.calls), sizes)[: scene.calls]
    start = rng.choice(WEEKS, size=scene.calls, p=weight / weight.sum())
    return account, np.clip(start[account] + rng.integers(0, 9, size=scene.calls), 0, WEEKS - 1)


def voiced(scene: Scene, account: Ints, week: Ints, *, rising: bool, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return which calls have a theme; a call follows its account's mind with the square root of the likeness."""
    climb = {
        "nothing": np.zeros(week.size),
        "steadily": week / (WEEKS - 1),
        "at half-time": (week >= WEEKS // 2).astype(float),
        "in the last month": (week >= WEEKS - 4).astype(float),
    }[scene.shape]
    share = rng.choice(RATES) + scene.rise * climb * rising
    mind = rng.random(scene.calls)[account]
    follows = rng.random(week.size) < np.sqrt(scene.likeness)
    return np.asarray(np.where(follows, mind, rng.random(week.size)) < share)


def view(scene: Scene, rng: np.random.Generator) -> dict[str, tuple[int, int]]:
    """Return by way how many themes it calls moving that are, and that are not."""
    account, week = calls_of(scene, rng)
    rows, row = np.unique(np.stack([account, week]), axis=1, return_inverse=True)
    panel = Panel(account=rows[0], period=rows[1], calls=np.bincount(row))
    moving = RISING if scene.rise else 0
    themes = [
        np.bincount(row, weights=voiced(scene, account, week, rising=theme < moving, rng=rng)).astype(np.int64)
        for theme in range(THEMES)
    ]
    found = {}
    for name, way in WAYS.items():
        said = verdicts({theme: way(panel, hits) for theme, hits in enumerate(themes)})
        called = [theme for theme, what in said.items() if what not in (Verdict.STEADY, Verdict.TOO_FEW)]
        found[name] = (sum(theme < moving for theme in called), sum(theme >= moving for theme in called))
    return found


def main() -> None:
    """Print one line a scene."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--views", type=int, default=40)
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    print(
        f"seed {given.seed}, {given.views} views of {THEMES} themes a row; false share / found, by what it rests on\n"
    )
    print("| calls | likeness | rises | " + " | ".join(WAYS) + " |\n|---|---|---" + "|---" * len(WAYS) + "|")
    for scene in SCENES:
        views = [view(scene, rng) for _ in range(given.views)]
        cells = []
        for way in WAYS:
            false = np.mean([wrong / max(right + wrong, 1) for right, wrong in (one[way] for one in views)])
            power = np.mean([one[way][0] / RISING for one in views])
            cells.append(f"{false:.1%} / {power:.0%}" if scene.rise else f"{false:.1%}")
        rises = f"{scene.shape}, by {scene.rise:.0%}" if scene.rise else scene.shape
        calls = f"{scene.calls:,}{', growing' if scene.growing else ''}"
        print(f"| {calls} | {scene.likeness:g} | {rises} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
