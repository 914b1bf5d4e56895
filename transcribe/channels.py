"""What is wrong with a recording's channels: the same sound twice, a channel without speech, one heard on the other.

Only levels are kept for the whole length (40 bytes a second and channel); sound is read in blocks. Files are not
mapped: the pages of a long recording would count as memory of the process.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calls.errors import UnreadableAudio
from transcribe.engine import SAMPLE_RATE

Levels = NDArray[np.float32]
Sound = NDArray[np.float32]

FRAME_S = 0.1
FRAME = round(FRAME_S * SAMPLE_RATE)
_BLOCK_FRAMES = 600
SILENT_DB = -100.0
# Take away hum and rumble before a level is taken: they tell nothing about speech.
_PREEMPHASIS = 0.95

# A channel lives if three frames in a row stand out from the floor of their ten seconds, and from a converter's hiss.
_STANDS_OUT_DB = 8.0
_FAINTEST_DB = -66.0
_FLOOR_FRAMES = 100
_IN_A_ROW = 3

# Two channels are one if what is loud is alike, at one delay and one difference of level, in nearly every sample.
# Channels that only leak into each other are alike too, but now one is the louder, now the other.
_SAMPLES = 400
_SAMPLE_S = 1.0
_LOUD_WITHIN_DB = 15.0
LARGEST_DELAY_S = 0.25
_ALIKE = 0.8
_ALIKE_SHARE = 0.95
_MOST_LEVEL_DIFFERENCE_DB = 3.0
_LEVEL_SHARE = 0.98
_FEWEST_SAMPLES = 3
# Leaking: where one is the louder by far, the other is its echo to this degree at one delay; unrelated voices are so
# to 0.1 at most.
_LOUDER_BY_DB = 1.5
_LEAKS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """What the channels of a recording are. Channels count from 0.

    `same`: all hold one sound (a mono recording that was copied; gain, polarity, a small delay, noise and codec may
    differ). `dead`: those that hold silence or a constant noise. `crosstalk`: one is heard faintly on the other.
    `mono_of` is the one channel to transcribe and to tell speakers apart on, None where each has speech of its own.
    """

    channels: int
    same: bool = False
    dead: tuple[int, ...] = ()
    crosstalk: bool = False
    mono_of: int | None = None

    @property
    def heard(self) -> tuple[int, ...]:
        """The channels to transcribe; all of them where all are dead, so that silence is found as ever."""
        return tuple(range(self.channels)) if self.mono_of is None else (self.mono_of,)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Plain sentences for the person who uploaded the recording."""
        said = []
        if self.same:
            said.append("Both channels of the recording hold the same sound, so it is treated as one channel.")
        elif len(self.dead) == 1 and self.channels > 1:
            said.append(
                f"Channel {self.dead[0] + 1} of the recording holds no speech, only silence or a constant noise: "
                "what is said comes from the other channel."
            )
        if self.crosstalk:
            said.append("One channel is heard faintly on the other; what was heard twice is kept once.")
        return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Likeness:
    """Of each sample pair: correlation at the common delay (-1 to 1), and how much louder the first is, in dB."""

    correlation: NDArray[np.float64]
    louder_db: NDArray[np.float64]
    delay: int


def examine(pcm_paths: Sequence[Path]) -> ChannelFacts:
    """Return what the channels are, from one file each (raw s16le, 16 kHz, mono), in channel order.

    Raises calls.errors.UnreadableAudio where a file cannot be read.
    """
    if len(pcm_paths) != 2:
        return ChannelFacts(channels=len(pcm_paths), mono_of=0 if len(pcm_paths) == 1 else None)
    levels = tuple(levels_of(path) for path in pcm_paths)
    dead = tuple(channel for channel, level in enumerate(levels) if not has_speech(level))
    if dead:
        return ChannelFacts(channels=2, dead=dead, mono_of=1 - dead[0] if len(dead) == 1 else None)
    likeness = _likeness(pcm_paths, levels)
    if likeness is None:
        return ChannelFacts(channels=2)
    if _is_same(likeness):
        return ChannelFacts(channels=2, same=True, mono_of=int(np.median(likeness.louder_db) < 0))
    return ChannelFacts(channels=2, crosstalk=_leaks(likeness))


def levels_of(pcm_path: Path) -> Levels:
    """Return the level of every 0.1 s in dB below full scale, float32; what is left at the end counts as a frame."""
    found = [_block_levels(block) for block in _blocks(pcm_path)]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _blocks(pcm_path: Path) -> Iterator[Sound]:
    try:
        size = pcm_path.stat().st_size // 2
    except OSError as error:
        raise _unreadable(pcm_path, error) from error
    for start in range(0, size, _BLOCK_FRAMES * FRAME):
        yield sound_of(pcm_path, start, min(size, start + _BLOCK_FRAMES * FRAME))


def _block_levels(sound: Sound) -> Levels:
    bright = np.append(np.float32(0), sound[1:] - np.float32(_PREEMPHASIS) * sound[:-1])
    frames = np.pad(bright, (0, -bright.size % FRAME)).reshape(-1, FRAME)
    power = np.einsum("ij,ij->i", frames, frames) / FRAME
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (SILENT_DB / 10))), dtype=np.float32)


def sound_of(pcm_path: Path, start: int, end: int) -> Sound:
    """Return the samples from `start` to `end` as float32, -1 to 1; silence beyond either end of the file.

    Raises calls.errors.UnreadableAudio.
    """
    first = max(0, start)
    try:
        inside = np.fromfile(pcm_path, dtype="<i2", count=max(0, end - first), offset=2 * first)
    except OSError as error:
        raise _unreadable(pcm_path, error) from error
    before = min(first - start, end - start)
    sound = inside.astype(np.float32) / np.float32(32768)
    return np.pad(sound, (before, end - start - before - inside.size))


def _unreadable(pcm_path: Path, error: OSError) -> UnreadableAudio:
    return UnreadableAudio(f"The decoded sound {pcm_path} cannot be read: {error.strerror}.")


def has_speech(levels: Levels) -> bool:
    """Say whether anything stands out from a channel's silence, hiss or hum for 0.3 s, as a syllable does."""
    for start in range(0, levels.size, _FLOOR_FRAMES):
        here = levels[start : start + _FLOOR_FRAMES + _IN_A_ROW]
        threshold = max(float(np.percentile(here, 20)) + _STANDS_OUT_DB, _FAINTEST_DB)
        loud = np.convolve(here > threshold, np.ones(_IN_A_ROW), mode="valid") if here.size >= _IN_A_ROW else here[:0]
        if np.any(loud >= _IN_A_ROW):
            return True
    return False


def _likeness(pcm_paths: Sequence[Path], levels: tuple[Levels, ...]) -> _Likeness | None:
    """Compare a second of both channels at up to 400 loud moments; None where there are too few."""
    pairs = [(_sample(pcm_paths[0], at), _sample(pcm_paths[1], at)) for at in loud_moments(levels, most=_SAMPLES)]
    pairs = [(a, b) for a, b in pairs if a.any() and b.any()]
    if len(pairs) < _FEWEST_SAMPLES:
        return None
    delay = common_delay(pairs, most=round(LARGEST_DELAY_S * SAMPLE_RATE / 2))
    shifted = [
        (a[max(0, -delay) : a.size - max(0, delay)], b[max(0, delay) : b.size + min(0, delay)]) for a, b in pairs
    ]
    return _Likeness(
        correlation=np.array([_correlation(a, b) for a, b in shifted]),
        louder_db=np.array([10 * np.log10((_energy(a) + 1e-12) / (_energy(b) + 1e-12)) for a, b in shifted]),
        delay=2 * delay,
    )


def loud_moments(levels: tuple[Levels, ...], *, most: int) -> list[int]:
    """Return where, in samples, either channel is loud: seconds apart, at most `most`, spread over the whole length."""
    size = min(level.size for level in levels)
    loud = np.zeros(size, dtype=bool)
    for level in levels:
        loud |= level[:size] > np.percentile(level, 95) - _LOUD_WITHIN_DB
    step = round(_SAMPLE_S / FRAME_S)
    seconds = [i * step for i in range(size // step) if loud[i * step : (i + 1) * step].mean() >= 0.5]
    if not seconds:
        return []
    chosen = np.unique(np.linspace(0, len(seconds) - 1, min(most, len(seconds))).astype(int))
    return [seconds[i] * FRAME for i in chosen.tolist()]


def _sample(pcm_path: Path, start: int) -> Sound:
    """Return a second at half the rate: codecs keep what is low best."""
    sound = sound_of(pcm_path, start, start + round(_SAMPLE_S * SAMPLE_RATE))
    halved = (sound[0::2] + sound[1::2]) / 2
    return np.asarray(halved - halved.mean(), dtype=np.float32)


def common_delay(pairs: Sequence[tuple[Sound, Sound]], *, most: int) -> int:
    """Return by how many samples the second of all pairs lags the first, -most to most.

    The correlations of all pairs are added up, each by its size, since polarity and who speaks may differ.
    """
    size = pairs[0][0].size
    width = 1 << (2 * size - 1).bit_length()
    total = np.zeros(2 * most + 1)
    for a, b in pairs:
        crossed = np.fft.irfft(np.conj(np.fft.rfft(a, width)) * np.fft.rfft(b, width), width)
        around = np.concatenate([crossed[-most:], crossed[: most + 1]]) if most else crossed[:1]
        total += np.abs(around) / np.sqrt(_energy(a) * _energy(b) + 1e-20)
    return int(np.argmax(total)) - most


def _energy(sound: Sound) -> float:
    return float(np.dot(sound, sound))


def _correlation(a: Sound, b: Sound) -> float:
    return float(np.dot(a, b)) / float(np.sqrt(_energy(a) * _energy(b)) + 1e-12)


def _is_same(likeness: _Likeness) -> bool:
    sign = np.sign(np.median(likeness.correlation))
    alike = sign * likeness.correlation >= _ALIKE
    if alike.mean() < _ALIKE_SHARE:
        return False
    off = np.abs(likeness.louder_db[alike] - np.median(likeness.louder_db)) > _MOST_LEVEL_DIFFERENCE_DB
    return bool(1 - off.mean() >= _LEVEL_SHARE)


def _leaks(likeness: _Likeness) -> bool:
    apart = likeness.louder_db - middle_of(likeness.louder_db)
    return any(
        int(side.sum()) >= _FEWEST_SAMPLES and float(np.median(np.abs(likeness.correlation[side]))) >= _LEAKS
        for side in (apart > _LOUDER_BY_DB, apart < -_LOUDER_BY_DB)
    )


def middle_of(louder_db: NDArray[np.float64]) -> float:
    """Return the difference of level that parts the moments of one speaker from those of the other."""
    low, high = np.percentile(louder_db, [5, 95])
    return float(low + high) / 2 if high - low > 2 * _LOUDER_BY_DB else 0.0
