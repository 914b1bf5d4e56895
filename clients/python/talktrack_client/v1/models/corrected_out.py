from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CorrectedOut")


@_attrs_define
class CorrectedOut:
    """The theme's rate without its wrong finds, an estimate beside the rate that can be counted.

    Rogan and Gladen's estimator, rate x precision, with a 95 % interval of both uncertainties. `assumes` says what it
    takes for granted.

        Attributes:
            value (float | None):
            low (float | None):
            high (float | None):
            too_few (bool):
            assumes (str | Unset):  Default: 'Nothing was missed (sensitivity 1), and a call is as often right as a moment:
                a lower bound.'.
    """

    value: float | None
    low: float | None
    high: float | None
    too_few: bool
    assumes: str | Unset = (
        "Nothing was missed (sensitivity 1), and a call is as often right as a moment: a lower bound."
    )
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        value: float | None
        value = self.value

        low: float | None
        low = self.low

        high: float | None
        high = self.high

        too_few = self.too_few

        assumes = self.assumes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "value": value,
                "low": low,
                "high": high,
                "too_few": too_few,
            }
        )
        if assumes is not UNSET:
            field_dict["assumes"] = assumes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        value = _parse_value(d.pop("value"))

        def _parse_low(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        low = _parse_low(d.pop("low"))

        def _parse_high(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        high = _parse_high(d.pop("high"))

        too_few = d.pop("too_few")

        assumes = d.pop("assumes", UNSET)

        corrected_out = cls(
            value=value,
            low=low,
            high=high,
            too_few=too_few,
            assumes=assumes,
        )

        corrected_out.additional_properties = d
        return corrected_out

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
