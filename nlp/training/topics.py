"""Train what tells topics apart, and write the weights: `python -m nlp.training.topics`.

Learned from are conversations whose turns were labelled by hand (`topic_bank/calls.tsv`). A fifth of them, whole
industries, is held out of a first fit, and on that the figures are counted. Nothing is random: the same calls give the
same weights.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.topic_catalogue import built_in_topics
from nlp.encoder import DIMENSIONS, Encoder, MiniLmEncoder, Vectors
from nlp.phrases import PhraseVocabulary, learn_phrases
from nlp.topics.head import (
    FACTS,
    PHRASE_WEIGHT,
    PLACES,
    SHIPPED,
    VECTOR_WEIGHT,
    FloatArray,
    TopicHead,
    facts_of,
    save,
    softmax,
    surroundings_of,
)
from nlp.topics.stretches import chosen_transitions, evidence, way_through
from nlp.topics.units import Unit, units_of
from nlp.training.fit import fit_platt
from nlp.training.topic_calls import LabelledCall, labelled_calls_sha256, read_labelled_calls

FOLDS = 5
# Inverse strength of the L2 penalty.
LOOSENESS = 1.0
STEPS = 60
# What every pair of topics is counted beforehand, and how much of a topic's frequency is taken back.
SMOOTHING = 0.3
HOW_FREQUENT = 0.5
# A phrase said in fewer sentences is not learned: it would stand for one call.
IN_AT_LEAST = 3
OTHERS = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1)
# Of sentences about a known topic, so many may be called something else.
MOST_OTHER = 0.01
TOPICS = tuple(topic.id for topic in built_in_topics())


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A labelled call as the network sees it; `truth` (units,) are places in TOPICS."""

    call: LabelledCall
    units: tuple[Unit, ...]
    vectors: Vectors
    truth: NDArray[np.intp]


def prepare(call: LabelledCall, *, encoder: Encoder) -> Prepared:
    """Return a call with its sentence vectors; a sentence has the topic of its turn."""
    units = units_of(call.transcript)
    return Prepared(
        call=call,
        units=units,
        vectors=encoder.encode([unit.text for unit in units]),
        truth=np.array([TOPICS.index(call.topics[unit.turn]) for unit in units], dtype=np.intp),
    )


def fit(calls: Sequence[Prepared]) -> TopicHead:
    """Return a head learned from the calls, its calibration not yet set."""
    vocabulary = learn_phrases([unit.text for call in calls for unit in call.units], in_at_least=IN_AT_LEAST)
    inputs = [_inputs(call, vocabulary) for call in calls]
    dense = np.concatenate([own for own, _ in inputs])
    weights = _fit_softmax(dense, _stacked([own for _, own in inputs]), np.concatenate([c.truth for c in calls]))
    places, size, phrases = len(PLACES), DIMENSIONS, len(vocabulary.phrases)
    of_vectors, of_facts, of_phrases, bias = np.split(weights, np.cumsum([places * size, FACTS, places * phrases]))
    found = {
        "dense": of_vectors.reshape(places, size, -1),
        "facts": of_facts,
        "phrases": of_phrases.reshape(places, phrases, -1),
        "bias": bias[0],
        **_transitions(calls),
    }
    kept = {name: value.astype(np.float32) for name, value in found.items()}
    return TopicHead(topics=TOPICS, vocabulary=vocabulary, weights=kept)


def _inputs(call: Prepared, vocabulary: PhraseVocabulary) -> tuple[FloatArray, Any]:
    """Return vectors of all PLACES and facts (units, …), and scipy-sparse phrases of all PLACES, as the head weighs."""
    from scipy.sparse import csr_matrix, hstack

    vectors, around = VECTOR_WEIGHT * call.vectors, surroundings_of(call.units)
    dense = [vectors, *(one.of(vectors) for one in around), facts_of(call.units)]
    found = [vocabulary.vector(unit.text) for unit in call.units]
    rows = np.concatenate([np.full(len(places), row) for row, (places, _) in enumerate(found)])
    columns = np.concatenate([places for places, _ in found])
    values = PHRASE_WEIGHT * np.concatenate([values for _, values in found]).astype(np.float64)
    phrases = csr_matrix((values, (rows, columns)), shape=(len(found), len(vocabulary.phrases)))
    mixing = [csr_matrix(one.of(np.eye(len(found), dtype=np.float32))) for one in around]
    return np.concatenate(dense, axis=1), hstack([phrases, *(mix @ phrases for mix in mixing)]).tocsr()


def _stacked(parts: Sequence[Any]) -> Any:
    from scipy.sparse import vstack

    return vstack(parts).tocsr()


def _fit_softmax(dense: FloatArray, phrases: Any, truth: NDArray[np.intp]) -> FloatArray:
    """Return weights (dense + phrases + 1, topics), the last row the bias: L2-penalised softmax by L-BFGS from zero."""
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    n, d = dense.shape
    width = d + phrases.shape[1]
    wanted = np.eye(len(TOPICS))[truth]
    turned = phrases.T.tocsr()

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        weights = flat.reshape(width + 1, len(TOPICS))
        share = softmax(dense @ weights[:d] + phrases @ weights[d:-1] + weights[-1])
        value = -float(np.log(np.maximum(share[np.arange(n), truth], 1e-12)).sum())
        slope = share - wanted
        fitted = np.concatenate([dense.T @ slope, turned @ slope]) + weights[:-1] / LOOSENESS
        gradient = np.concatenate([fitted, slope.sum(axis=0, keepdims=True)])
        return value + 0.5 * float((weights[:-1] ** 2).sum()) / LOOSENESS, gradient.ravel()

    with threadpool_limits(limits=1):
        start = np.zeros((width + 1) * len(TOPICS))
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x, dtype=np.float64).reshape(width + 1, len(TOPICS))


def _transitions(calls: Sequence[Prepared]) -> dict[str, FloatArray]:
    """Return the log-shares with which topics follow each other, less half of each topic's own log-share.

    The softmax has learned how frequent topics are as well; without taking that back, rare ones would lose twice.
    """
    size = len(TOPICS)
    within, between = np.full((size, size), SMOOTHING) + 3 * np.eye(size), np.full((size, size), SMOOTHING)
    first, last = np.full(size, SMOOTHING), np.full(size, SMOOTHING)
    for call in calls:
        first[call.truth[0]] += 1
        last[call.truth[-1]] += 1
        for place in range(1, len(call.units)):
            same = call.units[place].turn == call.units[place - 1].turn
            (within if same else between)[call.truth[place - 1], call.truth[place]] += 1
    counts = np.bincount(np.concatenate([call.truth for call in calls]), minlength=size) + 1.0
    frequent = HOW_FREQUENT * np.log(counts / counts.sum())
    logs = {"within": within, "between": between, "first": first[None]}
    found = {name: np.log(own / own.sum(axis=1, keepdims=True)) - frequent for name, own in logs.items()}
    return {**found, "first": found["first"][0], "last": np.log(last / last.sum())}


def folds_of(calls: Sequence[Prepared], *, count: int = FOLDS) -> NDArray[np.intp]:
    """Return (calls,) the fold of each; an industry is in one fold, and folds are about as large as each other."""
    sizes = Counter(call.call.industry for call in calls)
    fold_of: dict[str, int] = {}
    filled = [0] * count
    for industry in sorted(sizes, key=lambda name: (-sizes[name], name)):
        fold_of[industry] = filled.index(min(filled))
        filled[fold_of[industry]] += sizes[industry]
    return np.array([fold_of[call.call.industry] for call in calls], dtype=np.intp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A held-out call with what a head made of it: probabilities (units, topics), and what is learned of order."""

    call: Prepared
    probabilities: FloatArray
    head: TopicHead

    def way(self, *, other: float) -> NDArray[np.intp]:
        """Return (units,) places in TOPICS; their number where none fits."""
        columns = [*range(len(TOPICS)), None]
        fits_none = np.full((len(self.call.units), 1), other)
        likely = evidence(np.concatenate([self.probabilities, fits_none], axis=1))
        transitions = chosen_transitions(self.head.transitions, columns)
        return way_through(likely, self.call.units, transitions=transitions)

    def of_turns(self, way: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return (turns,) the topic that each turn ends with."""
        ends = {unit.turn: place for place, unit in enumerate(self.call.units)}
        return way[[ends[turn] for turn in sorted(ends)]]

    @property
    def truth_of_turns(self) -> NDArray[np.intp]:
        """Return (turns,) the labelled topics of turns with words."""
        return self.of_turns(self.call.truth)


def read_held_out(calls: Sequence[Prepared]) -> list[Read]:
    """Return a fifth of the calls, whole industries, as a head reads them that saw nothing of these industries."""
    out = folds_of(calls) == 0
    head = fit([call for call, own in zip(calls, out, strict=True) if not own])
    kept = [call for call, own in zip(calls, out, strict=True) if own]
    return [Read(call=c, probabilities=head.probabilities(c.vectors, c.units), head=head) for c in kept]


def share_right(read: Sequence[Read], ways: Sequence[NDArray[np.intp]]) -> float:
    """Return the share of turns whose topic is the labelled one."""
    pairs = [one.of_turns(way) == one.truth_of_turns for one, way in zip(read, ways, strict=True)]
    return float(np.concatenate(pairs).mean())


def figures_of(read: Sequence[Read], *, other: float, closeness: FloatArray) -> dict[str, Any]:
    """Return what is counted on held-out calls; `closeness` (units of all of them, topics) is that of prototypes."""
    ways = [one.way(other=other) for one in read]
    alone = [one.probabilities.argmax(axis=1) for one in read]
    near = np.split(closeness.argmax(axis=1), np.cumsum([len(one.call.units) for one in read])[:-1])
    found, true = (sum(_stretches(way) for way in some) for some in (ways, [one.call.truth for one in read]))
    turns = np.concatenate([one.truth_of_turns for one in read])
    right = np.concatenate([one.of_turns(way) for one, way in zip(read, ways, strict=True)]) == turns
    return {
        "calls": len(read),
        "turns": len(turns),
        "turns_right": round(share_right(read, ways), 3),
        "turns_right_without_order": round(share_right(read, alone), 3),
        "turns_right_by_prototypes": round(share_right(read, near), 3),
        "something_else": round(float(np.mean(np.concatenate(ways) == len(TOPICS))), 3),
        "stretches_found_for_a_true_one": round(found / true, 2),
        "by_topic": {topic: round(float(right[turns == place].mean()), 2) for place, topic in enumerate(TOPICS)},
    }


def _stretches(way: NDArray[np.intp]) -> int:
    return 1 + int((np.diff(way) != 0).sum())


def closeness_of(calls: Sequence[Prepared], *, encoder: Encoder) -> FloatArray:
    """Return (units, topics) the cosine of each unit with the nearest phrase of each topic."""
    phrases = [encoder.encode(topic.phrases) for topic in built_in_topics()]
    vectors = np.concatenate([call.vectors for call in calls])
    return np.stack([(vectors @ own.T).max(axis=1) for own in phrases], axis=1).astype(np.float64)


def best_other(read: Sequence[Read]) -> float:
    """Return the largest of OTHERS with which few sentences are said to be about none of the topics."""

    def share(other: float) -> float:
        return float(np.mean(np.concatenate([one.way(other=other) for one in read]) == len(TOPICS)))

    return max((other for other in OTHERS if share(other) <= MOST_OTHER), default=min(OTHERS))


def train(calls: Sequence[Prepared], *, encoder: Encoder) -> tuple[TopicHead, dict[str, Any]]:
    """Return the calibrated head of everything, and figures on what was held out."""
    read = read_held_out(calls)
    closeness = closeness_of([one.call for one in read], encoder=encoder)
    truth = np.concatenate([one.call.truth for one in read])
    slope, offset = fit_platt(closeness.ravel(), (np.arange(len(TOPICS)) == truth[:, None]).astype(float).ravel())
    other = best_other(read)
    head = replace(fit(calls), proto_slope=round(slope, 4), proto_offset=round(offset, 4), other=other)
    return head, figures_of(read, other=other, closeness=closeness)


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line; prints the held-out figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder for topics.safetensors and topics.json")
    options = parser.parse_args(arguments)
    labelled = read_labelled_calls()
    encoder = MiniLmEncoder()
    head, figures = train([prepare(call, encoder=encoder) for call in labelled], encoder=encoder)
    facts = {
        "calls_sha256": labelled_calls_sha256(labelled),
        "calls": len(labelled),
        "encoder": f"{encoder.provenance.name} {encoder.provenance.version}",
        "held_out": figures,
    }
    save(head, options.out, facts=facts)
    for name, value in figures.items():
        sys.stdout.write(f"{name}: {value}\n")
    numbers = ("proto_slope", "proto_offset", "other")
    sys.stdout.write(f"{ {name: getattr(head, name) for name in numbers} }\n")


if __name__ == "__main__":
    main()
