"""The door for recordings, as the command line opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.queue import CallQueue
from ingest.receive import Door
from store.blobs import BlobStore
from store.migrate import migrate
from store.session import Database
from store.settings import StoreSettings

_PIECE = 1 << 20
_LARGEST_BYTES = 20_000_000_000


@contextmanager
def opened(settings: StoreSettings) -> Iterator[tuple[Door, Database, CallQueue]]:
    """Yield the door, the database behind it and the queue, all closed at the end."""
    database, queue = Database(settings.app_url), CallQueue(settings.engine_url)
    migrate(database)
    door = Door(database=database, blobs=BlobStore(settings.audio_dir), queue=queue, limit_bytes=_LARGEST_BYTES)
    try:
        yield door, database, queue
    finally:
        queue.close()
        database.close()


def pieces(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
