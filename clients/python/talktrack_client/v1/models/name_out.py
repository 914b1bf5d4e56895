from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kind import Kind, check_kind

T = TypeVar("T", bound="NameOut")


@_attrs_define
class NameOut:
    """A label, and the theme that answers for it; `former`: it has another by now, or was merged.

    Attributes:
        label (str):
        theme_id (str):
        kind (Kind): What the buyer does with a moment.
        former (bool):
    """

    label: str
    theme_id: str
    kind: Kind
    former: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        label = self.label

        theme_id = self.theme_id

        kind: str = self.kind

        former = self.former

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "label": label,
                "theme_id": theme_id,
                "kind": kind,
                "former": former,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        label = d.pop("label")

        theme_id = d.pop("theme_id")

        kind = check_kind(d.pop("kind"))

        former = d.pop("former")

        name_out = cls(
            label=label,
            theme_id=theme_id,
            kind=kind,
            former=former,
        )

        name_out.additional_properties = d
        return name_out

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
