"""How many voices a recording holds and what each sounds like.

Pieces are split in two again and again while the halves differ at all; then those that are one person are joined, the
most alike first. Two things speak for different people: their vectors point elsewhere, and where both are heard within
ten seconds, the segmenter, which listens to changes of voice rather than to its timbre over the call, tells them apart
too. One person who was split in two by chance or mood fails the second even where the first would let it pass, and
calls have few speakers, so doubt leaves one voice whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.activity import LOCAL_VOICES, STEP_FRAMES, Activity
from transcribe.speakers.pieces import Pieces
from transcribe.speakers.segmentation import FRAMES

MOST_VOICES = 8
SURE_S = 0.8  # shorter pieces have no say in who there is
LEAST_S = 3.0  # a voice that is heard for less is not told apart
LEAST_SHARE = 0.02
# Where the segmenter has no opinion, the vectors of two people have at most this cosine; where it always tells them
# apart, the cosine may be higher by `SEGMENTER_SAYS`.
APART_COSINE = 0.6
APART_COSINE_BRIEF = 0.45  # where one is heard so briefly that a laugh may be all there is
BRIEF_S = 10.0
SEGMENTER_SAYS = 0.3
SEGMENTER_SURE = 0.5  # share of frames told apart from which on nothing more is gained
UNMET = 0.25  # taken for the share where two voices hardly ever speak within ten seconds of each other
_MET_FRAMES = 100  # as if they did so once, for 1.7 s each
MOST_PIECES = 4000  # of a long recording, evenly taken

_ROUNDS = 20

Labels = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """The pieces that decide, and who hears them."""

    pieces: Pieces
    activity: Activity
    index: Labels  # of the pieces taken

    @property
    def vectors(self) -> Vectors:
        taken: Vectors = self.pieces.vectors[self.index]
        return taken

    @property
    def seconds(self) -> NDArray[np.float32]:
        taken: NDArray[np.float32] = self.pieces.seconds[self.index]
        return taken


def find_voices(pieces: Pieces, activity: Activity) -> Vectors:
    """Return a unit vector for each voice, (voices, 192), none where there is no piece at all."""
    sure = np.flatnonzero(pieces.seconds >= SURE_S)
    index = sure if sure.size else np.arange(pieces.seconds.size)
    if not index.size:
        return np.zeros((0, pieces.vectors.shape[1]), np.float32)
    index = index[:: -(-index.size // MOST_PIECES)]
    sample = _Sample(pieces=pieces, activity=activity, index=index)
    labels = _refined(sample, _split(sample))
    while True:
        alike = _most_alike(sample, labels)
        if alike is None:
            return _centres(sample, labels)
        labels = _refined(sample, np.where(labels == alike[1], alike[0], labels))


def _split(sample: _Sample) -> Labels:
    """Return a label a piece: split what falls into two voices until nothing does."""
    labels = np.zeros(sample.index.size, np.int64)
    open_labels, following = [0], 1
    while open_labels and following < MOST_VOICES:
        members = np.flatnonzero(labels == open_labels.pop())
        part = _Sample(pieces=sample.pieces, activity=sample.activity, index=sample.index[members])
        halves = _best_halves(part, total_s=float(sample.seconds.sum()))
        if halves is None:
            continue
        old = int(labels[members[0]])
        labels[members[halves == 1]] = following
        open_labels += [old, following]
        following += 1
    return labels


def _best_halves(sample: _Sample, *, total_s: float) -> Labels | None:
    """Return the split into two voices that fits best, None where every one leaves a crumb or halves that are alike."""
    least = max(LEAST_S, LEAST_SHARE * total_s)
    best, best_fit = None, -np.inf
    for start in _first_halves(sample):
        labels = _refined(sample, start)
        sizes = [float(sample.seconds[labels == half].sum()) for half in (0, 1)]
        centres = _centres(sample, labels)
        if min(sizes) < least or float(centres[0] @ centres[1]) > APART_COSINE + SEGMENTER_SAYS:
            continue
        fit = float((sample.vectors * centres[labels]).sum(axis=1) @ sample.seconds)
        if fit > best_fit:
            best, best_fit = labels, fit
    return best


def _first_halves(sample: _Sample) -> list[Labels]:
    """Return ways to begin: along the directions in which the vectors differ most."""
    if sample.index.size < 2:
        return []
    centred = sample.vectors - np.average(sample.vectors, axis=0, weights=sample.seconds)
    directions = np.linalg.svd(centred, full_matrices=False)[2][:4]
    return [(centred @ direction > 0).astype(np.int64) for direction in directions]


def _refined(sample: _Sample, labels: Labels) -> Labels:
    """Move every piece to the centre it is nearest to, and the centres with them (spherical k-means)."""
    labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    for _ in range(_ROUNDS):
        moved = np.argmax(sample.vectors @ _centres(sample, labels).T, axis=1)
        if np.array_equal(moved, labels):
            break
        labels = np.unique(moved, return_inverse=True)[1].astype(np.int64)
    return labels


def _centres(sample: _Sample, labels: Labels) -> Vectors:
    sums = np.zeros((int(labels.max(initial=0)) + 1, sample.vectors.shape[1]), np.float32)
    np.add.at(sums, labels, sample.vectors * sample.seconds[:, None])
    norms = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    unit: Vectors = (sums / norms).astype(np.float32)
    return unit


def _most_alike(sample: _Sample, labels: Labels) -> tuple[int, int] | None:
    """Return the two voices that are one person, the most alike first."""
    centres = _centres(sample, labels)
    pairs = sorted(combinations(range(len(centres)), 2), key=lambda pair: -float(centres[pair[0]] @ centres[pair[1]]))
    return next((pair for pair in pairs if not _are_apart(sample, labels, pair)), None)


def _are_apart(sample: _Sample, labels: Labels, pair: Sequence[int]) -> bool:
    if any(not np.any(labels == label) for label in pair):
        return False
    centres = _centres(sample, labels)
    cosine = float(centres[pair[0]] @ centres[pair[1]])
    brief = min(float(sample.seconds[labels == label].sum()) for label in pair) < BRIEF_S
    if cosine < (APART_COSINE_BRIEF if brief else APART_COSINE):
        return True
    if cosine > APART_COSINE + SEGMENTER_SAYS:
        return False
    told = told_apart(sample.pieces, sample.activity, index=sample.index, labels=labels, pair=pair)
    return told > 0 and cosine < APART_COSINE + SEGMENTER_SAYS * min(told, SEGMENTER_SURE) / SEGMENTER_SURE


def told_apart(pieces: Pieces, activity: Activity, *, index: Labels, labels: Labels, pair: Sequence[int]) -> float:
    """Return how much more often the segmenter tells two voices apart than each from itself, 0 to 1.

    `index` are the pieces that count and `labels` whose they are. The measure: of two frames in one window, one of each
    of the pair, the share that the window gives to different voices, less the same of two frames of one of them.
    """
    whose = np.full(activity.frames + FRAMES, -1, np.int8)
    for piece, label in zip(index.tolist(), labels.tolist(), strict=True):
        if label in pair:
            whose[pieces.first[piece] : pieces.last[piece]] = list(pair).index(label)
    together, met = np.zeros((2, 2)), np.zeros((2, 2))
    for window in range(len(activity.heard)):
        offset = window * STEP_FRAMES
        owner = whose[offset : offset + FRAMES]
        if not (np.any(owner == 0) and np.any(owner == 1)):
            continue
        heard = activity.of(window)
        alone = (owner >= 0) & (heard[:, LOCAL_VOICES] < 0.5)
        frames = np.zeros((LOCAL_VOICES, 2))
        np.add.at(frames, (np.argmax(heard[alone, :LOCAL_VOICES], axis=1), owner[alone]), 1)
        together += frames.T @ frames
        met += np.outer(frames.sum(axis=0), frames.sum(axis=0))
    if met[0, 1] < _MET_FRAMES**2:
        return UNMET
    apart = 1 - together / np.maximum(met, 1)
    return max(0.0, float(apart[0, 1] - max(apart[0, 0], apart[1, 1])))
