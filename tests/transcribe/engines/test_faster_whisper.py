from pathlib import Path

import pytest

from calls.errors import InvalidInput, WeightsError
from transcribe.contract import EngineContract
from transcribe.engine import Clip, Engine
from transcribe.registry import load_engine

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def engine(cache_dir: Path) -> Engine:
    return load_engine("faster-whisper", model="tiny.en", cache_dir=cache_dir)


class TestFasterWhisper(EngineContract):
    pass


def test_an_english_model_refuses_other_languages(engine: Engine, speech: Clip) -> None:
    with pytest.raises(InvalidInput, match="English-only"):
        engine.transcribe([speech], language="de")


def test_an_openai_file_is_refused_with_the_engine_that_reads_it(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(b"PK")
    with pytest.raises(WeightsError, match="openai-whisper"):
        load_engine("faster-whisper", model=str(tmp_path / "model.pt"), cache_dir=tmp_path)


def test_says_which_weights_and_options(engine: Engine) -> None:
    options = engine.provenance.options
    assert options["model"] == "tiny.en"
    assert str(options["weights_sha256"]).startswith("1a5afae0")
    assert options["beam_size"] == 1
