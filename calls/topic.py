"""What a stretch of a call is about, who raised it, and how the buyer took it."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from calls.provenance import Provenance
from calls.transcript import Role


class Sentiment(StrEnum):
    """How the buyer took a topic, in one word."""

    POSITIVE = "positive"
    MIXED = "mixed"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One stretch of a call and what it is about.

    `topic_id` is of the catalogue, None where nothing of it fits; the label is made of what is said then. A stretch
    may begin and end within a turn, so neighbours may share one. `talk_share` is 0 to 1 of the call's talk: of speaking
    time where turns have times, else of words; `raised_by` who said its first words beyond a back-channel. `sentiment`
    is -1 (only pushback and pain) to 1 (only praise) over `sentiment_n` moments of the buyer, None without any.
    """

    id: str
    call_id: str
    index: int
    topic_id: str | None
    label: str
    start_s: float | None
    end_s: float | None
    first_turn: int
    last_turn: int
    talk_share: float
    raised_by: Role
    sentiment: float | None
    sentiment_n: int
    keyphrases: tuple[str, ...]
    provenance: Provenance

    @property
    def sentiment_word(self) -> Sentiment | None:
        """The sentiment in one word; more than two of three one way is that way."""
        if self.sentiment is None:
            return None
        if abs(self.sentiment) <= 1 / 3:
            return Sentiment.MIXED
        return Sentiment.POSITIVE if self.sentiment > 0 else Sentiment.NEGATIVE


def stretch_id(*, call_id: str, index: int, topic_id: str | None, first_turn: int, provenance: Provenance) -> str:
    """Return the id of a stretch: `to_` and 20 hex digits hashed from where it is and what made it."""
    made_from = [call_id, index, topic_id, first_turn, provenance.as_dict()]
    return f"to_{hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:20]}"


def topic_to_dict(topic: Topic) -> dict[str, Any]:
    """Return the JSON shape of a stretch, as `talktrack mine --topics` prints it, one a line."""
    word = topic.sentiment_word
    return {
        "id": topic.id,
        "call_id": topic.call_id,
        "index": topic.index,
        "topic_id": topic.topic_id,
        "label": topic.label,
        "start_s": topic.start_s,
        "end_s": topic.end_s,
        "first_turn": topic.first_turn,
        "last_turn": topic.last_turn,
        "talk_share": topic.talk_share,
        "raised_by": topic.raised_by.value,
        "sentiment": topic.sentiment,
        "sentiment_word": word.value if word else None,
        "sentiment_n": topic.sentiment_n,
        "keyphrases": list(topic.keyphrases),
        "provenance": topic.provenance.as_dict(),
    }
