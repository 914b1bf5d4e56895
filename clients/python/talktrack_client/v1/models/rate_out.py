from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.rate_out_method import RateOutMethod, check_rate_out_method
from ..types import UNSET, Unset

T = TypeVar("T", bound="RateOut")


@_attrs_define
class RateOut:
    """A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say anything.

    `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because calls
    of one account are alike.

        Attributes:
            value (float | None):
            low (float | None):
            high (float | None):
            n (int): Analysed calls counted over.
            too_few (bool):
            accounts (int | None | Unset): Accounts among them; null where they were not looked at.
            method (RateOutMethod | Unset):  Default: 'wilson'.
            evidence (None | str | Unset): The query that answers with exactly the calls counted over.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    too_few: bool
    accounts: int | None | Unset = UNSET
    method: RateOutMethod | Unset = "wilson"
    evidence: None | str | Unset = UNSET
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

        accounts: int | None | Unset
        if isinstance(self.accounts, Unset):
            accounts = UNSET
        else:
            accounts = self.accounts

        method: str | Unset = UNSET
        if not isinstance(self.method, Unset):
            method = self.method

        evidence: None | str | Unset
        if isinstance(self.evidence, Unset):
            evidence = UNSET
        else:
            evidence = self.evidence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "value": value,
                "low": low,
                "high": high,
                "n": n,
                "too_few": too_few,
            }
        )
        if accounts is not UNSET:
            field_dict["accounts"] = accounts
        if method is not UNSET:
            field_dict["method"] = method
        if evidence is not UNSET:
            field_dict["evidence"] = evidence

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

        def _parse_accounts(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        accounts = _parse_accounts(d.pop("accounts", UNSET))

        _method = d.pop("method", UNSET)
        method: RateOutMethod | Unset
        if isinstance(_method, Unset):
            method = UNSET
        else:
            method = check_rate_out_method(_method)

        def _parse_evidence(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        evidence = _parse_evidence(d.pop("evidence", UNSET))

        rate_out = cls(
            value=value,
            low=low,
            high=high,
            n=n,
            too_few=too_few,
            accounts=accounts,
            method=method,
            evidence=evidence,
        )

        rate_out.additional_properties = d
        return rate_out

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
