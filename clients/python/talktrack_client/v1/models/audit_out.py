from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.audit_out_detail import AuditOutDetail


T = TypeVar("T", bound="AuditOut")


@_attrs_define
class AuditOut:
    """Something that was done in the team.

    Attributes:
        id (str):
        actor (str):
        actor_id (None | str):
        action (str):
        subject (str): The id of what it was done to.
        detail (AuditOutDetail):
        created_at (datetime.datetime):
    """

    id: str
    actor: str
    actor_id: None | str
    action: str
    subject: str
    detail: AuditOutDetail
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        actor = self.actor

        actor_id: None | str
        actor_id = self.actor_id

        action = self.action

        subject = self.subject

        detail = self.detail.to_dict()

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "actor": actor,
                "actor_id": actor_id,
                "action": action,
                "subject": subject,
                "detail": detail,
                "created_at": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audit_out_detail import AuditOutDetail  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        actor = d.pop("actor")

        def _parse_actor_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        actor_id = _parse_actor_id(d.pop("actor_id"))

        action = d.pop("action")

        subject = d.pop("subject")

        detail = AuditOutDetail.from_dict(d.pop("detail"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        audit_out = cls(
            id=id,
            actor=actor,
            actor_id=actor_id,
            action=action,
            subject=subject,
            detail=detail,
            created_at=created_at,
        )

        audit_out.additional_properties = d
        return audit_out

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
