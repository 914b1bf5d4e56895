"""Scores that mean what they say: calibration, thresholds and reliability, from industries the model was not taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.heads import KINDS, FloatArray
from nlp.training.fit import best_threshold, fit_platt
from nlp.training.snippets import Snippet
from nlp.tuned import Calibration

RESAMPLES = 200
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Sentences x kinds whose probability lies from `low` to below `high`: how many, what was said, what was true."""

    low: float
    high: float
    count: int
    said: float
    true: float


def calibrate(scores: NDArray[np.float32], truth: NDArray[Any], snippets: Sequence[Snippet]) -> Calibration:
    """Return the calibration for raw scores (n, kinds) of the snippets' sentences, truth (n, kinds) of 0 and 1.

    A threshold is the median, over resamples of the turns, of the probability with the best F1: one lucky sentence
    does not move it.
    """
    turn_of = np.repeat(np.arange(len(snippets)), [len(snippet.spoken) for snippet in snippets])
    slope, offset, threshold = np.ones(len(KINDS)), np.zeros(len(KINDS)), np.full(len(KINDS), 0.5)
    for k in range(len(KINDS)):
        own, true = scores[:, k].astype(np.float64), truth[:, k]
        slope[k], offset[k] = fit_platt(own, true)
        said = 1.0 / (1.0 + np.exp(-np.clip(own * slope[k] + offset[k], -30, 30)))
        threshold[k] = _steady_threshold(said, true, turn_of)
    return Calibration(slope=slope, offset=offset, threshold=threshold)


def _steady_threshold(said: FloatArray, true: NDArray[Any], turns: NDArray[np.intp]) -> float:
    chance = np.random.default_rng(SEED)
    distinct, number = np.unique(turns, return_inverse=True)
    sentences = [np.flatnonzero(number == i) for i in range(len(distinct))]
    found = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([sentences[i] for i in chance.integers(len(distinct), size=len(distinct))])
        if true[rows].any():
            found.append(best_threshold(said[rows], true[rows]))
    return float(np.median(found)) if found else 0.5


def reliability(probabilities: FloatArray, truth: NDArray[np.bool_], *, bins: int = 5) -> list[Bin]:
    """Return equal steps of probability that hold any of (n, kinds), with what was true in them."""
    table = []
    for step in range(bins):
        low, high = step / bins, (step + 1) / bins
        inside = (probabilities >= low) & ((probabilities < high) | (step == bins - 1))
        if inside.any():
            said, true = float(probabilities[inside].mean()), float(truth[inside].mean())
            table.append(Bin(low=low, high=high, count=int(inside.sum()), said=said, true=true))
    return table
