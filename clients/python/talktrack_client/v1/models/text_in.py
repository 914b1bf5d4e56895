from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TextIn")


@_attrs_define
class TextIn:
    """What one turn really says.

    Attributes:
        kind (Literal['text']):
        turn_index (int): The turn's `index` in the transcript.
        text (str):
        was (None | str | Unset): What it said when it was looked at; 409 when it says something else.
        version (int | None | Unset): The version that was looked at; 409 when another is current by now.
    """

    kind: Literal["text"]
    turn_index: int
    text: str
    was: None | str | Unset = UNSET
    version: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        turn_index = self.turn_index

        text = self.text

        was: None | str | Unset
        if isinstance(self.was, Unset):
            was = UNSET
        else:
            was = self.was

        version: int | None | Unset
        if isinstance(self.version, Unset):
            version = UNSET
        else:
            version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "turn_index": turn_index,
                "text": text,
            }
        )
        if was is not UNSET:
            field_dict["was"] = was
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = cast(Literal["text"], d.pop("kind"))
        if kind != "text":
            raise ValueError(f"kind must match const 'text', got '{kind}'")

        turn_index = d.pop("turn_index")

        text = d.pop("text")

        def _parse_was(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        was = _parse_was(d.pop("was", UNSET))

        def _parse_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        version = _parse_version(d.pop("version", UNSET))

        text_in = cls(
            kind=kind,
            turn_index=turn_index,
            text=text,
            was=was,
            version=version,
        )

        text_in.additional_properties = d
        return text_in

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
