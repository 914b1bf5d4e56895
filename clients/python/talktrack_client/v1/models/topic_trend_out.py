from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.period import Period, check_period

if TYPE_CHECKING:
    from ..models.trend_point_out import TrendPointOut


T = TypeVar("T", bound="TopicTrendOut")


@_attrs_define
class TopicTrendOut:
    """How many of the calls are about a topic, over time.

    Attributes:
        topic_id (str):
        period (Period): How wide one step of a trend is. Weeks start on Monday.
        points (list[TrendPointOut]):
    """

    topic_id: str
    period: Period
    points: list[TrendPointOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        topic_id = self.topic_id

        period: str = self.period

        points = []
        for points_item_data in self.points:
            points_item = points_item_data.to_dict()
            points.append(points_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "topic_id": topic_id,
                "period": period,
                "points": points,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.trend_point_out import TrendPointOut  # noqa: PLC0415

        d = dict(src_dict)
        topic_id = d.pop("topic_id")

        period = check_period(d.pop("period"))

        points = []
        _points = d.pop("points")
        for points_item_data in _points:
            points_item = TrendPointOut.from_dict(points_item_data)

            points.append(points_item)

        topic_trend_out = cls(
            topic_id=topic_id,
            period=period,
            points=points,
        )

        topic_trend_out.additional_properties = d
        return topic_trend_out

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
