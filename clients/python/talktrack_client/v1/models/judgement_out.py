from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.judgement_verdict import JudgementVerdict, check_judgement_verdict

if TYPE_CHECKING:
    from ..models.label_out import LabelOut
    from ..models.provenance_out import ProvenanceOut


T = TypeVar("T", bound="JudgementOut")


@_attrs_define
class JudgementOut:
    """What a person said of a moment, and on which words.

    `found` is what the detector took them for (null for one that was added), `is_really` what the person says they are
    (null where they say it is no moment). `applies` says whether a moment of the call carries it now: words may have
    gone with another transcript, or a newer correction may say otherwise.

        Attributes:
            id (str):
            verdict (JudgementVerdict): What a person says of a moment.
            call_id (str):
            call_title (str):
            moment_id (str):
            turn_index (int):
            quote (str):
            start_s (float | None):
            end_s (float | None):
            found (LabelOut | None):
            is_really (LabelOut | None):
            found_by (None | ProvenanceOut):
            theme_id (None | str): The theme it was in when it was judged.
            transcript_version (int):
            applies (bool):
            made_by (str):
            created_at (datetime.datetime):
            redacted (bool):
    """

    id: str
    verdict: JudgementVerdict
    call_id: str
    call_title: str
    moment_id: str
    turn_index: int
    quote: str
    start_s: float | None
    end_s: float | None
    found: LabelOut | None
    is_really: LabelOut | None
    found_by: None | ProvenanceOut
    theme_id: None | str
    transcript_version: int
    applies: bool
    made_by: str
    created_at: datetime.datetime
    redacted: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.label_out import LabelOut  # noqa: PLC0415
        from ..models.provenance_out import ProvenanceOut  # noqa: PLC0415

        id = self.id

        verdict: str = self.verdict

        call_id = self.call_id

        call_title = self.call_title

        moment_id = self.moment_id

        turn_index = self.turn_index

        quote = self.quote

        start_s: float | None
        start_s = self.start_s

        end_s: float | None
        end_s = self.end_s

        found: dict[str, Any] | None
        if isinstance(self.found, LabelOut):
            found = self.found.to_dict()
        else:
            found = self.found

        is_really: dict[str, Any] | None
        if isinstance(self.is_really, LabelOut):
            is_really = self.is_really.to_dict()
        else:
            is_really = self.is_really

        found_by: dict[str, Any] | None
        if isinstance(self.found_by, ProvenanceOut):
            found_by = self.found_by.to_dict()
        else:
            found_by = self.found_by

        theme_id: None | str
        theme_id = self.theme_id

        transcript_version = self.transcript_version

        applies = self.applies

        made_by = self.made_by

        created_at = self.created_at.isoformat()

        redacted = self.redacted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "verdict": verdict,
                "call_id": call_id,
                "call_title": call_title,
                "moment_id": moment_id,
                "turn_index": turn_index,
                "quote": quote,
                "start_s": start_s,
                "end_s": end_s,
                "found": found,
                "is_really": is_really,
                "found_by": found_by,
                "theme_id": theme_id,
                "transcript_version": transcript_version,
                "applies": applies,
                "made_by": made_by,
                "created_at": created_at,
                "redacted": redacted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.label_out import LabelOut  # noqa: PLC0415
        from ..models.provenance_out import ProvenanceOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        verdict = check_judgement_verdict(d.pop("verdict"))

        call_id = d.pop("call_id")

        call_title = d.pop("call_title")

        moment_id = d.pop("moment_id")

        turn_index = d.pop("turn_index")

        quote = d.pop("quote")

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

        def _parse_found(data: object) -> LabelOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                found_type_0 = LabelOut.from_dict(data)

                return found_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LabelOut | None, data)

        found = _parse_found(d.pop("found"))

        def _parse_is_really(data: object) -> LabelOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                is_really_type_0 = LabelOut.from_dict(data)

                return is_really_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LabelOut | None, data)

        is_really = _parse_is_really(d.pop("is_really"))

        def _parse_found_by(data: object) -> None | ProvenanceOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                found_by_type_0 = ProvenanceOut.from_dict(data)

                return found_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProvenanceOut, data)

        found_by = _parse_found_by(d.pop("found_by"))

        def _parse_theme_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        theme_id = _parse_theme_id(d.pop("theme_id"))

        transcript_version = d.pop("transcript_version")

        applies = d.pop("applies")

        made_by = d.pop("made_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        redacted = d.pop("redacted")

        judgement_out = cls(
            id=id,
            verdict=verdict,
            call_id=call_id,
            call_title=call_title,
            moment_id=moment_id,
            turn_index=turn_index,
            quote=quote,
            start_s=start_s,
            end_s=end_s,
            found=found,
            is_really=is_really,
            found_by=found_by,
            theme_id=theme_id,
            transcript_version=transcript_version,
            applies=applies,
            made_by=made_by,
            created_at=created_at,
            redacted=redacted,
        )

        judgement_out.additional_properties = d
        return judgement_out

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
