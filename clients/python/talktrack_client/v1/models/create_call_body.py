from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="CreateCallBody")


@_attrs_define
class CreateCallBody:
    """
    Attributes:
        file (File): wav, mp3, m4a, mp4, ogg/opus, flac, webm; or a transcript (.json, .vtt).
        metadata (str | Unset): What the call platform knows, as JSON: id, title, started, direction, account, parties
            (name, affiliation, channel), deal (stage, outcome, amount), segment, lead_source.
        channels (str | Unset): Each channel's role in order, for example `rep,buyer`. Wins over metadata.
        client_unique_id (str | Unset): Your own id of the call. Wins over metadata.
    """

    file: File
    metadata: str | Unset = UNSET
    channels: str | Unset = UNSET
    client_unique_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file = self.file.to_tuple()

        metadata = self.metadata

        channels = self.channels

        client_unique_id = self.client_unique_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file": file,
            }
        )
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if channels is not UNSET:
            field_dict["channels"] = channels
        if client_unique_id is not UNSET:
            field_dict["client_unique_id"] = client_unique_id

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("file", self.file.to_tuple()))

        if not isinstance(self.metadata, Unset):
            files.append(("metadata", (None, str(self.metadata).encode(), "text/plain")))

        if not isinstance(self.channels, Unset):
            files.append(("channels", (None, str(self.channels).encode(), "text/plain")))

        if not isinstance(self.client_unique_id, Unset):
            files.append(("client_unique_id", (None, str(self.client_unique_id).encode(), "text/plain")))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        file = File(payload=BytesIO(d.pop("file")))

        metadata = d.pop("metadata", UNSET)

        channels = d.pop("channels", UNSET)

        client_unique_id = d.pop("client_unique_id", UNSET)

        create_call_body = cls(
            file=file,
            metadata=metadata,
            channels=channels,
            client_unique_id=client_unique_id,
        )

        create_call_body.additional_properties = d
        return create_call_body

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
