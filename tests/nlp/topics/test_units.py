"""A call's smallest pieces: sentences at their places, none lost, none endless."""

import random
from typing import Any

from nlp.topics.units import LONGEST_WORDS, units_of


def test_sentences_stand_where_they_are_said(call: Any) -> None:
    transcript = call(("rep", "Good. It costs 4.50 a month, billed yearly. Does that fit?"), ("buyer", "Okay."))
    units = units_of(transcript)
    assert [unit.text for unit in units] == [
        "Good. It costs 4.50 a month, billed yearly.",
        "Does that fit?",
        "Okay.",
    ]
    assert [unit.text for unit in units] == [transcript.turns[u.turn].text[u.begin : u.end] for u in units]
    assert [unit.asks for unit in units] == [False, True, False]
    assert [unit.is_back_channel for unit in units] == [False, False, True]


def test_every_word_is_in_one_unit_whatever_the_text(call: Any) -> None:
    seed = random.randrange(10_000)
    generator = random.Random(seed)
    pieces = ["so", "Why?", "no!", "…", "\ud83d", "it's", "3.5", "\n", "--", "Well,", "e.g.", "“Fine.”"]
    for _ in range(200):
        text = " ".join(generator.choice(pieces) for _ in range(generator.randint(0, 120)))
        units = units_of(call(("buyer", text), ("rep", "")))
        covered = "".join(text[u.begin : u.end] for u in units)
        assert [c for c in covered if c.isalnum()] == [c for c in text if c.isalnum()], f"seed {seed}"
        assert all(unit.words <= LONGEST_WORDS + 10 for unit in units), f"seed {seed}"


def test_speech_without_full_stops_is_cut(call: Any) -> None:
    units = units_of(call(("buyer", "and then we went on " * 50)))
    assert len(units) > 5
