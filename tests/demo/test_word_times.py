"""The word times of the demo calls are those of their recordings."""

import ctypes.util

import numpy as np
import pytest
from numpy.typing import NDArray

from demo.catalogue import DemoScript, scripts, timings
from demo.word_times import flite_words, turn_words
from ingest.decode import decode

SCRIPTS = tuple(script for script in scripts() if turn_words(script=script))


def test_most_calls_have_a_speaker_whose_words_are_timed() -> None:
    assert len(SCRIPTS) >= 12


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_words_are_those_of_the_script_in_order_and_inside_their_turn(script: DemoScript) -> None:
    whole = {timing.index: timing for timing in timings(script=script)}
    for turn in turn_words(script=script):
        assert [word.word for word in turn.words] == script.turns[turn.index].text.split()
        flat = [time for word in turn.words for time in (word.start_s, word.end_s)]
        assert flat == sorted(flat)
        # The silence that was cut off both ends begins and ends some hundredths of a second within the first sound.
        assert flat[0] > whole[turn.index].start_s - 0.1
        assert flat[-1] < whole[turn.index].end_s + 0.2


def test_words_lie_on_the_sound(tmp_path) -> None:  # type: ignore[no-untyped-def]
    script = next(script for script in SCRIPTS if script.layout == "rep-first")
    turns = [turn for turn in turn_words(script=script) if turn.speaker == "buyer"]
    pcm: NDArray[np.int16] = np.fromfile(decode(script.audio_path, tmp_path).channels[1], dtype="<i2")

    def level(start_s: float, end_s: float) -> float:
        return float(np.sqrt(np.mean(np.square(pcm[int(start_s * 16_000) : int(end_s * 16_000)].astype(float)))))

    for turn in turns:
        first = turn.words[0]
        assert level(first.start_s, first.end_s) > 10 * level(first.start_s - 0.15, first.start_s - 0.05)


def test_flite_says_when_each_written_word_is_said() -> None:
    if ctypes.util.find_library("flite_cmu_us_slt") is None:
        # The times are committed; only who makes the recordings anew needs flite, and is told so.
        with pytest.raises(SystemExit, match="flite"):
            flite_words(text="We have 35 technicians.", model="slt", stretch=1.0)
        return
    words = flite_words(text="We have 35 technicians.", model="slt", stretch=1.0)
    assert [word.word for word in words] == ["We", "have", "35", "technicians."]
    assert words[2].end_s - words[2].start_s > 0.4
    slower = flite_words(text="We have 35 technicians.", model="slt", stretch=2.0)
    assert slower[-1].end_s > 1.5 * words[-1].end_s
