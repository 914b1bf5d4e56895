from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.event_out import EventOut
    from ..models.moment_out import MomentOut
    from ..models.parts_out import PartsOut
    from ..models.trend_out import TrendOut


T = TypeVar("T", bound="ThemePartsOut")


@_attrs_define
class ThemePartsOut:
    """What was asked for with `include`; null: it was not.

    Attributes:
        trend (None | TrendOut | Unset): By `period`, as `/trend` has it.
        segments (None | PartsOut | Unset): By the cut `by`, as `/segments` has it.
        evidence (list[MomentOut] | None | Unset): Its first 20 quotes, as in `/evidence`.
        lineage (list[EventOut] | None | Unset): The newest 20 events, as in `/lineage`.
    """

    trend: None | TrendOut | Unset = UNSET
    segments: None | PartsOut | Unset = UNSET
    evidence: list[MomentOut] | None | Unset = UNSET
    lineage: list[EventOut] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.parts_out import PartsOut  # noqa: PLC0415
        from ..models.trend_out import TrendOut  # noqa: PLC0415

        trend: dict[str, Any] | None | Unset
        if isinstance(self.trend, Unset):
            trend = UNSET
        elif isinstance(self.trend, TrendOut):
            trend = self.trend.to_dict()
        else:
            trend = self.trend

        segments: dict[str, Any] | None | Unset
        if isinstance(self.segments, Unset):
            segments = UNSET
        elif isinstance(self.segments, PartsOut):
            segments = self.segments.to_dict()
        else:
            segments = self.segments

        evidence: list[dict[str, Any]] | None | Unset
        if isinstance(self.evidence, Unset):
            evidence = UNSET
        elif isinstance(self.evidence, list):
            evidence = []
            for evidence_type_0_item_data in self.evidence:
                evidence_type_0_item = evidence_type_0_item_data.to_dict()
                evidence.append(evidence_type_0_item)

        else:
            evidence = self.evidence

        lineage: list[dict[str, Any]] | None | Unset
        if isinstance(self.lineage, Unset):
            lineage = UNSET
        elif isinstance(self.lineage, list):
            lineage = []
            for lineage_type_0_item_data in self.lineage:
                lineage_type_0_item = lineage_type_0_item_data.to_dict()
                lineage.append(lineage_type_0_item)

        else:
            lineage = self.lineage

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if trend is not UNSET:
            field_dict["trend"] = trend
        if segments is not UNSET:
            field_dict["segments"] = segments
        if evidence is not UNSET:
            field_dict["evidence"] = evidence
        if lineage is not UNSET:
            field_dict["lineage"] = lineage

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_out import EventOut  # noqa: PLC0415
        from ..models.moment_out import MomentOut  # noqa: PLC0415
        from ..models.parts_out import PartsOut  # noqa: PLC0415
        from ..models.trend_out import TrendOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_trend(data: object) -> None | TrendOut | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                trend_type_0 = TrendOut.from_dict(data)

                return trend_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrendOut | Unset, data)

        trend = _parse_trend(d.pop("trend", UNSET))

        def _parse_segments(data: object) -> None | PartsOut | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                segments_type_0 = PartsOut.from_dict(data)

                return segments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PartsOut | Unset, data)

        segments = _parse_segments(d.pop("segments", UNSET))

        def _parse_evidence(data: object) -> list[MomentOut] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                evidence_type_0 = []
                _evidence_type_0 = data
                for evidence_type_0_item_data in _evidence_type_0:
                    evidence_type_0_item = MomentOut.from_dict(evidence_type_0_item_data)

                    evidence_type_0.append(evidence_type_0_item)

                return evidence_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[MomentOut] | None | Unset, data)

        evidence = _parse_evidence(d.pop("evidence", UNSET))

        def _parse_lineage(data: object) -> list[EventOut] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                lineage_type_0 = []
                _lineage_type_0 = data
                for lineage_type_0_item_data in _lineage_type_0:
                    lineage_type_0_item = EventOut.from_dict(lineage_type_0_item_data)

                    lineage_type_0.append(lineage_type_0_item)

                return lineage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[EventOut] | None | Unset, data)

        lineage = _parse_lineage(d.pop("lineage", UNSET))

        theme_parts_out = cls(
            trend=trend,
            segments=segments,
            evidence=evidence,
            lineage=lineage,
        )

        theme_parts_out.additional_properties = d
        return theme_parts_out

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
