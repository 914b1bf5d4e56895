from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kind import Kind, check_kind

if TYPE_CHECKING:
    from ..models.precision_out import PrecisionOut


T = TypeVar("T", bound="KindPrecisionOut")


@_attrs_define
class KindPrecisionOut:
    """How often people agreed with one kind of moment that one version of a detector found.

    Attributes:
        detector (str):
        detector_version (str):
        kind (Kind): What the buyer does with a moment.
        precision (PrecisionOut): The share of judged moments that people found right, with its 95 % Wilson interval.

            People judge what they happen to look at, so it speaks of judged moments only. `too_few` says that `n` is under
            10
            and too small to say anything.
    """

    detector: str
    detector_version: str
    kind: Kind
    precision: PrecisionOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        detector = self.detector

        detector_version = self.detector_version

        kind: str = self.kind

        precision = self.precision.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "detector": detector,
                "detector_version": detector_version,
                "kind": kind,
                "precision": precision,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.precision_out import PrecisionOut  # noqa: PLC0415

        d = dict(src_dict)
        detector = d.pop("detector")

        detector_version = d.pop("detector_version")

        kind = check_kind(d.pop("kind"))

        precision = PrecisionOut.from_dict(d.pop("precision"))

        kind_precision_out = cls(
            detector=detector,
            detector_version=detector_version,
            kind=kind,
            precision=precision,
        )

        kind_precision_out.additional_properties = d
        return kind_precision_out

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
