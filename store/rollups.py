"""Counts kept beside what is counted: which theme is voiced in which call, and how many calls of each day voice it.

They are kept up by what changed alone, so that the cost of a call does not grow with the number of calls stored, and
are at all times what counting anew gives (`store.recount` does that).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, text, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.cut import Cut
from calls.transcript import Role
from store.changes import note_changes, note_everything
from store.known import note_known_changed, note_newly_counted
from store.tables import CallRow, MomentRow
from store.theme_tables import (
    AnalysisRow,
    CallAnalysisRow,
    CallCutRow,
    CallDayRow,
    PlacementRow,
    ThemeCallRow,
    ThemeDayRow,
    ThemeRow,
)

# Databases take a limited number of values in one statement.
CALLS_AT_ONCE = 400
_LOCK = 7_204_514

Key = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a set of calls adds to the counts of an analysis."""

    pairs: list[dict[str, Any]]
    cuts: list[dict[str, Any]]
    theme_days: Counter[Key]
    theme_mentions: Counter[Key]
    call_days: Counter[tuple[str, str, date]]


def refresh_calls(session: Session, call_ids: Iterable[str], *, analysis: int | None = None) -> None:
    """Bring the counts in line with these calls, whatever changed of them; in one analysis, or in all.

    To be called last in a transaction: on PostgreSQL no other transaction counts until this one ends.
    """
    wanted = sorted(set(call_ids))
    if not wanted:
        return
    _one_at_a_time(session)
    session.flush()
    numbers = session.scalars(select(AnalysisRow.number)).all() if analysis is None else (analysis,)
    for number in numbers:
        for first in range(0, len(wanted), CALLS_AT_ONCE):
            _refresh(session, wanted[first : first + CALLS_AT_ONCE], number)


def refresh_themes(session: Session, theme_ids: Iterable[str]) -> None:
    """Bring the counts in line with what is in these themes now, and in the themes they are part of, in all analyses.

    Its cost is that of the themes, not of all that is stored. To be called last in a transaction.
    """
    named = sorted(set(theme_ids))
    if not named:
        return
    _one_at_a_time(session)
    session.flush()
    parents = session.scalars(select(ThemeRow.parent_id).where(ThemeRow.id.in_(named), ThemeRow.parent_id.is_not(None)))
    counted = sorted({*named, *(parent for parent in parents if parent)})
    _count_themes(session, counted)
    note_changes(session, counted, analyses=session.scalars(select(AnalysisRow.number)))


def rebuild(session: Session) -> None:
    """Count everything anew, in all analyses."""
    _one_at_a_time(session)
    session.flush()
    for table in (ThemeCallRow, ThemeDayRow, CallCutRow, CallDayRow):
        session.execute(delete(table))
    for number in session.scalars(select(AnalysisRow.number)).all():
        calls = session.scalars(
            select(CallAnalysisRow.call_id).where(CallAnalysisRow.analysis == number, CallAnalysisRow.analysed)
        ).all()
        for first in range(0, len(calls), CALLS_AT_ONCE):
            _insert(session, CallCutRow, call_cuts(session, calls[first : first + CALLS_AT_ONCE], number))
    session.execute(insert(CallDayRow).from_select(_names(CallDayRow), counted_call_days()))
    _count_themes(session, None)
    note_everything(session)


def counted_pairs(theme_ids: Sequence[str] | None = None) -> Select[Any]:
    """Return the query that counts, from the moments themselves, what `theme_calls` holds."""
    own = _placed(PlacementRow.theme_id, theme_ids)
    of_parts = _placed(ThemeRow.parent_id, theme_ids).where(ThemeRow.parent_id.is_not(None))
    both = union_all(own, of_parts).subquery()
    counted = CallCutRow.cut == Cut.ALL.value
    return (
        select(
            both.c.analysis,
            both.c.theme_id,
            both.c.call_id,
            func.sum(both.c.mentions),
            CallCutRow.day,
            CallCutRow.account_id,
            CallRow.started_at,
        )
        .join(CallCutRow, (CallCutRow.analysis == both.c.analysis) & (CallCutRow.call_id == both.c.call_id) & counted)
        .join(CallRow, CallRow.id == both.c.call_id)
        .group_by(
            both.c.analysis, both.c.theme_id, both.c.call_id, CallCutRow.day, CallCutRow.account_id, CallRow.started_at
        )
    )


def counted_days(theme_ids: Sequence[str] | None = None) -> "Select[*tuple[Any, ...]]":
    """Return the query that counts what `theme_days` holds from `theme_calls` and `call_cuts`."""
    query = (
        select(
            ThemeCallRow.analysis,
            ThemeCallRow.theme_id,
            CallCutRow.cut,
            CallCutRow.value,
            ThemeCallRow.day,
            func.count(),
            func.sum(ThemeCallRow.mentions),
        )
        .join(
            CallCutRow,
            (CallCutRow.analysis == ThemeCallRow.analysis) & (CallCutRow.call_id == ThemeCallRow.call_id),
        )
        .group_by(ThemeCallRow.analysis, ThemeCallRow.theme_id, CallCutRow.cut, CallCutRow.value, ThemeCallRow.day)
    )
    return query if theme_ids is None else query.where(ThemeCallRow.theme_id.in_(theme_ids))


def counted_call_days() -> "Select[*tuple[Any, ...]]":
    """Return the query that counts what `call_days` holds from `call_cuts`."""
    of = (CallCutRow.analysis, CallCutRow.cut, CallCutRow.value, CallCutRow.day)
    return select(*of, func.count()).group_by(*of)


def call_cuts(session: Session, call_ids: Collection[str], analysis: int) -> list[dict[str, Any]]:
    """Return what `call_cuts` is to hold of these calls: nothing of a call that is not analysed."""
    of_analysis = (CallAnalysisRow.call_id == CallRow.id) & (CallAnalysisRow.analysis == analysis)
    calls = select(CallRow).join(CallAnalysisRow, of_analysis).where(CallRow.id.in_(call_ids), CallAnalysisRow.analysed)
    competitors: dict[str, set[str]] = {}
    named = select(MomentRow.call_id, MomentRow.competitor).where(
        MomentRow.analysis == analysis, MomentRow.call_id.in_(call_ids), MomentRow.competitor.is_not(None)
    )
    for call_id, competitor in session.execute(named.distinct()):
        competitors.setdefault(call_id, set()).add(str(competitor))
    return [row for call in session.scalars(calls) for row in _cuts_of(call, competitors.get(call.id, set()), analysis)]


def _cuts_of(call: CallRow, competitors: set[str], analysis: int) -> list[dict[str, Any]]:
    values: dict[Cut, set[str | None]] = {
        Cut.ALL: {""},
        Cut.SEGMENT: {call.segment},
        Cut.STAGE: {call.stage},
        Cut.OUTCOME: {call.outcome},
        Cut.SOURCE: {call.lead_source},
        Cut.REP: {party["name"] for party in call.parties if party.get("role") == Role.REP.value},
        Cut.COMPETITOR: {*competitors},
    }
    day = call.started_at.date()
    return [
        {
            "analysis": analysis,
            "call_id": call.id,
            "cut": cut.value,
            "value": value,
            "day": day,
            "account_id": call.account_id,
        }
        for cut, found in values.items()
        for value in sorted(each for each in found if each is not None)
    ]


def _placed(theme: Any, theme_ids: Sequence[str] | None) -> Select[Any]:
    query = (
        select(
            PlacementRow.analysis.label("analysis"),
            theme.label("theme_id"),
            MomentRow.call_id.label("call_id"),
            func.count().label("mentions"),
        )
        .join(
            MomentRow,
            (MomentRow.analysis == PlacementRow.analysis) & (MomentRow.id == PlacementRow.moment_id),
        )
        .join(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
        .group_by(PlacementRow.analysis, theme, MomentRow.call_id)
    )
    return query if theme_ids is None else query.where(theme.in_(theme_ids))


def _count_themes(session: Session, theme_ids: Sequence[str] | None) -> None:
    for table in (ThemeCallRow, ThemeDayRow):
        session.execute(delete(table) if theme_ids is None else delete(table).where(table.theme_id.in_(theme_ids)))
    session.execute(insert(ThemeCallRow).from_select(_names(ThemeCallRow), counted_pairs(theme_ids)))
    session.execute(insert(ThemeDayRow).from_select(_names(ThemeDayRow), counted_days(theme_ids)))


def _names(table: Any) -> list[str]:
    return [column.name for column in table.__table__.columns]


def _refresh(session: Session, call_ids: Sequence[str], analysis: int) -> None:
    before, now = _stored(session, call_ids, analysis), _as_is(session, call_ids, analysis)
    # Noted whatever the counts here are: a call may have begun at another time of the same day.
    note_changes(session, call_ids, analyses=(analysis,))
    if before == now:
        return
    _note_what_was_known(session, before, now, analysis)
    for table in (ThemeCallRow, CallCutRow):
        session.execute(delete(table).where(table.analysis == analysis, table.call_id.in_(call_ids)))
    _insert(session, CallCutRow, now.cuts)
    _insert(session, ThemeCallRow, now.pairs)
    calls, mentions = Counter(now.theme_days), Counter(now.theme_mentions)
    calls.subtract(before.theme_days)
    mentions.subtract(before.theme_mentions)
    changed = sorted(key for key in {*calls, *mentions} if calls[key] or mentions[key])
    rows = [
        {**_theme_key(key), "analysis": analysis, "calls": calls[key], "mentions": mentions[key]} for key in changed
    ]
    _add_up(session, ThemeDayRow, rows, counts=("calls", "mentions"))
    days = Counter(now.call_days)
    days.subtract(before.call_days)
    rows = [
        {"analysis": analysis, "cut": cut, "value": value, "day": day, "calls": n}
        for (cut, value, day), n in sorted(days.items())
        if n
    ]
    _add_up(session, CallDayRow, rows, counts=("calls",))


def _note_what_was_known(session: Session, before: _Counted, now: _Counted, analysis: int) -> None:
    known = {row["call_id"] for row in before.cuts}
    note_newly_counted(session, analysis, {row["call_id"] for row in now.cuts} - known)
    for rows, new_rows in ((before.cuts, now.cuts), (before.pairs, now.pairs)):
        if rows != [row for row in new_rows if row["call_id"] in known]:
            note_known_changed(session)


def _theme_key(key: Key) -> dict[str, Any]:
    return dict(zip(("theme_id", "cut", "value", "day"), key, strict=True))


def _stored(session: Session, call_ids: Sequence[str], analysis: int) -> _Counted:
    return _counted(
        [dict(row) for row in session.execute(_of(ThemeCallRow, call_ids, analysis)).mappings()],
        [dict(row) for row in session.execute(_of(CallCutRow, call_ids, analysis)).mappings()],
    )


def _of(table: Any, call_ids: Sequence[str], analysis: int) -> Any:
    # Columns, not objects: this is done for every call.
    return select(*table.__table__.columns).where(table.call_id.in_(call_ids), table.analysis == analysis)


def _as_is(session: Session, call_ids: Sequence[str], analysis: int) -> _Counted:
    cuts = call_cuts(session, call_ids, analysis)
    whole = {row["call_id"]: row for row in cuts if row["cut"] == Cut.ALL.value}
    started = session.execute(select(CallRow.id, CallRow.started_at).where(CallRow.id.in_(list(whole))))
    starts = {call_id: at for call_id, at in started}  # noqa: C416  (a row is no tuple to the type checker)
    placed = (
        select(MomentRow.call_id, PlacementRow.theme_id, ThemeRow.parent_id, func.count())
        .join(PlacementRow, (PlacementRow.analysis == MomentRow.analysis) & (PlacementRow.moment_id == MomentRow.id))
        .join(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
        .where(MomentRow.call_id.in_(list(whole)), MomentRow.analysis == analysis)
        .group_by(MomentRow.call_id, PlacementRow.theme_id, ThemeRow.parent_id)
    )
    mentions: Counter[tuple[str, str]] = Counter()
    for call_id, theme_id, parent_id, count in session.execute(placed):
        for theme in (theme_id, parent_id):
            if theme is not None:
                mentions[theme, call_id] += count
    pairs = [
        {
            "analysis": analysis,
            "theme_id": theme_id,
            "call_id": call_id,
            "mentions": count,
            "day": whole[call_id]["day"],
            "account_id": whole[call_id]["account_id"],
            "started_at": starts[call_id],
        }
        for (theme_id, call_id), count in mentions.items()
    ]
    return _counted(pairs, cuts)


def _counted(pairs: list[dict[str, Any]], cuts: list[dict[str, Any]]) -> _Counted:
    of_call: dict[str, list[tuple[str, str]]] = {}
    for row in cuts:
        of_call.setdefault(row["call_id"], []).append((row["cut"], row["value"]))
    days: Counter[Key] = Counter()
    mentions: Counter[Key] = Counter()
    for pair in pairs:
        for cut, value in of_call.get(pair["call_id"], ()):
            key = (pair["theme_id"], cut, value, pair["day"])
            days[key] += 1
            mentions[key] += pair["mentions"]
    return _Counted(
        pairs=sorted(pairs, key=lambda row: (row["theme_id"], row["call_id"])),
        cuts=sorted(cuts, key=lambda row: (row["call_id"], row["cut"], row["value"])),
        theme_days=days,
        theme_mentions=mentions,
        call_days=Counter((row["cut"], row["value"], row["day"]) for row in cuts),
    )


def _insert(session: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table.__table__), list(rows))


def _add_up(session: Session, table: Any, rows: Sequence[dict[str, Any]], *, counts: Sequence[str]) -> None:
    """Add signed counts to the rows there are, and take away what comes to nothing. Rows come in a fixed order."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    keys = [column.name for column in table.__table__.primary_key]
    # One statement for each row, prepared once: one of all rows would be composed anew for every call.
    connection, core = session.connection(), table.__table__
    upsert = dialect.insert(core)
    summed = {name: core.c[name] + upsert.excluded[name] for name in counts}
    upsert = upsert.on_conflict_do_update(index_elements=keys, set_=summed)
    connection.execute(upsert, list(rows))
    lessened = [{f"of_{name}": row[name] for name in keys} for row in rows if row["calls"] < 0]
    if lessened:
        chosen = [core.c[name] == bindparam(f"of_{name}") for name in keys]
        connection.execute(delete(core).where(*chosen, core.c.calls == 0), lessened)


def _one_at_a_time(session: Session) -> None:
    """On PostgreSQL, let nobody else count until this transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": _LOCK})
