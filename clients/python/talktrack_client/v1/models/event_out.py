from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.theme_change import ThemeChange, check_theme_change

T = TypeVar("T", bound="EventOut")


@_attrs_define
class EventOut:
    """Something that a person did with a theme.

    `other_id` is the theme merged into, split off, moved to or nested under. `moments` is how many quotes it took
    elsewhere. `blocked_by` is the event that has to be undone before this one can be.

        Attributes:
            number (int):
            kind (ThemeChange): What was done with a theme.
            theme_id (str):
            label (str): The theme's label now.
            other_id (None | str):
            other_label (None | str):
            label_before (None | str): What it was called before, where that changed.
            label_after (None | str):
            moments (int):
            made_by (str):
            created_at (datetime.datetime):
            undoable (bool):
            blocked_by (int | None):
            undone_by (int | None):
            undid (int | None): Of an undo: the event that it took back.
    """

    number: int
    kind: ThemeChange
    theme_id: str
    label: str
    other_id: None | str
    other_label: None | str
    label_before: None | str
    label_after: None | str
    moments: int
    made_by: str
    created_at: datetime.datetime
    undoable: bool
    blocked_by: int | None
    undone_by: int | None
    undid: int | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        kind: str = self.kind

        theme_id = self.theme_id

        label = self.label

        other_id: None | str
        other_id = self.other_id

        other_label: None | str
        other_label = self.other_label

        label_before: None | str
        label_before = self.label_before

        label_after: None | str
        label_after = self.label_after

        moments = self.moments

        made_by = self.made_by

        created_at = self.created_at.isoformat()

        undoable = self.undoable

        blocked_by: int | None
        blocked_by = self.blocked_by

        undone_by: int | None
        undone_by = self.undone_by

        undid: int | None
        undid = self.undid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "number": number,
                "kind": kind,
                "theme_id": theme_id,
                "label": label,
                "other_id": other_id,
                "other_label": other_label,
                "label_before": label_before,
                "label_after": label_after,
                "moments": moments,
                "made_by": made_by,
                "created_at": created_at,
                "undoable": undoable,
                "blocked_by": blocked_by,
                "undone_by": undone_by,
                "undid": undid,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        kind = check_theme_change(d.pop("kind"))

        theme_id = d.pop("theme_id")

        label = d.pop("label")

        def _parse_other_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        other_id = _parse_other_id(d.pop("other_id"))

        def _parse_other_label(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        other_label = _parse_other_label(d.pop("other_label"))

        def _parse_label_before(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        label_before = _parse_label_before(d.pop("label_before"))

        def _parse_label_after(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        label_after = _parse_label_after(d.pop("label_after"))

        moments = d.pop("moments")

        made_by = d.pop("made_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        undoable = d.pop("undoable")

        def _parse_blocked_by(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        blocked_by = _parse_blocked_by(d.pop("blocked_by"))

        def _parse_undone_by(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        undone_by = _parse_undone_by(d.pop("undone_by"))

        def _parse_undid(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        undid = _parse_undid(d.pop("undid"))

        event_out = cls(
            number=number,
            kind=kind,
            theme_id=theme_id,
            label=label,
            other_id=other_id,
            other_label=other_label,
            label_before=label_before,
            label_after=label_after,
            moments=moments,
            made_by=made_by,
            created_at=created_at,
            undoable=undoable,
            blocked_by=blocked_by,
            undone_by=undone_by,
            undid=undid,
        )

        event_out.additional_properties = d
        return event_out

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
