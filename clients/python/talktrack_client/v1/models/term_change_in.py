from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TermChangeIn")


@_attrs_define
class TermChangeIn:
    """What to change of a name; what is left out stays.

    Attributes:
        term (None | str | Unset):
        sounds_like (list[str] | None | Unset):
    """

    term: None | str | Unset = UNSET
    sounds_like: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        term: None | str | Unset
        if isinstance(self.term, Unset):
            term = UNSET
        else:
            term = self.term

        sounds_like: list[str] | None | Unset
        if isinstance(self.sounds_like, Unset):
            sounds_like = UNSET
        elif isinstance(self.sounds_like, list):
            sounds_like = self.sounds_like

        else:
            sounds_like = self.sounds_like

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if term is not UNSET:
            field_dict["term"] = term
        if sounds_like is not UNSET:
            field_dict["sounds_like"] = sounds_like

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_term(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        term = _parse_term(d.pop("term", UNSET))

        def _parse_sounds_like(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                sounds_like_type_0 = cast(list[str], data)

                return sounds_like_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        sounds_like = _parse_sounds_like(d.pop("sounds_like", UNSET))

        term_change_in = cls(
            term=term,
            sounds_like=sounds_like,
        )

        term_change_in.additional_properties = d
        return term_change_in

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
