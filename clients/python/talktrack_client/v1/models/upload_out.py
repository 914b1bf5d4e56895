from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.error_out import ErrorOut


T = TypeVar("T", bound="UploadOut")


@_attrs_define
class UploadOut:
    """A file on its way in. It is over when `call_id` or `error` is set; until `expires_at` it can go on.

    `offset` is how many of its bytes are here for good. `duplicate` says that this very recording was here before.

        Attributes:
            id (str):
            filename (str):
            offset (int):
            size_bytes (int):
            sha256 (None | str): The hash that the sender announced.
            created_at (datetime.datetime):
            expires_at (datetime.datetime):
            call_id (None | str):
            duplicate (bool):
            error (ErrorOut | None):
    """

    id: str
    filename: str
    offset: int
    size_bytes: int
    sha256: None | str
    created_at: datetime.datetime
    expires_at: datetime.datetime
    call_id: None | str
    duplicate: bool
    error: ErrorOut | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.error_out import ErrorOut  # noqa: PLC0415

        id = self.id

        filename = self.filename

        offset = self.offset

        size_bytes = self.size_bytes

        sha256: None | str
        sha256 = self.sha256

        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        call_id: None | str
        call_id = self.call_id

        duplicate = self.duplicate

        error: dict[str, Any] | None
        if isinstance(self.error, ErrorOut):
            error = self.error.to_dict()
        else:
            error = self.error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "filename": filename,
                "offset": offset,
                "size_bytes": size_bytes,
                "sha256": sha256,
                "created_at": created_at,
                "expires_at": expires_at,
                "call_id": call_id,
                "duplicate": duplicate,
                "error": error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.error_out import ErrorOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        filename = d.pop("filename")

        offset = d.pop("offset")

        size_bytes = d.pop("size_bytes")

        def _parse_sha256(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        sha256 = _parse_sha256(d.pop("sha256"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        def _parse_call_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        call_id = _parse_call_id(d.pop("call_id"))

        duplicate = d.pop("duplicate")

        def _parse_error(data: object) -> ErrorOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = ErrorOut.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ErrorOut | None, data)

        error = _parse_error(d.pop("error"))

        upload_out = cls(
            id=id,
            filename=filename,
            offset=offset,
            size_bytes=size_bytes,
            sha256=sha256,
            created_at=created_at,
            expires_at=expires_at,
            call_id=call_id,
            duplicate=duplicate,
            error=error,
        )

        upload_out.additional_properties = d
        return upload_out

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
