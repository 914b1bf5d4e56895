import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from calls.errors import UnreadableAudio
from calls.transcript import Word
from transcribe import windows
from transcribe.windows import FRAME_S, LONGEST_WINDOW_S, Window, batches, plan_windows, windows_of

# Stretches of speech and pause: (seconds, probability of speech).
_stretches = st.lists(st.tuples(st.floats(0.05, 70), st.sampled_from([0.0, 0.02, 0.25, 0.9, 1.0])), max_size=30)
_SLACK_S = 0.002  # windows are given in milliseconds


def _probabilities(stretches: list[tuple[float, float]]) -> NDArray[np.float32]:
    parts = [np.full(max(1, round(seconds / FRAME_S)), p, np.float32) for seconds, p in stretches]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


@settings(max_examples=200, deadline=None, print_blob=True)
@given(_stretches)
def test_windows_cover_all_speech_in_order_and_within_bounds(stretches: list[tuple[float, float]]) -> None:
    probabilities = _probabilities(stretches)
    duration_s = len(probabilities) * FRAME_S
    found = windows_of(probabilities, channel=1, duration_s=duration_s)
    end = 0.0
    for window in found:
        assert window.channel == 1
        assert 0 < window.duration_s <= LONGEST_WINDOW_S + _SLACK_S
        for start_s, end_s in window.spans:
            assert start_s >= end - _SLACK_S
            end = end_s
    assert end <= duration_s + _SLACK_S
    at = 0.0
    for count, p in ((max(1, round(seconds / FRAME_S)), p) for seconds, p in stretches):
        if p > windows.SPEECH_ON and count * FRAME_S >= windows.MIN_SPEECH_S:
            middle = at + count * FRAME_S / 2
            assert any(a - _SLACK_S <= middle <= b + _SLACK_S for w in found for a, b in w.spans)
        at += count * FRAME_S


@settings(max_examples=200, deadline=None, print_blob=True)
@given(_stretches, _stretches, st.floats(28, 300))
def test_batches_hold_every_window_once_in_order_of_start(
    one: list[tuple[float, float]], two: list[tuple[float, float]], limit: float
) -> None:
    planned = [
        window
        for channel, stretches in enumerate((one, two))
        for p in [_probabilities(stretches)]
        for window in windows_of(p, channel=channel, duration_s=len(p) * FRAME_S)
    ]
    found = batches(planned, max_audio_s=limit)
    assert sorted((w for b in found for w in b), key=lambda w: (w.channel, w.start_s)) == planned
    assert all(len(b) == 1 or sum(w.duration_s for w in b) <= limit for b in found)
    assert [w.start_s for b in found for w in b] == sorted(w.start_s for w in planned)
    assert batches(list(reversed(planned)), max_audio_s=limit) == found


def test_a_window_survives_json() -> None:
    window = Window(channel=1, spans=((0.1, 7.315), (9.0, 12.5)))
    assert Window.from_list(json.loads(json.dumps(window.as_list()))) == window


def test_long_pauses_are_left_out_and_words_put_back_where_they_were_said() -> None:
    probabilities = _probabilities([(3, 1), (60, 0), (4, 1), (60, 0), (5, 1)])
    (window,) = windows_of(probabilities, channel=0, duration_s=len(probabilities) * FRAME_S)
    assert [round(end - start, 1) for start, end in window.spans] == [3.4, 4.8, 5.4]
    assert window.duration_s < 14
    second = window.spans[1]
    inside = Word(word="later", start_s=3.4 + 1.0, end_s=3.4 + 1.5)
    assert window.placed(inside).start_s == pytest.approx(second[0] + 1.0, abs=0.1)
    over_the_joint = Word(word="so", start_s=3.2, end_s=3.9)
    assert window.placed(over_the_joint).start_s == second[0]
    assert window.placed(Word(word="end", start_s=13.0, end_s=99.0)).end_s == window.end_s


@pytest.mark.parametrize("kind", ["silence", "hiss", "noise", "tone", "empty"])
def test_nothing_to_hear_gives_no_windows(kind: str) -> None:
    size = 60 * 16_000
    rng = np.random.default_rng(3)
    sound = {
        "silence": np.zeros(size),
        "hiss": rng.normal(0, 30, size),
        "noise": rng.normal(0, 4000, size),
        "tone": 8000 * np.sin(2 * np.pi * 440 * np.arange(size) / 16_000),
        "empty": np.zeros(0),
    }[kind]
    assert plan_windows(sound.astype(np.int16), channel=0) == ()


def test_reading_in_blocks_changes_nothing(demo_call: NDArray[np.int16], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = windows.speech_probabilities(demo_call[0])
    monkeypatch.setattr(windows, "BLOCK_FRAMES", 101)
    assert np.allclose(windows.speech_probabilities(demo_call[0]), whole, atol=1e-4)


def test_speech_on_a_demo_call_lies_in_the_windows(demo_call: NDArray[np.int16]) -> None:
    samples = demo_call[0]
    found = plan_windows(samples, channel=0)
    inside = np.zeros(samples.size, bool)
    for window in found:
        for start_s, end_s in window.spans:
            inside[int(start_s * 16_000) : int(end_s * 16_000)] = True
    energy = np.square(samples.astype(np.float64))
    assert energy[inside].sum() / energy.sum() > 0.99


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableAudio, match="No such file"):
        windows.open_pcm(tmp_path / "none.pcm")
    (tmp_path / "empty.pcm").touch()
    assert windows.open_pcm(tmp_path / "empty.pcm").size == 0
