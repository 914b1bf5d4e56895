"""What a person types, read as what must be there and what must not."""

import pytest

from store.search_words import read_wording, wanted_text


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("worried about lock-in", "worried about lock-in"),
        ('the "Price list", pric* -lock and fees', "the Price list , pric and fees"),
        ('-"up front" what they -pay pay', "what they pay"),
        ("“too dear” -„per month“", "too dear"),
        ("--no -- yes", "yes"),
        ('-price -"go up"', ""),
        ('"', ""),
    ],
)
def test_what_is_meant_has_neither_signs_nor_what_must_not_be_there(typed: str, wanted: str) -> None:
    assert wanted_text(typed) == wanted


def test_what_must_not_be_there_counts_after_a_long_question_too() -> None:
    wording = read_wording(" ".join(f"word{n}" for n in range(40)) + " -price")
    assert [term.words for term in wording.unwanted] == [("price",)]
    assert len(wording.wanted) == 16
