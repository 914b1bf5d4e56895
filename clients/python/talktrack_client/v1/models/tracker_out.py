from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.said_by import SaidBy, check_said_by
from ..models.tracker_state import TrackerState, check_tracker_state

if TYPE_CHECKING:
    from ..models.progress_out import ProgressOut
    from ..models.rate_out import RateOut


T = TypeVar("T", bound="TrackerOut")


@_attrs_define
class TrackerOut:
    """A tracker, counted over analysed calls.

    `mentions` is the number of quotes that `/v1/trackers/{id}/mentions` returns with the same filters.

        Attributes:
            id (str):
            name (str):
            phrases (list[str]):
            said_by (SaidBy): Whose words a tracker listens to.
            in_question (bool):
            exact (bool):
            state (TrackerState): Whether a tracker has been through every stored call.
            progress (ProgressOut): Of `calls` stored calls, a tracker that was just made or changed has been through
                `applied_calls`.
            error (None | str): Why it could not be applied, where its state is `failed`.
            mentions (int):
            calls (int):
            accounts (int):
            rate (RateOut): A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say
                anything.

                `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because
                calls
                of one account are alike.
            made_by (str):
            created_at (datetime.datetime):
            updated_at (datetime.datetime):
    """

    id: str
    name: str
    phrases: list[str]
    said_by: SaidBy
    in_question: bool
    exact: bool
    state: TrackerState
    progress: ProgressOut
    error: None | str
    mentions: int
    calls: int
    accounts: int
    rate: RateOut
    made_by: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        phrases = self.phrases

        said_by: str = self.said_by

        in_question = self.in_question

        exact = self.exact

        state: str = self.state

        progress = self.progress.to_dict()

        error: None | str
        error = self.error

        mentions = self.mentions

        calls = self.calls

        accounts = self.accounts

        rate = self.rate.to_dict()

        made_by = self.made_by

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "phrases": phrases,
                "said_by": said_by,
                "in_question": in_question,
                "exact": exact,
                "state": state,
                "progress": progress,
                "error": error,
                "mentions": mentions,
                "calls": calls,
                "accounts": accounts,
                "rate": rate,
                "made_by": made_by,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.progress_out import ProgressOut  # noqa: PLC0415
        from ..models.rate_out import RateOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        phrases = cast(list[str], d.pop("phrases"))

        said_by = check_said_by(d.pop("said_by"))

        in_question = d.pop("in_question")

        exact = d.pop("exact")

        state = check_tracker_state(d.pop("state"))

        progress = ProgressOut.from_dict(d.pop("progress"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        mentions = d.pop("mentions")

        calls = d.pop("calls")

        accounts = d.pop("accounts")

        rate = RateOut.from_dict(d.pop("rate"))

        made_by = d.pop("made_by")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        tracker_out = cls(
            id=id,
            name=name,
            phrases=phrases,
            said_by=said_by,
            in_question=in_question,
            exact=exact,
            state=state,
            progress=progress,
            error=error,
            mentions=mentions,
            calls=calls,
            accounts=accounts,
            rate=rate,
            made_by=made_by,
            created_at=created_at,
            updated_at=updated_at,
        )

        tracker_out.additional_properties = d
        return tracker_out

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
