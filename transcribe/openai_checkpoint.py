"""The same Whisper weights for both engines: CTranslate2's model.bin turned into an OpenAI checkpoint.

CTranslate2's layout is the one its `specs/model_spec.py` writes (binary version 6) and `specs/whisper_spec.py` names;
OpenAI's is the state dict of openai/whisper `model.py`. Both hold fp16, so nothing is lost. What differs: query, key
and value (key and value in cross-attention) lie fused in one matrix, layer norms are called gamma and beta, and the key
has a bias of zeros that OpenAI does not store.
"""

import base64
import gzip
import json
import os
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from transcribe.weights import Weights, exclusively, fsync_folder, sha256_of

BINARY_VERSION = 6
SPEC_NAME = "WhisperSpec"
# Order of DataType in CTranslate2's include/ctranslate2/types.h; bfloat16, the sixth, has no NumPy type.
_DTYPES = ("float32", "int8", "int16", "int32", "float16")

Tensors = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """An OpenAI checkpoint on disk. `alignment_heads` are (layer, head) pairs whose attention follows the sound."""

    path: Path
    alignment_heads: tuple[tuple[int, int], ...]


def converted(weights: Weights, *, cache_dir: Path) -> Checkpoint:
    """Return the OpenAI checkpoint of verified CTranslate2 weights, made once and kept in the cache folder.

    The kept file is used only while its SHA-256 and its source's are those recorded when it was made; otherwise it is
    made anew. Raises calls.errors.WeightsError for weights that are not fp16 or fp32 Whisper.
    """
    target = cache_dir / f"openai-{weights.sha256[:12]}.pt"
    record = target.with_suffix(".json")
    with exclusively(cache_dir):
        heads = alignment_heads(weights.path)
        if not _is_intact(target, record=record, source_sha256=weights.sha256):
            tensors = read_model(weights.path / "model.bin")
            _save(target, dims=dimensions(tensors), state=state_dict(tensors))
            _write_durably(
                record, json.dumps({"source_sha256": weights.sha256, "result_sha256": sha256_of(target)}).encode()
            )
    return Checkpoint(path=target, alignment_heads=heads)


def heads_dump(heads: tuple[tuple[int, int], ...], *, layers: int, per_layer: int) -> bytes:
    """Return alignment heads as `Whisper.set_alignment_heads` takes them: base85 of a gzipped boolean mask."""
    mask = np.zeros((layers, per_layer), dtype=bool)
    for layer, head in heads:
        mask[layer, head] = True
    return base64.b85encode(gzip.compress(mask.tobytes()))


# ---- reading CTranslate2 ----


class _Reader:
    """A cursor over the bytes of model.bin; little-endian, as every platform CTranslate2 builds for is."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> memoryview:
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise ValueError(f"it ends {size - len(piece)} bytes early")
        self._at += size
        return piece

    def number(self, code: str) -> int:
        return int(struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0])

    def text(self) -> str:
        return bytes(self.take(self.number("H"))).rstrip(b"\0").decode()

    def tensor(self) -> NDArray[Any]:
        shape = tuple(self.number("I") for _ in range(self.number("B")))
        kind = self.number("B")
        if kind >= len(_DTYPES):
            raise ValueError(f"it holds numbers of an unknown type ({kind})")
        return np.frombuffer(self.take(self.number("I")), dtype=_DTYPES[kind]).reshape(shape)


def read_model(path: Path) -> Tensors:
    """Return the variables of a CTranslate2 Whisper `model.bin` by name, aliases included. Raises WeightsError."""
    try:
        reader = _Reader(np.memmap(path, dtype=np.uint8, mode="r").data)
        version, spec = reader.number("I"), reader.text()
        if version != BINARY_VERSION or spec != SPEC_NAME:
            raise ValueError(f"it is a {spec!r} of binary version {version}, not a {SPEC_NAME!r} of {BINARY_VERSION}")
        reader.number("I")  # the spec's revision
        tensors = {}
        for _ in range(reader.number("I")):
            name = reader.text()
            tensors[name] = reader.tensor()
        for _ in range(reader.number("I")):
            alias, name = reader.text(), reader.text()
            tensors[alias] = tensors[name]
    except (ValueError, KeyError, OSError, UnicodeDecodeError) as error:
        raise WeightsError(f"{path} cannot be read as CTranslate2 Whisper weights: {error}.") from error
    return tensors


def is_float(path: Path) -> bool:
    """Say whether a `model.bin` holds its weights as plain numbers (fp16 or fp32), which other code can compute with.

    Quantized ones, and those in a form that is not read here, are CTranslate2's alone.
    """
    try:
        return _holds_floats(read_model(path))
    except WeightsError:
        return False


def _holds_floats(tensors: Tensors) -> bool:
    return tensors["decoder/embeddings/weight"].dtype in (np.float16, np.float32)


def alignment_heads(folder: Path) -> tuple[tuple[int, int], ...]:
    """Return the (layer, head) pairs whose attention follows the sound, empty where the model names none.

    Raises calls.errors.WeightsError where the model's config.json cannot be read.
    """
    try:
        config = json.loads((folder / "config.json").read_text())
        return tuple((int(layer), int(head)) for layer, head in config.get("alignment_heads") or ())
    except (ValueError, TypeError, AttributeError, OSError) as error:
        raise WeightsError(f"{folder / 'config.json'} cannot be read: {error}.") from error


# ---- writing OpenAI's form ----


def dimensions(tensors: Tensors) -> dict[str, int]:
    """Return the dims of an OpenAI checkpoint; n_vocab 51864 is an English-only model, 51865 and up multilingual."""
    n_vocab, n_text_state = tensors["decoder/embeddings/weight"].shape
    n_audio_ctx, n_audio_state = tensors["encoder/position_encodings/encodings"].shape
    return {
        "n_mels": tensors["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": n_audio_ctx,
        "n_audio_state": n_audio_state,
        "n_audio_head": int(tensors["encoder/num_heads"]),
        "n_audio_layer": _layers(tensors, "encoder"),
        "n_vocab": n_vocab,
        "n_text_ctx": tensors["decoder/position_encodings/encodings"].shape[0],
        "n_text_state": n_text_state,
        "n_text_head": int(tensors["decoder/num_heads"]),
        "n_text_layer": _layers(tensors, "decoder"),
    }


def _layers(tensors: Tensors, side: str) -> int:
    return len({name.split("/")[1] for name in tensors if name.startswith(f"{side}/layer_") and name.count("/") > 2})


def state_dict(tensors: Tensors) -> Tensors:
    """Return the tensors under the names and in the layout of OpenAI's model. Raises WeightsError if quantized."""
    if not _holds_floats(tensors):
        raise WeightsError("These weights are quantized; openai-whisper needs a model converted to float16 or float32.")
    state = {
        **_affine(tensors, "encoder/conv1", "encoder.conv1"),
        **_affine(tensors, "encoder/conv2", "encoder.conv2"),
        "encoder.positional_embedding": tensors["encoder/position_encodings/encodings"],
        **_norm(tensors, "encoder/layer_norm", "encoder.ln_post"),
        # The projection to the vocabulary is this same matrix in both forms.
        "decoder.token_embedding.weight": tensors["decoder/embeddings/weight"],
        "decoder.positional_embedding": tensors["decoder/position_encodings/encodings"],
        **_norm(tensors, "decoder/layer_norm", "decoder.ln"),
    }
    for side in ("encoder", "decoder"):
        for layer in range(_layers(tensors, side)):
            state |= _block(tensors, f"{side}/layer_{layer}", f"{side}.blocks.{layer}")
    return state


def _block(tensors: Tensors, source: str, target: str) -> Tensors:
    state = {
        **_attention(tensors, f"{source}/self_attention", f"{target}.attn"),
        **_norm(tensors, f"{source}/self_attention/layer_norm", f"{target}.attn_ln"),
        **_affine(tensors, f"{source}/ffn/linear_0", f"{target}.mlp.0"),
        **_affine(tensors, f"{source}/ffn/linear_1", f"{target}.mlp.2"),
        **_norm(tensors, f"{source}/ffn/layer_norm", f"{target}.mlp_ln"),
    }
    if source.startswith("decoder/"):
        state |= _attention(tensors, f"{source}/attention", f"{target}.cross_attn")
        state |= _norm(tensors, f"{source}/attention/layer_norm", f"{target}.cross_attn_ln")
    return state


def _attention(tensors: Tensors, source: str, target: str) -> Tensors:
    fused = [name for name in ("linear_0", "linear_1", "linear_2") if f"{source}/{name}/weight" in tensors]
    weights = np.concatenate([tensors[f"{source}/{name}/weight"] for name in fused[:-1]])
    biases = np.concatenate([tensors[f"{source}/{name}/bias"] for name in fused[:-1]])
    query, key, value = np.split(weights, 3)
    query_bias, _, value_bias = np.split(biases, 3)
    return {
        f"{target}.query.weight": query,
        f"{target}.query.bias": query_bias,
        f"{target}.key.weight": key,
        f"{target}.value.weight": value,
        f"{target}.value.bias": value_bias,
        **_affine(tensors, f"{source}/{fused[-1]}", f"{target}.out"),
    }


def _affine(tensors: Tensors, source: str, target: str) -> Tensors:
    return {f"{target}.weight": tensors[f"{source}/weight"], f"{target}.bias": tensors[f"{source}/bias"]}


def _norm(tensors: Tensors, source: str, target: str) -> Tensors:
    return {f"{target}.weight": tensors[f"{source}/gamma"], f"{target}.bias": tensors[f"{source}/beta"]}


# ---- the kept file ----


def _is_intact(target: Path, *, record: Path, source_sha256: str) -> bool:
    try:
        facts = json.loads(record.read_text())
        return bool(facts["source_sha256"] == source_sha256 and facts["result_sha256"] == sha256_of(target))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _save(target: Path, *, dims: Mapping[str, int], state: Tensors) -> None:
    import torch

    tensors = {name: torch.from_numpy(np.array(values)) for name, values in state.items()}
    handle, name = tempfile.mkstemp(prefix=".openai-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save({"dims": dict(dims), "model_state_dict": tensors}, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(target)
        fsync_folder(target.parent)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise WeightsError(f"The weights for openai-whisper cannot be written to {target}: {error}.") from error


def _write_durably(target: Path, data: bytes) -> None:
    fresh = target.with_name(f".{target.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(target)
    fsync_folder(target.parent)
