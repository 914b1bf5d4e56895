from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.category import Category, check_category
from ..models.found import Found, check_found
from ..models.kind import Kind, check_kind
from ..models.role import Role, check_role

if TYPE_CHECKING:
    from ..models.piece_out import PieceOut
    from ..models.theme_ref_out import ThemeRefOut


T = TypeVar("T", bound="SearchFoundOut")


@_attrs_define
class SearchFoundOut:
    """A moment or a turn that was found. `moment_id`, `kind`, `category`, `competitor` and `theme` are of a moment.

    Attributes:
        type_ (Found): What can be found.
        call_id (str):
        turn_index (int):
        start_s (float | None):
        end_s (float | None):
        role (Role): Who a speaker is in a sales call.
        snippet (list[PieceOut]): What was said, or the part of it around the first hit, in order.
        score (float): Compares answers of one search only.
        moment_id (None | str):
        kind (Kind | None):
        category (Category | None):
        competitor (None | str):
        theme (None | ThemeRefOut):
        call_title (str):
        started_at (datetime.datetime):
        account (None | str):
        segment (None | str):
        stage (None | str):
        outcome (None | str):
        audio_url (None | str):
        redacted (bool):
    """

    type_: Found
    call_id: str
    turn_index: int
    start_s: float | None
    end_s: float | None
    role: Role
    snippet: list[PieceOut]
    score: float
    moment_id: None | str
    kind: Kind | None
    category: Category | None
    competitor: None | str
    theme: None | ThemeRefOut
    call_title: str
    started_at: datetime.datetime
    account: None | str
    segment: None | str
    stage: None | str
    outcome: None | str
    audio_url: None | str
    redacted: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.theme_ref_out import ThemeRefOut  # noqa: PLC0415

        type_: str = self.type_

        call_id = self.call_id

        turn_index = self.turn_index

        start_s: float | None
        start_s = self.start_s

        end_s: float | None
        end_s = self.end_s

        role: str = self.role

        snippet = []
        for snippet_item_data in self.snippet:
            snippet_item = snippet_item_data.to_dict()
            snippet.append(snippet_item)

        score = self.score

        moment_id: None | str
        moment_id = self.moment_id

        kind: None | str
        if isinstance(self.kind, str):
            kind = self.kind
        else:
            kind = self.kind

        category: None | str
        if isinstance(self.category, str):
            category = self.category
        else:
            category = self.category

        competitor: None | str
        competitor = self.competitor

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

        redacted = self.redacted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "call_id": call_id,
                "turn_index": turn_index,
                "start_s": start_s,
                "end_s": end_s,
                "role": role,
                "snippet": snippet,
                "score": score,
                "moment_id": moment_id,
                "kind": kind,
                "category": category,
                "competitor": competitor,
                "theme": theme,
                "call_title": call_title,
                "started_at": started_at,
                "account": account,
                "segment": segment,
                "stage": stage,
                "outcome": outcome,
                "audio_url": audio_url,
                "redacted": redacted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.piece_out import PieceOut  # noqa: PLC0415
        from ..models.theme_ref_out import ThemeRefOut  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_found(d.pop("type"))

        call_id = d.pop("call_id")

        turn_index = d.pop("turn_index")

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

        snippet = []
        _snippet = d.pop("snippet")
        for snippet_item_data in _snippet:
            snippet_item = PieceOut.from_dict(snippet_item_data)

            snippet.append(snippet_item)

        score = d.pop("score")

        def _parse_moment_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        moment_id = _parse_moment_id(d.pop("moment_id"))

        def _parse_kind(data: object) -> Kind | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_0 = check_kind(data)

                return kind_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Kind | None, data)

        kind = _parse_kind(d.pop("kind"))

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

        def _parse_competitor(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        competitor = _parse_competitor(d.pop("competitor"))

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

        redacted = d.pop("redacted")

        search_found_out = cls(
            type_=type_,
            call_id=call_id,
            turn_index=turn_index,
            start_s=start_s,
            end_s=end_s,
            role=role,
            snippet=snippet,
            score=score,
            moment_id=moment_id,
            kind=kind,
            category=category,
            competitor=competitor,
            theme=theme,
            call_title=call_title,
            started_at=started_at,
            account=account,
            segment=segment,
            stage=stage,
            outcome=outcome,
            audio_url=audio_url,
            redacted=redacted,
        )

        search_found_out.additional_properties = d
        return search_found_out

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
