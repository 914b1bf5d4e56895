"""What people said of moments as training text that the concern bank's format takes."""

import random
import re
from datetime import UTC, datetime

import pytest

from calls.judged import judged
from calls.judged_text import judged_text, label_code
from calls.judgement import Anchor, Judgement, Label, Verdict
from calls.moment import Category, Kind, Moment
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn

MADE_BY = Provenance(name="heads", version="1")
PRICE, PAIN = Label(kind=Kind.OBJECTION, category=Category.PRICE), Label(kind=Kind.PAIN)
SAID = [
    (Role.REP, "So that is\nthe offer ## at 40."),
    (Role.BUYER, "Right. That is twice what we pay. Nobody opens our tool. Is it live? Okay"),
    (Role.REP, "Mm-hm."),
    (Role.BUYER, "well we pay for it and nobody opens it so there is that"),
]


def transcript() -> Transcript:
    turns = tuple(Turn(index=i, speaker=r.value, role=r, text=text) for i, (r, text) in enumerate(SAID))
    return Transcript(call_id="ca_1", language="en", duration_s=None, turns=turns, provenance=MADE_BY)


def moment(turn: int, quote: str, label: Label) -> Moment:
    return Moment(
        id=f"mo_{turn}_{quote}",
        call_id="ca_1",
        turn_index=turn,
        kind=label.kind,
        category=label.category,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
    )


def said(on: Moment, verdict: Verdict, label: Label | None = None) -> Judgement:
    found = Label(kind=on.kind, category=on.category)
    return Judgement(
        id=f"ju_{on.id}",
        call_id="ca_1",
        moment_id=on.id,
        verdict=verdict,
        anchor=Anchor(turn_index=on.turn_index, quote=on.quote, start_s=None, end_s=None),
        found=None if verdict is Verdict.ADD else found,
        label=found if verdict in (Verdict.CONFIRM, Verdict.ADD) else label,
        found_by=None if verdict is Verdict.ADD else MADE_BY,
        theme_id=None,
        version=1,
        made_by="Ana",
        created_at=datetime(2026, 8, 1, tzinfo=UTC),
    )


def written(found: list[Moment], judgements: list[Judgement]) -> str:
    laid = judged(found, judgements, transcript=transcript())
    return judged_text(transcript(), [item.moment for item in laid.shown], judgements)


DEAR, UNUSED = moment(1, "That is twice what we pay.", PRICE), moment(1, "Nobody opens our tool.", PAIN)


def test_a_judged_turn_is_a_block_with_the_reps_turn_before_and_a_line_a_sentence() -> None:
    assert written([DEAR, UNUSED], [said(DEAR, Verdict.CONFIRM)]) == (
        "> corrections/ca_1 | person\n"
        "R: So that is the offer # at 40.\n"
        "B: Right.\n"
        "B: That is twice what we pay. ## o:price\n"
        "B: Nobody opens our tool. ## pain\n"
        "B: Is it live?\n"
        "B: Okay\n"
    )


@pytest.mark.parametrize(
    ("verdict", "label", "line"),
    [
        (Verdict.REJECT, None, "B: That is twice what we pay.\n"),
        (Verdict.RELABEL, PAIN, "B: That is twice what we pay. ## pain\n"),
        (Verdict.RELABEL, Label(kind=Kind.OBJECTION, category=Category.TERMS), "what we pay. ## o:terms\n"),
    ],
)
def test_a_line_says_what_the_person_said(verdict: Verdict, label: Label | None, line: str) -> None:
    assert line in written([DEAR], [said(DEAR, verdict, label)])


def test_a_judged_quote_is_one_line_and_speech_without_stops_is_cut_around_it() -> None:
    both = moment(1, "That is twice what we pay. Nobody opens our tool.", PRICE)
    assert "B: That is twice what we pay. Nobody opens our tool. ## o:price\n" in written(
        [both], [said(both, Verdict.CONFIRM)]
    )
    loose = moment(3, "nobody opens it", PAIN)
    assert written([], [said(loose, Verdict.ADD)]).splitlines()[1:] == [
        "R: Mm-hm.",
        "B: well we pay for it and",
        "B: nobody opens it ## pain",
        "B: so there is that",
    ]


def test_turns_nobody_judged_are_not_written() -> None:
    assert written([DEAR], []) == ""
    gone = moment(1, "Words that nobody says any more at all.", PRICE)
    assert written([DEAR], [said(gone, Verdict.REJECT)]) == ""


def test_every_label_has_its_code() -> None:
    codes = {label_code(Label(kind=Kind.OBJECTION, category=category)) for category in Category}
    codes |= {label_code(Label(kind=kind)) for kind in Kind if kind is not Kind.OBJECTION}
    assert codes == {
        *(
            f"o:{name}"
            for name in ["price", "timing", "authority", "need", "fit", "trust", "competitor", "terms", "other"]
        ),
        *("q", "pref", "db", "pain", "comp", "praise"),
    }


def test_whatever_is_judged_the_text_is_in_the_format_and_loses_no_word() -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    text = SAID[1][1]
    for _ in range(200):
        found = []
        for _number in range(chance.randint(1, 4)):
            begin, end = sorted(chance.sample(range(len(text) + 1), 2))
            quote = text[begin:end].strip()
            if any(character.isalnum() for character in quote):
                found.append(moment(1, quote, chance.choice((PRICE, PAIN))))
        unique = list({one.id: one for one in found}.values())
        judgements = [said(one, chance.choice((Verdict.CONFIRM, Verdict.REJECT))) for one in unique]
        lines = written(unique, judgements).splitlines()
        assert all(re.match(r"^(> corrections/ca_1 \| person|R: \S.*|B: \S.*)$", line) for line in lines)
        kept = "".join(line[3:].partition(" ## ")[0] for line in lines if line.startswith("B: "))
        if judgements and lines:
            assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]
