"""What the redactor hides in typed and spoken words, and what it leaves."""

import socket

import pytest

from bench.redaction import measure, planted_set
from calls.formats import READY_MADE
from calls.redaction import Entity, masked_text, spans_within, text_digest
from calls.transcript import Role, Transcript, Turn
from nlp.redaction import provenance, redactor


def transcript(*texts: str) -> Transcript:
    turns = tuple(
        Turn(index=at, speaker=role.value, role=role, text=text)
        for at, text in enumerate(texts)
        for role in [(Role.REP, Role.BUYER)[at % 2]]
    )
    return Transcript(call_id="c", language="en", duration_s=None, turns=turns, provenance=READY_MADE)


def masked(*texts: str, **known: object) -> list[str]:
    spans = redactor().spans(transcript(*texts), **known)
    return [masked_text(text, [each for each in spans if each.turn_index == at]) for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("call me on four one five five five five oh one double two", "call me on [phone]"),
        ("it is plus forty four seven seven double oh nine triple one two three", "it is [phone]"),
        ("write to dana dot ruiz at gmail dot com please", "write to [e-mail] please"),
        ("Mail dana.ruiz@example.org.", "Mail [e-mail]."),
        ("my last name is ruiz R U I Z okay", "my last name is [name] [name] okay"),
        ("the card is 4111 1111 1111 1111 thanks", "the card is [card] thanks"),
        ("it is four one one one one one one one one one one one one one one one", "it is [card]"),
        ("pay to DE89 3704 0044 0532 0130 00.", "pay to [iban]."),
        ("we are at twelve fourteen oak street apartment five", "we are at [address]"),
        ("We moved to 221 Baker Street, Suite 12, Portland, OR 97205.", "We moved to [address]."),
        ("Thanks, Marek, that helps.", "Thanks, [name], that helps."),
        ("hi this is dana from harbor lane", "hi this is [name] from harbor lane"),
    ],
)
def test_what_is_personal_is_hidden(said: str, shown: str) -> None:
    assert masked(said) == [shown]


@pytest.mark.parametrize(
    "said",
    [
        "We pay 48,500 dollars for 412 users, up 26 percent since 2021.",
        "it costs two hundred and fifty thousand a year for one hundred and twenty seats",
        "Version 7.4.2 broke it, and ticket 4471902 is still open.",
        "We compared Salesforce, Morgan Stanley, Marriott and Jira.",
        "we moved from salesforce to morgan stanley and jira",
        "I will mark that down, and we may grant it at ten thirty on May 14.",
        "the A P I and the S S O are fine",
        "I told them I'll call, and I've asked.",
    ],
)
def test_what_is_not_personal_stays(said: str) -> None:
    assert masked(said) == [said]


def test_digits_that_answer_a_question_piece_by_piece_are_hidden() -> None:
    shown = masked(
        "What is the best number to reach you?", "four one five", "okay", "five five five", "go on", "oh one oh one"
    )
    assert [shown[1], shown[3], shown[5]] == ["[phone]"] * 3


def test_who_takes_part_is_hidden_in_any_spelling_and_who_is_introduced_from_then_on() -> None:
    assert masked("i asked oyelaran about it", people=["Tunde Oyelaran"]) == ["i asked [name] about it"]
    assert masked("My name is Xandro Quill.", "Sure.", "Then quill signed it.")[2] == "Then [name] signed it."


def test_the_account_stays_readable_though_it_looks_like_a_name() -> None:
    said = "We at Marcus Brandt pay monthly."
    assert masked(said, kept=["Marcus Brandt"]) == [said]
    assert masked(said) != [said]


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the redactor reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert masked("mail dana@brightwater.co.uk") == ["mail [e-mail]"]


def test_a_call_is_redacted_the_same_way_twice_and_quotes_as_their_turns() -> None:
    call = transcript("Hello.", "Honestly, Dana Ruiz told us it is too dear. Call 415-555-0101.")
    quote = "Dana Ruiz told us it is too dear."
    one, other = (redactor().redaction([call], others=["Call with Dana Ruiz"], quotes=[(1, quote)]) for _ in range(2))
    assert one == other
    assert one.provenance == provenance()
    texts = {text.digest: text.spans for text in one.texts}
    assert masked_text(quote, texts[text_digest(quote)]) == "[name] told us it is too dear."
    assert masked_text("Call with Dana Ruiz", texts[text_digest("Call with Dana Ruiz")]) == "Call with [name]"
    assert spans_within(texts[text_digest(call.turns[1].text)], begin=0, end=5) == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\ud800 dana", "…", "0" * 5000, "a " * 3000, "one " * 3000, "@.@.", "at dot com"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    assert len(masked(text)) == 1


def test_planted_values_are_hidden_and_products_stay() -> None:
    made = [item for at, item in enumerate(planted_set("unseen", rounds=1)) if at % 3 == 0]
    figures = measure(made)
    for entity in Entity:
        planted = sum(count for (name, _), count in figures.planted.items() if name == entity.value)
        hidden = sum(count for (name, _), count in figures.hidden.items() if name == entity.value)
        assert hidden / planted >= (0.8 if entity is Entity.PERSON else 0.95), entity
    kept = sum(count for (name, _), count in figures.planted.items() if name == "kept")
    lost = sum(count for (name, _), count in figures.hidden.items() if name == "kept")
    assert lost / kept <= 0.03
    assert sum(figures.right_masks.values()) / sum(figures.masks.values()) >= 0.95
