"""Where people speak on a channel, and how that is cut into windows that a speech model hears one at a time.

Voice activity comes from Silero VAD v6 as faster-whisper ships it: one probability for every 512 samples. The sound is
read in blocks from a memory-mapped file, so memory does not grow with the recording but for 4 bytes every 32 ms.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import EngineMissing, UnreadableAudio
from transcribe.engine import SAMPLE_RATE

Pcm = NDArray[np.int16]
Probabilities = NDArray[np.float32]

FRAME = 512  # samples a probability stands for: 32 ms
FRAME_S = FRAME / SAMPLE_RATE
BLOCK_FRAMES = 1875  # 60 s
CONTEXT = 64  # samples before each frame that the model also hears

SPEECH_ON = 0.35
SPEECH_OFF = 0.2
MIN_SPEECH_S = 0.1
MIN_PAUSE_S = 0.3  # shorter gaps do not end a run of speech
PAD_S = 0.4

MAX_WINDOW_S = 28.0  # Whisper hears 30 s; the rest is room for padding
MAX_INNER_PAUSE_S = 6.0  # words heard alone are misheard; over longer pauses decoders stretch words or invent some


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of one channel to transcribe in one go. `channel` counts from 0; times are seconds from the start."""

    channel: int
    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def as_list(self) -> list[float]:
        """Return the JSON shape `[channel, start_s, end_s]`."""
        return [self.channel, self.start_s, self.end_s]

    @classmethod
    def from_list(cls, numbers: Sequence[float]) -> "Window":
        """Read the JSON shape that `as_list` gives."""
        channel, start_s, end_s = numbers
        return cls(channel=int(channel), start_s=float(start_s), end_s=float(end_s))


@dataclass(frozen=True, slots=True)
class _Run:
    """An unbroken run of speech in seconds."""

    start_s: float
    end_s: float


def open_pcm(path: Path) -> Pcm:
    """Map a file of raw int16 little-endian 16 kHz mono samples. Raises calls.errors.UnreadableAudio."""
    try:
        size = path.stat().st_size // 2
        # An empty file cannot be mapped.
        return np.memmap(path, dtype="<i2", mode="r", shape=(size,)) if size else np.zeros(0, dtype="<i2")
    except OSError as error:
        raise UnreadableAudio(f"The decoded sound {path} cannot be read: {error.strerror}.") from error


def clip_of(pcm: Pcm, window: Window) -> NDArray[np.float32]:
    """Return a window's samples as float32, -1 to 1."""
    samples = pcm[round(window.start_s * SAMPLE_RATE) : round(window.end_s * SAMPLE_RATE)]
    return samples.astype(np.float32) / np.float32(32768)


def plan_windows(pcm: Pcm, *, channel: int) -> tuple[Window, ...]:
    """Return the windows of a channel in order: every stretch of speech lies in exactly one, none overlap.

    Windows are at most 28 s long and cut at pauses. `pcm` is int16 at 16 kHz. Raises calls.errors.EngineMissing when
    voice activity detection is not installed.
    """
    probabilities = speech_probabilities(pcm)
    return windows_of(probabilities, channel=channel, duration_s=pcm.size / SAMPLE_RATE)


def speech_probabilities(pcm: Pcm) -> Probabilities:
    """Return the probability of speech for every 32 ms, the last frame filled up with silence."""
    run = _vad()
    frames = -(-pcm.size // FRAME)
    state: Any = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
    tail = np.zeros(CONTEXT, np.float32)
    found = []
    for block in _blocks(pcm, frames):
        before = np.concatenate([tail[None, :], block[:-1, -CONTEXT:]])
        output, *state = run(np.concatenate([before, block], axis=1), *state)
        found.append(np.asarray(output, dtype=np.float32).reshape(-1))
        tail = block[-1, -CONTEXT:]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _blocks(pcm: Pcm, frames: int) -> Iterator[NDArray[np.float32]]:
    for first in range(0, frames, BLOCK_FRAMES):
        count = min(BLOCK_FRAMES, frames - first)
        samples = pcm[first * FRAME : (first + count) * FRAME].astype(np.float32) / np.float32(32768)
        yield np.pad(samples, (0, count * FRAME - samples.size)).reshape(count, FRAME)


def _vad() -> Callable[..., Any]:
    try:
        from faster_whisper.vad import get_vad_model
    except ImportError as error:
        raise EngineMissing(
            "Voice activity detection comes with faster-whisper. Run: pip install faster-whisper==1.2.1"
        ) from error
    session = get_vad_model().session

    def run(samples: NDArray[np.float32], h: NDArray[np.float32], c: NDArray[np.float32]) -> Any:
        return session.run(None, {"input": samples, "h": h, "c": c})

    return run


def windows_of(probabilities: Probabilities, *, channel: int, duration_s: float) -> tuple[Window, ...]:
    """Return windows from speech probabilities (one for every 32 ms) of a channel that lasts `duration_s`."""
    runs = [part for run in _speech_runs(probabilities) for part in _cut_long(run, probabilities)]
    padded = _padded(runs, duration_s=duration_s)
    return tuple(
        Window(channel=channel, start_s=round(group[0].start_s, 3), end_s=round(group[-1].end_s, 3))
        for group in _groups(padded)
    )


def _speech_runs(probabilities: Probabilities) -> list[_Run]:
    """Speech begins above one threshold and lasts until a pause below a lower one (hysteresis)."""
    runs: list[list[int]] = []
    speaking = False
    for frame, probability in enumerate(probabilities.tolist()):
        if probability >= SPEECH_ON or (speaking and probability >= SPEECH_OFF):
            if runs and (speaking or (frame - runs[-1][1]) * FRAME_S < MIN_PAUSE_S):
                runs[-1][1] = frame + 1
            else:
                runs.append([frame, frame + 1])
            speaking = True
        else:
            speaking = False
    return [_Run(a * FRAME_S, b * FRAME_S) for a, b in runs if (b - a) * FRAME_S >= MIN_SPEECH_S]


def _cut_long(run: _Run, probabilities: Probabilities) -> Iterator[_Run]:
    """Cut a run that fits no window where speech is least likely, in the second half of what fits."""
    longest = MAX_WINDOW_S - 2 * PAD_S
    start = run.start_s
    while run.end_s - start > longest:
        first, last = round((start + longest / 2) / FRAME_S), round((start + longest) / FRAME_S)
        weakest = first + int(np.argmin(probabilities[first:last]))
        yield _Run(start, weakest * FRAME_S)
        start = weakest * FRAME_S
    yield _Run(start, run.end_s)


def _padded(runs: Sequence[_Run], *, duration_s: float) -> list[_Run]:
    """Give every run some of the quiet around it, never more than half of what lies between it and the next."""
    padded = []
    for index, run in enumerate(runs):
        before = runs[index - 1].end_s if index else -run.start_s
        after = runs[index + 1].start_s if index + 1 < len(runs) else 2 * duration_s - run.end_s
        start = run.start_s - min(PAD_S, (run.start_s - before) / 2)
        end = min(run.end_s, duration_s) + min(PAD_S, max(0.0, after - run.end_s) / 2)
        padded.append(_Run(max(0.0, start), min(duration_s, end)))
    return padded


def _groups(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Group runs into windows. What does not fit is cut at the widest pause of the window's second half."""
    group: list[_Run] = []
    for run in runs:
        if group and run.start_s - group[-1].end_s > MAX_INNER_PAUSE_S:
            yield group
            group = []
        while group and run.end_s - group[0].start_s > MAX_WINDOW_S:
            cut = _widest_pause([*group, run])
            yield group[:cut]
            group = group[cut:]
        group.append(run)
    if group:
        yield group


def _widest_pause(runs: Sequence[_Run]) -> int:
    """Return the index of the run before which to cut."""
    half = runs[0].start_s + MAX_WINDOW_S / 2
    late = [index for index in range(1, len(runs)) if runs[index].start_s >= half]
    # None when the last run alone is longer than half a window.
    return max(late or [len(runs) - 1], key=lambda index: runs[index].start_s - runs[index - 1].end_s)


def batches(windows: Sequence[Window], *, max_audio_s: float = 60.0) -> tuple[tuple[Window, ...], ...]:
    """Group windows into batches of at most `max_audio_s` of sound, each of one channel, in order of their start.

    The same windows always give the same batches, so a batch's index names a checkpointed step.
    """
    found: list[list[Window]] = []
    for window in sorted(windows, key=lambda w: (w.channel, w.start_s)):
        batch = found[-1] if found else []
        fits = sum(w.duration_s for w in batch) + window.duration_s <= max_audio_s
        if batch and batch[0].channel == window.channel and fits:
            batch.append(window)
        else:
            found.append([window])
    found.sort(key=lambda batch: (batch[0].start_s, batch[0].channel))
    return tuple(tuple(batch) for batch in found)
