from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SplitIn")


@_attrs_define
class SplitIn:
    """What comes out into a theme of its own, under a label: moments of it, or one of its sub-themes.

    Attributes:
        label (str):
        moment_ids (list[str] | None | Unset):
        subtheme_id (None | str | Unset):
    """

    label: str
    moment_ids: list[str] | None | Unset = UNSET
    subtheme_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        label = self.label

        moment_ids: list[str] | None | Unset
        if isinstance(self.moment_ids, Unset):
            moment_ids = UNSET
        elif isinstance(self.moment_ids, list):
            moment_ids = self.moment_ids

        else:
            moment_ids = self.moment_ids

        subtheme_id: None | str | Unset
        if isinstance(self.subtheme_id, Unset):
            subtheme_id = UNSET
        else:
            subtheme_id = self.subtheme_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "label": label,
            }
        )
        if moment_ids is not UNSET:
            field_dict["moment_ids"] = moment_ids
        if subtheme_id is not UNSET:
            field_dict["subtheme_id"] = subtheme_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        label = d.pop("label")

        def _parse_moment_ids(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                moment_ids_type_0 = cast(list[str], data)

                return moment_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        moment_ids = _parse_moment_ids(d.pop("moment_ids", UNSET))

        def _parse_subtheme_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        subtheme_id = _parse_subtheme_id(d.pop("subtheme_id", UNSET))

        split_in = cls(
            label=label,
            moment_ids=moment_ids,
            subtheme_id=subtheme_id,
        )

        split_in.additional_properties = d
        return split_in

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
