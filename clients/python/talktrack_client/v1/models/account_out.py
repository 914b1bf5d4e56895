from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="AccountOut")


@_attrs_define
class AccountOut:
    """A buyer's company, by its name as calls give it, and its calls; `evidence` lists exactly those.

    Attributes:
        id (str):
        name (str):
        calls (int):
        analysed (int): Calls among them that rates are counted over.
        first_at (datetime.datetime): Start of the first call.
        last_at (datetime.datetime):
        updated_at (datetime.datetime): When one of its calls changed last.
        evidence (str):
    """

    id: str
    name: str
    calls: int
    analysed: int
    first_at: datetime.datetime
    last_at: datetime.datetime
    updated_at: datetime.datetime
    evidence: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        calls = self.calls

        analysed = self.analysed

        first_at = self.first_at.isoformat()

        last_at = self.last_at.isoformat()

        updated_at = self.updated_at.isoformat()

        evidence = self.evidence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "calls": calls,
                "analysed": analysed,
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
        id = d.pop("id")

        name = d.pop("name")

        calls = d.pop("calls")

        analysed = d.pop("analysed")

        first_at = datetime.datetime.fromisoformat(d.pop("first_at"))

        last_at = datetime.datetime.fromisoformat(d.pop("last_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        evidence = d.pop("evidence")

        account_out = cls(
            id=id,
            name=name,
            calls=calls,
            analysed=analysed,
            first_at=first_at,
            last_at=last_at,
            updated_at=updated_at,
            evidence=evidence,
        )

        account_out.additional_properties = d
        return account_out

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
