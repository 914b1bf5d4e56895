"""What a process remembers of a generation of the counts: parts of answers, bounded, made once each."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy.orm import Session

from store.generation import generation

Value = TypeVar("Value")
# Under these names a session carries the memory of its database, and the generation that it sees.
MEMORY = "talktrack_memory"
_SEEN = "talktrack_generation"


class _Making:
    """What is being made, and what it came to."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.value: object | None = None


class Memory:
    """Values by key, of the newest generation seen and of those that are held; the least lately used go first.

    Safe to use from many threads: who asks for what is just being made waits for it.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, Hashable], tuple[object, int]] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self._newest = -1
        self._held: Counter[int] = Counter()
        self._weight = 0

    def find(self, generation: int, key: Hashable) -> object | None:
        """Return what is remembered under a key in a generation, None where nothing is."""
        with self._lock:
            return self._find(generation, key)

    def hold(self, generation: int) -> None:
        """Keep what is of a generation though numbers change, until it is let go as often."""
        with self._lock:
            self._held[generation] += 1

    def let_go(self, generation: int) -> None:
        """Keep a generation no longer than any other."""
        with self._lock:
            self._held[generation] -= 1
            self._forget_old()

    def keep(self, generation: int, key: Hashable, value: object, *, weight: int = 1) -> None:
        """Remember a value. One of an older generation than what is known is only kept where that is held."""
        with self._lock:
            if generation > self._newest:
                self._newest = generation
                self._forget_old()
            if not self._is_wanted(generation) or weight > self._most:
                return
            self._drop((generation, key))
            self._kept[generation, key] = value, weight
            self._weight += weight
            while self._weight > self._most:
                self._drop(next(iter(self._kept)))

    def made(
        self, generation: int, key: Hashable, make: Callable[[], Value], *, weigh: Callable[[Value], int]
    ) -> Value:
        """Return what is remembered under a key, or make it, once for all who ask meanwhile."""
        own = (generation, key)
        while True:
            with self._lock:
                found = self._find(generation, key)
                if found is not None:
                    return found  # type: ignore[return-value]
                busy = self._making.get(own)
                if busy is None:
                    mine = self._making[own] = _Making()
                    break
            busy.over.wait()
            # Numbers may have changed meanwhile, so that it was not kept: those who waited are of its generation.
            if busy.value is not None:
                return busy.value  # type: ignore[return-value]
        try:
            value = make()
            mine.value = value
            self.keep(generation, key, value, weight=weigh(value))
        finally:
            with self._lock:
                self._making.pop(own)
            mine.over.set()
        return value

    def _find(self, generation: int, key: Hashable) -> object | None:
        if (generation, key) not in self._kept:
            return None
        self._kept.move_to_end((generation, key))
        return self._kept[generation, key][0]

    def _is_wanted(self, generation: int) -> bool:
        return generation == self._newest or self._held[generation] > 0

    def _forget_old(self) -> None:
        self._held = +self._held
        for own in [each for each in self._kept if not self._is_wanted(each[0])]:
            self._drop(own)

    def _drop(self, own: tuple[int, Hashable]) -> None:
        if own in self._kept:
            self._weight -= self._kept.pop(own)[1]


def _light(_value: object) -> int:
    return 10_000


def remembered(
    session: Session, key: Hashable, make: Callable[[], Value], *, weigh: Callable[[Value], int] = _light
) -> Value:
    """Return a part of an answer that depends on the counts and on `key` alone, from memory where it is known.

    `weigh` says how many bytes it takes. In a session that writes it is made each time. What is returned is shared:
    nobody may change it.
    """
    memory: Memory | None = session.info.get(MEMORY)
    if memory is None:
        return make()
    if _SEEN not in session.info:
        # A reading sees one state from its first query to its last.
        session.info[_SEEN] = generation(session)
    return memory.made(session.info[_SEEN], key, make, weigh=weigh)
