"""The counted calls of the current analysis, and the themes voiced in them, as columns in memory.

Where a count must know accounts (intervals, verdicts), no table of daily counts can hold it for every window; adding up
columns takes milliseconds where the database would take seconds. A process reads all of it once and after that only
what changed: `store.rollups` notes every call and theme that it counts anew. Some 10 bytes for each theme of each call.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from calls.cut import Cut
from store.analyses import current_number
from store.changes import EVERYTHING, changed_since, last_change
from store.column_reading import CallIds, calls_by_cut, counted_calls, voiced_calls
from store.tables import CallRow
from store.theme_tables import CallAnalysisRow, CallCutRow, ThemeCallRow
from store.windows import Window

Numbers = NDArray[np.int32]
# Under these names a reading carries what keeps the columns of its database, and those it has taken.
KEEPER = "talktrack_columns_keeper"
_TAKEN = "talktrack_columns"
_CALLS_AT_ONCE = 400
# Calls that were counted anew leave a dead row; with so many of them all is read anew.
_MOST_DEAD = 0.2
_MOST_STATES = 8
# What `started` counts from.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EMPTY = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Voices:
    """The calls (rows) that voice a theme, and how often each of them does; those of one account lie side by side."""

    calls: Numbers
    mentions: Numbers


@dataclass(frozen=True, slots=True)
class Columns:
    """One state of the counts. Rows are calls; a call that changed has a new row, and its old one is not `alive`.

    `started` is in microseconds since 1970, and so is `known`: when a call came to be counted. `account` counts from 0
    and is -1 where none is known. `cuts` holds rows of calls and numbers of values side by side, `values` the numbers
    by value. `change` is the last one that is in it.
    """

    analysis: int | None
    change: int
    rows: dict[str, int]
    started: NDArray[np.int64]
    known: NDArray[np.int64]
    account: Numbers
    accounts: dict[str, int]
    alive: NDArray[np.bool_]
    cuts: dict[Cut, tuple[Numbers, Numbers]]
    values: dict[Cut, dict[str, int]]
    themes: dict[str, Voices]

    def within(self, window: Window) -> NDArray[np.bool_]:
        """Return which rows are analysed calls of a window."""
        chosen = self.alive.copy()
        if window.start_from:
            chosen &= self.started >= _microseconds(window.start_from)
        if window.start_to:
            chosen &= self.started < _microseconds(window.start_to)
        if window.as_of:
            chosen &= self.known <= _microseconds(window.as_of)
        for cut, value in window.cuts:
            calls, values = self.cuts[cut]
            having = np.zeros_like(chosen)
            having[calls[values == self.values[cut].get(value, -1)]] = True
            chosen &= having
        return chosen

    def rows_of(self, theme_id: str, within: NDArray[np.bool_]) -> Numbers:
        """Return the rows, of those chosen, in which a theme is voiced."""
        voices = self.themes.get(theme_id)
        return _EMPTY if voices is None else voices.calls[within[voices.calls]]


class ColumnsKeeper:
    """Keeps the columns of a database up to date, for all threads of a process.

    The last few states are kept: a reading that began a moment ago sees an older one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Those that were asked for last are last.
        self._kept: OrderedDict[int, Columns] = OrderedDict()
        # How many calls were counted when they were looked at last.
        self.calls = 0

    def of(self, session: Session) -> Columns:
        """Return the columns as this session sees the database."""
        change, analysis = last_change(session), current_number(session)
        with self._lock:
            older = [kept for kept in self._kept.values() if kept.analysis == analysis and kept.change <= change]
            nearest = max(older, key=lambda kept: kept.change, default=None)
            if nearest is not None and nearest.change == change:
                self._kept.move_to_end(change)
                return nearest
            found = self._brought_up(session, nearest, analysis=analysis)
            for other in [kept.change for kept in self._kept.values() if kept.analysis != analysis]:
                del self._kept[other]
            self._kept[change], self.calls = found, len(found.rows)
            self._kept.move_to_end(change)
            while len(self._kept) > _MOST_STATES:
                self._kept.popitem(last=False)
            return found

    @staticmethod
    def _brought_up(session: Session, kept: Columns | None, *, analysis: int | None) -> Columns:
        if kept is None or analysis is None:
            return read_columns(session)
        changed = changed_since(session, kept.change, analysis=analysis)
        dead = len(kept.alive) - int(kept.alive.sum())
        if EVERYTHING in changed or dead > _MOST_DEAD * len(kept.alive) + _CALLS_AT_ONCE:
            return read_columns(session)
        return _with_changes(session, kept, changed, analysis=analysis)


def keeps_columns(session: Session) -> bool:
    """Whether a session has columns at hand: one that reads does, one that writes would read all of it first."""
    return KEEPER in session.info


def columns_of(session: Session) -> Columns:
    """Return the columns as a session sees the database; one that writes reads all of it each time."""
    keeper: ColumnsKeeper | None = session.info.get(KEEPER)
    if keeper is None:
        return read_columns(session)
    if _TAKEN not in session.info:
        session.info[_TAKEN] = keeper.of(session)
    taken: Columns = session.info[_TAKEN]
    return taken


def read_columns(session: Session) -> Columns:
    """Read all of it."""
    analysis = current_number(session)
    empty = Columns(
        analysis=analysis,
        change=last_change(session),
        rows={},
        started=np.empty(0, dtype=np.int64),
        known=np.empty(0, dtype=np.int64),
        account=_EMPTY,
        accounts={},
        alive=np.empty(0, dtype=np.bool_),
        cuts=dict.fromkeys(Cut, (_EMPTY, _EMPTY)),
        values={cut: {} for cut in Cut},
        themes={},
    )
    if analysis is None:
        return empty
    return _all_of(session, empty, analysis=analysis)


def _all_of(session: Session, empty: Columns, *, analysis: int) -> Columns:
    found = _with_rows(empty, *counted_calls(session, analysis))
    ids = CallIds(found.rows)
    rows = np.arange(len(found.started), dtype=np.int32)
    having: dict[Cut, list[tuple[Numbers, str]]] = {cut: [] for cut in Cut}
    having[Cut.ALL] = [(rows, "")] if len(rows) else []
    for cut, value, calls in calls_by_cut(session, analysis, ids):
        having[cut].append((calls, value))
    themes = {
        theme_id: _side_by_side(Voices(calls, mentions), found.account)
        for theme_id, calls, mentions in voiced_calls(session, analysis, ids)
    }
    return replace(_with_cuts(found, having), themes=themes)


def _side_by_side(voices: Voices, account: Numbers) -> Voices:
    order = np.argsort(account[voices.calls], kind="stable")
    return Voices(voices.calls[order], voices.mentions[order])


def _with_changes(session: Session, kept: Columns, changed: Iterable[str], *, analysis: int) -> Columns:
    calls = sorted(each for each in changed if not each.startswith("th_"))
    themes = sorted(each for each in changed if each.startswith("th_"))
    alive = kept.alive.copy()
    alive[[kept.rows[call_id] for call_id in calls if call_id in kept.rows]] = False
    gone = frozenset(calls)
    rows = {call_id: row for call_id, row in kept.rows.items() if call_id not in gone}
    # Numbers of accounts and values only grow, and are shared.
    found = replace(kept, alive=alive, rows=rows, change=last_change(session))
    voiced = dict(found.themes)
    for first in range(0, len(calls), _CALLS_AT_ONCE):
        some = calls[first : first + _CALLS_AT_ONCE]
        of_calls = [CallCutRow.analysis == analysis, CallCutRow.call_id.in_(some)]
        found = _with_calls(session, found, of_calls)
        added = _voices(session, [ThemeCallRow.analysis == analysis, ThemeCallRow.call_id.in_(some)], found)
        for theme_id, voices in added.items():
            voiced[theme_id] = _put_in(voiced.get(theme_id), voices, found.account)
    for theme_id in themes:
        voiced.pop(theme_id, None)
        voiced |= _voices(session, [ThemeCallRow.analysis == analysis, ThemeCallRow.theme_id == theme_id], found)
    return replace(found, themes=voiced)


def _put_in(before: Voices | None, added: Voices, account: Numbers) -> Voices:
    if before is None:
        return added
    places = np.searchsorted(account[before.calls], account[added.calls], side="right")
    return Voices(np.insert(before.calls, places, added.calls), np.insert(before.mentions, places, added.mentions))


def _with_calls(session: Session, columns: Columns, conditions: Sequence[Any]) -> Columns:
    """Return the columns with a new row for each of some calls."""
    of_analysis = (CallAnalysisRow.analysis == CallCutRow.analysis) & (CallAnalysisRow.call_id == CallCutRow.call_id)
    whole = (
        select(CallCutRow.call_id, CallRow.started_at, CallCutRow.account_id, CallAnalysisRow.created_at)
        .join(CallRow, CallRow.id == CallCutRow.call_id)
        .outerjoin(CallAnalysisRow, of_analysis)
    )
    rows = session.execute(whole.where(CallCutRow.cut == Cut.ALL.value, *conditions)).all()
    found = _with_rows(
        columns,
        [row[0] for row in rows],
        np.array([_microseconds(row[1]) for row in rows], dtype=np.int64),
        [row[2] for row in rows],
        np.array([_microseconds(row[3] or EPOCH) for row in rows], dtype=np.int64),
    )
    having: dict[Cut, list[tuple[Numbers, str]]] = {cut: [] for cut in Cut}
    cuts = select(CallCutRow.call_id, CallCutRow.cut, CallCutRow.value).where(*conditions)
    for call_id, cut, value in session.execute(cuts):
        having[Cut(cut)].append((np.array([found.rows[call_id]], dtype=np.int32), value))
    return _with_cuts(found, having)


def _with_rows(
    columns: Columns,
    ids: Sequence[str],
    started: NDArray[np.int64],
    accounts: Sequence[str | None],
    known: NDArray[np.int64],
) -> Columns:
    """Return the columns with rows for more calls."""
    first = len(columns.started)
    # The dictionaries only grow, or are of these columns alone.
    columns.rows.update(zip(ids, range(first, first + len(ids)), strict=True))
    numbers = columns.accounts
    account = [-1 if each is None else numbers.setdefault(each, len(numbers)) for each in accounts]
    return replace(
        columns,
        started=np.concatenate([columns.started, started]),
        known=np.concatenate([columns.known, known]),
        account=np.concatenate([columns.account, np.array(account, dtype=np.int32)]),
        alive=np.concatenate([columns.alive, np.ones(len(ids), dtype=np.bool_)]),
    )


def _with_cuts(columns: Columns, having: dict[Cut, list[tuple[Numbers, str]]]) -> Columns:
    """Return the columns with more calls (rows) that have a value of a cut."""
    cuts = {}
    for cut, told in having.items():
        numbers = columns.values[cut]
        calls, values = columns.cuts[cut]
        more = [np.full(len(rows), numbers.setdefault(value, len(numbers)), dtype=np.int32) for rows, value in told]
        cuts[cut] = np.concatenate([calls, *(rows for rows, _ in told)]), np.concatenate([values, *more])
    return replace(columns, cuts=cuts)


def _voices(session: Session, conditions: Sequence[Any], columns: Columns) -> dict[str, Voices]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    query = select(ThemeCallRow.theme_id, ThemeCallRow.call_id, ThemeCallRow.mentions).where(*conditions)
    for theme_id, call_id, mentions in session.execute(query.execution_options(yield_per=20_000)):
        calls, times = found.setdefault(theme_id, ([], []))
        calls.append(columns.rows[call_id])
        times.append(mentions)
    return {
        theme_id: _side_by_side(
            Voices(np.array(calls, dtype=np.int32), np.array(times, dtype=np.int32)), columns.account
        )
        for theme_id, (calls, times) in found.items()
    }


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)
