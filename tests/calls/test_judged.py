"""What people say of moments holds whatever is found, by whichever detector, in whichever transcript."""

from datetime import UTC, datetime, timedelta

import pytest

from calls.errors import InvalidInput
from calls.judged import judged
from calls.judgement import PERSON, Anchor, Judged, Judgement, Label, Verdict
from calls.judging import added_moment
from calls.moment import Category, Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn, Word

OLD, NEW = Provenance(name="heads", version="1"), Provenance(name="heads", version="2")
PRICE, FIT = Label(kind=Kind.OBJECTION, category=Category.PRICE), Label(kind=Kind.OBJECTION, category=Category.FIT)
PAIN, PRAISE = Label(kind=Kind.PAIN), Label(kind=Kind.PRAISE)
TEXT = "Sure. That is twice what we pay today. Nobody opens it. So it is a hard sell."
QUOTE, OTHER = "That is twice what we pay today.", "Nobody opens it."


def spoken(*texts: str, timed: bool = False, shift: int = 0) -> Transcript:
    turns = []
    for index, text in enumerate(texts):
        start = index * 20.0 + shift
        words = tuple(Word(word=w, start_s=start + n, end_s=start + n + 0.8) for n, w in enumerate(text.split()))
        turns.append(
            Turn(
                index=index,
                speaker="s",
                role=(Role.REP, Role.BUYER)[index % 2],
                text=text,
                start_s=start if timed else None,
                end_s=words[-1].end_s if timed else None,
                words=words if timed else (),
            )
        )
    return Transcript(call_id="ca_1", language="en", duration_s=None, turns=tuple(turns), provenance=OLD)


def moment(
    quote: str = QUOTE, label: Label = PRICE, *, by: Provenance = OLD, turn: int = 1, start_s: float | None = None
) -> Moment:
    return Moment(
        id=moment_id(call_id="ca_1", turn_index=turn, kind=label.kind, quote=quote, provenance=by),
        call_id="ca_1",
        turn_index=turn,
        kind=label.kind,
        category=label.category,
        quote=quote,
        start_s=start_s,
        end_s=None if start_s is None else start_s + 6.0,
        role=Role.BUYER,
        score=0.8,
        provenance=by,
    )


def said(on: Moment, verdict: Verdict, label: Label | None = None, *, minute: int = 0) -> Judgement:
    found = None if verdict is Verdict.ADD else Label(kind=on.kind, category=on.category)
    return Judgement(
        id=f"ju_{on.id}",
        call_id="ca_1",
        moment_id=on.id,
        verdict=verdict,
        anchor=Anchor(turn_index=on.turn_index, quote=on.quote, start_s=on.start_s, end_s=on.end_s),
        found=found,
        label=found if verdict is Verdict.CONFIRM else label,
        found_by=None if verdict is Verdict.ADD else on.provenance,
        theme_id=None,
        version=1,
        made_by="Ana",
        created_at=datetime(2026, 8, 1, tzinfo=UTC) + timedelta(minutes=minute),
    )


def shown(found: list[Moment], judgements: list[Judgement], transcript: Transcript | None = None) -> list[tuple]:
    laid = judged(found, judgements, transcript=transcript or spoken("Hi", TEXT))
    return [(item.moment.quote, item.moment.kind, item.moment.category, item.judged) for item in laid.shown]


def test_without_a_word_from_anybody_moments_are_as_found() -> None:
    laid = judged([moment()], [], transcript=None)
    assert [(item.moment, item.judged) for item in laid.shown] == [(moment(), None)]
    assert laid.aside == ()


def test_a_rejected_moment_is_put_aside_whole() -> None:
    laid = judged([moment(), moment(OTHER, PAIN)], [said(moment(), Verdict.REJECT)], transcript=None)
    assert [item.moment.quote for item in laid.shown] == [OTHER]
    assert [(item.moment, item.judged) for item in laid.aside] == [(moment(), Judged.REJECTED)]


def test_a_relabelled_moment_keeps_its_id_and_what_it_was_found_as() -> None:
    (item,) = judged([moment()], [said(moment(), Verdict.RELABEL, PAIN)], transcript=None).shown
    assert (item.moment.id, item.moment.kind, item.moment.category) == (moment().id, Kind.PAIN, None)
    assert (item.found, item.judged) == (moment(), Judged.RELABELLED)


@pytest.mark.parametrize(
    ("verdict", "label", "left"),
    [
        (Verdict.CONFIRM, None, [(Kind.OBJECTION, Category.PRICE, Judged.CONFIRMED)]),
        (Verdict.REJECT, None, []),
        (Verdict.RELABEL, FIT, [(Kind.OBJECTION, Category.FIT, Judged.RELABELLED)]),
        (Verdict.RELABEL, PAIN, [(Kind.PAIN, None, Judged.RELABELLED)]),
    ],
)
def test_verdicts_land_on_what_another_detector_finds_in_the_same_words(
    verdict: Verdict, label: Label | None, left: list[tuple]
) -> None:
    newer = moment("That is twice what we pay today", PRICE, by=NEW)
    now = shown([newer], [said(moment(), verdict, label)])
    assert [rest for _, *rest in now] == [list(each) for each in left]


def test_a_person_is_right_by_now_when_the_detector_learned_it() -> None:
    relabelled = said(moment(), Verdict.RELABEL, PAIN)
    assert shown([moment(by=NEW, label=PAIN)], [relabelled]) == [(QUOTE, Kind.PAIN, None, Judged.CONFIRMED)]
    both = [moment(by=NEW), moment(by=NEW, label=PAIN)]
    assert shown(both, [relabelled]) == [(QUOTE, Kind.PAIN, None, Judged.CONFIRMED)], "one moment, not two"


def test_other_words_another_turn_or_another_kind_are_not_judged() -> None:
    rejected = [said(moment(), Verdict.REJECT)]
    for other in (moment(OTHER, PRICE, by=NEW), moment(by=NEW, turn=3), moment(by=NEW, label=PAIN)):
        assert [judged for *_, judged in shown([other], rejected)] == [None]


def test_a_long_quote_is_not_rejected_for_one_sentence_in_it() -> None:
    joined = moment(f"{OTHER} {QUOTE} So it is a hard sell.", by=NEW)
    assert [j for *_, j in shown([joined], [said(moment(OTHER), Verdict.REJECT)])] == [None]


def test_what_a_person_says_is_a_moment_stays_one_when_it_is_not_found_any_more() -> None:
    for verdict, label, word in (
        (Verdict.CONFIRM, None, Judged.CONFIRMED),
        (Verdict.RELABEL, PAIN, Judged.RELABELLED),
        (Verdict.ADD, PRICE, Judged.ADDED),
    ):
        (item,) = judged([], [said(moment(), verdict, label)], transcript=spoken("Hi", TEXT)).shown
        assert (item.moment.quote, item.judged, item.moment.score) == (QUOTE, word, 1.0)
        assert (item.moment.id, item.moment.provenance) == (moment().id, PERSON)
    assert shown([], [said(moment(), Verdict.CONFIRM)], spoken("Hi", "Something else altogether.")) == []


def test_an_added_moment_follows_its_words_into_another_transcription() -> None:
    first = spoken("Hello there", TEXT, timed=True)
    added = added_moment(first, turn_index=1, quote=QUOTE, label=PRICE)
    assert (added.start_s, added.end_s) == (21.0, 27.8)
    heard = "sure thats twice what we pay today nobody opens it"
    second = spoken("Hello there", "Mm", "Right", heard, timed=True, shift=-40)
    laid = judged([], [said(added, Verdict.ADD, PRICE)], transcript=second)
    (item,) = laid.shown
    assert (item.moment.turn_index, item.moment.quote) == (3, "twice what we pay today")
    assert item.moment.start_s == pytest.approx(22.0)


def test_what_was_added_is_one_moment_when_a_detector_finds_it_too() -> None:
    added = said(moment(by=PERSON), Verdict.ADD, PRICE)
    assert shown([moment(by=NEW)], [added]) == [(QUOTE, Kind.OBJECTION, Category.PRICE, Judged.CONFIRMED)]
    assert shown([moment(by=NEW, label=FIT)], [added]) == [(QUOTE, Kind.OBJECTION, Category.PRICE, Judged.RELABELLED)]


def test_of_two_verdicts_on_the_same_words_the_newer_counts() -> None:
    newer = moment(by=NEW)
    older = said(moment(), Verdict.CONFIRM)
    assert shown([newer], [older, said(newer, Verdict.REJECT, minute=5)]) == []
    older = said(moment(), Verdict.REJECT)
    assert [j for *_, j in shown([newer], [older, said(newer, Verdict.CONFIRM, minute=5)])] == [Judged.CONFIRMED]


def test_the_same_words_said_twice_are_judged_one_by_one() -> None:
    one, two = moment("No.", turn=1, start_s=20.0), moment("No.", turn=3, start_s=60.0)
    again = [moment("No.", by=NEW, turn=5, start_s=60.5), moment("No.", by=NEW, turn=2, start_s=20.5)]
    laid = judged(again, [said(two, Verdict.REJECT), said(one, Verdict.CONFIRM)], transcript=None)
    assert [(item.moment.turn_index, item.judged) for item in laid.shown] == [(2, Judged.CONFIRMED)]
    assert [item.moment.turn_index for item in laid.aside] == [5]


@pytest.mark.parametrize(
    ("turn", "quote", "said_so"),
    [
        (0, "Hi", "said by rep"),
        (7, QUOTE, "no turn 7"),
        (1, "That is thrice what we pay.", "word for word"),
        (1, "  ", "empty"),
        (1, "…", "no letter"),
    ],
)
def test_only_what_a_buyer_says_word_for_word_can_be_added(turn: int, quote: str, said_so: str) -> None:
    with pytest.raises(InvalidInput, match=said_so):
        added_moment(spoken("Hi", TEXT), turn_index=turn, quote=quote, label=PRICE)


def test_uncertain_words_are_no_evidence_before_they_are_confirmed() -> None:
    first = spoken("Hi", TEXT, timed=True)
    doubtful = tuple(
        Word(word=w.word, start_s=w.start_s, end_s=w.end_s, suspect="loop" if w.word == "twice" else None)
        for w in first.turns[1].words
    )
    turn = Turn(index=1, speaker="s", role=Role.BUYER, text=TEXT, start_s=20.0, end_s=40.0, words=doubtful)
    transcript = Transcript(call_id="ca_1", language="en", duration_s=None, turns=(turn,), provenance=OLD)
    with pytest.raises(InvalidInput, match="uncertain"):
        added_moment(transcript, turn_index=1, quote=QUOTE, label=PRICE)
    assert added_moment(transcript, turn_index=1, quote=OTHER, label=PRICE).quote == OTHER
