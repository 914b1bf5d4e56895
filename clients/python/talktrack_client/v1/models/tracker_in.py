from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.said_by import SaidBy, check_said_by
from ..types import UNSET, Unset

T = TypeVar("T", bound="TrackerIn")


@_attrs_define
class TrackerIn:
    """A phrase list. Each word stands for all its forms, whatever the letter case, punctuation or contraction.

    Attributes:
        name (str):
        phrases (list[str]): What is said, one or several. `*` at a word's end stands for any ending.
        said_by (SaidBy | Unset): Whose words a tracker listens to.
        in_question (bool | Unset): Only as part of a question. Default: False.
        exact (bool | Unset): Only the words as they are written, no other form of them. Default: False.
    """

    name: str
    phrases: list[str]
    said_by: SaidBy | Unset = UNSET
    in_question: bool | Unset = False
    exact: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        phrases = self.phrases

        said_by: str | Unset = UNSET
        if not isinstance(self.said_by, Unset):
            said_by = self.said_by

        in_question = self.in_question

        exact = self.exact

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "phrases": phrases,
            }
        )
        if said_by is not UNSET:
            field_dict["said_by"] = said_by
        if in_question is not UNSET:
            field_dict["in_question"] = in_question
        if exact is not UNSET:
            field_dict["exact"] = exact

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        phrases = cast(list[str], d.pop("phrases"))

        _said_by = d.pop("said_by", UNSET)
        said_by: SaidBy | Unset
        if isinstance(_said_by, Unset):
            said_by = UNSET
        else:
            said_by = check_said_by(_said_by)

        in_question = d.pop("in_question", UNSET)

        exact = d.pop("exact", UNSET)

        tracker_in = cls(
            name=name,
            phrases=phrases,
            said_by=said_by,
            in_question=in_question,
            exact=exact,
        )

        tracker_in.additional_properties = d
        return tracker_in

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
