"""Work spread over the processor: one window a lane, several lanes side by side.

Two windows with one thread each are faster than one window with two: small multiplications leave threads waiting for
one another.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_LANES = 4  # more would cost memory for little


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How many lanes there are and the threads of each."""

    lanes: int
    threads: int

    @classmethod
    def of(cls, cores: int) -> "Split":
        """Split a number of processor cores."""
        lanes = max(1, min(MOST_LANES, cores))
        return cls(lanes=lanes, threads=max(1, cores // lanes))


class Lanes:
    """Threads that each work on one item at a time; `prepare` runs once in each."""

    def __init__(self, split: Split, *, prepare: Callable[[], None]) -> None:
        self.count = split.lanes
        self._pool = ThreadPoolExecutor(split.lanes, thread_name_prefix="lane", initializer=prepare)

    def each(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """Return what the work gives for each item, in order. Raises what the work raises."""
        return list(self._pool.map(work, items))
