"""Audio bytes, named by their sha256: written beside their place, flushed to the disk, then renamed into it."""

import contextlib
import errno
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from calls.errors import NotFound, StorageFull, TooLarge

_ABANDONED_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file that is safe on disk: its identity and its size in bytes."""

    sha256: str
    size_bytes: int


class BlobStore:
    """A folder of immutable files, each at `ab/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return where a file is. Raises NotFound."""
        path = self.folder / sha256[:2] / sha256
        if not path.is_file():
            raise NotFound("The recording's file is not in the data folder.")
        return path

    def remove(self, sha256: str) -> None:
        """Remove a file; one that is not there is no error."""
        (self.folder / sha256[:2] / sha256).unlink(missing_ok=True)
        self._peaks(sha256).unlink(missing_ok=True)

    def keep_peaks(self, sha256: str, peaks: Sequence[Sequence[int]]) -> None:
        """Keep the outline of a recording beside it: numbers of 0 to 100, a list a channel."""
        path = self._peaks(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        partial.write_text(json.dumps(peaks))
        partial.replace(path)

    def peaks(self, sha256: str) -> list[list[int]] | None:
        """Return the outline of a recording, None where none was measured."""
        try:
            found: list[list[int]] = json.loads(self._peaks(sha256).read_text())
        except FileNotFoundError:
            return None
        return found

    def _peaks(self, sha256: str) -> Path:
        return self.folder / "peaks" / sha256[:2] / f"{sha256}.json"

    def sweep(self) -> None:
        """Remove what uploads that were cut off by a dying process left more than a day ago."""
        for path in (self.folder / "incoming").glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED_S:
                    path.unlink()

    def writer(self, *, limit_bytes: int | None = None) -> "BlobWriter":
        """Return a writer to feed bytes to; nothing shows up until it is finished."""
        return BlobWriter(self.folder, limit_bytes=limit_bytes)

    def put(self, chunks: Iterable[bytes], *, limit_bytes: int | None = None) -> Stored:
        """Store a stream of bytes and return its identity. Raises TooLarge and StorageFull."""
        with self.writer(limit_bytes=limit_bytes) as writer:
            for chunk in chunks:
                writer.write(chunk)
            return writer.finish()


class Incoming(Protocol):
    """A file that is complete but not in its place yet."""

    @property
    def size_bytes(self) -> int:
        """How many bytes it has."""
        ...

    def finish(self) -> Stored:
        """Put it in place and return its identity. Raises StorageFull."""
        ...


class Adopted:
    """A file that another part of the store wrote, and hashed: moved into place, not copied.

    Done again after it was moved, it finds the file in its place.
    """

    def __init__(self, store: BlobStore, path: Path, stored: Stored) -> None:
        self._store = store
        self._path = path
        self._stored = stored

    @property
    def size_bytes(self) -> int:
        """How many bytes it has."""
        return self._stored.size_bytes

    def finish(self) -> Stored:
        """Move it into place. Raises StorageFull, and NotFound where it is neither here nor there."""
        if not self._path.exists():
            self._store.path(self._stored.sha256)
            return self._stored
        target = self._store.folder / self._stored.sha256[:2] / self._stored.sha256
        with storage_errors():
            target.parent.mkdir(parents=True, exist_ok=True)
            self._path.replace(target)
            sync_folder(target.parent)
        return self._stored


class BlobWriter:
    """Takes bytes, hashes them on the way, and puts the file in place at `finish`; leaves nothing behind otherwise."""

    def __init__(self, folder: Path, *, limit_bytes: int | None) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._hash = hashlib.sha256()
        self._size = 0
        incoming = folder / "incoming"
        with storage_errors():
            incoming.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=incoming)
        self._file = os.fdopen(handle, "wb")
        self._path = Path(name)

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not finished."""
        with contextlib.suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)

    @property
    def size_bytes(self) -> int:
        """How many bytes were written so far."""
        return self._size

    @property
    def sha256(self) -> str:
        """The digest of what was written so far, in hex."""
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Append bytes. Raises TooLarge past the limit and StorageFull when the disk is full."""
        self._size += len(chunk)
        if self._limit is not None and self._size > self._limit:
            raise TooLarge(f"The file is larger than {self._limit // 1_000_000} MB, the most a recording may have.")
        self._hash.update(chunk)
        with storage_errors():
            self._file.write(chunk)

    def finish(self) -> Stored:
        """Flush to the disk, move into place (a file that is there already stays) and return the identity."""
        sha256 = self._hash.hexdigest()
        target = self._folder / sha256[:2] / sha256
        with storage_errors():
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            target.parent.mkdir(parents=True, exist_ok=True)
            self._path.replace(target)
            sync_folder(target.parent)
        return Stored(sha256=sha256, size_bytes=self._size)


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Raise StorageFull where the disk takes no more."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise StorageFull("The data folder cannot take more: free some space or set TALKTRACK_DATA_DIR.") from error
        raise


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    # A rename is only durable once its folder is.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
