"""Themes: keeping how moments are grouped, and counting calls, accounts and mentions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.moment import Kind
from calls.provenance import Provenance
from calls.theme import Theme, ThemeState
from store.cursor import Page, decode_cursor, encode_cursor
from store.tables import CallRow, MomentRow, PlacementRow, ThemeRow

_MOST_SUCCESSIONS = 10_000
# Databases take a limited number of values in one statement.
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which calls to count over. Times bound the call's start, half-open."""

    start_from: datetime | None = None
    start_to: datetime | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme with its counts in a window. Every count has its evidence: see `store.moments.list_moments`."""

    id: str
    kind: Kind
    label: str
    keywords: tuple[str, ...]
    state: ThemeState
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
    window: Window = Window()


def place_moments(session: Session, placements: Mapping[str, str]) -> None:
    """Put moments (ids) into themes (ids) of their kind.

    A moment that is gone, of another kind by now, or placed by somebody else meanwhile, is left.
    """
    # A theme may have been taken up by another since the caller looked.
    current = {theme_id: resolve_theme(session, theme_id) for theme_id in set(placements.values())}
    _place(session, {moment_id: current[theme_id] for moment_id, theme_id in placements.items()})


def _place(session: Session, placements: Mapping[str, str]) -> None:
    kinds = select(MomentRow.id, ThemeRow.id).join(ThemeRow, ThemeRow.kind == MomentRow.kind)
    chosen = kinds.where(MomentRow.id.in_(list(placements)), ThemeRow.id.in_(set(placements.values())))
    # A person may have rejected a moment meanwhile, or said that it is of another kind.
    fitting = {(moment_id, theme_id) for moment_id, theme_id in session.execute(chosen)}
    now = datetime.now(UTC)
    rows = [
        {"moment_id": moment_id, "theme_id": theme_id, "created_at": now}
        for moment_id, theme_id in placements.items()
        if (moment_id, theme_id) in fitting
    ]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        # Somebody else may be placing the same moment right now; whoever is first has it.
        session.execute(insert(PlacementRow).values(rows[first : first + _ROWS_AT_ONCE]).on_conflict_do_nothing())


def save_suggestions(
    session: Session,
    themes: Sequence[Theme],
    *,
    successors: Mapping[str, str | None],
    provenance: Provenance,
) -> None:
    """Make these the suggested themes there are, all moments of a theme included.

    Themes whose id is known keep it. `successors` names, for each suggested theme that is no more, the theme that took
    it up (None where none did); its id answers for that one from now on. Accepted themes are not touched.
    """
    now = datetime.now(UTC)
    for theme in themes:
        _save_theme(session, theme, provenance=provenance, now=now)
    session.flush()
    for old_id, new_id in successors.items():
        session.execute(
            update(ThemeRow)
            .where(ThemeRow.id == old_id)
            .values(state=ThemeState.ARCHIVED.value, successor_id=new_id, updated_at=now)
        )
    _clear_unaccepted(session)
    for theme in themes:
        _place(session, dict.fromkeys(theme.moment_ids, theme.id))


def _save_theme(session: Session, theme: Theme, *, provenance: Provenance, now: datetime) -> None:
    row = session.get(ThemeRow, theme.id)
    if row is None:
        row = ThemeRow(id=theme.id, kind=theme.kind.value, state=theme.state.value, created_at=now, updated_at=now)
        session.add(row)
    changed = (row.label, row.keywords) != (theme.label, list(theme.keywords))
    row.label, row.keywords, row.provenance = theme.label, list(theme.keywords), provenance.as_dict()
    row.updated_at = now if changed else row.updated_at


def _clear_unaccepted(session: Session) -> None:
    others = select(ThemeRow.id).where(ThemeRow.state != ThemeState.ACCEPTED.value)
    session.execute(delete(PlacementRow).where(PlacementRow.theme_id.in_(others)))


def groups(session: Session, *, state: ThemeState | None = None) -> tuple[Theme, ...]:
    """Return themes that are not archived with the ids of their moments, in the order of their ids."""
    query = select(ThemeRow).where(ThemeRow.state != ThemeState.ARCHIVED.value).order_by(ThemeRow.id)
    if state is not None:
        query = query.where(ThemeRow.state == state.value)
    rows = list(session.scalars(query))
    members: dict[str, list[str]] = {row.id: [] for row in rows}
    for moment_id, theme_id in session.execute(
        select(PlacementRow.moment_id, PlacementRow.theme_id).order_by(PlacementRow.moment_id)
    ):
        members.setdefault(theme_id, []).append(moment_id)
    return tuple(
        Theme(
            id=row.id,
            kind=Kind(row.kind),
            label=row.label,
            keywords=tuple(row.keywords),
            state=ThemeState(row.state),
            moment_ids=tuple(members[row.id]),
        )
        for row in rows
    )


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
    # A placed moment outside the window joins no call, so counting the call's columns leaves it out.
    return (
        func.count(case((CallRow.id.is_not(None), MomentRow.id))),
        func.count(CallRow.id.distinct()),
        func.count(CallRow.account_id.distinct()),
    )


def _counted(window: Window) -> Select[Any]:
    in_window = and_(CallRow.id == MomentRow.call_id, *window_conditions(window))
    return (
        select(ThemeRow, *_counts(), func.min(CallRow.started_at), func.max(CallRow.started_at))
        .outerjoin(PlacementRow, PlacementRow.theme_id == ThemeRow.id)
        .outerjoin(MomentRow, MomentRow.id == PlacementRow.moment_id)
        .outerjoin(CallRow, in_window)
        .group_by(ThemeRow.id)
    )


def window_conditions(window: Window) -> list[Any]:
    """Return what a call must fulfil to be counted in the window."""
    conditions: list[Any] = []
    if window.start_from:
        conditions.append(CallRow.started_at >= window.start_from)
    if window.start_to:
        conditions.append(CallRow.started_at < window.start_to)
    if window.segment:
        conditions.append(CallRow.segment == window.segment)
    return conditions


def analysed_calls(session: Session, window: Window) -> tuple[tuple[str, datetime], ...]:
    """Return id and start of every call that rates are counted over: mined, with a buyer in it."""
    query = select(CallRow.id, CallRow.started_at).where(CallRow.analysed, *window_conditions(window))
    return tuple((call_id, started) for call_id, started in session.execute(query.order_by(CallRow.started_at)))


def theme_calls(session: Session, window: Window, *, theme_id: str | None = None) -> dict[str, tuple[datetime, ...]]:
    """Return, for each theme, the starts of the calls in which it is voiced, one a call."""
    query = (
        select(PlacementRow.theme_id, CallRow.id, CallRow.started_at)
        .join(MomentRow, MomentRow.id == PlacementRow.moment_id)
        .join(CallRow, CallRow.id == MomentRow.call_id)
        .where(*window_conditions(window))
        .distinct()
    )
    if theme_id is not None:
        query = query.where(PlacementRow.theme_id == theme_id)
    found: dict[str, list[datetime]] = {}
    for theme, _call_id, started in session.execute(query):
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
        mentions=mentions,
        calls=calls,
        accounts=accounts,
        first_at=first_at,
        last_at=last_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
