"""From what a person asks for to a judgement that can be kept: checked against what they looked at."""

import hashlib
import re

from calls.anchoring import Placed, times_of
from calls.errors import InvalidInput
from calls.judgement import PERSON, Anchor, Label, Verdict
from calls.moment import Category, Kind, Moment, moment_id
from calls.transcript import Role, Transcript, Turn
from calls.wording import places_in_text

LONGEST_QUOTE = 5_000


def judgement_id(moment: str) -> str:
    """Return the id of the judgement on a moment (id): judging it twice is one judgement."""
    return f"ju_{hashlib.sha256(moment.encode()).hexdigest()[:16]}"


def label(kind: Kind, category: Category | None) -> Label:
    """Return a label. Raises InvalidInput where an objection has no category, or anything else has one."""
    names = ", ".join(Category)
    if kind is Kind.OBJECTION and category is None:
        raise InvalidInput(f"Say what the objection is about: give `category` as one of {names}.")
    if kind is not Kind.OBJECTION and category is not None:
        raise InvalidInput(f"Only an objection has a category; leave it out for {kind.value}.")
    return Label(kind=kind, category=category)


def verdict_label(before: Label | None, verdict: Verdict, *, asked: Label | None) -> Label | None:
    """Return what a verdict says a moment is, None for none. `before` is its label as found, None where a person added
    it. Raises InvalidInput where the verdict says nothing new.
    """
    if before is None:
        raise InvalidInput(
            "A person added this moment, no detector found it; take that back by deleting its correction."
        )
    if verdict is Verdict.CONFIRM:
        return before
    if verdict is Verdict.REJECT:
        return None
    if asked is None:
        raise InvalidInput("Say what it is instead: give `kind`, and for an objection `category`.")
    if asked == before:
        raise InvalidInput(f"It is {_name(before)} as found; confirm it instead.")
    return asked


def added_moment(transcript: Transcript, *, turn_index: int, quote: str, label: Label) -> Moment:
    """Return the moment that a person marks in a buyer's turn. `quote` is verbatim but for white space.

    Raises InvalidInput where no buyer says it in that turn, or where it holds uncertain words.
    """
    turn = next((turn for turn in transcript.turns if turn.index == turn_index), None)
    if turn is None:
        raise InvalidInput(f"There is no turn {turn_index} in this transcript.")
    if turn.role is not Role.BUYER:
        raise InvalidInput(
            f"Turn {turn_index} is said by {turn.role.value}, and moments are what buyers do; "
            "if a buyer says it, set the speaker's role first."
        )
    placed = _placed(turn, quote)
    if any(
        word.suspect and at is not None and at[1] > placed.begin and at[0] < placed.end
        for word, at in zip(turn.words, places_in_text(turn), strict=True)
    ):
        raise InvalidInput("The quote holds uncertain words; confirm that they were said first.")
    start_s, end_s = times_of(placed)
    return Moment(
        id=moment_id(
            call_id=transcript.call_id, turn_index=turn_index, kind=label.kind, quote=placed.quote, provenance=PERSON
        ),
        call_id=transcript.call_id,
        turn_index=turn_index,
        kind=label.kind,
        category=label.category,
        quote=placed.quote,
        start_s=start_s,
        end_s=end_s,
        role=turn.role,
        score=1.0,
        provenance=PERSON,
    )


def anchor_of(moment: Moment) -> Anchor:
    """Return where a moment stands."""
    return Anchor(turn_index=moment.turn_index, quote=moment.quote, start_s=moment.start_s, end_s=moment.end_s)


def _placed(turn: Turn, quote: str) -> Placed:
    words = quote.split()
    if not words:
        raise InvalidInput("The quote is empty; give the words as the transcript has them.")
    if len(quote) > LONGEST_QUOTE:
        raise InvalidInput(f"The quote is longer than {LONGEST_QUOTE:,} characters; mark a sentence or two.")
    if not any(character.isalnum() for character in quote):
        raise InvalidInput("The quote has no letter or digit.")
    found = re.search(r"\s+".join(re.escape(word) for word in words), turn.text)
    if found is None:
        raise InvalidInput(
            f"Turn {turn.index} does not say that word for word; copy the quote from the transcript: "
            f"{turn.text[:160]!r}."
        )
    return Placed(turn=turn, begin=found.start(), end=found.end())


def _name(label: Label) -> str:
    return f"{label.kind.value}:{label.category.value}" if label.category else label.kind.value
