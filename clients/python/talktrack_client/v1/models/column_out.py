from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ColumnOut")


@_attrs_define
class ColumnOut:
    """A value of a cut, with the analysed calls that have it. `evidence` answers with exactly those calls.

    Attributes:
        value (str):
        n (int):
        accounts (int | None):
        evidence (str):
    """

    value: str
    n: int
    accounts: int | None
    evidence: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        value = self.value

        n = self.n

        accounts: int | None
        accounts = self.accounts

        evidence = self.evidence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "value": value,
                "n": n,
                "accounts": accounts,
                "evidence": evidence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        value = d.pop("value")

        n = d.pop("n")

        def _parse_accounts(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        accounts = _parse_accounts(d.pop("accounts"))

        evidence = d.pop("evidence")

        column_out = cls(
            value=value,
            n=n,
            accounts=accounts,
            evidence=evidence,
        )

        column_out.additional_properties = d
        return column_out

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
