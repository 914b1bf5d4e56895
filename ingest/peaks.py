"""The outline of a recording, measured once where its sound is decoded: no browser has to decode it to draw it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

STRETCHES = 900
_BLOCK = 1 << 20


def measure_peaks(channels: Sequence[Path]) -> list[list[int]]:
    """Return, for each channel, the loudest sample of each of `STRETCHES` stretches, 0 to 100 of the loudest of all.

    `channels` are files of 16-bit little-endian mono samples (see `ingest.decode`); short ones give fewer stretches.
    """
    found = [_loudest(path) for path in channels]
    most = max((int(peaks.max(initial=0)) for peaks in found), default=0) or 1
    return [[round(100 * int(peak) / most) for peak in peaks] for peaks in found]


def _loudest(path: Path) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    samples = path.stat().st_size // 2
    step = max(1, -(-samples // STRETCHES))
    peaks = np.zeros(-(-samples // step) if samples else 0, dtype=np.int32)
    # A whole number of stretches at a time, so that eight hours of sound never lie in memory.
    count = max(1, _BLOCK // step) * step
    for first in range(0, samples, count):
        block = np.abs(np.fromfile(path, dtype="<i2", count=count, offset=2 * first).astype(np.int32))
        starts = np.arange(0, len(block), step)
        peaks[first // step : first // step + len(starts)] = np.maximum.reduceat(block, starts)
    return peaks
