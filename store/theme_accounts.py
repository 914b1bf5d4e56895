"""Counts of calls by account, within a value of a cut or a step of time: what intervals that know accounts rest on.

All over the calls of a window that are analysed in the current analysis.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import and_, case, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from calls.cut import Cut
from store.analyses import current_analysis
from store.tables import CallRow
from store.theme_tables import CallCutRow, CallDayRow, ThemeCallRow, ThemeDayRow
from store.windows import Window

# Grouped by under its name: PostgreSQL does not see that two expressions with parameters are the same.
_STEP = "step"
# Calls by account; None: calls of no known account.
Calls = dict[str | None, int]


@dataclass(slots=True, kw_only=True)
class Voiced:
    """The calls in which a theme is voiced, by account, and how often it is voiced in all of them."""

    calls: Calls = field(default_factory=dict)
    mentions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The first and the last day (UTC) with an analysed call."""

    first: date
    last: date


def analysed_span(session: Session, window: Window) -> Span | None:
    """Return from when to when there are analysed calls, None where there are none."""
    query = select(func.min(CallCutRow.day), func.max(CallCutRow.day)).where(*_counted(window))
    first, last = session.execute(query).one()
    return Span(first=first, last=last) if first is not None else None


def cut_values(session: Session, cut: Cut) -> tuple[str, ...]:
    """Return the values that analysed calls have in a cut, sorted."""
    of_cut = (CallDayRow.analysis == current_analysis(), CallDayRow.cut == cut.value)
    return tuple(sorted(session.scalars(select(CallDayRow.value).where(*of_cut).distinct())))


def calls_by_account(session: Session, window: Window, *, by: Cut = Cut.ALL) -> dict[str, Calls]:
    """Return analysed calls by value of a cut and by account; the cut `all` has the one value ``""``."""
    query, value = _cut(select(CallCutRow.account_id, func.count()).where(*_counted(window)), CallCutRow, by)
    found: dict[str, Calls] = {}
    for account, count, of_value in session.execute(query.add_columns(value).group_by(value, CallCutRow.account_id)):
        found.setdefault(of_value, {})[account] = count
    return found


def voiced_by_account(
    session: Session, window: Window, *, theme_ids: Sequence[str], by: Cut = Cut.ALL
) -> dict[str, dict[str, Voiced]]:
    """Return for each theme the calls that voice it, by value of a cut and by account. Where it is in none: nothing."""
    counts = (ThemeCallRow.theme_id, ThemeCallRow.account_id, func.count(), func.sum(ThemeCallRow.mentions))
    query, value = _cut(select(*counts).where(*_voiced(window, theme_ids)), ThemeCallRow, by)
    grouped = query.add_columns(value).group_by(ThemeCallRow.theme_id, value, ThemeCallRow.account_id)
    found: dict[str, dict[str, Voiced]] = {}
    for theme_id, account, count, mentions, of_value in session.execute(grouped):
        voiced = found.setdefault(theme_id, {}).setdefault(of_value, Voiced())
        voiced.calls[account] = count
        voiced.mentions += mentions
    return found


def calls_by_step(session: Session, window: Window, *, starts: Sequence[date]) -> list[Calls]:
    """Return analysed calls by account in each step of time.

    `starts` are the first days of the steps, rising; the first step takes all before the second, the last all after.
    """
    step = _step(CallCutRow.day, starts)
    query = select(step, CallCutRow.account_id, func.count()).where(*_counted(window))
    found: list[Calls] = [{} for _ in starts]
    for index, account, count in session.execute(query.group_by(_STEP, CallCutRow.account_id)):
        found[index][account] = count
    return found


def voiced_by_step(
    session: Session, window: Window, *, theme_ids: Sequence[str], starts: Sequence[date]
) -> dict[str, list[Voiced]]:
    """Return for each theme the calls that voice it, by account in each step of time (as in `calls_by_step`)."""
    step = _step(ThemeCallRow.day, starts)
    of = (ThemeCallRow.theme_id, ThemeCallRow.account_id)
    counted = (func.count(), func.sum(ThemeCallRow.mentions))
    query = select(ThemeCallRow.theme_id, step, ThemeCallRow.account_id, *counted).where(*_voiced(window, theme_ids))
    found = {theme_id: [Voiced() for _ in starts] for theme_id in theme_ids}
    for theme_id, index, account, count, mentions in session.execute(query.group_by(*of, _STEP)):
        found[theme_id][index].calls[account] = count
        found[theme_id][index].mentions += mentions
    return found


def steps_of_themes(session: Session, window: Window, *, starts: Sequence[date]) -> dict[str, list[int]]:
    """Return for each theme that is voiced in the window in how many calls of each step, whatever their accounts."""
    rolled = _is_rolled(window)
    table: Any = ThemeDayRow if rolled else ThemeCallRow
    step, calls = _step(table.day, starts), func.sum(ThemeDayRow.calls) if rolled else func.count()
    query = select(table.theme_id, step, calls).where(*(_days(window) if rolled else _voiced(window, None)))
    found: dict[str, list[int]] = {}
    for theme_id, index, count in session.execute(query.group_by(table.theme_id, _STEP)):
        found.setdefault(theme_id, [0] * len(starts))[index] = count
    return found


def _counted(window: Window) -> list[Any]:
    of_call = (CallCutRow.analysis == current_analysis(), CallCutRow.cut == Cut.ALL.value)
    times: list[Any] = []
    if window.start_from or window.start_to:
        times = [CallCutRow.call_id.in_(select(CallRow.id).where(*_between(CallRow.started_at, window)))]
    return [*of_call, *times, *_having(CallCutRow, window)]


def _voiced(window: Window, theme_ids: Sequence[str] | None) -> list[Any]:
    of_theme = [ThemeCallRow.theme_id.in_(theme_ids)] if theme_ids is not None else []
    times = _between(ThemeCallRow.started_at, window)
    return [ThemeCallRow.analysis == current_analysis(), *of_theme, *times, *_having(ThemeCallRow, window)]


def _is_rolled(window: Window) -> bool:
    """Whether the daily counts hold what is asked for: whole days, and one cut at most."""
    bounds = (window.start_from, window.start_to)
    return len(window.cuts) <= 1 and all(each is None or each.astimezone(UTC).time() == time() for each in bounds)


def _days(window: Window) -> list[Any]:
    cut, value = window.cuts[0] if window.cuts else (Cut.ALL, "")
    of_cut = (ThemeDayRow.analysis == current_analysis(), ThemeDayRow.cut == cut.value, ThemeDayRow.value == value)
    return [*of_cut, *_between(ThemeDayRow.day, window, read=lambda instant: instant.astimezone(UTC).date())]


def _between(started: Any, window: Window, *, read: Callable[[datetime], Any] = lambda instant: instant) -> list[Any]:
    first, end = window.start_from, window.start_to
    return [*([started >= read(first)] if first else []), *([started < read(end)] if end else [])]


def _having(table: Any, window: Window) -> list[Any]:
    """Return the conditions that the call of a row has the values of the window's cuts."""
    return [
        table.call_id.in_(
            select(CallCutRow.call_id).where(
                CallCutRow.analysis == current_analysis(), CallCutRow.cut == cut.value, CallCutRow.value == value
            )
        )
        for cut, value in window.cuts
    ]


def _cut(query: Any, table: Any, cut: Cut) -> tuple[Any, Any]:
    """Return a query with each row's values of a cut joined, and the column that holds them."""
    of_call = aliased(CallCutRow)
    same = and_(of_call.call_id == table.call_id, of_call.analysis == table.analysis, of_call.cut == cut.value)
    return query.join(of_call, same), of_call.value


def _step(day: Any, starts: Sequence[date]) -> Any:
    """Return the expression that numbers the step of time a day lies in."""
    if len(starts) < 2:
        return literal_column("0").label(_STEP)
    return case(*((day < start, index) for index, start in enumerate(starts[1:])), else_=len(starts) - 1).label(_STEP)
