"""Where people speak on a channel, and how that is cut into windows that a speech model hears one at a time.

Voice activity comes from Silero VAD v6 as faster-whisper ships it: one probability for every 512 samples. The sound is
read in blocks from a memory-mapped file, so memory does not grow with the recording but for 4 bytes every 32 ms.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import EngineMissing, UnreadableAudio
from calls.transcript import Word
from transcribe.engine import SAMPLE_RATE

Pcm = NDArray[np.int16]
Probabilities = NDArray[np.float32]

FRAME = 512  # samples a probability stands for: 32 ms
FRAME_S = FRAME / SAMPLE_RATE
BLOCK_FRAMES = 1875  # 60 s
CONTEXT = 64  # samples before each frame that the model also hears

SPEECH_ON = 0.35
SPEECH_OFF = 0.2
# Digital silence, about -72 dBFS. Left to it for long, the detector hears what follows differently: it starts afresh.
QUIET_PEAK = 8
MIN_QUIET_S = 3.0
MARGIN_S = 0.5  # of quiet that it hears around sound
MIN_SPEECH_S = 0.1
MIN_PAUSE_S = 0.3  # shorter gaps do not end a run of speech
PAD_S = 0.4

# Whisper hears 30 s; the rest is silence, by which the decoder sees that the sound ends. Shorter windows are faster,
# but words suffer on telephone calls (docs/results.md).
LONGEST_WINDOW_S = 29.0
# What is checkpointed at once: enough windows to be decoded together, some ten seconds of work on two cores.
BATCH_AUDIO_S = 240.0

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Speech of one channel to transcribe in one go, with the long pauses left out.

    `channel` counts from 0; `spans` are the stretches it is put together from, (start, end) in seconds from the start
    of the recording, in order. Words in context are heard better than alone, and pauses cost as much as speech.
    """

    channel: int
    spans: tuple[Span, ...]

    @property
    def start_s(self) -> float:
        """Where its first stretch begins, in seconds from the start of the recording."""
        return self.spans[0][0]

    @property
    def end_s(self) -> float:
        """Where its last stretch ends, in seconds from the start of the recording."""
        return self.spans[-1][1]

    @property
    def duration_s(self) -> float:
        """Length of its sound in seconds."""
        return sum(end - start for start, end in self.spans)

    def placed(self, word: Word) -> Word:
        """Return a word heard in the window's sound with its times in the recording.

        A word that runs over a joint is put into the stretch that holds its middle.
        """
        middle, before = (word.start_s + word.end_s) / 2, 0.0
        for start, end in self.spans:
            if middle <= before + end - start or (start, end) == self.spans[-1]:
                shift = start - before
                first, last = max(start, word.start_s + shift), min(end, word.end_s + shift)
                return replace(word, start_s=round(min(first, end), 3), end_s=round(max(first, last), 3))
            before += end - start
        raise ValueError("a window without spans")

    def as_list(self) -> list[Any]:
        """Return the JSON shape `[channel, [[start_s, end_s], …]]`."""
        return [self.channel, [list(span) for span in self.spans]]

    @classmethod
    def from_list(cls, shape: Sequence[Any]) -> "Window":
        """Read the JSON shape that `as_list` gives."""
        channel, spans = shape
        return cls(channel=int(channel), spans=tuple((float(start), float(end)) for start, end in spans))


@dataclass(frozen=True, slots=True)
class _Run:
    """An unbroken run of speech in seconds."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


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
    parts = [pcm[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] for start, end in window.spans]
    return np.concatenate(parts).astype(np.float32) / np.float32(32768)


def plan_windows(pcm: Pcm, *, channel: int) -> tuple[Window, ...]:
    """Return the windows of a channel in order: every stretch of speech lies in exactly one, none overlap.

    Windows hold at most 29 s and are cut at pauses. `pcm` is int16 at 16 kHz. Raises calls.errors.EngineMissing when
    voice activity detection is not installed.
    """
    runs = [run for first, last in _sounding(pcm) for run in _runs_between(pcm, first, last)]
    return _windows(runs, channel=channel, duration_s=pcm.size / SAMPLE_RATE)


def _sounding(pcm: Pcm) -> list[tuple[int, int]]:
    """Return the stretches of samples that are no digital silence, with a margin of it that may reach beyond the ends.

    They are found to the sample, so that silence put before a sound changes nothing about how it is heard.
    """
    margin, found = round(MARGIN_S * SAMPLE_RATE), list[tuple[int, int]]()
    for first in range(0, pcm.size, BLOCK_FRAMES * FRAME):
        for begin, end in _loud(pcm[first : first + BLOCK_FRAMES * FRAME]):
            begin, end = first + begin - margin, first + end + margin
            if found and begin - found[-1][1] < (MIN_QUIET_S - 2 * MARGIN_S) * SAMPLE_RATE:
                found[-1] = (found[-1][0], end)
            else:
                found.append((begin, end))
    return found


def _loud(samples: Pcm) -> Iterator[tuple[int, int]]:
    """Yield where samples are loud (from, to), with quiet of less than the least pause inside."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > QUIET_PEAK)
    if loud.size:
        breaks = np.flatnonzero(np.diff(loud) > MIN_PAUSE_S * SAMPLE_RATE)
        for first, last in zip(
            np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [loud.size - 1])), strict=True
        ):
            yield int(loud[first]), int(loud[last]) + 1


def _runs_between(pcm: Pcm, first: int, last: int) -> Iterator[_Run]:
    """Yield the runs of speech between two places, which may lie outside the samples."""
    probabilities = speech_probabilities(pcm[max(0, first) : last], lead=max(0, -first))
    shift = first / SAMPLE_RATE
    for run in _speech_runs(probabilities):
        for part in _cut_long(run, probabilities):
            yield _Run(max(0.0, part.start_s + shift), part.end_s + shift)


def speech_probabilities(pcm: Pcm, *, lead: int = 0) -> Probabilities:
    """Return the probability of speech for every 32 ms, the last frame filled up with silence.

    `lead` is a number of samples of silence to hear before the sound.
    """
    run = _vad()
    frames = -(-(lead + pcm.size) // FRAME)
    state: Any = (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
    tail = np.zeros(CONTEXT, np.float32)
    found = []
    for block in _blocks(pcm, frames, lead=lead):
        before = np.concatenate([tail[None, :], block[:-1, -CONTEXT:]])
        output, *state = run(np.concatenate([before, block], axis=1), *state)
        found.append(np.asarray(output, dtype=np.float32).reshape(-1))
        tail = block[-1, -CONTEXT:]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _blocks(pcm: Pcm, frames: int, *, lead: int) -> Iterator[NDArray[np.float32]]:
    for first in range(0, frames, BLOCK_FRAMES):
        count = min(BLOCK_FRAMES, frames - first)
        start = first * FRAME - lead
        samples = pcm[max(0, start) : start + count * FRAME].astype(np.float32) / np.float32(32768)
        before = min(count * FRAME, max(0, -start))
        yield np.pad(samples, (before, count * FRAME - before - samples.size)).reshape(count, FRAME)


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
    return _windows(runs, channel=channel, duration_s=duration_s)


def _windows(runs: Sequence[_Run], *, channel: int, duration_s: float) -> tuple[Window, ...]:
    groups = _groups(_padded(runs, duration_s=duration_s))
    return tuple(Window(channel=channel, spans=_joined(group)) for group in groups)


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
    longest = LONGEST_WINDOW_S - 2 * PAD_S
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
    """Group runs into windows, each as full as the pauses between runs allow."""
    group: list[_Run] = []
    for run in runs:
        if group and sum(one.duration_s for one in group) + run.duration_s > LONGEST_WINDOW_S:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _joined(runs: Sequence[_Run]) -> tuple[Span, ...]:
    """Return the runs as spans; those that touch become one."""
    spans: list[Span] = []
    for run in runs:
        start, end = round(run.start_s, 3), round(run.end_s, 3)
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans)


def batches(windows: Sequence[Window], *, max_audio_s: float = BATCH_AUDIO_S) -> tuple[tuple[Window, ...], ...]:
    """Group the windows of all channels, in order of their start, into batches of at most `max_audio_s` of sound.

    The same windows always give the same batches, so a batch's index names a checkpointed step.
    """
    found: list[list[Window]] = []
    for window in sorted(windows, key=lambda w: (w.start_s, w.channel)):
        if found and sum(w.duration_s for w in found[-1]) + window.duration_s <= max_audio_s:
            found[-1].append(window)
        else:
            found.append([window])
    return tuple(map(tuple, found))
