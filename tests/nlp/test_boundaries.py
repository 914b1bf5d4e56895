"""Sentences in speech without punctuation, on stretches of our own; bench/sentences.py is the long form."""

from pathlib import Path
from typing import Any

STRETCHES = Path(__file__).parents[2] / "bench" / "sentences" / "stretches.txt"


def held_out() -> list[list[str]]:
    lines = [line for line in STRETCHES.read_text().splitlines() if line and not line.startswith("#")]
    return [[sentence.strip() for sentence in line.split("|")] for line in lines[2::3]]


def ends(sentences: list[str]) -> set[int]:
    return {len(" ".join(sentences[:i]).split()) for i in range(1, len(sentences))}


def test_most_boundaries_are_found_and_most_found_are_true(language: Any) -> None:
    true = found = right = 0
    for stretch in held_out():
        meant, said = ends(stretch), ends([s.text for s in language(" ".join(stretch)).sents])
        true, found, right = true + len(meant), found + len(said), right + len(meant & said)
    assert true == 102
    assert right / found > 0.6
    assert right / true > 0.5


def test_a_short_turn_without_marks_is_cut_too(language: Any) -> None:
    said = [s.text for s in language("that is a lot of money can we pay monthly").sents]
    assert said == ["that is a lot of money", "can we pay monthly"]


def test_a_typed_sentence_is_left_whole(language: Any) -> None:
    text = "I'd say, and my partner agrees, that we would want it in writing before we sign"
    assert [s.text for s in language(text).sents] == [text]


def test_offsets_known_beforehand_are_final(language: Any) -> None:
    doc = language.make_doc("that is a lot of money can we pay monthly")
    doc._.sentence_offsets = (0, 5)
    assert [s.text for s in language(doc).sents] == ["that", "is a lot of money can we pay monthly"]
