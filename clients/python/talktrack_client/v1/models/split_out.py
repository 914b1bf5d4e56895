from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.compared_part_out import ComparedPartOut


T = TypeVar("T", bound="SplitOut")


@_attrs_define
class SplitOut:
    """The change from the old analysis in the earlier window to the new one in the later: what made it.

    `market` is what buyers did, measured within one analysis; `model` what the upgrade did, measured on the same calls.
    They add up to `total`.

        Attributes:
            total (float):
            market (ComparedPartOut): A part of a change in shares of calls, with its 95 % interval.
            model (ComparedPartOut): A part of a change in shares of calls, with its 95 % interval.
    """

    total: float
    market: ComparedPartOut
    model: ComparedPartOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        market = self.market.to_dict()

        model = self.model.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "market": market,
                "model": model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.compared_part_out import ComparedPartOut  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        market = ComparedPartOut.from_dict(d.pop("market"))

        model = ComparedPartOut.from_dict(d.pop("model"))

        split_out = cls(
            total=total,
            market=market,
            model=model,
        )

        split_out.additional_properties = d
        return split_out

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
