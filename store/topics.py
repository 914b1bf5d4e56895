"""Topics: the catalogue as people have it, the stretches of calls, and counting calls and talk."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from calls.call import CallState, Medium
from calls.errors import Conflict, InvalidInput, NotFound
from calls.formats import provenance_from_dict
from calls.provenance import Provenance
from calls.topic import Topic
from calls.topic_catalogue import (
    LONGEST_DESCRIPTION,
    LONGEST_LABEL,
    MOST_TOPICS,
    TopicDefinition,
    built_in_topics,
    catalogue_digest,
    checked_phrases,
    checked_text,
)
from calls.transcript import Role
from store.catalogue_tables import StretchRow, TopicAnalysisRow, TopicRow
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.tables import AccountRow, CallRow
from store.themes import Window, window_conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCounts:
    """A topic in a window: its stretches, the calls and accounts they are in, and its mean share of the talk of all
    calls that were looked through, 0 to 1.
    """

    stretches: int = 0
    calls: int = 0
    accounts: int = 0
    talk_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchEvidence:
    """A stretch with the call it is of."""

    topic: Topic
    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    medium: Medium
    transcript_version: int


def topic_catalogue(session: Session) -> tuple[TopicDefinition, ...]:
    """Return all topics, those that are switched off too: the ones that ship first, then people's own by age."""
    rows = {row.id: row for row in session.scalars(select(TopicRow).order_by(TopicRow.created_at, TopicRow.id))}
    shipped = [_definition(rows.pop(topic.id, None), shipped=topic) for topic in built_in_topics()]
    return (*shipped, *(_definition(row) for row in rows.values()))


def get_topic(session: Session, topic_id: str) -> TopicDefinition:
    """Return one topic of the catalogue. Raises NotFound."""
    found = next((topic for topic in topic_catalogue(session) if topic.id == topic_id), None)
    if found is None:
        raise NotFound(f"There is no topic {topic_id}; GET /v1/topics lists them.")
    return found


def add_topic(session: Session, *, label: str, description: str, phrases: Sequence[str]) -> TopicDefinition:
    """Add a topic that works through its phrases. Raises InvalidInput, and Conflict where the label is taken."""
    catalogue = topic_catalogue(session)
    if len(catalogue) >= MOST_TOPICS:
        raise InvalidInput(f"The catalogue holds at most {MOST_TOPICS} topics; change one that is switched off.")
    topic = TopicDefinition(
        id=f"tp_{secrets.token_hex(6)}", label=label, description=description, phrases=tuple(phrases)
    )
    return _save(session, topic, catalogue)


def change_topic(
    session: Session,
    topic_id: str,
    *,
    label: str | None = None,
    description: str | None = None,
    phrases: Sequence[str] | None = None,
    enabled: bool | None = None,
) -> TopicDefinition:
    """Change what is given of a topic. Raises NotFound, InvalidInput, and Conflict where the label is taken."""
    topic = get_topic(session, topic_id)
    changed = replace(
        topic,
        label=topic.label if label is None else label,
        description=topic.description if description is None else description,
        phrases=topic.phrases if phrases is None else tuple(phrases),
        enabled=topic.enabled if enabled is None else enabled,
    )
    return _save(session, changed, topic_catalogue(session))


def _save(session: Session, topic: TopicDefinition, catalogue: Sequence[TopicDefinition]) -> TopicDefinition:
    topic = replace(
        topic,
        label=checked_text(topic.label, what="label", longest=LONGEST_LABEL),
        description=checked_text(topic.description, what="description", longest=LONGEST_DESCRIPTION, may_be_empty=True),
        phrases=checked_phrases(topic.phrases, built_in=topic.built_in),
    )
    taken = next((t for t in catalogue if t.id != topic.id and t.label.lower() == topic.label.lower()), None)
    if taken is not None:
        raise Conflict(
            f"The topic {taken.id} is called {taken.label!r} already; change that one, or name this another."
        )
    row = session.get(TopicRow, topic.id)
    now = datetime.now(UTC)
    if row is None:
        row = TopicRow(id=topic.id, created_at=now)
        session.add(row)
    row.label, row.description, row.phrases = topic.label, topic.description, list(topic.phrases)
    row.enabled, row.updated_at = topic.enabled, now
    session.flush()
    return topic


def _definition(row: TopicRow | None, *, shipped: TopicDefinition | None = None) -> TopicDefinition:
    if row is None:
        assert shipped is not None
        return shipped
    return TopicDefinition(
        id=row.id,
        label=row.label,
        description=row.description,
        phrases=tuple(row.phrases),
        enabled=row.enabled,
        built_in=shipped is not None,
    )


def replace_topics(
    session: Session, call_id: str, version: int, topics: Sequence[Topic], *, provenance: Provenance
) -> None:
    """Keep these stretches as all there is of a version of a call's transcript; none is a result too."""
    of_version = and_(TopicAnalysisRow.call_id == call_id, TopicAnalysisRow.version == version)
    session.execute(delete(StretchRow).where(StretchRow.call_id == call_id, StretchRow.version == version))
    session.execute(delete(TopicAnalysisRow).where(of_version))
    session.add(
        TopicAnalysisRow(
            call_id=call_id,
            version=version,
            catalogue=str(provenance.options.get("catalogue", "")),
            maker=provenance.version,
            provenance=provenance.as_dict(),
            created_at=datetime.now(UTC),
        )
    )
    session.flush()
    session.add_all(_row(topic, version) for topic in topics)
    session.flush()


def _row(topic: Topic, version: int) -> StretchRow:
    return StretchRow(
        call_id=topic.call_id,
        version=version,
        number=topic.index,
        id=topic.id,
        topic_id=topic.topic_id,
        label=topic.label,
        start_s=topic.start_s,
        end_s=topic.end_s,
        first_turn=topic.first_turn,
        last_turn=topic.last_turn,
        talk_share=topic.talk_share,
        raised_by=topic.raised_by.value,
        sentiment=topic.sentiment,
        sentiment_n=topic.sentiment_n,
        keyphrases=list(topic.keyphrases),
    )


def topics_of_call(session: Session, call_id: str, *, version: int | None = None) -> tuple[Topic, ...]:
    """Return the stretches of a version of a call's transcript, the current one by default, in order."""
    query = _evidence_query().where(StretchRow.call_id == call_id).order_by(StretchRow.number)
    wanted = CallRow.transcript_version if version is None else version
    return tuple(_evidence(*found).topic for found in session.execute(query.where(StretchRow.version == wanted)))


def calls_to_look_through(session: Session, *, maker: str | None = None) -> tuple[str, ...]:
    """Return the ids of finished calls whose topics are not of the catalogue as it is now, the newest call first.

    `maker` is the version of what finds topics; where it is given, those of another count too. Calls that are being
    worked on are left out: that work finds their topics.
    """
    catalogue = catalogue_digest(topic_catalogue(session))
    as_now = and_(
        TopicAnalysisRow.call_id == CallRow.id,
        TopicAnalysisRow.version == CallRow.transcript_version,
        TopicAnalysisRow.catalogue == catalogue,
        *([TopicAnalysisRow.maker == maker] if maker else []),
    )
    ready = and_(CallRow.state == CallState.READY.value, CallRow.rework.is_(None))
    missing = select(CallRow.id).outerjoin(TopicAnalysisRow, as_now).where(TopicAnalysisRow.call_id.is_(None), ready)
    has_text = missing.where(CallRow.transcript_version.is_not(None))
    return tuple(session.scalars(has_text.order_by(CallRow.started_at.desc(), CallRow.id)))


def _current() -> Any:
    return and_(TopicAnalysisRow.call_id == CallRow.id, TopicAnalysisRow.version == CallRow.transcript_version)


def looked_through(session: Session, window: Window) -> tuple[datetime, ...]:
    """Return the starts of the calls that topics are counted over: analysed, and cut into topics."""
    query = select(CallRow.started_at).join(TopicAnalysisRow, _current())
    return tuple(
        session.scalars(query.where(CallRow.analysed, *window_conditions(window)).order_by(CallRow.started_at))
    )


def count_topics(session: Session, window: Window) -> dict[str, TopicCounts]:
    """Return the counts of each topic that any call in the window has."""
    n = len(looked_through(session, window))
    query = (
        select(
            StretchRow.topic_id,
            func.count(),
            func.count(CallRow.id.distinct()),
            func.count(CallRow.account_id.distinct()),
            func.sum(StretchRow.talk_share),
        )
        .join(CallRow, _stretch_is_current())
        .where(CallRow.analysed, StretchRow.topic_id.is_not(None), *window_conditions(window))
        .group_by(StretchRow.topic_id)
    )
    return {
        topic_id: TopicCounts(stretches=stretches, calls=calls, accounts=accounts, talk_share=round(talk / n, 4))
        for topic_id, stretches, calls, accounts, talk in session.execute(query)
        if topic_id is not None
    }


def calls_with_topic(session: Session, window: Window, topic_id: str) -> tuple[datetime, ...]:
    """Return the starts of the calls that have a topic, one a call."""
    query = (
        select(CallRow.id, CallRow.started_at)
        .join(StretchRow, _stretch_is_current())
        .where(CallRow.analysed, StretchRow.topic_id == topic_id, *window_conditions(window))
        .distinct()
    )
    return tuple(sorted(started for _, started in session.execute(query)))


def list_stretches(
    session: Session, topic_id: str, window: Window, *, limit: int, cursor: str | None = None
) -> Page[StretchEvidence]:
    """Return exactly the stretches that `count_topics` counts of a topic, those of the newest calls first."""
    query = _evidence_query().where(
        CallRow.analysed,
        StretchRow.version == CallRow.transcript_version,
        StretchRow.topic_id == topic_id,
        *window_conditions(window),
    )
    if cursor is not None:
        started, call_id, number = decode_cursor(cursor, types=(str, str, int))
        started_at = parse_instant(str(started))
        same_start = CallRow.started_at == started_at
        query = query.where(
            or_(
                CallRow.started_at < started_at,
                and_(same_start, CallRow.id < call_id),
                and_(same_start, CallRow.id == call_id, StretchRow.number > number),
            )
        )
    order = (CallRow.started_at.desc(), CallRow.id.desc(), StretchRow.number)
    found = [_evidence(*row) for row in session.execute(query.order_by(*order).limit(limit + 1))]
    more = found[limit - 1] if len(found) > limit else None
    return Page(items=tuple(found[:limit]), next_cursor=_cursor_of(more) if more else None)


def _cursor_of(found: StretchEvidence) -> str:
    return encode_cursor([found.started_at.isoformat(), found.topic.call_id, found.topic.index])


def _stretch_is_current() -> Any:
    return and_(StretchRow.call_id == CallRow.id, StretchRow.version == CallRow.transcript_version)


def _evidence_query() -> "Select[*tuple[Any, ...]]":
    of_analysis = and_(TopicAnalysisRow.call_id == StretchRow.call_id, TopicAnalysisRow.version == StretchRow.version)
    return (
        select(StretchRow, TopicAnalysisRow.provenance, CallRow, AccountRow.name, TopicRow.label)
        .join(TopicAnalysisRow, of_analysis)
        .join(CallRow, CallRow.id == StretchRow.call_id)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .outerjoin(TopicRow, TopicRow.id == StretchRow.topic_id)
    )


def _evidence(
    row: StretchRow, provenance: dict[str, Any], call: CallRow, account: str | None, label: str | None
) -> StretchEvidence:
    topic = Topic(
        id=row.id,
        call_id=row.call_id,
        index=row.number,
        topic_id=row.topic_id,
        # A topic that was renamed has its new name everywhere at once.
        label=label or row.label,
        start_s=row.start_s,
        end_s=row.end_s,
        first_turn=row.first_turn,
        last_turn=row.last_turn,
        talk_share=row.talk_share,
        raised_by=Role(row.raised_by),
        sentiment=row.sentiment,
        sentiment_n=row.sentiment_n,
        keyphrases=tuple(row.keyphrases),
        provenance=provenance_from_dict(provenance),
    )
    return StretchEvidence(
        topic=topic,
        call_title=call.title,
        started_at=call.started_at,
        account=account,
        segment=call.segment,
        medium=Medium(call.medium),
        transcript_version=row.version,
    )
