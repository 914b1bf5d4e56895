from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.role import Role, check_role

if TYPE_CHECKING:
    from ..models.span_out import SpanOut


T = TypeVar("T", bound="MentionOut")


@_attrs_define
class MentionOut:
    """One place where a tracker's phrase is said, with its call; play it from `start_s`.

    Attributes:
        id (str):
        tracker_id (str):
        call_id (str):
        turn_index (int):
        role (Role): Who a speaker is in a sales call.
        quote (str):
        span (SpanOut): Characters of the quote that matched: `quote[begin:end]`.
        start_s (float | None):
        end_s (float | None):
        call_title (str):
        started_at (datetime.datetime):
        account (None | str):
        segment (None | str):
        stage (None | str):
        outcome (None | str):
        audio_url (None | str):
        transcript_version (int):
        redacted (bool):
    """

    id: str
    tracker_id: str
    call_id: str
    turn_index: int
    role: Role
    quote: str
    span: SpanOut
    start_s: float | None
    end_s: float | None
    call_title: str
    started_at: datetime.datetime
    account: None | str
    segment: None | str
    stage: None | str
    outcome: None | str
    audio_url: None | str
    transcript_version: int
    redacted: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        tracker_id = self.tracker_id

        call_id = self.call_id

        turn_index = self.turn_index

        role: str = self.role

        quote = self.quote

        span = self.span.to_dict()

        start_s: float | None
        start_s = self.start_s

        end_s: float | None
        end_s = self.end_s

        call_title = self.call_title

        started_at = self.started_at.isoformat()

        account: None | str
        account = self.account

        segment: None | str
        segment = self.segment

        stage: None | str
        stage = self.stage

        outcome: None | str
        outcome = self.outcome

        audio_url: None | str
        audio_url = self.audio_url

        transcript_version = self.transcript_version

        redacted = self.redacted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "tracker_id": tracker_id,
                "call_id": call_id,
                "turn_index": turn_index,
                "role": role,
                "quote": quote,
                "span": span,
                "start_s": start_s,
                "end_s": end_s,
                "call_title": call_title,
                "started_at": started_at,
                "account": account,
                "segment": segment,
                "stage": stage,
                "outcome": outcome,
                "audio_url": audio_url,
                "transcript_version": transcript_version,
                "redacted": redacted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.span_out import SpanOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        tracker_id = d.pop("tracker_id")

        call_id = d.pop("call_id")

        turn_index = d.pop("turn_index")

        role = check_role(d.pop("role"))

        quote = d.pop("quote")

        span = SpanOut.from_dict(d.pop("span"))

        def _parse_start_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        start_s = _parse_start_s(d.pop("start_s"))

        def _parse_end_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        end_s = _parse_end_s(d.pop("end_s"))

        call_title = d.pop("call_title")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        def _parse_segment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        segment = _parse_segment(d.pop("segment"))

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

        def _parse_audio_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        audio_url = _parse_audio_url(d.pop("audio_url"))

        transcript_version = d.pop("transcript_version")

        redacted = d.pop("redacted")

        mention_out = cls(
            id=id,
            tracker_id=tracker_id,
            call_id=call_id,
            turn_index=turn_index,
            role=role,
            quote=quote,
            span=span,
            start_s=start_s,
            end_s=end_s,
            call_title=call_title,
            started_at=started_at,
            account=account,
            segment=segment,
            stage=stage,
            outcome=outcome,
            audio_url=audio_url,
            transcript_version=transcript_version,
            redacted=redacted,
        )

        mention_out.additional_properties = d
        return mention_out

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
