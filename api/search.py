"""/v1/search: finding what was said, by its words or by what it means."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api.access import CanReadCalls, DatabaseDep, WhoDep
from api.meaning import ask_meaning
from api.moments import ThemeRefOut
from api.redacting import SeesAll, shown_evidence
from api.search_ranks import fused
from api.windows import WindowDep
from api.wire import Cursor, Limit, ListOut, SaidBy
from calls.call import Medium
from calls.errors import InvalidInput, SearchUnavailable
from calls.moment import Category, Kind
from calls.transcript import Role
from store.calls import CallView, calls_by_id
from store.cursor import decode_cursor, encode_cursor, parse_instant
from store.moments import Evidence, MomentFilter, moments_by_id
from store.redaction import masks
from store.search import (
    After,
    Found,
    Hit,
    SearchFilter,
    newest_text,
    refuse_turns_of_moments,
    search_moments,
    search_words,
)
from store.search_marks import snippets
from store.search_wire import Question
from store.search_words import Wording, read_wording, wanted_text
from store.session import Session
from store.themes import resolve_theme

router = APIRouter(prefix="/v1/search", tags=["search"])
# How deep each list goes that is joined with the other, and how deep a search by meaning goes.
_JOINED, _DEEPEST = 200, 500


class AskedMode(StrEnum):
    """How to search; `auto` is by both where both are there."""

    AUTO = "auto"
    TEXT = "text"
    MEANING = "meaning"


class Mode(StrEnum):
    """How it was searched."""

    TEXT = "text"
    MEANING = "meaning"
    HYBRID = "hybrid"


class SearchIn(StrEnum):
    """What to search."""

    MOMENTS = "moments"
    TURNS = "turns"


Sought = Annotated[
    str,
    Query(
        min_length=1,
        max_length=500,
        description='Words, "several words", word*, -not this; or what somebody meant, in any words.',
        examples=["worried about lock-in"],
    ),
]
LookIn = Annotated[SearchIn | None, Query(alias="in", description="Both where it is left out.")]


class PieceOut(BaseModel):
    """A part of a snippet; `hit` marks what was asked for."""

    text: str
    hit: bool


class FoundOut(BaseModel):
    """A moment or a turn that was found. `moment_id`, `kind`, `category`, `competitor` and `theme` are of a moment."""

    type: Found
    call_id: str
    turn_index: int
    start_s: float | None
    end_s: float | None
    role: Role
    snippet: list[PieceOut] = Field(description="What was said, or the part of it around the first hit, in order.")
    score: float = Field(description="Compares answers of one search only.")
    moment_id: str | None
    kind: Kind | None
    category: Category | None
    competitor: str | None
    theme: ThemeRefOut | None
    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    stage: str | None
    outcome: str | None
    audio_url: str | None
    redacted: bool


class SearchOut(ListOut[FoundOut]):
    """One page of what was found."""

    mode: Mode = Field(description="How it was searched: `text` where the search by meaning is not there.")


class _Place:
    """Where a page starts: how its search began, the newest text it looks at, and the last hit before it."""

    def __init__(self, *, mode: Mode, newest: int, after: After | None = None) -> None:
        self.mode, self.newest, self.after = mode, newest, after

    @classmethod
    def read(cls, cursor: str) -> "_Place":
        """Read a cursor. Raises InvalidInput."""
        mode, newest, score, started, number = decode_cursor(cursor, types=(str, int, float, str, int))
        if mode not in set(Mode):
            raise InvalidInput("The cursor is not one this list gave out; start again without it.")
        after = After(score=float(score), started_at=parse_instant(str(started)), number=int(number))
        return cls(mode=Mode(str(mode)), newest=int(newest), after=after)

    def cursor_after(self, hit: Hit) -> str:
        """Return the cursor of the page that starts after a hit."""
        return encode_cursor([self.mode.value, self.newest, float(hit.score), hit.started_at.isoformat(), hit.number])

    def begins_after(self, hit: Hit) -> bool:
        """Whether the page may have a hit, in an order by score and number."""
        return self.after is None or (hit.score, hit.number) < (self.after.score, self.after.number)


@router.get("", dependencies=[CanReadCalls])
def search(
    request: Request,
    db: DatabaseDep,
    who: WhoDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    q: Sought,
    mode: AskedMode = AskedMode.AUTO,
    search_in: LookIn = None,
    call_id: Annotated[str | None, Query(max_length=60)] = None,
    kind: Kind | None = None,
    category: Category | None = None,
    theme_id: Annotated[str | None, Query(max_length=60)] = None,
    account_id: Annotated[str | None, Query(max_length=60)] = None,
    role: SaidBy = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> SearchOut:
    """Find what was said in turns and moments, the best first.

    Whoever sees personal data masked finds nothing by it. By meaning only moments are found; where that service is not
    there, the answer is by words and says so in `mode`.
    """
    with db.reading() as session:
        theme = resolve_theme(session, theme_id) if theme_id else None
        moments = MomentFilter(
            call_id=call_id, kind=kind, category=category, theme_id=theme, account_id=account_id, window=window
        )
        only = {SearchIn.MOMENTS: Found.MOMENT, SearchIn.TURNS: Found.TURN, None: None}[search_in]
        where = SearchFilter(moments=moments, only=only, role=role, in_full=in_full)
        refuse_turns_of_moments(where)
        place = _Place.read(cursor) if cursor is not None else None
        newest = place.newest if place else newest_text(session)
    wording, likeness = read_wording(q), None
    if where.has_moments and _wants_meaning(mode, place):
        asked = _JOINED if (place.mode if place else mode) in (Mode.HYBRID, AskedMode.AUTO) else _DEEPEST
        question = Question(team_id=who.team_id, text=wanted_text(q) or q, where=where, limit=asked, newest=newest)
        # Outside of any transaction: it may take its time. What must not be there alone means nothing.
        only_unwanted = wording.is_empty and wording.unwanted
        likeness = {} if only_unwanted else ask_meaning(request.app.state.settings, question)
    place = place or _Place(mode=_begun(mode, likeness), newest=newest)
    if likeness is None and place.mode is not Mode.TEXT:
        raise SearchUnavailable("The search by meaning stopped answering amid its pages; ask again in a while.")
    with db.reading() as session:
        found = _found(session, place, wording, where, likeness=likeness or {}, limit=limit)
        more = len(found) > limit
        items = _shown(session, found[:limit], wording, in_full=in_full)
    return SearchOut(items=items, next_cursor=place.cursor_after(found[limit - 1]) if more else None, mode=place.mode)


def _wants_meaning(mode: AskedMode, place: _Place | None) -> bool:
    return place.mode is not Mode.TEXT if place else mode is not AskedMode.TEXT


def _begun(mode: AskedMode, likeness: dict[int, float] | None) -> Mode:
    if likeness is None:
        return Mode.TEXT
    return Mode.MEANING if mode is AskedMode.MEANING else Mode.HYBRID


def _found(
    session: Session,
    place: _Place,
    wording: Wording,
    where: SearchFilter,
    *,
    likeness: dict[int, float],
    limit: int,
) -> tuple[Hit, ...]:
    """Return the hits of a page and one more where there is one."""
    if place.mode is Mode.TEXT:
        return search_words(session, wording, where, newest=place.newest, limit=limit + 1, after=place.after)
    meant = search_moments(session, likeness, where, newest=place.newest, unwanted=wording.unwanted)
    if place.mode is Mode.HYBRID:
        meant = fused(search_words(session, wording, where, newest=place.newest, limit=_JOINED), meant)
    return tuple(hit for hit in meant if place.begins_after(hit))[: limit + 1]


def _shown(session: Session, found: tuple[Hit, ...], wording: Wording, *, in_full: bool) -> list[FoundOut]:
    """Return hits as the reader may see them; texts of hits are masked already where they have to be."""
    moments = moments_by_id(session, [hit.moment_id for hit in found if hit.moment_id])
    evidence = {each.moment.id: each for each in shown_evidence(session, list(moments.values()), in_full=in_full)}
    calls = calls_by_id(session, {hit.call_id for hit in found})
    titles = _titles(session, calls, in_full=in_full)
    pieces = snippets([hit.text for hit in found], wording)
    return [
        FoundOut(
            type=Found.MOMENT if hit.moment_id else Found.TURN,
            call_id=hit.call_id,
            turn_index=hit.turn_index,
            start_s=hit.start_s,
            end_s=hit.end_s,
            role=hit.role,
            snippet=[PieceOut(text=piece.text, hit=piece.hit) for piece in shown],
            score=hit.score,
            call_title=titles[hit.call_id],
            redacted=not in_full,
            **_of_call(calls[hit.call_id]),
            **_of_moment(hit.moment_id, evidence.get(hit.moment_id or "")),
        )
        for hit, shown in zip(found, pieces, strict=True)
    ]


def _titles(session: Session, calls: dict[str, CallView], *, in_full: bool) -> dict[str, str]:
    if in_full:
        return {call_id: call.title for call_id, call in calls.items()}
    known = masks(session, {call_id: [call.title] for call_id, call in calls.items()})
    return {call_id: known[call_id].text(call.title) for call_id, call in calls.items()}


def _of_call(call: CallView) -> dict[str, Any]:
    return {
        "started_at": call.started_at,
        "account": call.account,
        "segment": call.deal.segment,
        "stage": call.deal.stage,
        "outcome": call.deal.outcome,
        "audio_url": f"/v1/calls/{call.id}/audio" if call.medium is Medium.AUDIO else None,
    }


def _of_moment(moment_id: str | None, found: Evidence | None) -> dict[str, Any]:
    moment = found.moment if found else None
    return {
        "moment_id": moment_id,
        "kind": moment.kind if moment else None,
        "category": moment.category if moment else None,
        "competitor": moment.competitor if moment else None,
        "theme": ThemeRefOut(id=found.theme_id, label=found.theme_label or "") if found and found.theme_id else None,
    }
