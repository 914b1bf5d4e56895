"""How many voices are heard when, within overlapping windows of ten seconds over a whole recording.

Inside a window a voice keeps its number; the same person may have another number in the next. Samples are read window
by window and 4 bytes a frame (every 17 ms) and window are kept, so a recording of 8 hours takes about 14 MB.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.segmentation import FRAMES, STRIDE, VOICES_OF_CLASS, WINDOW
from transcribe.windows import Pcm

LOCAL_VOICES = 3
STEP_FRAMES = 296  # windows begin every 5 s, so that every frame is heard twice
STEP = STEP_FRAMES * STRIDE  # samples
_EDGE_FRAMES = 148  # a window is surest of its middle
_FIELD = (WINDOW - (FRAMES - 1) * STRIDE) // 2  # samples from a window's start to the middle of its first frame
_BATCH = 8
FRAME_S = STRIDE / 16_000

_CLASSES = np.array(
    [
        [float(voice in voices) for voice in range(LOCAL_VOICES)] + [float(len(voices) > 1)]
        for voices in VOICES_OF_CLASS
    ],
    np.float32,
)


class Segments(Protocol):
    """What hears a batch of windows; see transcribe.speakers.segmentation.Segmenter."""

    def __call__(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return class probabilities, (windows, 589, 7), for (windows, 160000) samples."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A run of frames, first to before last, in which a window hears exactly one of its voices."""

    window: int
    voice: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What every window hears: uint8 (windows, 589, 4), 255 for certain: each of three voices, and more than one."""

    heard: NDArray[np.uint8]
    frames: int  # in the whole recording

    def of(self, window: int) -> NDArray[np.float32]:
        """Return one window as probabilities, (589, 4)."""
        found: NDArray[np.float32] = self.heard[window].astype(np.float32) / np.float32(255)
        return found

    def zone(self, window: int) -> tuple[int, int]:
        """Return the frames (of the recording) that this window hears best: no other window owns them."""
        begin, end = window * STEP_FRAMES + _EDGE_FRAMES, (window + 1) * STEP_FRAMES + _EDGE_FRAMES
        return (0 if window == 0 else begin), (self.frames if window == len(self.heard) - 1 else end)

    def stretches(self) -> Iterator[Stretch]:
        """Yield where exactly one voice is heard, in order, each window within its own zone."""
        for window in range(len(self.heard)):
            offset = window * STEP_FRAMES
            begin, end = self.zone(window)
            heard = self.of(window)[begin - offset : end - offset]
            voice = np.argmax(heard[:, :LOCAL_VOICES], axis=1)
            alone = (heard[:, :LOCAL_VOICES].max(axis=1, initial=0.0) > 0.5) & (heard[:, LOCAL_VOICES] < 0.5)
            labels = np.where(alone, voice, -1)
            edges = np.flatnonzero(np.diff(labels, prepend=-2, append=-2))
            for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
                if labels[first] >= 0:
                    yield Stretch(window=window, voice=int(labels[first]), first=begin + first, last=begin + last)


def sample_of(frame: int) -> int:
    """Return the sample in the middle of a frame of the recording."""
    return frame * STRIDE + _FIELD


def frame_at(time_s: float) -> int:
    """Return the frame of the recording whose middle is nearest to a time."""
    return max(0, round((time_s * 16_000 - _FIELD) / STRIDE))


def activity_of(pcm: Pcm, segments: Segments) -> Activity:
    """Return who is heard when in int16 samples at 16 kHz."""
    frames = max(1, -(-pcm.size // STRIDE))
    count = max(1, -(-max(0, frames - FRAMES) // STEP_FRAMES) + 1)
    heard = np.zeros((count, FRAMES, LOCAL_VOICES + 1), np.uint8)
    for first in range(0, count, _BATCH):
        starts = [index * STEP for index in range(first, min(first + _BATCH, count))]
        windows = np.stack([_samples(pcm, start) for start in starts])
        scores = segments(windows) @ _CLASSES
        heard[first : first + len(starts)] = np.clip(np.rint(scores * 255), 0, 255).astype(np.uint8)
    return Activity(heard=heard, frames=min(frames, (count - 1) * STEP_FRAMES + FRAMES))


def _samples(pcm: Pcm, start: int) -> NDArray[np.float32]:
    part = pcm[start : start + WINDOW].astype(np.float32) / np.float32(32768)
    return np.pad(part, (0, WINDOW - part.size))
