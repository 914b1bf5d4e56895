"""Voices made of tones, heard by models that know tones: everything but the networks."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.transcript import Word
from transcribe.speakers.segmentation import FRAMES, STRIDE, VOICES_OF_CLASS, WINDOW
from transcribe.speakers.separate import Models, separate, voice_of
from transcribe.speakers.separated import Separated

TONES = (500.0, 900.0, 1600.0, 2500.0)
"""What four people sound like, in Hz."""

Turn = tuple[int, float, float]


def _loudness(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how loud each of the four tones is in the last axis of the sound."""
    times = np.arange(sound.shape[-1]) / 16_000
    return np.stack([np.abs(sound @ np.exp(-2j * np.pi * hz * times)) / times.size for hz in TONES], axis=-1)


class ToneSegmenter:
    """Numbers the tones of a window in order of their first sound, at most three."""

    def __call__(self, windows: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = np.full((len(windows), FRAMES, len(VOICES_OF_CLASS)), 0.01, np.float32)
        for window, sound in enumerate(windows):
            frames = np.lib.stride_tricks.sliding_window_view(sound, 991)[::STRIDE][:FRAMES]
            loud = _loudness(frames) > 0.02
            order = sorted(range(4), key=lambda tone: int(loud[:, tone].argmax()) if loud[:, tone].any() else WINDOW)
            for frame in range(FRAMES):
                voices = tuple(number for number, tone in enumerate(order[:3]) if loud[frame, tone])[:2]
                scores[window, frame, VOICES_OF_CLASS.index(voices)] = 0.94
        return scores


class ToneEmbedder:
    """Gives every tone a direction of its own, with some noise."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(8)

    def __call__(self, clips: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        vectors = np.zeros((len(clips), 192), np.float32)
        for index, clip in enumerate(clips):
            vectors[index, :4] = _loudness(clip)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        vectors += self._rng.normal(0, 0.04, vectors.shape).astype(np.float32)
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


MODELS = Models(segmenter=ToneSegmenter(), embedder=ToneEmbedder())  # type: ignore[arg-type]


def _recording(turns: Sequence[Turn]) -> NDArray[np.int16]:
    sound = np.zeros(round((max(end for _, _, end in turns) + 0.5) * 16_000))
    for who, start, end in turns:
        first, last = round(start * 16_000), round(end * 16_000)
        sound[first:last] += 0.2 * np.sin(2 * np.pi * TONES[who] * np.arange(last - first) / 16_000)
    return np.round(sound * 32767).astype("<i2")


def _words(turns: Sequence[Turn]) -> tuple[list[Word], list[int]]:
    """Return words of a quarter of a second, and who says each."""
    said = sorted(
        (round(start + 0.25 * index, 3), who)
        for who, start, end in turns
        for index in range(max(1, int((end - start) / 0.25)))
    )
    return [Word(word="so", start_s=start, end_s=round(start + 0.25, 3)) for start, _ in said], [who for _, who in said]


def _separated(turns: Sequence[Turn]) -> tuple[Separated, list[int]]:
    words, who = _words(turns)
    order = list(dict.fromkeys(who))
    return separate(_recording(turns), words, models=MODELS), [order.index(one) for one in who]


def _conversation(people: int, *, seed: int = 1, turns: int = 24) -> list[Turn]:
    rng = np.random.default_rng(seed)
    now, found, last = 0.3, list[Turn](), -1
    for _ in range(turns):
        last = int(rng.choice([who for who in range(people) if who != last or people == 1]))
        end = now + float(rng.uniform(1, 5))
        found.append((last, round(now, 2), round(end, 2)))
        now = end + float(rng.uniform(0.2, 0.8))
    return found


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_every_word_goes_to_who_says_it(people: int) -> None:
    found, expected = _separated(_conversation(people))
    assert len(found.voices) == people
    assert list(found.speakers) == expected
    assert not any(found.overlaps)
    for voice in found.voices:
        assert sum(number**2 for number in voice.vector) == pytest.approx(1, abs=1e-3)
        assert voice.seconds > 5


def test_a_listeners_short_word_is_theirs() -> None:
    turns = [*_conversation(2), (0, 90.0, 94.0), (1, 94.1, 94.45), (0, 94.55, 98.0)]
    found, expected = _separated(turns)
    assert list(found.speakers) == expected


def test_words_said_by_two_at_once_are_marked_and_both_are_in_the_spans() -> None:
    turns = [*_conversation(2), (0, 90.0, 95.0), (1, 93.0, 98.0)]
    words, _ = _words([turn for turn in turns if turn != (1, 93.0, 98.0)])
    words += [Word(word="but", start_s=95.0 + 0.25 * i, end_s=95.25 + 0.25 * i) for i in range(12)]
    found = separate(_recording(turns), words, models=MODELS)
    marked = [word.start_s for word, overlap in zip(words, found.overlaps, strict=True) if overlap]
    assert marked == [93.0 + 0.25 * i for i in range(8)]
    assert {span.speaker for span in found.spans if span.start_s < 94 < span.end_s} == {0, 1}


def test_what_comes_back_from_json_is_the_same() -> None:
    found, _ = _separated(_conversation(2))
    assert Separated.from_dict(found.as_dict()) == found


def test_a_recording_without_voices_keeps_its_words_with_one_speaker() -> None:
    words = [Word(word="hm", start_s=1.0, end_s=1.2)]
    found = separate(np.zeros(48_000, "<i2"), words, models=MODELS)
    assert (found.speakers, found.overlaps, len(found.voices), found.spans) == ((0,), (False,), 1, ())
    assert separate(np.zeros(0, "<i2"), (), models=MODELS).voices == ()


def test_a_voice_learned_elsewhere_is_known_again() -> None:
    turns = _conversation(2)
    found, _ = _separated(turns)
    alone = [(start, end) for who, start, end in turns if who == turns[0][0]]
    known = voice_of(_recording(turns), alone, models=MODELS)
    likeness = [float(np.dot(known.vector, voice.vector)) for voice in found.voices]
    assert likeness[0] > 0.9 > 0.3 > likeness[1]
    assert known.seconds == pytest.approx(sum(end - start for start, end in alone), abs=0.1)
    assert voice_of(_recording(turns), [(0.0, 0.2)], models=MODELS).seconds == 0
