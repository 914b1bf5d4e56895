"""Words are taken out where nobody speaks, and left where somebody does."""

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.transcript import Word
from transcribe.engine import Heard
from transcribe.nonspeech import without_inventions
from transcribe.windows import speech_probabilities

HZ = 16_000
Clip = NDArray[np.float32]


def _chord() -> Clip:
    t = np.arange(4 * HZ) / HZ
    return (0.1 * sum(np.sin(2 * np.pi * f * k * t) / k for f in (220, 277, 330) for k in (1, 2, 3))).astype(np.float32)


def _noise() -> Clip:
    return np.random.default_rng(3).normal(0, 0.1, 4 * HZ).astype(np.float32)


def _ringing() -> Clip:
    t = np.arange(4 * HZ) / HZ
    return (0.1 * (np.sin(2 * np.pi * 440 * t) + np.sin(2 * np.pi * 480 * t)) * (t % 2 < 1)).astype(np.float32)


def _quiet() -> Clip:
    return np.random.default_rng(4).normal(0, 0.0005, 4 * HZ).astype(np.float32)


def _heard(text: str, *, probability: float = 0.95, at_s: float = 1.0, avg_logprob: float = -0.3) -> Heard:
    words = tuple(
        Word(word=word, start_s=at_s + 0.3 * i, end_s=at_s + 0.3 * (i + 1), probability=probability)
        for i, word in enumerate(text.split())
    )
    return Heard(language="en", words=words, avg_logprob=avg_logprob, no_speech_prob=0.3, compression_ratio=1.0)


@pytest.mark.parametrize("sound", [_chord, _noise, _ringing, _quiet])
@pytest.mark.parametrize(
    "heard",
    [
        _heard("Thank you."),
        _heard("Thanks for watching!"),
        _heard("we could see", probability=0.3),
        _heard("you", avg_logprob=-1.5),
    ],
)
def test_inventions_on_music_noise_tones_and_quiet_are_dropped(sound, heard: Heard) -> None:  # type: ignore[no-untyped-def]
    assert without_inventions(heard, clip=sound()).words == ()


def _spoken(speech: Clip) -> float:
    """Return a second from which on the voice is sure to speak for a while."""
    voice = np.convolve(speech_probabilities((speech * 32767).astype(np.int16)), np.ones(30) / 30, "valid")
    return float(np.argmax(voice)) * 0.032


@pytest.mark.parametrize("probability", [0.95, 0.3])
def test_what_is_said_is_left_polite_or_unclear(speech: Clip, probability: float) -> None:
    heard = _heard("Thank you.", probability=probability, at_s=_spoken(speech))
    assert without_inventions(heard, clip=speech) == heard


def test_only_the_phrase_on_the_music_goes(speech: Clip) -> None:
    clip = np.concatenate([_chord(), np.zeros(HZ // 2, np.float32), speech])
    at_s = 4.5 + _spoken(speech)
    on_music, spoken = _heard("so we could", probability=0.3), _heard("we do not", probability=0.5, at_s=at_s)
    both = Heard(language="en", words=on_music.words + spoken.words, avg_logprob=-0.3, no_speech_prob=0.1)
    assert without_inventions(both, clip=clip).words == spoken.words


def test_nothing_heard_stays_nothing() -> None:
    nothing = Heard(language="en", words=())
    assert without_inventions(nothing, clip=_noise()) is nothing
