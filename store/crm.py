"""The CRM context that calls carry, from its own side: accounts, their deals, contacts and campaigns.

Calls name an account, and a stage, outcome, amount and lead source beside it, but no deal or contact by an id of its
own. So a deal is what the newest call of an account says of it, a contact is a buyer of an account by name, and a
campaign is a lead source.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from calls.call import Deal
from calls.errors import NotFound
from calls.transcript import Role
from store.cursor import Page, decode_cursor, encode_cursor
from store.tables import AccountRow, CallRow
from store.windows import Window, window_conditions

_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Calls that have something in common, an account or a campaign: how many there are, and from when to when."""

    id: str
    name: str
    calls: int
    analysed: int
    accounts: int
    first_at: datetime
    last_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDeal:
    """What the newest call that says anything of an account's deal says of it."""

    account_id: str
    account: str
    deal: Deal
    call_id: str
    stated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A buyer of an account, by name; `account_id` is None where their calls name none."""

    id: str
    name: str
    email: str | None
    account_id: str | None
    account: str | None
    calls: int
    last_at: datetime
    updated_at: datetime


def list_accounts(
    session: Session, window: Window, *, limit: int, cursor: str | None = None, updated_since: datetime | None = None
) -> Page[Group]:
    """Return accounts with calls in a window, in the order of their ids. Raises InvalidInput on a foreign cursor."""
    query = _accounts(window)
    if cursor is not None:
        query = query.where(AccountRow.id > decode_cursor(cursor, types=(str,))[0])
    return _page(session, query, AccountRow.id, limit=limit, updated_since=updated_since)


def get_account(session: Session, account_id: str) -> Group:
    """Return one account. Raises NotFound."""
    row = session.execute(_accounts(Window()).where(AccountRow.id == account_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no account {account_id}.")
    return _group(row)


def list_campaigns(
    session: Session, window: Window, *, limit: int, cursor: str | None = None, updated_since: datetime | None = None
) -> Page[Group]:
    """Return lead sources of calls in a window, in the order of their names. Raises InvalidInput."""
    source: Any = CallRow.lead_source
    query = _grouped(source, source, window).where(source.is_not(None))
    if cursor is not None:
        query = query.where(source > decode_cursor(cursor, types=(str,))[0])
    return _page(session, query, source, limit=limit, updated_since=updated_since)


def list_deals(
    session: Session, window: Window, *, limit: int, cursor: str | None = None, updated_since: datetime | None = None
) -> Page[AccountDeal]:
    """Return the deals of accounts with calls in a window, in the order of the accounts' ids. Raises InvalidInput."""
    said = [CallRow.stage, CallRow.outcome, CallRow.amount]
    query = (
        _accounts(window)
        .with_only_columns(AccountRow.id, AccountRow.name)
        .where(or_(*(each.is_not(None) for each in said)))
    )
    if cursor is not None:
        query = query.where(AccountRow.id > decode_cursor(cursor, types=(str,))[0])
    if updated_since is not None:
        query = query.having(func.max(CallRow.updated_at) >= updated_since)
    rows = session.execute(query.order_by(AccountRow.id).limit(limit + 1)).all()
    names = {row[0]: row[1] for row in rows[:limit]}
    return Page(
        items=tuple(_deals(session, names, window)),
        next_cursor=encode_cursor([rows[limit - 1][0]]) if len(rows) > limit else None,
    )


def list_contacts(
    session: Session,
    window: Window,
    *,
    limit: int,
    account_id: str | None = None,
    cursor: str | None = None,
    updated_since: datetime | None = None,
) -> Page[Contact]:
    """Return buyers of calls in a window, in the order of their ids. Reads who took part in each of those calls.

    Raises InvalidInput on a foreign cursor.
    """
    after = str(decode_cursor(cursor, types=(str,))[0]) if cursor is not None else ""
    found = _contacts(session, window, account_id=account_id)
    changed = (each for each in found.values() if updated_since is None or each.updated_at >= updated_since)
    ids = sorted(each.id for each in changed if each.id > after)
    return Page(
        items=tuple(found[each] for each in ids[:limit]),
        next_cursor=encode_cursor([ids[limit - 1]]) if len(ids) > limit else None,
    )


def get_contact(session: Session, contact_id: str) -> Contact:
    """Return one contact, by all calls. Raises NotFound."""
    found = _contacts(session, Window()).get(contact_id)
    if found is None:
        raise NotFound(f"There is no contact {contact_id}.")
    return found


def calls_of_contact(
    session: Session, contact_id: str, *, window: Window, account_id: str | None = None
) -> frozenset[str]:
    """Return the ids of the calls in a window in which a contact took part; none for one that is not known."""
    taken_part = (call for call, buyers, _ in _taking_part(session, window, account_id) if contact_id in buyers)
    return frozenset(call.id for call in taken_part)


def _contacts(session: Session, window: Window, *, account_id: str | None = None) -> dict[str, Contact]:
    found: dict[str, Contact] = {}
    for call, buyers, account in _taking_part(session, window, account_id):
        for contact_id, (name, email) in buyers.items():
            before = found.get(contact_id)
            found[contact_id] = Contact(
                id=contact_id,
                name=name,
                email=email or (before.email if before else None),
                account_id=call.account_id,
                account=account,
                calls=(before.calls if before else 0) + 1,
                last_at=call.started_at,
                updated_at=max(call.updated_at, before.updated_at) if before else call.updated_at,
            )
    return found


def _taking_part(
    session: Session, window: Window, account_id: str | None
) -> Iterator[tuple[Any, dict[str, tuple[str, str | None]], str | None]]:
    """Yield the calls of a window, the oldest first, each with its buyers by contact and its account's name."""
    read = (CallRow.id, CallRow.account_id, CallRow.started_at, CallRow.updated_at, CallRow.parties)
    query = (
        select(*read, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(*window_conditions(window))
        .order_by(CallRow.started_at, CallRow.id)
    )
    if account_id is not None:
        query = query.where(CallRow.account_id == account_id)
    for row in session.execute(query.execution_options(yield_per=1_000)):
        yield row, _buyers(row.parties, row.account_id), row.name


def _buyers(parties: Sequence[Any], account_id: str | None) -> dict[str, tuple[str, str | None]]:
    """Return the buyers of one call by contact, each with name and address: in two spellings one is still one."""
    found: dict[str, tuple[str, str | None]] = {}
    for party in parties:
        if party.get("role") == Role.BUYER.value and party.get("name"):
            contact_id = _contact_id(account_id, party["name"])
            _, email = found.get(contact_id, ("", None))
            found[contact_id] = party["name"], party.get("email") or email
    return found


def _contact_id(account_id: str | None, name: str) -> str:
    same = " ".join(name.casefold().split())
    return "cn_" + hashlib.sha256(f"{account_id or ''}\0{same}".encode()).hexdigest()[:16]


def _deals(session: Session, names: dict[str, str], window: Window) -> list[AccountDeal]:
    said = or_(CallRow.stage.is_not(None), CallRow.outcome.is_not(None), CallRow.amount.is_not(None))
    newest: dict[str, CallRow] = {}
    for first in range(0, len(names), _AT_ONCE):
        some = list(names)[first : first + _AT_ONCE]
        query = select(CallRow).where(CallRow.account_id.in_(some), said, *window_conditions(window))
        for row in session.scalars(query.order_by(CallRow.started_at, CallRow.id)):
            newest[str(row.account_id)] = row
    return [
        AccountDeal(
            account_id=account_id,
            account=names[account_id],
            deal=Deal(
                stage=row.stage,
                outcome=row.outcome,
                segment=row.segment,
                lead_source=row.lead_source,
                amount=row.amount,
            ),
            call_id=row.id,
            stated_at=row.started_at,
        )
        for account_id, row in sorted(newest.items())
    ]


def _accounts(window: Window) -> Select[Any]:
    return _grouped(AccountRow.id, AccountRow.name, window).join(AccountRow, AccountRow.id == CallRow.account_id)


def _grouped(key: Any, name: Any, window: Window) -> Select[Any]:
    return (
        select(
            key,
            name,
            func.count(),
            func.count().filter(CallRow.analysed),
            func.count(CallRow.account_id.distinct()),
            func.min(CallRow.started_at),
            func.max(CallRow.started_at),
            func.max(CallRow.updated_at),
        )
        .select_from(CallRow)
        .where(*window_conditions(window))
        .group_by(*dict.fromkeys((key, name)))
    )


def _page(session: Session, query: Select[Any], key: Any, *, limit: int, updated_since: datetime | None) -> Page[Group]:
    if updated_since is not None:
        query = query.having(func.max(CallRow.updated_at) >= updated_since)
    rows: Sequence[Any] = session.execute(query.order_by(key).limit(limit + 1)).all()
    return Page(
        items=tuple(_group(row) for row in rows[:limit]),
        next_cursor=encode_cursor([rows[limit - 1][0]]) if len(rows) > limit else None,
    )


def _group(row: Any) -> Group:
    key, name, calls, analysed, accounts, first_at, last_at, updated_at = row
    return Group(
        id=key,
        name=name,
        calls=calls,
        analysed=analysed,
        accounts=accounts,
        first_at=first_at,
        last_at=last_at,
        updated_at=updated_at,
    )
