from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.theme_part_out_stands_out_type_0 import ThemePartOutStandsOutType0, check_theme_part_out_stands_out_type_0

if TYPE_CHECKING:
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="ThemePartOut")


@_attrs_define
class ThemePartOut:
    """A theme in the calls of one value of a cut.

    `difference` is its rate there less that in all other analysed calls, with its 95 % interval; `stands_out` says that
    it is higher or lower there beyond chance, across all cells that the answer holds.

        Attributes:
            calls (int):
            accounts (int):
            mentions (int):
            rate (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
                anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            evidence (str):
            value (str):
            difference (float | None):
            low (float | None):
            high (float | None):
            stands_out (None | ThemePartOutStandsOutType0):
    """

    calls: int
    accounts: int
    mentions: int
    rate: RateOut
    evidence: str
    value: str
    difference: float | None
    low: float | None
    high: float | None
    stands_out: None | ThemePartOutStandsOutType0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        calls = self.calls

        accounts = self.accounts

        mentions = self.mentions

        rate = self.rate.to_dict()

        evidence = self.evidence

        value = self.value

        difference: float | None
        difference = self.difference

        low: float | None
        low = self.low

        high: float | None
        high = self.high

        stands_out: None | str
        if isinstance(self.stands_out, str):
            stands_out = self.stands_out
        else:
            stands_out = self.stands_out

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "calls": calls,
                "accounts": accounts,
                "mentions": mentions,
                "rate": rate,
                "evidence": evidence,
                "value": value,
                "difference": difference,
                "low": low,
                "high": high,
                "stands_out": stands_out,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rate_out import RateOut  # noqa: PLC0415

        d = dict(src_dict)
        calls = d.pop("calls")

        accounts = d.pop("accounts")

        mentions = d.pop("mentions")

        rate = RateOut.from_dict(d.pop("rate"))

        evidence = d.pop("evidence")

        value = d.pop("value")

        def _parse_difference(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        difference = _parse_difference(d.pop("difference"))

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

        def _parse_stands_out(data: object) -> None | ThemePartOutStandsOutType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                stands_out_type_0 = check_theme_part_out_stands_out_type_0(data)

                return stands_out_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ThemePartOutStandsOutType0, data)

        stands_out = _parse_stands_out(d.pop("stands_out"))

        theme_part_out = cls(
            calls=calls,
            accounts=accounts,
            mentions=mentions,
            rate=rate,
            evidence=evidence,
            value=value,
            difference=difference,
            low=low,
            high=high,
            stands_out=stands_out,
        )

        theme_part_out.additional_properties = d
        return theme_part_out

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
