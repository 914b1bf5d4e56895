"""One order out of two: texts found by words and by meaning, joined by reciprocal rank.

Cormack, Clarke and Buettcher 2009: a text counts 1 / (60 + its rank) in each list that has it. The lists' own scores
cannot be compared; their ranks can.
"""

from collections.abc import Sequence
from dataclasses import replace

from store.search import Hit

_SMOOTHING = 60.0
_ROUNDED = 6


def fused(*lists: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return all that was found, in one order, with the joint score; of equals the newest text first."""
    scores: dict[int, float] = {}
    hits: dict[int, Hit] = {}
    for found in lists:
        for rank, hit in enumerate(found, start=1):
            scores[hit.number] = scores.get(hit.number, 0.0) + 1.0 / (_SMOOTHING + rank)
            hits[hit.number] = hit
    joint = (replace(hit, score=round(scores[number], _ROUNDED)) for number, hit in hits.items())
    return tuple(sorted(joint, key=lambda hit: (-hit.score, -hit.number)))
