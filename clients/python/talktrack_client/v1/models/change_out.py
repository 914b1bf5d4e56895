from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.change_out_basis import ChangeOutBasis, check_change_out_basis
from ..models.change_verdict import ChangeVerdict, check_change_verdict

if TYPE_CHECKING:
    from ..models.side_out import SideOut


T = TypeVar("T", bound="ChangeOut")


@_attrs_define
class ChangeOut:
    """How a theme's rate changed, and what may be said of it.

    With the basis `slope` the change is what the straight line through all weeks or months climbs, and `earlier` and
    `later` are the halves of the time; with `windows` it is `later` less `earlier`. `rising`, `falling`, `new` and
    `gone` are said only where the interval excludes no change and the false discovery rate, across the `looked_at`
    themes that are voiced at all, is held at 5 %; `steady` says that no change was shown.

        Attributes:
            verdict (ChangeVerdict): What a change comes to.
            basis (ChangeOutBasis):
            earlier (SideOut): A theme in one of the two windows that are set side by side; null: from the first call, to
                the last.
            later (SideOut): A theme in one of the two windows that are set side by side; null: from the first call, to the
                last.
            difference (float | None):
            low (float | None):
            high (float | None):
            p_value (float | None):
            looked_at (int):
    """

    verdict: ChangeVerdict
    basis: ChangeOutBasis
    earlier: SideOut
    later: SideOut
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    looked_at: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.side_out import SideOut  # noqa: PLC0415

        d = dict(src_dict)
        verdict = check_change_verdict(d.pop("verdict"))

        basis = check_change_out_basis(d.pop("basis"))

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

        change_out = cls(
            verdict=verdict,
            basis=basis,
            earlier=earlier,
            later=later,
            difference=difference,
            low=low,
            high=high,
            p_value=p_value,
            looked_at=looked_at,
        )

        change_out.additional_properties = d
        return change_out

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
