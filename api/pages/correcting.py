"""What a person puts right on the page of a call: plain forms, each answered by going back to the call."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanWriteCalls, team_database, team_queue
from api.corrections import correct, undo
from calls.correcting import RoleAsked, confirm_change, name_change, roles_change, swap_change, text_change
from calls.correction import Change
from calls.errors import InvalidInput
from calls.transcript import Role, Transcript
from store.progress import Stage, start_rework

router = APIRouter(include_in_schema=False, prefix="/calls/{call_id}")
Writer = Annotated[Caller, CanWriteCalls]
Text = Annotated[str, Form()]
Many = Annotated[list[str], Form()]


@router.post("/text")
def set_text(
    request: Request, call_id: str, who: Writer, turn: Annotated[int, Form()], version: Annotated[int, Form()],
    text: Text = "", was: Text = "",
) -> Response:  # fmt: skip
    """Correct what one turn says."""
    return _keep(
        request,
        call_id,
        who,
        lambda transcript: text_change(transcript, turn_index=turn, text=text, was=was),
        version=version,
        place=f"turn-{turn}",
    )


@router.post("/confirm")
def confirm(
    request: Request, call_id: str, who: Writer, turn: Annotated[int, Form()], version: Annotated[int, Form()]
) -> Response:
    """Confirm the uncertain words of one turn."""
    return _keep(
        request,
        call_id,
        who,
        lambda transcript: confirm_change(transcript, turn_index=turn),
        version=version,
        place=f"turn-{turn}",
    )


@router.post("/roles")
def set_roles(
    request: Request, call_id: str, who: Writer, version: Annotated[int, Form()],
    speaker: Many = [], role: Many = [], name: Many = [],  # noqa: B006  (read only)
) -> Response:  # fmt: skip
    """Say who each speaker is; the lists go together, one place a speaker."""
    if not len(speaker) == len(role) == len(name):
        raise InvalidInput("Each speaker needs a role and a name field.")
    try:
        asked = [
            RoleAsked(speaker=label, role=Role(one), name=called or None)
            for label, one, called in zip(speaker, role, name, strict=True)
        ]
    except ValueError as error:
        raise InvalidInput("A role is rep, buyer or unknown.") from error
    return _keep(
        request, call_id, who, lambda transcript: roles_change(transcript, asked), version=version, place="speakers"
    )


@router.post("/swap")
def swap_roles(request: Request, call_id: str, who: Writer, version: Annotated[int, Form()]) -> Response:
    """Make the rep the buyer and the buyer the rep."""
    return _keep(request, call_id, who, swap_change, version=version, place="speakers")


@router.post("/name")
def set_name(
    request: Request, call_id: str, who: Writer, version: Annotated[int, Form()], heard: Text = "", spelling: Text = ""
) -> Response:
    """Spell a misheard name right in the whole call."""
    return _keep(
        request,
        call_id,
        who,
        lambda transcript: name_change(transcript, heard=heard, spelling=spelling),
        version=version,
        place="corrections",
    )


@router.post("/corrections/{correction_id}/undo")
def take_back(request: Request, call_id: str, correction_id: str, _who: Writer) -> Response:
    """Undo a correction."""
    undo(request, call_id, correction_id)
    return RedirectResponse(f"/calls/{call_id}#corrections", 303)


@router.post("/reprocess")
def reprocess(request: Request, call_id: str, _who: Writer, stage: Text = "") -> Response:
    """Transcribe or mine the call again."""
    if stage not in list(Stage):
        raise InvalidInput(f"A call can be reprocessed from: {', '.join(Stage)}.")
    with team_database(request).transaction() as session:
        work = start_rework(session, call_id, Stage(stage))
    team_queue(request).enqueue_work(work)
    return RedirectResponse(f"/calls/{call_id}", 303)


def _keep(
    request: Request,
    call_id: str,
    who: Caller,
    change: Callable[[Transcript], Change],
    *,
    version: int,
    place: str,
) -> Response:
    correct(request, call_id, change=change, version=version, made_by=who.name)
    return RedirectResponse(f"/calls/{call_id}#{place}", 303)
