"""A line that is heard on both channels because one leaks into the other is one line, on the channel it was said on."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.transcript import Word
from demo.catalogue import scripts, timings
from transcribe.crosstalk import without_crosstalk

RATE = 16_000
LENGTH_S = 45
SEED = 7
Sound = NDArray[np.float64]
Words = dict[int, tuple[Word, ...]]


@pytest.fixture(scope="module")
def sounds(demo_call: NDArray[np.int16]) -> tuple[Sound, Sound]:
    return demo_call[0, : LENGTH_S * RATE].astype(float), demo_call[1, : LENGTH_S * RATE].astype(float)


@pytest.fixture(scope="module")
def said() -> Words:
    """What is really said on each channel of that call, the words of a turn spread evenly over it."""
    script = next(script for script in scripts() if script.layout != "mixed")
    words: dict[int, list[Word]] = {0: [], 1: []}
    for turn, timing in zip(script.turns, timings(script=script), strict=True):
        channel = script.channel_of(turn.speaker)
        assert channel is not None
        texts = turn.text.split()
        step = (timing.end_s - timing.start_s) / len(texts)
        words[channel] += [
            Word(word=text, start_s=timing.start_s + i * step, end_s=timing.start_s + (i + 1) * step)
            for i, text in enumerate(texts)
        ]
    return {
        channel: tuple(word for word in sorted(found, key=lambda w: w.start_s) if word.end_s < LENGTH_S)
        for channel, found in words.items()
    }


def on_disk(folder: Path, *channels: Sound) -> list[Path]:
    paths = [folder / f"{number}.pcm" for number in range(len(channels))]
    for path, sound in zip(paths, channels, strict=True):
        np.clip(np.round(sound), -32768, 32767).astype("<i2").tofile(path)
    return paths


def heard_twice(said: Mapping[int, Sequence[Word]], *, misheard: float = 0.2, delay_s: float = 0.0) -> Words:
    """Return what recognition makes of leaking channels: everybody on both, a share of the leaked words misheard."""
    generator = random.Random(SEED)

    def leaked(word: Word) -> Word:
        shift = delay_s + generator.uniform(-0.08, 0.08)
        text = "something" if generator.random() < misheard else word.word.lower().strip(".,?!")
        return replace(word, word=text, start_s=max(0.0, word.start_s + shift), end_s=word.end_s + shift)

    return {
        channel: tuple(sorted([*said[channel], *map(leaked, said[1 - channel])], key=lambda word: word.start_s))
        for channel in (0, 1)
    }


def doubled_and_lost(kept: Mapping[int, Sequence[Word]], said: Mapping[int, Sequence[Word]]) -> tuple[float, float]:
    """Return the shares of leaked words that are still there, and of own words that are gone."""
    total = sum(len(words) for words in said.values())
    own = sum(sum(word in said[channel] for word in kept[channel]) for channel in (0, 1))
    return (sum(len(words) for words in kept.values()) - own) / total, 1 - own / total


def echoed(sound: Sound) -> Sound:
    """As a loudspeaker, a room and a microphone give it back: 60 ms later, blurred, some 12 dB fainter."""
    tail = np.random.default_rng(SEED).normal(0, 0.03, 1200) * np.exp(-np.arange(1200) / 250)
    room = np.concatenate([np.zeros(960), [0.22], tail])
    return np.convolve(sound, room)[: sound.size] + np.random.default_rng(SEED + 1).normal(0, 15, sound.size)


@pytest.mark.parametrize("level_db", [-6, -12, -20])
def test_a_line_heard_on_both_channels_is_one_line(
    level_db: float, sounds: tuple[Sound, Sound], said: Words, tmp_path: Path
) -> None:
    share = 10 ** (level_db / 20)
    paths = on_disk(tmp_path, sounds[0] + share * sounds[1], sounds[1] + share * sounds[0])
    doubled, lost = doubled_and_lost(without_crosstalk(heard_twice(said), paths), said)
    assert doubled <= 0.03, f"seed {SEED}"
    assert lost <= 0.03, f"seed {SEED}"


def test_an_echo_that_comes_late_and_blurred_is_one_line_too(
    sounds: tuple[Sound, Sound], said: Words, tmp_path: Path
) -> None:
    paths = on_disk(tmp_path, sounds[0] + echoed(sounds[1]), sounds[1] + echoed(sounds[0]))
    doubled, lost = doubled_and_lost(without_crosstalk(heard_twice(said, delay_s=0.06), paths), said)
    assert doubled <= 0.08, f"seed {SEED}"
    assert lost <= 0.03, f"seed {SEED}"


def test_one_sided_leaking_takes_nothing_from_the_channel_that_leaks(
    sounds: tuple[Sound, Sound], said: Words, tmp_path: Path
) -> None:
    paths = on_disk(tmp_path, sounds[0], sounds[1] + 0.3 * sounds[0])
    heard = {0: said[0], 1: heard_twice(said)[1]}
    kept = without_crosstalk(heard, paths)
    assert kept[0] == said[0]
    assert doubled_and_lost(kept, said)[0] <= 0.03, f"seed {SEED}"


@pytest.mark.parametrize("share", [0.0, 0.25])
def test_people_who_say_okay_at_once_are_both_kept(share: float, sounds: tuple[Sound, Sound], tmp_path: Path) -> None:
    """Both speak from 2.0 to 2.6 s, in their own voices; the first goes on alone."""
    length = 30 * RATE
    own = [np.zeros(length), np.zeros(length)]
    for channel, start_s in ((0, 5), (1, 16)):
        own[channel][start_s * RATE : (start_s + 8) * RATE] = _spoken(sounds[channel], 8.0)
    for channel in (0, 1):
        own[channel][2 * RATE : 2 * RATE + 9600] = _spoken(sounds[channel], 0.6)
    paths = on_disk(tmp_path, own[0] + share * own[1], own[1] + share * own[0])
    okay = Word(word="Okay.", start_s=2.0, end_s=2.6)
    later = Word(word="Okay.", start_s=6.0, end_s=6.4)
    kept = without_crosstalk({0: (okay, later), 1: (replace(okay, word="okay"), replace(later, word="okay"))}, paths)
    assert kept[0] == (okay, later)
    assert kept[1][0].start_s == 2.0
    if share:
        assert len(kept[1]) == 1, "what the second only hears is not said by the second"


def _spoken(sound: Sound, seconds: float) -> Sound:
    """Return the loudest stretch of that length."""
    size = round(seconds * RATE)
    power = np.concatenate([[0.0], np.cumsum(sound**2)])
    start = int(np.argmax(power[size:] - power[:-size]))
    return sound[start : start + size]


def test_channels_that_do_not_leak_keep_every_word(sounds: tuple[Sound, Sound], said: Words, tmp_path: Path) -> None:
    assert without_crosstalk(said, on_disk(tmp_path, *sounds)) == said


def test_one_channel_and_no_words_come_back_as_they_are(
    sounds: tuple[Sound, Sound], said: Words, tmp_path: Path
) -> None:
    assert without_crosstalk({0: said[0]}, on_disk(tmp_path, sounds[0])) == {0: said[0]}
    assert without_crosstalk({0: (), 1: said[1]}, on_disk(tmp_path, *sounds)) == {0: (), 1: said[1]}
