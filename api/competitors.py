"""/v1/competitors: whom buyers compare with, under one name each, every number open to its quotes."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import CanReadThemes, DatabaseDep
from api.wire import Cursor, From, Limit, ListOut, RateOut, Segment, To, instant
from insight.rates import wilson
from store.competitors import CompetitorView, list_competitors
from store.themes import Window, analysed_calls

router = APIRouter(prefix="/v1/competitors", tags=["competitors"])


class CompetitorOut(BaseModel):
    """One competitor, counted over analysed calls.

    `/v1/moments?competitor=NAME` with the same filters returns exactly the quotes that `mentions` counts.
    """

    name: str = Field(examples=["Salesforce"])
    mentions: int
    calls: int
    accounts: int
    rate: RateOut
    first_at: datetime = Field(description="Start of the earliest call it is named in.")
    last_at: datetime

    @classmethod
    def of(cls, view: CompetitorView, *, analysed: int) -> "CompetitorOut":
        """Return the wire shape of a competitor counted over `analysed` calls."""
        return cls(
            name=view.name,
            mentions=view.mentions,
            calls=view.calls,
            accounts=view.accounts,
            # A call that comes to be analysed between the two counts is counted on both sides.
            rate=RateOut.of(wilson(view.calls, max(analysed, view.calls))),
            first_at=view.first_at,
            last_at=view.last_at,
        )


@router.get("", dependencies=[CanReadThemes])
def read_competitors(
    db: DatabaseDep,
    *,
    start_from: From = None,
    to: To = None,
    segment: Segment = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[CompetitorOut]:
    """List the competitors that buyers name, those named in most calls first."""
    window = Window(start_from=instant(start_from), start_to=instant(to), segment=segment)
    with db.reading() as session:
        page = list_competitors(session, window, limit=limit, cursor=cursor)
        analysed = len(analysed_calls(session, window))
    items = [CompetitorOut.of(view, analysed=analysed) for view in page.items]
    return ListOut(items=items, next_cursor=page.next_cursor)
