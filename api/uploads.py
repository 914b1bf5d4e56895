"""/v1/uploads: recordings in parts, by the tus protocol 1.0: a connection, a tab or the server may break off.

tuspyserver's routes speak the protocol. What they check too late or not at all is checked before, in `_ready`.
"""

import contextlib
import re
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive
from tuspyserver import create_tus_router

from api.access import BlobsDep, Caller, CanWriteCalls, DoorDep
from api.calls import ErrorOut
from api.errors import Problem, problem, status_of
from api.settings import ApiSettings
from api.tus_files import Asking, Carried, TusFiles, asking, finish_for
from api.wire import Cursor, Limit, ListOut
from calls.errors import EmptyFile, InvalidInput, NotFound, TalktrackError, TooLarge, UploadExpired, UploadMismatch
from ingest.sidecar import details_of
from store.blobs import BlobStore
from store.cursor import decode_cursor, encode_cursor
from store.uploads import Upload, UploadStore

TUS_VERSION = "1.0.0"
TUS_EXTENSIONS = "creation,expiration,termination"
# A sender who is silent for this long is taken for gone: the upload is free for whoever goes on with it.
_PATIENCE_S = 20.0
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PATCH_TYPE = "application/offset+octet-stream"

UploadId = Annotated[str, Path(alias="uuid", max_length=60, examples=["0f1e2d3c4b5a69788796a5b4c3d2e1f0"])]


class UploadOut(BaseModel):
    """A file on its way in. It is over when `call_id` or `error` is set; until `expires_at` it can go on.

    `offset` is how many of its bytes are here for good. `duplicate` says that this very recording was here before.
    """

    id: str = Field(examples=["0f1e2d3c4b5a69788796a5b4c3d2e1f0"])
    filename: str = Field(examples=["acme-discovery.opus"])
    offset: int = Field(examples=[8_000_000])
    size_bytes: int = Field(examples=[31_457_280])
    sha256: str | None = Field(description="The hash that the sender announced.")
    created_at: datetime
    expires_at: datetime
    call_id: str | None = Field(examples=["ca_1f0c2d3e4b5a6978"])
    duplicate: bool
    error: ErrorOut | None

    @classmethod
    def of(cls, upload: Upload) -> "UploadOut":
        """Return the wire shape of an upload."""
        outcome, announced = upload.outcome, upload.announced
        failed = outcome is not None and outcome.error_code is not None
        return cls(
            id=announced.id,
            filename=announced.fields["filename"],
            offset=upload.offset,
            size_bytes=announced.size_bytes,
            sha256=announced.fields.get("sha256"),
            created_at=announced.created_at,
            expires_at=upload.expires_at,
            call_id=outcome.call_id if outcome else None,
            duplicate=outcome.duplicate if outcome else False,
            error=ErrorOut(code=outcome.error_code or "", message=outcome.error_message or "")
            if outcome and failed
            else None,
        )


def uploads_in(blobs: BlobStore) -> UploadStore:
    """Return where uploads of a team arrive: on the disk of its recordings, to which complete ones are moved."""
    return UploadStore(blobs.folder / "uploads")


async def _who(who: Annotated[Caller, CanWriteCalls], door: DoorDep, blobs: BlobsDep) -> Asking:
    """Note who asks, for the storage that the library calls later in this task."""
    owner = f"person:{who.person_id}" if who.person_id else f"key:{who.key_id}"
    found = Asking(uploads=uploads_in(blobs), door=door, owner=owner)
    asking.set(found)
    return found


AskingDep = Annotated[Asking, Depends(_who)]


async def _ready(request: Request, who: AskingDep) -> None:
    """Refuse what the library would only refuse after it has written, or would take into memory whole."""
    headers = request.headers
    if headers.get("tus-resumable") != TUS_VERSION:
        raise HTTPException(412, f"Send `Tus-Resumable: {TUS_VERSION}`: uploads go by the tus protocol, version 1.0.")
    if request.method == "PATCH":
        if headers.get("content-type") != _PATCH_TYPE:
            raise HTTPException(415, f"A part of an upload is sent as {_PATCH_TYPE}.")
        if "content-length" not in headers:
            raise HTTPException(411, "Say how many bytes this part has (Content-Length).")
    if request.method == "POST":
        _check_creation(request)
    if request.method == "HEAD":
        # The server may have died between the last byte and the call: it is made now. What is wrong with it, GET tells.
        with contextlib.suppress(TalktrackError):
            await _finish_if_complete(who, request.path_params["uuid"])


def _check_creation(request: Request) -> None:
    headers = request.headers
    if "upload-concat" in headers or "upload-defer-length" in headers:
        raise InvalidInput(f"Uploads are sent whole, in order and of a known size; there is: {TUS_EXTENSIONS}.")
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        raise InvalidInput("Begin an upload without a body, then send its bytes with PATCH to the `Location`.")


async def _finish_if_complete(who: Asking, upload_id: str) -> Upload:
    upload = await anyio.to_thread.run_sync(lambda: who.uploads.get(upload_id, owner=who.owner))
    if upload.complete and upload.outcome is None:
        await finish_for(who, upload_id)
        upload = await anyio.to_thread.run_sync(lambda: who.uploads.get(upload_id, owner=who.owner))
    return upload


def _checking(request: Request) -> Callable[[dict[str, str], dict[str, Any]], None]:
    """Return what the library asks before it begins an upload."""
    settings: ApiSettings = request.app.state.settings

    def check(fields: dict[str, str], about: dict[str, Any]) -> None:
        size = about["size"]
        if size is None or size < 0:
            raise InvalidInput("Say how many bytes the file has (Upload-Length).")
        if size == 0:
            raise EmptyFile(f"{fields.get('filename', 'The file')} is empty: it has no bytes.")
        if size > settings.max_upload_mb * 1_000_000:
            raise TooLarge(f"The file is larger than {settings.max_upload_mb} MB, the most a recording may have.")
        if fields.get("sha256") and not _SHA256.fullmatch(fields["sha256"]):
            raise InvalidInput("sha256 is given as 64 hexadecimal digits, or not at all.")
        details_of(fields)

    return check


class TusRoute(APIRoute):
    """A route of the library: gives up on silent senders, and answers as the rest of the API does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                answer = await handler(Request(request.scope, _patient(request.receive)))
            except Carried as carried:
                answer = _refusal(carried.error)
            except HTTPException as error:
                answer = _refusal(_ours(error)) if error.status_code in _OURS else _plain(error)
            except TalktrackError as error:
                answer = _refusal(error)
            _dress(request, answer)
            return answer

        return handle


def _patient(receive: Receive) -> Receive:
    async def received() -> Message:
        with anyio.move_on_after(_PATIENCE_S):
            return await receive()
        return {"type": "http.disconnect"}

    return received


_OURS: dict[int, TalktrackError] = {
    404: NotFound("There is no such upload; begin a new one."),
    409: UploadMismatch("These bytes do not continue the upload: ask with HEAD how far it is, and go on from there."),
    410: UploadExpired("This upload was left alone for a day and was dropped; begin it anew."),
}


def _ours(error: HTTPException) -> TalktrackError:
    return _OURS[error.status_code]


def _refusal(error: TalktrackError) -> Response:
    return problem(status_of(error), code=error.code, detail=error.message)


def _plain(error: HTTPException) -> Response:
    if error.status_code == 400:
        return _refusal(InvalidInput(f"{error.detail}."))
    codes = {411: "length_required", 412: "precondition_failed", 413: "too_large", 415: "unsupported_media_type"}
    return problem(error.status_code, code=codes.get(error.status_code, "internal"), detail=str(error.detail))


def _dress(request: Request, answer: Response) -> None:
    """Put what the protocol and our own clients want into an answer's head."""
    answer.headers["Tus-Resumable"] = TUS_VERSION
    if answer.status_code == 412:
        answer.headers["Tus-Version"] = TUS_VERSION
    if "location" in answer.headers:
        # The library repeats whatever host the request claims; a path is right behind every proxy.
        answer.headers["Location"] = urlsplit(answer.headers["location"]).path
    if request.method == "HEAD" and answer.status_code == 200:
        # The library gives the length of the file here, of which an answer to HEAD has no byte.
        answer.headers["Content-Length"] = "0"
    who = asking.get(None)
    if who is not None and who.outcome is not None and who.outcome.call_id is not None:
        answer.headers["Talktrack-Call"] = who.outcome.call_id
        answer.headers["Talktrack-Duplicate"] = str(who.outcome.duplicate).lower()


router = APIRouter(prefix="/v1/uploads", tags=["uploads"], route_class=TusRoute)


@router.options("", status_code=204, dependencies=[CanWriteCalls])
def describe_uploads(request: Request, response: Response) -> None:
    """Say which tus protocol this is, what of it there is, and how large a file may be."""
    settings: ApiSettings = request.app.state.settings
    response.headers["Tus-Version"] = TUS_VERSION
    response.headers["Tus-Extension"] = TUS_EXTENSIONS
    response.headers["Tus-Max-Size"] = str(settings.max_upload_mb * 1_000_000)


@router.get("")
def read_uploads(who: AskingDep, *, limit: Limit = 50, cursor: Cursor = None) -> ListOut[UploadOut]:
    """List your own uploads of the last day, the newest first: those that can go on, and those that are over."""
    found = who.uploads.of_owner(who.owner)
    if cursor is not None:
        created, last_id = decode_cursor(cursor, types=(str, str))
        found = tuple(item for item in found if _key(item) < (str(created), str(last_id)))
    more = encode_cursor(_key(found[limit - 1])) if len(found) > limit else None
    return ListOut(items=[UploadOut.of(item) for item in found[:limit]], next_cursor=more)


def _key(upload: Upload) -> tuple[str, str]:
    return upload.announced.created_at.isoformat(), upload.announced.id


@router.get("/{uuid}", responses={410: {"description": "It was left alone for a day.", "model": Problem}})
async def read_upload(who: AskingDep, upload_id: UploadId) -> UploadOut:
    """Return how far an upload is and, once it is complete, which call it became or why it became none."""
    upload = await anyio.to_thread.run_sync(lambda: who.uploads.get(upload_id, owner=who.owner))
    if upload.expired:
        raise _OURS[410]
    return UploadOut.of(await _finish_if_complete(who, upload_id))


def _add_library_routes() -> None:
    """Put the library's routes under our own: its paths, its creation-with-body and its list of extensions are not."""
    made = create_tus_router(prefix="v1/uploads", storage=TusFiles(), days_to_keep=1, pre_create_dep=_checking)
    endpoints = {
        method: route.endpoint for route in made.routes if isinstance(route, APIRoute) for method in route.methods or ()
    }
    for method, (path, status, words) in _TOLD.items():
        router.add_api_route(
            path,
            endpoints[method],
            methods=[method],
            status_code=status,
            dependencies=[Depends(_ready)],
            name=f"{method.lower()}_upload",
            summary=words[0],
            description=words[1],
            response_class=Response,
            responses=_ANSWERS[method],
            openapi_extra=_BODY if method == "PATCH" else None,
        )


_TOLD = {
    "POST": (
        "",
        201,
        (
            "Begin Upload",
            "Begin to send a file of `Upload-Length` bytes; `Location` is where they go. `Upload-Metadata` takes "
            "`filename`, `channels`, `metadata` and `client_unique_id` as `POST /v1/calls` does, and `sha256`, by "
            "which a file that changed on the way is refused.",
        ),
    ),
    "HEAD": (
        "/{uuid}",
        200,
        ("Find Where To Go On", "`Upload-Offset` says how many bytes are here for good: go on from there."),
    ),
    "PATCH": (
        "/{uuid}",
        204,
        (
            "Send A Part",
            "Send bytes from `Upload-Offset` on, as many as you like. With the last one the file becomes a call, which "
            "`Talktrack-Call` names; `Talktrack-Duplicate` says whether it was here before. Also GET tells that.",
        ),
    ),
    "DELETE": ("/{uuid}", 204, ("Drop Upload", "Drop an upload. The call that it became, if any, stays.")),
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {_PATCH_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_ANSWERS: dict[str, dict[int | str, dict[str, Any]]] = {
    "POST": {
        412: {"description": "Not tus 1.0.0.", "model": Problem},
        413: {"description": "Too large.", "model": Problem},
        507: {"description": "The disk has no room for it.", "model": Problem},
    },
    "HEAD": {410: {"description": "It was left alone for a day."}, 412: {"description": "Not tus 1.0.0."}},
    "PATCH": {
        409: {"description": "The bytes do not continue the upload; or the id belongs elsewhere.", "model": Problem},
        410: {"description": "It was left alone for a day.", "model": Problem},
        411: {"description": "Content-Length is missing.", "model": Problem},
        412: {"description": "Not tus 1.0.0.", "model": Problem},
        415: {"description": f"Not {_PATCH_TYPE}.", "model": Problem},
        423: {"description": "Another request is writing to it.", "model": Problem},
        507: {"description": "The disk is full; go on when there is room.", "model": Problem},
    },
    "DELETE": {
        410: {"description": "It was left alone for a day.", "model": Problem},
        412: {"description": "Not tus 1.0.0.", "model": Problem},
        423: {"description": "Another request is writing to it.", "model": Problem},
    },
}
_add_library_routes()
