"""Chance that is the same on every machine: only `Random.random()` is drawn, which Python promises to keep."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
_NORMAL = NormalDist()


class Chance:
    """Draws from one seed. `rarest` spreads its picks evenly over what there is to pick from."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._used: Counter[str] = Counter()

    def number(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def share(self) -> float:
        """Return a number from 0 to below 1."""
        return self._random.random()

    def normal(self) -> float:
        """Return a standard normal number."""
        return _NORMAL.inv_cdf(min(max(self._random.random(), 1e-12), 1 - 1e-12))

    def one(self, items: Sequence[T]) -> T:
        """Return any one of the items."""
        return items[self.number(0, len(items) - 1)]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Return a key, each with its weight's chance; the weights sum to 1."""
        left = self._random.random()
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return list(weights)[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in any order."""
        drawn = [(self._random.random(), place) for place in range(len(items))]
        return [items[place] for _, place in sorted(drawn)]

    def rarest(self, items: Sequence[T], *, text: Callable[[T], str]) -> T:
        """Return one of the items that were picked least often so far; `text` tells them apart."""
        least = min(self._used[text(item)] for item in items)
        picked = self.one([item for item in items if self._used[text(item)] == least])
        self._used[text(picked)] += 1
        return picked


def falls_below(rate: float, *, shared: float, own: float, correlation: float) -> bool:
    """Whether a call voices a concern of a rate, see `truth.ACCOUNT_CORRELATION`; `shared` and `own` are normal."""
    mixed = correlation**0.5 * shared + (1 - correlation) ** 0.5 * own
    return _NORMAL.cdf(mixed) < rate
