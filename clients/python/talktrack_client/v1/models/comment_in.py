from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CommentIn")


@_attrs_define
class CommentIn:
    """A comment on the whole call, or at one of its turns or seconds.

    Attributes:
        text (str):
        turn_index (int | None | Unset):
        at_s (float | None | Unset):
    """

    text: str
    turn_index: int | None | Unset = UNSET
    at_s: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        turn_index: int | None | Unset
        if isinstance(self.turn_index, Unset):
            turn_index = UNSET
        else:
            turn_index = self.turn_index

        at_s: float | None | Unset
        if isinstance(self.at_s, Unset):
            at_s = UNSET
        else:
            at_s = self.at_s

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "text": text,
            }
        )
        if turn_index is not UNSET:
            field_dict["turn_index"] = turn_index
        if at_s is not UNSET:
            field_dict["at_s"] = at_s

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        def _parse_turn_index(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        turn_index = _parse_turn_index(d.pop("turn_index", UNSET))

        def _parse_at_s(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        at_s = _parse_at_s(d.pop("at_s", UNSET))

        comment_in = cls(
            text=text,
            turn_index=turn_index,
            at_s=at_s,
        )

        comment_in.additional_properties = d
        return comment_in

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
