"""The fine-tuned encoder as a network: a published sentence model, low-rank changes to it, and heads a sentence.

The changes are LoRA adapters (Hu et al. 2021, "LoRA: low-rank adaptation of large language models"): beside every
projection of the upper layers stand two thin matrices, which are all that training moves and all that is kept. For
reading they are added into the projections, so that they cost nothing. Imported only where a model is run.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from nlp.encoder import quiet_loading
from nlp.heads import CATEGORIES, KINDS
from nlp.reading import OUTSIDE, Batch

CONCERN_DIMENSIONS = 128
# How strongly the low-rank change counts; a constant of the method, bound up with the learning rate.
SCALE = 2.0

# torch is not typed here.
Tensor = Any


class Adapted(nn.Module):  # type: ignore[misc]
    """A frozen projection with a low-rank change beside it; `down` (rank, in) and `up` (out, rank) are float32."""

    def __init__(self, frozen: nn.Linear, rank: int) -> None:
        super().__init__()
        self.frozen = frozen
        self.down = nn.Parameter(torch.randn(rank, frozen.in_features) / frozen.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the projection with its change, in the precision of the inputs."""
        narrow = nn.functional.linear(inputs, self.down.to(inputs.dtype))
        change: Tensor = self.frozen(inputs) + nn.functional.linear(narrow, (SCALE * self.up).to(inputs.dtype))
        return change

    def merged(self) -> nn.Linear:
        """Return the projection with the change added in."""
        with torch.no_grad():
            weight = self.frozen.weight.float() + SCALE * self.up @ self.down
            self.frozen.weight.copy_(weight.to(self.frozen.weight.dtype))
        return self.frozen


class Network(nn.Module):  # type: ignore[misc]
    """`model_folder` is a BERT or MPNet sentence model; layers from `first_layer` on carry changes of rank `rank`.

    The frozen part computes in `precision` (torch.bfloat16 or torch.float32), the heads in float32.
    """

    def __init__(self, model_folder: Path, *, first_layer: int, rank: int, precision: torch.dtype) -> None:
        super().__init__()
        self.encoder = _read_model(model_folder).to(precision).requires_grad_(False)
        width = int(self.encoder.config.hidden_size)
        self.adapters = _adapt(self.encoder, first_layer=first_layer, rank=rank)
        self.kinds = nn.Linear(width, len(KINDS))
        self.categories = nn.Linear(width, len(CATEGORIES))
        self.concerns = nn.Linear(width, CONCERN_DIMENSIONS, bias=False)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Return raw scores (sentences, kinds), (sentences, categories) and unit concern vectors (sentences, 128)."""
        pooled = self._sentences(batch)
        concerns = nn.functional.normalize(self.concerns(pooled), dim=-1)
        return self.kinds(pooled), self.categories(pooled), concerns

    def _sentences(self, batch: Batch) -> Tensor:
        """Return (sentences, width): the mean of the states of each sentence's own pieces."""
        pieces, mask = torch.from_numpy(batch.pieces), torch.from_numpy(batch.mask)
        states = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state.float()
        owners = torch.from_numpy(batch.owners).reshape(-1)
        owned = owners != OUTSIDE
        own = states.reshape(-1, states.shape[-1])[owned]
        sums = torch.zeros(batch.sentences, states.shape[-1]).index_add(0, owners[owned], own)
        counts = torch.bincount(owners[owned], minlength=batch.sentences).clamp(min=1)
        return sums / counts[:, None]

    def trained(self) -> dict[str, Tensor]:
        """Return what training moves, by name: the adapters' matrices and the heads'."""
        return {name: value for name, value in self.state_dict().items() if _is_trained(name)}

    def take(self, trained: dict[str, np.ndarray[Any, Any]]) -> None:
        """Fill in what `trained` gave. Raises KeyError or RuntimeError where it is of another network."""
        own = self.trained()
        with torch.no_grad():
            for name, value in own.items():
                value.copy_(torch.from_numpy(trained[name].astype(np.float32)))

    def merge(self) -> None:
        """Add all changes into the projections: from here on the network only reads."""
        for parent, name in self.adapters:
            setattr(parent, name, getattr(parent, name).merged())
        self.adapters = []
        self.requires_grad_(False).eval()


def _is_trained(name: str) -> bool:
    return name.endswith((".down", ".up")) or not name.startswith("encoder.")


def _read_model(folder: Path) -> Any:
    from transformers import AutoModel

    with quiet_loading():
        # The attention that is written out is three times faster than the fused one in training on a processor; dropout
        # in bfloat16 takes longer there than the projections.
        return AutoModel.from_pretrained(
            str(folder),
            local_files_only=True,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )


def _adapt(encoder: Any, *, first_layer: int, rank: int) -> list[tuple[nn.Module, str]]:
    """Put adapters beside every projection of the layers; return where they are as (parent, attribute)."""
    places: list[tuple[nn.Module, str]] = []
    for layer in encoder.encoder.layer[first_layer:]:
        for name, module in list(layer.named_modules()):
            if isinstance(module, nn.Linear):
                parent_name, _, attribute = name.rpartition(".")
                parent = layer.get_submodule(parent_name)
                setattr(parent, attribute, Adapted(module, rank))
                places.append((parent, attribute))
    return places


def quick_precision() -> torch.dtype:
    """Return bfloat16 where the processor multiplies it in tiles or vectors, else float32."""
    return torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
