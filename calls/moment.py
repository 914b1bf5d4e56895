"""A span of a transcript that matters to messaging, with its verbatim quote."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from calls.provenance import Provenance
from calls.transcript import Role


class Kind(StrEnum):
    """What the buyer does with a moment."""

    OBJECTION = "objection"
    QUESTION = "question"
    PREFERENCE = "preference"
    DEAL_BREAKER = "deal_breaker"
    PAIN = "pain"
    COMPETITOR = "competitor"
    PRAISE = "praise"


class Category(StrEnum):
    """What an objection is about."""

    PRICE = "price"
    TIMING = "timing"
    AUTHORITY = "authority"
    NEED = "need"
    FIT = "fit"
    TRUST = "trust"
    COMPETITOR = "competitor"
    TERMS = "terms"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing a buyer did in one turn. `category` is set for objections only; `score` is 0 to 1.

    `competitor` is the one name of whom a moment of kind competitor speaks, None where nobody is named. What became of
    it: `answer_turn_index` is the rep's next turn; `answered` is whether that answers (questions only);
    `came_back_id` is the moment in which the same concern comes back later in the call.

    `id` is a content hash (see `moment_id`), so mining the same transcript again with the same detector gives the same
    moments, and a new detector version is visibly new.
    """

    id: str
    call_id: str
    turn_index: int
    kind: Kind
    category: Category | None
    quote: str
    start_s: float | None
    end_s: float | None
    role: Role
    score: float
    provenance: Provenance
    competitor: str | None = None
    answer_turn_index: int | None = None
    answered: bool | None = None
    came_back_id: str | None = None

    @property
    def came_back(self) -> bool:
        """Whether the same concern comes back later in the call."""
        return self.came_back_id is not None


def moment_id(*, call_id: str, turn_index: int, kind: Kind, quote: str, provenance: Provenance) -> str:
    """Return the id of a moment: `mo_` and 20 hex digits hashed from what it was made from and by."""
    made_from = [call_id, turn_index, kind.value, quote, provenance.as_dict()]
    digest = hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()
    return f"mo_{digest[:20]}"
