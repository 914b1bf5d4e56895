from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PeaksOut")


@_attrs_define
class PeaksOut:
    """The outline of a recording, to draw it: for each channel the loudness of stretches of equal length, 0 to 100.

    Attributes:
        call_id (str):
        duration_s (float | None):
        channels (list[list[int]]):
    """

    call_id: str
    duration_s: float | None
    channels: list[list[int]]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        call_id = self.call_id

        duration_s: float | None
        duration_s = self.duration_s

        channels = []
        for channels_item_data in self.channels:
            channels_item = channels_item_data

            channels.append(channels_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "call_id": call_id,
                "duration_s": duration_s,
                "channels": channels,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        call_id = d.pop("call_id")

        def _parse_duration_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        duration_s = _parse_duration_s(d.pop("duration_s"))

        channels = []
        _channels = d.pop("channels")
        for channels_item_data in _channels:
            channels_item = cast(list[int], channels_item_data)

            channels.append(channels_item)

        peaks_out = cls(
            call_id=call_id,
            duration_s=duration_s,
            channels=channels,
        )

        peaks_out.additional_properties = d
        return peaks_out

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
