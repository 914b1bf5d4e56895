"""What a person says of a moment: that it is one, that it is none, that it is another; or that one was missed.

A judgement never changes what a detector found; `calls.judged.judged` lays judgements over it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calls.moment import Category, Kind
from calls.provenance import Provenance

# What produced a moment that rests on a person's word alone.
PERSON = Provenance(name="person", version="1")


class Verdict(StrEnum):
    """What a person says of a moment."""

    CONFIRM = "confirm"  # the buyer does this indeed
    REJECT = "reject"  # the buyer does nothing of the kind
    RELABEL = "relabel"  # it is of another kind or category
    ADD = "add"  # it was missed


class Judged(StrEnum):
    """What became of a moment by a person's word."""

    CONFIRMED = "confirmed"
    RELABELLED = "relabelled"
    ADDED = "added"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A moment's kind and, for an objection, what it is about."""

    kind: Kind
    category: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The words that were judged and where they were said; times in seconds, None where the call has none."""

    turn_index: int
    quote: str
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One person's verdict on one moment.

    `found` is the moment's label as the detector gave it, `found_by` that detector, and `theme_id` the theme that the
    moment was in; None for one that was added. `label` is what the moment is, None where it is none. `version` is the
    transcript that was looked at.
    """

    id: str
    call_id: str
    moment_id: str
    verdict: Verdict
    anchor: Anchor
    found: Label | None
    label: Label | None
    found_by: Provenance | None
    theme_id: str | None
    version: int
    made_by: str
    created_at: datetime
