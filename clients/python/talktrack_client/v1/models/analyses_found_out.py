from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="AnalysesFoundOut")


@_attrs_define
class AnalysesFoundOut:
    """In how many of the `old.n` calls that both analyses hold each finds a theme: both, or only one of them.

    Attributes:
        both (int):
        only_old (int):
        only_new (int):
        old (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
            anything.

            `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
            calls
            of one account are alike.
        new (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
            anything.

            `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
            calls
            of one account are alike.
    """

    both: int
    only_old: int
    only_new: int
    old: RateOut
    new: RateOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        both = self.both

        only_old = self.only_old

        only_new = self.only_new

        old = self.old.to_dict()

        new = self.new.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "both": both,
                "only_old": only_old,
                "only_new": only_new,
                "old": old,
                "new": new,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rate_out import RateOut  # noqa: PLC0415

        d = dict(src_dict)
        both = d.pop("both")

        only_old = d.pop("only_old")

        only_new = d.pop("only_new")

        old = RateOut.from_dict(d.pop("old"))

        new = RateOut.from_dict(d.pop("new"))

        analyses_found_out = cls(
            both=both,
            only_old=only_old,
            only_new=only_new,
            old=old,
            new=new,
        )

        analyses_found_out.additional_properties = d
        return analyses_found_out

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
