"""Silence around and within a call moves its words and changes none."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from transcribe.windows import clip_of, plan_windows

HZ = 16_000
PAD_S = 1800.0


@pytest.mark.parametrize("hiss", [0, 5, 20])
def test_half_an_hour_of_silence_moves_the_windows_and_adds_none(demo_call: NDArray[np.int16], hiss: int) -> None:
    speech = demo_call[1][: 60 * HZ]
    pad = np.random.default_rng(8).integers(-hiss, hiss + 1, round(PAD_S * HZ)).astype(np.int16)
    alone = plan_windows(speech, channel=0)
    padded = plan_windows(np.concatenate([pad, speech, pad[: 60 * HZ]]), channel=0)
    assert len(padded) == len(alone) > 1
    for before, after in zip(alone, padded, strict=True):
        assert len(after.spans) == len(before.spans)
        for one, other in zip(before.spans, after.spans, strict=True):
            assert other[0] - PAD_S == pytest.approx(one[0], abs=0.1)
            # The sound is cut off in mid-speech; what is heard of its last word depends on what follows.
            assert other[1] - PAD_S == pytest.approx(one[1], abs=0.6)


@pytest.mark.model
@pytest.mark.parametrize("hiss", [0, 20])
def test_words_are_the_same_after_a_long_silence(cache_dir: Path, demo_call: NDArray[np.int16], hiss: int) -> None:
    from transcribe.registry import load_engine

    engine = load_engine("faster-whisper", model="tiny.en", cache_dir=cache_dir)

    def heard(pcm: NDArray[np.int16]) -> list[tuple[str, float]]:
        windows = plan_windows(pcm, channel=0)
        clips = [clip_of(pcm, window) for window in windows]
        found = engine.transcribe(clips, language="en")
        return [
            (word.word, window.placed(word).start_s)
            for window, one in zip(windows, found, strict=True)
            for word in one.words
        ]

    speech = demo_call[1][: 30 * HZ]
    quiet = np.random.default_rng(8).integers(-hiss, hiss + 1, 120 * HZ).astype(np.int16)
    alone, padded = heard(speech), heard(np.concatenate([quiet, speech, quiet]))
    assert [word for word, _ in padded] == [word for word, _ in alone]
    assert [start - 120 for _, start in padded] == pytest.approx([start for _, start in alone], abs=0.1)
