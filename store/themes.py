"""Themes: listing them, counting calls, accounts and mentions, and which theme answers for an id."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.moment import Kind
from calls.theme import ThemeState
from store.analyses import current_analysis
from store.columns import EPOCH, columns_of, keeps_columns
from store.cursor import Page, decode_cursor, encode_cursor
from store.memory import remembered
from store.tables import CallRow
from store.theme_tables import ThemeCallRow, ThemeRow
from store.windows import Window as Window
from store.windows import window_conditions as window_conditions

_MOST_SUCCESSIONS = 10_000
_ANY_CALL = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme with its counts in a window. Every count has its evidence: see `store.moments.list_moments`."""

    id: str
    kind: Kind
    label: str
    keywords: tuple[str, ...]
    state: ThemeState
    parent_id: str | None
    pinned: bool
    central_quote: str | None
    mentions: int
    calls: int
    accounts: int
    first_at: datetime | None
    last_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeFilter:
    """Which themes to list, and over which calls to count them."""

    kind: Kind | None = None
    state: ThemeState | None = None
    window: Window = _ANY_CALL


def resolve_theme(session: Session, theme_id: str) -> str:
    """Return the id of the theme that answers for an id today: its own, or its successor's. Raises NotFound."""
    current = theme_id
    for _ in range(_MOST_SUCCESSIONS):
        row = session.get(ThemeRow, current)
        if row is None:
            break
        if row.successor_id is None:
            return current
        current = row.successor_id
    raise NotFound(f"There is no theme {theme_id}.")


def get_theme(session: Session, theme_id: str, *, window: Window | None = None) -> ThemeView:
    """Return one theme, counted over the window. Raises NotFound."""
    query = _counted(window or Window()).where(ThemeRow.id == resolve_theme(session, theme_id))
    return _view(*session.execute(query).one())


def list_themes(session: Session, wanted: ThemeFilter, *, limit: int, cursor: str | None = None) -> Page[ThemeView]:
    """Return themes voiced in most calls first, from after the cursor. Archived ones only when asked for."""
    counted = _counted(wanted.window).where(_in_state(wanted.state))
    if wanted.kind is not None:
        counted = counted.where(ThemeRow.kind == wanted.kind.value)
    calls, mentions = _counts()[1], _counts()[0]
    if cursor is not None:
        last_calls, last_mentions, last_id = decode_cursor(cursor, types=(int, int, str))
        counted = counted.having(
            or_(
                calls < last_calls,
                and_(calls == last_calls, mentions < last_mentions),
                and_(calls == last_calls, mentions == last_mentions, ThemeRow.id > last_id),
            )
        )
    ordered = counted.order_by(calls.desc(), mentions.desc(), ThemeRow.id).limit(limit + 1)
    views = [_view(*row) for row in session.execute(ordered)]
    more = views[limit - 1] if len(views) > limit else None
    return Page(
        items=tuple(views[:limit]),
        next_cursor=encode_cursor([more.calls, more.mentions, more.id]) if more else None,
    )


def _in_state(state: ThemeState | None) -> Any:
    return ThemeRow.state == state.value if state else ThemeRow.state != ThemeState.ARCHIVED.value


def _counts() -> tuple[Any, Any, Any]:
    # A theme that is not voiced in the window joins no call.
    return (
        func.coalesce(func.sum(ThemeCallRow.mentions), 0),
        func.count(ThemeCallRow.call_id),
        func.count(ThemeCallRow.account_id.distinct()),
    )


def _counted(window: Window) -> Select[Any]:
    calls = select(CallRow.id).where(*window_conditions(window))
    of_theme = and_(ThemeCallRow.theme_id == ThemeRow.id, ThemeCallRow.analysis == current_analysis())
    return (
        select(ThemeRow, *_counts(), func.min(ThemeCallRow.started_at), func.max(ThemeCallRow.started_at))
        .outerjoin(ThemeCallRow, and_(of_theme, ThemeCallRow.call_id.in_(calls)))
        .group_by(ThemeRow.id)
    )


def analysed_calls(session: Session, window: Window) -> tuple[tuple[str, datetime], ...]:
    """Return id and start of every call that rates are counted over: mined, with a buyer in it."""
    if keeps_columns(session):
        return remembered(session, ("analysed calls", window), lambda: _by_start(session, window), weigh=_weigh)
    query = select(CallRow.id, CallRow.started_at).where(CallRow.analysed, *window_conditions(window))
    return tuple((call_id, started) for call_id, started in session.execute(query.order_by(CallRow.started_at)))


def _by_start(session: Session, window: Window) -> tuple[tuple[str, datetime], ...]:
    columns = columns_of(session)
    within = columns.within(window)
    counted = [(int(columns.started[row]), call_id) for call_id, row in columns.rows.items() if within[row]]
    return tuple((call_id, EPOCH + timedelta(microseconds=at)) for at, call_id in sorted(counted))


def _weigh(calls: tuple[tuple[str, datetime], ...]) -> int:
    return 200 * len(calls) + 1_000


def theme_calls(session: Session, window: Window, *, theme_id: str | None = None) -> dict[str, tuple[datetime, ...]]:
    """Return, for each theme, the starts of the calls in which it is voiced, one a call."""
    query = (
        select(ThemeCallRow.theme_id, ThemeCallRow.started_at)
        .join(CallRow, CallRow.id == ThemeCallRow.call_id)
        .where(ThemeCallRow.analysis == current_analysis(), *window_conditions(window))
    )
    if theme_id is not None:
        query = query.where(ThemeCallRow.theme_id == theme_id)
    found: dict[str, list[datetime]] = {}
    for theme, started in session.execute(query):
        found.setdefault(theme, []).append(started)
    return {theme: tuple(sorted(starts)) for theme, starts in found.items()}


def segments(session: Session) -> tuple[str, ...]:
    """Return the segments that calls have, sorted."""
    named = select(CallRow.segment).where(CallRow.segment.is_not(None)).distinct().order_by(CallRow.segment)
    return tuple(segment for segment in session.scalars(named) if segment)


def _view(
    row: ThemeRow, mentions: int, calls: int, accounts: int, first_at: datetime | None, last_at: datetime | None
) -> ThemeView:
    return ThemeView(
        id=row.id,
        kind=Kind(row.kind),
        label=row.label,
        keywords=tuple(row.keywords),
        state=ThemeState(row.state),
        parent_id=row.parent_id,
        pinned=row.pinned,
        central_quote=row.central_quote,
        mentions=mentions,
        calls=calls,
        accounts=accounts,
        first_at=first_at,
        last_at=last_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
