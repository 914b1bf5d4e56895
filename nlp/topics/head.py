"""What a sentence says it is about: a small linear model over its vector and phrases, and its files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from nlp.encoder import DIMENSIONS, Vectors
from nlp.phrases import PhraseVocabulary
from nlp.weights import check_sha256, sha256_of

# Said in every call whatever it is about; learned so that it counts for nothing.
NOTHING = "nothing"
VECTOR_WEIGHT = 3.0
PHRASE_WEIGHT = 2.0
SHIPPED = Path(__file__).parents[1] / "weights"
REMEDY = "git checkout nlp/weights, or train again: python -m nlp.training.topics"

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicHead:
    """Softmax over `topics` (the last is NOTHING), calibrated by `temperature`.

    `dense` (DIMENSIONS, topics), `phrases` (phrases, topics) and `bias` (topics,) are its weights. `proto_slope` and
    `proto_offset` turn the closeness of a text to a topic's nearest phrase (cosine) into log-odds that it is about it.
    `switch` is what passing to another topic costs, in nats, and `other` the probability from which none fits.
    """

    topics: tuple[str, ...]
    vocabulary: PhraseVocabulary
    dense: NDArray[np.float32]
    phrases: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float = 1.0
    proto_slope: float = 1.0
    proto_offset: float = 0.0
    switch: float = 4.0
    other: float = 0.1

    def scores(self, vectors: Vectors, texts: Sequence[str]) -> FloatArray:
        """Return (n, topics) raw scores of texts with their sentence vectors (n, DIMENSIONS)."""
        scores = (VECTOR_WEIGHT * vectors) @ self.dense + self.bias
        for row, text in enumerate(texts):
            found, values = self.vocabulary.vector(text)
            scores[row] += PHRASE_WEIGHT * (values @ self.phrases[found])
        return np.asarray(scores, dtype=np.float64)

    def probabilities(self, vectors: Vectors, texts: Sequence[str]) -> FloatArray:
        """Return (n, topics) calibrated probabilities; rows sum to 1."""
        return softmax(self.scores(vectors, texts) / self.temperature)


def softmax(scores: FloatArray) -> FloatArray:
    """Return the softmax of each row."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float64)


def save(head: TopicHead, folder: Path, *, facts: dict[str, Any]) -> None:
    """Write `topics.safetensors` (float16) and `topics.json`: calibration, `facts`, sha256 of the weights."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "topics.safetensors"
    text = "\n".join(head.vocabulary.phrases).encode()
    save_file(
        {
            "dense": head.dense.astype(np.float16),
            "phrases": head.phrases.astype(np.float16),
            "bias": head.bias.astype(np.float32),
            "idf": head.vocabulary.idf.astype(np.float16),
            "vocabulary": np.frombuffer(text, dtype=np.uint8).copy(),
        },
        weights,
    )
    # safetensors writes for the owner only; another user may run the worker.
    weights.chmod(0o644)
    numbers = {name: getattr(head, name) for name in _CALIBRATION}
    described = {**facts, "weights_sha256": sha256_of(weights), "topics": list(head.topics), "calibration": numbers}
    (folder / "topics.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


_CALIBRATION = ("temperature", "proto_slope", "proto_offset", "switch", "other")


def read_facts(folder: Path = SHIPPED) -> dict[str, Any]:
    """Return what `topics.json` says of the weights beside it. Raises WeightsError where it is missing or broken."""
    try:
        facts: dict[str, Any] = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"The topic weights in {folder} are missing or broken ({error}). To get them: {REMEDY}"
        ) from error
    return facts


@cache
def load(folder: Path = SHIPPED) -> TopicHead:
    """Return the model kept in `folder`. Raises WeightsError where it is not what `topics.json` describes."""
    from safetensors.numpy import load_file

    facts = read_facts(folder)
    weights = folder / "topics.safetensors"
    check_sha256(weights, expected=facts["weights_sha256"], remedy=REMEDY)
    arrays = load_file(weights)
    topics = tuple(facts["topics"])
    if arrays["dense"].shape != (DIMENSIONS, len(topics)):
        raise WeightsError(f"The topic weights in {folder} were trained for other vectors. To get them: {REMEDY}")
    phrases = tuple(arrays["vocabulary"].tobytes().decode().split("\n"))
    return TopicHead(
        topics=topics,
        vocabulary=PhraseVocabulary(phrases=phrases, idf=arrays["idf"].astype(np.float32)),
        dense=arrays["dense"].astype(np.float32),
        phrases=arrays["phrases"].astype(np.float32),
        bias=arrays["bias"],
        **facts["calibration"],
    )
