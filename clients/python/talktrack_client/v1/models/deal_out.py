from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DealOut")


@_attrs_define
class DealOut:
    """The CRM context of a call, as its source gave it.

    Attributes:
        stage (None | str):
        outcome (None | str):
        segment (None | str):
        lead_source (None | str):
        amount (float | None):
    """

    stage: None | str
    outcome: None | str
    segment: None | str
    lead_source: None | str
    amount: float | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        stage: None | str
        stage = self.stage

        outcome: None | str
        outcome = self.outcome

        segment: None | str
        segment = self.segment

        lead_source: None | str
        lead_source = self.lead_source

        amount: float | None
        amount = self.amount

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "stage": stage,
                "outcome": outcome,
                "segment": segment,
                "lead_source": lead_source,
                "amount": amount,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_stage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        stage = _parse_stage(d.pop("stage"))

        def _parse_outcome(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        outcome = _parse_outcome(d.pop("outcome"))

        def _parse_segment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        segment = _parse_segment(d.pop("segment"))

        def _parse_lead_source(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        lead_source = _parse_lead_source(d.pop("lead_source"))

        def _parse_amount(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        amount = _parse_amount(d.pop("amount"))

        deal_out = cls(
            stage=stage,
            outcome=outcome,
            segment=segment,
            lead_source=lead_source,
            amount=amount,
        )

        deal_out.additional_properties = d
        return deal_out

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
