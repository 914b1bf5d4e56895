"""Calls as flat rows for files, in the order of their list, read through a cursor of the database."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calls.redaction import Mask
from calls.transcript import Role
from store.analyses import current_number
from store.calls import CallFilter, call_conditions
from store.exports import Batches, Column, ColumnType, Row, read
from store.redaction import masks
from store.tables import AccountRow, CallRow, MomentRow

_HIDDEN = "[name]"
CALL_COLUMNS = (
    Column("id"),
    Column("state"),
    Column("title"),
    Column("filename"),
    Column("sha256"),
    Column("size_bytes", ColumnType.INTEGER),
    Column("client_unique_id"),
    Column("medium"),
    Column("started_at", ColumnType.INSTANT),
    Column("duration_s", ColumnType.NUMBER),
    Column("direction"),
    Column("account_id"),
    Column("account"),
    Column("reps", ColumnType.TEXTS),
    Column("buyers", ColumnType.TEXTS),
    Column("other_parties", ColumnType.TEXTS),
    Column("channels", ColumnType.TEXTS),
    Column("stage"),
    Column("outcome"),
    Column("segment"),
    Column("lead_source"),
    Column("amount", ColumnType.NUMBER),
    Column("analysed", ColumnType.BOOLEAN),
    Column("moments", ColumnType.INTEGER),
    Column("transcript_version", ColumnType.INTEGER),
    Column("error_code"),
    Column("error_message"),
    Column("warnings", ColumnType.TEXTS),
    Column("created_at", ColumnType.INSTANT),
    Column("updated_at", ColumnType.INSTANT),
    Column("redacted", ColumnType.BOOLEAN),
)


def call_rows(session: Session, wanted: CallFilter, *, in_full: bool) -> Batches:
    """Yield the rows of calls in the order of `store.calls.list_calls`; personal data masked unless `in_full`.

    A title is searched as the reader sees it: a name that is hidden from them finds nothing.
    """
    mined = (
        select(func.count())
        .where(MomentRow.call_id == CallRow.id, MomentRow.analysis == current_number(session))
        .correlate(CallRow)
        .scalar_subquery()
    )
    # What may name somebody comes first; see _row.
    columns = (
        CallRow.id, CallRow.title, CallRow.filename, CallRow.parties, CallRow.warnings, CallRow.error_message,
        CallRow.state, CallRow.sha256, CallRow.size_bytes, CallRow.client_unique_id, CallRow.medium,
        CallRow.started_at, CallRow.duration_s, CallRow.direction, CallRow.account_id, AccountRow.name,
        CallRow.channel_roles, CallRow.stage, CallRow.outcome, CallRow.segment, CallRow.lead_source, CallRow.amount,
        CallRow.analysed, mined, CallRow.transcript_version, CallRow.error_code, CallRow.created_at,
        CallRow.updated_at,
    )  # fmt: skip
    query = (
        select(*columns)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(*call_conditions(wanted))
        .order_by(CallRow.started_at.desc(), CallRow.id.desc())
    )
    with closing(read(session, query)) as result:
        for rows in result.partitions():
            if in_full:
                yield [_row(row, None) for row in rows]
                continue
            known = masks(session, {row[0]: (row[1], row[2]) for row in rows})
            yield [_row(row, known[row[0]]) for row in rows if _is_seen(wanted.title, known[row[0]].text(row[1]))]


def _is_seen(wanted: str | None, title: str) -> bool:
    return not wanted or wanted.casefold() in title.casefold()


def more_calls_than(session: Session, wanted: CallFilter, most: int, *, in_full: bool) -> bool:
    """Whether there are more than `most` such calls, as the reader sees their titles; counts no further than that."""
    query = select(CallRow.id).where(*call_conditions(wanted)).limit(most + 1)
    found = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if found <= most or in_full or not wanted.title:
        return found > most
    # The count is of titles in full: told of a name that is hidden, it would say how many calls have it.
    shown = 0
    with closing(call_rows(session, wanted, in_full=False)) as batches:
        for rows in batches:
            shown += len(rows)
            if shown > most:
                return True
    return False


def _row(found: Sequence[Any], mask: Mask | None) -> Row:
    call_id, title, filename, parties, warnings, message = found[:6]
    if mask is not None:
        shown = mask.text(filename)
        message = message and message.replace(filename, shown)
        title, filename = mask.text(title), shown
        warnings = [mask.notice(warning) for warning in warnings]
    (
        state, sha256, size_bytes, client_id, medium, started_at, duration_s, direction, account_id, account, channels,
        stage, outcome, segment, source, amount, analysed, moments, version, error_code, created_at, updated_at,
    ) = found[6:]  # fmt: skip
    failed = state == "failed"
    return (
        call_id, state, title, filename, sha256, size_bytes, client_id, medium, started_at, duration_s, direction,
        account_id, account, *_parties(parties, hidden=mask is not None), tuple(channels), stage, outcome, segment,
        source, amount, analysed, moments, version, error_code if failed else None, message if failed else None,
        tuple(warnings), created_at, updated_at, mask is not None,
    )  # fmt: skip


def _parties(parties: Sequence[dict[str, Any]], *, hidden: bool) -> Iterator[tuple[str, ...]]:
    for role in (Role.REP, Role.BUYER, Role.UNKNOWN):
        yield tuple(_HIDDEN if hidden else str(party["name"]) for party in parties if party["role"] == role.value)
