"""What Explore shows: moments that filters let through, or what a search finds, in one shape."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request

from api.access import Caller, team_database
from api.redacting import shown_evidence
from api.search import AskedMode, FoundOut, Mode, SearchIn, search
from calls.call import Medium
from calls.moment import Category, Kind, Moment
from calls.transcript import Role
from store.moments import Evidence, MomentFilter, list_moments, moments_by_id
from store.session import Database
from store.windows import Window

FOUND_A_PAGE = 25
# Sound around what was said, seconds on each side.
AROUND_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: words or a meaning (`q`), or with none all moments; and the filters."""

    q: str = ""
    mode: AskedMode = AskedMode.AUTO
    search_in: SearchIn | None = None
    role: Role | None = None
    kind: Kind | None = None
    category: Category | None = None
    theme_id: str | None = None
    account_id: str | None = None
    answered: bool | None = None
    window: Window

    @property
    def is_of_reps(self) -> bool:
        """Whether it asks for moments of reps, which there are none of: moments are about what buyers do."""
        return not self.q and self.role is Role.REP

    @property
    def lacks_words(self) -> bool:
        """Whether it asks for turns without a word to find them by."""
        return not self.q and self.search_in is SearchIn.TURNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of what was said; `hit` marks what was asked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """A moment or (without one) a turn, with its call. Times are in seconds; none where there is no sound."""

    pieces: tuple[Piece, ...]
    call_id: str
    turn_index: int
    role: Role
    start_s: float | None
    end_s: float | None
    has_audio: bool
    call_title: str
    account: str | None
    started_at: datetime
    segment: str | None
    outcome: str | None
    evidence: Evidence | None = None

    @property
    def moment(self) -> Moment | None:
        """The moment that it is, None for a turn."""
        return self.evidence.moment if self.evidence else None

    @property
    def link(self) -> str:
        """The address of the call at that second."""
        asked = f"?moment={self.moment.id}" if self.moment else ""
        return f"/calls/{self.call_id}{asked}#turn-{self.turn_index}"

    @property
    def around(self) -> tuple[float, float] | None:
        """From where to where to play: what was said with some seconds before and after."""
        if not self.has_audio or self.start_s is None:
            return None
        return max(0.0, self.start_s - AROUND_S), (self.start_s if self.end_s is None else self.end_s) + AROUND_S


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """Some of what was found. `mode` says how it was searched; None where moments are listed."""

    items: tuple[FoundItem, ...]
    next_cursor: str | None
    mode: Mode | None = None


def find(request: Request, who: Caller, wanted: Wanted, *, in_full: bool, cursor: str | None = None) -> FoundPage:
    """Return what is looked for, from after the cursor: found texts the best first, moments the newest call first."""
    if wanted.is_of_reps or wanted.lacks_words:
        return FoundPage(items=(), next_cursor=None)
    db = team_database(request)
    if wanted.q:
        return _searched(request, db, who, wanted, in_full=in_full, cursor=cursor)
    return _listed(db, wanted, in_full=in_full, cursor=cursor)


def _listed(db: Database, wanted: Wanted, *, in_full: bool, cursor: str | None) -> FoundPage:
    asked = MomentFilter(
        kind=wanted.kind,
        answered=wanted.answered,
        category=wanted.category,
        role=wanted.role,
        competitor=wanted.window.competitor,
        theme_id=wanted.theme_id,
        account_id=wanted.account_id,
        # As in /v1/moments: of a moment it is whom it speaks of itself.
        window=replace(wanted.window, competitor=None),
    )
    with db.reading() as session:
        found = list_moments(session, asked, limit=FOUND_A_PAGE, cursor=cursor)
        shown = shown_evidence(session, found.items, in_full=in_full)
    return FoundPage(items=tuple(_of_moment(each) for each in shown), next_cursor=found.next_cursor)


def _searched(
    request: Request, db: Database, who: Caller, wanted: Wanted, *, in_full: bool, cursor: str | None
) -> FoundPage:
    found = search(
        request,
        db,
        who,
        in_full,
        wanted.window,
        q=wanted.q,
        mode=wanted.mode,
        search_in=wanted.search_in,
        kind=wanted.kind,
        category=wanted.category,
        theme_id=wanted.theme_id,
        account_id=wanted.account_id,
        role=wanted.role,
        limit=FOUND_A_PAGE,
        cursor=cursor,
    )
    evidence = _evidence(db, [item.moment_id for item in found.items if item.moment_id], in_full=in_full)
    items = tuple(_of_hit(item, evidence.get(item.moment_id or "")) for item in found.items)
    return FoundPage(items=items, next_cursor=found.next_cursor, mode=found.mode)


def _evidence(db: Database, moment_ids: Sequence[str], *, in_full: bool) -> dict[str, Evidence]:
    with db.reading() as session:
        known = list(moments_by_id(session, moment_ids).values())
        return {each.moment.id: each for each in shown_evidence(session, known, in_full=in_full)}


def _of_moment(each: Evidence) -> FoundItem:
    moment = each.moment
    return FoundItem(
        pieces=(Piece(text=moment.quote),),
        call_id=moment.call_id,
        turn_index=moment.turn_index,
        role=moment.role,
        start_s=moment.start_s,
        end_s=moment.end_s,
        has_audio=each.medium is Medium.AUDIO,
        call_title=each.call_title,
        account=each.account,
        started_at=each.started_at,
        segment=each.segment,
        outcome=each.outcome,
        evidence=each,
    )


def _of_hit(hit: FoundOut, evidence: Evidence | None) -> FoundItem:
    return FoundItem(
        pieces=tuple(Piece(text=piece.text, hit=piece.hit) for piece in hit.snippet),
        call_id=hit.call_id,
        turn_index=hit.turn_index,
        role=hit.role,
        start_s=hit.start_s,
        end_s=hit.end_s,
        has_audio=hit.audio_url is not None,
        call_title=hit.call_title,
        account=hit.account,
        started_at=hit.started_at,
        segment=hit.segment,
        outcome=hit.outcome,
        evidence=evidence,
    )
