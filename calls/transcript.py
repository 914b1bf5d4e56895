"""What was said: turns of speech with their speakers, times and words."""

from dataclasses import dataclass
from enum import StrEnum

from calls.provenance import Provenance


class Role(StrEnum):
    """Who a speaker is in a sales call."""

    REP = "rep"
    BUYER = "buyer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One spoken word. Times are seconds from the start of the call; probability is the engine's, 0 to 1."""

    word: str
    start_s: float
    end_s: float
    probability: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An unbroken stretch of speech by one speaker.

    Times are seconds from the start of the call, None where a ready transcript gave none. `words` is empty for such
    transcripts too.
    """

    index: int
    speaker: str
    role: Role
    text: str
    start_s: float | None = None
    end_s: float | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All turns of one call in order of their start. `warnings` are plain sentences for the person who uploaded it."""

    call_id: str
    language: str
    duration_s: float | None
    turns: tuple[Turn, ...]
    provenance: Provenance
    warnings: tuple[str, ...] = ()
