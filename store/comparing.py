"""Comparing two analyses on the calls that both hold: which themes each finds in which of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from calls.cut import Cut
from calls.moment import Kind
from calls.theme import ThemeState
from store.cursor import Page
from store.moments import Evidence, MomentFilter, list_moments
from store.tables import CallRow
from store.theme_tables import CallCutRow, ThemeCallRow, ThemeRow
from store.windows import Window, window_conditions

# Accounts by how many calls they have and how many of them have a theme: see insight.rates.
Clusters = Mapping[tuple[int, int], int]
_CALL = CallCutRow.call_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two analyses by number; the newer one is `new`, whichever of them people see."""

    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The calls of a window that both analyses hold and count: how many, and those of each account by account."""

    calls: int
    accounts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """In how many calls both analyses, or only one, find a theme, and how these spread over accounts."""

    both: int = 0
    only_old: int = 0
    only_new: int = 0
    old_by_account: Counter[str] = field(default_factory=Counter)
    new_by_account: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedTheme:
    """A theme that is voiced in at least one of two analyses, in any call."""

    id: str
    kind: Kind
    label: str
    state: ThemeState
    in_old: bool
    in_new: bool


def shared_calls(session: Session, pair: Pair, window: Window) -> Shared:
    """Return the calls that both analyses count."""
    shared = _shared(pair, window).subquery()
    rows = session.execute(select(shared.c.account_id, func.count()).group_by(shared.c.account_id))
    counted = {account: count for account, count in rows}  # noqa: C416  (a row is no tuple to the type checker)
    calls = sum(counted.values())
    return Shared(calls=calls, accounts={account: n for account, n in counted.items() if account is not None})


def found_in_both(session: Session, pair: Pair, window: Window) -> dict[str, Found]:
    """Return, by theme, in which of the calls that both analyses count each of them finds it; sub-themes' included."""
    shared = _shared(pair, window).subquery()
    has_old, has_new = (
        func.max(case((ThemeCallRow.analysis == number, 1), else_=0)) for number in (pair.old, pair.new)
    )
    voiced = (
        select(
            ThemeCallRow.theme_id.label("theme_id"),
            shared.c.account_id.label("account_id"),
            has_old.label("old"),
            has_new.label("new"),
        )
        .join(shared, shared.c.call_id == ThemeCallRow.call_id)
        .where(ThemeCallRow.analysis.in_((pair.old, pair.new)))
        .group_by(ThemeCallRow.theme_id, ThemeCallRow.call_id, shared.c.account_id)
        .subquery()
    )
    of = (voiced.c.theme_id, voiced.c.account_id, voiced.c.old, voiced.c.new)
    cells: dict[str, Counter[tuple[int, int]]] = {}
    accounts: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for theme_id, account, old, new, count in session.execute(select(*of, func.count()).group_by(*of)):
        cells.setdefault(theme_id, Counter())[old, new] += count
        by_old, by_new = accounts.setdefault(theme_id, (Counter(), Counter()))
        if account is not None:
            by_old[account] += count * old
            by_new[account] += count * new
    return {
        theme_id: Found(
            both=cell[1, 1],
            only_old=cell[1, 0],
            only_new=cell[0, 1],
            old_by_account=accounts[theme_id][0],
            new_by_account=accounts[theme_id][1],
        )
        for theme_id, cell in cells.items()
    }


def compared_themes(session: Session, pair: Pair) -> tuple[ComparedTheme, ...]:
    """Return the themes that are voiced in either analysis, in the order of their ids."""
    voiced = select(ThemeCallRow.theme_id, ThemeCallRow.analysis).distinct()
    held: dict[str, set[int]] = {}
    for theme_id, analysis in session.execute(voiced.where(ThemeCallRow.analysis.in_((pair.old, pair.new)))):
        held.setdefault(theme_id, set()).add(analysis)
    return tuple(
        ComparedTheme(
            id=row.id,
            kind=Kind(row.kind),
            label=row.label,
            state=ThemeState(row.state),
            in_old=pair.old in held[row.id],
            in_new=pair.new in held[row.id],
        )
        for row in session.scalars(select(ThemeRow).order_by(ThemeRow.id))
        if row.id in held
    )


def compared_moments(
    session: Session,
    pair: Pair,
    wanted: MomentFilter,
    *,
    other_finds: bool | None,
    limit: int,
    cursor: str | None = None,
) -> Page[Evidence]:
    """Return a theme's moments in one of two analyses (`wanted.analysis`), in the calls that both count.

    `other_finds` narrows them to calls in which the other analysis finds the theme too, or does not.
    """
    conditions: list[ColumnElement[bool]] = [CallRow.id.in_(_shared(pair, Window()).with_only_columns(_CALL))]
    if other_finds is not None:
        other = pair.old if wanted.analysis == pair.new else pair.new
        found = select(ThemeCallRow.call_id).where(
            ThemeCallRow.analysis == other, ThemeCallRow.theme_id == wanted.theme_id
        )
        conditions.append(CallRow.id.in_(found) if other_finds else CallRow.id.not_in(found))
    return list_moments(session, wanted, limit=limit, cursor=cursor, conditions=conditions)


def shared_span(session: Session, pair: Pair) -> tuple[datetime, datetime] | None:
    """Return when the first and the last of the calls start that both analyses count; None where there are none."""
    calls = _shared(pair, Window()).subquery()
    of_both = select(CallRow.started_at).join(calls, calls.c.call_id == CallRow.id)
    first = session.scalar(of_both.order_by(CallRow.started_at).limit(1))
    last = session.scalar(of_both.order_by(CallRow.started_at.desc()).limit(1))
    return (first, last) if first and last else None


def _shared(pair: Pair, window: Window) -> "Select[*tuple[Any, ...]]":
    """Return the query for the calls that both analyses count, with the account of each."""
    in_new = select(CallCutRow.call_id).where(CallCutRow.analysis == pair.new, CallCutRow.cut == Cut.ALL.value)
    query = select(CallCutRow.call_id, CallCutRow.account_id).where(
        CallCutRow.analysis == pair.old, CallCutRow.cut == Cut.ALL.value, CallCutRow.call_id.in_(in_new)
    )
    conditions = window_conditions(window)
    return query.join(CallRow, CallRow.id == CallCutRow.call_id).where(*conditions) if conditions else query
