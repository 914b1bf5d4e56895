"""The building blocks both passes share: projections with packed weights, and layer norms in float32.

Layouts are those of CTranslate2's Whisper model, whose query, key and value lie fused in one matrix.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensors = Mapping[str, NDArray[Any]]

# The packing of weights may depend on the number of rows multiplied; a window of about 12 s has this many.
_TYPICAL_ROWS = 600


class Linear:
    """A projection with bfloat16 weights packed for the processor's tiles."""

    def __init__(self, tensors: Tensors, name: str, *, activation: str = "none") -> None:
        import torch

        self._run = torch.ops.mkldnn._linear_pointwise
        weight = bfloat(tensors, f"{name}/weight")
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight, _TYPICAL_ROWS)
        self._bias = bfloat(tensors, f"{name}/bias")
        # The exact GELU has no further name; without an activation the name is empty.
        self._activation: tuple[str, list[float], str] = (activation, [], "none" if activation == "gelu" else "")

    def __call__(self, rows: Any) -> Any:
        """Return (…, out) for bfloat16 rows (…, in)."""
        return self._run(rows, self._weight, self._bias, *self._activation)


class Norm:
    """A layer norm over the last axis: float32 in, float32 out."""

    def __init__(self, tensors: Tensors, name: str) -> None:
        self._gamma = full(tensors, f"{name}/gamma")
        self._beta = full(tensors, f"{name}/beta")

    def __call__(self, rows: Any) -> Any:
        """Return the normalised rows."""
        from torch.nn.functional import layer_norm

        return layer_norm(rows, self._gamma.shape, self._gamma, self._beta)


def full(tensors: Tensors, name: str) -> Any:
    """Return a variable as a float32 torch tensor."""
    import torch

    return torch.from_numpy(np.asarray(tensors[name], dtype=np.float32))


def bfloat(tensors: Tensors, name: str) -> Any:
    """Return a variable as a bfloat16 torch tensor."""
    return full(tensors, name).bfloat16()


def layer_count(tensors: Tensors, side: str) -> int:
    """Return how many layers the `encoder` or `decoder` has."""
    return sum(name.startswith(f"{side}/layer_") and name.endswith("ffn/linear_0/weight") for name in tensors)


def heads_of(rows: Any, parts: int, heads: int) -> Any:
    """Split fused projections (batch, rows, parts · width) into (parts, batch, heads, rows, width / heads)."""
    batch, count, fused = rows.shape
    return rows.view(batch, count, parts, heads, fused // (parts * heads)).permute(2, 0, 3, 1, 4)


def joined(heads: Any) -> Any:
    """Put (batch, heads, rows, width / heads) back together as (batch, rows, width)."""
    batch, count, rows, width = heads.shape
    return heads.transpose(1, 2).reshape(batch, rows, count * width)
