"""Upload: recordings in by drag and drop, or by a plain form where no script runs."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from api.access import Caller, CanReadCalls, CanWriteCalls, team_door
from api.pages.render import page
from calls.call import CallDetails
from calls.errors import InvalidInput, StorageFull, TalktrackError
from calls.transcript import Role
from ingest.receive import Door, Receipt
from ingest.sidecar import parse_channels, parse_sidecar

# What the file picker offers; the door itself decides by content.
ACCEPTED = ".wav,.mp3,.m4a,.mp4,.ogg,.oga,.opus,.flac,.webm,.json,.vtt"
_MOST_FILES = 200
_PIECE_BYTES = 1 << 20
_MOST_SIDECAR_BYTES = 1_000_000

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file of a plain form: its receipt, or the reason it was not taken."""

    filename: str
    receipt: Receipt | None = None
    problem: str | None = None


@router.get("/upload")
def show(request: Request, who: Annotated[Caller, CanReadCalls]) -> Response:
    """Show where to drop recordings."""
    return page(request, "upload.html", who=who, accepted=ACCEPTED, outcomes=())


@router.post("/upload")
async def upload(request: Request, who: Annotated[Caller, CanWriteCalls]) -> Response:
    """Take the files of a plain form, each on its own: one that is refused stops no other."""
    # The form is read here and not as a parameter, so that nobody without a key can fill the disk.
    async with request.form(max_files=_MOST_FILES) as form:
        files = [item for item in form.getlist("file") if isinstance(item, UploadFile) and item.filename]
        channels = form.get("channels")
        door = team_door(request)
        outcomes = await anyio.to_thread.run_sync(_take, door, files, channels if isinstance(channels, str) else "")
    status = 202 if any(item.receipt for item in outcomes) else 422
    return page(request, "upload.html", who=who, status=status, accepted=ACCEPTED, outcomes=outcomes)


def _take(door: Door, files: list[UploadFile], channels: str) -> tuple[Outcome, ...]:
    if not files:
        return (Outcome(filename="Nothing was chosen", problem="Choose one or more recordings first."),)
    roles = parse_channels(channels) if channels else ()
    sidecars = _sidecars(files)
    used = set(sidecars.values())
    return tuple(_take_one(door, item, sidecar=sidecars.get(item), roles=roles) for item in files if item not in used)


def _sidecars(files: list[UploadFile]) -> dict[UploadFile, UploadFile]:
    """Return, for each recording, the JSON file of the same name among the files."""
    by_stem = {_stem(item): item for item in files if _suffix(item) == ".json"}
    return {item: by_stem[_stem(item)] for item in files if _suffix(item) != ".json" and _stem(item) in by_stem}


def _take_one(door: Door, item: UploadFile, *, sidecar: UploadFile | None, roles: tuple[Role, ...]) -> Outcome:
    name = item.filename or "recording"
    try:
        details = _details(sidecar) if sidecar else CallDetails()
        if not details.channel_roles and _suffix(item) not in (".json", ".vtt"):
            details = replace(details, channel_roles=roles)
        chunks = iter(lambda: item.file.read(_PIECE_BYTES), b"")
        return Outcome(filename=name, receipt=door.accept(chunks, filename=name, details=details))
    except StorageFull:
        raise
    except TalktrackError as error:
        return Outcome(filename=name, problem=error.message)


def _details(sidecar: UploadFile) -> CallDetails:
    name = sidecar.filename or "metadata"
    content = sidecar.file.read(_MOST_SIDECAR_BYTES + 1)
    if len(content) > _MOST_SIDECAR_BYTES:
        raise InvalidInput(f"{name} is too large for a sidecar.")
    return parse_sidecar(content, name=name)


def _stem(item: UploadFile) -> str:
    return PurePosixPath(item.filename or "").stem.lower()


def _suffix(item: UploadFile) -> str:
    return PurePosixPath(item.filename or "").suffix.lower()
