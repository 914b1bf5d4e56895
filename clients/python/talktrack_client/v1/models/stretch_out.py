from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.role import Role, check_role
from ..models.sentiment import Sentiment, check_sentiment

if TYPE_CHECKING:
    from ..models.provenance_out import ProvenanceOut


T = TypeVar("T", bound="StretchOut")


@_attrs_define
class StretchOut:
    """One stretch of a call. Together the stretches of a call cover every word of it, in order.

    Attributes:
        id (str):
        call_id (str):
        index (int):
        topic_id (None | str): A topic of the catalogue; null where none fits, see `keyphrases`.
        label (str):
        start_s (float | None):
        end_s (float | None):
        first_turn (int):
        last_turn (int):
        talk_share (float): 0 to 1 of the call's talk.
        raised_by (Role): Who a speaker is in a sales call.
        sentiment (float | None): -1 (only pushback and pain) to 1 (only praise); null without either.
        sentiment_word (None | Sentiment):
        sentiment_n (int): How many moments of the buyer the sentiment rests on.
        keyphrases (list[str]):
        provenance (ProvenanceOut): What produced this, and how.
    """

    id: str
    call_id: str
    index: int
    topic_id: None | str
    label: str
    start_s: float | None
    end_s: float | None
    first_turn: int
    last_turn: int
    talk_share: float
    raised_by: Role
    sentiment: float | None
    sentiment_word: None | Sentiment
    sentiment_n: int
    keyphrases: list[str]
    provenance: ProvenanceOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        call_id = self.call_id

        index = self.index

        topic_id: None | str
        topic_id = self.topic_id

        label = self.label

        start_s: float | None
        start_s = self.start_s

        end_s: float | None
        end_s = self.end_s

        first_turn = self.first_turn

        last_turn = self.last_turn

        talk_share = self.talk_share

        raised_by: str = self.raised_by

        sentiment: float | None
        sentiment = self.sentiment

        sentiment_word: None | str
        if isinstance(self.sentiment_word, str):
            sentiment_word = self.sentiment_word
        else:
            sentiment_word = self.sentiment_word

        sentiment_n = self.sentiment_n

        keyphrases = self.keyphrases

        provenance = self.provenance.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "call_id": call_id,
                "index": index,
                "topic_id": topic_id,
                "label": label,
                "start_s": start_s,
                "end_s": end_s,
                "first_turn": first_turn,
                "last_turn": last_turn,
                "talk_share": talk_share,
                "raised_by": raised_by,
                "sentiment": sentiment,
                "sentiment_word": sentiment_word,
                "sentiment_n": sentiment_n,
                "keyphrases": keyphrases,
                "provenance": provenance,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.provenance_out import ProvenanceOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        call_id = d.pop("call_id")

        index = d.pop("index")

        def _parse_topic_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        topic_id = _parse_topic_id(d.pop("topic_id"))

        label = d.pop("label")

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

        first_turn = d.pop("first_turn")

        last_turn = d.pop("last_turn")

        talk_share = d.pop("talk_share")

        raised_by = check_role(d.pop("raised_by"))

        def _parse_sentiment(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        sentiment = _parse_sentiment(d.pop("sentiment"))

        def _parse_sentiment_word(data: object) -> None | Sentiment:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sentiment_word_type_0 = check_sentiment(data)

                return sentiment_word_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Sentiment, data)

        sentiment_word = _parse_sentiment_word(d.pop("sentiment_word"))

        sentiment_n = d.pop("sentiment_n")

        keyphrases = cast(list[str], d.pop("keyphrases"))

        provenance = ProvenanceOut.from_dict(d.pop("provenance"))

        stretch_out = cls(
            id=id,
            call_id=call_id,
            index=index,
            topic_id=topic_id,
            label=label,
            start_s=start_s,
            end_s=end_s,
            first_turn=first_turn,
            last_turn=last_turn,
            talk_share=talk_share,
            raised_by=raised_by,
            sentiment=sentiment,
            sentiment_word=sentiment_word,
            sentiment_n=sentiment_n,
            keyphrases=keyphrases,
            provenance=provenance,
        )

        stretch_out.additional_properties = d
        return stretch_out

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
