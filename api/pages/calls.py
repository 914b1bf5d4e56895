"""Calls: the list with what is still being worked on, and one call with its transcript beside the player."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access import Caller, CanReadCalls, DatabaseDep
from api.pages.filters import chosen, link
from api.pages.marks import in_order, mark_turns
from api.pages.render import fragment, page, wants_fragment
from calls.call import CallState
from calls.errors import NotFound
from calls.transcript import Transcript
from store.calls import FINAL_STATES, CallFilter, CallView, get_call, list_calls
from store.moments import Evidence, moments_of_call
from store.themes import segments
from store.transcripts import get_transcript

CALLS_A_PAGE = 50
router = APIRouter(include_in_schema=False)


@router.get("/calls")
def calls(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadCalls],
    state: str = "",
    segment: str = "",
    cursor: str | None = None,
) -> Response:
    """Show calls, the newest first; while some are being worked on, the list refreshes itself."""
    wanted = CallFilter(state=chosen(CallState, state), segment=segment or None)
    with db.reading() as session:
        found = list_calls(session, wanted, limit=CALLS_A_PAGE, cursor=cursor)
        known_segments = segments(session)
    values: dict[str, Any] = {
        "calls": found.items,
        "here": link("/calls", state=state, segment=segment, cursor=cursor),
        "older": link("/calls", state=state, segment=segment, cursor=found.next_cursor) if found.next_cursor else None,
        "first": link("/calls", state=state, segment=segment) if cursor else None,
        "working": any(call.state not in FINAL_STATES for call in found.items),
        "filtered": bool(state or segment),
    }
    if wants_fragment(request):
        return fragment("calls_list.html", **values)
    return page(request, "calls.html", who=who, state=state, segment=segment, segments=known_segments, **values)


@router.get("/calls/{call_id}")
def call(
    request: Request, call_id: str, db: DatabaseDep, who: Annotated[Caller, CanReadCalls], moment: str = ""
) -> Response:
    """Show one call. `moment` names a moment to stand at."""
    with db.reading() as session:
        shown = get_call(session, call_id)
        working = shown.state not in FINAL_STATES
        if wants_fragment(request):
            answer = fragment("call_progress.html", call=shown, working=working)
            if not working:
                answer.headers["HX-Refresh"] = "true"
            return answer
        try:
            transcript = get_transcript(session, call_id)
        except NotFound:
            transcript = None
        found = moments_of_call(session, call_id) if transcript else ()
    turns = mark_turns(transcript.turns, found) if transcript else ()
    return page(
        request,
        "call.html",
        who=who,
        call=shown,
        working=working,
        transcript=transcript,
        turns=turns,
        moments=in_order(turns),
        target=_target(found, moment),
        warnings=_warnings(shown, transcript),
    )


def _target(found: tuple[Evidence, ...], moment_id: str) -> Evidence | None:
    return next((item for item in found if item.moment.id == moment_id), None)


def _warnings(call: CallView, transcript: Transcript | None) -> tuple[str, ...]:
    said = (*call.warnings, *(transcript.warnings if transcript else ()))
    return tuple(dict.fromkeys(said))
