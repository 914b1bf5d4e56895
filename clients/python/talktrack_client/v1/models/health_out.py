from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.health_out_calls import HealthOutCalls
    from ..models.health_out_failed_lately import HealthOutFailedLately


T = TypeVar("T", bound="HealthOut")


@_attrs_define
class HealthOut:
    """What stands now. `advice` says what to do, and is empty where all is well.

    Attributes:
        database (str):
        workers (int): Workers that are alive.
        waiting (int): Calls that are neither ready nor failed.
        oldest_waiting_at (datetime.datetime | None):
        newest_ready_at (datetime.datetime | None):
        calls (HealthOutCalls):
        failed_lately (HealthOutFailedLately): Calls that failed in the last seven days, by reason.
        free_bytes (int):
        advice (list[str]):
    """

    database: str
    workers: int
    waiting: int
    oldest_waiting_at: datetime.datetime | None
    newest_ready_at: datetime.datetime | None
    calls: HealthOutCalls
    failed_lately: HealthOutFailedLately
    free_bytes: int
    advice: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        database = self.database

        workers = self.workers

        waiting = self.waiting

        oldest_waiting_at: None | str
        if isinstance(self.oldest_waiting_at, datetime.datetime):
            oldest_waiting_at = self.oldest_waiting_at.isoformat()
        else:
            oldest_waiting_at = self.oldest_waiting_at

        newest_ready_at: None | str
        if isinstance(self.newest_ready_at, datetime.datetime):
            newest_ready_at = self.newest_ready_at.isoformat()
        else:
            newest_ready_at = self.newest_ready_at

        calls = self.calls.to_dict()

        failed_lately = self.failed_lately.to_dict()

        free_bytes = self.free_bytes

        advice = self.advice

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "database": database,
                "workers": workers,
                "waiting": waiting,
                "oldest_waiting_at": oldest_waiting_at,
                "newest_ready_at": newest_ready_at,
                "calls": calls,
                "failed_lately": failed_lately,
                "free_bytes": free_bytes,
                "advice": advice,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.health_out_calls import HealthOutCalls  # noqa: PLC0415
        from ..models.health_out_failed_lately import HealthOutFailedLately  # noqa: PLC0415

        d = dict(src_dict)
        database = d.pop("database")

        workers = d.pop("workers")

        waiting = d.pop("waiting")

        def _parse_oldest_waiting_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                oldest_waiting_at_type_0 = datetime.datetime.fromisoformat(data)

                return oldest_waiting_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        oldest_waiting_at = _parse_oldest_waiting_at(d.pop("oldest_waiting_at"))

        def _parse_newest_ready_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                newest_ready_at_type_0 = datetime.datetime.fromisoformat(data)

                return newest_ready_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        newest_ready_at = _parse_newest_ready_at(d.pop("newest_ready_at"))

        calls = HealthOutCalls.from_dict(d.pop("calls"))

        failed_lately = HealthOutFailedLately.from_dict(d.pop("failed_lately"))

        free_bytes = d.pop("free_bytes")

        advice = cast(list[str], d.pop("advice"))

        health_out = cls(
            database=database,
            workers=workers,
            waiting=waiting,
            oldest_waiting_at=oldest_waiting_at,
            newest_ready_at=newest_ready_at,
            calls=calls,
            failed_lately=failed_lately,
            free_bytes=free_bytes,
            advice=advice,
        )

        health_out.additional_properties = d
        return health_out

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
