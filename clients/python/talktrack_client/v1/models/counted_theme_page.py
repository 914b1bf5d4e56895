from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.theme_out import ThemeOut


T = TypeVar("T", bound="CountedThemePage")


@_attrs_define
class CountedThemePage:
    """
    Attributes:
        as_of (datetime.datetime | None): The instant that the numbers are of; null before the first call.
        exact (bool):  Default: True.
        inexact_because (None | str):
        items (list[ThemeOut]):
        next_cursor (None | str):
    """

    as_of: datetime.datetime | None
    inexact_because: None | str
    items: list[ThemeOut]
    next_cursor: None | str
    exact: bool = True
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        as_of: None | str
        if isinstance(self.as_of, datetime.datetime):
            as_of = self.as_of.isoformat()
        else:
            as_of = self.as_of

        exact = self.exact

        inexact_because: None | str
        inexact_because = self.inexact_because

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        next_cursor: None | str
        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "as_of": as_of,
                "exact": exact,
                "inexact_because": inexact_because,
                "items": items,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.theme_out import ThemeOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_as_of(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                as_of_type_0 = datetime.datetime.fromisoformat(data)

                return as_of_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        as_of = _parse_as_of(d.pop("as_of"))

        exact = d.pop("exact")

        def _parse_inexact_because(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        inexact_because = _parse_inexact_because(d.pop("inexact_because"))

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = ThemeOut.from_dict(items_item_data)

            items.append(items_item)

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        counted_theme_page = cls(
            as_of=as_of,
            exact=exact,
            inexact_because=inexact_because,
            items=items,
            next_cursor=next_cursor,
        )

        counted_theme_page.additional_properties = d
        return counted_theme_page

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
