"""Known families of concerns: how likely each is for a theme vector, learnt from the concern bank and the catalogue."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from calls.moment import Kind
from nlp.concerns import Concern, load_concerns
from nlp.encoder import Vectors
from nlp.themes.encoder import REMEDY, SHIPPED, WIDTH
from nlp.weights import check_sha256, sha256_of

NAME = "families"
# Rows whose likelihoods are computed together: 16,384 x 600 concerns are 40 MB.
BLOCK = 16_384

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """What n vectors of one kind most likely voice: the family's number (n,), its probability (n,), the number of the
    likeliest concern within it (n,).
    """

    family: NDArray[np.int32]
    probability: Floats
    concern: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Softmax:
    """The softmax of one kind: its concerns' columns, their `weight` (512, c) and `bias` (c,), its families,
    and `sums` (c, families), which adds the concerns of each family up.
    """

    columns: NDArray[np.intp]
    weight: Floats
    bias: Floats
    families: NDArray[np.int32]
    sums: Floats

    def of_concerns(self, vectors: Vectors) -> Floats:
        """Return (n, c) probabilities of the concerns."""
        scores = vectors @ self.weight + self.bias
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(chances / chances.sum(axis=1, keepdims=True), dtype=np.float32)


class Families:
    """A softmax over the concerns of a kind; a family is as likely as its concerns together.

    `weight` (512, concerns) and `bias` (concerns,) score theme vectors; `kinds` has the kinds of each concern. `facts`
    holds the calibrated thresholds: `place` (least probability to be placed in a family), `assign` (least closeness
    to be assigned to a theme that is there).
    """

    def __init__(
        self,
        concerns: Sequence[Concern],
        *,
        weight: Floats,
        bias: Floats,
        kinds: Sequence[frozenset[Kind]],
        facts: Mapping[str, Any],
    ) -> None:
        self.concerns = tuple(concerns)
        self.facts = facts
        self._weight, self._bias = weight, bias
        names = list(dict.fromkeys(concern.family for concern in concerns))
        self.labels = tuple({c.family: c.family_label for c in concerns}[name] for name in names)
        self.of_concern = np.array([names.index(concern.family) for concern in concerns], dtype=np.int32)
        self._of_kind = {
            kind: self._softmax(np.array([i for i, own in enumerate(kinds) if kind in own], dtype=np.intp))
            for kind in Kind
        }

    def _softmax(self, columns: NDArray[np.intp]) -> "_Softmax":
        families, positions = np.unique(self.of_concern[columns], return_inverse=True)
        return _Softmax(
            columns=columns,
            weight=np.ascontiguousarray(self._weight[:, columns]),
            bias=self._bias[columns],
            families=families,
            sums=(positions[:, None] == np.arange(len(families))[None, :]).astype(np.float32),
        )

    def knows(self, kind: Kind) -> bool:
        """Whether the catalogue has families of this kind."""
        return len(self._of_kind[kind].columns) > 0

    def without(self, hidden: Collection[int]) -> "Families":
        """Return families that know nothing of some of them (numbers)."""
        other = object.__new__(Families)
        other.__dict__.update(self.__dict__)
        other._of_kind = {
            kind: self._softmax(own.columns[~np.isin(self.of_concern[own.columns], list(hidden))])
            for kind, own in self._of_kind.items()
        }
        return other

    def with_facts(self, **facts: object) -> "Families":
        """Return the same families with other thresholds."""
        other = object.__new__(Families)
        other.__dict__.update(self.__dict__, facts={**self.facts, **facts})
        return other

    def probabilities(self, vectors: Vectors, kind: Kind) -> Floats:
        """Return (n, families) probabilities for vectors (n, 512) of one kind, zero for families of others."""
        own = self._of_kind[kind]
        found = np.zeros((len(vectors), len(self.labels)), dtype=np.float32)
        if len(own.columns):
            found[:, own.families] = own.of_concerns(vectors) @ own.sums
        return found

    def likely(self, vectors: Vectors, kind: Kind) -> Likely:
        """Return the likeliest family and concern of vectors (n, 512) of one kind that is known."""
        own = self._of_kind[kind]
        chances = own.of_concerns(vectors)
        together = chances @ own.sums
        best = together.argmax(axis=1)
        within = np.where(own.sums.T[best] > 0, chances, -1.0)
        return Likely(
            family=own.families[best].astype(np.int32),
            probability=together[np.arange(len(best)), best],
            concern=own.columns[within.argmax(axis=1)].astype(np.int32),
        )

    def named(self, vectors: Vectors, kinds: Sequence[Kind]) -> tuple[NDArray[np.int32], Floats]:
        """Return the likeliest family of each vector (n, 512) of its own kind, -1 where none is, and how likely."""
        family, chance = np.full(len(vectors), -1, dtype=np.int32), np.zeros(len(vectors), dtype=np.float32)
        for kind in sorted(set(kinds)):
            rows = np.array([i for i, own in enumerate(kinds) if own is kind], dtype=np.intp)
            if self.knows(kind):
                likely = self.likely(vectors[rows], kind)
                family[rows], chance[rows] = likely.family, likely.probability
        return family, chance

    def of_kinds(self, vectors: Vectors, kinds: Sequence[Kind]) -> Floats:
        """Return (n, families) probabilities for vectors (n, 512) each of its own kind."""
        found = np.zeros((len(vectors), len(self.labels)), dtype=np.float32)
        for kind in sorted(set(kinds)):
            rows = np.array([i for i, own in enumerate(kinds) if own is kind], dtype=np.intp)
            found[rows] = self.probabilities(vectors[rows], kind)
        return found


@cache
def load_families(folder: Path = SHIPPED) -> Families:
    """Return the families kept in `folder`. Raises WeightsError where files are missing, damaged or do not match."""
    from safetensors.numpy import load_file

    weights = folder / f"{NAME}.safetensors"
    try:
        facts: dict[str, Any] = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
        check_sha256(weights, expected=facts["weights_sha256"], remedy=REMEDY)
        known = {concern.id: concern for concern in load_concerns()}
        rows = load_file(weights)
        return Families(
            [known[name] for name in facts["concerns"]],
            weight=rows["weight"].astype(np.float32),
            bias=rows["bias"].astype(np.float32),
            kinds=[frozenset(map(Kind, kinds)) for kinds in facts["concerns"].values()],
            facts=facts,
        )
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError(
            f"The families of themes in {folder} are unusable ({error!r}). To get them: {REMEDY}"
        ) from error


def families_of(vectors: Vectors) -> Families | None:
    """Return the families that go with vectors of this width, None for plain sentence vectors.

    Raises WeightsError as `load_families`.
    """
    return load_families() if vectors.ndim == 2 and vectors.shape[1] == WIDTH else None


def save_families(families: Families, folder: Path, *, kinds: Sequence[frozenset[Kind]]) -> None:
    """Write `families.safetensors` (float16) and `families.json`: concerns with their kinds, facts, sha256."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / f"{NAME}.safetensors"
    save_file({"weight": families._weight.astype(np.float16), "bias": families._bias.astype(np.float16)}, weights)
    # safetensors writes for the owner only; another user may run the worker.
    weights.chmod(0o644)
    concerns = {c.id: sorted(k.value for k in own) for c, own in zip(families.concerns, kinds, strict=True)}
    described = {**families.facts, "weights_sha256": sha256_of(weights), "concerns": concerns}
    (folder / f"{NAME}.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
