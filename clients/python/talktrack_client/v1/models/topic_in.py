from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="TopicIn")


@_attrs_define
class TopicIn:
    """A new topic. It works through its phrases, on old calls too, without any training.

    Attributes:
        label (str):
        phrases (list[str]): Words or whole sentences that are said about it, best five or more.
        description (str | Unset):  Default: ''.
    """

    label: str
    phrases: list[str]
    description: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        label = self.label

        phrases = self.phrases

        description = self.description

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "label": label,
                "phrases": phrases,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        label = d.pop("label")

        phrases = cast(list[str], d.pop("phrases"))

        description = d.pop("description", UNSET)

        topic_in = cls(
            label=label,
            phrases=phrases,
            description=description,
        )

        return topic_in
