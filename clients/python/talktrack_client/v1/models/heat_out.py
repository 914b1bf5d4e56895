from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cut import Cut, check_cut

if TYPE_CHECKING:
    from ..models.column_out import ColumnOut
    from ..models.row_out import RowOut


T = TypeVar("T", bound="HeatOut")


@_attrs_define
class HeatOut:
    """Themes by the values of a cut. Ask again with `cursor=next_cursor` for more themes.

    Attributes:
        by (Cut): A dimension of calls. A call may have several values of one: two reps, or none.
        columns (list[ColumnOut]):
        items (list[RowOut]):
        left_out (int): Values with fewer calls that have no column.
        next_cursor (None | str):
    """

    by: Cut
    columns: list[ColumnOut]
    items: list[RowOut]
    left_out: int
    next_cursor: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by: str = self.by

        columns = []
        for columns_item_data in self.columns:
            columns_item = columns_item_data.to_dict()
            columns.append(columns_item)

        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        left_out = self.left_out

        next_cursor: None | str
        next_cursor = self.next_cursor

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "by": by,
                "columns": columns,
                "items": items,
                "left_out": left_out,
                "next_cursor": next_cursor,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.column_out import ColumnOut  # noqa: PLC0415
        from ..models.row_out import RowOut  # noqa: PLC0415

        d = dict(src_dict)
        by = check_cut(d.pop("by"))

        columns = []
        _columns = d.pop("columns")
        for columns_item_data in _columns:
            columns_item = ColumnOut.from_dict(columns_item_data)

            columns.append(columns_item)

        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = RowOut.from_dict(items_item_data)

            items.append(items_item)

        left_out = d.pop("left_out")

        def _parse_next_cursor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        next_cursor = _parse_next_cursor(d.pop("next_cursor"))

        heat_out = cls(
            by=by,
            columns=columns,
            items=items,
            left_out=left_out,
            next_cursor=next_cursor,
        )

        heat_out.additional_properties = d
        return heat_out

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
