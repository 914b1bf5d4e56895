"""What tuspyserver writes through: our uploads, of whoever asks.

The library's routes keep the protocol; where the bytes are and how far they are is ours, because the file's size on the
disk is the only offset that survives a process that is killed (docs/decisions/0015).
"""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import HTTPException
from tuspyserver.storage import TusStorage

from calls import errors
from calls.errors import NotFound, TalktrackError
from ingest.receive import Door, safe_filename
from ingest.uploads import finish
from store.uploads import Held, Outcome, Upload, UploadStore

FIELDS = ("filename", "filetype", "channels", "metadata", "client_unique_id", "sha256")
_PIECE_BYTES = 1 << 20
_TYPE = "application/octet-stream"
_SWEEP_EVERY_S = 3600.0
_ERRORS = {
    kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TalktrackError)
}


@dataclass(slots=True, kw_only=True)
class Asking:
    """Who asks, where their uploads are, the door that complete ones go through, and what one became meanwhile."""

    uploads: UploadStore
    door: Door
    owner: str
    outcome: Outcome | None = None


# The library hands its storage nothing but an upload's id; who asks is set before its routes run, in the same task.
asking: ContextVar[Asking] = ContextVar("asking")


class Carried(HTTPException):
    """One of our errors on its way through the library, which lets only this type through while it writes."""

    def __init__(self, error: TalktrackError) -> None:
        super().__init__(500)
        self.error = error


class TusFiles(TusStorage):
    """The library's storage seam over `UploadStore`. An upload of somebody else is not there."""

    def __init__(self) -> None:
        self._writing: dict[str, _Writing] = {}
        self._swept: dict[Path, float] = {}

    async def create(self, uid: str) -> None:
        """Do nothing: `write_info` makes the upload, whole."""

    async def exists(self, uid: str) -> bool:
        """Whether it is there, for whoever asks."""
        return await _look(uid) is not None

    async def size(self, uid: str) -> int:
        """Return how many bytes are on the disk."""
        upload = await _look(uid)
        return upload.offset if upload else 0

    async def append(self, uid: str, chunk: bytes) -> None:
        """Write a chunk at the end; small ones are gathered first."""
        await self._writing[uid].add(chunk)

    async def flush(self, uid: str) -> None:
        """Have what arrived on the disk for good."""
        await self._writing[uid].flush()

    async def finalize(self, uid: str) -> None:
        """Make a call of the complete file. Raises what the door says where it becomes none."""
        who = asking.get()
        await finish_for(who, uid)
        if who.outcome is not None and who.outcome.error_code is not None:
            raise _ERRORS.get(who.outcome.error_code, TalktrackError)(who.outcome.error_message or "")

    async def read(self, uid: str) -> bytes | None:  # noqa: ARG002
        """Return nothing: recordings are read as calls."""
        return None

    async def delete(self, uid: str) -> None:
        """Drop the upload. Raises UploadBusy and NotFound."""
        await anyio.to_thread.run_sync(asking.get().uploads.remove, uid)

    async def read_info(self, uid: str) -> dict[str, Any] | None:
        """Return what the library keeps of an upload. Its offset is the file's size, never a number somebody wrote."""
        upload = await _look(uid)
        if upload is None:
            return None
        fields = upload.announced.fields
        return {
            # The library answers 400 where an upload has no `filetype`, which nothing here goes by.
            "metadata": {"filename": fields["filename"], "filetype": fields.get("filetype", _TYPE)},
            "size": upload.announced.size_bytes,
            "offset": upload.offset,
            "created_at": upload.announced.created_at.isoformat(),
            "expires": format_datetime(upload.expires_at, usegmt=True),
        }

    async def write_info(self, uid: str, data: dict[str, Any]) -> None:
        """Begin an upload, the first time; later there is nothing to note that the file does not say itself."""
        who = asking.get()
        if await _look(uid) is None:
            await self._sweep(who.uploads)
            fields = _fields(data["metadata"])
            make = partial(who.uploads.create, who.owner, size_bytes=data["size"], fields=fields, upload_id=uid)
            await anyio.to_thread.run_sync(make)

    async def _sweep(self, uploads: UploadStore) -> None:
        """Drop what was left alone, every hour that something new comes in."""
        now = time.monotonic()
        if now - self._swept.get(uploads.folder, now - _SWEEP_EVERY_S) >= _SWEEP_EVERY_S:
            self._swept[uploads.folder] = now
            await anyio.to_thread.run_sync(uploads.sweep)

    async def list_uids(self) -> list[str]:
        """Return the ids of whoever asks."""
        who = asking.get()
        found = await anyio.to_thread.run_sync(who.uploads.of_owner, who.owner)
        return [upload.announced.id for upload in found]

    def location(self, uid: str) -> str:
        """Return the id: no completion hook is used."""
        return uid

    def lock(self, uid: str) -> AbstractAsyncContextManager[None]:  # type: ignore[override]
        """Let one request write at a time. Raises UploadBusy at once: the second must ask how far it is by then."""
        return self._locked(uid)

    @asynccontextmanager
    async def _locked(self, uid: str) -> AsyncIterator[None]:
        holding = asking.get().uploads.held(uid)
        held = await anyio.to_thread.run_sync(holding.__enter__)
        self._writing[uid] = _Writing(held)
        try:
            yield
        finally:
            del self._writing[uid]
            holding.__exit__(None, None, None)


class _Writing:
    """The bytes of one request on their way to the disk."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._pending = bytearray()

    async def add(self, chunk: bytes) -> None:
        self._pending += chunk
        if len(self._pending) >= _PIECE_BYTES:
            await self._write()

    async def flush(self) -> None:
        await self._write()
        await _carrying(self._held.sync)

    async def _write(self) -> None:
        piece, self._pending = self._pending, bytearray()
        if piece:
            await _carrying(partial(self._held.append, piece))


def _fields(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return what is kept of what the sender tells, under a name that is fit to be shown."""
    kept = {name: metadata[name] for name in FIELDS if metadata.get(name)}
    return kept | {"filename": safe_filename(metadata.get("filename") or metadata.get("name") or "recording")}


async def _carrying(work: Callable[[], None]) -> None:
    try:
        await anyio.to_thread.run_sync(work)
    except TalktrackError as error:
        raise Carried(error) from error


async def _look(uid: str) -> Upload | None:
    who = asking.get()
    try:
        return await anyio.to_thread.run_sync(partial(who.uploads.get, uid, owner=who.owner))
    except NotFound:
        return None


async def finish_for(who: Asking, uid: str) -> None:
    """Take in an upload that is complete, off the event loop."""
    who.outcome = await anyio.to_thread.run_sync(finish, who.uploads, who.door, uid)
