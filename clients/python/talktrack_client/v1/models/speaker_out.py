from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.decided_by import DecidedBy, check_decided_by
from ..models.role import Role, check_role

T = TypeVar("T", bound="SpeakerOut")


@_attrs_define
class SpeakerOut:
    """One voice: `speaker` is what its turns carry, `confidence` in the role is 0 to 1.

    Attributes:
        speaker (str):
        role (Role): Who a speaker is in a sales call.
        name (None | str):
        confidence (float | None):
        decided_by (DecidedBy): What a speaker's role rests on.
    """

    speaker: str
    role: Role
    name: None | str
    confidence: float | None
    decided_by: DecidedBy
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        speaker = self.speaker

        role: str = self.role

        name: None | str
        name = self.name

        confidence: float | None
        confidence = self.confidence

        decided_by: str = self.decided_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "speaker": speaker,
                "role": role,
                "name": name,
                "confidence": confidence,
                "decided_by": decided_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        speaker = d.pop("speaker")

        role = check_role(d.pop("role"))

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        def _parse_confidence(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        confidence = _parse_confidence(d.pop("confidence"))

        decided_by = check_decided_by(d.pop("decided_by"))

        speaker_out = cls(
            speaker=speaker,
            role=role,
            name=name,
            confidence=confidence,
            decided_by=decided_by,
        )

        speaker_out.additional_properties = d
        return speaker_out

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
