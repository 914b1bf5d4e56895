from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kind import Kind, check_kind

if TYPE_CHECKING:
    from ..models.context_turn_out import ContextTurnOut
    from ..models.moment_out import MomentOut


T = TypeVar("T", bound="QuestionOut")


@_attrs_define
class QuestionOut:
    """A moment that was drawn: is it about the theme? `answered` of `wanted` answers of this theme are there.

    Attributes:
        theme_id (str):
        theme_label (str):
        kind (Kind): What the buyer does with a moment.
        moment (MomentOut): A moment with its call. `audio_url` is null for a ready transcript; else play it from
            `start_s` to `end_s`.

            `redacted` says that personal data is hidden in `quote`, `rep_answer` and `call_title`.
        context (list[ContextTurnOut]):
        answered (int):
        wanted (int):
    """

    theme_id: str
    theme_label: str
    kind: Kind
    moment: MomentOut
    context: list[ContextTurnOut]
    answered: int
    wanted: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        theme_id = self.theme_id

        theme_label = self.theme_label

        kind: str = self.kind

        moment = self.moment.to_dict()

        context = []
        for context_item_data in self.context:
            context_item = context_item_data.to_dict()
            context.append(context_item)

        answered = self.answered

        wanted = self.wanted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "theme_id": theme_id,
                "theme_label": theme_label,
                "kind": kind,
                "moment": moment,
                "context": context,
                "answered": answered,
                "wanted": wanted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.context_turn_out import ContextTurnOut  # noqa: PLC0415
        from ..models.moment_out import MomentOut  # noqa: PLC0415

        d = dict(src_dict)
        theme_id = d.pop("theme_id")

        theme_label = d.pop("theme_label")

        kind = check_kind(d.pop("kind"))

        moment = MomentOut.from_dict(d.pop("moment"))

        context = []
        _context = d.pop("context")
        for context_item_data in _context:
            context_item = ContextTurnOut.from_dict(context_item_data)

            context.append(context_item)

        answered = d.pop("answered")

        wanted = d.pop("wanted")

        question_out = cls(
            theme_id=theme_id,
            theme_label=theme_label,
            kind=kind,
            moment=moment,
            context=context,
            answered=answered,
            wanted=wanted,
        )

        question_out.additional_properties = d
        return question_out

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
