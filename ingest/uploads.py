"""The end of an upload that arrived in parts: the whole file goes through the door, exactly once."""

import logging

from calls.errors import ChangedFile, Conflict, InvalidInput, NotFound, RecordingError, TalktrackError
from ingest.receive import Door, Receipt
from ingest.sidecar import details_of
from store.uploads import Held, Outcome, Sealed, Upload, UploadStore

_WAIT_S = 120.0
_log = logging.getLogger("talktrack.uploads")


def finish(uploads: UploadStore, door: Door, upload_id: str) -> Outcome | None:
    """Make a call of an upload whose every byte is here; None where some are missing.

    Done again, by whoever, it answers what it did the first time: also after the first was cut off anywhere in between.
    Raises NotFound, StorageFull and UploadBusy; then it may be asked again.
    """
    if uploads.get(upload_id).outcome is None:
        with uploads.held(upload_id, wait_s=_WAIT_S) as held:
            upload = uploads.get(upload_id)
            if not upload.complete:
                return None
            if upload.outcome is None:
                held.end(_taken_in(held, door, upload))
    return uploads.get(upload_id).outcome


def finish_all(uploads: UploadStore, door: Door) -> None:
    """Sweep what was left alone, and take in what was complete when the process before this one died."""
    uploads.sweep()
    for upload in uploads.all():
        if upload.complete and upload.outcome is None:
            try:
                finish(uploads, door, upload.announced.id)
            except TalktrackError as error:
                _log.warning("upload %s is complete but was not taken in: %s", upload.announced.id, error)


def _taken_in(held: Held, door: Door, upload: Upload) -> Outcome:
    fields = upload.announced.fields
    try:
        sealed, fresh = _sealed(held, door)
        if fields.get("sha256", sealed.stored.sha256) != sealed.stored.sha256:
            raise ChangedFile("The file changed while it was being sent; send it again as it is now.")
        receipt = _admitted(held, door, sealed, fields=dict(fields))
    except (RecordingError, InvalidInput, Conflict, NotFound) as error:
        return Outcome(error_code=error.code, error_message=error.message)
    # A second try finds the call that the first one made; it was new all the same.
    return Outcome(call_id=receipt.call.id, duplicate=receipt.duplicate if fresh else sealed.known)


def _sealed(held: Held, door: Door) -> tuple[Sealed, bool]:
    found = held.sealed()
    if found is not None:
        return found, False
    stored = held.hashed()
    sealed = Sealed(stored=stored, known=door.knows(stored.sha256))
    held.seal(sealed)
    return sealed, True


def _admitted(held: Held, door: Door, sealed: Sealed, *, fields: dict[str, str]) -> Receipt:
    file = door.adopted(held.path, sealed.stored)
    return door.admit(file, filename=fields.get("filename") or "recording", details=details_of(fields))
