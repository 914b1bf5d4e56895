"""Trackers: keeping what people want found, and counting where it is said."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from calls.call import Medium
from calls.errors import Conflict, NotFound
from calls.tracker import Mention, SaidBy, Wanted
from calls.transcript import Role
from store.catalogue_tables import MentionRow, TrackerRow
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.tables import AccountRow, CallRow
from store.themes import Window, window_conditions


class TrackerState(StrEnum):
    """Whether a tracker has been through every stored call."""

    APPLYING = "applying"
    APPLIED = "applied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerView:
    """A tracker with its counts in a window, over analysed calls. `applied_calls` of `total_calls` are done."""

    id: str
    wanted: Wanted
    revision: int
    state: TrackerState
    applied_calls: int
    total_calls: int
    error_message: str | None
    mentions: int
    calls: int
    accounts: int
    made_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidMention:
    """A mention with the call it was said in."""

    mention: Mention
    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    stage: str | None
    outcome: str | None
    medium: Medium
    transcript_version: int


def create_tracker(session: Session, wanted: Wanted, *, made_by: str) -> tuple[str, int]:
    """Keep a new tracker and return its id and revision; it is still to be applied. Raises Conflict on a taken name."""
    _refuse_taken(session, wanted.name)
    now = datetime.now(UTC)
    row = TrackerRow(
        id=f"tr_{secrets.token_hex(6)}",
        revision=1,
        applied_revision=0,
        applied_calls=0,
        total_calls=count_transcripts(session),
        made_by=made_by,
        created_at=now,
        updated_at=now,
        **_columns(wanted),
    )
    session.add(row)
    session.flush()
    return row.id, row.revision


def change_tracker(session: Session, tracker_id: str, wanted: Wanted) -> int | None:
    """Make a tracker look for something else; return its new revision, None where what it finds stays the same.

    Raises NotFound and Conflict.
    """
    row = _row(session, tracker_id)
    before = wanted_of(row)
    if before.name != wanted.name:
        _refuse_taken(session, wanted.name, but=tracker_id)
    if before == wanted:
        return None
    for name, value in _columns(wanted).items():
        setattr(row, name, value)
    row.updated_at = datetime.now(UTC)
    if wanted.finds_the_same(before):
        return None
    row.revision += 1
    row.applied_calls, row.total_calls, row.error_message = 0, count_transcripts(session), None
    return row.revision


def delete_tracker(session: Session, tracker_id: str) -> None:
    """Forget a tracker and everything it found. Raises NotFound."""
    session.delete(_row(session, tracker_id))
    session.flush()


def count_transcripts(session: Session) -> int:
    """Return how many calls have a transcript."""
    return session.scalar(select(func.count()).where(CallRow.transcript_version.is_not(None))) or 0


def get_tracker(session: Session, tracker_id: str, *, window: Window | None = None) -> TrackerView:
    """Return one tracker, counted over the window. Raises NotFound."""
    found = session.execute(_counted(window or Window()).where(TrackerRow.id == tracker_id)).one_or_none()
    if found is None:
        raise NotFound(f"There is no tracker {tracker_id}.")
    return _view(*found)


def list_trackers(
    session: Session, window: Window, *, limit: int, cursor: str | None = None, updated_since: datetime | None = None
) -> Page[TrackerView]:
    """Return trackers in the order of their names, from after the cursor. Raises InvalidInput on a foreign one."""
    query = _counted(window)
    if updated_since is not None:
        query = query.where(TrackerRow.updated_at >= updated_since)
    name = func.lower(TrackerRow.name)
    if cursor is not None:
        last_name, last_id = decode_cursor(cursor, types=(str, str))
        query = query.where((name > last_name) | and_(name == last_name, TrackerRow.id > last_id))
    rows = session.execute(query.add_columns(name).order_by(name, TrackerRow.id).limit(limit + 1)).all()
    # The database's own small letters: Python's may differ from them.
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_view(*row[:-1]) for row in rows[:limit]),
        next_cursor=encode_cursor([more[-1], more[0].id]) if more else None,
    )


def tracker_calls(
    session: Session, window: Window, *, tracker_id: str | None = None
) -> dict[str, tuple[datetime, ...]]:
    """Return, for each tracker, the starts of the analysed calls in which it is said, one a call."""
    query = (
        select(MentionRow.tracker_id, CallRow.id, CallRow.started_at)
        .join(CallRow, CallRow.id == MentionRow.call_id)
        .where(CallRow.analysed, *window_conditions(window))
        .distinct()
    )
    if tracker_id is not None:
        query = query.where(MentionRow.tracker_id == tracker_id)
    found: dict[str, list[datetime]] = {}
    for tracker, _call_id, started in session.execute(query):
        found.setdefault(tracker, []).append(started)
    return {tracker: tuple(sorted(starts)) for tracker, starts in found.items()}


def list_mentions(
    session: Session,
    tracker_id: str,
    window: Window,
    *,
    limit: int,
    call_id: str | None = None,
    cursor: str | None = None,
) -> Page[SaidMention]:
    """Return what a tracker found in analysed calls, the newest calls first; raises NotFound and InvalidInput."""
    _row(session, tracker_id)
    query = (
        select(MentionRow, CallRow, AccountRow.name)
        .join(CallRow, CallRow.id == MentionRow.call_id)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .where(MentionRow.tracker_id == tracker_id, CallRow.analysed, *window_conditions(window))
    )
    if call_id is not None:
        query = query.where(MentionRow.call_id == call_id)
    if cursor is not None:
        query = query.where(_after(decode_cursor(cursor, types=(str, str, int, str))))
    order = (CallRow.started_at.desc(), CallRow.id.desc(), MentionRow.turn_index, MentionRow.id)
    found = [_said(*row) for row in session.execute(query.order_by(*order).limit(limit + 1))]
    more = found[limit - 1] if len(found) > limit else None
    return Page(items=tuple(found[:limit]), next_cursor=_cursor_of(more) if more else None)


def _cursor_of(said: SaidMention) -> str:
    mention = said.mention
    return encode_cursor([said.started_at.isoformat(), mention.call_id, mention.turn_index, mention.id])


def _after(keys: Sequence[str | int | float]) -> Any:
    started, call_id, turn_index, mention_id = keys
    started_at = parse_instant(str(started))
    same_call = and_(CallRow.started_at == started_at, CallRow.id == call_id)
    return (
        (CallRow.started_at < started_at)
        | and_(CallRow.started_at == started_at, CallRow.id < call_id)
        | and_(same_call, MentionRow.turn_index > turn_index)
        | and_(same_call, MentionRow.turn_index == turn_index, MentionRow.id > mention_id)
    )


def _counted(window: Window) -> "Select[*tuple[Any, ...]]":
    counts = (
        select(
            MentionRow.tracker_id.label("tracker_id"),
            func.count(MentionRow.id).label("mentions"),
            func.count(CallRow.id.distinct()).label("calls"),
            func.count(CallRow.account_id.distinct()).label("accounts"),
        )
        .join(CallRow, CallRow.id == MentionRow.call_id)
        .where(CallRow.analysed, *window_conditions(window))
        .group_by(MentionRow.tracker_id)
        .subquery()
    )
    found = (func.coalesce(column, 0) for column in (counts.c.mentions, counts.c.calls, counts.c.accounts))
    return select(TrackerRow, *found).outerjoin(counts, counts.c.tracker_id == TrackerRow.id)


def _refuse_taken(session: Session, name: str, *, but: str | None = None) -> None:
    same = select(TrackerRow.id).where(func.lower(TrackerRow.name) == func.lower(name))
    taken = session.scalar(same if but is None else same.where(TrackerRow.id != but))
    if taken is not None:
        raise Conflict(f"There is a tracker named {name!r} already ({taken}); change that one, or choose another name.")


def _row(session: Session, tracker_id: str) -> TrackerRow:
    row = session.get(TrackerRow, tracker_id)
    if row is None:
        raise NotFound(f"There is no tracker {tracker_id}.")
    return row


def wanted_of(row: TrackerRow) -> Wanted:
    """Return what a tracker's row looks for."""
    return Wanted(
        name=row.name,
        phrases=tuple(row.phrases),
        said_by=SaidBy(row.said_by),
        in_question=row.in_question,
        exact=row.exact,
    )


def _columns(wanted: Wanted) -> Mapping[str, Any]:
    return {
        "name": wanted.name,
        "phrases": list(wanted.phrases),
        "said_by": wanted.said_by.value,
        "in_question": wanted.in_question,
        "exact": wanted.exact,
    }


def _view(row: TrackerRow, mentions: int, calls: int, accounts: int) -> TrackerView:
    state = TrackerState.APPLIED if row.applied_revision == row.revision else TrackerState.APPLYING
    return TrackerView(
        id=row.id,
        wanted=wanted_of(row),
        revision=row.revision,
        state=TrackerState.FAILED if row.error_message else state,
        applied_calls=row.applied_calls,
        total_calls=max(row.total_calls, row.applied_calls),
        error_message=row.error_message,
        mentions=mentions,
        calls=calls,
        accounts=accounts,
        made_by=row.made_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _said(row: MentionRow, call: CallRow, account: str | None) -> SaidMention:
    return SaidMention(
        mention=Mention(
            id=row.id,
            tracker_id=row.tracker_id,
            call_id=row.call_id,
            turn_index=row.turn_index,
            role=Role(row.role),
            quote=row.quote,
            begin=row.quote_begin,
            end=row.quote_end,
            start_s=row.start_s,
            end_s=row.end_s,
        ),
        call_title=call.title,
        started_at=call.started_at,
        account=account,
        segment=call.segment,
        stage=call.stage,
        outcome=call.outcome,
        medium=Medium(call.medium),
        transcript_version=row.transcript_version,
    )
