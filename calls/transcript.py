"""What was said: turns of speech with their speakers, times and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from calls.provenance import Provenance


class Role(StrEnum):
    """Who a speaker is in a sales call."""

    REP = "rep"
    BUYER = "buyer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One spoken word. Times are seconds from the start of the call; probability is the engine's, 0 to 1.

    `suspect` says why the word may never have been said (a code such as `loop` or `unlikely`), None where trusted;
    suspect words are shown as such and are no evidence until a person confirms them. `overlap` marks a word during
    which somebody else speaks too.
    """

    word: str
    start_s: float
    end_s: float
    probability: float | None = None
    suspect: str | None = None
    overlap: bool = False


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


class DecidedBy(StrEnum):
    """What a speaker's role rests on."""

    CHANNELS = "channels"  # the channel map of the recording
    WORDS = "words"  # what is said
    VOICE = "voice"  # a rep's voice profile
    SIDECAR = "sidecar"  # who took part, as the source says
    PERSON = "person"  # a correction
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One voice of a call. `label` is what its turns carry as `speaker`; `confidence` in the role is 0 to 1."""

    label: str
    role: Role = Role.UNKNOWN
    name: str | None = None
    confidence: float | None = None
    decided_by: DecidedBy = DecidedBy.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All turns of one call in order of their start.

    `warnings` are plain sentences for the person who uploaded it. `version` counts from 1 for each call. `speakers` may
    be empty for a ready transcript.
    """

    call_id: str
    language: str
    duration_s: float | None
    turns: tuple[Turn, ...]
    provenance: Provenance
    warnings: tuple[str, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    version: int = 1


def word_to_list(word: Word) -> list[Any]:
    """Return the compact shape `[word, start_s, end_s, probability]`, then `suspect, overlap` where set."""
    shape: list[Any] = [word.word, word.start_s, word.end_s, word.probability]
    return [*shape, word.suspect, word.overlap] if word.suspect or word.overlap else shape


def word_from_list(shape: Sequence[Any]) -> Word:
    """Read the shape that `word_to_list` gives."""
    word, start_s, end_s, probability = shape[:4]
    suspect, overlap = shape[4:6] if len(shape) > 4 else (None, False)
    return Word(
        word=word, start_s=start_s, end_s=end_s, probability=probability, suspect=suspect, overlap=bool(overlap)
    )
