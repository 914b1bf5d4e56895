"""A phrase list that a person defines, and the places where it is said."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from calls.errors import InvalidInput
from calls.transcript import Role

LONGEST_NAME = 100
LONGEST_PHRASE = 120
MOST_WORDS = 12
MOST_PHRASES = 100
_WORD = re.compile(r"[^\W_]")
_WILDCARD_IN_PLACE = re.compile(r"[^\W_]{2,}\*(?=$|[^\w*])")


class SaidBy(StrEnum):
    """Whose words a tracker listens to."""

    REP = "rep"
    BUYER = "buyer"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a tracker looks for.

    A word stands for all its forms unless `exact`; `*` at a word's end stands for any ending. `in_question` takes only
    what is part of a question. Make one with `wanted`, which checks it.
    """

    name: str
    phrases: tuple[str, ...]
    said_by: SaidBy = SaidBy.ANYONE
    in_question: bool = False
    exact: bool = False

    def listens_to(self, role: Role) -> bool:
        """Whether what somebody in this role says counts."""
        return self.said_by is SaidBy.ANYONE or self.said_by.value == role.value

    def finds_the_same(self, other: "Wanted") -> bool:
        """Whether another one, whatever its name, finds the same."""
        return (self.phrases, self.said_by, self.in_question, self.exact) == (
            other.phrases, other.said_by, other.in_question, other.exact,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where a tracker's phrase is said.

    `quote` is the sentence, verbatim; `quote[begin:end]` is what matched. Times are seconds from the start of the call,
    None where the turn has none.
    """

    id: str
    tracker_id: str
    call_id: str
    turn_index: int
    role: Role
    quote: str
    begin: int
    end: int
    start_s: float | None
    end_s: float | None


def mention_id(*, tracker_id: str, call_id: str, turn_index: int, begin: int, words: str) -> str:
    """Return the id of a mention: `me_` and 20 hex digits hashed from where it begins in its turn and what it says."""
    made_from = json.dumps([tracker_id, call_id, turn_index, begin, words])
    return f"me_{hashlib.sha256(made_from.encode()).hexdigest()[:20]}"


def wanted(
    *,
    name: str,
    phrases: Iterable[str],
    said_by: SaidBy = SaidBy.ANYONE,
    in_question: bool = False,
    exact: bool = False,
) -> Wanted:
    """Return what a tracker looks for, tidied: white space in order, each phrase once. Raises InvalidInput."""
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise InvalidInput(f"A tracker needs a name of 1 to {LONGEST_NAME} characters.")
    tidy = {" ".join(phrase.split()).casefold(): " ".join(phrase.split()) for phrase in phrases if phrase.strip()}
    if not tidy:
        raise InvalidInput("A tracker needs at least one phrase, such as `price increase`.")
    if len(tidy) > MOST_PHRASES:
        raise InvalidInput(f"A tracker takes {MOST_PHRASES} phrases at most; divide these among several trackers.")
    for phrase in tidy.values():
        _check(phrase)
    return Wanted(name=called, phrases=tuple(tidy.values()), said_by=said_by, in_question=in_question, exact=exact)


def _check(phrase: str) -> None:
    if len(phrase) > LONGEST_PHRASE or len(phrase.split()) > MOST_WORDS:
        raise InvalidInput(
            f"The phrase {phrase[:40]!r}… is too long: {MOST_WORDS} words and {LONGEST_PHRASE} characters at most."
        )
    if not _WORD.search(phrase) or "\x00" in phrase:
        raise InvalidInput(f"The phrase {phrase!r} holds no word; write what is said, such as `price increase`.")
    if "*" in _WILDCARD_IN_PLACE.sub("", phrase):
        raise InvalidInput(
            f"In the phrase {phrase!r} the * does not end a word of two letters or more; write it as in `integrat*`."
        )
