"""Calls: taking one in, following its progress, and listing them."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from calls.call import CallDetails, CallState, Deal, Medium, Party
from calls.errors import Conflict, NotFound
from calls.transcript import Role
from store.analyses import current_analysis
from store.catalogue_tables import TopicAnalysisRow
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.progress import Rework, rework_of, start_again
from store.rollups import refresh_calls
from store.tables import AccountRow, CallRow, MomentRow
from store.theme_tables import ThemeCallRow
from store.windows import Window, window_conditions

_ANY_CALL = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A call as it is stored. `progress` is 0 to 1; `error_code` and `error_message` are set when it failed.

    `transcript_version` is the current one, None while there is none. `rework` is what a finished call goes through
    again, or why it last failed to.
    """

    id: str
    sha256: str
    client_unique_id: str | None
    filename: str
    size_bytes: int
    medium: Medium
    title: str
    started_at: datetime
    direction: str | None
    account_id: str | None
    account: str | None
    parties: tuple[Party, ...]
    channel_roles: tuple[Role, ...]
    deal: Deal
    state: CallState
    progress: float
    error_code: str | None
    error_message: str | None
    warnings: tuple[str, ...]
    duration_s: float | None
    run: int
    transcript_version: int | None
    rework: Rework | None
    moments: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls to list. `analysed` says whether rates are counted over them.

    `theme_id` wants a theme voiced in them that is counted there, `without_theme_id` one that is not. `title` is a text
    in their title, in whatever case. `cut_into_topics` says whether shares of topics are of them. `among` are
    the ids of those to choose from.
    """

    state: CallState | None = None
    account_id: str | None = None
    sha256: str | None = None
    window: Window = _ANY_CALL
    analysed: bool | None = None
    theme_id: str | None = None
    without_theme_id: str | None = None
    updated_since: datetime | None = None
    title: str | None = None
    cut_into_topics: bool | None = None
    among: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What came in: the file's identity and what is known about the call."""

    sha256: str
    size_bytes: int
    filename: str
    medium: Medium
    details: CallDetails


def insert_call(session: Session, arrival: Arrival) -> tuple[str, bool]:
    """Insert a call and return `(id, True)`, or `(id of the call that has this recording, False)`.

    The same bytes are one call, whatever id they come with. Raises Conflict when the client's id is already taken by a
    different recording.
    """
    found = _existing(session, arrival)
    if found:
        return found, False
    call_id = f"ca_{secrets.token_hex(8)}"
    try:
        with session.begin_nested():
            session.add(_new_row(session, call_id, arrival))
    except IntegrityError:
        # Somebody else inserted the same recording between the look and the insert (PostgreSQL only).
        found = _existing(session, arrival)
        if found is None:
            raise
        return found, False
    return call_id, True


def _existing(session: Session, arrival: Arrival) -> str | None:
    client_id = arrival.details.client_unique_id
    # One statement sees one state of the table: with two, a call inserted in between would look like somebody else's.
    same = CallRow.sha256 == arrival.sha256
    if client_id is not None:
        same = or_(same, CallRow.client_unique_id == client_id)
    found = session.execute(select(CallRow.id, CallRow.sha256, CallRow.state).where(same)).all()
    others = [(call_id, state) for call_id, sha256, state in found if sha256 != arrival.sha256]
    for call_id, state in others:
        if state != CallState.FAILED.value:
            raise Conflict(f"client_unique_id {client_id!r} already belongs to another recording, call {call_id}.")
        # A broken file must not keep the good one of the same call out.
        session.execute(update(CallRow).where(CallRow.id == call_id).values(client_unique_id=None))
    return next((call_id for call_id, sha256, _ in found if sha256 == arrival.sha256), None)


def _new_row(session: Session, call_id: str, arrival: Arrival) -> CallRow:
    now = datetime.now(UTC)
    details = arrival.details
    row = CallRow(
        id=call_id,
        sha256=arrival.sha256,
        filename=arrival.filename,
        size_bytes=arrival.size_bytes,
        medium=arrival.medium.value,
        title=arrival.filename,
        started_at=now,
        parties=[],
        channel_roles=[],
        state=CallState.RECEIVED.value,
        progress=0.0,
        warnings=[],
        run=1,
        analysed=False,
        rework_progress=0.0,
        corrections_revision=0,
        mined_revision=0,
        created_at=now,
        updated_at=now,
    )
    _apply_details(session, row, details)
    return row


def _apply_details(session: Session, row: CallRow, details: CallDetails) -> None:
    """Write what is known onto the row; what is not known leaves it as it is."""
    given: dict[str, Any] = {
        "client_unique_id": details.client_unique_id,
        "title": details.title,
        "started_at": details.started_at,
        "direction": details.direction,
        "account_id": account_named(session, details.account) if details.account else None,
        "parties": [_party_to_dict(party) for party in details.parties] or None,
        "channel_roles": [role.value for role in details.channel_roles] or None,
        "stage": details.deal.stage,
        "outcome": details.deal.outcome,
        "segment": details.deal.segment,
        "lead_source": details.deal.lead_source,
        "amount": details.deal.amount,
    }
    for name, value in given.items():
        if value is not None:
            setattr(row, name, value)


def is_recording_of_a_call(session: Session, sha256: str) -> bool:
    """Whether a call has these bytes."""
    return session.scalar(select(CallRow.id).where(CallRow.sha256 == sha256)) is not None


def account_named(session: Session, name: str) -> str:
    """Return the id of the account with that name, made now if it is new."""
    found = session.scalar(select(AccountRow.id).where(AccountRow.name == name))
    if found:
        return found
    account_id = f"ac_{secrets.token_hex(6)}"
    try:
        with session.begin_nested():
            session.add(AccountRow(id=account_id, name=name))
    except IntegrityError:
        return session.scalars(select(AccountRow.id).where(AccountRow.name == name)).one()
    return account_id


def add_details(session: Session, call_id: str, details: CallDetails) -> None:
    """Fill in what a ready transcript says about its call, without touching the client's id."""
    row = _row(session, call_id)
    known = CallDetails(
        title=details.title if row.title == row.filename else None,
        started_at=details.started_at if row.started_at == row.created_at else None,
        direction=details.direction if row.direction is None else None,
        account=details.account if row.account_id is None else None,
        parties=details.parties if not row.parties else (),
        deal=Deal(
            stage=details.deal.stage if row.stage is None else None,
            outcome=details.deal.outcome if row.outcome is None else None,
            segment=details.deal.segment if row.segment is None else None,
            lead_source=details.deal.lead_source if row.lead_source is None else None,
            amount=details.deal.amount if row.amount is None else None,
        ),
    )
    _apply_details(session, row, known)
    refresh_calls(session, [call_id])


def take_again(session: Session, call_id: str, arrival: Arrival) -> bool:
    """Meet a recording that came in once more: fill in what is now known; return whether it is to be worked on anew.

    That is so for a call that failed, and for one that is told who speaks, or is told otherwise than before. A run that
    is under way then is superseded. A file that failed under a wrong name is taken under its new one.
    """
    row, details = _row(session, call_id), arrival.details
    before = (list(row.channel_roles), list(row.parties))
    row.client_unique_id = row.client_unique_id or details.client_unique_id
    row.updated_at = datetime.now(UTC)
    add_details(session, call_id, details)
    if details.channel_roles:
        row.channel_roles = [role.value for role in details.channel_roles]
    failed = row.state == CallState.FAILED.value
    if failed:
        row.medium, row.filename = arrival.medium.value, arrival.filename
    told = before[0] != row.channel_roles or (row.medium == Medium.TEXT.value and before[1] != row.parties)
    if failed or told:
        start_again(session, call_id)
    return failed or told


def _row(session: Session, call_id: str) -> CallRow:
    row = session.get(CallRow, call_id)
    if row is None:
        raise NotFound(f"There is no call {call_id}.")
    return row


def state_counts(session: Session) -> dict[str, int]:
    """Return how many calls are in each state."""
    rows = session.execute(select(CallRow.state, func.count()).group_by(CallRow.state))
    return {state: count for state, count in rows}  # noqa: C416  (a row is no tuple to the type checker)


def _view_query() -> Select[Any]:
    of_call = (MomentRow.call_id == CallRow.id, MomentRow.analysis == current_analysis())
    mined = select(func.count()).where(*of_call).correlate(CallRow).scalar_subquery()
    return select(CallRow, AccountRow.name, mined).outerjoin(AccountRow, AccountRow.id == CallRow.account_id)


def get_call(session: Session, call_id: str) -> CallView:
    """Return one call. Raises NotFound."""
    found = session.execute(_view_query().where(CallRow.id == call_id)).one_or_none()
    if found is None:
        raise NotFound(f"There is no call {call_id}.")
    return _view(*found)


def calls_by_id(session: Session, call_ids: Collection[str]) -> dict[str, CallView]:
    """Return calls by id; one that is not there is left out. At most some hundred at a time."""
    found = session.execute(_view_query().where(CallRow.id.in_(call_ids)))
    return {view.id: view for view in (_view(*row) for row in found)}


def list_calls(session: Session, wanted: CallFilter, *, limit: int, cursor: str | None = None) -> Page[CallView]:
    """Return calls, newest start first, from after the cursor. Raises InvalidInput on a foreign cursor."""
    query = _view_query()
    for condition in call_conditions(wanted):
        query = query.where(condition)
    if cursor is not None:
        started, last_id = decode_cursor(cursor, types=(str, str))
        query = query.where(tuple_(CallRow.started_at, CallRow.id) < (parse_instant(str(started)), last_id))
    query = query.order_by(CallRow.started_at.desc(), CallRow.id.desc()).limit(limit + 1)
    views = [_view(*row) for row in session.execute(query)]
    more = views[limit - 1] if len(views) > limit else None
    return Page(
        items=tuple(views[:limit]),
        next_cursor=cursor_after(more) if more else None,
    )


def count_calls(session: Session, wanted: CallFilter) -> int:
    """Return how many calls a list of them has on all its pages."""
    return session.scalar(select(func.count()).select_from(CallRow).where(*call_conditions(wanted))) or 0


def cursor_after(call: CallView) -> str:
    """Return the cursor that continues a list of calls behind a call."""
    return encode_cursor([call.started_at.isoformat(), call.id])


def call_conditions(wanted: CallFilter) -> list[Any]:
    """Return what calls must fulfil."""
    pairs = [
        (wanted.state, CallRow.state == wanted.state),
        (wanted.account_id, CallRow.account_id == wanted.account_id),
        (wanted.sha256, CallRow.sha256 == wanted.sha256),
        (wanted.analysed, CallRow.analysed == wanted.analysed),
        (wanted.theme_id, _voices(wanted.theme_id)),
        (wanted.without_theme_id, ~_voices(wanted.without_theme_id)),
        (wanted.updated_since, CallRow.updated_at >= wanted.updated_since if wanted.updated_since else None),
        (wanted.title, CallRow.title.icontains(wanted.title or "", autoescape=True)),
        (wanted.cut_into_topics, _cut_into_topics() if wanted.cut_into_topics else ~_cut_into_topics()),
        (wanted.among, _among(wanted.among or frozenset())),
    ]
    chosen = [condition for value, condition in pairs if value is not None]
    return [*chosen, *window_conditions(wanted.window)]


def _voices(theme_id: str | None) -> ColumnElement[bool]:
    # Asked of each call, for which the key has the answer: so no list of all calls with the theme is made for a page.
    of_theme = (ThemeCallRow.theme_id == theme_id, ThemeCallRow.analysis == current_analysis())
    return exists().where(ThemeCallRow.call_id == CallRow.id, *of_theme)


def _among(call_ids: frozenset[str]) -> ColumnElement[bool]:
    # Written out: databases take a limited number of values beside a statement.
    ids: Any = bindparam("among", sorted(call_ids), expanding=True, literal_execute=True)
    return CallRow.id.in_(ids)


def _cut_into_topics() -> ColumnElement[bool]:
    """Return what says that the current transcript of a call was looked through for topics, whatever was found."""
    of_call = TopicAnalysisRow.call_id == CallRow.id, TopicAnalysisRow.version == CallRow.transcript_version
    return exists().where(*of_call)


def _party_to_dict(party: Party) -> dict[str, Any]:
    return {
        "name": party.name,
        "role": party.role.value,
        "channel": party.channel,
        "email": party.email,
        "voice_consent": party.voice_consent,
    }


def _view(row: CallRow, account: str | None, moments: int) -> CallView:
    return CallView(
        id=row.id,
        sha256=row.sha256,
        client_unique_id=row.client_unique_id,
        filename=row.filename,
        size_bytes=row.size_bytes,
        medium=Medium(row.medium),
        title=row.title,
        started_at=row.started_at,
        direction=row.direction,
        account_id=row.account_id,
        account=account,
        parties=tuple(Party(**{**party, "role": Role(party["role"])}) for party in row.parties),
        channel_roles=tuple(Role(role) for role in row.channel_roles),
        deal=Deal(
            stage=row.stage, outcome=row.outcome, segment=row.segment, lead_source=row.lead_source, amount=row.amount
        ),
        state=CallState(row.state),
        progress=row.progress,
        error_code=row.error_code,
        error_message=row.error_message,
        warnings=tuple(row.warnings),
        duration_s=row.duration_s,
        run=row.run,
        transcript_version=row.transcript_version,
        rework=rework_of(row),
        moments=moments,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
