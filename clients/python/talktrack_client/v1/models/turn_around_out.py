from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.role import Role, check_role

T = TypeVar("T", bound="TurnAroundOut")


@_attrs_define
class TurnAroundOut:
    """A turn before, at or after a moment.

    Attributes:
        index (int):
        role (Role): Who a speaker is in a sales call.
        start_s (float | None):
        text (str):
    """

    index: int
    role: Role
    start_s: float | None
    text: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        index = self.index

        role: str = self.role

        start_s: float | None
        start_s = self.start_s

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "role": role,
                "start_s": start_s,
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        index = d.pop("index")

        role = check_role(d.pop("role"))

        def _parse_start_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        start_s = _parse_start_s(d.pop("start_s"))

        text = d.pop("text")

        turn_around_out = cls(
            index=index,
            role=role,
            start_s=start_s,
            text=text,
        )

        turn_around_out.additional_properties = d
        return turn_around_out

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
