from dataclasses import dataclass, replace
from typing import Any

import pytest

from calls.moment import Category, Kind
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn, Word
from nlp.detector import Detector, Finding, Passage
from nlp.mine import mine


@dataclass
class EverySentence:
    """Finds one kind in every sentence, so that tests see what mine() makes of findings."""

    kind: Kind = Kind.PAIN
    category: Category | None = None
    version: str = "1"

    @property
    def provenance(self) -> Provenance:
        return Provenance(name="every", version=self.version)

    def detect(self, passages: Any) -> list[tuple[Finding, ...]]:
        return [tuple(self._finding(i) for i in range(len(p.sentences))) for p in passages]

    def _finding(self, i: int) -> Finding:
        return Finding(sentence=i, kind=self.kind, category=self.category, score=0.5)


def test_only_the_buyer_is_mined(call: Any) -> None:
    text = "That is too expensive."
    found = mine(call(("rep", text), ("buyer", text), ("unknown", text)), detector=EverySentence())
    assert [(m.turn_index, m.role) for m in found] == [(1, Role.BUYER)]


@pytest.mark.parametrize("turns", [(), (("buyer", ""),), (("buyer", " … "),), (("rep", "Hello."),)])
def test_nothing_said_gives_nothing(call: Any, turns: Any, rules: Detector) -> None:
    assert mine(call(*turns), detector=rules) == ()


def test_quotes_are_verbatim(call: Any, rules: Detector) -> None:
    text = "  Look —  it's “too expensive”,\nZoë said…   What\tdoes 1 seat cost?? \U0001f600 \ud83d We waste hours "
    text += "copying by hand  "
    found = mine(call(("buyer", text)), detector=rules)
    assert {m.kind for m in found} >= {Kind.OBJECTION, Kind.QUESTION, Kind.PAIN}
    assert all(m.quote in text and m.quote == m.quote.strip() for m in found)


def test_huge_turns_are_mined_in_pieces_to_their_end(
    call: Any, rules: Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlp.mine.PIECE_CHARACTERS", 200)
    text = "Well, fine. " * 40 + "x" * 500 + ". That is too expensive."
    (found,) = mine(call(("buyer", text)), detector=rules)
    assert found.quote == "That is too expensive."


def test_neighbours_on_one_concern_are_one_moment(call: Any) -> None:
    text = "It takes days. Nobody likes it. Also the phones fail. How odd."
    quotes = [m.quote for m in mine(call(("buyer", text)), detector=EverySentence())]
    assert quotes == ["It takes days. Nobody likes it.", "Also the phones fail. How odd."]


def test_questions_stand_alone(call: Any) -> None:
    found = mine(call(("buyer", "What is it? Who made it?")), detector=EverySentence(kind=Kind.QUESTION))
    assert [m.quote for m in found] == ["What is it?", "Who made it?"]


def test_the_same_words_twice_in_a_turn_are_one_moment(call: Any) -> None:
    found = mine(call(("buyer", "How much? Well. How much?")), detector=EverySentence(kind=Kind.QUESTION))
    assert [m.quote for m in found] == ["How much?", "Well."]


def test_ids_are_stable_and_change_with_the_detector(call: Any) -> None:
    transcript = call(("buyer", "It takes days."), ("buyer", "It takes days."))
    ids = [m.id for m in mine(transcript, detector=EverySentence())]
    assert len(set(ids)) == 2
    assert ids == [m.id for m in mine(transcript, detector=EverySentence())]
    assert not set(ids) & {m.id for m in mine(transcript, detector=EverySentence(version="2"))}


def spoken(text: str, words: list[str], *, start_s: float = 10.0) -> Transcript:
    timed = tuple(
        Word(word=word, start_s=start_s + i, end_s=start_s + i + 0.5, probability=0.9) for i, word in enumerate(words)
    )
    turn = Turn(
        index=0,
        speaker="buyer",
        role=Role.BUYER,
        text=text,
        start_s=start_s,
        end_s=start_s + len(words),
        words=timed,
    )
    return Transcript(
        call_id="c", language="en", duration_s=None, turns=(turn,), provenance=Provenance(name="t", version="1")
    )


def test_times_are_those_of_the_first_and_last_word() -> None:
    transcript = spoken("Okay. How much is it? Fine.", [" Okay.", " How", " much", " is", " it?", " Fine."])
    found = mine(transcript, detector=EverySentence(kind=Kind.QUESTION))
    assert [(m.start_s, m.end_s) for m in found] == [(10.0, 10.5), (11.0, 14.5), (15.0, 15.5)]


def test_times_survive_text_that_differs_from_the_words() -> None:
    transcript = spoken(
        "Okay. It is $20 a seat, right? Fine.", ["okay", "it", "is", "twenty", "dollars", "a", "seat", "right", "fine"]
    )
    found = mine(transcript, detector=EverySentence(kind=Kind.QUESTION))
    assert [(m.start_s, m.end_s) for m in found] == [(10.0, 10.5), (11.0, 17.5), (18.0, 18.5)]


def test_a_quote_whose_first_word_was_rewritten_starts_on_it() -> None:
    transcript = spoken("Okay. 20 dollars is too much.", ["okay", "twenty", "dollars", "is", "too", "much"])
    found = mine(transcript, detector=EverySentence(kind=Kind.QUESTION))
    assert [(m.start_s, m.end_s) for m in found] == [(10.0, 10.5), (11.0, 15.5)]


def _with_suspect(transcript: Transcript, *places: int) -> Transcript:
    (turn,) = transcript.turns
    words = tuple(replace(word, suspect="unlikely" if i in places else None) for i, word in enumerate(turn.words))
    return replace(transcript, turns=(replace(turn, words=words),))


def test_a_sentence_with_a_suspect_word_is_no_evidence_until_a_person_clears_it() -> None:
    said = "It takes days. Nobody likes it. It costs too much."
    transcript = spoken(said, said.split())
    doubtful = _with_suspect(transcript, 4)
    assert [m.quote for m in mine(doubtful, detector=EverySentence())] == ["It takes days.", "It costs too much."]
    confirmed = _with_suspect(doubtful)
    assert [m.quote for m in mine(confirmed, detector=EverySentence())] == [said]


def test_a_suspect_word_that_a_person_rewrote_does_no_harm() -> None:
    transcript = _with_suspect(spoken("It takes days. Great.", ["It", "takes", "days.", "Kqzz."]), 3)
    assert [m.quote for m in mine(transcript, detector=EverySentence())] == ["It takes days. Great."]


def test_without_words_times_are_the_place_in_the_turn() -> None:
    turn = replace(spoken("How much? Okay so.", ["x"] * 18).turns[0], words=())
    transcript = replace(spoken("x", ["x"]), turns=(turn,))
    found = mine(transcript, detector=EverySentence(kind=Kind.QUESTION))
    assert [(m.start_s, m.end_s) for m in found] == [(10.0, 19.0), (20.0, 28.0)]


def test_the_rep_turn_before_is_given_to_the_detector(call: Any) -> None:
    seen: list[Passage] = []

    class Listening(EverySentence):
        def detect(self, passages: Any) -> list[tuple[Finding, ...]]:
            seen.extend(passages)
            return super().detect(passages)

    mine(call(("buyer", "Hi."), ("rep", "It is nine hundred."), ("buyer", "Hm no.")), detector=Listening())
    assert [p.rep_before for p in seen] == ["", "It is nine hundred."]
