from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.theme_name_out import ThemeNameOut
    from ..models.theme_part_out import ThemePartOut


T = TypeVar("T", bound="RowOut")


@_attrs_define
class RowOut:
    """A theme by the values of a cut, in the order of the columns.

    Attributes:
        theme (ThemeNameOut): A theme as others speak of it.
        cells (list[ThemePartOut]):
    """

    theme: ThemeNameOut
    cells: list[ThemePartOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        theme = self.theme.to_dict()

        cells = []
        for cells_item_data in self.cells:
            cells_item = cells_item_data.to_dict()
            cells.append(cells_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "theme": theme,
                "cells": cells,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.theme_name_out import ThemeNameOut  # noqa: PLC0415
        from ..models.theme_part_out import ThemePartOut  # noqa: PLC0415

        d = dict(src_dict)
        theme = ThemeNameOut.from_dict(d.pop("theme"))

        cells = []
        _cells = d.pop("cells")
        for cells_item_data in _cells:
            cells_item = ThemePartOut.from_dict(cells_item_data)

            cells.append(cells_item)

        row_out = cls(
            theme=theme,
            cells=cells,
        )

        row_out.additional_properties = d
        return row_out

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
