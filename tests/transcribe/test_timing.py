"""Word times lie on the sound."""

import random

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.transcript import Word
from demo.catalogue import scripts
from demo.word_times import turn_words
from transcribe.timing import EARLY_S, on_sound, soundings

HZ = 16_000


def _clip(duration_s: float, *sounding: tuple[float, float]) -> NDArray[np.float32]:
    """Quiet hiss, with loud noise where it says so."""
    rng = np.random.default_rng(5)
    clip = rng.normal(0, 0.0005, round(duration_s * HZ))
    for start, end in sounding:
        clip[round(start * HZ) : round(end * HZ)] += rng.normal(0, 0.1, round(end * HZ) - round(start * HZ))
    return clip.astype(np.float32)


def _words(*rows: tuple[str, float, float]) -> list[Word]:
    return [Word(word=word, start_s=start, end_s=end) for word, start, end in rows]


def _starts(words: tuple[Word, ...]) -> list[float]:
    return [word.start_s for word in words]


def test_words_beside_a_pause_get_the_edges_of_the_sound() -> None:
    clip = _clip(5, (0.5, 1.2), (3.0, 4.0))
    words = on_sound(
        _words(("one", 0.35, 0.8), ("two.", 0.8, 1.05), ("three", 2.6, 3.4), ("four", 3.4, 3.9)), clip=clip
    )
    assert words[0].start_s == pytest.approx(0.5, abs=0.02)
    assert words[1].end_s == pytest.approx(1.2, abs=0.02)
    assert words[2].start_s == pytest.approx(3.0, abs=0.02)
    assert words[3].end_s == pytest.approx(4.0, abs=0.02)
    assert words[3].start_s == pytest.approx(3.4 + EARLY_S)


def test_a_word_stretched_over_a_long_pause_goes_where_it_sounds() -> None:
    clip = _clip(9, (0.5, 1.2), (7.0, 8.0))
    (one, two) = on_sound(_words(("one.", 0.5, 1.0), ("Two", 1.1, 7.9)), clip=clip)
    assert one.end_s == pytest.approx(1.2, abs=0.05)
    assert two.start_s == pytest.approx(7.0, abs=0.02)


def test_words_laid_in_a_pause_share_what_sounds_after_it() -> None:
    clip = _clip(9, (0.5, 1.2), (7.0, 8.0))
    words = on_sound(_words(("one.", 0.5, 1.1), ("Thank", 2.0, 4.0), ("you", 4.0, 7.95)), clip=clip)
    assert words[1].start_s == pytest.approx(7.0, abs=0.02)
    assert 7.3 < words[2].start_s < 7.9
    assert words[2].end_s == pytest.approx(8.0, abs=0.02)


def test_where_noise_hides_the_pauses_words_keep_their_length() -> None:
    clip = _clip(4, (0.0, 4.0))
    assert soundings(clip) == ()
    said = _words(("one", 0.5, 1.0), ("two", 1.0, 3.0))
    assert _starts(on_sound(said, clip=clip)) == pytest.approx([0.5 + EARLY_S, 1.0 + EARLY_S])
    assert on_sound([], clip=clip) == ()


def test_whatever_comes_in_words_stay_in_order_and_inside_the_clip() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _ in range(100):
        duration_s = dice.uniform(0.2, 6)
        edges = sorted(dice.uniform(0, duration_s) for _ in range(2 * dice.randrange(4)))
        clip = _clip(duration_s, *zip(edges[::2], edges[1::2], strict=True))
        times = sorted(dice.uniform(0, duration_s) for _ in range(2 * dice.randrange(1, 8)))
        said = _words(*((f"w{i}", times[2 * i], times[2 * i + 1]) for i in range(len(times) // 2)))
        words = on_sound(said, clip=clip)
        assert [word.word for word in words] == [word.word for word in said]
        flat = [time for word in words for time in (word.start_s, word.end_s)]
        assert flat == sorted(flat)
        assert flat[0] >= 0
        assert flat[-1] <= duration_s + 0.001


@pytest.mark.model
def test_words_of_a_demo_call_are_timed_to_a_fifth_of_a_second(cache_dir, demo_call) -> None:  # type: ignore[no-untyped-def]
    from transcribe.registry import load_engine
    from transcribe.windows import clip_of, plan_windows

    script = next(script for script in scripts() if script.layout == "rep-first" and turn_words(script=script))
    true = [word for turn in turn_words(script=script) for word in turn.words]
    channel = script.channel_of("buyer")
    assert channel is not None
    pcm = demo_call[channel][: 60 * HZ]
    engine = load_engine("faster-whisper", model="tiny.en", cache_dir=cache_dir)
    errors = []
    for window in plan_windows(pcm, channel=channel):
        clip = clip_of(pcm, window)
        for word in engine.transcribe([clip], language="en")[0].words:
            start_s = window.placed(word).start_s
            near = [t for t in true if t.word.lower() == word.word.lower() and abs(t.start_s - start_s) < 1.5]
            errors += [min(abs(t.start_s - start_s) for t in near)] if near else []
    assert len(errors) > 50
    # The small test model comes without alignment heads, so it is less exact than those people use.
    assert np.median(errors) < 0.2
    assert np.percentile(errors, 90) < 0.5
