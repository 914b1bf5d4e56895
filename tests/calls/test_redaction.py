"""Masking is pure: the same text without what was found, and nothing of a text that nobody looked through."""

import random
from itertools import pairwise

from calls.formats import READY_MADE
from calls.redaction import (
    NOT_YET,
    Entity,
    Mask,
    Span,
    masked_text,
    masked_words,
    settled,
    spans_within,
    text_digest,
    without_people,
)
from calls.transcript import Role, Speaker, Transcript, Turn, Word

TEXT = "Ask Dana Ruiz, her number is 415 555 0101."


def span(text: str, part: str, entity: Entity) -> Span:
    begin = text.index(part)
    return Span(turn_index=0, begin=begin, end=begin + len(part), entity=entity)


SPANS = (span(TEXT, "Dana Ruiz", Entity.PERSON), span(TEXT, "415 555 0101", Entity.PHONE))


def turn_of(text: str, speaker: str = "buyer", role: Role = Role.BUYER) -> Turn:
    words = tuple(Word(word=word, start_s=float(at), end_s=at + 0.5) for at, word in enumerate(text.split()))
    return Turn(index=0, speaker=speaker, role=role, text=text, words=words, start_s=0.0, end_s=9.0)


def test_a_span_becomes_a_word_in_brackets() -> None:
    assert masked_text(TEXT, SPANS) == "Ask [name], her number is [phone]."


def test_words_of_a_span_are_one_word_from_first_to_last() -> None:
    words = masked_words(turn_of(TEXT), SPANS)
    assert [word.word for word in words] == ["Ask", "[name],", "her", "number", "is", "[phone]."]
    assert (words[1].start_s, words[1].end_s) == (1.0, 2.5)


def test_words_that_are_not_of_the_text_are_hidden() -> None:
    turn = turn_of(TEXT)
    strange = Turn(
        index=0,
        speaker="a",
        role=Role.BUYER,
        text=TEXT,
        words=(*turn.words, Word(word="Marek", start_s=9.0, end_s=9.1)),
    )
    assert "Marek" not in " ".join(word.word for word in masked_words(strange, SPANS))


def test_what_nobody_looked_through_is_hidden_whole() -> None:
    assert Mask(spans={}).text(TEXT) == NOT_YET
    assert Mask(spans={text_digest(TEXT): ()}).text(TEXT) == TEXT


def test_a_transcript_names_nobody() -> None:
    transcript = Transcript(
        call_id="c",
        language="en",
        duration_s=9.0,
        turns=(turn_of(TEXT, "Marek Novak"), turn_of(TEXT, "speaker 2", Role.REP)),
        speakers=(
            Speaker(label="Marek Novak", role=Role.BUYER, name="Marek Novak"),
            Speaker(label="speaker 2", name="Ana"),
        ),
        warnings=("Ana was taken for the rep.",),
        provenance=READY_MADE,
    )
    hidden = Mask(spans={text_digest(TEXT): SPANS}).transcript(transcript)
    assert [turn.speaker for turn in hidden.turns] == ["buyer 1", "speaker 2"]
    assert {speaker.label for speaker in hidden.speakers} == {"buyer 1", "speaker 2"}
    assert [speaker.name for speaker in hidden.speakers] == [None, None]
    assert hidden.warnings == ("[name] was taken for the rep.",)
    assert not {"Dana", "Marek", "Ana", "0101"} & set(str(hidden).replace("'", " ").replace(",", " ").split())


def test_names_of_people_are_hidden_in_any_case() -> None:
    assert without_people("call with DANA ruiz, Danas", ["Dana Ruiz"]) == "call with [name], Danas"


def test_a_part_of_a_text_keeps_what_lies_within() -> None:
    begin = TEXT.index("Ruiz")
    end = TEXT.index(" number")
    part = spans_within(SPANS, begin=begin, end=end)
    assert masked_text(TEXT[begin:end], part) == "[name], her"


def test_masking_never_shows_what_a_span_covers() -> None:
    seed = random.randrange(10**6)
    rng = random.Random(seed)
    for _ in range(200):
        text = "".join(rng.choice("abc ,.") for _ in range(40))
        spans = [
            Span(
                turn_index=0, begin=(b := rng.randrange(40)), end=b + rng.randrange(9), entity=rng.choice(list(Entity))
            )
            for _ in range(4)
        ]
        covered = {at for each in spans for at in range(each.begin, min(each.end, 40))}
        left = [text[at] for at in range(40) if at not in covered]
        shown = masked_text(text, spans)
        for entity in ("[name]", "[e-mail]", "[phone]", "[card]", "[iban]", "[address]"):
            shown = shown.replace(entity, "")
        assert shown == "".join(left), seed
        done = settled(spans)
        assert all(one.end <= other.begin for one, other in pairwise(done)), seed
