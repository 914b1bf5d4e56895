from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="CampaignOut")


@_attrs_define
class CampaignOut:
    """A lead source, as calls name it, and its calls; `evidence` lists exactly those.

    Attributes:
        name (str):
        calls (int):
        analysed (int):
        accounts (int):
        first_at (datetime.datetime):
        last_at (datetime.datetime):
        updated_at (datetime.datetime):
        evidence (str):
    """

    name: str
    calls: int
    analysed: int
    accounts: int
    first_at: datetime.datetime
    last_at: datetime.datetime
    updated_at: datetime.datetime
    evidence: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        calls = self.calls

        analysed = self.analysed

        accounts = self.accounts

        first_at = self.first_at.isoformat()

        last_at = self.last_at.isoformat()

        updated_at = self.updated_at.isoformat()

        evidence = self.evidence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "calls": calls,
                "analysed": analysed,
                "accounts": accounts,
                "first_at": first_at,
                "last_at": last_at,
                "updated_at": updated_at,
                "evidence": evidence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        calls = d.pop("calls")

        analysed = d.pop("analysed")

        accounts = d.pop("accounts")

        first_at = datetime.datetime.fromisoformat(d.pop("first_at"))

        last_at = datetime.datetime.fromisoformat(d.pop("last_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        evidence = d.pop("evidence")

        campaign_out = cls(
            name=name,
            calls=calls,
            analysed=analysed,
            accounts=accounts,
            first_at=first_at,
            last_at=last_at,
            updated_at=updated_at,
            evidence=evidence,
        )

        campaign_out.additional_properties = d
        return campaign_out

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
