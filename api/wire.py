"""Schemas that several resources share, and the query parameters of every list."""

from datetime import UTC, date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, Field

from calls.transcript import Role
from insight.rates import Rate

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=100, description="How many items at most.")]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before.")]
From = Annotated[
    datetime | None,
    Query(alias="from", description="Calls that started at this instant or later.", examples=["2026-08-01T00:00:00Z"]),
]
To = Annotated[
    datetime | None, Query(description="Calls that started before this instant.", examples=["2026-09-01T00:00:00Z"])
]
Segment = Annotated[
    str | None, Query(max_length=100, description="Only calls of this segment.", examples=["mid-market"])
]
SaidBy = Annotated[Role | None, Query(description="Who says it.")]
UpdatedSince = Annotated[
    datetime | None,
    Query(description="Only what was made or changed at this instant or later.", examples=["2026-08-01T00:00:00Z"]),
]

CallId = Annotated[str, Path(max_length=60, examples=["ca_1f0c2d3e4b5a6978"])]


class ProvenanceOut(BaseModel):
    """What produced this, and how."""

    name: str = Field(examples=["faster-whisper"])
    version: str
    options: dict[str, str | int | float | bool | None]


class ListOut(BaseModel, Generic[Item]):
    """One page of a list. Ask again with `cursor=next_cursor` until it is null."""

    items: list[Item]
    next_cursor: str | None = None


class RateOut(BaseModel):
    """A share of analysed calls with its 95 % interval. `too_few` says that n is too small to say anything.

    `method` is `wilson` where calls were taken as independent, `accounts` where the interval was widened because calls
    of one account are alike.
    """

    value: float | None = Field(examples=[0.25])
    low: float | None = Field(examples=[0.102])
    high: float | None = Field(examples=[0.495])
    n: int = Field(examples=[16], description="Analysed calls counted over.")
    accounts: int | None = Field(default=None, description="Accounts among them; null where they were not looked at.")
    method: Literal["wilson", "accounts"] = "wilson"
    too_few: bool
    evidence: str | None = Field(
        default=None, description="The query that answers with exactly the calls counted over."
    )

    @classmethod
    def of(cls, rate: Rate, *, evidence: str | None = None) -> "RateOut":
        """Return the wire shape of a rate."""
        return cls(
            value=rate.value,
            low=rate.low,
            high=rate.high,
            n=rate.n,
            accounts=rate.accounts,
            method=rate.method,
            too_few=rate.too_few,
            evidence=evidence,
        )


class TrendPointOut(BaseModel):
    """One step of a trend: its first day (UTC), the calls counted in it, and their share of the analysed ones."""

    start: date
    calls: int
    rate: RateOut


def instant(value: datetime | None) -> datetime | None:
    """Return an aware time in UTC: a time given without a zone is UTC. Far-off times are kept within the calendar."""
    if value is None:
        return None
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return value.replace(tzinfo=UTC)
