"""Searching quotes by meaning: the vectors of all quotes of a team in memory, growing while calls come in."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.encoder import DIMENSIONS, Vectors
from nlp.nearest import EXACT_UP_TO, Nearest

# A quote that is less alike than this is not answered. Of pairs of sentences of the concern bank that voice different
# concerns, one in twenty is more alike (`python bench/search.py unrelated`); nothing else went into it.
LEAST_ALIKE = 0.23
# Beyond what is compared exactly, the graph is made anew when so much came in since; until then that is compared
# exactly beside it.
_MOST_BESIDE = 0.1
_LEAST_BESIDE = 50_000
_FIRST_ROOM = 4_096
_ROWS_AT_ONCE = 32_768
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Alike:
    """Texts (numbers) and how alike each is to the question (cosines), the likeliest first."""

    numbers: Numbers
    cosines: Vectors


@dataclass(slots=True)
class _Rows:
    """What is held: row by row a text's number, who finds it, whether it is still there, and its unit vector."""

    numbers: Numbers
    in_full: Flags
    masked: Flags
    alive: Flags
    vectors: Vectors


class MeaningIndex:
    """Unit vectors of texts by number. One thread may add and drop while others search."""

    def __init__(self, *, width: int = DIMENSIONS, exact_up_to: int = EXACT_UP_TO) -> None:
        self.width, self._exact_up_to = width, exact_up_to
        self._room = _Rows(
            numbers=np.empty(_FIRST_ROOM, dtype=np.int64),
            in_full=np.empty(_FIRST_ROOM, dtype=np.bool_),
            masked=np.empty(_FIRST_ROOM, dtype=np.bool_),
            alive=np.empty(_FIRST_ROOM, dtype=np.bool_),
            vectors=np.empty((_FIRST_ROOM, width), dtype=np.float32),
        )
        self._used = 0
        self._graph: tuple[Nearest, int] | None = None
        self._making = threading.Lock()

    def __len__(self) -> int:
        return int(self._room.alive[: self._used].sum())

    @property
    def rows(self) -> int:
        """How many rows are held, those of texts that are gone among them."""
        return self._used

    def add(self, numbers: Sequence[int], vectors: Vectors, *, in_full: Sequence[bool], masked: Sequence[bool]) -> None:
        """Hold texts: unit vectors (n, width), and whether each is found in full and by those who see it masked."""
        used, more = self._used, len(numbers)
        self._make_room(used + more)
        new = slice(used, used + more)
        self._room.numbers[new], self._room.vectors[new] = numbers, vectors
        self._room.in_full[new], self._room.masked[new], self._room.alive[new] = in_full, masked, True
        self._used = used + more

    def keep_only(self, numbers: Numbers) -> None:
        """Let go of every text that is not among these."""
        held = slice(0, self._used)
        self._room.alive[held] &= np.isin(self._room.numbers[held], numbers)

    def lacks(self, numbers: Numbers) -> Numbers:
        """Return those of some texts that are not held."""
        return numbers[~np.isin(numbers, self._room.numbers[: self._used])]

    def search(
        self,
        question: Vectors,
        k: int,
        *,
        in_full: bool,
        newest: int | None = None,
        among: Numbers | None = None,
        least: float = LEAST_ALIKE,
    ) -> Alike:
        """Return up to k texts alike to a unit question (width,).

        Only those up to the number `newest`, and only `among` some texts, where they are named.
        """
        # In this order: rows that are added meanwhile are looked at neither here nor there.
        used = self._used
        room = self._room
        usable = room.alive[:used] & (room.in_full if in_full else room.masked)[:used]
        if newest is not None:
            usable &= room.numbers[:used] <= newest
        if among is not None:
            usable &= np.isin(room.numbers[:used], among)
            rows, cosines = self._exactly(question[None], k, np.flatnonzero(usable))
        else:
            rows, cosines = self._nearest(question[None], k, usable)
        alike = cosines >= least
        return Alike(room.numbers[rows[alike]], cosines[alike])

    @property
    def is_settled(self) -> bool:
        """Whether little enough is compared one by one."""
        beside = self._used - (self._graph[1] if self._graph else 0)
        return self._used <= self._exact_up_to or beside <= max(_LEAST_BESIDE, _MOST_BESIDE * self._used)

    def settle(self) -> None:
        """Make the graph anew over all there is now; takes minutes for a million vectors, and nobody waits for it."""
        if self._making.acquire(blocking=False):
            try:
                used = self._used
                vectors = self._room.vectors[:used]
                self._graph = Nearest.of(vectors, exact_up_to=self._exact_up_to), used
            finally:
                self._making.release()

    def _nearest(self, question: Vectors, k: int, usable: Flags) -> tuple[Numbers, Vectors]:
        graph = self._graph
        if graph is None:
            return self._exactly(question, k, np.flatnonzero(usable))
        search, upto = graph
        # Some of the nearest may be gone, or not for this reader.
        rows, cosines = (each[0] for each in search.search(question, 2 * k + 100))
        found = usable[rows]
        if int(found.sum()) < k:
            return self._exactly(question, k, np.flatnonzero(usable))
        beside = self._exactly(question, k, upto + np.flatnonzero(usable[upto:]))
        return _first(np.concatenate([rows[found], beside[0]]), np.concatenate([cosines[found], beside[1]]), k)

    def _exactly(self, question: Vectors, k: int, rows: Numbers) -> tuple[Numbers, Vectors]:
        best, closeness = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[first : first + _ROWS_AT_ONCE]
            whole = len(some) and some[-1] - some[0] + 1 == len(some)
            # Rows that lie side by side are looked at where they are.
            vectors = self._room.vectors[some[0] : some[-1] + 1] if whole else self._room.vectors[some]
            at, cosines = Nearest.of(vectors).search(question, k)
            best, closeness = _first(np.concatenate([best, some[at[0]]]), np.concatenate([closeness, cosines[0]]), k)
        return best, closeness

    def _make_room(self, rows: int) -> None:
        room = self._room
        if rows <= len(room.numbers):
            return
        size, used = max(rows, len(room.numbers) * 3 // 2), self._used

        def larger(before: Any) -> Any:
            after = np.empty((size, *before.shape[1:]), dtype=before.dtype)
            after[:used] = before[:used]
            return after

        # Whoever searches meanwhile goes on with the rows as they were.
        self._room = _Rows(
            numbers=larger(room.numbers),
            in_full=larger(room.in_full),
            masked=larger(room.masked),
            alive=larger(room.alive),
            vectors=larger(room.vectors),
        )


def _first(rows: Numbers, cosines: Vectors, k: int) -> tuple[Numbers, Vectors]:
    order = np.lexsort((rows, -cosines))[:k]
    return rows[order], cosines[order]
