"""/v1/competitors: whom buyers compare with, under one name each, every number open to its quotes."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import CanReadThemes, DatabaseDep
from api.redacting import SeesAll
from api.windows import WindowDep, calls_in
from api.wire import Cursor, Limit, ListOut, RateOut
from insight.rates import wilson
from store.competitors import CompetitorView, list_competitors
from store.themes import analysed_calls

router = APIRouter(prefix="/v1/competitors", tags=["competitors"])


class CompetitorOut(BaseModel):
    """One competitor, counted over analysed calls.

    `/v1/moments?competitor=NAME` with the same filters returns exactly the quotes that `mentions` counts. Of moments,
    `competitor` is whom they speak of; here it keeps calls in which somebody is named, with everybody named beside.
    """

    name: str = Field(examples=["Salesforce"])
    mentions: int
    calls: int
    accounts: int
    rate: RateOut
    first_at: datetime = Field(description="Start of the earliest call it is named in.")
    last_at: datetime

    @classmethod
    def of(cls, view: CompetitorView, *, analysed: int, evidence: str) -> "CompetitorOut":
        """Return the wire shape of a competitor counted over `analysed` calls, which `evidence` opens."""
        return cls(
            name=view.name,
            mentions=view.mentions,
            calls=view.calls,
            accounts=view.accounts,
            # A call that comes to be analysed between the two counts is counted on both sides.
            rate=RateOut.of(wilson(view.calls, max(analysed, view.calls)), evidence=evidence),
            first_at=view.first_at,
            last_at=view.last_at,
        )


@router.get("", dependencies=[CanReadThemes])
def read_competitors(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[CompetitorOut]:
    """List the competitors that buyers name, those named in most calls first."""
    with db.reading() as session:
        page = list_competitors(session, window, limit=limit, cursor=cursor)
        analysed = len(analysed_calls(session, window))
    evidence = calls_in(window, in_full=in_full)
    items = [CompetitorOut.of(view, analysed=analysed, evidence=evidence) for view in page.items]
    return ListOut(items=items, next_cursor=page.next_cursor)
