from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="CompetitorOut")


@_attrs_define
class CompetitorOut:
    """One competitor, counted over analysed calls.

    `/v1/moments?competitor=NAME` with the same filters returns exactly the quotes that `mentions` counts. Of moments,
    `competitor` is whom they speak of; here it keeps calls in which somebody is named, with everybody named beside.

        Attributes:
            name (str):
            mentions (int):
            calls (int):
            accounts (int):
            rate (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
                anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            first_at (datetime.datetime): Start of the earliest call it is named in.
            last_at (datetime.datetime):
    """

    name: str
    mentions: int
    calls: int
    accounts: int
    rate: RateOut
    first_at: datetime.datetime
    last_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        mentions = self.mentions

        calls = self.calls

        accounts = self.accounts

        rate = self.rate.to_dict()

        first_at = self.first_at.isoformat()

        last_at = self.last_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "mentions": mentions,
                "calls": calls,
                "accounts": accounts,
                "rate": rate,
                "first_at": first_at,
                "last_at": last_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rate_out import RateOut  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        mentions = d.pop("mentions")

        calls = d.pop("calls")

        accounts = d.pop("accounts")

        rate = RateOut.from_dict(d.pop("rate"))

        first_at = datetime.datetime.fromisoformat(d.pop("first_at"))

        last_at = datetime.datetime.fromisoformat(d.pop("last_at"))

        competitor_out = cls(
            name=name,
            mentions=mentions,
            calls=calls,
            accounts=accounts,
            rate=rate,
            first_at=first_at,
            last_at=last_at,
        )

        competitor_out.additional_properties = d
        return competitor_out

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
