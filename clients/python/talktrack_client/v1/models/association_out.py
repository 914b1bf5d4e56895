from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.outcome_out import OutcomeOut
    from ..models.rate_out import RateOut
    from ..models.theme_name_out import ThemeNameOut


T = TypeVar("T", bound="AssociationOut")


@_attrs_define
class AssociationOut:
    """How often deals were won whose calls voice a theme, and how often others: an association, never a cause.

    Deals differ in more than the theme. Only calls of closed deals count; the unit is the call, and calls of one
    account are kept together. `difference` is the share won with the theme less that without, with its 95 % interval;
    `shown` says that it is beyond chance with the false discovery rate held at 5 % across all themes.

        Attributes:
            theme (ThemeNameOut): A theme as others speak of it.
            with_theme (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to
                say anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            without (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
                anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            difference (float | None):
            low (float | None):
            high (float | None):
            shown (bool):
            too_few (bool):
            outcomes (list[OutcomeOut]):
    """

    theme: ThemeNameOut
    with_theme: RateOut
    without: RateOut
    difference: float | None
    low: float | None
    high: float | None
    shown: bool
    too_few: bool
    outcomes: list[OutcomeOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        theme = self.theme.to_dict()

        with_theme = self.with_theme.to_dict()

        without = self.without.to_dict()

        difference: float | None
        difference = self.difference

        low: float | None
        low = self.low

        high: float | None
        high = self.high

        shown = self.shown

        too_few = self.too_few

        outcomes = []
        for outcomes_item_data in self.outcomes:
            outcomes_item = outcomes_item_data.to_dict()
            outcomes.append(outcomes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "theme": theme,
                "with_theme": with_theme,
                "without": without,
                "difference": difference,
                "low": low,
                "high": high,
                "shown": shown,
                "too_few": too_few,
                "outcomes": outcomes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.outcome_out import OutcomeOut  # noqa: PLC0415
        from ..models.rate_out import RateOut  # noqa: PLC0415
        from ..models.theme_name_out import ThemeNameOut  # noqa: PLC0415

        d = dict(src_dict)
        theme = ThemeNameOut.from_dict(d.pop("theme"))

        with_theme = RateOut.from_dict(d.pop("with_theme"))

        without = RateOut.from_dict(d.pop("without"))

        def _parse_difference(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        difference = _parse_difference(d.pop("difference"))

        def _parse_low(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        low = _parse_low(d.pop("low"))

        def _parse_high(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        high = _parse_high(d.pop("high"))

        shown = d.pop("shown")

        too_few = d.pop("too_few")

        outcomes = []
        _outcomes = d.pop("outcomes")
        for outcomes_item_data in _outcomes:
            outcomes_item = OutcomeOut.from_dict(outcomes_item_data)

            outcomes.append(outcomes_item)

        association_out = cls(
            theme=theme,
            with_theme=with_theme,
            without=without,
            difference=difference,
            low=low,
            high=high,
            shown=shown,
            too_few=too_few,
            outcomes=outcomes,
        )

        association_out.additional_properties = d
        return association_out

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
