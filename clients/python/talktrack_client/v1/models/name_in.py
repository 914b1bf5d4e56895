from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="NameIn")


@_attrs_define
class NameIn:
    """A misheard name, spelt right in the whole call.

    Attributes:
        kind (Literal['name']):
        heard (str):
        spelling (str):
        version (int | None | Unset): The version that was looked at; 409 when another is current by now.
    """

    kind: Literal["name"]
    heard: str
    spelling: str
    version: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        heard = self.heard

        spelling = self.spelling

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
                "heard": heard,
                "spelling": spelling,
            }
        )
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = cast(Literal["name"], d.pop("kind"))
        if kind != "name":
            raise ValueError(f"kind must match const 'name', got '{kind}'")

        heard = d.pop("heard")

        spelling = d.pop("spelling")

        def _parse_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        version = _parse_version(d.pop("version", UNSET))

        name_in = cls(
            kind=kind,
            heard=heard,
            spelling=spelling,
            version=version,
        )

        name_in.additional_properties = d
        return name_in

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
