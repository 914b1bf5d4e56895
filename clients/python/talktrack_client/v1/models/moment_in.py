from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.category import Category, check_category
from ..models.kind import Kind, check_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="MomentIn")


@_attrs_define
class MomentIn:
    """A moment that was missed: words of one buyer turn, verbatim. An objection needs its `category`.

    Attributes:
        turn_index (int): The turn's `index` in the transcript.
        quote (str):
        kind (Kind): What the buyer does with a moment.
        category (Category | None | Unset):
        version (int | None | Unset): The transcript version that was looked at; 409 when another is current by now.
    """

    turn_index: int
    quote: str
    kind: Kind
    category: Category | None | Unset = UNSET
    version: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        turn_index = self.turn_index

        quote = self.quote

        kind: str = self.kind

        category: None | str | Unset
        if isinstance(self.category, Unset):
            category = UNSET
        elif isinstance(self.category, str):
            category = self.category
        else:
            category = self.category

        version: int | None | Unset
        if isinstance(self.version, Unset):
            version = UNSET
        else:
            version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "turn_index": turn_index,
                "quote": quote,
                "kind": kind,
            }
        )
        if category is not UNSET:
            field_dict["category"] = category
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        turn_index = d.pop("turn_index")

        quote = d.pop("quote")

        kind = check_kind(d.pop("kind"))

        def _parse_category(data: object) -> Category | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                category_type_0 = check_category(data)

                return category_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Category | None | Unset, data)

        category = _parse_category(d.pop("category", UNSET))

        def _parse_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        version = _parse_version(d.pop("version", UNSET))

        moment_in = cls(
            turn_index=turn_index,
            quote=quote,
            kind=kind,
            category=category,
            version=version,
        )

        moment_in.additional_properties = d
        return moment_in

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
