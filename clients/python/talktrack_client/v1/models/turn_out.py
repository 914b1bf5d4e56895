from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.role import Role, check_role

if TYPE_CHECKING:
    from ..models.word_out import WordOut


T = TypeVar("T", bound="TurnOut")


@_attrs_define
class TurnOut:
    """An unbroken stretch of speech by one speaker.

    Attributes:
        index (int):
        speaker (str):
        role (Role): Who a speaker is in a sales call.
        start_s (float | None):
        end_s (float | None):
        text (str):
        words (list[WordOut]):
    """

    index: int
    speaker: str
    role: Role
    start_s: float | None
    end_s: float | None
    text: str
    words: list[WordOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        index = self.index

        speaker = self.speaker

        role: str = self.role

        start_s: float | None
        start_s = self.start_s

        end_s: float | None
        end_s = self.end_s

        text = self.text

        words = []
        for words_item_data in self.words:
            words_item = words_item_data.to_dict()
            words.append(words_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "speaker": speaker,
                "role": role,
                "start_s": start_s,
                "end_s": end_s,
                "text": text,
                "words": words,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.word_out import WordOut  # noqa: PLC0415

        d = dict(src_dict)
        index = d.pop("index")

        speaker = d.pop("speaker")

        role = check_role(d.pop("role"))

        def _parse_start_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        start_s = _parse_start_s(d.pop("start_s"))

        def _parse_end_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        end_s = _parse_end_s(d.pop("end_s"))

        text = d.pop("text")

        words = []
        _words = d.pop("words")
        for words_item_data in _words:
            words_item = WordOut.from_dict(words_item_data)

            words.append(words_item)

        turn_out = cls(
            index=index,
            speaker=speaker,
            role=role,
            start_s=start_s,
            end_s=end_s,
            text=text,
            words=words,
        )

        turn_out.additional_properties = d
        return turn_out

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
