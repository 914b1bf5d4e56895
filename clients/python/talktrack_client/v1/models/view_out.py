from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.view_answer_out import ViewAnswerOut


T = TypeVar("T", bound="ViewOut")


@_attrs_define
class ViewOut:
    """A page with its filters under a name. `own` says that you may rename and delete it.

    Attributes:
        id (str):
        name (str):
        path (str):
        query (str): Its filters. Reps are in it by their `rep_…` names; where titles are masked for you, what somebody
            else looked for in them is left out.
        link (str): The address to give to a colleague; it stays the same.
        opens (str): What the link opens today: themes that were merged are those they were merged into.
        api (None | str): The call of the API that answers with the same today, first of `answers`; null where none
            does.
        answers (list[ViewAnswerOut]): All of them, where a page is several answers.
        made_by (str):
        own (bool):
        created_at (datetime.datetime):
        updated_at (datetime.datetime):
    """

    id: str
    name: str
    path: str
    query: str
    link: str
    opens: str
    api: None | str
    answers: list[ViewAnswerOut]
    made_by: str
    own: bool
    created_at: datetime.datetime
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        path = self.path

        query = self.query

        link = self.link

        opens = self.opens

        api: None | str
        api = self.api

        answers = []
        for answers_item_data in self.answers:
            answers_item = answers_item_data.to_dict()
            answers.append(answers_item)

        made_by = self.made_by

        own = self.own

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "path": path,
                "query": query,
                "link": link,
                "opens": opens,
                "api": api,
                "answers": answers,
                "made_by": made_by,
                "own": own,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.view_answer_out import ViewAnswerOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        path = d.pop("path")

        query = d.pop("query")

        link = d.pop("link")

        opens = d.pop("opens")

        def _parse_api(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        api = _parse_api(d.pop("api"))

        answers = []
        _answers = d.pop("answers")
        for answers_item_data in _answers:
            answers_item = ViewAnswerOut.from_dict(answers_item_data)

            answers.append(answers_item)

        made_by = d.pop("made_by")

        own = d.pop("own")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        view_out = cls(
            id=id,
            name=name,
            path=path,
            query=query,
            link=link,
            opens=opens,
            api=api,
            answers=answers,
            made_by=made_by,
            own=own,
            created_at=created_at,
            updated_at=updated_at,
        )

        view_out.additional_properties = d
        return view_out

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
