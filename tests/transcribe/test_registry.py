import importlib.util
from pathlib import Path

import pytest

from calls.errors import EngineMissing
from transcribe import registry


def test_an_unknown_engine_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match=r"'parakeet'.*faster-whisper, openai-whisper, scripted"):
        registry.load_engine("parakeet", model="base", cache_dir=tmp_path)


def test_a_missing_engine_names_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(EngineMissing, match="pip install faster-whisper=="):
        registry.load_engine("faster-whisper", model="base", cache_dir=tmp_path)
    with pytest.raises(EngineMissing, match=r"pip install faster-whisper==.* or pip install openai-whisper=="):
        registry.default_engine()


def test_the_default_is_the_fastest_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert registry.default_engine() == "faster-whisper"
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if name == "whisper" else None)
    assert registry.default_engine() == "openai-whisper"
