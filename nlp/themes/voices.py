"""Voices: what one call's neighbouring sentences say of one concern counts as one person saying one thing."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from calls.moment import Moment
from nlp.encoder import Vectors
from nlp.themes.groups import SAME_CONCERN

# Between two adjacent turns of a buyer stands one of the rep's.
NEXT_TURN = 2
# Moments looked ahead: a turn is seldom longer, and a call without turn numbers must not be compared with itself whole.
_AHEAD = 6
_BLOCK = 65_536

Ints = NDArray[np.intp]


def voices_of(
    rows: Ints, moments: Sequence[Moment], vectors: Vectors, *, concern: NDArray[np.int32] | None = None
) -> Ints:
    """Return for each of `rows` the number of its voice, counted from 0 in the order of rows.

    Sentences of one call in the same turn or in adjacent turns are one voice where their likely `concern` (len(rows),)
    is the same or their vectors (unit) are as near as those of one theme. The moments of `rows` are of one kind.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    pairs = np.array(list(_neighbours(rows, moments)), dtype=np.intp).reshape(-1, 2)
    one = np.zeros(len(pairs), dtype=bool)
    for start in range(0, len(pairs), _BLOCK):
        a, b = pairs[start : start + _BLOCK].T
        one[start : start + _BLOCK] = np.einsum("ij,ij->i", vectors[rows[a]], vectors[rows[b]]) >= SAME_CONCERN
        if concern is not None:
            one[start : start + _BLOCK] |= concern[a] == concern[b]
    a, b = pairs[one].T
    links = coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(len(rows), len(rows)))
    _, labels = connected_components(links, directed=False)
    _, first = np.unique(labels, return_index=True)
    number = np.empty(len(first), dtype=np.intp)
    number[labels[np.sort(first)]] = np.arange(len(first))
    return np.asarray(number[labels])


def voice_vectors(voices: Ints, rows: Ints, vectors: Vectors) -> Vectors:
    """Return the direction of each voice: the mean over its rows, (voices, d) of unit length."""
    order = np.argsort(voices, kind="stable")
    starts = np.flatnonzero(np.diff(voices[order], prepend=-1))
    sums = np.add.reduceat(vectors[rows[order]], starts, axis=0)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def _neighbours(rows: Ints, moments: Sequence[Moment]) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions in `rows` whose moments stand beside each other in their call."""
    places = sorted((moments[r].call_id, moments[r].turn_index, moments[r].id, i) for i, r in enumerate(rows))
    for _, of_call in groupby(places, key=lambda place: place[0]):
        said = list(of_call)
        for position, (_, turn, _, i) in enumerate(said):
            for _, other_turn, _, j in said[position + 1 : position + 1 + _AHEAD]:
                if other_turn - turn > NEXT_TURN:
                    break
                yield i, j
