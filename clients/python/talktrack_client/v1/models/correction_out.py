from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.correction_kind import CorrectionKind, check_correction_kind
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.role_in import RoleIn


T = TypeVar("T", bound="CorrectionOut")


@_attrs_define
class CorrectionOut:
    """One correction: who made it, when, looking at which version, and what it changes (fields of its kind).

    Attributes:
        id (str):
        kind (CorrectionKind): What a correction is about.
        version (int):
        made_by (str):
        created_at (datetime.datetime):
        redacted (bool): What was said and who is named is left out; holders of `calls:write` see it.
        turn_index (int | None | Unset):
        was (None | str | Unset):
        text (None | str | Unset):
        speakers (list[RoleIn] | None | Unset):
        heard (None | str | Unset):
        spelling (None | str | Unset):
    """

    id: str
    kind: CorrectionKind
    version: int
    made_by: str
    created_at: datetime.datetime
    redacted: bool
    turn_index: int | None | Unset = UNSET
    was: None | str | Unset = UNSET
    text: None | str | Unset = UNSET
    speakers: list[RoleIn] | None | Unset = UNSET
    heard: None | str | Unset = UNSET
    spelling: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind: str = self.kind

        version = self.version

        made_by = self.made_by

        created_at = self.created_at.isoformat()

        redacted = self.redacted

        turn_index: int | None | Unset
        if isinstance(self.turn_index, Unset):
            turn_index = UNSET
        else:
            turn_index = self.turn_index

        was: None | str | Unset
        if isinstance(self.was, Unset):
            was = UNSET
        else:
            was = self.was

        text: None | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        else:
            text = self.text

        speakers: list[dict[str, Any]] | None | Unset
        if isinstance(self.speakers, Unset):
            speakers = UNSET
        elif isinstance(self.speakers, list):
            speakers = []
            for speakers_type_0_item_data in self.speakers:
                speakers_type_0_item = speakers_type_0_item_data.to_dict()
                speakers.append(speakers_type_0_item)

        else:
            speakers = self.speakers

        heard: None | str | Unset
        if isinstance(self.heard, Unset):
            heard = UNSET
        else:
            heard = self.heard

        spelling: None | str | Unset
        if isinstance(self.spelling, Unset):
            spelling = UNSET
        else:
            spelling = self.spelling

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "version": version,
                "made_by": made_by,
                "created_at": created_at,
                "redacted": redacted,
            }
        )
        if turn_index is not UNSET:
            field_dict["turn_index"] = turn_index
        if was is not UNSET:
            field_dict["was"] = was
        if text is not UNSET:
            field_dict["text"] = text
        if speakers is not UNSET:
            field_dict["speakers"] = speakers
        if heard is not UNSET:
            field_dict["heard"] = heard
        if spelling is not UNSET:
            field_dict["spelling"] = spelling

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.role_in import RoleIn  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        kind = check_correction_kind(d.pop("kind"))

        version = d.pop("version")

        made_by = d.pop("made_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        redacted = d.pop("redacted")

        def _parse_turn_index(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        turn_index = _parse_turn_index(d.pop("turn_index", UNSET))

        def _parse_was(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        was = _parse_was(d.pop("was", UNSET))

        def _parse_text(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        def _parse_speakers(data: object) -> list[RoleIn] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                speakers_type_0 = []
                _speakers_type_0 = data
                for speakers_type_0_item_data in _speakers_type_0:
                    speakers_type_0_item = RoleIn.from_dict(speakers_type_0_item_data)

                    speakers_type_0.append(speakers_type_0_item)

                return speakers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[RoleIn] | None | Unset, data)

        speakers = _parse_speakers(d.pop("speakers", UNSET))

        def _parse_heard(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        heard = _parse_heard(d.pop("heard", UNSET))

        def _parse_spelling(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        spelling = _parse_spelling(d.pop("spelling", UNSET))

        correction_out = cls(
            id=id,
            kind=kind,
            version=version,
            made_by=made_by,
            created_at=created_at,
            redacted=redacted,
            turn_index=turn_index,
            was=was,
            text=text,
            speakers=speakers,
            heard=heard,
            spelling=spelling,
        )

        correction_out.additional_properties = d
        return correction_out

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
