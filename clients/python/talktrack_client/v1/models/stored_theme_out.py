from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kind import Kind, check_kind
from ..models.stored_theme_out_label_by import StoredThemeOutLabelBy, check_stored_theme_out_label_by
from ..models.theme_state import ThemeState, check_theme_state

T = TypeVar("T", bound="StoredThemeOut")


@_attrs_define
class StoredThemeOut:
    """A theme as people made it, without its counts; `label_by` says whether a person or the software named it.

    Attributes:
        id (str):
        kind (Kind): What the buyer does with a moment.
        label (str):
        label_by (StoredThemeOutLabelBy):
        state (ThemeState): Where a theme is in its life: proposed by the software, accepted by a person, or put away.
        parent_id (None | str):
        pinned (bool):
        updated_at (datetime.datetime):
    """

    id: str
    kind: Kind
    label: str
    label_by: StoredThemeOutLabelBy
    state: ThemeState
    parent_id: None | str
    pinned: bool
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind: str = self.kind

        label = self.label

        label_by: str = self.label_by

        state: str = self.state

        parent_id: None | str
        parent_id = self.parent_id

        pinned = self.pinned

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "label": label,
                "label_by": label_by,
                "state": state,
                "parent_id": parent_id,
                "pinned": pinned,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        kind = check_kind(d.pop("kind"))

        label = d.pop("label")

        label_by = check_stored_theme_out_label_by(d.pop("label_by"))

        state = check_theme_state(d.pop("state"))

        def _parse_parent_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        parent_id = _parse_parent_id(d.pop("parent_id"))

        pinned = d.pop("pinned")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        stored_theme_out = cls(
            id=id,
            kind=kind,
            label=label,
            label_by=label_by,
            state=state,
            parent_id=parent_id,
            pinned=pinned,
            updated_at=updated_at,
        )

        stored_theme_out.additional_properties = d
        return stored_theme_out

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
