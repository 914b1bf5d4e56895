from collections.abc import Sequence
from typing import Any

import pytest

from calls.moment import Category, Kind
from nlp.detector import Finding, Passage
from nlp.joining import LONGEST_JOIN_SENTENCES, LONGEST_JOIN_WORDS, joined


def quotes(
    language: Any,
    text: str,
    *numbers: int,
    kind: Kind = Kind.PAIN,
    untold: Sequence[int] = (),
    other: int | None = None,
) -> list[str]:
    """Return what becomes of findings of one kind in these sentences, beside a preference in sentence `other`."""
    doc = language(text)
    category = Category.PRICE if kind is Kind.OBJECTION else None
    found = [Finding(sentence=n, kind=kind, category=category, score=0.5) for n in numbers]
    if other is not None:
        found.append(Finding(sentence=other, kind=Kind.PREFERENCE, category=None, score=0.5))
    passage = Passage(rep_before="", text=text, sentences=tuple(doc.sents))
    return [text[one.begin : one.end] for one in joined(passage, found, untold=untold) if one.kind is kind]


JOINED = {
    "neighbours": ("It takes days. Nobody likes it.", (0, 1)),
    "what stands between two that share their subject": (
        "The scanner drops orders. I have seen it myself. Every order it drops costs us a customer.",
        (0, 2),
    ),
    "what stands between, where the second points back": (
        "We copy invoices by hand. My sister does most of them. It takes her whole weekend.",
        (0, 2),
    ),
    "the antecedent of a fragment that points back": ("The install took nine months. Because of that.", (1,)),
    "the antecedent of a phrase without a verb": ("Our phones drop calls. And the printers too.", (1,)),
    "the antecedent of a relative clause": ("They never answered the phone. Which is why we left.", (1,)),
    "the antecedent of a condition": ("I will not sign anything. Unless you drop the setup fee.", (1,)),
    "the antecedent of a reason": ("We lose customers every week. Because nobody picks up.", (1,)),
}


@pytest.mark.parametrize("case", JOINED)
def test_taken_together(language: Any, case: str) -> None:
    text, numbers = JOINED[case]
    assert quotes(language, text, *numbers) == [text]


APART = {
    "another concern": ("It takes days. Also the phones fail.", (0, 1)),
    "two things with a sentence between": (
        "The scanner drops orders. We moved here in May. Parking is a nightmare.",
        (0, 2),
    ),
    "two sentences between": (
        "We copy invoices by hand. Hm. Let me think. It takes her whole weekend.",
        (0, 3),
    ),
}


@pytest.mark.parametrize("case", APART)
def test_left_apart(language: Any, case: str) -> None:
    text, numbers = APART[case]
    assert len(quotes(language, text, *numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("text", "number", "quote"),
    [
        ("Okay. That is too expensive.", 1, "That is too expensive."),
        ("We met in May. If it breaks we lose a day.", 1, "If it breaks we lose a day."),
        ("Yeah. Because of that.", 1, "Because of that."),
        ("We met in May. Because it broke, we lost the order.", 1, "Because it broke, we lost the order."),
    ],
)
def test_what_stands_on_its_own_takes_nothing_along(language: Any, text: str, number: int, quote: str) -> None:
    assert quotes(language, text, number) == [quote]


def test_a_sentence_that_holds_something_else_is_not_swallowed(language: Any) -> None:
    text = "We copy invoices by hand. I want a robot. It takes the whole weekend."
    assert len(quotes(language, text, 0, 2)) == 1
    assert len(quotes(language, text, 0, 2, other=1)) == 2


def test_a_question_between_is_not_swallowed(language: Any) -> None:
    text = "We copy invoices by hand. How do others do it? It takes the whole weekend."
    assert len(quotes(language, text, 0, 2)) == 2


def test_a_doubtful_sentence_is_in_no_quote(language: Any) -> None:
    text = "The install took nine months. Because of that."
    assert quotes(language, text, 1, untold=[0]) == ["Because of that."]
    assert quotes(language, text, 0, 1, untold=[1]) == ["The install took nine months."]
    between = "We copy invoices by hand. My sister does most. It takes her whole weekend."
    assert len(quotes(language, between, 0, 2, untold=[1])) == 2


@pytest.mark.parametrize("kind", [Kind.QUESTION, Kind.COMPETITOR])
def test_questions_and_competitors_stay_single(language: Any, kind: Kind) -> None:
    assert quotes(language, "We use Gong. Because of Zoom.", 0, 1, kind=kind) == ["We use Gong.", "Because of Zoom."]


def test_no_quote_is_longer_than_the_limits(language: Any) -> None:
    text = " ".join(["It takes days."] * 7)
    assert [len(q.split()) // 3 for q in quotes(language, text, *range(7))] == [LONGEST_JOIN_SENTENCES] * 2 + [1]
    long = (
        f"We {'really ' * (LONGEST_JOIN_WORDS - 10)}struggle with it. And it costs us more than it should, every day."
    )
    assert len(quotes(language, long, 0, 1)) == 2
