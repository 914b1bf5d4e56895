"""What telling voices apart gives: whose word each is, and what each person sounds like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What a person sounds like: a unit vector of 192 numbers, and the seconds of clean speech behind it."""

    vector: tuple[float, ...]
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON shape; `from_dict` reads it back unchanged."""
        return {"vector": list(self.vector), "seconds": self.seconds}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Voice":
        """Read the JSON shape that `as_dict` gives."""
        return cls(vector=tuple(float(number) for number in data["vector"]), seconds=float(data["seconds"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time, in seconds, in which one speaker is heard; spans of different speakers may overlap."""

    speaker: int
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Separated:
    """Who says each word, as a number from 0 in order of first words, and during which somebody else speaks too.

    `voices` has one voice a speaker. `spans` is when each is heard, in order of start, found without regard to words.
    """

    speakers: tuple[int, ...]
    overlaps: tuple[bool, ...]
    voices: tuple[Voice, ...]
    spans: tuple[Span, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON shape; `from_dict` reads it back unchanged."""
        return {
            "speakers": list(self.speakers),
            "overlaps": list(self.overlaps),
            "voices": [voice.as_dict() for voice in self.voices],
            "spans": [[span.speaker, span.start_s, span.end_s] for span in self.spans],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Separated":
        """Read the JSON shape that `as_dict` gives."""
        return cls(
            speakers=tuple(data["speakers"]),
            overlaps=tuple(data["overlaps"]),
            voices=tuple(Voice.from_dict(voice) for voice in data["voices"]),
            spans=tuple(Span(speaker=who, start_s=start, end_s=end) for who, start, end in data["spans"]),
        )
