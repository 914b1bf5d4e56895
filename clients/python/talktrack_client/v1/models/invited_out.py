from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.person_role import PersonRole, check_person_role

T = TypeVar("T", bound="InvitedOut")


@_attrs_define
class InvitedOut:
    """A person with the path of the page on which they choose a password. It is shown once and ends after a week.

    Attributes:
        id (str):
        email (str):
        name (str):
        role (PersonRole): What a person does in their team: sends calls in, browses themes, queries for content, or
            runs it all.
        invited (bool):
        disabled (bool):
        created_at (datetime.datetime):
        last_seen_at (datetime.datetime | None):
        invitation (str):
    """

    id: str
    email: str
    name: str
    role: PersonRole
    invited: bool
    disabled: bool
    created_at: datetime.datetime
    last_seen_at: datetime.datetime | None
    invitation: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        email = self.email

        name = self.name

        role: str = self.role

        invited = self.invited

        disabled = self.disabled

        created_at = self.created_at.isoformat()

        last_seen_at: None | str
        if isinstance(self.last_seen_at, datetime.datetime):
            last_seen_at = self.last_seen_at.isoformat()
        else:
            last_seen_at = self.last_seen_at

        invitation = self.invitation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "email": email,
                "name": name,
                "role": role,
                "invited": invited,
                "disabled": disabled,
                "created_at": created_at,
                "last_seen_at": last_seen_at,
                "invitation": invitation,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        email = d.pop("email")

        name = d.pop("name")

        role = check_person_role(d.pop("role"))

        invited = d.pop("invited")

        disabled = d.pop("disabled")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_last_seen_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_seen_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_seen_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_seen_at = _parse_last_seen_at(d.pop("last_seen_at"))

        invitation = d.pop("invitation")

        invited_out = cls(
            id=id,
            email=email,
            name=name,
            role=role,
            invited=invited,
            disabled=disabled,
            created_at=created_at,
            last_seen_at=last_seen_at,
            invitation=invitation,
        )

        invited_out.additional_properties = d
        return invited_out

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
