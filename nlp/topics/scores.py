"""How likely each sentence is about each topic of the catalogue: the trained head, and the phrases people gave."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from calls.topic_catalogue import TopicDefinition, built_in_topics
from nlp.encoder import Encoder, Vectors
from nlp.topics.head import FloatArray, TopicHead
from nlp.topics.units import Unit

# A phrase that is said word for word leaves little doubt. Set by judgement: it is also said in passing.
SAID_LITERALLY = 0.85


def score(
    units: Sequence[Unit], vectors: Vectors, *, catalogue: Sequence[TopicDefinition], head: TopicHead, encoder: Encoder
) -> FloatArray:
    """Return (n, catalogue) probabilities that each unit of a call is about each topic; all of them are enabled.

    A built-in topic has what the head says; phrases that a person gave to it, or to a topic of their own, speak for it
    by the closest one. What they claim is taken from all others in equal parts. `vectors` (n, DIMENSIONS) are the
    units' texts'.
    """
    found = head.probabilities(vectors, units)
    texts = [unit.text for unit in units]
    topics = np.zeros((len(units), len(catalogue)))
    for place, column in enumerate(columns_of(catalogue, head=head)):
        if column is not None:
            topics[:, place] = found[:, column]
    for place, topic in enumerate(catalogue):
        phrases = _given_by_people(topic)
        if phrases:
            claimed = _claimed(texts, vectors, phrases=phrases, head=head, encoder=encoder)
            topics *= (1.0 - claimed)[:, None]
            topics[:, place] += claimed
    return topics


def columns_of(catalogue: Sequence[TopicDefinition], *, head: TopicHead) -> list[int | None]:
    """Return where the head has each topic of the catalogue, None where a person added it."""
    column = {name: place for place, name in enumerate(head.topics)}
    return [column.get(topic.id) if topic.built_in else None for topic in catalogue]


def _given_by_people(topic: TopicDefinition) -> tuple[str, ...]:
    shipped = {phrase for known in built_in_topics() if known.id == topic.id for phrase in known.phrases}
    return tuple(phrase for phrase in topic.phrases if not (topic.built_in and phrase in shipped))


def _claimed(
    texts: Sequence[str], vectors: Vectors, *, phrases: Sequence[str], head: TopicHead, encoder: Encoder
) -> NDArray[np.float64]:
    """Return (n,) the probability that each text is about what the phrases say."""
    close = (vectors @ encoder.encode(list(phrases)).T).max(axis=1).astype(np.float64)
    likely = 1.0 / (1.0 + np.exp(-(head.proto_slope * close + head.proto_offset)))
    said = re.compile(r"\b(?:" + "|".join(_pattern(phrase) for phrase in phrases) + r")\b", re.IGNORECASE)
    literally = np.array([bool(said.search(text.replace("’", "'"))) for text in texts])
    return np.asarray(np.where(literally, np.maximum(likely, SAID_LITERALLY), likely), dtype=np.float64)


def _pattern(phrase: str) -> str:
    return r"\W+".join(re.escape(word) for word in re.findall(r"[\w']+", phrase.replace("’", "'")))
