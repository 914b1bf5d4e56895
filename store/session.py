"""Connections and transactions: SQLite by default, PostgreSQL by address; one commit at the boundary."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, InterfaceError, OperationalError

# Rooms that may not know SQLAlchemy name the type of what they hand on by importing it from here.
from sqlalchemy.orm import Session as Session
from sqlalchemy.pool import ConnectionPoolEntry

from store.columns import KEEPER, ColumnsKeeper, columns_of
from store.generation import marks, raise_if_changed, watch
from store.memory import MEMORY, Memory
from store.search_index import index_noted

# So many counted calls are many: where there are, numbers may be a moment behind (see `api.cached`).
MANY_CALLS = 10_000
# Bytes of parts of answers.
_MOST_REMEMBERED = 200_000_000
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=30000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def is_passing(error: BaseException) -> bool:
    """Whether an error is of the database being away or busy for the moment, so that trying again may help."""
    return isinstance(error, (OperationalError, InterfaceError))


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a database that several readings look at, with its generation and its number of deeds.

    `seen_at` is on the clock that only goes forward. Until it is closed the database keeps what it looked like then.
    """

    connection: Connection
    generation: int
    deeds: int
    seen_at: float
    memory: Memory

    def close(self) -> None:
        """Give the connection back, or what is left of it."""
        self.memory.let_go(self.generation)
        try:
            self.connection.close()
        except (OperationalError, InterfaceError):
            self.connection.invalidate()


# What a database raises for a value that it cannot take, such as a text with a NUL on PostgreSQL.
UnusableValue = DataError


class Database:
    """One database and its two ways in: `transaction()` writes and commits once, `reading()` never writes.

    `routine` is for those who only work on what came in: see `store.generation`.
    """

    def __init__(self, url: str, *, routine: bool = False) -> None:
        self.url = url
        self.routine = routine
        self.engine = open_engine(url)
        watch(self.engine)
        self._columns = ColumnsKeeper()
        self._memory = Memory(most=_MOST_REMEMBERED)
        self._shared: dict[Any, Any] = {MEMORY: self._memory, KEEPER: self._columns}
        self._held: ContextVar[Moment | None] = ContextVar("held", default=None)
        self._writer = self.engine.execution_options(talktrack_write=True)
        self._reader = self.engine
        if self.engine.dialect.name == "postgresql":
            # What is counted in two queries of one reading must be counted at one time, as it is on SQLite.
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def transaction(self, *, routine: bool = False) -> Iterator[Session]:
        """Yield a session that commits when the block ends and rolls back when it raises.

        `routine` is for what nobody did on purpose, or what changes nothing of anybody else's view.
        """
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session
            index_noted(session)
            raise_if_changed(session, routine=routine or self.routine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session for queries, which all see the same moment; whatever is done in it is rolled back."""
        held = self._held.get()
        bind = held.connection if held else self._reader
        with Session(bind, autoflush=False, info=dict(self._shared)) as session:
            yield session

    def hold(self) -> Moment:
        """Return this moment, to read `at` it later; whoever asks for it closes it."""
        seen_at = time.monotonic()
        connection = self._reader.connect()
        connection.begin()
        with Session(connection) as session:
            generation, deeds = marks(session)
        self._memory.hold(generation)
        return Moment(connection, generation, deeds, seen_at, self._memory)

    @contextmanager
    def at(self, moment: Moment) -> Iterator[None]:
        """Have all readings that are begun in this block, one after the other, see a moment that is held."""
        token = self._held.set(moment)
        try:
            yield
        finally:
            self._held.reset(token)

    @property
    def held(self) -> Moment | None:
        """The moment that readings here see, None where each sees its own."""
        return self._held.get()

    @property
    def has_many_calls(self) -> bool:
        """Whether there are so many counted calls that numbers take a while; known once they were read."""
        return self._columns.calls >= MANY_CALLS

    def warm_up(self) -> None:
        """Read the columns of counts, so that nobody's first question waits for it."""
        with self.reading() as session:
            columns_of(session)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_engine(url: str) -> Engine:
    """Return an engine with the settings both databases need; makes the folder of a SQLite file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # As many as there are threads to answer requests: to open a file more often costs nothing.
    engine = create_engine(url, connect_args={"check_same_thread": False}, pool_size=10, max_overflow=40)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # The driver's own implicit transactions are turned off so that _begin_sqlite decides how one starts.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: upgrading a read to a write later can fail with "database is locked".
    write = connection.get_execution_options().get("talktrack_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
