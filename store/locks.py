"""Locks that vanish with the process that holds them: how the living tell which workers are gone.

One machine uses `flock` on a file, many use PostgreSQL session advisory locks. Both are dropped by the kernel or the
server when the holder dies, whatever it died of.
"""

import fcntl
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from store.settings import StoreSettings

_ALIVE = 7_204_514
_COUNT_ALIVE = (
    "SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = :kind AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND granted"
)


class WorkerLocks(Protocol):
    """Who is alive."""

    def hold(self, worker_id: str) -> None:
        """Take a worker's lock for as long as this process lives."""
        ...

    def keep(self) -> None:
        """Make sure that what was taken is still held; called every few seconds."""
        ...

    def is_free(self, worker_id: str) -> bool:
        """Whether nobody holds a worker's lock: it is gone."""
        ...

    def alive(self) -> int:
        """Return how many workers hold a lock."""
        ...

    def close(self) -> None:
        """Give all locks back."""
        ...


class FileLocks:
    """Locks for the workers of one machine, one file a worker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[IO[str]] = []

    def hold(self, worker_id: str) -> None:
        """Take a worker's lock for as long as this process lives."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = (self._folder / worker_id).open("w")
        # Nobody else has this id; whoever counts the living holds it for an instant.
        fcntl.flock(file, fcntl.LOCK_EX)
        self._held.append(file)

    def keep(self) -> None:
        """Nothing to do: the kernel keeps a file's lock as long as the process lives."""

    def is_free(self, worker_id: str) -> bool:
        """Whether nobody holds a worker's lock. The file of a worker that is gone is removed."""
        path = self._folder / worker_id
        try:
            with path.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return True
        except BlockingIOError:
            return False
        path.unlink(missing_ok=True)
        return True

    def alive(self) -> int:
        """Return how many workers hold a lock. Only looks: a dead worker's file is left to the guard."""
        return sum(_is_held(path) for path in self._folder.glob("*"))

    def close(self) -> None:
        """Give all locks back."""
        for file in self._held:
            file.close()
        self._held.clear()


class AdvisoryLocks:
    """Locks for the workers of many machines, held by a connection of their own.

    Needs a direct or session-mode connection: a transaction pooler would hand the session to somebody else.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            connect_args={"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3},
        )
        self._connection: Connection | None = None
        self._held: list[str] = []

    def hold(self, worker_id: str) -> None:
        """Take a worker's lock for as long as this process lives."""
        _take(self._connected(), worker_id)
        self._held.append(worker_id)

    def keep(self) -> None:
        """Take the locks anew where the connection that held them was lost."""
        try:
            self._connected().execute(text("SELECT 1"))
        except DBAPIError:
            self._connected()

    def is_free(self, worker_id: str) -> bool:
        """Whether nobody holds a worker's lock."""
        connection, name = self._connected(), {"name": f"worker:{worker_id}"}
        taken = connection.execute(text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))"), name).scalar_one()
        if taken:
            connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), name)
        return bool(taken)

    def alive(self) -> int:
        """Return how many workers hold a lock, each in a class of locks that only workers take."""
        return int(self._connected().execute(text(_COUNT_ALIVE), {"kind": _ALIVE}).scalar_one())

    def close(self) -> None:
        """Give the locks and the connection back."""
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def _connected(self) -> Connection:
        """Return the connection that holds our locks; after a restart of the server, a new one that takes them anew."""
        if self._connection is None or self._connection.invalidated or self._connection.closed:
            self._connection = self._engine.connect()
            for worker_id in self._held:
                _take(self._connection, worker_id)
        return self._connection


def _take(connection: Connection, worker_id: str) -> None:
    connection.execute(text("SELECT pg_advisory_lock(hashtextextended(:name, 0))"), {"name": f"worker:{worker_id}"})
    # All of them share this one: it is there to be counted.
    connection.execute(text("SELECT pg_advisory_lock_shared(:kind, 0)"), {"kind": _ALIVE})


def _is_held(path: Path) -> bool:
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def workers_alive(settings: StoreSettings) -> int:
    """Return how many workers are alive, on this machine or over this PostgreSQL."""
    locks = worker_locks(settings)
    try:
        return locks.alive()
    finally:
        locks.close()


def worker_locks(settings: StoreSettings) -> WorkerLocks:
    """Return the locks that fit where things are kept."""
    if settings.database_url:
        return AdvisoryLocks(settings.engine_url)
    return FileLocks(settings.data_dir / "engine.workers")
