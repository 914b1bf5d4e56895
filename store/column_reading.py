"""Reading all columns at once: a database joins the ids of each theme's calls to one text, numpy takes it apart.

Row by row a million pairs of theme and call take ten seconds and more, mostly in making a Python object of each value
and in finding rows in the order of an index that has not all of it. Texts of a thousand ids at a time are made inside
the database, and read as fixed-width arrays.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from calls.cut import Cut
from store.tables import CallRow
from store.theme_tables import CallCutRow, ThemeCallRow

Numbers = NDArray[np.int32]


class CallIds:
    """The ids of all calls, so that many can be looked up at once."""

    def __init__(self, rows: dict[str, int]) -> None:
        self._rows = rows
        ids = sorted(rows)
        self._width = len(ids[0]) if ids else 0
        self._fixed = all(len(each) == self._width and each.isascii() for each in ids)
        if self._fixed and ids:
            self._sorted = np.array(ids, dtype=f"S{self._width}")
            self._numbers = np.array([rows[each] for each in ids], dtype=np.int32)

    def rows(self, joined: str) -> Numbers:
        """Return the rows of ids that are joined by commas."""
        many = (len(joined) + 1) // (self._width + 1)
        if not self._fixed or len(joined) + 1 != many * (self._width + 1):
            return np.array([self._rows[each] for each in joined.split(",")], dtype=np.int32)
        with_commas = np.frombuffer(f"{joined},".encode(), dtype=f"S{self._width + 1}")
        asked = with_commas.astype(f"S{self._width}")
        return self._numbers[np.searchsorted(self._sorted, asked)]


def counted_calls(session: Session, analysis: int) -> tuple[list[str], NDArray[np.int64], list[str | None]]:
    """Return ids, starts (microseconds since 1970) and accounts of the counted calls of an analysis."""
    counted = select(CallCutRow.call_id, CallCutRow.account_id)
    pairs = list(_raw(session, counted.where(_along(CallCutRow, analysis), CallCutRow.cut == Cut.ALL.value)))
    started = dict(_raw(session, select(CallRow.id, CallRow.started_at)))
    at = [started[call_id] for call_id, _ in pairs]
    return [call_id for call_id, _ in pairs], _instants(at), [account for _, account in pairs]


def _instants(at: Sequence[Any]) -> NDArray[np.int64]:
    """Return instants (UTC), as a driver gives them, in microseconds since 1970."""
    if at and not isinstance(at[0], str):
        at = [each.astimezone(UTC).replace(tzinfo=None) for each in at]
    return np.array(at, dtype="datetime64[us]").astype(np.int64)


def calls_by_cut(session: Session, analysis: int, ids: CallIds) -> Iterator[tuple[Cut, str, Numbers]]:
    """Yield each cut and value, but for that of all calls, with the rows of the calls that have it."""
    query = (
        select(CallCutRow.cut, CallCutRow.value, _joined(session, CallCutRow.call_id))
        .where(_along(CallCutRow, analysis), CallCutRow.cut != Cut.ALL.value)
        .group_by(CallCutRow.cut, CallCutRow.value)
    )
    for cut, value, joined in _raw(session, query):
        yield Cut(cut), value, ids.rows(joined)


def voiced_calls(session: Session, analysis: int, ids: CallIds) -> Iterator[tuple[str, Numbers, Numbers]]:
    """Yield each theme with the rows of the calls that voice it, and how often each of them does."""
    more = select(ThemeCallRow.theme_id, ThemeCallRow.call_id, ThemeCallRow.mentions)
    often: dict[str, list[tuple[str, int]]] = {}
    several = more.where(_along(ThemeCallRow, analysis), ThemeCallRow.mentions > 1)
    for theme_id, call_id, mentions in _raw(session, several):
        often.setdefault(theme_id, []).append((call_id, mentions))
    query = (
        select(ThemeCallRow.theme_id, _joined(session, ThemeCallRow.call_id))
        .where(ThemeCallRow.analysis == analysis)
        .group_by(ThemeCallRow.theme_id)
    )
    for theme_id, joined in _raw(session, query):
        calls = ids.rows(joined)
        mentions = np.ones(len(calls), dtype=np.int32)
        told = often.get(theme_id)
        if told:
            rows = ids.rows(",".join(call_id for call_id, _ in told))
            order = np.argsort(calls)
            mentions[order[np.searchsorted(calls, rows, sorter=order)]] = [times for _, times in told]
        yield theme_id, calls, mentions


def _along(table: Any, analysis: int) -> Any:
    """Return the condition that rows are of an analysis, put so that the whole table is walked along.

    No index holds all that is asked for, and a look at each row from one takes several times as long.
    """
    return table.analysis + 0 == analysis


def _joined(session: Session, column: Any) -> Any:
    join = func.string_agg if session.get_bind().dialect.name == "postgresql" else func.group_concat
    return join(column, literal(","))


def _raw(session: Session, query: Any) -> Iterator[Any]:
    """Yield rows as the driver gives them: texts and whole numbers need nothing of the mapper."""
    found = session.connection().execute(query)
    cursor = found.cursor
    assert cursor is not None
    try:
        while some := cursor.fetchmany(1_000):
            yield from some
    finally:
        found.close()
