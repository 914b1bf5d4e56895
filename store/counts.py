"""Counts of calls, accounts and mentions over a window, all of the analysis that people see.

A window of whole days (UTC) with one cut at most is answered from the daily counts; any other is counted from the
calls and the themes voiced in them. Both give the same: see `tests/store/test_counts.py`. Accounts are counted from
`store.columns`; how calls spread over them is in `store.spreads`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calls.cut import Cut
from store.analyses import current_analysis, current_number
from store.columns import EPOCH, columns_of, keeps_columns
from store.spreads import spreads_along, spreads_by
from store.tables import CallRow
from store.theme_tables import CallCutRow, CallDayRow, ThemeCallRow, ThemeDayRow
from store.windows import Window

# Databases take a limited number of values in one statement; more themes than this are asked for all at once.
_MOST_NAMED = 500


@dataclass(frozen=True, slots=True)
class Total:
    """How many calls voice a theme, and how often in all."""

    calls: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Reach:
    """How many accounts voice a theme, and the starts of the first and last call it is voiced in."""

    accounts: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The first and the last day (UTC) with an analysed call."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class _Scope:
    """A window in one analysis: bounds are days where `aligned`, instants otherwise; calls fulfil all of `cuts`."""

    analysis: int
    start: datetime | None
    end: datetime | None
    cuts: tuple[tuple[Cut, str], ...]

    @property
    def aligned(self) -> bool:
        return all(each is None or each.astimezone(UTC).time() == time() for each in (self.start, self.end))

    @property
    def rolled(self) -> bool:
        """Whether the daily counts hold what is asked for."""
        return self.aligned and len(self.cuts) <= 1

    @property
    def only_cut(self) -> tuple[Cut, str]:
        return self.cuts[0] if self.cuts else (Cut.ALL, "")


def analysed(session: Session, window: Window) -> int:
    """Return how many analysed calls there are: what rates are counted over."""
    return analysed_by(session, window, Cut.ALL).get("", 0)


def analysed_days(session: Session, window: Window) -> dict[date, int]:
    """Return how many analysed calls there are of each day (UTC) that has any."""
    scope = _scope(session, window)
    if scope is None:
        return {}
    if scope.rolled:
        query = select(CallDayRow.day, CallDayRow.calls).where(
            *_in_days(CallDayRow, scope), *_cut_is(CallDayRow, scope)
        )
    else:
        query = _calls(scope, CallCutRow.day, func.count()).group_by(CallCutRow.day)
    return dict(sorted(_pairs(session, query).items()))


def analysed_span(session: Session, window: Window) -> Span | None:
    """Return from when to when there are analysed calls, None where there are none."""
    days = analysed_days(session, window)
    return Span(first=min(days), last=max(days)) if days else None


def cut_values(session: Session, cut: Cut) -> tuple[str, ...]:
    """Return the values that analysed calls have in a cut, sorted."""
    of_cut = (CallDayRow.analysis == current_analysis(), CallDayRow.cut == cut.value)
    return tuple(sorted(session.scalars(select(CallDayRow.value).where(*of_cut).distinct())))


def analysed_by(session: Session, window: Window, cut: Cut) -> dict[str, int]:
    """Return how many analysed calls have each value of a cut; a call may have several, or none.

    Undivided (`Cut.ALL`) there is one value, named ''.
    """
    scope = _scope(session, window)
    if scope is None:
        return {}
    chosen = _rolled_cut(scope, cut)
    if chosen is not None:
        query = select(CallDayRow.value, func.sum(CallDayRow.calls)).where(
            *_in_days(CallDayRow, scope), *_is(CallDayRow, *chosen)
        )
        found = _pairs(session, query.group_by(CallDayRow.value))
    else:
        query = _calls(scope, CallCutRow.value, func.count(), cut=cut)
        found = _pairs(session, query.group_by(CallCutRow.value))
    return {"": sum(found.values())} if cut is Cut.ALL and found else found


def theme_totals(session: Session, window: Window, theme_ids: Sequence[str] | None = None) -> dict[str, Total]:
    """Return how many calls voice each theme (these, or all), and how often; themes that none voices are left out."""
    return {theme_id: by[""] for theme_id, by in theme_by(session, window, Cut.ALL, theme_ids).items()}


def theme_by(
    session: Session, window: Window, cut: Cut, theme_ids: Sequence[str] | None = None
) -> dict[str, dict[str, Total]]:
    """Return, for each theme (these, or all) and each value of a cut, the calls with it, and the mentions in them.

    Where the window asks for one value of the cut, only that one.
    """
    if keeps_columns(session):
        return _theme_by_columns(session, window, cut, theme_ids)
    scope = _scope(session, window)
    if scope is None:
        return {}
    chosen = _rolled_cut(scope, cut)
    if chosen is not None:
        of = (ThemeDayRow.theme_id, ThemeDayRow.value)
        query = select(*of, func.sum(ThemeDayRow.calls), func.sum(ThemeDayRow.mentions)).where(
            *_in_days(ThemeDayRow, scope), *_is(ThemeDayRow, *chosen), *_named(ThemeDayRow, theme_ids)
        )
    else:
        of = (ThemeCallRow.theme_id, CallCutRow.value)
        query = (
            _voiced(scope, *of, func.count(), func.sum(ThemeCallRow.mentions))
            .join(CallCutRow, _same_call())
            .where(*_is(CallCutRow, cut, dict(window.cuts).get(cut)), *_named(ThemeCallRow, theme_ids))
        )
    found: dict[str, dict[str, Total]] = {}
    for theme_id, value, calls, mentions in session.execute(query.group_by(*of)):
        # Undivided, whatever value it was that all of the window have.
        found.setdefault(theme_id, {})["" if cut is Cut.ALL else value] = Total(calls, mentions)
    return _only(found, theme_ids)


def _theme_by_columns(
    session: Session, window: Window, cut: Cut, theme_ids: Sequence[str] | None
) -> dict[str, dict[str, Total]]:
    spreads = spreads_by(session, window, cut)
    numbers, calls, mentions = spreads.totals()
    found = {}
    for theme_id in numbers if theme_ids is None else theme_ids:
        if theme_id not in numbers:
            continue
        told = zip(spreads.names, calls[numbers[theme_id]].tolist(), mentions[numbers[theme_id]].tolist(), strict=True)
        by = {value: Total(voiced, said) for value, voiced, said in told if voiced}
        if by:
            found[theme_id] = by
    return found


def theme_days(session: Session, window: Window, theme_ids: Sequence[str] | None = None) -> dict[str, dict[date, int]]:
    """Return how many calls of each day (UTC) voice each theme (these, or all); days without are left out."""
    scope = _scope(session, window)
    if scope is None:
        return {}
    if scope.rolled:
        query = select(ThemeDayRow.theme_id, ThemeDayRow.day, ThemeDayRow.calls).where(
            *_in_days(ThemeDayRow, scope), *_cut_is(ThemeDayRow, scope), *_named(ThemeDayRow, theme_ids)
        )
    else:
        of = (ThemeCallRow.theme_id, ThemeCallRow.day)
        query = _voiced(scope, *of, func.count()).where(*_named(ThemeCallRow, theme_ids)).group_by(*of)
    found: dict[str, dict[date, int]] = {}
    for theme_id, day, calls in session.execute(query):
        found.setdefault(theme_id, {})[day] = calls
    return _only(found, theme_ids)


def steps_of_themes(session: Session, window: Window, *, starts: Sequence[date]) -> dict[str, list[int]]:
    """Return for each theme that is voiced in the window in how many calls of each step, as in `spreads_along`."""
    numbers, calls, _ = spreads_along(session, window, starts).totals()
    return {theme_id: calls[at].tolist() for theme_id, at in numbers.items() if calls[at].any()}


def accounts(session: Session, window: Window, theme_ids: Sequence[str] | None = None) -> dict[str, Reach]:
    """Return how many accounts voice each theme (these, or all), and when it was voiced first and last."""
    columns = columns_of(session)
    within = columns.within(window)
    found = {}
    for theme_id in columns.themes if theme_ids is None else theme_ids:
        rows = columns.rows_of(theme_id, within)
        if len(rows):
            # Calls of one account lie side by side, those of no known account first.
            account, started = columns.account[rows], columns.started[rows]
            many = int(np.count_nonzero(account[1:] != account[:-1])) + int(account[0] >= 0)
            first, last = (EPOCH + timedelta(microseconds=int(each)) for each in (started.min(), started.max()))
            found[theme_id] = Reach(many, first, last)
    return found


def _scope(session: Session, window: Window) -> _Scope | None:
    number = current_number(session)
    return None if number is None else _Scope(number, window.start_from, window.start_to, window.cuts)


def _rolled_cut(scope: _Scope, cut: Cut) -> tuple[Cut, str | None] | None:
    """Return which rows of the daily counts say how a window is divided by a cut; None where none do."""
    if not scope.rolled:
        return None
    if not scope.cuts:
        return cut, None
    return scope.only_cut if cut is Cut.ALL else None


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()


def _in_days(table: Any, scope: _Scope) -> list[Any]:
    conditions = [table.analysis == scope.analysis]
    if scope.start:
        conditions.append(table.day >= _day(scope.start))
    if scope.end:
        conditions.append(table.day < _day(scope.end))
    return conditions


def _is(table: Any, cut: Cut, value: str | None) -> list[Any]:
    return [table.cut == cut.value, *([] if value is None else [table.value == value])]


def _cut_is(table: Any, scope: _Scope) -> list[Any]:
    return _is(table, *scope.only_cut)


def _named(table: Any, theme_ids: Sequence[str] | None) -> list[Any]:
    return [] if theme_ids is None or len(theme_ids) > _MOST_NAMED else [table.theme_id.in_(theme_ids)]


def _only(found: dict[str, Any], theme_ids: Sequence[str] | None) -> dict[str, Any]:
    if theme_ids is None or len(theme_ids) <= _MOST_NAMED:
        return found
    return {theme_id: found[theme_id] for theme_id in theme_ids if theme_id in found}


def _calls(scope: _Scope, *columns: Any, cut: Cut = Cut.ALL) -> Any:
    """Return a query over the rows that analysed calls of a scope have in a cut: one each, unless it is another."""
    query = select(*columns).select_from(CallCutRow).where(CallCutRow.cut == cut.value)
    if scope.aligned:
        query = query.where(*_in_days(CallCutRow, scope))
    else:
        query = query.join(CallRow, CallRow.id == CallCutRow.call_id).where(
            CallCutRow.analysis == scope.analysis, *_between(CallRow.started_at, scope)
        )
    return query.where(*_having(CallCutRow.call_id, scope))


def _voiced(scope: _Scope, *columns: Any) -> Any:
    """Return a query over the pairs of a theme and an analysed call of a scope that voices it."""
    query = select(*columns).select_from(ThemeCallRow)
    if scope.aligned:
        query = query.where(*_in_days(ThemeCallRow, scope))
    else:
        query = query.where(ThemeCallRow.analysis == scope.analysis, *_between(ThemeCallRow.started_at, scope))
    return query.where(*_having(ThemeCallRow.call_id, scope))


def _between(started_at: Any, scope: _Scope) -> list[Any]:
    bounds = [started_at >= scope.start] if scope.start else []
    return bounds + ([started_at < scope.end] if scope.end else [])


def _having(call_id: Any, scope: _Scope) -> list[Any]:
    return [
        call_id.in_(
            select(CallCutRow.call_id).where(
                CallCutRow.analysis == scope.analysis, CallCutRow.cut == cut.value, CallCutRow.value == value
            )
        )
        for cut, value in scope.cuts
    ]


def _same_call() -> Any:
    return (CallCutRow.analysis == ThemeCallRow.analysis) & (CallCutRow.call_id == ThemeCallRow.call_id)


def _pairs(session: Session, query: Any) -> dict[Any, int]:
    return {row[0]: row[1] for row in session.execute(query)}
