"""Moments of the newest calls first, found call by call: reading a page costs what the page holds, not what is stored.

A database that is asked for moments in the order of their calls reads and sorts all that fit. Here the calls are walked
along, the newest first, and the moments of a few at a time are asked for until the page is full. A theme's calls are
known by day (`theme_calls`); what hardly any call has is asked for all at once in the end.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from store.cursor import parse_instant
from store.tables import CallRow
from store.theme_tables import ThemeCallRow

Row = TypeVar("Row")
# As many calls, and then four times as many, and again; where they hold no page, the rest is asked for at once.
_TIMES, _CHUNKS = 4, 4


def found_along(
    chunks: Iterator[list[str] | None], read: Callable[[list[str] | None], Sequence[Row]], *, wanted: int
) -> list[Row]:
    """Return the first rows, `wanted` of them, that `read` finds in chunks of calls (their ids, None: in any)."""
    found: list[Row] = []
    for chunk in chunks:
        if chunk is None:
            return list(read(None))
        found += read(chunk)
        if len(found) >= wanted:
            break
    return found[:wanted]


def calls_along(
    session: Session,
    conditions: Sequence[Any],
    *,
    after: Sequence[Any] | None,
    first: int,
    theme: tuple[str, Any] | None = None,
) -> Iterator[list[str] | None]:
    """Yield the ids of calls, the newest first, from that of `after` on, some at a time; None once it takes too long.

    `after` are the start and the id of a call, `theme` a theme and the analysis in which the calls voice it.
    """
    size = first
    for _ in range(_CHUNKS):
        rows = session.execute(_query(conditions, after, theme).limit(size)).all()
        if rows:
            yield [call_id for call_id, _ in rows]
        if len(rows) < size:
            return
        after = rows[-1][1].isoformat(), rows[-1][0], False
        size *= _TIMES
    yield None


def _query(conditions: Sequence[Any], after: Sequence[Any] | None, theme: tuple[str, Any] | None) -> Any:
    query = select(CallRow.id, CallRow.started_at)
    order: tuple[Any, ...] = (CallRow.started_at.desc(), CallRow.id.desc())
    if theme is not None:
        theme_id, analysis = theme
        of_theme = (ThemeCallRow.analysis == analysis, ThemeCallRow.theme_id == theme_id)
        query = query.join(ThemeCallRow, ThemeCallRow.call_id == CallRow.id).where(*of_theme)
        # The index has a theme's calls by day, so that only those of one day are put in order at a time.
        order = (ThemeCallRow.day.desc(), *order)
    if after is not None:
        started_at, call_id, inclusive = parse_instant(str(after[0])), str(after[1]), after[2]
        same = CallRow.id <= call_id if inclusive else CallRow.id < call_id
        query = query.where(or_(CallRow.started_at < started_at, and_(CallRow.started_at == started_at, same)))
        # The same bound once more, plain, for the index.
        query = query.where(CallRow.started_at <= started_at)
        if theme is not None:
            query = query.where(ThemeCallRow.day <= started_at.astimezone(UTC).date())
    return query.where(*conditions).order_by(*order)
