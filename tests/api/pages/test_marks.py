"""Marking quotes in a turn's text."""

from datetime import UTC, datetime

from api.pages.marks import in_order, mark_turns
from calls.call import Medium
from calls.moment import Kind, Moment
from calls.provenance import Provenance
from calls.transcript import Role, Turn
from store.moments import Evidence

TEXT = "The price is high and the price is final, and that hurts."


def evidence(moment_id, quote, kind=Kind.OBJECTION, turn=0):
    moment = Moment(
        id=moment_id,
        call_id="ca_1",
        turn_index=turn,
        kind=kind,
        category=None,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=1.0,
        provenance=Provenance(name="scripted", version="1"),
    )
    return Evidence(
        moment=moment,
        call_title="Call",
        started_at=datetime(2026, 6, 1, tzinfo=UTC),
        account=None,
        segment=None,
        stage=None,
        outcome=None,
        medium=Medium.AUDIO,
        theme_id=None,
        theme_label=None,
        rep_answer=None,
    )


def marked(*moments):
    [turn] = mark_turns([Turn(index=0, speaker="buyer", role=Role.BUYER, text=TEXT)], moments)
    assert "".join(piece.text for piece in turn.pieces) == TEXT
    return turn, [(piece.text, [item.moment.id for item in piece.moments]) for piece in turn.pieces]


def test_a_turn_without_moments_is_one_piece():
    assert marked()[1] == [(TEXT, [])]


def test_a_quote_in_the_middle_cuts_the_turn_in_three():
    pieces = marked(evidence("a", "the price is final"))[1]
    assert pieces == [("The price is high and ", []), ("the price is final", ["a"]), (", and that hurts.", [])]


def test_overlapping_quotes_share_the_words_they_share():
    turn, pieces = marked(evidence("b", "is final, and that hurts.", Kind.PAIN), evidence("a", "the price is final"))
    assert [(text, sorted(ids)) for text, ids in pieces[1:]] == [
        ("the price ", ["a"]),
        ("is final", ["a", "b"]),
        (", and that hurts.", ["b"]),
    ]
    assert [item.moment.id for item in turn.moments] == ["a", "b"]
    begins = [(piece.text, item.moment.id) for piece in turn.pieces for item in piece.begins]
    assert begins == [("the price ", "a"), ("is final", "b")]


def test_a_whole_turn_may_be_one_quote_of_two_moments():
    assert marked(evidence("a", TEXT), evidence("b", TEXT, Kind.PAIN))[1] == [(TEXT, ["a", "b"])]


def test_a_quote_that_is_not_in_its_turn_is_listed_but_marks_nothing():
    turn, pieces = marked(evidence("a", "something else"), evidence("b", ""))
    assert pieces == [(TEXT, [])]
    assert {item.moment.id for item in in_order([turn])} == {"a", "b"}
