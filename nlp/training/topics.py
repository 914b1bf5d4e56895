"""Train what tells topics apart, and write the weights: `python -m nlp.training.topics`.

Texts are `topic_bank/`. Each of the large files is held out of the fit in turn; on what is held out the probabilities
are calibrated, and put together into pretended calls it says what a change of topic should cost. The seed is fixed: the
same texts give the same weights.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.topic_catalogue import built_in_topics
from nlp.encoder import Encoder, MiniLmEncoder, Vectors
from nlp.phrases import PhraseVocabulary, learn_phrases
from nlp.topics.head import (
    NOTHING,
    PHRASE_WEIGHT,
    SHIPPED,
    VECTOR_WEIGHT,
    FloatArray,
    TopicHead,
    save,
    softmax,
)
from nlp.topics.stretches import evidence, way_through
from nlp.topics.units import Unit
from nlp.training.fit import fit_platt
from nlp.training.topic_texts import TOPIC_BANK, Utterance, read_topic_bank, topic_bank_sha256

# Inverse strength of the L2 penalty, chosen on held-out files.
LOOSENESS = 1.0
STEPS = 80
SEED = 20_261
# Files with fewer texts are never held out: they hold too little of each topic to judge by.
FEWEST_HELD_OUT = 300
CALLS = 300
TEMPERATURES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.8)
SWITCHES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
OTHERS = (0.03, 0.05, 0.07, 0.1, 0.15, 0.2)
# Of texts about a known topic, so many may be called something else.
MOST_OTHER = 0.02
TOPICS = (*(topic.id for topic in built_in_topics()), NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Utterances with their sentence vectors and the place of their topic in TOPICS."""

    utterances: tuple[Utterance, ...]
    vectors: Vectors
    truth: NDArray[np.intp]

    @property
    def texts(self) -> tuple[str, ...]:
        """What is said."""
        return tuple(utterance.text for utterance in self.utterances)

    def rows(self, chosen: NDArray[np.bool_]) -> "Prepared":
        """Return the chosen rows."""
        kept = tuple(u for u, keep in zip(self.utterances, chosen, strict=True) if keep)
        return Prepared(utterances=kept, vectors=self.vectors[chosen], truth=self.truth[chosen])


def prepare(utterances: Sequence[Utterance], *, encoder: Encoder) -> Prepared:
    """Return the utterances with their vectors."""
    return Prepared(
        utterances=tuple(utterances),
        vectors=encoder.encode([utterance.text for utterance in utterances]),
        truth=np.array([TOPICS.index(utterance.topic) for utterance in utterances], dtype=np.intp),
    )


def fit(said: Prepared) -> TopicHead:
    """Return a head of all rows, not calibrated yet."""
    vocabulary = learn_phrases(said.texts)
    dense = VECTOR_WEIGHT * said.vectors.astype(np.float64)
    weights = _fit_softmax(dense, _phrase_matrix(said, vocabulary), said.truth)
    size = said.vectors.shape[1]
    return TopicHead(
        topics=TOPICS,
        vocabulary=vocabulary,
        dense=weights[:size].astype(np.float32),
        phrases=weights[size:-1].astype(np.float32),
        bias=weights[-1].astype(np.float32),
    )


def _phrase_matrix(said: Prepared, vocabulary: PhraseVocabulary) -> Any:
    """Return scipy-sparse (n, phrases), weighted as TopicHead weighs it."""
    from scipy.sparse import csr_matrix

    vectors = [vocabulary.vector(text) for text in said.texts]
    rows = np.concatenate([np.full(len(found), row) for row, (found, _) in enumerate(vectors)])
    columns = np.concatenate([found for found, _ in vectors])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    return csr_matrix((PHRASE_WEIGHT * values, (rows, columns)), shape=(len(vectors), len(vocabulary.phrases)))


def _fit_softmax(dense: FloatArray, phrases: Any, truth: NDArray[np.intp]) -> FloatArray:
    """Return weights (dense + phrases + 1, topics), the last row the bias: L2-penalised softmax by L-BFGS from zero."""
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits

    n, d, topics = len(truth), dense.shape[1], len(TOPICS)
    width = d + phrases.shape[1]
    wanted = np.eye(topics)[truth]
    turned = phrases.T.tocsr()

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        weights = flat.reshape(width + 1, topics)
        share = softmax(dense @ weights[:d] + phrases @ weights[d:-1] + weights[-1])
        value = -float(np.log(np.maximum(share[np.arange(n), truth], 1e-12)).sum())
        slope = share - wanted
        fitted = np.concatenate([dense.T @ slope, turned @ slope]) + weights[:-1] / LOOSENESS
        gradient = np.concatenate([fitted, slope.sum(axis=0, keepdims=True)])
        return value + 0.5 * float((weights[:-1] ** 2).sum()) / LOOSENESS, gradient.ravel()

    with threadpool_limits(limits=1):
        start = np.zeros((width + 1) * topics)
        found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(found.x, dtype=np.float64).reshape(width + 1, topics)


def held_out(said: Prepared) -> tuple[Prepared, FloatArray]:
    """Return the rows of all files that are held out in turn, and their raw scores (n, topics)."""
    groups = np.array([utterance.group for utterance in said.utterances])
    counts = Counter(groups.tolist())
    judged = [group for group in sorted(counts) if counts[group] >= FEWEST_HELD_OUT]
    scores = np.zeros((len(groups), len(TOPICS)))
    for group in judged:
        out = groups == group
        rest = said.rows(out)
        scores[out] = fit(said.rows(~out)).scores(rest.vectors, rest.texts)
    kept = np.isin(groups, judged)
    return said.rows(kept), scores[kept]


def best_temperature(scores: FloatArray, truth: NDArray[np.intp]) -> float:
    """Return the temperature of least log loss on held-out scores."""
    rows = np.arange(len(truth))
    return min(TEMPERATURES, key=lambda t: -float(np.log(softmax(scores / t)[rows, truth] + 1e-12).mean()))


def prototype_closeness(said: Prepared, *, encoder: Encoder) -> FloatArray:
    """Return (n, topics without NOTHING) the cosine of each row with the nearest phrase of each topic."""
    catalogue = built_in_topics()
    return np.stack([(said.vectors @ encoder.encode(topic.phrases).T).max(axis=1) for topic in catalogue], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PretendedCall:
    """Rows of held-out texts as a call would have them: some about one topic, then some about the next."""

    rows: NDArray[np.intp]
    units: tuple[Unit, ...]
    truth: NDArray[np.intp]


def pretend_calls(said: Prepared, *, count: int = CALLS) -> list[PretendedCall]:
    """Return calls of one file's texts each, 3 to 10 stretches of 1 to 8 texts with NOTHING in between."""
    generator = random.Random(SEED)
    by_group: dict[str, dict[int, list[int]]] = {}
    for row, utterance in enumerate(said.utterances):
        by_group.setdefault(utterance.group, {}).setdefault(int(said.truth[row]), []).append(row)
    return [_pretended(said, by_group[generator.choice(sorted(by_group))], generator) for _ in range(count)]


def _pretended(said: Prepared, by_topic: dict[int, list[int]], generator: random.Random) -> PretendedCall:
    rows: list[int] = []
    truth: list[int] = []
    topics = [topic for topic in by_topic if TOPICS[topic] != NOTHING]
    for topic in generator.sample(topics, generator.randint(3, 10)):
        first = generator.randrange(len(by_topic[topic]))
        # Neighbours in the file are often a question and its answer, as in a call.
        for row in by_topic[topic][first : first + generator.randint(1, 8)]:
            rows.append(row)
            truth.append(topic)
            if generator.random() < 0.25:
                rows.append(generator.choice(by_topic[TOPICS.index(NOTHING)]))
                truth.append(topic)
    units = tuple(_unit(place, said.utterances[row]) for place, row in enumerate(rows))
    return PretendedCall(rows=np.array(rows), units=units, truth=np.array(truth))


def _unit(place: int, utterance: Utterance) -> Unit:
    text = utterance.text
    return Unit(turn=place, role=utterance.role, begin=0, end=len(text), text=text, words=len(text.split()))


def shares_of_calls(
    calls: Sequence[PretendedCall], probabilities: FloatArray, *, switch: float, other: float
) -> tuple[float, float, float]:
    """Return the share of units right, the share said to be about something else, and found stretches a true one."""
    right = something_else = units = found = true = 0
    for call in calls:
        chosen = probabilities[call.rows]
        topics = np.concatenate([chosen[:, :-1], np.full((len(chosen), 1), other)], axis=1)
        way = way_through(evidence(topics, call.units, nothing=chosen[:, -1]), call.units, switch=switch)
        right += int((way == call.truth).sum())
        something_else += int((way == topics.shape[1] - 1).sum())
        units += len(way)
        found += 1 + int((np.diff(way) != 0).sum())
        true += 1 + int((np.diff(call.truth) != 0).sum())
    return right / units, something_else / units, found / true


def train(utterances: Sequence[Utterance], *, encoder: Encoder) -> tuple[TopicHead, dict[str, Any]]:
    """Return the calibrated head of everything, and figures on what was held out."""
    said = prepare(utterances, encoder=encoder)
    rest, scores = held_out(said)
    temperature = best_temperature(scores, rest.truth)
    probabilities = softmax(scores / temperature)
    real = rest.truth != TOPICS.index(NOTHING)
    close = prototype_closeness(rest, encoder=encoder)
    is_topic = (np.arange(len(TOPICS) - 1) == rest.truth[:, None]).astype(np.float64)
    slope, offset = fit_platt(close.ravel(), is_topic.ravel())
    calls = pretend_calls(rest)
    switch = max(SWITCHES, key=lambda s: shares_of_calls(calls, probabilities, switch=s, other=0.0)[0])
    bearable = [o for o in OTHERS if shares_of_calls(calls, probabilities, switch=switch, other=o)[1] <= MOST_OTHER]
    other = max(bearable, default=min(OTHERS))
    right, something_else, stretches = shares_of_calls(calls, probabilities, switch=switch, other=other)
    figures = {
        "texts": len(rest.utterances),
        "texts_right": round(float((scores.argmax(axis=1) == rest.truth)[real].mean()), 3),
        "texts_right_by_prototypes": round(float((close.argmax(axis=1) == rest.truth)[real].mean()), 3),
        "by_topic": {
            topic: round(float((scores.argmax(axis=1) == rest.truth)[rest.truth == place].mean()), 2)
            for place, topic in enumerate(TOPICS)
        },
        "pretended_calls": len(calls),
        "pretended_right": round(right, 3),
        "pretended_right_without_smoothing": round(
            shares_of_calls(calls, probabilities, switch=0.0, other=other)[0], 3
        ),
        "pretended_other": round(something_else, 3),
        "stretches_found_for_a_true_one": round(stretches, 2),
    }
    head = replace(
        fit(said),
        temperature=temperature,
        proto_slope=round(slope, 4),
        proto_offset=round(offset, 4),
        switch=switch,
        other=other,
    )
    return head, figures


def main(arguments: list[str] | None = None) -> None:
    """Train from the command line; prints the held-out figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=Path, default=TOPIC_BANK, help="folder of the utterances")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="folder for topics.safetensors and topics.json")
    options = parser.parse_args(arguments)
    utterances = read_topic_bank(options.bank)
    encoder = MiniLmEncoder()
    head, figures = train(utterances, encoder=encoder)
    facts = {
        "texts_sha256": topic_bank_sha256(utterances),
        "texts": len(utterances),
        "encoder": f"{encoder.provenance.name} {encoder.provenance.version}",
        "held_out": figures,
    }
    save(head, options.out, facts=facts)
    for name, value in figures.items():
        sys.stdout.write(f"{name}: {value}\n")
    numbers = ("temperature", "proto_slope", "proto_offset", "switch", "other")
    sys.stdout.write(f"{ {name: getattr(head, name) for name in numbers} }\n")


if __name__ == "__main__":
    main()
