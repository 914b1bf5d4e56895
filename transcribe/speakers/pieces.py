"""Short pieces of sound that hold one voice, and what each sounds like."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.activity import Activity, Stretch, sample_of
from transcribe.speakers.segmentation import STRIDE
from transcribe.windows import Pcm

LONGEST_S = 2.0  # long enough to know a voice by, short enough to find out that the voice changed after all
SHORTEST_S = 0.25
FINE_S = 1.0  # where voices are mixed, pieces of this length begin every `FINE_HOP_S`
FINE_HOP_S = 0.35
_AT_A_TIME = 120  # pieces: at most 4 minutes of sound are held

Embeds = Callable[[Sequence[NDArray[np.float32]]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces in order: first and last frames and the length in seconds, (n,), and unit vectors, (n, 192)."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    seconds: NDArray[np.float32]
    vectors: NDArray[np.float32]


def pieces_of(pcm: Pcm, activity: Activity, embed: Embeds) -> Pieces:
    """Return the pieces of a recording, int16 samples at 16 kHz; frames are those of `activity`."""
    return _heard(pcm, list(_cut(activity.stretches())), embed)


def finer(pcm: Pcm, activity: Activity, pieces: Pieces, embed: Embeds, *, mixed: NDArray[np.bool_]) -> Pieces:
    """Return pieces that are cut finer, and overlap, in every stretch that holds a frame of `mixed`, (frames,)."""
    doubtful = [stretch for stretch in activity.stretches() if mixed[stretch.first : stretch.last].any()]
    again = np.zeros(activity.frames + 1, bool)
    for stretch in doubtful:
        again[stretch.first : stretch.last] = True
    kept = np.flatnonzero(~again[pieces.first])
    fine = _heard(pcm, list(_cut_finely(doubtful)), embed)
    joined = {
        field.name: np.concatenate([getattr(pieces, field.name)[kept], getattr(fine, field.name)])
        for field in fields(Pieces)
    }
    order = np.argsort(joined["first"], kind="stable")
    return Pieces(**{name: values[order] for name, values in joined.items()})


def _heard(pcm: Pcm, cuts: Sequence[tuple[int, int]], embed: Embeds) -> Pieces:
    spans = np.array(cuts, np.int64).reshape(-1, 2)
    vectors = [
        embed([_sound(pcm, first, last) for first, last in spans[start : start + _AT_A_TIME].tolist()])
        for start in range(0, len(spans), _AT_A_TIME)
    ]
    return Pieces(
        first=spans[:, 0],
        last=spans[:, 1],
        seconds=((spans[:, 1] - spans[:, 0]) * STRIDE / 16_000).astype(np.float32),
        vectors=np.concatenate(vectors) if vectors else np.zeros((0, 192), np.float32),
    )


def _cut(stretches: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    longest = round(LONGEST_S * 16_000 / STRIDE)
    shortest = round(SHORTEST_S * 16_000 / STRIDE)
    for stretch in stretches:
        length = stretch.last - stretch.first
        if length < shortest:
            continue
        count = -(-length // longest)
        edges = [stretch.first + length * index // count for index in range(count + 1)]
        yield from pairwise(edges)


def _cut_finely(stretches: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    length, hop = round(FINE_S * 16_000 / STRIDE), round(FINE_HOP_S * 16_000 / STRIDE)
    for stretch in stretches:
        count = max(1, -(-(stretch.last - stretch.first - length) // hop) + 1)
        for index in range(count):
            first = stretch.first + index * hop
            last = min(stretch.last, first + length)
            # The last one reaches back, to be of full length.
            yield max(stretch.first, min(first, last - length)), last


def _sound(pcm: Pcm, first: int, last: int) -> NDArray[np.float32]:
    half = STRIDE // 2
    samples = pcm[max(0, sample_of(first) - half) : sample_of(last) - half]
    return samples.astype(np.float32) / np.float32(32768)
