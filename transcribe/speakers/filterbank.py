"""Log mel filter banks as Kaldi computes them, which the speaker embeddings were trained on.

80 bands from 20 Hz to 8 kHz over frames of 25 ms every 10 ms at 16 kHz, without dither: offset removed, pre-emphasis
0.97, Povey window, power spectrum of 512 points (Kaldi's compute-fbank-feats; its mel scale is 1127 ln(1 + f/700)).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
FRAME = 400  # samples
HOP = 160  # samples: 100 frames a second
BANDS = 80
_FFT = 512
_LOWEST_HZ = 20.0
_PRE_EMPHASIS = 0.97
_FLOOR = float(np.finfo(np.float32).eps)

Samples = NDArray[np.float32]
Features = NDArray[np.float32]


def filter_banks(samples: Samples) -> Features:
    """Return (frames, 80) for float32 samples at 16 kHz, -1 to 1; only whole frames, none for less than 25 ms."""
    if samples.size < FRAME:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP].astype(np.float32)
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    frames = (frames - _PRE_EMPHASIS * before) * _povey_window()
    power = np.square(np.abs(np.fft.rfft(frames, n=_FFT, axis=1)))[:, : _FFT // 2]
    found: Features = np.log(np.maximum(power.astype(np.float32) @ _mel_weights(), np.float32(_FLOOR)))
    return found


@cache
def _povey_window() -> NDArray[np.float32]:
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))
    return (hann**0.85).astype(np.float32)


def _mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127.0 * np.log1p(hz / 700.0)


@cache
def _mel_weights() -> NDArray[np.float32]:
    """Return (256, 80): triangles that are even on the mel scale; Kaldi leaves the topmost point of the FFT out."""
    lowest, highest = _mel(np.array([_LOWEST_HZ, SAMPLE_RATE / 2])).tolist()
    edges = np.linspace(lowest, highest, BANDS + 2)
    points = _mel(np.arange(_FFT // 2) * SAMPLE_RATE / _FFT)[:, None]
    rising = (points - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - points) / (edges[2:] - edges[1:-1])
    weights: NDArray[np.float32] = np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)
    return weights
