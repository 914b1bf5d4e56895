from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.role_in import RoleIn


T = TypeVar("T", bound="RolesIn")


@_attrs_define
class RolesIn:
    """Who is rep and who is buyer: `speakers`, or `swap: true` to make reps buyers and buyers reps.

    Attributes:
        kind (Literal['roles']):
        speakers (list[RoleIn] | Unset):
        swap (bool | Unset):  Default: False.
        version (int | None | Unset): The version that was looked at; 409 when another is current by now.
    """

    kind: Literal["roles"]
    speakers: list[RoleIn] | Unset = UNSET
    swap: bool | Unset = False
    version: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        speakers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.speakers, Unset):
            speakers = []
            for speakers_item_data in self.speakers:
                speakers_item = speakers_item_data.to_dict()
                speakers.append(speakers_item)

        swap = self.swap

        version: int | None | Unset
        if isinstance(self.version, Unset):
            version = UNSET
        else:
            version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
            }
        )
        if speakers is not UNSET:
            field_dict["speakers"] = speakers
        if swap is not UNSET:
            field_dict["swap"] = swap
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.role_in import RoleIn  # noqa: PLC0415

        d = dict(src_dict)
        kind = cast(Literal["roles"], d.pop("kind"))
        if kind != "roles":
            raise ValueError(f"kind must match const 'roles', got '{kind}'")

        _speakers = d.pop("speakers", UNSET)
        speakers: list[RoleIn] | Unset = UNSET
        if _speakers is not UNSET:
            speakers = []
            for speakers_item_data in _speakers:
                speakers_item = RoleIn.from_dict(speakers_item_data)

                speakers.append(speakers_item)

        swap = d.pop("swap", UNSET)

        def _parse_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        version = _parse_version(d.pop("version", UNSET))

        roles_in = cls(
            kind=kind,
            speakers=speakers,
            swap=swap,
            version=version,
        )

        roles_in.additional_properties = d
        return roles_in

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
