"""/v1/calls: sending recordings in, following them, working on them again and hearing them."""

import mimetypes
from datetime import datetime
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import BaseModel, Field

from api.access import BlobsDep, CanReadCalls, CanWriteCalls, DatabaseDep, WhoDep, team_blobs, team_door, team_queue
from api.call_listing import CutIntoTopics, OfContact, Sha256, Title, listed_calls
from api.call_parts import CallParts, CallPartsOut, CallsParts, call_parts
from api.errors import Problem
from api.idempotency import Once, replayed, upload_digest
from api.redacting import SeesAll, shown_calls
from api.upload import IncomingForm, receive_form
from api.upload_form import UPLOAD_BODY
from api.windows import WindowDep
from api.wire import CallId, Cursor, Limit, ListOut, UpdatedSince, instant
from calls.call import CallState, Medium
from calls.errors import NotFound
from calls.transcript import Role
from ingest.receive import Door
from ingest.sidecar import details_of
from store.answered import Answer
from store.calls import CallFilter, CallView, get_call
from store.crm import calls_of_contact
from store.progress import Rework, Stage, start_rework
from store.themes import resolve_theme

router = APIRouter(prefix="/v1/calls", tags=["calls"])
_AUDIO_TYPES = {
    ".opus": "audio/ogg",
    ".oga": "audio/ogg",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".mkv": "video/x-matroska",
}


class ErrorOut(BaseModel):
    """Why a call failed, for the person who uploaded it."""

    code: str = Field(examples=["unreadable_audio"])
    message: str


class PartyOut(BaseModel):
    """A participant."""

    name: str
    role: Role
    channel: int | None


class DealOut(BaseModel):
    """The CRM context of a call, as its source gave it."""

    stage: str | None
    outcome: str | None
    segment: str | None
    lead_source: str | None
    amount: float | None


class ReworkOut(BaseModel):
    """What a finished call goes through again. `stage` is null when it failed to, and then `error` says why."""

    stage: Stage | None
    progress: float = Field(ge=0, le=1)
    error: ErrorOut | None


class StatusOut(BaseModel):
    """How far a call is; it is finished when its state is `ready` or `failed`.

    `progress` is the share of the speech that is transcribed, 0 to 1. `transcript_version` is the current one.
    `reprocess` is null unless the finished call is being transcribed or mined again, or last failed to be.
    """

    id: str = Field(examples=["ca_1f0c2d3e4b5a6978"])
    state: CallState
    progress: float = Field(ge=0, le=1, examples=[0.5])
    transcript_version: int | None
    reprocess: ReworkOut | None
    error: ErrorOut | None
    warnings: list[str]
    redacted: bool = Field(description="Names of persons are hidden; holders of `calls:write` see them.")


class CallOut(StatusOut):
    """One recorded conversation. `medium` is `text` for a ready transcript, which has no audio."""

    filename: str = Field(examples=["acme-discovery.opus"])
    sha256: str
    size_bytes: int
    client_unique_id: str | None
    medium: Medium
    title: str
    started_at: datetime
    duration_s: float | None
    direction: str | None
    account_id: str | None
    account: str | None
    parties: list[PartyOut]
    channels: list[Role] = Field(description="The role of each channel, in order; empty where it is not known.")
    deal: DealOut
    moments: int
    created_at: datetime
    updated_at: datetime


class CallWithPartsOut(CallOut):
    """A call with the parts that were asked for."""

    included: CallPartsOut | None = None


class ReceiptOut(CallOut):
    """A call that was taken in. `duplicate` says that this very recording was here before."""

    duplicate: bool


def status_fields(call: CallView, *, redacted: bool = False) -> dict[str, Any]:
    """Return the fields of StatusOut for a call, which is `redacted` already where that is said."""
    failed = call.state is CallState.FAILED
    error = ErrorOut(code=call.error_code or "internal", message=call.error_message or "") if failed else None
    return {
        "id": call.id,
        "state": call.state,
        "progress": call.progress,
        "transcript_version": call.transcript_version,
        "reprocess": _rework(call.rework),
        "error": error,
        "warnings": list(call.warnings),
        "redacted": redacted,
    }


def _rework(rework: Rework | None) -> ReworkOut | None:
    if rework is None:
        return None
    error = ErrorOut(code=rework.error_code, message=rework.error_message or "") if rework.error_code else None
    return ReworkOut(stage=rework.stage, progress=rework.progress, error=error)


def call_fields(call: CallView, *, redacted: bool = False) -> dict[str, Any]:
    """Return the fields of CallOut for a call, which is `redacted` already where that is said."""
    deal = call.deal
    return status_fields(call, redacted=redacted) | {
        "filename": call.filename,
        "sha256": call.sha256,
        "size_bytes": call.size_bytes,
        "client_unique_id": call.client_unique_id,
        "medium": call.medium,
        "title": call.title,
        "started_at": call.started_at,
        "duration_s": call.duration_s,
        "direction": call.direction,
        "account_id": call.account_id,
        "account": call.account,
        "parties": [PartyOut(name=p.name, role=p.role, channel=p.channel) for p in call.parties],
        "channels": list(call.channel_roles),
        "deal": DealOut(
            stage=deal.stage,
            outcome=deal.outcome,
            segment=deal.segment,
            lead_source=deal.lead_source,
            amount=deal.amount,
        ),
        "moments": call.moments,
        "created_at": call.created_at,
        "updated_at": call.updated_at,
    }


_SOUND = {"type": "string", "format": "binary"}


@router.post(
    "",
    status_code=202,
    response_model=ReceiptOut,
    dependencies=[CanWriteCalls],
    openapi_extra=UPLOAD_BODY,
    responses={
        409: {"description": "The client_unique_id belongs to another recording.", "model": Problem},
        413: {"description": "Too large.", "model": Problem},
    },
)
async def create_call(request: Request, response: Response, who: WhoDep) -> ReceiptOut | Response:
    """Send a recording or a ready transcript in.

    Answers at once with 202; follow `Location` until the state is `ready` or `failed`. Sending the same recording again
    answers with the call it already is and `duplicate: true`.
    """
    door, once = team_door(request), Once.of(request, who)
    form = await receive_form(request, door.writer)
    try:
        receipt = await anyio.to_thread.run_sync(_admit_once, door, form, once)
    finally:
        form.discard()
    if isinstance(receipt, ReceiptOut):
        response.headers["Location"] = _status_of(receipt)
    return receipt


def _status_of(receipt: ReceiptOut) -> str:
    return f"/v1/calls/{receipt.id}/status"


def _admit_once(door: Door, form: IncomingForm, once: Once | None) -> ReceiptOut | Response:
    if once is None or form.writer is None:
        return _admit(door, form)
    before = once.begin(upload_digest(form.writer.sha256, form.fields, form.filename))
    if before is not None:
        return replayed(before)
    answer = None
    try:
        receipt = _admit(door, form)
        headers = {"content-type": "application/json", "location": _status_of(receipt)}
        answer = Answer(status=202, headers=headers, body=receipt.model_dump_json())
    finally:
        once.end(answer)
    return receipt


def _admit(door: Door, form: IncomingForm) -> ReceiptOut:
    assert form.writer is not None  # receive_form raises otherwise
    receipt = door.admit(form.writer, filename=form.filename or "recording", details=details_of(form.fields))
    return ReceiptOut(duplicate=receipt.duplicate, **call_fields(receipt.call))


@router.get("", dependencies=[CanReadCalls])
def read_calls(
    db: DatabaseDep,
    who: WhoDep,
    in_full: SeesAll,
    *,
    include: CallsParts,
    state: CallState | None = None,
    window: WindowDep,
    account_id: Annotated[str | None, Query(max_length=60)] = None,
    contact_id: OfContact = None,
    sha256: Sha256 = None,
    analysed: Annotated[bool | None, Query(description="Only calls that rates are counted over.")] = None,
    theme_id: Annotated[str | None, Query(max_length=60, description="Only calls that voice this theme.")] = None,
    without_theme_id: Annotated[
        str | None, Query(max_length=60, description="Only calls that do not voice this theme.")
    ] = None,
    title: Title = None,
    cut_into_topics: CutIntoTopics = None,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[CallWithPartsOut]:
    """List calls, the newest start first."""
    with db.reading() as session:
        of_contact = calls_of_contact(session, contact_id, window=window, account_id=account_id) if contact_id else None
        wanted = CallFilter(
            state=state,
            account_id=account_id,
            sha256=sha256,
            window=window,
            analysed=analysed,
            theme_id=resolve_theme(session, theme_id) if theme_id else None,
            without_theme_id=resolve_theme(session, without_theme_id) if without_theme_id else None,
            updated_since=instant(updated_since),
            title=title or None,
            cut_into_topics=cut_into_topics,
            among=of_contact,
        )
        page = listed_calls(session, wanted, in_full=in_full, limit=limit, cursor=cursor)
        parts = [call_parts(session, call, include, who, in_full=in_full) for call in page.items]
    items = [
        CallWithPartsOut(**call_fields(call, redacted=not in_full), included=included)
        for call, included in zip(page.items, parts, strict=True)
    ]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.get("/{call_id}", dependencies=[CanReadCalls])
def read_call(
    db: DatabaseDep, who: WhoDep, call_id: CallId, in_full: SeesAll, *, include: CallParts
) -> CallWithPartsOut:
    """Return one call."""
    with db.reading() as session:
        (call,) = shown_calls(session, [get_call(session, call_id)], in_full=in_full)
        included = call_parts(session, call, include, who, in_full=in_full)
    return CallWithPartsOut(**call_fields(call, redacted=not in_full), included=included)


@router.get("/{call_id}/status", dependencies=[CanReadCalls])
def read_status(db: DatabaseDep, call_id: CallId, in_full: SeesAll) -> StatusOut:
    """Return how far a call is."""
    with db.reading() as session:
        (call,) = shown_calls(session, [get_call(session, call_id)], in_full=in_full)
    return StatusOut(**status_fields(call, redacted=not in_full))


class ReprocessIn(BaseModel):
    """What a finished call is to go through again."""

    stage: Stage = Field(description="`transcribe` makes a new transcript beside the old, `mine` finds moments anew.")


@router.post(
    "/{call_id}/reprocess",
    status_code=202,
    dependencies=[CanWriteCalls],
    responses={409: {"description": "The call is being worked on.", "model": Problem}},
)
def reprocess_call(
    request: Request, db: DatabaseDep, call_id: CallId, wanted: ReprocessIn, response: Response
) -> StatusOut:
    """Let a call be transcribed or mined again, from its stored recording.

    Answers at once with 202; follow `Location` until `reprocess` is null, or its `error` says why it failed. Until the
    new transcript is complete the old one stays current; it can be read ever after. Asked twice, it is done once.
    """
    with db.transaction() as session:
        work = start_rework(session, call_id, wanted.stage)
        session.flush()
        call = get_call(session, call_id)
    team_queue(request).enqueue_work(work)
    response.headers["Location"] = f"/v1/calls/{call_id}/status"
    return StatusOut(**status_fields(call))


@router.get(
    "/{call_id}/audio",
    dependencies=[CanReadCalls],
    response_class=FileResponse,
    responses={
        200: {"content": {"audio/*": {"schema": _SOUND}}},
        206: {
            "description": "A part of the recording, as `Range` asked for.",
            "content": {"audio/*": {"schema": _SOUND}},
        },
        400: {"description": "`Range` is not one of bytes.", "model": Problem},
        416: {"description": "There is no such part.", "model": Problem},
    },
)
def read_audio(request: Request, db: DatabaseDep, call_id: CallId) -> FileResponse:
    """Return the recording as it came in; `Range` requests get a part of it. Its sound is not redacted."""
    with db.reading() as session:
        call = get_call(session, call_id)
    if call.medium is Medium.TEXT:
        raise NotFound("This call came in as a ready transcript and has no audio.")
    path = team_blobs(request).path(call.sha256)
    return FileResponse(
        path,
        media_type=audio_type(call.filename),
        headers={"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"},
    )


class PeaksOut(BaseModel):
    """The outline of a recording, to draw it: for each channel the loudness of stretches of equal length, 0 to 100."""

    call_id: str
    duration_s: float | None
    channels: list[list[int]]


@router.get("/{call_id}/peaks", dependencies=[CanReadCalls])
def read_peaks(db: DatabaseDep, blobs: BlobsDep, call_id: CallId) -> PeaksOut:
    """Return the outline of a recording; no channels for a ready transcript, and before the sound was decoded."""
    with db.reading() as session:
        call = get_call(session, call_id)
    return PeaksOut(call_id=call.id, duration_s=call.duration_s, channels=blobs.peaks(call.sha256) or [])


def audio_type(filename: str) -> str:
    """Return the media type of a recording by its name; never one that a browser would run or render."""
    suffix = "." + filename.rsplit(".", 1)[-1].lower()
    guessed = _AUDIO_TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or ""
    return guessed if guessed.startswith(("audio/", "video/")) else "application/octet-stream"
