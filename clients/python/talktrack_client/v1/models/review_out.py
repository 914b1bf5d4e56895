from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.answer import Answer, check_answer

T = TypeVar("T", bound="ReviewOut")


@_attrs_define
class ReviewOut:
    """What a person said of a moment that was drawn from a theme. `theme_id` is the one it was drawn from.

    Attributes:
        id (str):
        theme_id (str):
        call_id (str):
        moment_id (str):
        answer (Answer): What a person says of a moment that was drawn.
        made_by (str):
        created_at (datetime.datetime):
    """

    id: str
    theme_id: str
    call_id: str
    moment_id: str
    answer: Answer
    made_by: str
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        theme_id = self.theme_id

        call_id = self.call_id

        moment_id = self.moment_id

        answer: str = self.answer

        made_by = self.made_by

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "theme_id": theme_id,
                "call_id": call_id,
                "moment_id": moment_id,
                "answer": answer,
                "made_by": made_by,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        theme_id = d.pop("theme_id")

        call_id = d.pop("call_id")

        moment_id = d.pop("moment_id")

        answer = check_answer(d.pop("answer"))

        made_by = d.pop("made_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        review_out = cls(
            id=id,
            theme_id=theme_id,
            call_id=call_id,
            moment_id=moment_id,
            answer=answer,
            made_by=made_by,
            created_at=created_at,
        )

        review_out.additional_properties = d
        return review_out

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
