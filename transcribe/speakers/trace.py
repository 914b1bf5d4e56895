"""Which voice speaks in every frame of a recording, and where two do.

Two witnesses are heard. What a piece sounds like, compared with every voice, is dull for sound under a second but knows
voices over the whole call. The segmenter sees changes to a few hundredths of a second and knows "mm-hm" from the voice
it falls into, but only within ten seconds: its voices are translated into the call's by the pieces they are heard in.
The likeliest course of voices is then found with a price on every change (Viterbi).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.activity import FRAME_S, LOCAL_VOICES, STEP_FRAMES, Activity
from transcribe.speakers.pieces import Pieces
from transcribe.speakers.segmentation import FRAMES

# Natural logarithms of odds.
_PER_COSINE = 60.0  # how much a difference in cosine says, for a piece of a second or more
_SEGMENTER_PER_S = 6.0  # how often in a second the segmenter's opinion counts
_CHANGE = 4.0  # price of a change of voice
_CHANGE_IN_PAUSE = 2.0

_DOUBT_S = 0.3  # so much speech nobody can tell is added to every voice of a window
_OTHER = 0.85  # how surely a window's second voice is not the person of its first
_LEAST = 0.02
# Share of one person in what a window takes for one voice: from which on it counts fully, up to which not at all.
_PURE, _MIXED = 0.9, 0.7
_SECOND = 0.3  # how likely a second voice must be heard to be named

Frames = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Frame by frame (17 ms): log-odds of each voice (frames, voices), who speaks, who else does, -1 for nobody."""

    odds: Frames
    first: NDArray[np.int16]
    second: NDArray[np.int16]


def trace_of(activity: Activity, pieces: Pieces, voices: NDArray[np.float32]) -> Trace:
    """Return the trace of at least one voice, unit vectors (voices, 192)."""
    sounds = _sounds_like(pieces, voices, frames=activity.frames)
    opinion = _opinion(activity, sounds)
    odds = ((sounds + opinion.odds) * (opinion.speech[:, None] * np.float32(FRAME_S))).astype(np.float32)
    speaks = opinion.speech > 0.5
    course = _likeliest(odds, speaks)
    others = opinion.active.copy()
    others[np.arange(len(course)), course] = -1
    both = speaks & (opinion.overlap > 0.5) & (others.max(axis=1) > _SECOND)
    return Trace(
        odds=odds,
        first=np.where(speaks, course, -1).astype(np.int16),
        second=np.where(both, np.argmax(others, axis=1), -1).astype(np.int16),
    )


def _sounds_like(pieces: Pieces, voices: NDArray[np.float32], *, frames: int) -> Frames:
    """Return log-probabilities a second of sound, (frames, voices), 0 where there is no piece."""
    cosines = pieces.vectors @ voices.T * _PER_COSINE * np.minimum(pieces.seconds, 1.0)[:, None]
    peak = cosines.max(axis=1, keepdims=True, initial=-np.inf)
    logs = cosines - peak - np.log(np.exp(cosines - peak).sum(axis=1, keepdims=True))
    found: Frames = np.zeros((frames, len(voices)), np.float32)
    known = np.zeros((frames, 1), np.float32)
    for index, (first, last) in enumerate(zip(pieces.first.tolist(), pieces.last.tolist(), strict=True)):
        # Of overlapping pieces, the one with a frame nearest to its middle knows most about it.
        weight = np.bartlett(last - first + 2)[1:-1, None].astype(np.float32)
        found[first:last] += weight * logs[index]
        known[first:last] += weight
    found /= np.maximum(known, np.float32(1e-6))
    return found


def mixed_frames(activity: Activity, pieces: Pieces, voices: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return where a window may have taken two people for one voice: (frames,), in each window's own zone."""
    sounds = _sounds_like(pieces, voices, frames=activity.frames)
    mixed = np.zeros(activity.frames, bool)
    if len(voices) < 2:
        return mixed
    for window in range(len(activity.heard)):
        offset = window * STEP_FRAMES
        heard = activity.of(window)[: max(0, activity.frames - offset)]
        shares = _shares(heard, sounds[offset : offset + len(heard)])[0]
        begin, end = activity.zone(window)
        voice = np.argmax(heard[begin - offset : end - offset, :LOCAL_VOICES], axis=1)
        mixed[begin : begin + len(voice)] = (shares.max(axis=1) < _PURE)[voice]
    return mixed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opinion:
    """What the segmenter says of every frame: how likely each of the call's voices is heard and the log-odds a second,
    (frames, voices), that somebody speaks and that more than one does, (frames,).
    """

    active: Frames
    odds: Frames
    speech: Frames
    overlap: Frames


def _opinion(activity: Activity, sounds: Frames) -> _Opinion:
    frames, count = sounds.shape
    active, odds = np.zeros((frames, count), np.float32), np.zeros((frames, count), np.float32)
    rest = np.zeros((frames, 3), np.float32)
    # A window is surest of its middle.
    trust = np.bartlett(FRAMES + 2)[1:-1].astype(np.float32)
    for window in range(len(activity.heard)):
        offset = window * STEP_FRAMES
        heard = activity.of(window)[: max(0, frames - offset)]
        span = slice(offset, offset + len(heard))
        who, overlap = heard[:, :LOCAL_VOICES], heard[:, LOCAL_VOICES]
        weight = trust[: len(heard)]
        likely, surely = _translation(heard, sounds[span])
        active[span] += weight[:, None] * (who @ likely)
        odds[span] += weight[:, None] * (who @ (surely[:, None] * np.log(likely + _LEAST)))
        speech = np.clip(who.sum(axis=1) - overlap, 0.0, 1.0)
        rest[span] += np.stack([weight * speech, weight * overlap, weight], axis=1)
    known = np.maximum(rest[:, 2], np.float32(1e-6))
    active /= known[:, None]
    odds /= known[:, None]
    rest /= known[:, None]
    return _Opinion(
        active=active,
        odds=odds,
        speech=rest[:, 0],
        overlap=rest[:, 1],
    )


def _translation(heard: Frames, sounds: Frames) -> tuple[Frames, Frames]:
    """Return how likely each voice of a window is each of the call's, (3, voices), and how often a second that counts.

    It is the share of the speech of one that sounds like the other; a voice in which the window mixed two people counts
    little or not at all. Those of least speech are translated last, with what the others are already known to be.
    """
    shares, seconds = _shares(heard, sounds)
    taken = np.zeros(sounds.shape[1])
    found = np.zeros((LOCAL_VOICES, sounds.shape[1]), np.float32)
    for voice in np.argsort(-seconds, kind="stable").tolist():
        likely_now = shares[voice] * (1 - _OTHER * np.minimum(taken, 1.0))
        found[voice] = likely_now / likely_now.sum()
        taken += found[voice] * min(1.0, float(seconds[voice]))
    pure = np.clip((found.max(axis=1) - _MIXED) / (_PURE - _MIXED), 0.0, 1.0)
    return found, (_SEGMENTER_PER_S * pure).astype(np.float32)


def _shares(heard: Frames, sounds: Frames) -> tuple[Frames, Frames]:
    """Return how much of each of a window's voices sounds like each of the call's, (3, voices), and its seconds."""
    alone = (heard[:, :LOCAL_VOICES] > 0.5) & (heard[:, LOCAL_VOICES:] < 0.5)
    judged = alone & (sounds.min(axis=1, keepdims=True) < 0)
    likely = np.exp(sounds)
    seconds = judged.sum(axis=0) * FRAME_S
    alike = judged.astype(np.float32).T @ likely * FRAME_S + _DOUBT_S / sounds.shape[1]
    return alike / (seconds + _DOUBT_S)[:, None], seconds


def _likeliest(odds: Frames, speaks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the likeliest voice of every frame, each change at its price."""
    frames, count = odds.shape
    came_from = np.zeros((frames, count), np.int8)
    total = np.zeros(count, np.float64)
    stay = np.arange(count)
    prices = np.where(speaks, _CHANGE, _CHANGE_IN_PAUSE).tolist()
    for frame in range(frames):
        best = int(total.argmax())
        changes = total < total[best] - prices[frame]
        came_from[frame] = np.where(changes, best, stay)
        total = np.maximum(total, total[best] - prices[frame]) + odds[frame]
    course = np.empty(frames, np.int64)
    now = int(total.argmax())
    for frame in range(frames - 1, -1, -1):
        course[frame] = now
        now = int(came_from[frame, now])
    return course
