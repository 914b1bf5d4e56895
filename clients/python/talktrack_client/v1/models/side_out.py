from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="SideOut")


@_attrs_define
class SideOut:
    """A theme in one of the two windows that are set side by side; null: from the first call, to the last.

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
        start (datetime.datetime | None):
        end (datetime.datetime | None):
    """

    calls: int
    accounts: int
    mentions: int
    rate: RateOut
    evidence: str
    start: datetime.datetime | None
    end: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        calls = self.calls

        accounts = self.accounts

        mentions = self.mentions

        rate = self.rate.to_dict()

        evidence = self.evidence

        start: None | str
        if isinstance(self.start, datetime.datetime):
            start = self.start.isoformat()
        else:
            start = self.start

        end: None | str
        if isinstance(self.end, datetime.datetime):
            end = self.end.isoformat()
        else:
            end = self.end

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "calls": calls,
                "accounts": accounts,
                "mentions": mentions,
                "rate": rate,
                "evidence": evidence,
                "start": start,
                "end": end,
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

        def _parse_start(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                start_type_0 = datetime.datetime.fromisoformat(data)

                return start_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        start = _parse_start(d.pop("start"))

        def _parse_end(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                end_type_0 = datetime.datetime.fromisoformat(data)

                return end_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        end = _parse_end(d.pop("end"))

        side_out = cls(
            calls=calls,
            accounts=accounts,
            mentions=mentions,
            rate=rate,
            evidence=evidence,
            start=start,
            end=end,
        )

        side_out.additional_properties = d
        return side_out

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
