from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.category import Category, check_category
from ..models.judged import Judged, check_judged
from ..models.kind import Kind, check_kind
from ..models.role import Role, check_role
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.answer_out import AnswerOut
    from ..models.moment_parts_out import MomentPartsOut
    from ..models.provenance_out import ProvenanceOut
    from ..models.theme_ref_out import ThemeRefOut


T = TypeVar("T", bound="OneMomentOut")


@_attrs_define
class OneMomentOut:
    """One moment with the parts that were asked for.

    Attributes:
        id (str):
        call_id (str):
        turn_index (int):
        kind (Kind): What the buyer does with a moment.
        category (Category | None):
        quote (str):
        start_s (float | None):
        end_s (float | None):
        role (Role): Who a speaker is in a sales call.
        score (float):
        competitor (None | str): The one name of the competitor it speaks of; null where none is named.
        rep_answer (None | str): What the rep said next.
        answer (AnswerOut | None): The rep's next turn.
        answered (bool | None): Whether that answers; null for all but questions.
        came_back (bool): Whether the same concern comes back later in the call.
        came_back_id (None | str): The moment in which it does.
        theme (None | ThemeRefOut):
        call_title (str):
        started_at (datetime.datetime):
        account (None | str):
        segment (None | str):
        stage (None | str):
        outcome (None | str):
        audio_url (None | str):
        transcript_version (int): The version of the call's transcript that the quote is of.
        redacted (bool):
        judged (Judged | None): What a person said of it; `rejected` only with `include_rejected`.
        correction_id (None | str): The correction that says so; delete it to take that back.
        provenance (ProvenanceOut): What produced this, and how.
        included (MomentPartsOut | None | Unset):
    """

    id: str
    call_id: str
    turn_index: int
    kind: Kind
    category: Category | None
    quote: str
    start_s: float | None
    end_s: float | None
    role: Role
    score: float
    competitor: None | str
    rep_answer: None | str
    answer: AnswerOut | None
    answered: bool | None
    came_back: bool
    came_back_id: None | str
    theme: None | ThemeRefOut
    call_title: str
    started_at: datetime.datetime
    account: None | str
    segment: None | str
    stage: None | str
    outcome: None | str
    audio_url: None | str
    transcript_version: int
    redacted: bool
    judged: Judged | None
    correction_id: None | str
    provenance: ProvenanceOut
    included: MomentPartsOut | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.answer_out import AnswerOut  # noqa: PLC0415
        from ..models.moment_parts_out import MomentPartsOut  # noqa: PLC0415
        from ..models.theme_ref_out import ThemeRefOut  # noqa: PLC0415

        id = self.id

        call_id = self.call_id

        turn_index = self.turn_index

        kind: str = self.kind

        category: None | str
        if isinstance(self.category, str):
            category = self.category
        else:
            category = self.category

        quote = self.quote

        start_s: float | None
        start_s = self.start_s

        end_s: float | None
        end_s = self.end_s

        role: str = self.role

        score = self.score

        competitor: None | str
        competitor = self.competitor

        rep_answer: None | str
        rep_answer = self.rep_answer

        answer: dict[str, Any] | None
        if isinstance(self.answer, AnswerOut):
            answer = self.answer.to_dict()
        else:
            answer = self.answer

        answered: bool | None
        answered = self.answered

        came_back = self.came_back

        came_back_id: None | str
        came_back_id = self.came_back_id

        theme: dict[str, Any] | None
        if isinstance(self.theme, ThemeRefOut):
            theme = self.theme.to_dict()
        else:
            theme = self.theme

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

        judged: None | str
        if isinstance(self.judged, str):
            judged = self.judged
        else:
            judged = self.judged

        correction_id: None | str
        correction_id = self.correction_id

        provenance = self.provenance.to_dict()

        included: dict[str, Any] | None | Unset
        if isinstance(self.included, Unset):
            included = UNSET
        elif isinstance(self.included, MomentPartsOut):
            included = self.included.to_dict()
        else:
            included = self.included

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "call_id": call_id,
                "turn_index": turn_index,
                "kind": kind,
                "category": category,
                "quote": quote,
                "start_s": start_s,
                "end_s": end_s,
                "role": role,
                "score": score,
                "competitor": competitor,
                "rep_answer": rep_answer,
                "answer": answer,
                "answered": answered,
                "came_back": came_back,
                "came_back_id": came_back_id,
                "theme": theme,
                "call_title": call_title,
                "started_at": started_at,
                "account": account,
                "segment": segment,
                "stage": stage,
                "outcome": outcome,
                "audio_url": audio_url,
                "transcript_version": transcript_version,
                "redacted": redacted,
                "judged": judged,
                "correction_id": correction_id,
                "provenance": provenance,
            }
        )
        if included is not UNSET:
            field_dict["included"] = included

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.answer_out import AnswerOut  # noqa: PLC0415
        from ..models.moment_parts_out import MomentPartsOut  # noqa: PLC0415
        from ..models.provenance_out import ProvenanceOut  # noqa: PLC0415
        from ..models.theme_ref_out import ThemeRefOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        call_id = d.pop("call_id")

        turn_index = d.pop("turn_index")

        kind = check_kind(d.pop("kind"))

        def _parse_category(data: object) -> Category | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                category_type_0 = check_category(data)

                return category_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Category | None, data)

        category = _parse_category(d.pop("category"))

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

        role = check_role(d.pop("role"))

        score = d.pop("score")

        def _parse_competitor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        competitor = _parse_competitor(d.pop("competitor"))

        def _parse_rep_answer(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        rep_answer = _parse_rep_answer(d.pop("rep_answer"))

        def _parse_answer(data: object) -> AnswerOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                answer_type_0 = AnswerOut.from_dict(data)

                return answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnswerOut | None, data)

        answer = _parse_answer(d.pop("answer"))

        def _parse_answered(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        answered = _parse_answered(d.pop("answered"))

        came_back = d.pop("came_back")

        def _parse_came_back_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        came_back_id = _parse_came_back_id(d.pop("came_back_id"))

        def _parse_theme(data: object) -> None | ThemeRefOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                theme_type_0 = ThemeRefOut.from_dict(data)

                return theme_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ThemeRefOut, data)

        theme = _parse_theme(d.pop("theme"))

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

        def _parse_judged(data: object) -> Judged | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                judged_type_0 = check_judged(data)

                return judged_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Judged | None, data)

        judged = _parse_judged(d.pop("judged"))

        def _parse_correction_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        correction_id = _parse_correction_id(d.pop("correction_id"))

        provenance = ProvenanceOut.from_dict(d.pop("provenance"))

        def _parse_included(data: object) -> MomentPartsOut | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                included_type_0 = MomentPartsOut.from_dict(data)

                return included_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MomentPartsOut | None | Unset, data)

        included = _parse_included(d.pop("included", UNSET))

        one_moment_out = cls(
            id=id,
            call_id=call_id,
            turn_index=turn_index,
            kind=kind,
            category=category,
            quote=quote,
            start_s=start_s,
            end_s=end_s,
            role=role,
            score=score,
            competitor=competitor,
            rep_answer=rep_answer,
            answer=answer,
            answered=answered,
            came_back=came_back,
            came_back_id=came_back_id,
            theme=theme,
            call_title=call_title,
            started_at=started_at,
            account=account,
            segment=segment,
            stage=stage,
            outcome=outcome,
            audio_url=audio_url,
            transcript_version=transcript_version,
            redacted=redacted,
            judged=judged,
            correction_id=correction_id,
            provenance=provenance,
            included=included,
        )

        one_moment_out.additional_properties = d
        return one_moment_out

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
