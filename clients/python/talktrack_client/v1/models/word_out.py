from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="WordOut")


@_attrs_define
class WordOut:
    """A spoken word with its times in seconds.

    `suspect` is there where the word may never have been said, with the reason, until a person confirms it; `overlap`
    where somebody else speaks too. A corrected word has no probability.

        Attributes:
            word (str):
            start_s (float):
            end_s (float):
            probability (float | None):
            suspect (None | str | Unset):
            overlap (bool | Unset):  Default: False.
    """

    word: str
    start_s: float
    end_s: float
    probability: float | None
    suspect: None | str | Unset = UNSET
    overlap: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        word = self.word

        start_s = self.start_s

        end_s = self.end_s

        probability: float | None
        probability = self.probability

        suspect: None | str | Unset
        if isinstance(self.suspect, Unset):
            suspect = UNSET
        else:
            suspect = self.suspect

        overlap = self.overlap

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "word": word,
                "start_s": start_s,
                "end_s": end_s,
                "probability": probability,
            }
        )
        if suspect is not UNSET:
            field_dict["suspect"] = suspect
        if overlap is not UNSET:
            field_dict["overlap"] = overlap

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        word = d.pop("word")

        start_s = d.pop("start_s")

        end_s = d.pop("end_s")

        def _parse_probability(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        probability = _parse_probability(d.pop("probability"))

        def _parse_suspect(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        suspect = _parse_suspect(d.pop("suspect", UNSET))

        overlap = d.pop("overlap", UNSET)

        word_out = cls(
            word=word,
            start_s=start_s,
            end_s=end_s,
            probability=probability,
            suspect=suspect,
            overlap=overlap,
        )

        word_out.additional_properties = d
        return word_out

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
