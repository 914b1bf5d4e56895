import json
from pathlib import Path

import numpy as np
import pytest

from calls.errors import WeightsError
from transcribe.contract import EngineContract
from transcribe.engine import SAMPLE_RATE, Engine
from transcribe.engines.scripted import ScriptedEngine
from transcribe.registry import load_engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load_engine("scripted", model="none", cache_dir=tmp_path_factory.mktemp("cache"))


class TestScripted(EngineContract):
    pass


def test_says_one_word_for_every_second_with_sound() -> None:
    clip = np.random.default_rng(2).uniform(-0.3, 0.3, 5 * SAMPLE_RATE).astype(np.float32)
    clip[SAMPLE_RATE : 2 * SAMPLE_RATE] = 0
    (heard,) = ScriptedEngine().transcribe([clip], language=None)
    assert [(w.start_s, w.end_s) for w in heard.words] == [(0, 1), (2, 3), (3, 4), (4, 5)]
    assert len({w.word for w in heard.words}) == 4


def test_follows_a_script_and_then_speaks_by_itself(tmp_path: Path) -> None:
    (tmp_path / "script.json").write_text(json.dumps(["good morning", "it is too expensive"]))
    engine = load_engine("scripted", model=str(tmp_path / "script.json"), cache_dir=tmp_path)
    clip = np.full(2 * SAMPLE_RATE, 0.1, np.float32)
    said = [" ".join(w.word for w in one.words) for one in engine.transcribe([clip] * 3, language="en")]
    assert said[:2] == ["good morning", "it is too expensive"]
    assert len(said[2].split()) == 2


def test_a_broken_script_is_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        load_engine("scripted", model=str(tmp_path / "none.json"), cache_dir=tmp_path)
