"""Whisper's audio encoder in bfloat16, for windows of any length up to 30 s (openai/whisper model.py, AudioEncoder)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.bf16.layers import Linear, Norm, Tensors, bfloat, full, heads_of, joined, layer_count


class Encoder:
    """An encoder made from the variables of a CTranslate2 model (transcribe.openai_checkpoint.read_model)."""

    def __init__(self, tensors: Tensors) -> None:
        self._heads = int(tensors["encoder/num_heads"])
        self._convolutions = [
            (bfloat(tensors, f"encoder/{name}/weight"), bfloat(tensors, f"encoder/{name}/bias"))
            for name in ("conv1", "conv2")
        ]
        self._positions = full(tensors, "encoder/position_encodings/encodings")
        self._layers = [_Layer(tensors, f"encoder/layer_{i}") for i in range(layer_count(tensors, "encoder"))]
        self._norm = Norm(tensors, "encoder/layer_norm")

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (frames / 2, width) for the log-mel features (mels, frames) of one window, of at most 3000 frames."""
        import torch

        with torch.inference_mode():
            rows = self._positioned(torch.from_numpy(features)[None].bfloat16())
            for layer in self._layers:
                rows = layer(rows, heads=self._heads)
            encoded: NDArray[np.float32] = self._norm(rows)[0].numpy()
        return encoded

    def _positioned(self, features: Any) -> Any:
        from torch.nn.functional import conv1d, gelu

        (first, first_bias), (second, second_bias) = self._convolutions
        rows = gelu(conv1d(features, first, first_bias, padding=1))
        rows = gelu(conv1d(rows, second, second_bias, padding=1, stride=2)).transpose(1, 2)
        return rows.float() + self._positions[: rows.shape[1]]


class _Layer:
    def __init__(self, tensors: Tensors, name: str) -> None:
        self._attention_norm = Norm(tensors, f"{name}/self_attention/layer_norm")
        self._query_key_value = Linear(tensors, f"{name}/self_attention/linear_0")
        self._out = Linear(tensors, f"{name}/self_attention/linear_1")
        self._feed_norm = Norm(tensors, f"{name}/ffn/layer_norm")
        self._feed_in = Linear(tensors, f"{name}/ffn/linear_0", activation="gelu")
        self._feed_out = Linear(tensors, f"{name}/ffn/linear_1")

    def __call__(self, rows: Any, *, heads: int) -> Any:
        from torch.nn.functional import scaled_dot_product_attention

        query, key, value = heads_of(self._query_key_value(self._attention_norm(rows).bfloat16()), 3, heads)
        rows = rows + self._out(joined(scaled_dot_product_attention(query, key, value)))
        return rows + self._feed_out(self._feed_in(self._feed_norm(rows).bfloat16()))
