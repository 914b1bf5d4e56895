import struct
from pathlib import Path

import numpy as np
import pytest

from calls.errors import WeightsError
from transcribe import openai_checkpoint as oc
from transcribe.weights import Weights, find

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def tiny(cache_dir: Path) -> Weights:
    return find("tiny.en", cache_dir=cache_dir)


def test_dimensions_are_those_of_the_published_model(tiny: Weights) -> None:
    dims = oc.dimensions(oc.read_model(tiny.path / "model.bin"))
    assert dims == {
        "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 384, "n_audio_head": 6, "n_audio_layer": 4,
        "n_vocab": 51864, "n_text_ctx": 448, "n_text_state": 384, "n_text_head": 6, "n_text_layer": 4,
    }  # fmt: skip


def test_every_tensor_of_openais_model_is_there_in_its_shape(tiny: Weights) -> None:
    from whisper.model import ModelDimensions, Whisper

    tensors = oc.read_model(tiny.path / "model.bin")
    expected = {
        name: tuple(value.shape)
        for name, value in Whisper(ModelDimensions(**oc.dimensions(tensors))).state_dict().items()
    }
    assert {name: value.shape for name, value in oc.state_dict(tensors).items()} == expected


def test_the_key_has_no_bias_to_lose_and_positions_are_whispers_sinusoids(tiny: Weights) -> None:
    from whisper.model import sinusoids

    tensors = oc.read_model(tiny.path / "model.bin")
    for side, layer in (("encoder", 0), ("decoder", 3)):
        bias = tensors[f"{side}/layer_{layer}/self_attention/linear_0/bias"]
        assert not np.split(bias, 3)[1].any()
    positions = oc.state_dict(tensors)["encoder.positional_embedding"]
    assert np.abs(positions - sinusoids(1500, 384).numpy()).max() < 1e-3


def test_is_made_once_and_made_anew_when_damaged(tiny: Weights, tmp_path: Path) -> None:
    checkpoint = oc.converted(tiny, cache_dir=tmp_path)
    content, made = checkpoint.path.read_bytes(), checkpoint.path.stat().st_mtime_ns
    assert oc.converted(tiny, cache_dir=tmp_path) == checkpoint
    assert checkpoint.path.stat().st_mtime_ns == made
    checkpoint.path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    oc.converted(tiny, cache_dir=tmp_path)
    assert checkpoint.path.read_bytes() == content


def test_alignment_heads_are_those_openai_publishes(tiny: Weights, tmp_path: Path) -> None:
    import whisper

    heads = oc.converted(tiny, cache_dir=tmp_path).alignment_heads
    network = whisper.Whisper(whisper.ModelDimensions(**oc.dimensions(oc.read_model(tiny.path / "model.bin"))))
    network.set_alignment_heads(whisper._ALIGNMENT_HEADS["tiny.en"])
    published = network.alignment_heads.indices()
    network.set_alignment_heads(oc.heads_dump(heads, layers=4, per_layer=6))
    assert network.alignment_heads.indices().tolist() == published.tolist()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file"),
        (struct.pack("<IH", 6, 12) + b"WhisperSpec\0" + struct.pack("<II", 3, 5), "early"),
        (struct.pack("<IH", 6, 16) + b"TransformerSpec\0" + struct.pack("<II", 3, 0), "TransformerSpec"),
        (struct.pack("<IH", 5, 12) + b"WhisperSpec\0" + struct.pack("<II", 3, 0), "binary version 5"),
    ],
)
def test_what_is_not_a_whisper_model_is_told(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(WeightsError, match=reason):
        oc.read_model(tmp_path / "model.bin")


def test_only_plain_numbers_are_computed_with_outside_of_ctranslate2(
    tiny: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert oc.is_float(tiny.path / "model.bin")
    (tmp_path / "model.bin").write_bytes(b"something else")
    assert not oc.is_float(tmp_path / "model.bin")
    quantized = {"decoder/embeddings/weight": np.zeros((4, 2), np.int8)}
    monkeypatch.setattr(oc, "read_model", lambda _path: quantized)
    assert not oc.is_float(tiny.path / "model.bin")
