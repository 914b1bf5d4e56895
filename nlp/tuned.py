"""The fine-tuned encoder's files and its answers: kinds with calibrated scores, categories, concern vectors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from nlp.heads import CATEGORIES, KINDS, FloatArray, platt
from nlp.reading import Reader, Stretch, batched, collate
from nlp.weights import PUBLISHED, check_sha256, sha256_of, verified_folder

if TYPE_CHECKING:
    from nlp.network import Network

SHIPPED = Path(__file__).parent / "weights"
NAME = "tuned"
REMEDY = "git checkout nlp/weights, or train again: make train"
# Word pieces computed together: more brings nothing on a processor and costs memory.
BATCH_PIECES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What turns raw scores into answers, each (kinds,): Platt's slope and offset, least probability."""

    slope: FloatArray
    offset: FloatArray
    threshold: FloatArray

    def probabilities(self, scores: NDArray[np.float32]) -> FloatArray:
        """Return (n, kinds) probabilities for raw scores (n, kinds)."""
        return platt(scores.astype(np.float64), slope=self.slope, offset=self.offset)

    def as_dict(self) -> dict[str, dict[str, float]]:
        """Return the numbers by kind, as `tuned.json` keeps them."""
        rows = zip(KINDS, self.slope, self.offset, self.threshold, strict=True)
        return {kind.value: {"slope": float(a), "offset": float(b), "threshold": float(t)} for kind, a, b, t in rows}

    @staticmethod
    def from_dict(kinds: dict[str, dict[str, float]]) -> "Calibration":
        """Read what `as_dict` gave. Raises KeyError where a kind is missing."""
        slope, offset, threshold = (
            np.array([kinds[kind.value][name] for kind in KINDS]) for name in ("slope", "offset", "threshold")
        )
        return Calibration(slope=slope, offset=offset, threshold=threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Raw scores of sentences: `kinds` (n, kinds), `categories` (n, categories), unit `concerns` (n, 128), float32."""

    kinds: NDArray[np.float32]
    categories: NDArray[np.float32]
    concerns: NDArray[np.float32]

    def rows(self, chosen: NDArray[np.bool_]) -> "Answers":
        """Return the answers of the chosen sentences."""
        return Answers(kinds=self.kinds[chosen], categories=self.categories[chosen], concerns=self.concerns[chosen])


class Tuned:
    """A network with its reader: stretches in, answers out."""

    def __init__(self, network: "Network", reader: Reader) -> None:
        self.network = network
        self.reader = reader

    def answer(self, stretches: Sequence[Stretch]) -> Answers:
        """Return the answers for all sentences of the stretches, in their order."""
        import torch

        first = np.cumsum([0, *(stretch.sentences for stretch in stretches)])
        kinds = np.zeros((first[-1], len(KINDS)), dtype=np.float32)
        categories = np.zeros((first[-1], len(CATEGORIES)), dtype=np.float32)
        concerns = np.zeros((first[-1], self.network.concerns.out_features), dtype=np.float32)
        with torch.inference_mode():
            for group in batched([len(s.pieces) for s in stretches], most_pieces=BATCH_PIECES):
                found = self.network(collate([stretches[i] for i in group], padding=self.reader.padding))
                rows = np.concatenate([np.arange(first[i], first[i + 1]) for i in group])
                kinds[rows], categories[rows], concerns[rows] = (part.float().numpy() for part in found)
        return Answers(kinds=kinds, categories=categories, concerns=concerns)


def save(network: "Network", folder: Path, *, calibration: Calibration, facts: dict[str, Any]) -> None:
    """Write `tuned.safetensors` (float16) and `tuned.json`: base model, calibration, `facts`, sha256 of the weights.

    `facts` must name `base` (a key of nlp.weights.PUBLISHED), `first_layer` and `rank`.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / f"{NAME}.safetensors"
    save_file({name: value.numpy().astype(np.float16) for name, value in sorted(network.trained().items())}, weights)
    # safetensors writes for the owner only; another user may run the worker.
    weights.chmod(0o644)
    described = {**facts, "weights_sha256": sha256_of(weights), "kinds": calibration.as_dict()}
    (folder / f"{NAME}.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


def read_facts(folder: Path = SHIPPED) -> dict[str, Any]:
    """Return what `tuned.json` says of the weights beside it. Raises WeightsError where it is missing or broken."""
    try:
        facts: dict[str, Any] = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"The mining model in {folder} is missing or broken ({error}). To get it: {REMEDY}"
        ) from error
    return facts


def load(folder: Path = SHIPPED, *, to_train: bool = False) -> tuple[Tuned, Calibration]:
    """Return the network kept in `folder`, ready to read (or to train on), and its calibration.

    Raises WeightsError where the weights are not those `tuned.json` describes or the base model is not installed.
    """
    from safetensors.numpy import load_file

    from nlp.network import Network, quick_precision

    facts = read_facts(folder)
    weights = folder / f"{NAME}.safetensors"
    check_sha256(weights, expected=facts["weights_sha256"], remedy=REMEDY)
    base = verified_folder(model=PUBLISHED[facts["base"]])
    network = Network(base, first_layer=facts["first_layer"], rank=facts["rank"], precision=quick_precision())
    try:
        network.take(load_file(weights))
        calibration = Calibration.from_dict(facts["kinds"])
    except (KeyError, RuntimeError) as error:
        raise WeightsError(f"The mining model in {folder} is of another make ({error}). To get it: {REMEDY}") from error
    if not to_train:
        network.merge()
    return Tuned(network, Reader(base)), calibration
