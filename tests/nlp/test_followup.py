"""What became of a moment: what the rep said next, whether it answers, and whether the concern came back."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from calls.formats import moment_from_dict, moment_to_dict
from calls.moment import Category, Kind, Moment
from calls.provenance import Provenance
from calls.transcript import Role, Transcript
from nlp.encoder import HashingEncoder, MiniLmEncoder
from nlp.followup import follow_up
from nlp.training.answers import accuracy, read_pairs

ENCODE = HashingEncoder().encode
MADE_BY = Provenance(name="test", version="1")


def moment(turn: int, kind: Kind, quote: str, category: Category | None = None) -> Moment:
    return Moment(
        id=f"m{turn}", call_id="call-1", turn_index=turn, kind=kind, category=category, quote=quote, start_s=None,
        end_s=None, role=Role.BUYER, score=1.0, provenance=MADE_BY,
    )  # fmt: skip


def test_a_question_is_answered_put_off_or_met_with_another(call: Callable[..., Transcript]) -> None:
    asked = "How much is it per seat?"
    for answer, answered in (
        ("It's forty two dollars a seat.", True),
        ("Let me check and get back to you on that.", False),
        ("And how many seats would you need?", False),
        ("Okay.", False),
        ("Good question. It's forty dollars. I'll send you the sheet as well.", True),
    ):
        (told,) = follow_up([moment(0, Kind.QUESTION, asked)], call(("buyer", asked), ("rep", answer)), encode=ENCODE)
        assert (told.answered, told.answer_turn_index) == (answered, 1), answer


def test_silence_is_no_answer_and_without_a_rep_nobody_knows(call: Callable[..., Transcript]) -> None:
    asked = moment(1, Kind.QUESTION, "How much?")
    (silent,) = follow_up([asked], call(("rep", "Hello."), ("buyer", "How much?")), encode=ENCODE)
    assert (silent.answered, silent.answer_turn_index) == (False, None)
    (unknown,) = follow_up([asked], call(("unknown", "Hello."), ("buyer", "How much?")), encode=ENCODE)
    assert unknown.answered is None


def test_the_answer_is_the_reps_next_turn_even_if_the_buyer_goes_on(call: Callable[..., Transcript]) -> None:
    spoken = call(("buyer", "It is slow."), ("buyer", "You know."), ("rep", "I see."))
    (told,) = follow_up([moment(0, Kind.PAIN, "It is slow.")], spoken, encode=ENCODE)
    assert (told.answer_turn_index, told.answered) == (2, None)


def test_a_concern_comes_back_after_the_rep_spoke(call: Callable[..., Transcript]) -> None:
    said = [
        ("buyer", "The price per seat is too high."), ("rep", "I see."), ("buyer", "The seat price is still too high."),
        ("rep", "Right."), ("buyer", "We have no budget until spring."),
    ]  # fmt: skip
    found = [
        moment(turn, Kind.OBJECTION, said[turn][1], Category.PRICE if turn < 4 else Category.TIMING)
        for turn in (0, 2, 4)
    ]
    told = follow_up(found, call(*said), encode=ENCODE)
    assert [(item.came_back, item.came_back_id) for item in told] == [(True, "m2"), (False, None), (False, None)]


def test_going_on_in_one_breath_is_not_coming_back(call: Callable[..., Transcript]) -> None:
    spoken = call(("buyer", "The price is too high."), ("buyer", "The price is too high."), ("rep", "I see."))
    found = [moment(turn, Kind.OBJECTION, "The price is too high.", Category.PRICE) for turn in (0, 1)]
    assert not any(item.came_back for item in follow_up(found, spoken, encode=ENCODE))


def test_the_same_competitor_comes_back_whatever_else_is_said(call: Callable[..., Transcript]) -> None:
    said = [("buyer", "We use SFDC."), ("rep", "I see."), ("buyer", "And Salesforce is cheap."), ("rep", "Right.")]
    found = [replace(moment(t, Kind.COMPETITOR, said[t][1]), competitor="Salesforce") for t in (0, 2)]
    assert follow_up(found, call(*said), encode=ENCODE)[0].came_back_id == "m2"


def test_what_became_of_a_moment_is_in_its_shape() -> None:
    full = replace(
        moment(0, Kind.QUESTION, "How?"),
        competitor="Salesforce",
        answer_turn_index=3,
        answered=False,
        came_back_id="m9",
    )
    shape = moment_to_dict(full)
    assert (shape["came_back"], shape["answered"], shape["competitor"]) == (True, False, "Salesforce")
    assert moment_from_dict(shape) == full


@pytest.mark.model
def test_answers_are_told_from_what_is_none_on_pairs_held_out(minilm: MiniLmEncoder) -> None:
    pairs = read_pairs()
    assert len(pairs) >= 120
    share, told = accuracy([pair for pair in pairs if pair.held_out], encode=minilm.encode)
    assert share >= 0.8, told
