"""What a tracker's phrases are found in, and what not."""

import random

import pytest

from calls.errors import InvalidInput
from calls.tracker import SaidBy, wanted
from calls.transcript import Role, Turn, Word
from nlp.tracking import Matcher, mentions_in


def found(phrase: str, text: str, **options: bool) -> list[str]:
    """Return what of a text a phrase is found in."""
    return [text[s.begin : s.end] for s in Matcher(wanted(name="x", phrases=[phrase], **options)).find(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "hits"),
    [
        ("price increase", "Your prices, increased again! A PRICE INCREASE.", ["prices, increased", "PRICE INCREASE"]),
        ("cancel", "We cancelled, are cancelling and canceled; a chancellor.", ["cancelled", "cancelling", "canceled"]),
        ("go live", "When we went live, they had gone live.", ["went live", "gone live"]),
        ("cheap", "The cheaper one is cheapest.", ["cheaper", "cheapest"]),
        (
            "don't need",
            "We do not need it, she didn’t need it, dont need",
            ["do not need", "didn’t need", "dont need"],
        ),
        ("will not", "I won't. I will not.", ["won't", "will not"]),
        ("what's the price", "So what is the price? Whats the price?", ["what is the price", "Whats the price"]),
        ("e-mail", "An email, an e-mail, an e mail.", ["email", "e-mail", "e mail"]),
        ("email", "Send an e-mail.", ["e-mail"]),
        ("lock in", "The lock-in.", ["lock-in"]),
        ("integrat*", "Integration, integrating, disintegrate.", ["Integration", "integrating"]),
        ("salesforce pricing", "Salesforce's pricing", ["Salesforce's pricing"]),
        ("hop", "We were hoping to plan.", []),
        ("port", "Support and report.", []),
        ("naïve café", "A NAÏVE CAFÉ!", ["NAÏVE CAFÉ"]),
        ("24/7", "Is it 24/7?", ["24/7"]),
    ],
)
def test_words_are_found_in_any_form(phrase: str, text: str, hits: list[str]) -> None:
    assert found(phrase, text) == hits


def test_exact_takes_the_words_as_they_are_in_any_letter_case() -> None:
    assert found("price increase", "Prices increased. Price increase!", exact=True) == ["Price increase"]
    assert found("don't", "I do not. I don't.", exact=True) == ["do not", "don't"]


def test_only_questions() -> None:
    text = "The price is fine. What is the price? So how much does the price go up"
    assert len(found("price", text)) == 3
    assert len(found("price", text, in_question=True)) == 2
    assert found("price", "I told you what the price was.", in_question=True) == []


def test_places_do_not_overlap_and_the_longest_counts() -> None:
    matcher = Matcher(wanted(name="x", phrases=["price", "price increase", "increase"]))
    text = "the price increase and the increase"
    assert [text[s.begin : s.end] for s in matcher.find(text)] == ["price increase", "increase"]


def turn(text: str, *, role: Role = Role.BUYER, words: tuple[Word, ...] = ()) -> Turn:
    return Turn(index=4, speaker="a", role=role, text=text, start_s=10.0, end_s=20.0, words=words)


def test_a_mention_quotes_its_sentence_and_says_when() -> None:
    text = "Thank you. Your price increase hurts. Bye."
    words = tuple(
        Word(word=word, start_s=10.0 + number, end_s=10.5 + number) for number, word in enumerate(text.split())
    )
    (mention,) = mentions_in(
        Matcher(wanted(name="x", phrases=["price increase"])), turn(text, words=words), tracker_id="t", call_id="c"
    )
    assert mention.quote == "Your price increase hurts."
    assert mention.quote[mention.begin : mention.end] == "price increase"
    assert (mention.start_s, mention.end_s) == (13.0, 14.5)


def test_who_says_it_matters_and_what_may_never_have_been_said_is_no_evidence() -> None:
    by_rep = Matcher(wanted(name="x", phrases=["price"], said_by=SaidBy.REP))
    assert not mentions_in(by_rep, turn("The price."), tracker_id="t", call_id="c")
    assert mentions_in(by_rep, turn("The price.", role=Role.REP), tracker_id="t", call_id="c")
    doubtful = (Word(word="price", start_s=10, end_s=11, suspect="loop"),)
    anyone = Matcher(wanted(name="x", phrases=["price"]))
    assert not mentions_in(anyone, turn("price", words=doubtful), tracker_id="t", call_id="c")


def test_a_long_monologue_is_cut_to_a_quote() -> None:
    text = "word " * 500 + "price " + "word " * 500
    (mention,) = mentions_in(Matcher(wanted(name="x", phrases=["price"])), turn(text), tracker_id="t", call_id="c")
    assert len(mention.quote) <= 330
    assert mention.quote[mention.begin : mention.end] == "price"


@pytest.mark.parametrize("phrase", ["", "  ", "*", "a*", "pri*ce", "?!", "word " * 13, "x" * 200, "price **"])
def test_a_phrase_that_says_nothing_is_refused(phrase: str) -> None:
    with pytest.raises(InvalidInput):
        wanted(name="x", phrases=[phrase])


def test_any_text_is_read_without_harm_and_the_quick_look_misses_nothing() -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    pieces = [
        "price",
        "prices",
        "don't",
        "won't",
        "-",
        "'",
        "’",
        " ",
        "e-mail",
        "email",
        ".",
        "?",
        "é",
        "\ud800",
        "a",
        "not",
        "do",
    ]
    for _ in range(300):
        text = "".join(rng.choice(pieces) + rng.choice(["", " "]) for _ in range(rng.randrange(1, 15)))
        for phrase in ("price", "do not", "e-mail", "email", "pric*"):
            matcher = Matcher(wanted(name="x", phrases=[phrase]))
            quick = matcher.find(text)
            matcher._needed = None
            assert matcher.find(text) == quick, (phrase, text)
