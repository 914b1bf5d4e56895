"""Uploads that arrive in parts: a folder each, in which the part's own size says how far it is.

Nothing is kept in memory or counted beside the bytes, so whatever dies at whatever moment leaves a truthful upload:

    uploads/<id>/announced.json   what it is to become; written once
    uploads/<id>/part             the bytes so far; its size on the disk is the offset
    uploads/<id>/sealed.json      the hash, once every byte is here
    uploads/<id>/outcome.json     the call it became, or why it became none
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from calls.errors import NotFound, StorageFull, UploadBusy
from store.blobs import Stored, storage_errors, sync_folder

KEPT = timedelta(days=1)
_ID = re.compile(r"[0-9a-f]{32}")
_LOOK_EVERY_S = 0.05
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What somebody began to send: whose it is, how many bytes it will have, and the text fields that came along."""

    id: str
    owner: str
    size_bytes: int
    fields: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A complete upload's file. `known` says that a call had this recording before."""

    stored: Stored
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a complete upload became: a call, or nothing, for a reason."""

    call_id: str | None = None
    duplicate: bool = False
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload as it stands. `offset` is how many bytes are on the disk; `outcome` is None until it is taken in."""

    announced: Announced
    offset: int
    expires_at: datetime
    outcome: Outcome | None

    @property
    def complete(self) -> bool:
        """Whether every byte is here."""
        return self.offset == self.announced.size_bytes

    @property
    def expired(self) -> bool:
        """Whether it was left alone for too long."""
        return self.expires_at <= datetime.now(UTC)


class UploadStore:
    """The folder of one team's uploads. It must be on the same disk as the recordings, to which files are moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, owner: str, *, size_bytes: int, fields: Mapping[str, str], upload_id: str | None = None) -> str:
        """Begin an upload and return its id. Raises StorageFull where the disk has no room for it."""
        chosen = upload_id or secrets.token_hex(16)
        announced = Announced(
            id=chosen, owner=owner, size_bytes=size_bytes, fields=dict(fields), created_at=datetime.now(UTC)
        )
        with storage_errors():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if shutil.disk_usage(self.folder).free < size_bytes:
                raise StorageFull("The data folder has no room for this file: free some space, then send it again.")
            place = self._place(chosen)
            place.mkdir(mode=0o700)
            os.close(os.open(place / "part", os.O_WRONLY | os.O_CREAT, 0o600))
            _write(place / "announced.json", asdict(announced) | {"created_at": announced.created_at.isoformat()})
            sync_folder(self.folder)
        return chosen

    def get(self, upload_id: str, *, owner: str | None = None) -> Upload:
        """Return an upload, whoever's or only that owner's. Raises NotFound."""
        missing = NotFound(f"There is no upload {upload_id}.")
        if not _ID.fullmatch(upload_id):
            raise missing
        place = self._place(upload_id)
        data = _read(place / "announced.json")
        if data is None or (owner is not None and data["owner"] != owner):
            raise missing
        announced = Announced(**data | {"created_at": datetime.fromisoformat(data["created_at"])})
        outcome = _read(place / "outcome.json")
        try:
            touched, offset = self._reach(place, announced)
        except FileNotFoundError as error:
            raise missing from error
        return Upload(
            announced=announced,
            offset=offset,
            expires_at=datetime.fromtimestamp(touched, UTC) + KEPT,
            outcome=Outcome(**outcome) if outcome else None,
        )

    def _reach(self, place: Path, announced: Announced) -> tuple[float, int]:
        """Return when an upload was last written to and how far it is, as the disk has it."""
        try:
            with (place / "part").open("rb") as part:
                # Bytes that are told to be here must not be lost with the power.
                os.fsync(part.fileno())
                found = os.fstat(part.fileno())
        except FileNotFoundError:
            # It was moved to the recordings: only complete uploads are.
            return (place / "sealed.json").stat().st_mtime, announced.size_bytes
        return found.st_mtime, found.st_size

    def of_owner(self, owner: str) -> tuple[Upload, ...]:
        """Return somebody's uploads that have not expired, the newest first."""
        found = [upload for upload in self.all() if upload.announced.owner == owner and not upload.expired]
        return tuple(sorted(found, key=lambda upload: (upload.announced.created_at, upload.announced.id), reverse=True))

    def all(self) -> Iterator[Upload]:
        """Yield every upload there is."""
        for place in sorted(self.folder.glob("*")):
            with contextlib.suppress(NotFound):
                yield self.get(place.name)

    @contextlib.contextmanager
    def held(self, upload_id: str, *, wait_s: float = 0.0) -> Iterator["Held"]:
        """Keep everybody else, in other processes too, from writing to an upload. Raises UploadBusy and NotFound."""
        try:
            handle = os.open(self._place(upload_id), os.O_RDONLY)
        except FileNotFoundError as error:
            raise NotFound(f"There is no upload {upload_id}.") from error
        try:
            _lock(handle, wait_s=wait_s)
            if not self._place(upload_id).is_dir():
                raise NotFound(f"There is no upload {upload_id}.")
            with Held(self._place(upload_id)) as held:
                yield held
        finally:
            # Closing it gives the lock back, as dying does.
            os.close(handle)

    def remove(self, upload_id: str) -> None:
        """Drop an upload and what arrived of it; its call, where it became one, stays. Raises UploadBusy, NotFound."""
        with self.held(upload_id):
            shutil.rmtree(self._place(upload_id), ignore_errors=True)

    def sweep(self) -> None:
        """Remove uploads that nobody wrote to for a day."""
        now = time.time()
        for place in self.folder.glob("*"):
            with contextlib.suppress(NotFound, UploadBusy, FileNotFoundError):
                try:
                    old = self.get(place.name).expired
                except NotFound:
                    # Whoever made the folder died before saying what for.
                    old = now - place.stat().st_mtime > KEPT.total_seconds()
                if old:
                    self.remove(place.name)

    def _place(self, upload_id: str) -> Path:
        return self.folder / upload_id


class Held:
    """An upload to which nobody else writes."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._part: int | None = None

    def __enter__(self) -> "Held":
        """Return it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the part."""
        if self._part is not None:
            os.close(self._part)

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return self._place / "part"

    def append(self, data: bytes | bytearray | memoryview) -> None:
        """Write bytes at the end. Raises StorageFull; what fitted before is kept, and the upload can go on later."""
        if self._part is None:
            self._part = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        rest = memoryview(data)
        with storage_errors():
            while rest:
                rest = rest[os.write(self._part, rest) :]

    def sync(self) -> None:
        """Have what was appended survive a loss of power. Raises StorageFull."""
        if self._part is not None:
            with storage_errors():
                os.fsync(self._part)

    def hashed(self) -> Stored:
        """Read all that arrived and return its identity."""
        digest, size = hashlib.sha256(), 0
        with self.path.open("rb") as part:
            while piece := part.read(_READ_BYTES):
                digest.update(piece)
                size += len(piece)
        return Stored(sha256=digest.hexdigest(), size_bytes=size)

    def sealed(self) -> Sealed | None:
        """Return what `seal` noted, None before."""
        data = _read(self._place / "sealed.json")
        return Sealed(stored=Stored(**data["stored"]), known=data["known"]) if data else None

    def seal(self, sealed: Sealed) -> None:
        """Note the identity of a complete upload, before its file is moved away. Raises StorageFull."""
        with storage_errors():
            _write(self._place / "sealed.json", asdict(sealed))

    def end(self, outcome: Outcome) -> None:
        """Note what became of it. Raises StorageFull."""
        with storage_errors():
            _write(self._place / "outcome.json", asdict(outcome))
            if outcome.error_code:
                # Nobody can use these bytes any more; the size they had is in what was sealed.
                self.path.unlink(missing_ok=True)


def _lock(handle: int, *, wait_s: float) -> None:
    end = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise UploadBusy("Another request is writing to this upload; try again in a moment.") from error
        time.sleep(_LOOK_EVERY_S)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        data: dict[str, Any] = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    return data


def _write(path: Path, data: Mapping[str, Any]) -> None:
    """Put a small file in place whole and for good: written beside it, flushed, renamed."""
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(data, file, default=dict)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
