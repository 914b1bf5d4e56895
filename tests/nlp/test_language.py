from typing import Any

import pytest

from nlp.language import build_language


def sentences(language: Any, text: str) -> list[str]:
    return [sentence.text for sentence in language(text).sents]


def questions(language: Any, text: str) -> list[str]:
    doc = language(text)
    return [span.text for span in doc.spans["questions"]]


def test_punctuated_sentences_end_where_their_marks_are(language: Any) -> None:
    text = "We pay $3.50 a seat. Mr. Petrakis signs it? Wait... no. OK"
    assert sentences(language, text) == ["We pay $3.50 a seat.", "Mr. Petrakis signs it?", "Wait... no.", "OK"]


def test_unpunctuated_speech_is_cut_into_clauses(language: Any) -> None:
    text = (
        "we do all of it by hand today and honestly nobody has time for that and my boss keeps asking why "
        "we still pay two people to copy orders but then he will not sign anything before summer"
    )
    found = sentences(language, text)
    assert len(found) >= 3
    assert " ".join(found) == text
    assert max(len(sentence.split()) for sentence in found) <= 20


@pytest.mark.parametrize(
    "text",
    [
        "what does it cost per seat",
        "so how long would that take",
        "does it talk to the older machines",
        "and can we cancel after a year",
        "I'd like to know how long that takes",
        "ok and the old ones we have does it work with those too",
        "Who else in our field uses it?",
    ],
)
def test_questions_need_no_mark(language: Any, text: str) -> None:
    assert questions(language, text)


@pytest.mark.parametrize(
    "text",
    [
        "What we need is single sign-on.",
        "So do we.",
        "When we looked last year it failed.",
        "How are you?",
        "Do not call again.",
    ],
)
def test_what_only_looks_like_a_question_is_none(language: Any, text: str) -> None:
    assert not questions(language, text)


def competitors(language: Any, text: str) -> list[str]:
    doc = language(text)
    return [span.text for span in doc.spans["competitors"]]


def test_listed_names_are_found_as_recognizers_write_them(language: Any) -> None:
    assert competitors(language, "we are on hub spot and Salesforce today") == ["hub spot", "Salesforce"]


def test_names_that_are_plain_words_need_to_be_dealt_with(language: Any) -> None:
    assert competitors(language, "We square the numbers by hand.") == []
    assert competitors(language, "We use slack for that.") == ["slack"]


def test_a_person_can_give_their_own_names() -> None:
    own = build_language(vendor_names=["Northgale"])
    assert competitors(own, "The quote from northgale was lower.") == ["northgale"]
    assert competitors(own, "Weather was fine.") == []


def test_nothing_said_is_no_sentence(language: Any) -> None:
    assert sentences(language, "") == []
