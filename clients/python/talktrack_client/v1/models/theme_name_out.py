from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kind import Kind, check_kind
from ..models.theme_state import ThemeState, check_theme_state

T = TypeVar("T", bound="ThemeNameOut")


@_attrs_define
class ThemeNameOut:
    """A theme as others speak of it.

    Attributes:
        id (str):
        kind (Kind): What the buyer does with a moment.
        label (str):
        state (ThemeState): Where a theme is in its life: proposed by the software, accepted by a person, or put away.
    """

    id: str
    kind: Kind
    label: str
    state: ThemeState
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind: str = self.kind

        label = self.label

        state: str = self.state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "label": label,
                "state": state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        kind = check_kind(d.pop("kind"))

        label = d.pop("label")

        state = check_theme_state(d.pop("state"))

        theme_name_out = cls(
            id=id,
            kind=kind,
            label=label,
            state=state,
        )

        theme_name_out.additional_properties = d
        return theme_name_out

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
