"""How often intervals hold the truth when accounts have several calls: `python bench/intervals.py`.

Worlds have accounts of one to many calls and a truth about each account (beta-binomial: rate and intra-class
correlation are given). An interval should hold the rate in 95 of 100 draws. The way of insight/rates.py was chosen
by this table.
"""

import argparse
from collections import Counter
from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from insight.rates import FEWEST_ACCOUNTS, clustered_rate, score_bounds, wilson

Ints = NDArray[np.int64]
CALLS = (10, 30, 100, 300, 1000, 2000)
CORRELATIONS = (0.0, 0.1, 0.3, 0.6)
RATES = (0.02, 0.1, 0.3, 0.5)
RESAMPLES = 2000
# A draw of hits (draws x accounts) among accounts of given sizes -> lower and upper bounds of each draw.
Method = Callable[[Ints, Ints], tuple[list[float], list[float]]]


def usual_sizes(n: int, rng: np.random.Generator) -> Ints:
    """Return accounts with 1, 2, 3 … calls, three on average, n calls in all."""
    return _cut(rng.geometric(1 / 3, size=n), n)


def lopsided_sizes(n: int, rng: np.random.Generator) -> Ints:
    """Return accounts of which most have a call or two and a few up to forty."""
    return _cut(np.minimum(rng.zipf(1.8, size=n), 40), n)


def _cut(sizes: Ints, n: int) -> Ints:
    ends = np.minimum(np.cumsum(sizes), n)
    kept = np.diff(ends, prepend=0)
    return kept[kept > 0]


def hits_of(sizes: Ints, *, share: float, correlation: float, draws: int, rng: np.random.Generator) -> Ints:
    """Return calls with the theme of each account, draws x accounts, beta-binomial."""
    chances = np.full((draws, sizes.size), share)
    if correlation:
        weight = (1 - correlation) / correlation
        chances = rng.beta(share * weight, (1 - share) * weight, size=chances.shape)
    return rng.binomial(sizes, chances)


def by_wilson(sizes: Ints, hits: Ints) -> tuple[list[float], list[float]]:
    """Wilson's interval, accounts left out of account."""
    return _pairs([wilson(int(row.sum()), int(sizes.sum())) for row in hits])


def by_accounts(sizes: Ints, hits: Ints) -> tuple[list[float], list[float]]:
    """What Talktrack shows."""
    return _pairs([clustered_rate(Counter(zip(sizes.tolist(), row.tolist(), strict=True))) for row in hits])


def by_bootstrap(sizes: Ints, hits: Ints) -> tuple[list[float], list[float]]:
    """Percentiles of the rate over resampled accounts."""
    rng = np.random.default_rng(sizes.size)
    weights = rng.multinomial(sizes.size, np.full(sizes.size, 1 / sizes.size), size=RESAMPLES)
    low, high = np.quantile((hits @ weights.T) / (weights @ sizes), (0.025, 0.975), axis=1)
    return low.tolist(), high.tolist()


def by_linearisation(sizes: Ints, hits: Ints) -> tuple[list[float], list[float]]:
    """Wilson's interval at the effective number of calls from the linearised variance, Student's t on accounts - 1."""
    n, accounts = int(sizes.sum()), sizes.size
    t = float(stdtrit(accounts - 1, 0.975))
    bounds = []
    for row in hits:
        share = float(row.sum() / n)
        effect = 1.0
        if 0 < share < 1:
            spread = float(((row - share * sizes) ** 2).sum()) * accounts / (accounts - 1)
            effect = max(spread / (n * share * (1 - share)), 1.0)
        bounds.append(score_bounds(share, n / effect, t))
    return [low for low, _ in bounds], [high for _, high in bounds]


def _pairs(rates: list) -> tuple[list[float], list[float]]:
    return [one.low for one in rates], [one.high for one in rates]


METHODS: dict[str, Method] = {
    "Wilson, accounts ignored": by_wilson,
    "bootstrap over accounts, percentiles": by_bootstrap,
    "linearised, t": by_linearisation,
    "`insight.rates.rate`": by_accounts,
}
SIZES = {"usual": usual_sizes, "lopsided": lopsided_sizes}
World = tuple[str, int, float, float]


def measure(*, worlds: int, draws: int, seed: int) -> dict[World, dict[str, tuple[float, float]]]:
    """Return coverage and mean width by world and method."""
    rng = np.random.default_rng(seed)
    found: dict[World, dict[str, tuple[float, float]]] = {}
    for world in product(SIZES, CALLS, CORRELATIONS, RATES):
        kind, n, correlation, share = world
        held: dict[str, list[tuple[float, float]]] = {name: [] for name in METHODS}
        for _ in range(worlds):
            sizes = SIZES[kind](n, rng)
            if sizes.size < FEWEST_ACCOUNTS:
                continue  # "too few to say": no interval is read there
            hits = hits_of(sizes, share=share, correlation=correlation, draws=draws, rng=rng)
            for name, method in METHODS.items():
                low, high = (np.array(bounds) for bounds in method(sizes, hits))
                held[name].append((float(((low <= share) & (share <= high)).mean()), float((high - low).mean())))
        if held["linearised, t"]:
            found[world] = {
                name: (float(np.mean([h for h, _ in each])), float(np.mean([w for _, w in each])))
                for name, each in held.items()
            }
    return found


def main() -> None:
    """Print coverage by method and correlation, and by method and number of calls."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--draws", type=int, default=120)
    parser.add_argument("--seed", type=int, default=20240917)
    given = parser.parse_args()
    found = measure(worlds=given.worlds, draws=given.draws, seed=given.seed)
    print(f"seed {given.seed}, {len(found)} worlds, {given.worlds} x {given.draws} draws each\n")
    heads = [f"correlation {one:g}" for one in CORRELATIONS] + [f"{n:,} calls" for n in CALLS]
    print("| | " + " | ".join([*heads, "lowest", "worlds under 90 %", "mean width"]) + " |")
    print("|---" * (len(heads) + 4) + "|")
    for name in METHODS:
        cells = [
            *([each[name][0] for world, each in found.items() if world[2] == one] for one in CORRELATIONS),
            *([each[name][0] for world, each in found.items() if world[1] == n] for n in CALLS),
        ]
        every = [each[name] for each in found.values()]
        last = [
            f"{min(held for held, _ in every):.1%}",
            f"{sum(held < 0.9 for held, _ in every)}",
            f"{np.mean([width for _, width in every]):.3f}",
        ]
        print(f"| {name} | " + " | ".join([f"{np.mean(cell):.1%}" for cell in cells] + last) + " |")
    ours = list(METHODS)[-1]
    print(f"\nUnder 90 % by {ours}:")
    for (kind, n, correlation, share), each in found.items():
        if each[ours][0] < 0.9:
            print(f"{each[ours][0]:.1%}: {kind} accounts, {n:,} calls, correlation {correlation:g}, rate {share:g}")


if __name__ == "__main__":
    main()
