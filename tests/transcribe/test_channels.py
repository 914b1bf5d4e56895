"""What is wrong with a recording's channels is named: one sound twice, a dead channel, one heard on the other."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.errors import UnreadableAudio
from transcribe.channels import ChannelFacts, examine

RATE = 16_000
SEED = 11
Sound = NDArray[np.float64]


@pytest.fixture(scope="module")
def rep_and_buyer(demo_call: NDArray[np.int16]) -> tuple[Sound, Sound]:
    """The first 45 s of a two-channel demo call."""
    return demo_call[0, : 45 * RATE].astype(float), demo_call[1, : 45 * RATE].astype(float)


def facts_of(folder: Path, *channels: Sound) -> ChannelFacts:
    paths = []
    for number, sound in enumerate(channels):
        paths.append(folder / f"{number}.pcm")
        np.clip(np.round(sound), -32768, 32767).astype("<i2").tofile(paths[-1])
    return examine(paths)


def noise(size: int, level: float) -> Sound:
    return np.random.default_rng(SEED).normal(0, level, size)


def as_telephone(sound: Sound) -> Sound:
    """Mu-law, eight bits, as a telephone line carries it (ITU-T G.711)."""
    companded = np.round(np.sign(sound) * np.log1p(255 * np.abs(sound) / 32768) / np.log(256) * 127) / 127
    return np.asarray(np.sign(companded) * np.expm1(np.abs(companded) * np.log(256)) / 255 * 32768)


COPIES: dict[str, Callable[[Sound], Sound]] = {
    "the same": lambda sound: sound,
    "quieter": lambda sound: 0.2 * sound,
    "inverted": lambda sound: -sound,
    "noisier": lambda sound: sound + noise(sound.size, 40),
    "100 ms later": lambda sound: np.concatenate([np.zeros(1600), sound[:-1600]]),
    "by telephone": as_telephone,
    "brighter": lambda sound: np.convolve(sound, [1.0, -0.3])[: sound.size],
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_mono_recording_copied_to_two_channels_is_one(
    copy: str, rep_and_buyer: tuple[Sound, Sound], tmp_path: Path
) -> None:
    mono = 0.7 * (rep_and_buyer[0] + rep_and_buyer[1])
    facts = facts_of(tmp_path, mono, COPIES[copy](mono))
    assert facts.same
    assert len(facts.heard) == 1
    assert facts.heard == (facts.mono_of,)
    assert "same sound" in " ".join(facts.warnings)


def test_the_louder_copy_is_kept(rep_and_buyer: tuple[Sound, Sound], tmp_path: Path) -> None:
    mono = 0.7 * (rep_and_buyer[0] + rep_and_buyer[1])
    assert facts_of(tmp_path, 0.1 * mono, mono).mono_of == 1


def test_two_people_on_two_channels_stay_two(rep_and_buyer: tuple[Sound, Sound], tmp_path: Path) -> None:
    assert facts_of(tmp_path, *rep_and_buyer) == ChannelFacts(channels=2)
    assert facts_of(tmp_path, *rep_and_buyer).warnings == ()


NOTHING: dict[str, Callable[[int], Sound]] = {
    "silence": lambda size: np.zeros(size),
    "hiss": lambda size: noise(size, 120),
    "hum": lambda size: 2000 * np.sin(2 * np.pi * 50 * np.arange(size) / RATE) + noise(size, 3),
    "faint clicks": lambda size: np.where(np.arange(size) % 40_000 == 7, 9000.0, 0.0) + noise(size, 2),
}


@pytest.mark.parametrize("what", NOTHING)
@pytest.mark.parametrize("dead", [0, 1])
def test_a_channel_without_speech_is_named(
    what: str, dead: int, rep_and_buyer: tuple[Sound, Sound], tmp_path: Path
) -> None:
    channels = list(rep_and_buyer)
    channels[dead] = NOTHING[what](channels[dead].size)
    facts = facts_of(tmp_path, *channels)
    assert (facts.dead, facts.mono_of, facts.same) == ((dead,), 1 - dead, False)
    assert f"Channel {dead + 1}" in " ".join(facts.warnings)


def test_one_word_in_a_quiet_channel_keeps_it_alive(rep_and_buyer: tuple[Sound, Sound], tmp_path: Path) -> None:
    speech = rep_and_buyer[0]
    loudest = int(np.argmax(np.convolve(speech**2, np.ones(8000), mode="same")))
    quiet = noise(speech.size, 5)
    quiet[20 * RATE : 20 * RATE + 8000] += speech[loudest - 4000 : loudest + 4000]
    assert facts_of(tmp_path, rep_and_buyer[1], quiet).dead == ()


@pytest.mark.parametrize("level_db", [-3, -6, -12, -20])
def test_channels_that_leak_are_not_copies(level_db: float, rep_and_buyer: tuple[Sound, Sound], tmp_path: Path) -> None:
    rep, buyer = rep_and_buyer
    share = 10 ** (level_db / 20)
    facts = facts_of(tmp_path, rep + share * buyer, buyer + share * rep)
    assert (facts.same, facts.crosstalk, facts.heard) == (False, True, (0, 1))
    assert "heard twice is kept once" in " ".join(facts.warnings)


def test_silence_on_both_channels_is_left_to_be_found_as_silence(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, np.zeros(RATE), np.zeros(RATE))
    assert (facts.dead, facts.mono_of, facts.heard) == ((0, 1), None, (0, 1))


@pytest.mark.parametrize("size", [0, 1, 1600, 20_000])
def test_recordings_of_a_moment_are_no_error(size: int, tmp_path: Path) -> None:
    assert facts_of(tmp_path, noise(size, 900), noise(size, 900)).channels == 2


def test_sound_that_is_gone_is_an_error_a_person_can_be_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAudio, match=r"0\.pcm"):
        examine([tmp_path / "0.pcm", tmp_path / "1.pcm"])


def test_one_channel_is_mono(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, noise(RATE, 900))
    assert (facts.channels, facts.mono_of, facts.heard, facts.warnings) == (1, 0, (0,), ())
