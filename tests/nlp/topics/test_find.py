"""Topics of whole calls: what is asked about price is about price, everything is covered, people's own topics work."""

from itertools import pairwise
from typing import Any

import pytest

from calls.moment import Kind, Moment
from calls.provenance import Provenance
from calls.topic import Sentiment
from calls.topic_catalogue import TopicDefinition, built_in_topics
from calls.transcript import Role, Transcript, Turn
from nlp.encoder import MiniLmEncoder
from nlp.topics.find import TopicFinder

pytestmark = pytest.mark.model
TURNS = (
    ("rep", "Good morning Lena, how are you today?"),
    ("buyer", "Fine thanks, and you? Cold up here."),
    ("rep", "So how much time do you have for us?"),
    ("buyer", "Half an hour. What does it cost per month for two hundred people?"),
    ("rep", "It is nine euros per person and month, so eighteen hundred a month."),
    ("buyer", "Okay."),
    ("buyer", "That is too expensive, the price of our old one was four euros."),
    ("rep", "I could lower the price per person to eight."),
    ("buyer", "Where do you store our data, and who has access to it? Our auditors will ask."),
    ("rep", "It is encrypted and stored in Dublin, and our certificate covers the access."),
    ("buyer", "Good. Let's talk again next Tuesday, and send me that certificate by email."),
    ("rep", "I will send it this afternoon. Thank you, talk to you on Tuesday, bye."),
)


@pytest.fixture(scope="module")
def finder(minilm: MiniLmEncoder) -> TopicFinder:
    return TopicFinder(encoder=minilm)


def said(turn_index: int, quote: str, kind: Kind) -> Moment:
    return Moment(
        id=f"mo_{turn_index}",
        call_id="call-1",
        turn_index=turn_index,
        kind=kind,
        category=None,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=1.0,
        provenance=Provenance(name="test", version="1"),
    )


def timed(transcript: Transcript) -> Transcript:
    turns = tuple(
        Turn(index=t.index, speaker=t.speaker, role=t.role, text=t.text, start_s=10.0 * i, end_s=10.0 * i + 5)
        for i, t in enumerate(transcript.turns)
    )
    return Transcript(call_id="call-1", language="en", duration_s=120.0, turns=turns, provenance=transcript.provenance)


def test_a_call_falls_into_few_stretches_that_say_what_it_is_about(finder: TopicFinder, call: Any) -> None:
    topics = finder.find(call(*TURNS))
    ids = [topic.topic_id for topic in topics]
    assert ids[0] == "greeting"
    assert "pricing" in ids
    assert "security" in ids
    assert ids[-1] == "next_steps"
    assert len(topics) <= 6
    price = topics[ids.index("pricing")]
    assert (price.last_turn, price.label) == (7, "Price")
    assert topics[0].raised_by is Role.REP
    assert topics[ids.index("security")].raised_by is Role.BUYER
    assert price.keyphrases
    assert sum(topic.talk_share for topic in topics) == pytest.approx(1, abs=0.001)
    assert finder.find(call(*TURNS)) == topics


def test_times_and_talk_follow_the_turns(finder: TopicFinder, call: Any) -> None:
    topics = finder.find(timed(call(*TURNS)))
    assert (topics[0].start_s, topics[-1].end_s) == (0.0, 115.0)
    assert all((a.end_s or 0) <= (b.start_s or 0) for a, b in pairwise(topics))
    assert sum(topic.talk_share for topic in topics) == pytest.approx(1, abs=0.001)


def test_how_the_buyer_took_it_comes_from_what_was_mined(finder: TopicFinder, call: Any) -> None:
    transcript = call(*TURNS)
    topics = finder.find(transcript, moments=[said(6, "That is too expensive", Kind.OBJECTION)])
    price = next(topic for topic in topics if topic.topic_id == "pricing")
    assert (price.sentiment, price.sentiment_n, price.sentiment_word) == (-1.0, 1, Sentiment.NEGATIVE)
    assert all(topic.sentiment is None for topic in topics if topic is not price)
    both = finder.find(transcript, moments=[said(6, "That", Kind.OBJECTION), said(6, "the price", Kind.PRAISE)])
    assert {topic.sentiment_word for topic in both} == {None, Sentiment.MIXED}


def test_a_topic_of_ones_own_works_at_once_and_one_switched_off_is_gone(
    finder: TopicFinder, minilm: MiniLmEncoder, call: Any
) -> None:
    turns = (
        *TURNS[:8],
        ("buyer", "What about the parking spaces for the electric vans, can they charge overnight?"),
        ("rep", "The charging stations are in the parking garage, and the vans charge overnight."),
    )
    own = TopicDefinition(
        id="tp_vans", label="Vans", description="", phrases=("charge the electric vans", "charging stations")
    )
    catalogue = (*(t for t in built_in_topics() if t.id != "pricing"), own)
    topics = TopicFinder(encoder=minilm, catalogue=catalogue).find(call(*turns))
    assert topics[-1].topic_id == "tp_vans"
    assert "pricing" not in [topic.topic_id for topic in topics]
    assert topics[0].provenance != finder.find(call(*turns))[0].provenance


@pytest.mark.parametrize("text", ["", " … ", "Okay.", "\ud800 yes", "word " * 3000])
def test_whatever_was_said_something_sensible_comes_back(finder: TopicFinder, call: Any, text: str) -> None:
    topics = finder.find(call(("buyer", text)))
    assert (topics == ()) == (not any(c.isalnum() for c in text))
    assert len(topics) <= 3
