"""/v1/trackers: phrases that a person wants found, in every call there is and in every call to come."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep, needs, team_database, team_queue
from api.errors import Problem
from api.redacting import SeesAll
from api.redacting_mentions import shown_mentions
from api.theme_figures import step_of
from api.windows import WindowDep, calls_in
from api.wire import Cursor, Limit, ListOut, RateOut, UpdatedSince, instant
from calls.call import Medium
from calls.tracker import LONGEST_NAME, LONGEST_PHRASE, MOST_PHRASES, SaidBy, Wanted, wanted
from calls.transcript import Role
from insight.rates import wilson
from insight.trends import Period, trend
from store.keys import Scope
from store.themes import Window, analysed_calls
from store.trackers import (
    SaidMention,
    TrackerState,
    TrackerView,
    change_tracker,
    create_tracker,
    delete_tracker,
    get_tracker,
    list_mentions,
    list_trackers,
    tracker_calls,
)

router = APIRouter(prefix="/v1/trackers", tags=["trackers"])
TrackerId = Annotated[str, Path(max_length=60, examples=["tr_0123456789ab"])]
Writer = Annotated[Caller, Depends(needs(Scope.THEMES_WRITE))]
_TAKEN: dict[int | str, dict[str, object]] = {409: {"description": "Another tracker has that name.", "model": Problem}}
_Name = Annotated[str, Field(max_length=4 * LONGEST_NAME, examples=["Price increase"])]
_Phrases = Annotated[
    list[Annotated[str, Field(max_length=4 * LONGEST_PHRASE)]],
    Field(
        max_length=10 * MOST_PHRASES,
        examples=[["price increase", "went up", "integrat*"]],
        description="What is said, one or several. `*` at a word's end stands for any ending.",
    ),
]


class TrackerIn(BaseModel):
    """A phrase list. Each word stands for all its forms, whatever the letter case, punctuation or contraction."""

    name: _Name
    phrases: _Phrases
    said_by: SaidBy = SaidBy.ANYONE
    in_question: bool = Field(False, description="Only as part of a question.")
    exact: bool = Field(False, description="Only the words as they are written, no other form of them.")

    def wanted(self) -> Wanted:
        """Return what to look for. Raises InvalidInput."""
        return wanted(
            name=self.name,
            phrases=self.phrases,
            said_by=self.said_by,
            in_question=self.in_question,
            exact=self.exact,
        )


class TrackerChange(BaseModel):
    """What to change; what is left out stays."""

    name: _Name | None = None
    phrases: _Phrases | None = None
    said_by: SaidBy | None = None
    in_question: bool | None = None
    exact: bool | None = None

    def of(self, before: Wanted) -> Wanted:
        """Return what to look for from now on. Raises InvalidInput."""
        return wanted(
            name=before.name if self.name is None else self.name,
            phrases=before.phrases if self.phrases is None else self.phrases,
            said_by=before.said_by if self.said_by is None else self.said_by,
            in_question=before.in_question if self.in_question is None else self.in_question,
            exact=before.exact if self.exact is None else self.exact,
        )


class ProgressOut(BaseModel):
    """Of `calls` stored calls, a tracker that was just made or changed has been through `applied_calls`."""

    applied_calls: int
    calls: int


class TrackerOut(BaseModel):
    """A tracker, counted over analysed calls.

    `mentions` is the number of quotes that `/v1/trackers/{id}/mentions` returns with the same filters.
    """

    id: str = Field(examples=["tr_0123456789ab"])
    name: str
    phrases: list[str]
    said_by: SaidBy
    in_question: bool
    exact: bool
    state: TrackerState
    progress: ProgressOut
    error: str | None = Field(description="Why it could not be applied, where its state is `failed`.")
    mentions: int
    calls: int
    accounts: int
    rate: RateOut
    made_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, view: TrackerView, *, analysed: int, evidence: str) -> "TrackerOut":
        """Return the wire shape of a tracker counted over `analysed` calls, which `evidence` opens."""
        return cls(
            id=view.id,
            name=view.wanted.name,
            phrases=list(view.wanted.phrases),
            said_by=view.wanted.said_by,
            in_question=view.wanted.in_question,
            exact=view.wanted.exact,
            state=view.state,
            progress=ProgressOut(applied_calls=view.applied_calls, calls=view.total_calls),
            error=view.error_message,
            mentions=view.mentions,
            calls=view.calls,
            accounts=view.accounts,
            # A call that comes to be analysed between the two counts is counted on both sides.
            rate=RateOut.of(wilson(view.calls, max(analysed, view.calls)), evidence=evidence),
            made_by=view.made_by,
            created_at=view.created_at,
            updated_at=view.updated_at,
        )


class SpanOut(BaseModel):
    """Characters of the quote that matched: `quote[begin:end]`."""

    begin: int
    end: int


class MentionOut(BaseModel):
    """One place where a tracker's phrase is said, with its call; play it from `start_s`."""

    id: str = Field(examples=["me_0123456789abcdef0123"])
    tracker_id: str
    call_id: str
    turn_index: int
    role: Role
    quote: str = Field(examples=["Your prices increased twice this year."])
    span: SpanOut
    start_s: float | None
    end_s: float | None
    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    stage: str | None
    outcome: str | None
    audio_url: str | None
    transcript_version: int
    redacted: bool

    @classmethod
    def of(cls, said: SaidMention, *, redacted: bool) -> "MentionOut":
        """Return the wire shape of a mention."""
        mention = said.mention
        return cls(
            id=mention.id,
            tracker_id=mention.tracker_id,
            call_id=mention.call_id,
            turn_index=mention.turn_index,
            role=mention.role,
            quote=mention.quote,
            span=SpanOut(begin=mention.begin, end=mention.end),
            start_s=mention.start_s,
            end_s=mention.end_s,
            call_title=said.call_title,
            started_at=said.started_at,
            account=said.account,
            segment=said.segment,
            stage=said.stage,
            outcome=said.outcome,
            audio_url=f"/v1/calls/{mention.call_id}/audio" if said.medium is Medium.AUDIO else None,
            transcript_version=said.transcript_version,
            redacted=redacted,
        )


def create(request: Request, asked: Wanted, *, made_by: str) -> str:
    """Keep a new tracker, have it applied, and return its id. Raises Conflict."""
    with team_database(request).transaction() as session:
        tracker_id, revision = create_tracker(session, asked, made_by=made_by)
    team_queue(request).enqueue_tracker(tracker_id, revision)
    return tracker_id


def change(request: Request, tracker_id: str, asked: TrackerChange) -> None:
    """Change a tracker and have it applied anew where it finds something else now. Raises NotFound and Conflict."""
    with team_database(request).transaction() as session:
        before = get_tracker(session, tracker_id).wanted
        revision = change_tracker(session, tracker_id, asked.of(before))
    if revision is not None:
        team_queue(request).enqueue_tracker(tracker_id, revision)


@router.post("", status_code=201, responses=_TAKEN)
def make_tracker(request: Request, db: DatabaseDep, asked: TrackerIn, who: Writer) -> TrackerOut:
    """Make a tracker. A worker applies it to all stored calls at once; `progress` says how far that is."""
    return _out(db, create(request, asked.wanted(), made_by=who.name), Window(), in_full=False)


@router.get("", dependencies=[CanReadThemes])
def read_trackers(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[TrackerOut]:
    """List trackers in the order of their names, each counted over the calls that the filters name."""
    with db.reading() as session:
        page = list_trackers(session, window, limit=limit, cursor=cursor, updated_since=instant(updated_since))
        analysed = len(analysed_calls(session, window))
    evidence = calls_in(window, in_full=in_full)
    items = [TrackerOut.of(view, analysed=analysed, evidence=evidence) for view in page.items]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.get("/{tracker_id}", dependencies=[CanReadThemes])
def read_tracker(db: DatabaseDep, in_full: SeesAll, tracker_id: TrackerId, window: WindowDep) -> TrackerOut:
    """Return one tracker, counted over the calls that the filters name."""
    return _out(db, tracker_id, window, in_full=in_full)


@router.patch("/{tracker_id}", dependencies=[CanWriteThemes], responses=_TAKEN)
def edit_tracker(request: Request, db: DatabaseDep, tracker_id: TrackerId, asked: TrackerChange) -> TrackerOut:
    """Rename a tracker, or change what it looks for; then it is applied to all calls anew."""
    change(request, tracker_id, asked)
    return _out(db, tracker_id, Window(), in_full=False)


@router.delete("/{tracker_id}", status_code=204, dependencies=[CanWriteThemes])
def forget_tracker(db: DatabaseDep, tracker_id: TrackerId) -> None:
    """Delete a tracker and everything it found."""
    with db.transaction() as session:
        delete_tracker(session, tracker_id)


@router.get("/{tracker_id}/mentions", dependencies=[CanReadThemes])
def read_mentions(
    db: DatabaseDep,
    in_full: SeesAll,
    tracker_id: TrackerId,
    window: WindowDep,
    *,
    call_id: Annotated[str | None, Query(max_length=60)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[MentionOut]:
    """List every place a tracker's `mentions` counts, exactly those, the newest calls first."""
    with db.reading() as session:
        page = list_mentions(session, tracker_id, window, limit=limit, call_id=call_id, cursor=cursor)
        shown = shown_mentions(session, page.items, in_full=in_full)
    return ListOut(items=[MentionOut.of(said, redacted=not in_full) for said in shown], next_cursor=page.next_cursor)


class TrackerPointOut(BaseModel):
    """One step of a trend: its first day (UTC), the calls in which the tracker is said, and their share."""

    start: date
    calls: int
    rate: RateOut


class TrackerTrendOut(BaseModel):
    """How a tracker's rate goes over time."""

    tracker_id: str
    period: Period
    points: list[TrackerPointOut]


@router.get("/{tracker_id}/trend", dependencies=[CanReadThemes])
def read_tracker_trend(
    db: DatabaseDep, in_full: SeesAll, tracker_id: TrackerId, window: WindowDep, *, period: Period = Period.WEEK
) -> TrackerTrendOut:
    """Return a tracker's rate by week or month of the call's start."""
    with db.reading() as session:
        get_tracker(session, tracker_id, window=window)
        analysed = [started for _, started in analysed_calls(session, window)]
        said = tracker_calls(session, window, tracker_id=tracker_id).get(tracker_id, ())
    points = [
        TrackerPointOut(
            start=point.start,
            calls=point.calls,
            rate=RateOut.of(
                point.rate, evidence=calls_in(step_of(window, point.start, period=period), in_full=in_full)
            ),
        )
        for point in trend(said, analysed=analysed, period=period)
    ]
    return TrackerTrendOut(tracker_id=tracker_id, period=period, points=points)


def _out(db: DatabaseDep, tracker_id: str, window: Window, *, in_full: bool) -> TrackerOut:
    with db.reading() as session:
        view = get_tracker(session, tracker_id, window=window)
        analysed = len(analysed_calls(session, window))
    return TrackerOut.of(view, analysed=analysed, evidence=calls_in(window, in_full=in_full))
