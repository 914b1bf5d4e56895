from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.question_out import QuestionOut


T = TypeVar("T", bound="NextOut")


@_attrs_define
class NextOut:
    """The next moment to ask a person about; null where enough is answered.

    Attributes:
        question (None | QuestionOut):
    """

    question: None | QuestionOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.question_out import QuestionOut  # noqa: PLC0415

        question: dict[str, Any] | None
        if isinstance(self.question, QuestionOut):
            question = self.question.to_dict()
        else:
            question = self.question

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "question": question,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.question_out import QuestionOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_question(data: object) -> None | QuestionOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                question_type_0 = QuestionOut.from_dict(data)

                return question_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | QuestionOut, data)

        question = _parse_question(d.pop("question"))

        next_out = cls(
            question=question,
        )

        next_out.additional_properties = d
        return next_out

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
