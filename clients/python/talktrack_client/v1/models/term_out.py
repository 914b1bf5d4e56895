from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.term_kind import TermKind, check_term_kind

T = TypeVar("T", bound="TermOut")


@_attrs_define
class TermOut:
    """A name to listen for. Calls that come in after it was added know it.

    Attributes:
        id (str):
        term (str):
        kind (TermKind): What a name is of: anything that is said on calls, or a competitor, which is counted too.
        sounds_like (list[str]):
        made_by (str):
        created_at (datetime.datetime):
        updated_at (datetime.datetime):
    """

    id: str
    term: str
    kind: TermKind
    sounds_like: list[str]
    made_by: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        term = self.term

        kind: str = self.kind

        sounds_like = self.sounds_like

        made_by = self.made_by

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "term": term,
                "kind": kind,
                "sounds_like": sounds_like,
                "made_by": made_by,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        term = d.pop("term")

        kind = check_term_kind(d.pop("kind"))

        sounds_like = cast(list[str], d.pop("sounds_like"))

        made_by = d.pop("made_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        term_out = cls(
            id=id,
            term=term,
            kind=kind,
            sounds_like=sounds_like,
            made_by=made_by,
            created_at=created_at,
            updated_at=updated_at,
        )

        term_out.additional_properties = d
        return term_out

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
