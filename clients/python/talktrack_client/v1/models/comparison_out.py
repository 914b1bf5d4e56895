from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.compared_out import ComparedOut


T = TypeVar("T", bound="ComparisonOut")


@_attrs_define
class ComparisonOut:
    """Themes of two analyses on the calls that both hold. `old` is the lower number, whichever is current.

    Attributes:
        items (list[ComparedOut]):
        old (int):
        new (int):
        calls (int): Calls of the window that both hold and count.
        before_calls (int | None): The same of the earlier window.
        next_cursor (None | str | Unset):
    """

    items: list[ComparedOut]
    old: int
    new: int
    calls: int
    before_calls: int | None
    next_cursor: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        old = self.old

        new = self.new

        calls = self.calls

        before_calls: int | None
        before_calls = self.before_calls

        next_cursor: None | str | Unset
        if isinstance(self.next_cursor, Unset):
            next_cursor = UNSET
        else:
            next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "items": items,
                "old": old,
                "new": new,
                "calls": calls,
                "before_calls": before_calls,
            }
        )
        if next_cursor is not UNSET:
            field_dict["next_cursor"] = next_cursor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.compared_out import ComparedOut  # noqa: PLC0415

        d = dict(src_dict)
        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = ComparedOut.from_dict(items_item_data)

            items.append(items_item)

        old = d.pop("old")

        new = d.pop("new")

        calls = d.pop("calls")

        def _parse_before_calls(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        before_calls = _parse_before_calls(d.pop("before_calls"))

        def _parse_next_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor", UNSET))

        comparison_out = cls(
            items=items,
            old=old,
            new=new,
            calls=calls,
            before_calls=before_calls,
            next_cursor=next_cursor,
        )

        comparison_out.additional_properties = d
        return comparison_out

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
