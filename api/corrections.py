"""/v1/calls/{call_id}/corrections: what people put right in a transcript, kept over every transcription to come."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field

from api.access import Caller, CanReadCalls, CanWriteCalls, DatabaseDep, needs, team_database, team_queue
from api.errors import Problem
from api.redacting import SeesAll
from api.wire import CallId, ListOut
from calls.correcting import (
    LONGEST_NAME,
    LONGEST_TEXT,
    RoleAsked,
    at_version,
    confirm_change,
    name_change,
    roles_change,
    swap_change,
    text_change,
)
from calls.correction import Change, Correction, CorrectionKind, NameChange, RolesChange, TextChange
from calls.errors import InvalidInput
from calls.transcript import Role, Transcript
from store.calls import get_call
from store.corrections import add_correction, corrected_transcript, corrections_of, remove_correction
from store.keys import Scope
from store.progress import hold, mine_corrected

router = APIRouter(prefix="/v1/calls/{call_id}/corrections", tags=["corrections"])
Writer = Annotated[Caller, Depends(needs(Scope.CALLS_WRITE))]
TurnIndex = Annotated[int, Field(ge=0, le=10_000_000, description="The turn's `index` in the transcript.")]
Version = Annotated[
    int | None, Field(ge=1, description="The version that was looked at; 409 when another is current by now.")
]


class TextIn(BaseModel):
    """What one turn really says."""

    kind: Literal["text"]
    turn_index: TurnIndex
    text: str = Field(max_length=LONGEST_TEXT)
    was: str | None = Field(
        None,
        max_length=2 * LONGEST_TEXT,
        description="What it said when it was looked at; 409 when it says something else.",
    )
    version: Version = None

    def change(self, transcript: Transcript) -> Change:
        """Return the change to keep."""
        return text_change(transcript, turn_index=self.turn_index, text=self.text, was=self.was)


class ConfirmIn(BaseModel):
    """Uncertain words of a turn were said indeed: all of them, or those between two times in seconds."""

    kind: Literal["confirm"]
    turn_index: TurnIndex
    start_s: float | None = Field(None, ge=0)
    end_s: float | None = Field(None, ge=0)
    version: Version = None

    def change(self, transcript: Transcript) -> Change:
        """Return the change to keep."""
        return confirm_change(transcript, turn_index=self.turn_index, start_s=self.start_s, end_s=self.end_s)


class RoleIn(BaseModel):
    """Who one speaker is. Without a name the speaker keeps the one it has."""

    speaker: str = Field(max_length=200, examples=["speaker 1"])
    role: Role
    name: str | None = Field(None, max_length=LONGEST_NAME)


class RolesIn(BaseModel):
    """Who is rep and who is buyer: `speakers`, or `swap: true` to make reps buyers and buyers reps."""

    kind: Literal["roles"]
    speakers: list[RoleIn] = Field(default=[], max_length=100)
    swap: bool = False
    version: Version = None

    def change(self, transcript: Transcript) -> Change:
        """Return the change to keep."""
        if self.swap and self.speakers:
            raise InvalidInput("Give either `speakers` or `swap`, not both.")
        if self.swap:
            return swap_change(transcript)
        asked = [RoleAsked(speaker=item.speaker, role=item.role, name=item.name) for item in self.speakers]
        return roles_change(transcript, asked)


class NameIn(BaseModel):
    """A misheard name, spelt right in the whole call."""

    kind: Literal["name"]
    heard: str = Field(max_length=LONGEST_NAME, examples=["Harper Lane"])
    spelling: str = Field(max_length=LONGEST_NAME, examples=["Harbor Lane"])
    version: Version = None

    def change(self, transcript: Transcript) -> Change:
        """Return the change to keep."""
        return name_change(transcript, heard=self.heard, spelling=self.spelling)


CorrectionIn = Annotated[TextIn | ConfirmIn | RolesIn | NameIn, Field(discriminator="kind")]


class CorrectionOut(BaseModel):
    """One correction: who made it, when, looking at which version, and what it changes (fields of its kind)."""

    id: str = Field(examples=["co_0123456789abcdef"])
    kind: CorrectionKind
    version: int
    made_by: str
    created_at: datetime
    turn_index: int | None = None
    was: str | None = None
    text: str | None = None
    speakers: list[RoleIn] | None = None
    heard: str | None = None
    spelling: str | None = None
    redacted: bool = Field(description="What was said and who is named is left out; holders of `calls:write` see it.")

    @classmethod
    def of(cls, correction: Correction, *, redacted: bool = False) -> "CorrectionOut":
        """Return the wire shape of a correction, without what was said and by whom where `redacted`."""
        return cls(
            id=correction.id,
            kind=correction.kind,
            version=correction.version,
            made_by=correction.made_by,
            created_at=correction.created_at,
            redacted=redacted,
            **(_safe_fields(correction.change) if redacted else _fields(correction.change)),
        )


def _fields(change: Change) -> dict[str, Any]:
    if isinstance(change, TextChange):
        return {"turn_index": change.turn_index, "was": change.was, "text": change.text}
    if isinstance(change, RolesChange):
        said = [RoleIn(speaker=item.voice.speaker, role=item.role, name=item.name) for item in change.voices]
        return {"speakers": said}
    if isinstance(change, NameChange):
        return {"heard": change.heard, "spelling": change.spelling}
    return {"turn_index": change.turn_index, "was": " ".join(word.word for word in change.words)}


def _safe_fields(change: Change) -> dict[str, Any]:
    return {} if isinstance(change, RolesChange | NameChange) else {"turn_index": change.turn_index}


def correct(
    request: Request,
    call_id: str,
    *,
    change: Callable[[Transcript], Change],
    version: int | None,
    made_by: str,
) -> Correction:
    """Keep a correction and let the call be mined with it.

    `change` makes it from the transcript as it is now. Raises NotFound, InvalidInput and Conflict, and keeps nothing
    then.
    """
    with team_database(request).transaction() as session:
        hold(session, call_id)
        transcript = corrected_transcript(session, call_id)
        at_version(version, current=transcript.version)
        made = add_correction(session, call_id, change(transcript), version=transcript.version, made_by=made_by)
        work = mine_corrected(session, call_id)
    if work is not None:
        team_queue(request).enqueue_work(work)
    return made


def undo(request: Request, call_id: str, correction_id: str) -> None:
    """Take a correction back and let the call be mined without it. Raises NotFound."""
    with team_database(request).transaction() as session:
        hold(session, call_id)
        remove_correction(session, call_id, correction_id)
        work = mine_corrected(session, call_id)
    if work is not None:
        team_queue(request).enqueue_work(work)


@router.post(
    "",
    status_code=201,
    dependencies=[CanWriteCalls],
    responses={409: {"description": "The transcript changed meanwhile.", "model": Problem}},
)
def create_correction(request: Request, call_id: CallId, wanted: CorrectionIn, who: Writer) -> CorrectionOut:
    """Put something right in a call's transcript.

    The stored transcript stays as the machine made it; the correction is laid over it, in every version to come. The
    call is then mined again: `reprocess` in its status says when its moments have it.
    """
    made = correct(request, call_id, change=wanted.change, version=wanted.version, made_by=who.name)
    return CorrectionOut.of(made)


@router.get("", dependencies=[CanReadCalls])
def read_corrections(db: DatabaseDep, call_id: CallId, in_full: SeesAll) -> ListOut[CorrectionOut]:
    """List the corrections of a call in the order in which they were made."""
    with db.reading() as session:
        get_call(session, call_id)
        made = corrections_of(session, call_id)
    return ListOut(items=[CorrectionOut.of(each, redacted=not in_full) for each in made])


@router.delete("/{correction_id}", status_code=204, dependencies=[CanWriteCalls])
def delete_correction(
    request: Request,
    call_id: CallId,
    correction_id: Annotated[str, Path(max_length=60, examples=["co_0123456789abcdef"])],
) -> None:
    """Undo a correction: it is as if it had never been made, and the call is mined again."""
    undo(request, call_id, correction_id)
