from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DealOfAccountOut")


@_attrs_define
class DealOfAccountOut:
    """What the newest call of an account that says anything of its deal says of it.

    Calls carry no id of a deal, so an account has one deal here: the one that was spoken of last.

        Attributes:
            account_id (str):
            account (str):
            stage (None | str):
            outcome (None | str):
            segment (None | str):
            lead_source (None | str):
            amount (float | None):
            call_id (str): The call that says so.
            stated_at (datetime.datetime): When that call began.
    """

    account_id: str
    account: str
    stage: None | str
    outcome: None | str
    segment: None | str
    lead_source: None | str
    amount: float | None
    call_id: str
    stated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        account = self.account

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

        call_id = self.call_id

        stated_at = self.stated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "account": account,
                "stage": stage,
                "outcome": outcome,
                "segment": segment,
                "lead_source": lead_source,
                "amount": amount,
                "call_id": call_id,
                "stated_at": stated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        account = d.pop("account")

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

        call_id = d.pop("call_id")

        stated_at = datetime.datetime.fromisoformat(d.pop("stated_at"))

        deal_of_account_out = cls(
            account_id=account_id,
            account=account,
            stage=stage,
            outcome=outcome,
            segment=segment,
            lead_source=lead_source,
            amount=amount,
            call_id=call_id,
            stated_at=stated_at,
        )

        deal_of_account_out.additional_properties = d
        return deal_of_account_out

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
