"""The door of this room: sound and words in, whose word each is out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.transcript import Word
from transcribe.cores import usable_cores
from transcribe.engine import SAMPLE_RATE
from transcribe.speakers import weights
from transcribe.speakers.activity import FRAME_S, activity_of, frame_at
from transcribe.speakers.embedding import Embedder
from transcribe.speakers.pieces import LONGEST_S, Pieces, finer, pieces_of
from transcribe.speakers.segmentation import Segmenter
from transcribe.speakers.separated import Separated, Span, Voice
from transcribe.speakers.trace import Trace, mixed_frames, trace_of
from transcribe.speakers.voices import SURE_S, find_voices
from transcribe.windows import Pcm

# Natural logarithms of odds: the price of a change of voice between two words, less after a sentence or a pause.
_CHANGE = 4.0
_SENTENCE_END = 1.5
_PAUSE_PER_S = 3.0
_MOST_FOR_PAUSE = 1.5
_MOST_A_WORD = 12.0  # no single word outweighs everything around it
_JOINED_S = 0.5  # a shorter pause does not end a span, if nobody else speaks in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """Both networks, loaded."""

    segmenter: Segmenter
    embedder: Embedder


def load_models(*, threads: int = 0) -> Models:
    """Load both networks, which takes seconds; `threads` 0 takes every core this process may use.

    Raises calls.errors.EngineMissing and calls.errors.WeightsError.
    """
    segmentation = weights.verified(weights.SEGMENTATION_WEIGHTS)
    network, parameters = weights.verified(weights.EMBEDDING_NETWORK), weights.verified(weights.EMBEDDING_WEIGHTS)
    import torch

    torch.set_num_threads(threads or usable_cores())
    return Models(segmenter=Segmenter(segmentation), embedder=Embedder(network, parameters))


def separate(pcm: Pcm, words: Sequence[Word], *, models: Models) -> Separated:
    """Return who says each word of a recording, int16 samples at 16 kHz, words in order of time.

    Everybody is one speaker where only one voice is found. A speaker without a word is left out.
    """
    activity = activity_of(pcm, models.segmenter)
    pieces = pieces_of(pcm, activity, models.embedder)
    found = find_voices(pieces, activity)
    if not len(found):
        return Separated(
            speakers=(0,) * len(words),
            overlaps=(False,) * len(words),
            voices=(Voice(vector=(0.0,) * found.shape[1], seconds=0.0),) if words else (),
        )
    mixed = mixed_frames(activity, pieces, found)
    if mixed.any():
        pieces = finer(pcm, activity, pieces, models.embedder, mixed=mixed)
    trace = trace_of(activity, pieces, found)
    return separated(words, trace, pieces)


def separated(words: Sequence[Word], trace: Trace, pieces: Pieces) -> Separated:
    """Return who says each word according to a trace of the voices."""
    spoken = _speakers_of(words, trace)
    order = list(dict.fromkeys(spoken))
    place = {voice: number for number, voice in enumerate(order)}
    voices = tuple(_voice(trace, pieces, voice) for voice in order)
    return Separated(
        speakers=tuple(place[voice] for voice in spoken),
        overlaps=tuple(_is_overlapped(trace, word) for word in words),
        voices=voices,
        spans=tuple(
            Span(speaker=place[voice], start_s=start, end_s=end)
            for voice, start, end in _spans(trace)
            if voice in place
        ),
    )


def voice_of(pcm: Pcm, spans: Sequence[tuple[float, float]], *, models: Models) -> Voice:
    """Return the voice of one person from the times, in seconds, in which only they speak. int16 samples at 16 kHz."""
    pieces = [
        (start + (end - start) * part / count, start + (end - start) * (part + 1) / count)
        for start, end in spans
        if end - start >= SURE_S
        for count in [-int(-(end - start) // LONGEST_S)]
        for part in range(count)
    ]
    total = np.zeros(192)
    for first in range(0, len(pieces), 100):
        part = pieces[first : first + 100]
        clips = [
            pcm[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)].astype(np.float32) / np.float32(32768)
            for start, end in part
        ]
        lengths = np.array([end - start for start, end in part])
        total += lengths @ models.embedder(clips)
    return _as_voice(total, sum(end - start for start, end in pieces))


def _as_voice(total: NDArray[np.float64], seconds: float) -> Voice:
    norm = float(np.linalg.norm(total))
    return Voice(
        vector=tuple(round(float(number), 6) for number in total / max(norm, 1e-9)), seconds=round(float(seconds), 2)
    )


def _voice(trace: Trace, pieces: Pieces, voice: int) -> Voice:
    """Return a voice from the pieces in which nobody else is heard."""
    total, seconds = np.zeros(pieces.vectors.shape[1]), 0.0
    for index in np.flatnonzero(pieces.seconds >= SURE_S).tolist():
        first, last = int(pieces.first[index]), int(pieces.last[index])
        if np.mean(trace.first[first:last] == voice) > 0.9 and np.mean(trace.second[first:last] >= 0) < 0.1:
            total += pieces.vectors[index] * pieces.seconds[index]
            seconds += float(pieces.seconds[index])
    return _as_voice(total, seconds)


def _frames_of(word: Word, trace: Trace) -> slice:
    first = min(frame_at(word.start_s), len(trace.first) - 1)
    return slice(first, max(first + 1, frame_at(word.end_s)))


def _is_overlapped(trace: Trace, word: Word) -> bool:
    frames = _frames_of(word, trace)
    speaks = trace.first[frames] >= 0
    return bool(speaks.any() and (trace.second[frames] >= 0).sum() >= 0.5 * speaks.sum())


def _speakers_of(words: Sequence[Word], trace: Trace) -> list[int]:
    """Return the likeliest voice of each word: what is heard during it, and a price on every change."""
    if not words:
        return []
    count = trace.odds.shape[1]
    total, came_from = np.zeros(count), np.zeros((len(words), count), np.int64)
    for index, word in enumerate(words):
        if index:
            price = _price(words[index - 1], word)
            best = int(total.argmax())
            came_from[index] = np.where(total < total[best] - price, best, np.arange(count))
            total = np.maximum(total, total[best] - price)
        total = total + _odds_of(word, trace)
    course = [int(total.argmax())]
    for index in range(len(words) - 1, 0, -1):
        course.append(int(came_from[index, course[-1]]))
    return course[::-1]


def _price(before: Word, word: Word) -> float:
    pause = min(_MOST_FOR_PAUSE, _PAUSE_PER_S * max(0.0, word.start_s - before.end_s))
    return _CHANGE - pause - (_SENTENCE_END if before.word[-1:] in ".?!" else 0.0)


def _odds_of(word: Word, trace: Trace) -> NDArray[np.float64]:
    frames = _frames_of(word, trace)
    odds = trace.odds[frames].sum(axis=0, dtype=np.float64)
    # The course of voices has weighed more than this word: as much as a change there and back.
    heard = np.array([np.mean(trace.first[frames] == voice) for voice in range(trace.odds.shape[1])])
    odds = odds + 2.0 * _CHANGE * heard
    relative: NDArray[np.float64] = np.maximum(odds - odds.max(), -_MOST_A_WORD)
    return relative


def _spans(trace: Trace) -> list[tuple[int, float, float]]:
    joined = round(_JOINED_S / FRAME_S)
    found: list[tuple[int, float, float]] = []
    spoken = np.cumsum(trace.first >= 0)
    for voice in range(trace.odds.shape[1]):
        frames = np.flatnonzero((trace.first == voice) | (trace.second == voice))
        ends = (np.diff(frames) > joined) | (np.diff(spoken[frames]) > 1)
        runs = np.split(frames, np.flatnonzero(ends) + 1) if frames.size else []
        found.extend((voice, round(float(run[0]) * FRAME_S, 3), round(float(run[-1] + 1) * FRAME_S, 3)) for run in runs)
    return sorted(found, key=lambda span: (span[1], span[0]))
