from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PrecisionOut")


@_attrs_define
class PrecisionOut:
    """The share of judged moments that people found right, with its 95 % Wilson interval.

    People judge what they happen to look at, so it speaks of judged moments only. `too_few` says that `n` is under 10
    and too small to say anything.

        Attributes:
            value (float | None):
            low (float | None):
            high (float | None):
            n (int): Moments judged: confirmed, rejected and relabelled.
            too_few (bool):
            confirmed (int):
            rejected (int):
            relabelled (int):
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    too_few: bool
    confirmed: int
    rejected: int
    relabelled: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        value: float | None
        value = self.value

        low: float | None
        low = self.low

        high: float | None
        high = self.high

        n = self.n

        too_few = self.too_few

        confirmed = self.confirmed

        rejected = self.rejected

        relabelled = self.relabelled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "value": value,
                "low": low,
                "high": high,
                "n": n,
                "too_few": too_few,
                "confirmed": confirmed,
                "rejected": rejected,
                "relabelled": relabelled,
            }
        )

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

        n = d.pop("n")

        too_few = d.pop("too_few")

        confirmed = d.pop("confirmed")

        rejected = d.pop("rejected")

        relabelled = d.pop("relabelled")

        precision_out = cls(
            value=value,
            low=low,
            high=high,
            n=n,
            too_few=too_few,
            confirmed=confirmed,
            rejected=rejected,
            relabelled=relabelled,
        )

        precision_out.additional_properties = d
        return precision_out

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
