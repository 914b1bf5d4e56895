"""What the sounds of `bench/noises.py` and `bench/hold_music.py` are made of. Times are seconds, sound is at 16 kHz."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

HZ = 16_000
Sound = NDArray[np.float32]
Rng = np.random.Generator


def samples_of(seconds: float) -> int:
    """Return the number of samples."""
    return round(seconds * HZ)


def clock(seconds: float) -> NDArray[np.float64]:
    """Return the time of every sample, in seconds."""
    return np.arange(samples_of(seconds)) / HZ


def peaking(sound: NDArray[np.float64], level: float) -> Sound:
    """Return the sound at a peak level."""
    return (sound * (level / max(1e-9, float(np.abs(sound).max())))).astype(np.float32)


def banded(sound: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return the sound between two frequencies in Hz."""
    filtered: NDArray[np.float64] = sosfilt(butter(2, (low, high), btype="bandpass", fs=HZ, output="sos"), sound)
    return filtered


def wandering(rng: Rng, seconds: float, *, per_s: float) -> NDArray[np.float64]:
    """Return a curve between 0 and 1 that wanders, with about `per_s` turning points a second."""
    points = max(4, round(seconds * per_s) + 2)
    knots = np.linspace(0, samples_of(seconds), points)
    curve: NDArray[np.float64] = np.interp(np.arange(samples_of(seconds)), knots, rng.uniform(0, 1, points))
    return curve


def placed(events: list[tuple[float, NDArray[np.float64]]], seconds: float) -> NDArray[np.float64]:
    """Return events, each with its start in seconds, on one time line."""
    out = np.zeros(samples_of(seconds))
    for at, sound in events:
        first = samples_of(at)
        part = sound[: max(0, out.size - first)]
        out[first : first + part.size] += part
    return out


def moments(rng: Rng, seconds: float, low: float, high: float) -> list[float]:
    """Return moments with gaps between `low` and `high` seconds."""
    times, at = [], float(rng.uniform(0, high))
    while at < seconds:
        times.append(at)
        at += float(rng.uniform(low, high))
    return times


def resonance(sound: NDArray[np.float64], centre: float, width: float) -> NDArray[np.float64]:
    """Return the sound through a resonance, centre and width in Hz."""
    radius = np.exp(-np.pi * width / HZ)
    a = (1.0, -2 * radius * np.cos(2 * np.pi * centre / HZ), radius**2)
    filtered: NDArray[np.float64] = lfilter([1 - radius], a, sound)
    return filtered
