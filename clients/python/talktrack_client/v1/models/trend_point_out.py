from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="TrendPointOut")


@_attrs_define
class TrendPointOut:
    """One step of a trend: its first day (UTC), the calls counted in it, and their share of the analysed ones.

    Attributes:
        start (datetime.date):
        calls (int):
        rate (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
            anything.

            `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
            calls
            of one account are alike.
    """

    start: datetime.date
    calls: int
    rate: RateOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        start = self.start.isoformat()

        calls = self.calls

        rate = self.rate.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "start": start,
                "calls": calls,
                "rate": rate,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rate_out import RateOut  # noqa: PLC0415

        d = dict(src_dict)
        start = datetime.date.fromisoformat(d.pop("start"))

        calls = d.pop("calls")

        rate = RateOut.from_dict(d.pop("rate"))

        trend_point_out = cls(
            start=start,
            calls=calls,
            rate=rate,
        )

        trend_point_out.additional_properties = d
        return trend_point_out

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
