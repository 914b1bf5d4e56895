"""The generation of the counts: a number that goes up with every transaction that may change a number of a theme.

Whoever remembers an answer keeps it under the generation it was made in. `Database.transaction` raises it, so no write
can forget to; bulk loads that go around the tables call `raise_generation` themselves.
"""

from typing import Any

from sqlalchemy import Connection, Engine, Integer, String, cast, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase

from store.known import note_change
from store.tables import JudgementRow, MarkRow
from store.theme_tables import (
    AnalysisRow,
    CallCutRow,
    CallDayRow,
    CountChangeRow,
    PlacementRow,
    ReviewRow,
    ThemeCallRow,
    ThemeDayRow,
    ThemeEventRow,
    ThemeRow,
)

MARK = "theme_generation"
_CHANGED = "talktrack_numbers_changed"
# What answers about themes are made of.
WATCHED = frozenset(
    row.__tablename__
    for row in (
        AnalysisRow,
        CallCutRow,
        CallDayRow,
        CountChangeRow,
        JudgementRow,
        PlacementRow,
        ReviewRow,
        ThemeCallRow,
        ThemeDayRow,
        ThemeEventRow,
        ThemeRow,
    )
)


def generation(session: Session) -> int:
    """Return the generation of what this session sees."""
    return int(session.scalar(select(MarkRow.value).where(MarkRow.name == MARK)) or 0)


def raise_generation(session: Session) -> None:
    """Begin a new generation with this transaction; two at once wait for one another."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(MarkRow).values(name=MARK, value="1")
    next_one = cast(cast(MarkRow.value, Integer) + 1, String)
    session.execute(first.on_conflict_do_update(index_elements=["name"], set_={"value": next_one}))


def watch(engine: Engine) -> None:
    """Notice on every connection of an engine whether a statement writes to what numbers are made of."""
    event.listen(engine, "before_execute", _notice)
    event.listen(engine, "rollback", _forget)


def raise_if_changed(session: Session) -> None:
    """Raise the generation where this transaction wrote to what numbers are made of. To be called before its commit."""
    session.flush()
    if session.connection().info.pop(_CHANGED, False):
        raise_generation(session)
        note_change(session)


def _notice(connection: Connection, statement: Any, *_rest: Any) -> None:
    if isinstance(statement, UpdateBase) and getattr(statement.table, "name", None) in WATCHED:
        connection.info[_CHANGED] = True


def _forget(connection: Connection) -> None:
    connection.info.pop(_CHANGED, None)
