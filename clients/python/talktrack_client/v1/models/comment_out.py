from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CommentOut")


@_attrs_define
class CommentOut:
    """What somebody wrote beside a call. `redacted`: names of who took part are hidden in it.

    Attributes:
        id (str):
        call_id (str):
        turn_index (int | None):
        at_s (float | None):
        text (str):
        made_by (str):
        mine (bool): Whether the caller wrote it, and so may change it.
        created_at (datetime.datetime):
        updated_at (datetime.datetime):
        redacted (bool):
    """

    id: str
    call_id: str
    turn_index: int | None
    at_s: float | None
    text: str
    made_by: str
    mine: bool
    created_at: datetime.datetime
    updated_at: datetime.datetime
    redacted: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        call_id = self.call_id

        turn_index: int | None
        turn_index = self.turn_index

        at_s: float | None
        at_s = self.at_s

        text = self.text

        made_by = self.made_by

        mine = self.mine

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        redacted = self.redacted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "call_id": call_id,
                "turn_index": turn_index,
                "at_s": at_s,
                "text": text,
                "made_by": made_by,
                "mine": mine,
                "created_at": created_at,
                "updated_at": updated_at,
                "redacted": redacted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        call_id = d.pop("call_id")

        def _parse_turn_index(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        turn_index = _parse_turn_index(d.pop("turn_index"))

        def _parse_at_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        at_s = _parse_at_s(d.pop("at_s"))

        text = d.pop("text")

        made_by = d.pop("made_by")

        mine = d.pop("mine")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        redacted = d.pop("redacted")

        comment_out = cls(
            id=id,
            call_id=call_id,
            turn_index=turn_index,
            at_s=at_s,
            text=text,
            made_by=made_by,
            mine=mine,
            created_at=created_at,
            updated_at=updated_at,
            redacted=redacted,
        )

        comment_out.additional_properties = d
        return comment_out

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
