"""Put word times on the sound: words begin where sound begins after a pause, and end where it ends before one.

A decoder's alignment (dynamic time warping over cross-attention) is good within running speech, some hundredths of a
second early, and poor at pauses, over which it stretches the words beside them. The limits below were chosen on the
demo calls, whose true word times are known (`python -m bench.timestamps`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calls.transcript import Word
from transcribe.engine import SAMPLE_RATE, Clip

HOP = 160  # samples of a frame of 10 ms
HOP_S = HOP / SAMPLE_RATE
EARLY_S = 0.05  # by how much alignments run ahead of the voice
MIN_PAUSE_S = 0.12  # shorter silence is the closure of a consonant
MIN_SOUND_S = 0.04  # shorter sound is a click
MIN_RANGE_DB = 15.0  # with less between quiet and loud, sound cannot be told from silence
QUIET_SHARE = 0.3  # of the range between the two, from where on a frame sounds
LONG_WORD_S = 1.0  # a word longer than this, of which only the first quarter or less sounds, is laid over a pause
LEAST_SHARE = 0.25
REACH_S = 0.3  # how far a word's edge is moved through sound to the pause beside it


@dataclass(frozen=True, slots=True)
class Sounding:
    """A stretch of sound between two pauses, in seconds from the start of the clip."""

    start_s: float
    end_s: float


def on_sound(words: Sequence[Word], *, clip: Clip) -> tuple[Word, ...]:
    """Return the words with their edges at the sound's edges where those are near; their order and number stay.

    Times are seconds from the start of the clip, which is mono float32 at 16 kHz. Where noise hides the pauses only the
    constant lead of alignments is taken off.
    """
    if not words:
        return ()
    placed = [_moved(word, word.start_s + EARLY_S, word.end_s + EARLY_S) for word in words]
    sounds = soundings(clip)
    if sounds:
        placed = _to_edges(_unstretched(placed, sounds=sounds), sounds=sounds)
    return _in_order(placed, duration_s=clip.size / SAMPLE_RATE)


def soundings(clip: Clip) -> tuple[Sounding, ...]:
    """Return the stretches of sound of a clip, in order; none where sound and silence cannot be told apart."""
    levels = _levels_db(clip)
    if not levels.size:
        return ()
    quiet, loud = np.percentile(levels, 10), np.percentile(levels, 95)
    if loud - quiet < MIN_RANGE_DB:
        return ()
    edges = np.flatnonzero(np.diff(np.pad(levels > quiet + QUIET_SHARE * (loud - quiet), 1).astype(np.int8)))
    found: list[Sounding] = []
    for first, last in edges.reshape(-1, 2).tolist():
        start, end = first * HOP_S, last * HOP_S
        if found and start - found[-1].end_s < MIN_PAUSE_S:
            found[-1] = Sounding(found[-1].start_s, end)
        elif end - start >= MIN_SOUND_S:
            found.append(Sounding(start, end))
    return tuple(found)


def _levels_db(clip: Clip) -> NDArray[np.float64]:
    frames = clip[: clip.size // HOP * HOP].reshape(-1, HOP).astype(np.float64)
    # Digital silence would make the range between quiet and loud endless.
    levels: NDArray[np.float64] = 10 * np.log10(np.maximum(np.mean(np.square(frames), axis=1), 1e-8))
    return levels


def _moved(word: Word, start_s: float, end_s: float) -> Word:
    return replace(word, start_s=start_s, end_s=end_s)


def _unstretched(words: Sequence[Word], *, sounds: Sequence[Sounding]) -> list[Word]:
    """Words laid over a pause go where the sound is; several that lie in one pause share what sounds after it."""
    placed: list[Word] = []
    silent: list[Word] = []
    for word in words:
        start, end = _longest_part(word, sounds=sounds)
        length = word.end_s - word.start_s
        on_the_last_sound = start == word.start_s and end - start < LEAST_SHARE * length
        if end <= start or (length > LONG_WORD_S and on_the_last_sound):
            silent.append(word)
            continue
        placed.extend(_shared([*silent, word], start_s=start, end_s=end))
        silent = []
    # Nothing sounds after these.
    return [*placed, *silent]


def _longest_part(word: Word, *, sounds: Sequence[Sounding]) -> tuple[float, float]:
    """Return the word's longest stretch within one sound; it ends before it starts where the word lies in silence."""
    parts = [(max(word.start_s, s.start_s), min(word.end_s, s.end_s)) for s in sounds]
    return max(parts, key=lambda part: part[1] - part[0])


def _shared(words: Sequence[Word], *, start_s: float, end_s: float) -> list[Word]:
    """Divide a stretch among words by their letters. One word takes it all."""
    letters = np.cumsum([0, *(len(word.word) for word in words)])
    edges = start_s + (end_s - start_s) * letters / letters[-1]
    return [_moved(word, float(edges[i]), float(edges[i + 1])) for i, word in enumerate(words)]


def _to_edges(words: Sequence[Word], *, sounds: Sequence[Sounding]) -> list[Word]:
    """The first word of a sound begins with it and the last ends with it, where they are near enough."""
    homes = [_home(word, sounds=sounds) for word in words]
    placed = []
    for index, (word, home) in enumerate(zip(words, homes, strict=True)):
        if home is None:
            placed.append(word)
            continue
        first = index == 0 or homes[index - 1] is not home
        last = index == len(words) - 1 or homes[index + 1] is not home
        start = home.start_s if first and abs(word.start_s - home.start_s) < REACH_S else word.start_s
        end = home.end_s if last and abs(word.end_s - home.end_s) < REACH_S else word.end_s
        placed.append(_moved(word, start, end))
    return placed


def _home(word: Word, *, sounds: Sequence[Sounding]) -> Sounding | None:
    """Return the sound that holds most of a word, None where it lies in silence."""
    home = max(sounds, key=lambda s: min(word.end_s, s.end_s) - max(word.start_s, s.start_s))
    return home if min(word.end_s, home.end_s) > max(word.start_s, home.start_s) else None


def _in_order(words: Sequence[Word], *, duration_s: float) -> tuple[Word, ...]:
    ordered: list[Word] = []
    earliest = 0.0
    for word in words:
        start = round(min(max(word.start_s, earliest), duration_s), 3)
        end = round(min(max(word.end_s, start), duration_s), 3)
        ordered.append(_moved(word, start, end))
        earliest = end
    return tuple(ordered)
