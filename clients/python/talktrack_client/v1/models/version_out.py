from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.provenance_out import ProvenanceOut


T = TypeVar("T", bound="VersionOut")


@_attrs_define
class VersionOut:
    """One version of a transcript. Older ones stay readable with `?version=`.

    Attributes:
        version (int):
        current (bool):
        language (str):
        created_at (datetime.datetime):
        provenance (ProvenanceOut): What produced this, and how.
    """

    version: int
    current: bool
    language: str
    created_at: datetime.datetime
    provenance: ProvenanceOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        current = self.current

        language = self.language

        created_at = self.created_at.isoformat()

        provenance = self.provenance.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "version": version,
                "current": current,
                "language": language,
                "created_at": created_at,
                "provenance": provenance,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provenance_out import ProvenanceOut  # noqa: PLC0415

        d = dict(src_dict)
        version = d.pop("version")

        current = d.pop("current")

        language = d.pop("language")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        provenance = ProvenanceOut.from_dict(d.pop("provenance"))

        version_out = cls(
            version=version,
            current=current,
            language=language,
            created_at=created_at,
            provenance=provenance,
        )

        version_out.additional_properties = d
        return version_out

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
