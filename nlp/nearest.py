"""Nearest neighbours among unit vectors: exact up to half a million of them, by a graph of neighbours beyond.

The one seam for it: whoever asks does not know which of the two answers. Both answer with cosines worked out from the
vectors themselves; beyond EXACT_UP_TO some neighbours may be missed (recall of the ten nearest: see
`tests/nlp/test_nearest.py` and the figures of `python bench/themes.py`).
"""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import InvalidInput
from nlp.encoder import Vectors

# Exact search looks at every vector: at this many a query takes some tens of milliseconds.
EXACT_UP_TO = 500_000
Indices = NDArray[np.int64]

# One block of cosines is 32 MB.
_VECTORS_AT_ONCE = 32_768
_QUERIES_AT_ONCE = 256
# Of the graph (HNSW, Malkov and Yashunin 2018): links of a vector, and how far it looks when it adds and when it
# searches. Chosen on synthetic clusters: recall at ten of 0.95 and more, a tenth of the time of looking at all.
_LINKS = 16
_LOOK_ADDING = 64
_LOOK_SEARCHING = 128


class Nearest(ABC):
    """Unit vectors that can be asked for the nearest of others."""

    @staticmethod
    def of(vectors: Vectors, *, exact_up_to: int = EXACT_UP_TO) -> "Nearest":
        """Return the search that fits this many unit vectors (n, d); they are referred to, not copied.

        Raises InvalidInput where they are no rows.
        """
        if vectors.ndim != 2:
            raise InvalidInput(f"Vectors to search come as rows (n, d), not with {vectors.ndim} dimensions.")
        return Exact(vectors) if len(vectors) <= exact_up_to else Graph(vectors)

    @abstractmethod
    def search(self, queries: Vectors, k: int) -> tuple[Indices, Vectors]:
        """Return for each unit query (m, d) the rows of the k nearest vectors and their cosines, both (m, k).

        Nearest first, of equals the earlier row. Where there are fewer than k vectors, all of them.
        """


class Exact(Nearest):
    """Compares every query with every vector, block by block."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def search(self, queries: Vectors, k: int) -> tuple[Indices, Vectors]:
        """Return the k nearest rows of each query and their cosines, exactly."""
        k = min(k, len(self._vectors))
        rows = np.empty((len(queries), k), dtype=np.int64)
        cosines = np.empty((len(queries), k), dtype=np.float32)
        for first in range(0, len(queries), _QUERIES_AT_ONCE):
            block = slice(first, first + _QUERIES_AT_ONCE)
            rows[block], cosines[block] = self._of_block(queries[block], k)
        return rows, cosines

    def _of_block(self, queries: Vectors, k: int) -> tuple[Indices, Vectors]:
        best = np.empty((len(queries), 0), dtype=np.int64)
        closeness = np.empty((len(queries), 0), dtype=np.float32)
        for first in range(0, len(self._vectors), _VECTORS_AT_ONCE):
            found = queries @ self._vectors[first : first + _VECTORS_AT_ONCE].T
            rows = np.broadcast_to(np.arange(first, first + found.shape[1]), found.shape)
            if found.shape[1] > k:
                top = np.argpartition(found, -k, axis=1)[:, -k:]
                rows, found = np.take_along_axis(rows, top, axis=1), np.take_along_axis(found, top, axis=1)
            best, closeness = _first(np.hstack([best, rows]), np.hstack([closeness, found]), k)
        return best, closeness


class Graph(Nearest):
    """Walks a graph of neighbours (usearch, half precision); cosines are those of the vectors themselves."""

    def __init__(self, vectors: Vectors) -> None:
        from usearch.index import Index

        self._vectors = vectors
        self._index: Any = Index(
            ndim=vectors.shape[1],
            metric="ip",
            dtype="f16",
            connectivity=_LINKS,
            expansion_add=_LOOK_ADDING,
            expansion_search=_LOOK_SEARCHING,
        )
        self._index.add(np.arange(len(vectors), dtype=np.uint64), vectors)

    def search(self, queries: Vectors, k: int) -> tuple[Indices, Vectors]:
        """Return k near rows of each query, nearly always the nearest, and their cosines."""
        k = min(k, len(self._vectors))
        rows = np.empty((len(queries), k), dtype=np.int64)
        cosines = np.empty((len(queries), k), dtype=np.float32)
        for first in range(0, len(queries), _QUERIES_AT_ONCE):
            block = queries[first : first + _QUERIES_AT_ONCE]
            found = np.asarray(self._index.search(block, k).keys, dtype=np.int64).reshape(len(block), k)
            exact = np.einsum("qd,qkd->qk", block, self._vectors[found], dtype=np.float32)
            rows[first : first + len(block)], cosines[first : first + len(block)] = _first(found, exact, k)
        return rows, cosines


def _first(rows: Indices, cosines: Vectors, k: int) -> tuple[Indices, Vectors]:
    order = np.lexsort((rows, -cosines), axis=1)[:, :k]
    return np.take_along_axis(rows, order, axis=1), np.take_along_axis(cosines, order, axis=1)
