import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.errors import InvalidInput
from transcribe.contract import EngineContract
from transcribe.engine import Clip, Engine, EngineOptions
from transcribe.registry import load_engine
from transcribe.windows import clip_of, plan_windows

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def engine(cache_dir: Path) -> Engine:
    # One thread: on a busy machine torch's threads wait for each other far longer than they compute.
    options = EngineOptions(threads=1)
    return load_engine("openai-whisper", model="tiny.en", cache_dir=cache_dir, options=options)


class TestOpenAIWhisper(EngineContract):
    pass


def test_an_english_model_refuses_other_languages(engine: Engine, speech: Clip) -> None:
    with pytest.raises(InvalidInput, match="English-only"):
        engine.transcribe([speech], language="de")


def test_both_engines_hear_the_same_words_on_the_same_weights(
    engine: Engine, cache_dir: Path, demo_call: NDArray[np.int16]
) -> None:
    other = load_engine("faster-whisper", model="tiny.en", cache_dir=cache_dir)
    clips = [
        clip_of(samples, window)
        for channel, samples in enumerate(demo_call)
        for window in plan_windows(samples[: 50 * 16_000], channel=channel)
    ]
    ours, theirs = ([w for one in e.transcribe(clips, language="en") for w in one.words] for e in (engine, other))
    words, others = ([re.sub(r"\W", "", w.word.lower()) for w in found] for found in (ours, theirs))
    assert len(words) > 60
    rate = _edits(words, others) / len(words)
    print(f"word error rate between the engines: {rate:.4f} of {len(words)} words")
    assert rate < 0.02
    if words == others:
        apart = np.array([a.start_s - b.start_s for a, b in zip(ours, theirs, strict=True)])
        assert np.median(np.abs(apart)) <= 0.04


def _edits(reference: list[str], hypothesis: list[str]) -> int:
    """Levenshtein distance in words."""
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, start=1):
        previous, row = row, [i]
        for j, other in enumerate(hypothesis, start=1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (word != other)))
    return row[-1]
