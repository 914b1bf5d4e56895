"""Topics at rest: the catalogue as people have it, stretches by version, and counts that open to their stretches."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from calls.call import CallDetails, Deal, Medium
from calls.errors import Conflict, InvalidInput, NotFound
from calls.provenance import Provenance
from calls.topic import Topic, stretch_id
from calls.topic_catalogue import built_in_topics, catalogue_digest
from calls.transcript import Role, Transcript, Turn
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, CallFilter, insert_call, list_calls
from store.progress import Stage, set_ready, start_rework
from store.session import Database, Session
from store.themes import Window
from store.topics import (
    add_topic,
    calls_to_look_through,
    calls_with_topic,
    change_topic,
    count_topics,
    get_topic,
    list_stretches,
    looked_through,
    replace_topics,
    topic_catalogue,
    topics_of_call,
)
from store.transcripts import make_current, save_transcript

START = datetime(2026, 8, 3, 12, tzinfo=UTC)


def made_by(session: Session) -> Provenance:
    digest = catalogue_digest(topic_catalogue(session))
    return Provenance(name="topics", version="1", options={"catalogue": digest})


def a_call(session: Session, number: int, *, run: int = 1) -> str:
    details = CallDetails(
        started_at=START + timedelta(weeks=number), account=f"Account {number % 2}", deal=Deal(segment="smb")
    )
    arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
    call_id, _ = insert_call(session, arrival)
    save_transcript(session, a_transcript(call_id), run=run)
    set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
    set_ready(session, call_id)
    return call_id


def a_transcript(call_id: str) -> Transcript:
    turns = tuple(Turn(index=i, speaker="rep", role=Role.REP, text=f"Turn {i}.") for i in range(4))
    return Transcript(
        call_id=call_id, language="en", duration_s=9.0, turns=turns, provenance=Provenance(name="t", version="1")
    )


def stretches(call_id: str, topic_ids: Sequence[str | None], provenance: Provenance) -> list[Topic]:
    return [
        Topic(
            id=stretch_id(call_id=call_id, index=i, topic_id=topic_id, first_turn=i, provenance=provenance),
            call_id=call_id,
            index=i,
            topic_id=topic_id,
            label=topic_id or "Vans",
            start_s=float(i),
            end_s=i + 1.0,
            first_turn=i,
            last_turn=i,
            talk_share=1 / len(topic_ids),
            raised_by=Role.BUYER,
            sentiment=None if i else -0.5,
            sentiment_n=0 if i else 4,
            keyphrases=("parking spaces",),
            provenance=provenance,
        )
        for i, topic_id in enumerate(topic_ids)
    ]


def keep(session: Session, call_id: str, topic_ids: Sequence[str | None], version: int = 1) -> list[Topic]:
    provenance = made_by(session)
    found = stretches(call_id, topic_ids, provenance)
    replace_topics(session, call_id, version, found, provenance=provenance)
    return found


def test_stretches_come_back_as_they_were_and_a_second_time_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        call_id = a_call(session, 0)
        found = keep(session, call_id, ["pricing", None, "pricing"])
    with database.transaction() as session:
        keep(session, call_id, ["pricing", None, "pricing"])
    with database.reading() as session:
        read = topics_of_call(session, call_id)
    assert [topic.id for topic in read] == [topic.id for topic in found]
    assert [(t.topic_id, t.label, t.sentiment) for t in read][1:] == [
        (None, "Vans", None),
        ("pricing", "pricing", None),
    ]
    assert read[0].keyphrases == ("parking spaces",)


def test_counts_are_their_evidence_over_all_pages(database: Database) -> None:
    with database.transaction() as session:
        for number in range(7):
            call_id = a_call(session, number)
            keep(session, call_id, ["pricing", "security", "pricing"] if number < 4 else ["security"])
    window = Window(start_from=START + timedelta(weeks=1))
    with database.reading() as session:
        counts = count_topics(session, window)["pricing"]
        n = len(looked_through(session, window))
        items, cursor = [], None
        while True:
            page = list_stretches(session, "pricing", window, limit=2, cursor=cursor)
            items += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        starts = calls_with_topic(session, window, "pricing")
    assert (counts.stretches, counts.calls, counts.accounts, n) == (6, 3, 2, 6)
    assert len(items) == len({item.topic.id for item in items}) == counts.stretches
    assert [item.started_at for item in items] == sorted((item.started_at for item in items), reverse=True)
    assert len(starts) == counts.calls
    assert counts.talk_share == pytest.approx(3 * (2 / 3) / 6, abs=0.001)


def test_the_calls_that_topics_are_counted_over_can_be_listed(database: Database) -> None:
    with database.transaction() as session:
        cut, without, again = (a_call(session, number) for number in range(3))
        keep(session, cut, ["pricing"])
        keep(session, again, ["pricing"])
        save_transcript(session, a_transcript(again), run=2)
        make_current(session, again, 2)
    with database.reading() as session:
        found = list_calls(session, CallFilter(analysed=True, cut_into_topics=True), limit=9).items
        assert [call.id for call in found] == [cut]
        assert [call.started_at for call in found] == list(looked_through(session, Window()))
        rest = list_calls(session, CallFilter(cut_into_topics=False), limit=9).items
        assert {call.id for call in rest} == {without, again}


def test_a_new_version_has_topics_of_its_own_and_the_old_ones_stay(database: Database) -> None:
    with database.transaction() as session:
        call_id = a_call(session, 0)
        keep(session, call_id, ["pricing"])
        save_transcript(session, a_transcript(call_id), run=2)
        make_current(session, call_id, 2)
    with database.reading() as session:
        assert topics_of_call(session, call_id) == ()
        assert [topic.topic_id for topic in topics_of_call(session, call_id, version=1)] == ["pricing"]
        assert count_topics(session, Window()) == {}
        assert calls_to_look_through(session) == (call_id,)


def test_calls_wait_for_a_changed_catalogue_until_they_are_looked_through(database: Database) -> None:
    with database.transaction() as session:
        first, second = a_call(session, 0), a_call(session, 1)
        assert calls_to_look_through(session) == (second, first)
        keep(session, first, [])
        keep(session, second, ["pricing"])
        assert calls_to_look_through(session) == ()
        assert calls_to_look_through(session, maker="2") == (second, first)
        own = add_topic(session, label="Vans", description="", phrases=["electric vans"])
        assert calls_to_look_through(session) == (second, first)
        keep(session, first, [own.id])
        start_rework(session, second, Stage.MINE)
        assert calls_to_look_through(session) == (), "what is worked on is looked through by that work"
        change_topic(session, own.id, label="Electric vans")
        assert calls_to_look_through(session) == (), "another name changes nothing of what is found"
        assert topics_of_call(session, first)[0].label == "Electric vans"
        change_topic(session, own.id, enabled=False)
        assert calls_to_look_through(session) == (first,)


def test_the_catalogue_is_what_ships_with_what_people_changed(database: Database) -> None:
    with database.transaction() as session:
        own = add_topic(session, label=" Electric  vans ", description="", phrases=["electric vans", "electric vans "])
        changed = change_topic(session, "pricing", label="Money", enabled=False)
        assert (own.label, own.phrases, own.built_in) == ("Electric vans", ("electric vans",), False)
        assert (changed.label, changed.enabled, changed.built_in) == ("Money", False, True)
        assert changed.phrases == next(t for t in built_in_topics() if t.id == "pricing").phrases
        catalogue = topic_catalogue(session)
        assert len(catalogue) == len(built_in_topics()) + 1
        assert get_topic(session, "pricing") == changed
        assert catalogue[-1] == own
        with pytest.raises(Conflict, match="Electric vans"):
            change_topic(session, "legal", label="electric VANS")
        with pytest.raises(InvalidInput, match="phrase"):
            change_topic(session, own.id, phrases=[])
        with pytest.raises(NotFound, match="tp_none"):
            get_topic(session, "tp_none")
