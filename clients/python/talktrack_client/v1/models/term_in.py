from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.term_kind import TermKind, check_term_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="TermIn")


@_attrs_define
class TermIn:
    """A name to add.

    Attributes:
        term (str):
        kind (TermKind | Unset): What a name is of: anything that is said on calls, or a competitor, which is counted
            too.
        sounds_like (list[str] | Unset): Other spellings that always stand for it.
    """

    term: str
    kind: TermKind | Unset = UNSET
    sounds_like: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        term = self.term

        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind

        sounds_like: list[str] | Unset = UNSET
        if not isinstance(self.sounds_like, Unset):
            sounds_like = self.sounds_like

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "term": term,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind
        if sounds_like is not UNSET:
            field_dict["sounds_like"] = sounds_like

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        term = d.pop("term")

        _kind = d.pop("kind", UNSET)
        kind: TermKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = check_term_kind(_kind)

        sounds_like = cast(list[str], d.pop("sounds_like", UNSET))

        term_in = cls(
            term=term,
            kind=kind,
            sounds_like=sounds_like,
        )

        term_in.additional_properties = d
        return term_in

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
