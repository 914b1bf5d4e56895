"""What each sentence of a call is about, by itself and by what stands around it: a linear model and its files.

A sentence's vector and phrases speak for topics, and so do, with weights of their own, those of the turn before, of the
turn after and of the wider surroundings. How topics follow each other in calls was counted in labelled calls.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from calls.transcript import Role
from nlp.encoder import DIMENSIONS, Vectors
from nlp.phrases import PhraseVocabulary
from nlp.topics.units import Unit
from nlp.weights import check_sha256, sha256_of

SHIPPED = Path(__file__).parents[1] / "weights"
REMEDY = "git checkout nlp/weights, or train again: python -m nlp.training.topics"
# How much a vector weighs beside phrases, and what surrounds a sentence beside the sentence.
VECTOR_WEIGHT = 3.0
PHRASE_WEIGHT = 2.0
AROUND_WEIGHT = 0.5
# Surroundings reach this many turns to both sides.
REACH = 5
PLACES = ("own", "before", "after", "around")
FACTS = 11

FloatArray = NDArray[np.float64]
Weights = dict[str, NDArray[np.float32]]


def facts_of(units: Sequence[Unit]) -> NDArray[np.float32]:
    """Return (n, FACTS): who speaks, question or not, length, and how near the beginning and the end of the call."""
    last = units[-1].turn if units else 0
    rows = [
        (
            unit.role is Role.REP,
            unit.role is Role.BUYER,
            unit.asks,
            unit.is_back_channel,
            np.log1p(unit.words) / 3,
            place == 0 or units[place - 1].turn != unit.turn,
            np.exp(-unit.turn / 3),
            np.exp(-unit.turn / 10),
            np.exp((unit.turn - last) / 3),
            np.exp((unit.turn - last) / 10),
            unit.turn / max(1, last),
        )
        for place, unit in enumerate(units)
    ]
    return np.array(rows, dtype=np.float32).reshape(len(rows), FACTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions:
    """What passing from one topic (row) to the next (column) is worth, in nats, (topics, topics) each.

    `within` a turn, `between` turns; `first` and `last` (topics,) are what it is worth to begin or end a call with.
    """

    within: FloatArray
    between: FloatArray
    first: FloatArray
    last: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicHead:
    """A softmax over `topics`. `weights` are, by name, float32:

    `dense` (PLACES, DIMENSIONS, topics), `phrases` (PLACES, phrases, topics), `facts` (FACTS, topics), `bias` (topics,)
    and the four of Transitions. `proto_slope` and `proto_offset` turn the closeness of a text to a topic's nearest
    phrase (cosine) into log-odds that it is about it; `other` is the probability from which none of the topics fits.
    """

    topics: tuple[str, ...]
    vocabulary: PhraseVocabulary
    weights: Weights
    proto_slope: float = 1.0
    proto_offset: float = 0.0
    other: float = 0.02

    def scores(self, vectors: Vectors, units: Sequence[Unit]) -> FloatArray:
        """Return (n, topics) raw scores of a whole call's units with their sentence vectors (n, DIMENSIONS)."""
        said = np.stack([vectors @ dense for dense in self.weights["dense"]]) * VECTOR_WEIGHT
        for row, unit in enumerate(units):
            found, values = self.vocabulary.vector(unit.text)
            said[:, row] += PHRASE_WEIGHT * np.einsum("p,kpt->kt", values, self.weights["phrases"][:, found])
        scores = facts_of(units) @ self.weights["facts"] + self.weights["bias"] + said[0]
        for own, surroundings in zip(said[1:], surroundings_of(units), strict=True):
            scores = scores + surroundings.of(own)
        return np.asarray(scores, dtype=np.float64)

    def probabilities(self, vectors: Vectors, units: Sequence[Unit]) -> FloatArray:
        """Return (n, topics) probabilities; rows sum to 1."""
        return softmax(self.scores(vectors, units))

    @property
    def transitions(self) -> Transitions:
        """How topics follow each other."""
        named = {name: self.weights[name].astype(np.float64) for name in ("within", "between", "first", "last")}
        return Transitions(**named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Runs of units (`begins` to `ends`, excluded; (runs, n) each) around each unit."""

    begins: NDArray[np.intp]
    ends: NDArray[np.intp]

    def of(self, rows: NDArray[np.float32]) -> FloatArray:
        """Return (n, d) the sum of `rows` (n, d) around each unit over the root of their number, weighed."""
        until = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
        total = (until[self.ends] - until[self.begins]).sum(axis=0)
        count = (self.ends - self.begins).sum(axis=0)
        return np.asarray(AROUND_WEIGHT * total / np.sqrt(np.maximum(1, count))[:, None], dtype=np.float64)


def surroundings_of(units: Sequence[Unit]) -> tuple[Surroundings, Surroundings, Surroundings]:
    """Return what stands before each unit (in its turn and the one before), after it likewise, and farther around."""
    turns, here = np.array([unit.turn for unit in units]), np.arange(len(units))

    def first_of(turn: NDArray[np.int_]) -> NDArray[np.intp]:
        return np.searchsorted(turns, turn, side="left")

    before, after = first_of(turns - 1), first_of(turns + 2)
    return (
        Surroundings(begins=before[None], ends=here[None]),
        Surroundings(begins=here[None] + 1, ends=after[None]),
        Surroundings(
            begins=np.stack([first_of(turns - REACH), after]), ends=np.stack([before, first_of(turns + REACH + 1)])
        ),
    )


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
    arrays: dict[str, NDArray[Any]] = {
        f"weights.{name}": value.astype(np.float16) for name, value in sorted(head.weights.items())
    }
    arrays["idf"] = head.vocabulary.idf.astype(np.float16)
    arrays["vocabulary"] = np.frombuffer(text, dtype=np.uint8).copy()
    save_file(arrays, weights)
    # safetensors writes for the owner only; another user may run the worker.
    weights.chmod(0o644)
    numbers = {name: getattr(head, name) for name in _CALIBRATION}
    described = {**facts, "weights_sha256": sha256_of(weights), "topics": list(head.topics), "calibration": numbers}
    (folder / "topics.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


_CALIBRATION = ("proto_slope", "proto_offset", "other")


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
    path = folder / "topics.safetensors"
    check_sha256(path, expected=facts["weights_sha256"], remedy=REMEDY)
    arrays = load_file(path)
    weights = {
        name.removeprefix("weights."): value.astype(np.float32)
        for name, value in arrays.items()
        if name.startswith("weights.")
    }
    if weights["dense"].shape[:2] != (len(PLACES), DIMENSIONS):
        raise WeightsError(f"The topic weights in {folder} were trained for other vectors. To get them: {REMEDY}")
    phrases = tuple(arrays["vocabulary"].tobytes().decode().split("\n"))
    return TopicHead(
        topics=tuple(facts["topics"]),
        vocabulary=PhraseVocabulary(phrases=phrases, idf=arrays["idf"].astype(np.float32)),
        weights=weights,
        **facts["calibration"],
    )
