from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.provenance_out import ProvenanceOut
    from ..models.speaker_out import SpeakerOut
    from ..models.turn_out import TurnOut


T = TypeVar("T", bound="TranscriptOut")


@_attrs_define
class TranscriptOut:
    """What was said on a call, in one version, with `corrections` made by people in it.

    `redacted` says that personal data is hidden in texts, words and names of speakers.

        Attributes:
            call_id (str):
            version (int):
            language (str):
            duration_s (float | None):
            speakers (list[SpeakerOut]):
            turns (list[TurnOut]):
            warnings (list[str]):
            corrections (int): How many corrections are in it; 0 with `corrected=false`.
            redacted (bool):
            provenance (ProvenanceOut): What produced this, and how.
    """

    call_id: str
    version: int
    language: str
    duration_s: float | None
    speakers: list[SpeakerOut]
    turns: list[TurnOut]
    warnings: list[str]
    corrections: int
    redacted: bool
    provenance: ProvenanceOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        call_id = self.call_id

        version = self.version

        language = self.language

        duration_s: float | None
        duration_s = self.duration_s

        speakers = []
        for speakers_item_data in self.speakers:
            speakers_item = speakers_item_data.to_dict()
            speakers.append(speakers_item)

        turns = []
        for turns_item_data in self.turns:
            turns_item = turns_item_data.to_dict()
            turns.append(turns_item)

        warnings = self.warnings

        corrections = self.corrections

        redacted = self.redacted

        provenance = self.provenance.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "call_id": call_id,
                "version": version,
                "language": language,
                "duration_s": duration_s,
                "speakers": speakers,
                "turns": turns,
                "warnings": warnings,
                "corrections": corrections,
                "redacted": redacted,
                "provenance": provenance,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provenance_out import ProvenanceOut  # noqa: PLC0415
        from ..models.speaker_out import SpeakerOut  # noqa: PLC0415
        from ..models.turn_out import TurnOut  # noqa: PLC0415

        d = dict(src_dict)
        call_id = d.pop("call_id")

        version = d.pop("version")

        language = d.pop("language")

        def _parse_duration_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        duration_s = _parse_duration_s(d.pop("duration_s"))

        speakers = []
        _speakers = d.pop("speakers")
        for speakers_item_data in _speakers:
            speakers_item = SpeakerOut.from_dict(speakers_item_data)

            speakers.append(speakers_item)

        turns = []
        _turns = d.pop("turns")
        for turns_item_data in _turns:
            turns_item = TurnOut.from_dict(turns_item_data)

            turns.append(turns_item)

        warnings = cast(list[str], d.pop("warnings"))

        corrections = d.pop("corrections")

        redacted = d.pop("redacted")

        provenance = ProvenanceOut.from_dict(d.pop("provenance"))

        transcript_out = cls(
            call_id=call_id,
            version=version,
            language=language,
            duration_s=duration_s,
            speakers=speakers,
            turns=turns,
            warnings=warnings,
            corrections=corrections,
            redacted=redacted,
            provenance=provenance,
        )

        transcript_out.additional_properties = d
        return transcript_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
