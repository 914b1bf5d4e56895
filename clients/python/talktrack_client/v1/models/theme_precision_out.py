from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.corrected_out import CorrectedOut
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="ThemePrecisionOut")


@_attrs_define
class ThemePrecisionOut:
    """How right a theme is by what people said of moments drawn from it at random; `precision.n` is right and wrong.

    Corrections made elsewhere are of what people came across and do not count here. `rate` is the theme's share of
    calls in the window, `corrected` the same without its wrong finds.

        Attributes:
            theme_id (str):
            right (int):
            wrong (int):
            skipped (int):
            precision (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
                anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            rate (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
                anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            corrected (CorrectedOut): The theme's rate without its wrong finds, an estimate beside the rate that can be
                counted.

                Rogan and Gladen's estimator, rate x precision, with a 95 % interval of both uncertainties. `assumes` says what
                it
                takes for granted.
            sample (int | Unset): How many moments are drawn. Default: 20.
    """

    theme_id: str
    right: int
    wrong: int
    skipped: int
    precision: RateOut
    rate: RateOut
    corrected: CorrectedOut
    sample: int | Unset = 20
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        theme_id = self.theme_id

        right = self.right

        wrong = self.wrong

        skipped = self.skipped

        precision = self.precision.to_dict()

        rate = self.rate.to_dict()

        corrected = self.corrected.to_dict()

        sample = self.sample

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "theme_id": theme_id,
                "right": right,
                "wrong": wrong,
                "skipped": skipped,
                "precision": precision,
                "rate": rate,
                "corrected": corrected,
            }
        )
        if sample is not UNSET:
            field_dict["sample"] = sample

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.corrected_out import CorrectedOut  # noqa: PLC0415
        from ..models.rate_out import RateOut  # noqa: PLC0415

        d = dict(src_dict)
        theme_id = d.pop("theme_id")

        right = d.pop("right")

        wrong = d.pop("wrong")

        skipped = d.pop("skipped")

        precision = RateOut.from_dict(d.pop("precision"))

        rate = RateOut.from_dict(d.pop("rate"))

        corrected = CorrectedOut.from_dict(d.pop("corrected"))

        sample = d.pop("sample", UNSET)

        theme_precision_out = cls(
            theme_id=theme_id,
            right=right,
            wrong=wrong,
            skipped=skipped,
            precision=precision,
            rate=rate,
            corrected=corrected,
            sample=sample,
        )

        theme_precision_out.additional_properties = d
        return theme_precision_out

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
