from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.change_verdict import ChangeVerdict, check_change_verdict
from ..models.cut import Cut, check_cut
from ..models.theme_change_out_basis import ThemeChangeOutBasis, check_theme_change_out_basis
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.change_parts_out import ChangePartsOut
    from ..models.side_out import SideOut
    from ..models.theme_name_out import ThemeNameOut


T = TypeVar("T", bound="ThemeChangeOut")


@_attrs_define
class ThemeChangeOut:
    """A theme, and how its rate changed: in all calls, or in those of one `value` of the cut `by`.

    Attributes:
        verdict (ChangeVerdict): What a change comes to.
        basis (ThemeChangeOutBasis):
        earlier (SideOut): A theme in one of the two windows that are set side by side; null: from the first call, to
            the last.
        later (SideOut): A theme in one of the two windows that are set side by side; null: from the first call, to the
            last.
        difference (float | None):
        low (float | None):
        high (float | None):
        p_value (float | None):
        looked_at (int):
        theme (ThemeNameOut): A theme as others speak of it.
        by (Cut | None):
        value (None | str):
        included (ChangePartsOut | None | Unset):
    """

    verdict: ChangeVerdict
    basis: ThemeChangeOutBasis
    earlier: SideOut
    later: SideOut
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    looked_at: int
    theme: ThemeNameOut
    by: Cut | None
    value: None | str
    included: ChangePartsOut | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.change_parts_out import ChangePartsOut  # noqa: PLC0415

        verdict: str = self.verdict

        basis: str = self.basis

        earlier = self.earlier.to_dict()

        later = self.later.to_dict()

        difference: float | None
        difference = self.difference

        low: float | None
        low = self.low

        high: float | None
        high = self.high

        p_value: float | None
        p_value = self.p_value

        looked_at = self.looked_at

        theme = self.theme.to_dict()

        by: None | str
        if isinstance(self.by, str):
            by = self.by
        else:
            by = self.by

        value: None | str
        value = self.value

        included: dict[str, Any] | None | Unset
        if isinstance(self.included, Unset):
            included = UNSET
        elif isinstance(self.included, ChangePartsOut):
            included = self.included.to_dict()
        else:
            included = self.included

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "verdict": verdict,
                "basis": basis,
                "earlier": earlier,
                "later": later,
                "difference": difference,
                "low": low,
                "high": high,
                "p_value": p_value,
                "looked_at": looked_at,
                "theme": theme,
                "by": by,
                "value": value,
            }
        )
        if included is not UNSET:
            field_dict["included"] = included

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.change_parts_out import ChangePartsOut  # noqa: PLC0415
        from ..models.side_out import SideOut  # noqa: PLC0415
        from ..models.theme_name_out import ThemeNameOut  # noqa: PLC0415

        d = dict(src_dict)
        verdict = check_change_verdict(d.pop("verdict"))

        basis = check_theme_change_out_basis(d.pop("basis"))

        earlier = SideOut.from_dict(d.pop("earlier"))

        later = SideOut.from_dict(d.pop("later"))

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

        def _parse_p_value(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        p_value = _parse_p_value(d.pop("p_value"))

        looked_at = d.pop("looked_at")

        theme = ThemeNameOut.from_dict(d.pop("theme"))

        def _parse_by(data: object) -> Cut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                by_type_0 = check_cut(data)

                return by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Cut | None, data)

        by = _parse_by(d.pop("by"))

        def _parse_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        value = _parse_value(d.pop("value"))

        def _parse_included(data: object) -> ChangePartsOut | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                included_type_0 = ChangePartsOut.from_dict(data)

                return included_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ChangePartsOut | None | Unset, data)

        included = _parse_included(d.pop("included", UNSET))

        theme_change_out = cls(
            verdict=verdict,
            basis=basis,
            earlier=earlier,
            later=later,
            difference=difference,
            low=low,
            high=high,
            p_value=p_value,
            looked_at=looked_at,
            theme=theme,
            by=by,
            value=value,
            included=included,
        )

        theme_change_out.additional_properties = d
        return theme_change_out

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
