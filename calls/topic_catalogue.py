"""The topics that calls are told apart by: those that ship, and what people made of them."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calls.errors import InvalidInput

SHIPPED = Path(__file__).parent / "topics.json"
LONGEST_LABEL, LONGEST_DESCRIPTION, LONGEST_PHRASE = 80, 300, 200
MOST_PHRASES, MOST_TOPICS = 40, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDefinition:
    """One topic of the catalogue.

    `phrases` are words or whole sentences that are said about it. A `built_in` topic is also known to the trained
    model; one that a person added is known by its phrases alone, and works from the moment it is added.
    """

    id: str
    label: str
    description: str
    phrases: tuple[str, ...]
    enabled: bool = True
    built_in: bool = False


@cache
def built_in_topics() -> tuple[TopicDefinition, ...]:
    """Return the topics that ship, in the order in which they are listed."""
    return tuple(
        TopicDefinition(
            id=item["id"],
            label=item["label"],
            description=item["description"],
            phrases=tuple(item["phrases"]),
            built_in=True,
        )
        for item in json.loads(SHIPPED.read_text(encoding="utf-8"))
    )


def catalogue_digest(catalogue: Iterable[TopicDefinition]) -> str:
    """Return 12 hex digits that change with whatever changes what calls are said to be about."""
    used = sorted((t.id, list(t.phrases)) for t in catalogue if t.enabled)
    return hashlib.sha256(json.dumps(used).encode()).hexdigest()[:12]


def checked_phrases(phrases: Sequence[str], *, built_in: bool) -> tuple[str, ...]:
    """Return phrases trimmed and each once. Raises InvalidInput where one is unusable, or a topic would have none."""
    kept = tuple(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.strip()))
    if len(kept) > MOST_PHRASES:
        raise InvalidInput(f"A topic has at most {MOST_PHRASES} phrases; these are {len(kept)}.")
    for phrase in kept:
        if len(phrase) > LONGEST_PHRASE or not any(character.isalpha() for character in phrase):
            raise InvalidInput(f"{phrase[:40]!r} is no phrase: give words of at most {LONGEST_PHRASE} characters.")
    if not kept and not built_in:
        raise InvalidInput("Give at least one phrase that is said about this topic, better five.")
    return kept


def checked_text(value: str, *, what: str, longest: int, may_be_empty: bool = False) -> str:
    """Return a label or description on one line. Raises InvalidInput where it is empty or too long."""
    text = " ".join(value.split())
    if len(text) > longest or (not text and not may_be_empty):
        raise InvalidInput(f"The {what} of a topic has 1 to {longest} characters.")
    return text
