from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.person_role import PersonRole, check_person_role
from ..models.scope import Scope, check_scope

T = TypeVar("T", bound="MeOut")


@_attrs_define
class MeOut:
    """Who is asking. `role` is null for a key.

    Attributes:
        name (str):
        team_id (str):
        team (str):
        person_id (None | str):
        role (None | PersonRole):
        scopes (list[Scope]):
    """

    name: str
    team_id: str
    team: str
    person_id: None | str
    role: None | PersonRole
    scopes: list[Scope]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        team_id = self.team_id

        team = self.team

        person_id: None | str
        person_id = self.person_id

        role: None | str
        if isinstance(self.role, str):
            role = self.role
        else:
            role = self.role

        scopes = []
        for scopes_item_data in self.scopes:
            scopes_item: str = scopes_item_data
            scopes.append(scopes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "team_id": team_id,
                "team": team,
                "person_id": person_id,
                "role": role,
                "scopes": scopes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        team_id = d.pop("team_id")

        team = d.pop("team")

        def _parse_person_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        person_id = _parse_person_id(d.pop("person_id"))

        def _parse_role(data: object) -> None | PersonRole:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_0 = check_person_role(data)

                return role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PersonRole, data)

        role = _parse_role(d.pop("role"))

        scopes = []
        _scopes = d.pop("scopes")
        for scopes_item_data in _scopes:
            scopes_item = check_scope(scopes_item_data)

            scopes.append(scopes_item)

        me_out = cls(
            name=name,
            team_id=team_id,
            team=team,
            person_id=person_id,
            role=role,
            scopes=scopes,
        )

        me_out.additional_properties = d
        return me_out

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
