"""Calls: the list with what is still being worked on, and one call with its transcript beside the player."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.access import Caller, CanReadCalls, DatabaseDep
from api.call_listing import listed_calls
from api.pages.band import blocks
from api.pages.comments import may_comment, threads
from api.pages.counted_calls import CountedByDep, asked_of
from api.pages.filters import chosen
from api.pages.marks import in_order, mark_turns
from api.pages.narrowing import NarrowedDep
from api.pages.render import fragment, may_write, page, wants_fragment
from api.redacting import redacts, shown_calls, shown_evidence, shown_transcript
from calls.call import CallState
from calls.speakers import speakers_of
from calls.transcript import DecidedBy, Role, Transcript
from store.accounts import account_names
from store.calls import CallFilter, CallView, count_calls, get_call
from store.corrections import corrected_transcript, corrections_of
from store.moments import Evidence, moments_of_call, rejected_of_call
from store.progress import FINAL_STATES
from store.session import Session
from store.topics import topics_of_call
from store.transcripts import get_transcript, transcript_versions

CALLS_A_PAGE = 50
router = APIRouter(include_in_schema=False)


@router.get("/calls")
def calls(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadCalls],
    here: NarrowedDep,
    by: CountedByDep,
    state: str = "",
    account_id: Annotated[str, Query(max_length=60)] = "",
    title: Annotated[str, Query(max_length=200)] = "",
    cursor: str | None = None,
) -> Response:
    """Show calls, the newest first; while some are being worked on, the list refreshes itself.

    Numbers of other pages lead here to the calls that they count.
    """
    title = title.strip()
    wanted = CallFilter(
        state=chosen(CallState, state), account_id=account_id or None, title=title or None, window=here.window
    )
    asked = {"state": state, "account_id": account_id, "title": title, **by.query}
    with db.reading() as session:
        wanted = by.narrow(session, wanted)
        found = listed_calls(session, wanted, in_full=here.in_full, limit=CALLS_A_PAGE, cursor=cursor)
        refreshes = wants_fragment(request)
        picks = () if refreshes else here.picks(session)
        accounts = () if refreshes else account_names(session, chosen=account_id)
        counted = () if refreshes else asked_of(session, wanted, lambda name: here.to("/calls", **asked | {name: ""}))
        # A title is searched as it is shown, so that counting by it would tell of a name that is hidden.
        total = count_calls(session, wanted) if counted and (here.in_full or not title) else None
    values: dict[str, Any] = {
        "calls": found.items,
        "here_again": here.to("/calls", **asked, cursor=cursor),
        "older": here.to("/calls", **asked, cursor=found.next_cursor) if found.next_cursor else None,
        "first": here.to("/calls", **asked) if cursor else None,
        "working": any(call.state not in FINAL_STATES for call in found.items),
        "filtered": bool(here.query or any(asked.values())),
    }
    if refreshes:
        return fragment("calls_list.html", **values)
    # Those behind one word stay on show while one of them is set.
    narrow = bool(account_id) or set(here.query) - {"segment"} != set()
    return page(
        request,
        "calls.html",
        who=who,
        here=here,
        asked=asked,
        picks=picks,
        accounts=accounts,
        narrow=narrow,
        counted=counted,
        counted_by=by.query,
        total=total,
        **values,
    )


@router.get("/calls/{call_id}")
def call(
    request: Request,
    call_id: str,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadCalls],
    moment: str = "",
    version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    edit: Annotated[int | None, Query(ge=0, le=1_000_000)] = None,
) -> Response:
    """Show one call.

    `moment` names a moment to stand at, `version` an older transcript to read, `edit` a turn to put right or comment.
    A page that shows how far the call is asks without a target; one that puts a turn in its place gets that turn only.
    """
    in_full = _in_full(request, who)
    target_id = request.headers.get("hx-target", "")
    with db.reading() as session:
        (shown,) = shown_calls(session, [get_call(session, call_id)], in_full=in_full)
        if wants_fragment(request) and not target_id:
            return _progress(shown)
        transcript = _transcript(session, call_id, version=version or shown.transcript_version)
        # Moments are of the current version; an older one is there to be read.
        current = transcript is not None and transcript.version == shown.transcript_version
        found = moments_of_call(session, call_id) if current else ()
        found = shown_evidence(session, found, in_full=in_full)
        topics = topics_of_call(session, call_id, version=transcript.version) if transcript else ()
        rejected = shown_evidence(session, rejected_of_call(session, call_id) if current else (), in_full=in_full)
        versions = transcript_versions(session, call_id)
        corrections = corrections_of(session, call_id)
        comments = threads(session, call_id, who, in_full=in_full)
        channel_roles = _channel_roles(session, shown, transcript)
        if transcript is not None:
            transcript = shown_transcript(session, transcript, in_full=in_full)
    turns = mark_turns(transcript.turns, found) if transcript else ()
    basis = DecidedBy.CHANNELS if shown.channel_roles else DecidedBy.SIDECAR
    speakers = speakers_of(transcript, decided_by=basis) if transcript else ()
    return page(
        request,
        "call.html",
        who=who,
        call=shown,
        working=_is_working(shown),
        reworking=_is_reworking(shown),
        transcript=transcript,
        current=current,
        versions=versions,
        corrections=tuple(reversed(corrections)),
        channel_roles=channel_roles,
        speakers=speakers,
        by_label={speaker.label: speaker for speaker in speakers},
        topics=blocks(topics),
        turns=[turn for turn in turns if not target_id.startswith("turn-") or f"turn-{turn.turn.index}" == target_id],
        edit=edit,
        suspects=sum(turn.suspects for turn in turns),
        overlaps=any(word.overlap for turn in turns for word in turn.turn.words),
        moments=in_order(turns),
        rejected=_by_turn(rejected),
        target=_target(found, moment),
        warnings=shown.warnings or (transcript.warnings if transcript else ()),
        comments=comments,
        comment_count=sum(len(thread) for thread in comments.values()),
        # Turns of an older version are others.
        may_comment=(current or transcript is None) and may_comment(request, who),
        may_correct=current and may_write(request, who),
        redacted=not in_full,
    )


def _in_full(request: Request, who: Caller) -> bool:
    """Whether the visitor sees personal data: whoever may send calls in, since they know them."""
    return not redacts(request) or may_write(request, who)


def _by_turn(found: tuple[Evidence, ...]) -> dict[int, list[Evidence]]:
    by_turn: dict[int, list[Evidence]] = {}
    for item in found:
        by_turn.setdefault(item.moment.turn_index, []).append(item)
    return by_turn


def _transcript(session: Session, call_id: str, *, version: int | None) -> Transcript | None:
    return corrected_transcript(session, call_id, version=version) if version else None


def _channel_roles(session: Session, call: CallView, transcript: Transcript | None) -> tuple[Role, ...]:
    """Return the role on each channel: as the channel map has it, or as a person said since."""
    if transcript is None or all(item.decided_by is not DecidedBy.PERSON for item in transcript.speakers):
        return call.channel_roles
    heard = get_transcript(session, call.id, version=transcript.version)
    now = {turn.index: turn.role for turn in transcript.turns}
    roles = {turn.speaker: now.get(turn.index, turn.role) for turn in heard.turns}
    mapped = [role.value for role in call.channel_roles]
    return tuple(roles.get(label, Role.UNKNOWN) for label in mapped if label in roles) or call.channel_roles


def _progress(call: CallView) -> Response:
    """Return the part of the page that says how far the call is; it ends its own refreshing when that is over."""
    working, reworking = _is_working(call), _is_reworking(call)
    answer = fragment("call_progress.html", call=call, working=working, reworking=reworking)
    if not working and not reworking:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _is_working(call: CallView) -> bool:
    return call.state not in FINAL_STATES


def _is_reworking(call: CallView) -> bool:
    return call.rework is not None and call.rework.stage is not None


def _target(found: tuple[Evidence, ...], moment_id: str) -> Evidence | None:
    return next((item for item in found if item.moment.id == moment_id), None)
