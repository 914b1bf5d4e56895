"""/v1/topics: the catalogue of topics, how much calls are about each, and the stretches behind every number."""

import secrets
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.access import CanReadThemes, CanWriteThemes, DatabaseDep, HomeDep, WhoDep, team_database, team_queue
from api.call_topics import StretchOut
from api.errors import Problem
from api.redacting import SeesAll, shown_stretches
from api.theme_figures import step_of
from api.windows import WindowDep, calls_in
from api.wire import Cursor, Limit, ListOut, RateOut, TrendPointOut
from calls.call import Medium
from calls.errors import InvalidInput
from calls.topic_catalogue import LONGEST_DESCRIPTION, LONGEST_LABEL, MOST_PHRASES, TopicDefinition
from insight.rates import wilson
from insight.trends import Period, trend
from store.audit import note_action
from store.cursor import decode_cursor, encode_cursor
from store.session import Session
from store.themes import Window
from store.topics import (
    StretchEvidence,
    TopicCounts,
    add_topic,
    calls_to_look_through,
    calls_with_topic,
    change_topic,
    count_topics,
    get_topic,
    list_stretches,
    looked_through,
    topic_catalogue,
)

router = APIRouter(prefix="/v1/topics", tags=["topics"])
TopicId = Annotated[str, Path(max_length=60, examples=["pricing"])]
Phrases = Annotated[
    list[str],
    Field(
        max_length=MOST_PHRASES * 2, description="Words or whole sentences that are said about it, best five or more."
    ),
]
_TAKEN: dict[int | str, dict[str, object]] = {409: {"description": "The label is taken.", "model": Problem}}


class TopicOut(BaseModel):
    """A topic of the catalogue with its counts.

    `stretches` is the number of items that `/v1/topics/{id}/evidence` returns with the same filters, `calls` how many
    calls those are in; `rate` has `calls` over all calls that were looked through.
    """

    id: str = Field(examples=["pricing"])
    label: str = Field(examples=["Price"])
    description: str
    phrases: list[str]
    enabled: bool
    built_in: bool = Field(description="Ships with Talktrack, and its model knows it beyond its phrases.")
    stretches: int
    calls: int
    accounts: int
    talk_share: float | None = Field(description="Mean share of the talk, over all calls looked through.")
    rate: RateOut
    pending: int = Field(description="Calls that are still to be looked through with the catalogue as it is now.")


class TopicIn(BaseModel):
    """A new topic. It works through its phrases, on old calls too, without any training."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(max_length=LONGEST_LABEL * 2, examples=["Fleet insurance"])
    description: str = Field(default="", max_length=LONGEST_DESCRIPTION * 2)
    phrases: Phrases


class TopicChangeIn(BaseModel):
    """What to change of a topic; what is not given stays."""

    model_config = ConfigDict(extra="forbid")
    label: str | None = Field(default=None, max_length=LONGEST_LABEL * 2)
    description: str | None = Field(default=None, max_length=LONGEST_DESCRIPTION * 2)
    phrases: Phrases | None = None
    enabled: bool | None = Field(default=None, description="False switches it off: no call is about it any more.")


class TopicStretchOut(StretchOut):
    """A stretch with its call. `audio_url` is null for a ready transcript; else play it from `start_s` to `end_s`."""

    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    audio_url: str | None
    transcript_version: int

    @classmethod
    def of_evidence(cls, found: StretchEvidence) -> "TopicStretchOut":
        """Return the wire shape of a stretch with its call."""
        call_id = found.topic.call_id
        return cls(
            **dict(StretchOut.of(found.topic)),
            call_title=found.call_title,
            started_at=found.started_at,
            account=found.account,
            segment=found.segment,
            audio_url=f"/v1/calls/{call_id}/audio" if found.medium is Medium.AUDIO else None,
            transcript_version=found.transcript_version,
        )


class TopicTrendOut(BaseModel):
    """How many of the calls are about a topic, over time."""

    topic_id: str
    period: Period
    points: list[TrendPointOut]


class _Counter:
    """Counts of a window, read once for all topics of an answer."""

    def __init__(self, session: Session, window: Window, *, in_full: bool) -> None:
        self._n = len(looked_through(session, window))
        self._counts = count_topics(session, window)
        self._pending = len(calls_to_look_through(session))
        self._evidence = _cut_calls(window, in_full=in_full)

    def out(self, topic: TopicDefinition) -> TopicOut:
        """Return the wire shape of a topic."""
        counts = self._counts.get(topic.id, TopicCounts(talk_share=0.0 if self._n else None))
        return TopicOut(
            id=topic.id,
            label=topic.label,
            description=topic.description,
            phrases=list(topic.phrases),
            enabled=topic.enabled,
            built_in=topic.built_in,
            stretches=counts.stretches,
            calls=counts.calls,
            accounts=counts.accounts,
            talk_share=counts.talk_share,
            rate=RateOut.of(wilson(counts.calls, self._n), evidence=self._evidence),
            pending=self._pending,
        )


def _cut_calls(window: Window, *, in_full: bool) -> str:
    """Return the query that answers with exactly the calls of a window that topics are counted over."""
    return calls_in(window, in_full=in_full, cut_into_topics="true")


@router.get("", dependencies=[CanReadThemes])
def read_topics(
    db: DatabaseDep,
    in_full: SeesAll,
    window: WindowDep,
    *,
    enabled: Annotated[bool | None, Query(description="Only topics that are switched on, or off.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[TopicOut]:
    """List the catalogue, topics in most calls first, each counted over the calls that the filters name."""
    with db.reading() as session:
        counter = _Counter(session, window, in_full=in_full)
        topics = [counter.out(topic) for topic in topic_catalogue(session) if enabled in (None, topic.enabled)]
    topics.sort(key=_place)
    if cursor is not None:
        calls, stretches, last_id = decode_cursor(cursor, types=(int, int, str))
        topics = [topic for topic in topics if _place(topic) > (-int(calls), -int(stretches), str(last_id))]
    page, more = topics[:limit], len(topics) > limit
    keys = (page[-1].calls, page[-1].stretches, page[-1].id) if more else None
    return ListOut(items=page, next_cursor=encode_cursor(keys) if keys else None)


def _place(topic: TopicOut) -> tuple[int, int, str]:
    return (-topic.calls, -topic.stretches, topic.id)


@router.post("", status_code=201, dependencies=[CanWriteThemes], responses=_TAKEN)
def create_topic(request: Request, db: DatabaseDep, home: HomeDep, who: WhoDep, wanted: TopicIn) -> TopicOut:
    """Add a topic. Stored calls are looked through for it in the background; `pending` says how many are left."""
    with db.transaction() as session:
        topic = add_topic(session, label=wanted.label, description=wanted.description, phrases=wanted.phrases)
    with home.transaction() as session:
        note_action(session, who.actor, "topic.added", subject=topic.id, label=topic.label)
    return _renewed(request, topic.id)


@router.patch("/{topic_id}", dependencies=[CanWriteThemes], responses=_TAKEN)
def edit_topic(
    request: Request, db: DatabaseDep, home: HomeDep, who: WhoDep, topic_id: TopicId, wanted: TopicChangeIn
) -> TopicOut:
    """Change a topic's label, description or phrases, or switch it on or off. Stored calls follow in the background."""
    given = wanted.model_dump(exclude_none=True)
    if not given:
        raise InvalidInput("Nothing to change: give label, description, phrases or enabled.")
    with db.transaction() as session:
        before = get_topic(session, topic_id)
        after = change_topic(session, topic_id, **given)
    with home.transaction() as session:
        note_action(session, who.actor, "topic.changed", subject=topic_id, label=after.label, **_changed(before, after))
    return _renewed(request, topic_id)


def _changed(before: TopicDefinition, after: TopicDefinition) -> dict[str, Any]:
    """Return what the audit log keeps of a change: only what is not as it was."""
    changed: dict[str, Any] = {}
    if after.label != before.label:
        changed["was_label"] = before.label
    if after.enabled != before.enabled:
        changed["enabled"] = after.enabled
    texts = [name for name in ("description", "phrases") if getattr(after, name) != getattr(before, name)]
    return changed | ({"texts": texts} if texts else {})


def _renewed(request: Request, topic_id: str) -> TopicOut:
    """Let calls that the catalogue left behind be looked through, and return a topic as it is now."""
    # A worker that was away looks every minute by itself, so nothing is lost where this is not heard.
    team_queue(request).enqueue_topics(secrets.token_hex(6))
    with team_database(request).reading() as session:
        # Over all calls there is no name of a rep to hide.
        return _Counter(session, Window(), in_full=False).out(get_topic(session, topic_id))


@router.get("/{topic_id}", dependencies=[CanReadThemes])
def read_topic(db: DatabaseDep, in_full: SeesAll, topic_id: TopicId, window: WindowDep) -> TopicOut:
    """Return one topic with its counts."""
    with db.reading() as session:
        return _Counter(session, window, in_full=in_full).out(get_topic(session, topic_id))


@router.get("/{topic_id}/evidence", dependencies=[CanReadThemes])
def read_topic_evidence(
    db: DatabaseDep,
    in_full: SeesAll,
    topic_id: TopicId,
    window: WindowDep,
    *,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[TopicStretchOut]:
    """List every stretch a topic's `stretches` counts, exactly those, of the newest calls first."""
    with db.reading() as session:
        get_topic(session, topic_id)
        page = list_stretches(session, topic_id, window, limit=limit, cursor=cursor)
        shown = shown_stretches(session, page.items, in_full=in_full)
    items = [TopicStretchOut.of_evidence(found) for found in shown]
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.get("/{topic_id}/trend", dependencies=[CanReadThemes])
def read_topic_trend(
    db: DatabaseDep, in_full: SeesAll, topic_id: TopicId, window: WindowDep, *, period: Period = Period.WEEK
) -> TopicTrendOut:
    """Return how many of the calls looked through are about a topic, by week or month of the call's start."""
    with db.reading() as session:
        get_topic(session, topic_id)
        counted, starts = looked_through(session, window), calls_with_topic(session, window, topic_id)
    points = [
        TrendPointOut(
            start=point.start,
            calls=point.calls,
            rate=RateOut.of(
                point.rate, evidence=_cut_calls(step_of(window, point.start, period=period), in_full=in_full)
            ),
        )
        for point in trend(starts, analysed=counted, period=period)
    ]
    return TopicTrendOut(topic_id=topic_id, period=period, points=points)
