"""What a person put right in a call's transcript, anchored so that it lands on the same speech in any version.

A correction never changes what the machine heard; `calls.corrected.corrected` lays corrections over a transcript.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from calls.transcript import Role


class CorrectionKind(StrEnum):
    """What a correction is about."""

    TEXT = "text"  # what one turn says
    CONFIRM = "confirm"  # suspect words that were said indeed
    ROLES = "roles"  # who is rep and who is buyer
    NAME = "name"  # a misheard name, throughout the call


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody in a call: the label they had and, for finding them in another version, when they speak.

    `spans` are (start_s, end_s); empty where turns have no times, and then the label alone counts.
    """

    speaker: str
    spans: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Words of a turn that were replaced. `first` is the place of the first in its turn; times are those of `was`."""

    first: int
    was: tuple[str, ...]
    words: tuple[str, ...]
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One turn says something else. `edits` is empty for a turn without words, which is known by its index."""

    turn_index: int
    was: str
    text: str
    voice: Voice
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedWord:
    """A suspect word that was said, as it was written and when."""

    word: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmChange:
    """Suspect words of one turn were said indeed."""

    turn_index: int
    voice: Voice
    words: tuple[ConfirmedWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRole:
    """Who one voice is. `name` is None where it is not known."""

    voice: Voice
    role: Role
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChange:
    """Who is rep and who is buyer; voices that are not listed stay what they are."""

    voices: tuple[VoiceRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameChange:
    """A name that was heard wrong, and its right spelling."""

    heard: str
    spelling: str


Change = TextChange | ConfirmChange | RolesChange | NameChange
KINDS: Mapping[type[Change], CorrectionKind] = {
    TextChange: CorrectionKind.TEXT,
    ConfirmChange: CorrectionKind.CONFIRM,
    RolesChange: CorrectionKind.ROLES,
    NameChange: CorrectionKind.NAME,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One change by one person. `number` orders those of a call; `version` is the transcript they looked at."""

    id: str
    call_id: str
    number: int
    version: int
    change: Change
    made_by: str
    created_at: datetime

    @property
    def kind(self) -> CorrectionKind:
        """What it is about."""
        return KINDS[type(self.change)]


def change_to_dict(change: Change) -> dict[str, Any]:
    """Return the JSON shape of a change; `change_from_dict` reads it back."""
    return asdict(change)


def change_from_dict(kind: CorrectionKind, data: Mapping[str, Any]) -> Change:
    """Read what `change_to_dict` gave."""
    if kind is CorrectionKind.NAME:
        return NameChange(heard=data["heard"], spelling=data["spelling"])
    if kind is CorrectionKind.ROLES:
        return RolesChange(voices=tuple(_voice_role(item) for item in data["voices"]))
    if kind is CorrectionKind.CONFIRM:
        return ConfirmChange(
            turn_index=data["turn_index"],
            voice=_voice(data["voice"]),
            words=tuple(ConfirmedWord(**word) for word in data["words"]),
        )
    return TextChange(
        turn_index=data["turn_index"],
        was=data["was"],
        text=data["text"],
        voice=_voice(data["voice"]),
        edits=tuple(_edit(edit) for edit in data["edits"]),
    )


def _voice(data: Mapping[str, Any]) -> Voice:
    return Voice(speaker=data["speaker"], spans=tuple((start_s, end_s) for start_s, end_s in data["spans"]))


def _voice_role(data: Mapping[str, Any]) -> VoiceRole:
    return VoiceRole(voice=_voice(data["voice"]), role=Role(data["role"]), name=data["name"])


def _edit(data: Mapping[str, Any]) -> Edit:
    return Edit(
        first=data["first"],
        was=tuple(data["was"]),
        words=tuple(data["words"]),
        start_s=data["start_s"],
        end_s=data["end_s"],
    )
