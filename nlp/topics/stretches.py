"""From what each sentence seems to be about to few stretches: the likeliest way through the topics of a call.

A hidden Markov model (Rabiner 1989) whose states are topics and whose only parameter is what passing to another topic
costs; the way through is found by Viterbi's algorithm. Within a turn, and between a question and its answer, people
seldom leave a topic, so that costs more there.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.topics.units import Unit

WITHIN_TURN = 1.25
TO_ANSWER = 1.75
# Sentences of one turn resemble each other; what a long one says counts no more than this many of its words.
FULL_WEIGHT_WORDS = 8
LEAST_WEIGHT = 0.3


def evidence(probabilities: NDArray[np.float64], units: Sequence[Unit], *, nothing: NDArray[np.float64]) -> NDArray:  # type: ignore[type-arg]
    """Return (units, topics) log-likelihoods: those of a unit weigh by its words and by how likely it says something.

    `probabilities` (units, topics) are of the topics, `nothing` (units,) that a unit could stand anywhere.
    """
    words = np.array([unit.words for unit in units], dtype=np.float64)
    weight = np.clip(words / FULL_WEIGHT_WORDS, LEAST_WEIGHT, 1.0) * (1.0 - nothing)
    weight[[unit.is_back_channel for unit in units]] = 0.0
    return np.asarray(np.log(np.maximum(probabilities, 1e-6)) * weight[:, None], dtype=np.float64)


def way_through(log_likelihoods: NDArray[np.float64], units: Sequence[Unit], *, switch: float) -> NDArray[np.intp]:
    """Return (units,) the topic of each unit on the likeliest way; `switch` is the cost of a change, in nats."""
    count, topics = log_likelihoods.shape
    best = np.empty((count, topics))
    came_from = np.empty((count, topics), dtype=np.intp)
    best[0], came_from[0] = log_likelihoods[0], np.arange(topics)
    for row in range(1, count):
        cost = switch * change_cost(units[row - 1], units[row])
        leader = int(best[row - 1].argmax())
        changes = best[row - 1, leader] - cost > best[row - 1]
        came_from[row] = np.where(changes, leader, np.arange(topics))
        best[row] = np.where(changes, best[row - 1, leader] - cost, best[row - 1]) + log_likelihoods[row]
    way = np.empty(count, dtype=np.intp)
    way[-1] = int(best[-1].argmax())
    for row in range(count - 1, 0, -1):
        way[row - 1] = came_from[row, way[row]]
    return way


def change_cost(before: Unit, unit: Unit) -> float:
    """Return what passing to another topic between two neighbouring units costs, in switches."""
    if before.turn == unit.turn:
        return WITHIN_TURN
    return TO_ANSWER if before.asks and before.role is not unit.role else 1.0
