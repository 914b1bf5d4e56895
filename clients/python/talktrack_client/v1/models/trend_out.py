from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.period import Period, check_period
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.change_out import ChangeOut
    from ..models.theme_point_out import ThemePointOut


T = TypeVar("T", bound="TrendOut")


@_attrs_define
class TrendOut:
    """How a theme's rate goes over time, and whether it changes.

    Attributes:
        as_of (datetime.datetime | None): The instant that the numbers are of; null before the first call.
        theme_id (str):
        period (Period): How wide one step of a trend is. Weeks start on Monday.
        points (list[ThemePointOut]):
        change (ChangeOut): How a theme's rate changed, and what may be said of it.

            With the basis `slope` the change is what the straight line through all weeks or months climbs, and `earlier`
            and
            `later` are the halves of the time; with `windows` it is `later` less `earlier`. `rising`, `falling`, `new` and
            `gone` are said only where the interval excludes no change and the false discovery rate, across the `looked_at`
            themes that are voiced at all, is held at 5 %; `steady` says that no change was shown.
        exact (bool | Unset):  Default: True.
        inexact_because (None | str | Unset):
    """

    as_of: datetime.datetime | None
    theme_id: str
    period: Period
    points: list[ThemePointOut]
    change: ChangeOut
    exact: bool | Unset = True
    inexact_because: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        as_of: None | str
        if isinstance(self.as_of, datetime.datetime):
            as_of = self.as_of.isoformat()
        else:
            as_of = self.as_of

        theme_id = self.theme_id

        period: str = self.period

        points = []
        for points_item_data in self.points:
            points_item = points_item_data.to_dict()
            points.append(points_item)

        change = self.change.to_dict()

        exact = self.exact

        inexact_because: None | str | Unset
        if isinstance(self.inexact_because, Unset):
            inexact_because = UNSET
        else:
            inexact_because = self.inexact_because

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "as_of": as_of,
                "theme_id": theme_id,
                "period": period,
                "points": points,
                "change": change,
            }
        )
        if exact is not UNSET:
            field_dict["exact"] = exact
        if inexact_because is not UNSET:
            field_dict["inexact_because"] = inexact_because

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.change_out import ChangeOut  # noqa: PLC0415
        from ..models.theme_point_out import ThemePointOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_as_of(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                as_of_type_0 = datetime.datetime.fromisoformat(data)

                return as_of_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        as_of = _parse_as_of(d.pop("as_of"))

        theme_id = d.pop("theme_id")

        period = check_period(d.pop("period"))

        points = []
        _points = d.pop("points")
        for points_item_data in _points:
            points_item = ThemePointOut.from_dict(points_item_data)

            points.append(points_item)

        change = ChangeOut.from_dict(d.pop("change"))

        exact = d.pop("exact", UNSET)

        def _parse_inexact_because(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        inexact_because = _parse_inexact_because(d.pop("inexact_because", UNSET))

        trend_out = cls(
            as_of=as_of,
            theme_id=theme_id,
            period=period,
            points=points,
            change=change,
            exact=exact,
            inexact_because=inexact_because,
        )

        trend_out.additional_properties = d
        return trend_out

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
