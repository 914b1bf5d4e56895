from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.said_by import SaidBy, check_said_by
from ..types import UNSET, Unset

T = TypeVar("T", bound="TrackerChange")


@_attrs_define
class TrackerChange:
    """What to change; what is left out stays.

    Attributes:
        name (None | str | Unset):
        phrases (list[str] | None | Unset):
        said_by (None | SaidBy | Unset):
        in_question (bool | None | Unset):
        exact (bool | None | Unset):
    """

    name: None | str | Unset = UNSET
    phrases: list[str] | None | Unset = UNSET
    said_by: None | SaidBy | Unset = UNSET
    in_question: bool | None | Unset = UNSET
    exact: bool | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        phrases: list[str] | None | Unset
        if isinstance(self.phrases, Unset):
            phrases = UNSET
        elif isinstance(self.phrases, list):
            phrases = self.phrases

        else:
            phrases = self.phrases

        said_by: None | str | Unset
        if isinstance(self.said_by, Unset):
            said_by = UNSET
        elif isinstance(self.said_by, str):
            said_by = self.said_by
        else:
            said_by = self.said_by

        in_question: bool | None | Unset
        if isinstance(self.in_question, Unset):
            in_question = UNSET
        else:
            in_question = self.in_question

        exact: bool | None | Unset
        if isinstance(self.exact, Unset):
            exact = UNSET
        else:
            exact = self.exact

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if phrases is not UNSET:
            field_dict["phrases"] = phrases
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

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_phrases(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                phrases_type_0 = cast(list[str], data)

                return phrases_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        phrases = _parse_phrases(d.pop("phrases", UNSET))

        def _parse_said_by(data: object) -> None | SaidBy | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                said_by_type_0 = check_said_by(data)

                return said_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SaidBy | Unset, data)

        said_by = _parse_said_by(d.pop("said_by", UNSET))

        def _parse_in_question(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        in_question = _parse_in_question(d.pop("in_question", UNSET))

        def _parse_exact(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        exact = _parse_exact(d.pop("exact", UNSET))

        tracker_change = cls(
            name=name,
            phrases=phrases,
            said_by=said_by,
            in_question=in_question,
            exact=exact,
        )

        tracker_change.additional_properties = d
        return tracker_change

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
