"""From attention to times: the method of openai/whisper timing.py, with the path through the matrix found row by row.

A token is spoken where the path from the first token and frame to the last, along the strongest attention and never
backwards, enters its row.
"""

import numpy as np
from numpy.typing import NDArray

FRAMES_PER_SECOND = 50  # of the encoder: two mel frames each
# Exchanges that bring the median of seven values to place 3 (N. Devillard, "Fast median search", 1998). On whole arrays
# this is ten times as fast as a general median filter.
_SMOOTHED_FRAMES = 7
_EXCHANGES = (
    (0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6), (2, 3), (3, 6), (4, 5), (1, 4), (1, 3), (3, 4),
)  # fmt: skip

Matrix = NDArray[np.floating]


def token_times(scores: Matrix, *, frames: int) -> NDArray[np.float64]:
    """Return when each token begins, in seconds, for scores (heads, tokens, all frames) before the softmax.

    Only the first `frames` hold the window's sound. The last token is the end, whose time ends the token before it.
    """
    sharp = scores[:, :, : max(1, frames)].astype(np.float32)
    sharp = np.exp(sharp - sharp.max(axis=-1, keepdims=True))
    weights = sharp / sharp.sum(axis=-1, keepdims=True)
    weights = (weights - weights.mean(axis=-2, keepdims=True)) / (
        weights.std(axis=-2, keepdims=True) + np.float32(1e-9)
    )
    return first_frames(-smoothed(weights).mean(axis=0)) / FRAMES_PER_SECOND


def smoothed(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the running median of seven along the last axis, mirrored at its ends; short rows come back unchanged."""
    reach = _SMOOTHED_FRAMES // 2
    width = rows.shape[-1]
    if width <= reach:
        return rows
    padded = np.pad(rows, [(0, 0)] * (rows.ndim - 1) + [(reach, reach)], mode="reflect")
    places = [padded[..., offset : offset + width] for offset in range(_SMOOTHED_FRAMES)]
    for low, high in _EXCHANGES:
        places[low], places[high] = np.minimum(places[low], places[high]), np.maximum(places[low], places[high])
    return places[reach]


def first_frames(cost: Matrix) -> NDArray[np.int64]:
    """Return the frame at which the cheapest path enters each row of a cost matrix (rows, frames).

    The path starts in the first cell, ends in the last and goes right, down or both at once (dynamic time warping). A
    row's cheapest sums need only the row above: with prefix sums, the best place to enter is a running minimum.
    """
    rows, frames = cost.shape
    entered = np.zeros((rows, frames), dtype=np.int64)  # where the best path to a cell came into the cell's row
    aslant = np.zeros((rows, frames), dtype=bool)  # whether entering there comes from the left of above
    total = np.cumsum(cost[0], dtype=np.float64)
    columns = np.arange(frames)
    for row in range(1, rows):
        left = np.concatenate(([np.inf], total[:-1]))
        aslant[row] = left <= total
        sums = np.cumsum(cost[row], dtype=np.float64)
        entry = np.minimum(left, total) - (sums - cost[row])
        best = np.minimum.accumulate(entry)
        entered[row] = np.maximum.accumulate(np.where(entry == best, columns, 0))
        total = best + sums
    firsts = np.zeros(rows, dtype=np.int64)
    column = frames - 1
    for row in range(rows - 1, 0, -1):
        firsts[row] = entered[row, column]
        column = firsts[row] - int(aslant[row, firsts[row]])
    return firsts
