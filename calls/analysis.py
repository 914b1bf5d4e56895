"""An analysis: everything that one make of the detector found, kept apart from what others found."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calls.provenance import Provenance


class AnalysisState(StrEnum):
    """Where an analysis is: still being made beside the current one, the one that people see, or kept from before."""

    BUILDING = "building"
    CURRENT = "current"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One version of the analysis. Numbers count up from 1; a trend is computed within one of them."""

    number: int
    state: AnalysisState
    made_by: tuple[Provenance, ...]
    created_at: datetime
    made_current_at: datetime | None


def fingerprint(made_by: Sequence[Provenance]) -> str:
    """Return a digest that differs wherever what moments are made by differs: 20 hex digits."""
    text = json.dumps([provenance.as_dict() for provenance in made_by], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
