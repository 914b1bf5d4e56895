"""From what each sentence seems to be about to few stretches: the likeliest way through the topics of a call.

What passing from one topic to the next is worth was learned from whole calls (nlp.topics.head); the way through is
found by Viterbi's algorithm. A topic that people added follows others as an average one does.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.topics.head import FloatArray, Transitions
from nlp.topics.units import Unit

LEAST_PROBABILITY = 1e-6


def evidence(probabilities: FloatArray) -> FloatArray:
    """Return (units, topics) log-likelihoods of probabilities, none of them impossible."""
    return np.asarray(np.log(np.maximum(probabilities, LEAST_PROBABILITY)), dtype=np.float64)


def chosen_transitions(learned: Transitions, columns: Sequence[int | None]) -> Transitions:
    """Return the transitions among the topics at `columns` of the learned ones; None stands for an average topic."""
    return Transitions(
        within=_square(learned.within, columns),
        between=_square(learned.between, columns),
        first=_row(learned.first, columns),
        last=_row(learned.last, columns),
    )


def _square(learned: FloatArray, columns: Sequence[int | None]) -> FloatArray:
    size = len(learned)
    stays = np.diag(learned)
    off = (learned.sum() - stays.sum()) / max(1, size * (size - 1))
    found = np.full((len(columns), len(columns)), off)
    for row, a in enumerate(columns):
        for place, b in enumerate(columns):
            if a is not None and b is not None:
                found[row, place] = learned[a, b]
            elif row == place:
                found[row, place] = stays.mean()
    return found


def _row(learned: FloatArray, columns: Sequence[int | None]) -> FloatArray:
    return np.array([learned.mean() if column is None else learned[column] for column in columns])


def way_through(log_likelihoods: FloatArray, units: Sequence[Unit], *, transitions: Transitions) -> NDArray[np.intp]:
    """Return (units,) the topic of each unit on the likeliest way."""
    count, topics = log_likelihoods.shape
    best = transitions.first + log_likelihoods[0]
    came_from = np.empty((count, topics), dtype=np.intp)
    for row in range(1, count):
        same_turn = units[row - 1].turn == units[row].turn
        steps = best[:, None] + (transitions.within if same_turn else transitions.between)
        came_from[row] = steps.argmax(axis=0)
        best = steps.max(axis=0) + log_likelihoods[row]
    way = np.empty(count, dtype=np.intp)
    way[-1] = int((best + transitions.last).argmax())
    for row in range(count - 1, 0, -1):
        way[row - 1] = came_from[row, way[row]]
    return way
