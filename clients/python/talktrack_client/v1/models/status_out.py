from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.call_state import CallState, check_call_state

if TYPE_CHECKING:
    from ..models.error_out import ErrorOut
    from ..models.rework_out import ReworkOut


T = TypeVar("T", bound="StatusOut")


@_attrs_define
class StatusOut:
    """How far a call is; it is finished when its state is `ready` or `failed`.

    `progress` is the share of the speech that is transcribed, 0 to 1. `transcript_version` is the current one.
    `reprocess` is null unless the finished call is being transcribed or mined again, or last failed to be.

        Attributes:
            id (str):
            state (CallState): How far a call has come. `ready` and `failed` are final.
            progress (float):
            transcript_version (int | None):
            reprocess (None | ReworkOut):
            error (ErrorOut | None):
            warnings (list[str]):
            redacted (bool): Names of persons are hidden; holders of `calls:write` see them.
    """

    id: str
    state: CallState
    progress: float
    transcript_version: int | None
    reprocess: None | ReworkOut
    error: ErrorOut | None
    warnings: list[str]
    redacted: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.error_out import ErrorOut  # noqa: PLC0415
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

        status_out = cls(
            id=id,
            state=state,
            progress=progress,
            transcript_version=transcript_version,
            reprocess=reprocess,
            error=error,
            warnings=warnings,
            redacted=redacted,
        )

        status_out.additional_properties = d
        return status_out

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
