"""Real models agree with what was said, and so put misheard names right."""

import json
from pathlib import Path

import pytest

from ingest.decode import decode
from transcribe.engine import SAMPLE_RATE, Clip, Engine
from transcribe.registry import load_engine
from transcribe.vocabulary.names import Name, merged, read_names
from transcribe.vocabulary.repair import with_names
from transcribe.windows import clip_of, open_pcm, plan_windows
from transcribe.words import text_of

pytestmark = pytest.mark.model

NAMES_CALLS = Path(__file__).parents[3] / "bench" / "names_calls"


@pytest.fixture(scope="module", params=["faster-whisper", "openai-whisper"])
def engine(request: pytest.FixtureRequest, cache_dir: Path) -> Engine:
    return load_engine(request.param, model="tiny.en", cache_dir=cache_dir)


@pytest.fixture(scope="module")
def fast_engine(cache_dir: Path) -> Engine:
    return load_engine("faster-whisper", model="tiny.en", cache_dir=cache_dir)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    """The first call on which thresholds were not chosen."""
    pcm = open_pcm(decode(NAMES_CALLS / "check-1.opus", tmp_path_factory.mktemp("pcm")).channels[0])
    return [clip_of(pcm, window) for window in plan_windows(pcm, channel=0)]


def _times_said(text: str, names: tuple[Name, ...]) -> int:
    return sum(text.lower().count(name.written.lower()) for name in names)


def test_what_is_said_scores_best(engine: Engine, speech: Clip) -> None:
    (heard,) = engine.transcribe([speech], language="en")
    said = text_of(heard.words, language="en")
    start, end = heard.words[0].start_s, heard.words[-1].end_s
    clip = speech[int(start * SAMPLE_RATE) : int((end + 0.2) * SAMPLE_RATE)]
    others = [" ".join(reversed(said.split())), "The weather in the mountains was cold.", said + " and nothing more"]
    scores = engine.score(clip, [*others, said], language="en")
    assert max(scores) == scores[-1] <= 0


def test_a_text_scores_the_same_in_any_company(engine: Engine, speech: Clip) -> None:
    alone = engine.score(speech, ["Hello there"], language="en")
    among = engine.score(speech, ["A much longer text than that one", "Hello there"], language="en")
    assert alone[0] == pytest.approx(among[1], abs=0.5)
    assert engine.score(speech, [], language="en") == []


def test_a_vocabulary_raises_how_many_names_are_right(fast_engine: Engine, clips: list[Clip]) -> None:
    said = [text for _, text in json.loads((NAMES_CALLS / "check-1.json").read_text())["turns"]]
    names = read_names(NAMES_CALLS / "check.txt")
    everything = merged(names, read_names(NAMES_CALLS / "irrelevant.txt"))
    heard = fast_engine.transcribe(clips, language="en")
    named = with_names(clips, heard, names=everything, engine=fast_engine, language="en")
    before = _times_said(" ".join(text_of(one.words, language="en") for one in heard), names)
    after = _times_said(" ".join(text_of(one.words, language="en") for one in named.heard), names)
    assert after >= before + 0.3 * _times_said(" ".join(said), names)
    unsaid = {name.written for name in names if name.written not in " ".join(said)}
    unsaid |= {name.written for name in read_names(NAMES_CALLS / "irrelevant.txt")}
    assert not [made for repairs in named.repairs for made in repairs if made.after in unsaid]
    for one in named.heard:
        times = [time for word in one.words for time in (word.start_s, word.end_s)]
        assert times == sorted(times)
