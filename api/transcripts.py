"""/v1/calls/{call_id}/transcript: what was said, in every version and in several shapes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from api.access import CanReadCalls, DatabaseDep
from api.redacting import HEADER, SeesAll, shown_transcript
from api.wire import CallId, ListOut, ProvenanceOut
from calls.captions import transcript_to_srt, transcript_to_vtt
from calls.formats import transcript_to_dict, transcript_to_text
from calls.transcript import DecidedBy, Role, Transcript
from store.calls import get_call
from store.corrections import corrected_transcript, corrections_of
from store.transcripts import TranscriptVersion, get_transcript, transcript_versions

router = APIRouter(prefix="/v1/calls/{call_id}", tags=["transcripts"])
Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="A version; the current one when not given.")]
_WRITTEN: Mapping[str, tuple[Callable[[Transcript], str], str]] = {
    "txt": (transcript_to_text, "text/plain"),
    "vtt": (transcript_to_vtt, "text/vtt"),
    "srt": (transcript_to_srt, "application/x-subrip"),
}


class WordOut(BaseModel):
    """A spoken word with its times in seconds.

    `suspect` is there where the word may never have been said, with the reason, until a person confirms it; `overlap`
    where somebody else speaks too. A corrected word has no probability.
    """

    word: str
    start_s: float
    end_s: float
    probability: float | None
    suspect: str | None = None
    overlap: bool = False


class TurnOut(BaseModel):
    """An unbroken stretch of speech by one speaker."""

    index: int
    speaker: str
    role: Role
    start_s: float | None
    end_s: float | None
    text: str
    words: list[WordOut]


class SpeakerOut(BaseModel):
    """One voice: `speaker` is what its turns carry, `confidence` in the role is 0 to 1."""

    speaker: str
    role: Role
    name: str | None
    confidence: float | None
    decided_by: DecidedBy


class TranscriptOut(BaseModel):
    """What was said on a call, in one version, with `corrections` made by people in it.

    `redacted` says that personal data is hidden in texts, words and names of speakers.
    """

    call_id: str
    version: int
    language: str
    duration_s: float | None
    speakers: list[SpeakerOut]
    turns: list[TurnOut]
    warnings: list[str]
    corrections: int = Field(description="How many corrections are in it; 0 with `corrected=false`.")
    redacted: bool
    provenance: ProvenanceOut


class VersionOut(BaseModel):
    """One version of a transcript. Older ones stay readable with `?version=`."""

    version: int
    current: bool
    language: str
    created_at: datetime
    provenance: ProvenanceOut

    @classmethod
    def of(cls, version: TranscriptVersion) -> "VersionOut":
        """Return the wire shape of a version."""
        return cls(
            version=version.version,
            current=version.current,
            language=version.language,
            created_at=version.created_at,
            provenance=ProvenanceOut.model_validate(version.provenance.as_dict()),
        )


@router.get(
    "/transcript",
    dependencies=[CanReadCalls],
    response_model=TranscriptOut,
    responses={200: {"content": {media_type: {} for _, media_type in _WRITTEN.values()}}},
)
def read_transcript(
    db: DatabaseDep,
    call_id: CallId,
    in_full: SeesAll,
    *,
    transcript_format: Annotated[Literal["json", "txt", "vtt", "srt"], Query(alias="format")] = "json",
    version: Version = None,
    corrected: Annotated[bool, Query(description="With what people put right, or as the machine heard it.")] = True,
) -> Response:
    """Return a version of a call's transcript as JSON, plain text, or captions (WebVTT, SubRip).

    Personal data is masked unless the key holds `calls:write`; the header `Talktrack-Redacted` says so in every format.
    """
    with db.reading() as session:
        get_call(session, call_id)
        read = corrected_transcript if corrected else get_transcript
        transcript = shown_transcript(session, read(session, call_id, version=version), in_full=in_full)
        made = len(corrections_of(session, call_id)) if corrected else 0
    name = f"{transcript.call_id}-v{transcript.version}.{transcript_format}"
    headers = {HEADER: str(not in_full).lower(), "Content-Disposition": f'inline; filename="{name}"'}
    if transcript_format == "json":
        shape = transcript_to_dict(transcript) | {"corrections": made, "redacted": not in_full}
        return JSONResponse(shape, headers=headers)
    write, media_type = _WRITTEN[transcript_format]
    return PlainTextResponse(write(transcript), media_type=media_type, headers=headers)


@router.get("/transcripts", dependencies=[CanReadCalls])
def read_versions(db: DatabaseDep, call_id: CallId) -> ListOut[VersionOut]:
    """List the versions of a call's transcript, the newest first, with what made each."""
    with db.reading() as session:
        get_call(session, call_id)
        versions = transcript_versions(session, call_id)
    return ListOut(items=[VersionOut.of(version) for version in versions])
