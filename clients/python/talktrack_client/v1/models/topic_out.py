from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="TopicOut")


@_attrs_define
class TopicOut:
    """A topic of the catalogue with its counts.

    `stretches` is the number of items that `/v1/topics/{id}/evidence` returns with the same filters, `calls` how many
    calls those are in; `rate` has `calls` over all calls that were looked through.

        Attributes:
            id (str):
            label (str):
            description (str):
            phrases (list[str]):
            enabled (bool):
            built_in (bool): Ships with Talktrack, and its model knows it beyond its phrases.
            stretches (int):
            calls (int):
            accounts (int):
            talk_share (float | None): Mean share of the talk, over all calls looked through.
            rate (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
                anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            pending (int): Calls that are still to be looked through with the catalogue as it is now.
    """

    id: str
    label: str
    description: str
    phrases: list[str]
    enabled: bool
    built_in: bool
    stretches: int
    calls: int
    accounts: int
    talk_share: float | None
    rate: RateOut
    pending: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        label = self.label

        description = self.description

        phrases = self.phrases

        enabled = self.enabled

        built_in = self.built_in

        stretches = self.stretches

        calls = self.calls

        accounts = self.accounts

        talk_share: float | None
        talk_share = self.talk_share

        rate = self.rate.to_dict()

        pending = self.pending

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "label": label,
                "description": description,
                "phrases": phrases,
                "enabled": enabled,
                "built_in": built_in,
                "stretches": stretches,
                "calls": calls,
                "accounts": accounts,
                "talk_share": talk_share,
                "rate": rate,
                "pending": pending,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rate_out import RateOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        label = d.pop("label")

        description = d.pop("description")

        phrases = cast(list[str], d.pop("phrases"))

        enabled = d.pop("enabled")

        built_in = d.pop("built_in")

        stretches = d.pop("stretches")

        calls = d.pop("calls")

        accounts = d.pop("accounts")

        def _parse_talk_share(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        talk_share = _parse_talk_share(d.pop("talk_share"))

        rate = RateOut.from_dict(d.pop("rate"))

        pending = d.pop("pending")

        topic_out = cls(
            id=id,
            label=label,
            description=description,
            phrases=phrases,
            enabled=enabled,
            built_in=built_in,
            stretches=stretches,
            calls=calls,
            accounts=accounts,
            talk_share=talk_share,
            rate=rate,
            pending=pending,
        )

        topic_out.additional_properties = d
        return topic_out

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
