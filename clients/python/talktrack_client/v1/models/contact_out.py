from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ContactOut")


@_attrs_define
class ContactOut:
    """A buyer who took part in calls of an account; `evidence` lists exactly those calls.

    `redacted`: name and e-mail address are hidden.

        Attributes:
            id (str): Always the same for the same name in an account.
            name (str):
            email (None | str):
            account_id (None | str):
            account (None | str):
            calls (int):
            last_at (datetime.datetime): Start of the newest call.
            updated_at (datetime.datetime): When one of those calls changed last.
            evidence (str):
            redacted (bool):
    """

    id: str
    name: str
    email: None | str
    account_id: None | str
    account: None | str
    calls: int
    last_at: datetime.datetime
    updated_at: datetime.datetime
    evidence: str
    redacted: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        email: None | str
        email = self.email

        account_id: None | str
        account_id = self.account_id

        account: None | str
        account = self.account

        calls = self.calls

        last_at = self.last_at.isoformat()

        updated_at = self.updated_at.isoformat()

        evidence = self.evidence

        redacted = self.redacted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "email": email,
                "account_id": account_id,
                "account": account,
                "calls": calls,
                "last_at": last_at,
                "updated_at": updated_at,
                "evidence": evidence,
                "redacted": redacted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        def _parse_email(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        email = _parse_email(d.pop("email"))

        def _parse_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account_id = _parse_account_id(d.pop("account_id"))

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        calls = d.pop("calls")

        last_at = datetime.datetime.fromisoformat(d.pop("last_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        evidence = d.pop("evidence")

        redacted = d.pop("redacted")

        contact_out = cls(
            id=id,
            name=name,
            email=email,
            account_id=account_id,
            account=account,
            calls=calls,
            last_at=last_at,
            updated_at=updated_at,
            evidence=evidence,
            redacted=redacted,
        )

        contact_out.additional_properties = d
        return contact_out

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
