"""The door for recordings, as the command line opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.queue import CallQueue
from ingest.receive import Door
from store.keys import FIRST_TEAM
from store.migrate import migrate
from store.session import Database
from store.settings import StoreSettings
from store.teams import Teams

_PIECE = 1 << 20
_LARGEST_BYTES = 20_000_000_000


@contextmanager
def opened(settings: StoreSettings) -> Iterator[tuple[Door, Database, CallQueue]]:
    """Yield a team's door, its database and its queue, all closed at the end: of TALKTRACK_TEAM. Raises NotFound."""
    teams, queue = Teams(settings), CallQueue(settings.engine_url)
    try:
        migrate(teams.home)
        database, blobs = teams.database(settings.team), teams.blobs(settings.team)
        own = queue if settings.team == FIRST_TEAM else queue.of(settings.team)
        yield Door(database=database, blobs=blobs, queue=own, limit_bytes=_LARGEST_BYTES), database, own
    finally:
        queue.close()
        teams.close()


@contextmanager
def at_home(settings: StoreSettings) -> Iterator[Database]:
    """Yield the home database, which knows all teams, people and keys; closed at the end."""
    database = Database(settings.app_url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def pieces(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
