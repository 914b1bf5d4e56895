"""The one door for recordings: hash and store the bytes, insert the call's row, hand it to the workers.

Upload, watched folder and command line all come through here. Nothing is decoded: what is wrong inside a file shows up
as the call's status.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from calls.call import CallDetails, Medium
from calls.errors import Conflict, EmptyFile
from ingest.queue import CallQueue
from store.blobs import Adopted, BlobStore, BlobWriter, Incoming, Stored
from store.calls import Arrival, CallView, get_call, insert_call, is_recording_of_a_call, take_again
from store.channel_maps import roles_by_name
from store.session import Database, Session

_TRANSCRIPT_SUFFIXES = (".json", ".vtt")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a file: its call, and whether that recording was here before."""

    call: CallView
    duplicate: bool


class Door:
    """Takes files in. `limit_bytes` is the largest taken."""

    def __init__(self, *, database: Database, blobs: BlobStore, queue: CallQueue, limit_bytes: int) -> None:
        self._database = database
        self._blobs = blobs
        self._queue = queue
        self._limit = limit_bytes

    def into(self, *, database: Database, blobs: BlobStore, queue: CallQueue) -> "Door":
        """Return the same door of another team."""
        return Door(database=database, blobs=blobs, queue=queue, limit_bytes=self._limit)

    def accept(self, chunks: Iterable[bytes], *, filename: str, details: CallDetails | None = None) -> Receipt:
        """Take a file in. Raises EmptyFile, TooLarge, StorageFull and Conflict; then nothing was stored."""
        with self.writer() as writer:
            for chunk in chunks:
                writer.write(chunk)
            return self.admit(writer, filename=filename, details=details)

    def writer(self) -> BlobWriter:
        """Return a writer for a file that arrives piece by piece; pass it to `admit` when it is complete."""
        return self._blobs.writer(limit_bytes=self._limit)

    def adopted(self, path: Path, stored: Stored) -> Adopted:
        """Return a file that is complete on the same disk, to be moved into place by `admit`."""
        return Adopted(self._blobs, path, stored)

    def admit(self, file: Incoming, *, filename: str, details: CallDetails | None = None) -> Receipt:
        """Make a call of a complete file. Raises EmptyFile, StorageFull and Conflict.

        A recording that is here already stays one call; that it failed, or now comes with its channel map, is a reason
        to work on it anew.
        """
        name = safe_filename(filename)
        if file.size_bytes == 0:
            raise EmptyFile(f"{name} is empty: it has no bytes.")
        stored = file.finish()
        arrival = Arrival(
            sha256=stored.sha256,
            size_bytes=stored.size_bytes,
            filename=name,
            medium=medium_of(name),
            details=details or CallDetails(),
        )
        try:
            with self._database.transaction(routine=True) as session:
                arrival = _with_channels(session, arrival)
                call_id, inserted = insert_call(session, arrival)
                work = inserted or take_again(session, call_id, arrival)
                session.flush()
                call = get_call(session, call_id)
        except Conflict:
            self._forget(stored.sha256)
            raise
        if work:
            self._queue.enqueue_call(call.id, call.run)
        return Receipt(call=call, duplicate=not inserted)

    def knows(self, sha256: str) -> bool:
        """Whether a call has this recording."""
        with self._database.reading() as session:
            return is_recording_of_a_call(session, sha256)

    def _forget(self, sha256: str) -> None:
        """Remove a file that became no call, unless it is another call's recording."""
        with self._database.reading() as session:
            if not is_recording_of_a_call(session, sha256):
                self._blobs.remove(sha256)


def _with_channels(session: Session, arrival: Arrival) -> Arrival:
    """Return a recording that nobody said the channels of with what the team's channel maps say."""
    if arrival.details.channel_roles or arrival.medium is Medium.TEXT:
        return arrival
    roles = roles_by_name(session, arrival.filename)
    return replace(arrival, details=replace(arrival.details, channel_roles=roles)) if roles else arrival


def medium_of(filename: str) -> Medium:
    """Return whether a file is taken as a ready transcript or as a recording, by its name's ending."""
    return Medium.TEXT if filename.lower().endswith(_TRANSCRIPT_SUFFIXES) else Medium.AUDIO


def safe_filename(name: str) -> str:
    """Return the last part of a path, without control characters, fit to be shown and stored; never empty."""
    last = PurePosixPath(name.replace("\\", "/").replace("\x00", "")).name
    readable = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip()
    return readable[-_LONGEST_NAME:] if readable.strip(".") else "recording"
