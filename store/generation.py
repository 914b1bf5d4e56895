"""The generation of the counts: a number that goes up with every transaction that may change a number of a theme.

Whoever remembers an answer keeps it under the generation it was made in. `Database.transaction` raises it, so no write
can forget to; bulk loads that go around the tables call `raise_generation` themselves.

A second number goes up with whatever somebody did on purpose, and stays where recordings only came in and were worked
on (`routine`): what is a moment behind those may still be shown, what is behind a person's doing may not.
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
DEEDS_MARK = "deeds"
_CHANGED = "talktrack_numbers_changed"
_WRITTEN = "talktrack_written"
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


def marks(session: Session) -> tuple[int, int]:
    """Return the generation, and the number of deeds, of what this session sees."""
    found = dict(session.execute(select(MarkRow.name, MarkRow.value).where(MarkRow.name.in_((MARK, DEEDS_MARK)))).all())
    return int(found.get(MARK, 0)), int(found.get(DEEDS_MARK, 0))


def raise_generation(session: Session) -> None:
    """Begin a new generation with this transaction; two at once wait for one another."""
    _raise(session, MARK)


def _raise(session: Session, mark: str) -> None:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(MarkRow).values(name=mark, value="1")
    next_one = cast(cast(MarkRow.value, Integer) + 1, String)
    session.execute(first.on_conflict_do_update(index_elements=["name"], set_={"value": next_one}))


def watch(engine: Engine) -> None:
    """Notice on every connection of an engine whether a statement writes to what numbers are made of."""
    event.listen(engine, "before_execute", _notice)
    event.listen(engine, "rollback", _forget)


def raise_if_changed(session: Session, *, routine: bool) -> None:
    """Raise the generation where this transaction wrote to what numbers are made of. To be called before its commit.

    Unless it is `routine`, count it as somebody's deed where it wrote anything at all.
    """
    session.flush()
    noted = session.connection().info
    changed, written = noted.pop(_CHANGED, False), noted.pop(_WRITTEN, False)
    if changed:
        raise_generation(session)
        note_change(session)
    if written and not routine:
        _raise(session, DEEDS_MARK)
    noted.pop(_WRITTEN, None)


def _notice(connection: Connection, statement: Any, *_rest: Any) -> None:
    if isinstance(statement, UpdateBase):
        connection.info[_WRITTEN] = True
        if getattr(statement.table, "name", None) in WATCHED:
            connection.info[_CHANGED] = True


def _forget(connection: Connection) -> None:
    connection.info.pop(_CHANGED, None)
    connection.info.pop(_WRITTEN, None)
