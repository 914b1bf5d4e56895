from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.comment_out import CommentOut
    from ..models.moment_out import MomentOut
    from ..models.stretch_out import StretchOut
    from ..models.transcript_out import TranscriptOut


T = TypeVar("T", bound="CallPartsOut")


@_attrs_define
class CallPartsOut:
    """What was asked for with `include`; null: it was not, or (of a transcript) there is none yet.

    Attributes:
        moments (list[MomentOut] | None | Unset): All of its moments, in the order they were said.
        topics (list[StretchOut] | None | Unset): What its stretches are about.
        comments (list[CommentOut] | None | Unset): Its first 100 comments.
        transcript (None | TranscriptOut | Unset): The current one, with corrections.
    """

    moments: list[MomentOut] | None | Unset = UNSET
    topics: list[StretchOut] | None | Unset = UNSET
    comments: list[CommentOut] | None | Unset = UNSET
    transcript: None | TranscriptOut | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.transcript_out import TranscriptOut  # noqa: PLC0415

        moments: list[dict[str, Any]] | None | Unset
        if isinstance(self.moments, Unset):
            moments = UNSET
        elif isinstance(self.moments, list):
            moments = []
            for moments_type_0_item_data in self.moments:
                moments_type_0_item = moments_type_0_item_data.to_dict()
                moments.append(moments_type_0_item)

        else:
            moments = self.moments

        topics: list[dict[str, Any]] | None | Unset
        if isinstance(self.topics, Unset):
            topics = UNSET
        elif isinstance(self.topics, list):
            topics = []
            for topics_type_0_item_data in self.topics:
                topics_type_0_item = topics_type_0_item_data.to_dict()
                topics.append(topics_type_0_item)

        else:
            topics = self.topics

        comments: list[dict[str, Any]] | None | Unset
        if isinstance(self.comments, Unset):
            comments = UNSET
        elif isinstance(self.comments, list):
            comments = []
            for comments_type_0_item_data in self.comments:
                comments_type_0_item = comments_type_0_item_data.to_dict()
                comments.append(comments_type_0_item)

        else:
            comments = self.comments

        transcript: dict[str, Any] | None | Unset
        if isinstance(self.transcript, Unset):
            transcript = UNSET
        elif isinstance(self.transcript, TranscriptOut):
            transcript = self.transcript.to_dict()
        else:
            transcript = self.transcript

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if moments is not UNSET:
            field_dict["moments"] = moments
        if topics is not UNSET:
            field_dict["topics"] = topics
        if comments is not UNSET:
            field_dict["comments"] = comments
        if transcript is not UNSET:
            field_dict["transcript"] = transcript

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.comment_out import CommentOut  # noqa: PLC0415
        from ..models.moment_out import MomentOut  # noqa: PLC0415
        from ..models.stretch_out import StretchOut  # noqa: PLC0415
        from ..models.transcript_out import TranscriptOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_moments(data: object) -> list[MomentOut] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                moments_type_0 = []
                _moments_type_0 = data
                for moments_type_0_item_data in _moments_type_0:
                    moments_type_0_item = MomentOut.from_dict(moments_type_0_item_data)

                    moments_type_0.append(moments_type_0_item)

                return moments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[MomentOut] | None | Unset, data)

        moments = _parse_moments(d.pop("moments", UNSET))

        def _parse_topics(data: object) -> list[StretchOut] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                topics_type_0 = []
                _topics_type_0 = data
                for topics_type_0_item_data in _topics_type_0:
                    topics_type_0_item = StretchOut.from_dict(topics_type_0_item_data)

                    topics_type_0.append(topics_type_0_item)

                return topics_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[StretchOut] | None | Unset, data)

        topics = _parse_topics(d.pop("topics", UNSET))

        def _parse_comments(data: object) -> list[CommentOut] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                comments_type_0 = []
                _comments_type_0 = data
                for comments_type_0_item_data in _comments_type_0:
                    comments_type_0_item = CommentOut.from_dict(comments_type_0_item_data)

                    comments_type_0.append(comments_type_0_item)

                return comments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[CommentOut] | None | Unset, data)

        comments = _parse_comments(d.pop("comments", UNSET))

        def _parse_transcript(data: object) -> None | TranscriptOut | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                transcript_type_0 = TranscriptOut.from_dict(data)

                return transcript_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TranscriptOut | Unset, data)

        transcript = _parse_transcript(d.pop("transcript", UNSET))

        call_parts_out = cls(
            moments=moments,
            topics=topics,
            comments=comments,
            transcript=transcript,
        )

        call_parts_out.additional_properties = d
        return call_parts_out

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
