from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.result import Result, check_result

if TYPE_CHECKING:
    from ..models.outcome_calls_out import OutcomeCallsOut


T = TypeVar("T", bound="OutcomeOut")


@_attrs_define
class OutcomeOut:
    """The calls of closed deals with one outcome, with the theme and without, each with the query that opens them.

    Attributes:
        outcome (str):
        result (Result): Whether a deal is closed, and how.
        with_theme (OutcomeCallsOut): Calls, and the query that opens them.
        without (OutcomeCallsOut): Calls, and the query that opens them.
    """

    outcome: str
    result: Result
    with_theme: OutcomeCallsOut
    without: OutcomeCallsOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        outcome = self.outcome

        result: str = self.result

        with_theme = self.with_theme.to_dict()

        without = self.without.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "outcome": outcome,
                "result": result,
                "with_theme": with_theme,
                "without": without,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.outcome_calls_out import OutcomeCallsOut  # noqa: PLC0415

        d = dict(src_dict)
        outcome = d.pop("outcome")

        result = check_result(d.pop("result"))

        with_theme = OutcomeCallsOut.from_dict(d.pop("with_theme"))

        without = OutcomeCallsOut.from_dict(d.pop("without"))

        outcome_out = cls(
            outcome=outcome,
            result=result,
            with_theme=with_theme,
            without=without,
        )

        outcome_out.additional_properties = d
        return outcome_out

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
