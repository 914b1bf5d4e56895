"""The seam between a transcript's passages and what a buyer does in them; implementations are in `nlp/detectors`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from calls.moment import Category, Kind
from calls.provenance import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One buyer turn with the rep's turn before it ("" where the buyer speaks first), and `rep_after` the rep's answer.

    `sentences` are spaCy Spans of the turn as `nlp.language` read it, so that syntax, entities and `doc.spans` are at
    hand; their `text` is verbatim.
    """

    rep_before: str
    text: str
    sentences: tuple[Any, ...]
    rep_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One kind found in the passage's sentence number `sentence`. `category` is set for objections only.

    `score` is the detector's estimate, 0 to 1, that a careful reader would agree.
    """

    sentence: int
    kind: Kind
    category: Category | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """What a detector finds (`firm`) or nearly finds."""

    finding: Finding
    firm: bool


class Detector(Protocol):
    """Says what the buyer does, sentence by sentence."""

    @property
    def provenance(self) -> Provenance:
        """Name, version and options; a new version gives moments new ids."""
        ...

    def detect(self, passages: Sequence[Passage]) -> list[tuple[Finding, ...]]:
        """Return the findings of each passage, in order of sentence; a kind at most once a sentence."""
        ...


@runtime_checkable
class LeaningDetector(Protocol):
    """A detector that also says what it nearly finds."""

    def leanings(self, passages: Sequence[Passage], *, ease: float) -> list[tuple[Leaning, ...]]:
        """Return, like detect(), all findings whose score reaches `ease` (0 to 1) times what a finding takes."""
        ...


@runtime_checkable
class ReportingDetector(Protocol):
    """A detector whose work costs something or may fall short, so that it is told."""

    def report(self) -> Mapping[str, int | str]:
        """Return counts by name of what the last detect() came to."""
        ...
