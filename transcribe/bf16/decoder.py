"""Whisper's text decoder in bfloat16, reading texts that are known (openai/whisper model.py, TextDecoder).

Reading a text in one pass is far cheaper than writing it token by token. The attention of the heads that follow the
sound is kept: word times come from it (transcribe.bf16.path).
"""

from collections.abc import Sequence
from typing import Any

from transcribe.bf16.layers import Linear, Norm, Tensors, full, heads_of, joined, layer_count


class Decoder:
    """A decoder made from the variables of a CTranslate2 model (transcribe.openai_checkpoint.read_model)."""

    def __init__(self, tensors: Tensors, *, following: Sequence[tuple[int, int]]) -> None:
        """`following` names the (layer, head) pairs whose attention follows the sound; empty: all of the upper half."""
        self._heads = int(tensors["decoder/num_heads"])
        self._embeddings = full(tensors, "decoder/embeddings/weight")
        self._to_vocabulary = self._embeddings.bfloat16()
        self._positions = full(tensors, "decoder/position_encodings/encodings")
        layers = layer_count(tensors, "decoder")
        pairs = tuple(following) or tuple((i, j) for i in range(layers // 2, layers) for j in range(self._heads))
        self._layers = [
            _Layer(tensors, f"decoder/layer_{i}", following=[head for layer, head in pairs if layer == i])
            for i in range(layers)
        ]
        self._norm = Norm(tensors, "decoder/layer_norm")

    def __call__(self, tokens: Any, sound: Any) -> tuple[Any, Any]:
        """Return the rows of tokens (windows, count) and the scores of the heads that follow the sound.

        `sound` is (windows, frames, width) in bfloat16. Rows are (windows, count, width) float32, scores (windows,
        heads, count, frames) float32, before the softmax.
        """
        import torch

        rows = self._embeddings[tokens] + self._positions[: tokens.shape[1]]
        followed = []
        for layer in self._layers:
            rows, scores = layer(rows, sound, heads=self._heads)
            followed.append(scores)
        return self._norm(rows), torch.cat(followed, dim=1)

    def logits(self, rows: Any) -> Any:
        """Return (…, vocabulary) in bfloat16 for rows (…, width)."""
        from torch.nn.functional import linear

        return linear(rows.bfloat16(), self._to_vocabulary)


class _Layer:
    def __init__(self, tensors: Tensors, name: str, *, following: Sequence[int]) -> None:
        self._following = list(following)
        self._norm = Norm(tensors, f"{name}/self_attention/layer_norm")
        self._query_key_value = Linear(tensors, f"{name}/self_attention/linear_0")
        self._out = Linear(tensors, f"{name}/self_attention/linear_1")
        self._sound_norm = Norm(tensors, f"{name}/attention/layer_norm")
        self._query = Linear(tensors, f"{name}/attention/linear_0")
        self._key_value = Linear(tensors, f"{name}/attention/linear_1")
        self._sound_out = Linear(tensors, f"{name}/attention/linear_2")
        self._feed_norm = Norm(tensors, f"{name}/ffn/layer_norm")
        self._feed_in = Linear(tensors, f"{name}/ffn/linear_0", activation="gelu")
        self._feed_out = Linear(tensors, f"{name}/ffn/linear_1")

    def __call__(self, rows: Any, sound: Any, *, heads: int) -> tuple[Any, Any]:
        """Return the layer's rows, and the scores of its heads that follow the sound."""
        from torch.nn.functional import scaled_dot_product_attention

        query, key, value = heads_of(self._query_key_value(self._norm(rows).bfloat16()), 3, heads)
        rows = rows + self._out(joined(scaled_dot_product_attention(query, key, value, is_causal=True)))
        (query,) = heads_of(self._query(self._sound_norm(rows).bfloat16()), 1, heads)
        key, value = heads_of(self._key_value(sound), 2, heads)
        scores = query[:, self._following] @ key[:, self._following].transpose(2, 3)
        rows = rows + self._sound_out(joined(scaled_dot_product_attention(query, key, value)))
        rows = rows + self._feed_out(self._feed_in(self._feed_norm(rows).bfloat16()))
        return rows, scores.float() * float(query.shape[-1]) ** -0.5
