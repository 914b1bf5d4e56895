from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.call_state import CallState, check_call_state
from ..models.medium import Medium, check_medium
from ..models.role import Role, check_role
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.call_parts_out import CallPartsOut
    from ..models.deal_out import DealOut
    from ..models.error_out import ErrorOut
    from ..models.party_out import PartyOut
    from ..models.rework_out import ReworkOut


T = TypeVar("T", bound="CallWithPartsOut")


@_attrs_define
class CallWithPartsOut:
    """A call with the parts that were asked for.

    Attributes:
        id (str):
        state (CallState): How far a call has come. `ready` and `failed` are final.
        progress (float):
        transcript_version (int | None):
        reprocess (None | ReworkOut):
        error (ErrorOut | None):
        warnings (list[str]):
        redacted (bool): Names of persons are hidden; holders of `calls:write` see them.
        filename (str):
        sha256 (str):
        size_bytes (int):
        client_unique_id (None | str):
        medium (Medium): What a call came in as: a recording, or a ready transcript (then its quotes have no audio).
        title (str):
        started_at (datetime.datetime):
        duration_s (float | None):
        direction (None | str):
        account_id (None | str):
        account (None | str):
        parties (list[PartyOut]):
        channels (list[Role]): The role of each channel, in order; empty where it is not known.
        deal (DealOut): The CRM context of a call, as its source gave it.
        moments (int):
        created_at (datetime.datetime):
        updated_at (datetime.datetime):
        included (CallPartsOut | None | Unset):
    """

    id: str
    state: CallState
    progress: float
    transcript_version: int | None
    reprocess: None | ReworkOut
    error: ErrorOut | None
    warnings: list[str]
    redacted: bool
    filename: str
    sha256: str
    size_bytes: int
    client_unique_id: None | str
    medium: Medium
    title: str
    started_at: datetime.datetime
    duration_s: float | None
    direction: None | str
    account_id: None | str
    account: None | str
    parties: list[PartyOut]
    channels: list[Role]
    deal: DealOut
    moments: int
    created_at: datetime.datetime
    updated_at: datetime.datetime
    included: CallPartsOut | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.call_parts_out import CallPartsOut  # noqa: PLC0415
        from ..models.error_out import ErrorOut  # noqa: PLC0415
        from ..models.rework_out import ReworkOut  # noqa: PLC0415

        id = self.id

        state: str = self.state

        progress = self.progress

        transcript_version: int | None
        transcript_version = self.transcript_version

        reprocess: dict[str, Any] | None
        if isinstance(self.reprocess, ReworkOut):
            reprocess = self.reprocess.to_dict()
        else:
            reprocess = self.reprocess

        error: dict[str, Any] | None
        if isinstance(self.error, ErrorOut):
            error = self.error.to_dict()
        else:
            error = self.error

        warnings = self.warnings

        redacted = self.redacted

        filename = self.filename

        sha256 = self.sha256

        size_bytes = self.size_bytes

        client_unique_id: None | str
        client_unique_id = self.client_unique_id

        medium: str = self.medium

        title = self.title

        started_at = self.started_at.isoformat()

        duration_s: float | None
        duration_s = self.duration_s

        direction: None | str
        direction = self.direction

        account_id: None | str
        account_id = self.account_id

        account: None | str
        account = self.account

        parties = []
        for parties_item_data in self.parties:
            parties_item = parties_item_data.to_dict()
            parties.append(parties_item)

        channels = []
        for channels_item_data in self.channels:
            channels_item: str = channels_item_data
            channels.append(channels_item)

        deal = self.deal.to_dict()

        moments = self.moments

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        included: dict[str, Any] | None | Unset
        if isinstance(self.included, Unset):
            included = UNSET
        elif isinstance(self.included, CallPartsOut):
            included = self.included.to_dict()
        else:
            included = self.included

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "progress": progress,
                "transcript_version": transcript_version,
                "reprocess": reprocess,
                "error": error,
                "warnings": warnings,
                "redacted": redacted,
                "filename": filename,
                "sha256": sha256,
                "size_bytes": size_bytes,
                "client_unique_id": client_unique_id,
                "medium": medium,
                "title": title,
                "started_at": started_at,
                "duration_s": duration_s,
                "direction": direction,
                "account_id": account_id,
                "account": account,
                "parties": parties,
                "channels": channels,
                "deal": deal,
                "moments": moments,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )
        if included is not UNSET:
            field_dict["included"] = included

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.call_parts_out import CallPartsOut  # noqa: PLC0415
        from ..models.deal_out import DealOut  # noqa: PLC0415
        from ..models.error_out import ErrorOut  # noqa: PLC0415
        from ..models.party_out import PartyOut  # noqa: PLC0415
        from ..models.rework_out import ReworkOut  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        state = check_call_state(d.pop("state"))

        progress = d.pop("progress")

        def _parse_transcript_version(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        transcript_version = _parse_transcript_version(d.pop("transcript_version"))

        def _parse_reprocess(data: object) -> None | ReworkOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reprocess_type_0 = ReworkOut.from_dict(data)

                return reprocess_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReworkOut, data)

        reprocess = _parse_reprocess(d.pop("reprocess"))

        def _parse_error(data: object) -> ErrorOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = ErrorOut.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ErrorOut | None, data)

        error = _parse_error(d.pop("error"))

        warnings = cast(list[str], d.pop("warnings"))

        redacted = d.pop("redacted")

        filename = d.pop("filename")

        sha256 = d.pop("sha256")

        size_bytes = d.pop("size_bytes")

        def _parse_client_unique_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        client_unique_id = _parse_client_unique_id(d.pop("client_unique_id"))

        medium = check_medium(d.pop("medium"))

        title = d.pop("title")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        def _parse_duration_s(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        duration_s = _parse_duration_s(d.pop("duration_s"))

        def _parse_direction(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        direction = _parse_direction(d.pop("direction"))

        def _parse_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account_id = _parse_account_id(d.pop("account_id"))

        def _parse_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account = _parse_account(d.pop("account"))

        parties = []
        _parties = d.pop("parties")
        for parties_item_data in _parties:
            parties_item = PartyOut.from_dict(parties_item_data)

            parties.append(parties_item)

        channels = []
        _channels = d.pop("channels")
        for channels_item_data in _channels:
            channels_item = check_role(channels_item_data)

            channels.append(channels_item)

        deal = DealOut.from_dict(d.pop("deal"))

        moments = d.pop("moments")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        def _parse_included(data: object) -> CallPartsOut | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                included_type_0 = CallPartsOut.from_dict(data)

                return included_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CallPartsOut | None | Unset, data)

        included = _parse_included(d.pop("included", UNSET))

        call_with_parts_out = cls(
            id=id,
            state=state,
            progress=progress,
            transcript_version=transcript_version,
            reprocess=reprocess,
            error=error,
            warnings=warnings,
            redacted=redacted,
            filename=filename,
            sha256=sha256,
            size_bytes=size_bytes,
            client_unique_id=client_unique_id,
            medium=medium,
            title=title,
            started_at=started_at,
            duration_s=duration_s,
            direction=direction,
            account_id=account_id,
            account=account,
            parties=parties,
            channels=channels,
            deal=deal,
            moments=moments,
            created_at=created_at,
            updated_at=updated_at,
            included=included,
        )

        call_with_parts_out.additional_properties = d
        return call_with_parts_out

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
