"""How likely each sentence is about each topic of the catalogue: the trained head, and the phrases people gave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.topic_catalogue import TopicDefinition, built_in_topics
from nlp.encoder import Encoder, Vectors
from nlp.topics.head import NOTHING, FloatArray, TopicHead

# A phrase that is said word for word leaves little doubt. Set by judgement: it is also said in passing.
SAID_LITERALLY = 0.85


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """`topics` (n, topics) are probabilities that a text is about each, `nothing` (n,) that it may stand anywhere."""

    topics: FloatArray
    nothing: FloatArray


def score(
    texts: Sequence[str], vectors: Vectors, *, catalogue: Sequence[TopicDefinition], head: TopicHead, encoder: Encoder
) -> Scores:
    """Return probabilities for `catalogue`, whose topics are all enabled; `vectors` (n, DIMENSIONS) are the texts'.

    A built-in topic has what the head says; phrases that a person gave to it, or to a topic of their own, speak for it
    by the closest one. What they claim is taken from all others in equal parts.
    """
    found = head.probabilities(vectors, texts)
    column = {name: place for place, name in enumerate(head.topics)}
    topics = np.zeros((len(texts), len(catalogue)))
    for place, topic in enumerate(catalogue):
        if topic.built_in and topic.id in column:
            topics[:, place] = found[:, column[topic.id]]
    for place, topic in enumerate(catalogue):
        phrases = _given_by_people(topic)
        if phrases:
            claimed = _claimed(texts, vectors, phrases=phrases, head=head, encoder=encoder)
            topics *= (1.0 - claimed)[:, None]
            topics[:, place] += claimed
    return Scores(topics=topics, nothing=found[:, column[NOTHING]] * (1.0 - topics.max(axis=1, initial=0.0)))


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
