from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cut import Cut, check_cut

if TYPE_CHECKING:
    from ..models.theme_part_out import ThemePartOut


T = TypeVar("T", bound="PartsOut")


@_attrs_define
class PartsOut:
    """A theme by the values of a cut, those with most analysed calls first.

    Attributes:
        theme_id (str):
        by (Cut): A dimension of calls. A call may have several values of one: two reps, or none.
        items (list[ThemePartOut]):
        left_out (int): Values with fewer calls that are not among the items.
    """

    theme_id: str
    by: Cut
    items: list[ThemePartOut]
    left_out: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        theme_id = self.theme_id

        by: str = self.by

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        left_out = self.left_out

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "theme_id": theme_id,
                "by": by,
                "items": items,
                "left_out": left_out,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.theme_part_out import ThemePartOut  # noqa: PLC0415

        d = dict(src_dict)
        theme_id = d.pop("theme_id")

        by = check_cut(d.pop("by"))

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = ThemePartOut.from_dict(items_item_data)

            items.append(items_item)

        left_out = d.pop("left_out")

        parts_out = cls(
            theme_id=theme_id,
            by=by,
            items=items,
            left_out=left_out,
        )

        parts_out.additional_properties = d
        return parts_out

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
