"""The trained linear heads as numbers: weights, calibration, thresholds, and their files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from calls.moment import Category, Kind
from nlp.features import WIDTH
from nlp.phrases import PhraseVocabulary
from nlp.weights import check_sha256, sha256_of

KINDS = tuple(Kind)
CATEGORIES = tuple(Category)
OUTPUTS = len(KINDS) + len(CATEGORIES)
PHRASE_WEIGHT = 2.0
SHIPPED = Path(__file__).parent / "weights"
REMEDY = "git checkout nlp/weights, or train again: python -m nlp.training.train"

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """One linear head a kind, one a category. Scores are x·w + b; outputs are KINDS, then CATEGORIES.

    `dense` (WIDTH, OUTPUTS), `phrases` (phrases, OUTPUTS) and `bias` (OUTPUTS,) are the weights. `slope` and `offset`
    (kinds,) turn a kind's score into a probability by Platt's logistic; `threshold` (kinds,) is where that says yes.
    """

    vocabulary: PhraseVocabulary
    dense: NDArray[np.float32]
    phrases: NDArray[np.float32]
    bias: NDArray[np.float32]
    slope: FloatArray
    offset: FloatArray
    threshold: FloatArray

    def scores(self, features: NDArray[np.float32], texts: list[str]) -> NDArray[np.float32]:
        """Return (n, OUTPUTS) raw scores for dense features (n, WIDTH) and their sentences' texts."""
        scores = features @ self.dense + self.bias
        for row, text in enumerate(texts):
            found, values = self.vocabulary.vector(text)
            scores[row] += PHRASE_WEIGHT * (values @ self.phrases[found])
        return np.asarray(scores, dtype=np.float32)

    def probabilities(self, scores: NDArray[np.float32]) -> FloatArray:
        """Return (n, kinds) calibrated probabilities for raw scores (n, OUTPUTS)."""
        return platt(scores[:, : len(KINDS)].astype(np.float64), slope=self.slope, offset=self.offset)


def platt(scores: FloatArray, *, slope: FloatArray, offset: FloatArray) -> FloatArray:
    """Return probabilities by Platt's logistic (Platt 1999, "Probabilistic outputs for support vector machines")."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores * slope + offset, -30, 30))), dtype=np.float64)


def save(heads: Heads, folder: Path, *, facts: dict[str, Any]) -> None:
    """Write `heads.safetensors` (float16) and `heads.json`: calibration, thresholds, `facts`, sha256 of the weights."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "heads.safetensors"
    text = "\n".join(heads.vocabulary.phrases).encode()
    save_file(
        {
            "dense": heads.dense.astype(np.float16),
            "phrases": heads.phrases.astype(np.float16),
            "bias": heads.bias,
            "idf": heads.vocabulary.idf.astype(np.float16),
            "vocabulary": np.frombuffer(text, dtype=np.uint8).copy(),
        },
        weights,
    )
    # safetensors writes for the owner only; another user may run the worker.
    weights.chmod(0o644)
    calibration = {
        kind.value: {"slope": float(a), "offset": float(b), "threshold": float(t)}
        for kind, a, b, t in zip(KINDS, heads.slope, heads.offset, heads.threshold, strict=True)
    }
    described = {**facts, "weights_sha256": sha256_of(weights), "kinds": calibration}
    (folder / "heads.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


def read_facts(folder: Path = SHIPPED) -> dict[str, Any]:
    """Return what `heads.json` says of the weights beside it. Raises WeightsError where it is missing or broken."""
    try:
        facts: dict[str, Any] = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"The mining heads in {folder} are missing or broken ({error}). To get them: {REMEDY}"
        ) from error
    return facts


def load(folder: Path = SHIPPED) -> Heads:
    """Return the heads kept in `folder`. Raises WeightsError where the weights are not those `heads.json` describes."""
    from safetensors.numpy import load_file

    facts = read_facts(folder)
    weights = folder / "heads.safetensors"
    check_sha256(weights, expected=facts["weights_sha256"], remedy=REMEDY)
    arrays = load_file(weights)
    if arrays["dense"].shape != (WIDTH, OUTPUTS):
        raise WeightsError(f"The mining heads in {folder} were trained for other features. To get them: {REMEDY}")
    phrases = tuple(arrays["vocabulary"].tobytes().decode().split("\n"))
    kinds = [facts["kinds"][kind.value] for kind in KINDS]
    return Heads(
        vocabulary=PhraseVocabulary(phrases=phrases, idf=arrays["idf"].astype(np.float32)),
        dense=arrays["dense"].astype(np.float32),
        phrases=arrays["phrases"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        slope=np.array([kind["slope"] for kind in kinds]),
        offset=np.array([kind["offset"] for kind in kinds]),
        threshold=np.array([kind["threshold"] for kind in kinds]),
    )
