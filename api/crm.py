"""/v1/accounts, /v1/deals, /v1/contacts and /v1/campaigns: the CRM context that calls carry, from its own side."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.access import CanReadCalls, DatabaseDep
from api.redacting import SeesAll
from api.windows import WindowDep, address, window_query
from api.wire import Cursor, Limit, ListOut, UpdatedSince, instant
from store.crm import (
    AccountDeal,
    Contact,
    Group,
    get_account,
    get_contact,
    list_accounts,
    list_campaigns,
    list_contacts,
    list_deals,
)

router = APIRouter(prefix="/v1")
_OfAccount = Annotated[str | None, Query(max_length=60, description="Only those of this account.")]


class AccountOut(BaseModel):
    """A buyer's company, by its name as calls give it, and its calls; `evidence` lists exactly those."""

    id: str = Field(examples=["ac_0123456789ab"])
    name: str
    calls: int
    analysed: int = Field(description="Calls among them that rates are counted over.")
    first_at: datetime = Field(description="Start of the first call.")
    last_at: datetime
    updated_at: datetime = Field(description="When one of its calls changed last.")
    evidence: str = Field(examples=["/v1/calls?account_id=ac_0123456789ab"])

    @classmethod
    def of(cls, group: Group, query: Mapping[str, str]) -> "AccountOut":
        """Return the wire shape of an account, counted over the calls of a query."""
        return cls(
            id=group.id,
            name=group.name,
            calls=group.calls,
            analysed=group.analysed,
            first_at=group.first_at,
            last_at=group.last_at,
            updated_at=group.updated_at,
            evidence=address("/v1/calls", {"account_id": group.id, **query}),
        )


class CampaignOut(BaseModel):
    """A lead source, as calls name it, and its calls; `evidence` lists exactly those."""

    name: str = Field(examples=["webinar"])
    calls: int
    analysed: int
    accounts: int
    first_at: datetime
    last_at: datetime
    updated_at: datetime
    evidence: str = Field(examples=["/v1/calls?source=webinar"])


class DealOfAccountOut(BaseModel):
    """What the newest call of an account that says anything of its deal says of it.

    Calls carry no id of a deal, so an account has one deal here: the one that was spoken of last.
    """

    account_id: str
    account: str
    stage: str | None
    outcome: str | None
    segment: str | None
    lead_source: str | None
    amount: float | None
    call_id: str = Field(description="The call that says so.")
    stated_at: datetime = Field(description="When that call began.")

    @classmethod
    def of(cls, found: AccountDeal) -> "DealOfAccountOut":
        """Return the wire shape of a deal."""
        deal = found.deal
        return cls(
            account_id=found.account_id,
            account=found.account,
            stage=deal.stage,
            outcome=deal.outcome,
            segment=deal.segment,
            lead_source=deal.lead_source,
            amount=deal.amount,
            call_id=found.call_id,
            stated_at=found.stated_at,
        )


class ContactOut(BaseModel):
    """A buyer who took part in calls of an account; `evidence` lists exactly those calls.

    `redacted`: name and e-mail address are hidden.
    """

    id: str = Field(examples=["cn_0123456789abcdef"], description="Always the same for the same name in an account.")
    name: str
    email: str | None
    account_id: str | None
    account: str | None
    calls: int
    last_at: datetime = Field(description="Start of the newest call.")
    updated_at: datetime = Field(description="When one of those calls changed last.")
    evidence: str = Field(examples=["/v1/calls?contact_id=cn_0123456789abcdef"])
    redacted: bool

    @classmethod
    def of(cls, found: Contact, *, query: Mapping[str, str], in_full: bool) -> "ContactOut":
        """Return the wire shape of a contact as the reader may see it, counted over the calls of a query."""
        return cls(
            id=found.id,
            name=found.name if in_full else "[name]",
            email=found.email if in_full else None,
            account_id=found.account_id,
            account=found.account,
            calls=found.calls,
            last_at=found.last_at,
            updated_at=found.updated_at,
            evidence=address("/v1/calls", {"contact_id": found.id, **query}),
            redacted=not in_full,
        )


@router.get("/accounts", tags=["accounts"], dependencies=[CanReadCalls])
def read_accounts(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[AccountOut]:
    """List accounts with calls that the filters name, counted over those."""
    since = instant(updated_since)
    with db.reading() as session:
        query = window_query(window, in_full=in_full)
        page = list_accounts(session, window, limit=limit, cursor=cursor, updated_since=since)
    return ListOut(items=[AccountOut.of(each, query) for each in page.items], next_cursor=page.next_cursor)


@router.get("/accounts/{account_id}", tags=["accounts"], dependencies=[CanReadCalls])
def read_account(
    db: DatabaseDep, account_id: Annotated[str, Path(max_length=60, examples=["ac_0123456789ab"])]
) -> AccountOut:
    """Return one account, counted over all its calls."""
    with db.reading() as session:
        return AccountOut.of(get_account(session, account_id), {})


@router.get("/campaigns", tags=["campaigns"], dependencies=[CanReadCalls])
def read_campaigns(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[CampaignOut]:
    """List lead sources of calls that the filters name, counted over those."""
    since = instant(updated_since)
    with db.reading() as session:
        query = window_query(window, in_full=in_full)
        page = list_campaigns(session, window, limit=limit, cursor=cursor, updated_since=since)
    items = [
        CampaignOut(
            name=each.name,
            calls=each.calls,
            analysed=each.analysed,
            accounts=each.accounts,
            first_at=each.first_at,
            last_at=each.last_at,
            updated_at=each.updated_at,
            evidence=address("/v1/calls", {**query, "source": each.name}),
        )
        for each in page.items
    ]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.get("/deals", tags=["deals"], dependencies=[CanReadCalls])
def read_deals(
    db: DatabaseDep,
    window: WindowDep,
    *,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[DealOfAccountOut]:
    """List the deals of accounts, each as the newest of the calls that the filters name tells it."""
    since = instant(updated_since)
    with db.reading() as session:
        page = list_deals(session, window, limit=limit, cursor=cursor, updated_since=since)
    return ListOut(items=[DealOfAccountOut.of(each) for each in page.items], next_cursor=page.next_cursor)


@router.get("/contacts", tags=["contacts"], dependencies=[CanReadCalls])
def read_contacts(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    account_id: _OfAccount = None,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[ContactOut]:
    """List buyers who took part in calls that the filters name. Only holders of `calls:write` see their names."""
    since, query = instant(updated_since), window_query(window, in_full=in_full)
    with db.reading() as session:
        page = list_contacts(session, window, limit=limit, account_id=account_id, cursor=cursor, updated_since=since)
    items = [ContactOut.of(each, query=query, in_full=in_full) for each in page.items]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.get("/contacts/{contact_id}", tags=["contacts"], dependencies=[CanReadCalls])
def read_contact(
    db: DatabaseDep,
    in_full: SeesAll,
    contact_id: Annotated[str, Path(max_length=60, examples=["cn_0123456789abcdef"])],
) -> ContactOut:
    """Return one contact, counted over all calls."""
    with db.reading() as session:
        return ContactOut.of(get_contact(session, contact_id), query={}, in_full=in_full)
