"""What sounds like a name, and what does not."""

import pytest

from calls.transcript import Word
from transcribe.vocabulary.names import Name
from transcribe.vocabulary.near import near_names
from transcribe.vocabulary.sound import likeness, sounds_of


def _alike(one: str, other: str) -> float:
    return likeness(sounds_of(one), sounds_of(other))


def _words(text: str, probability: float = 0.5) -> list[Word]:
    return [Word(word=word, start_s=i, end_s=i + 0.9, probability=probability) for i, word in enumerate(text.split())]


def _found(text: str, *names: Name, probability: float = 0.5) -> set[str]:
    words = _words(text, probability)
    return {
        f"{' '.join(word.word for word in words[near.first : near.last])} = {near.name.written}"
        for near in near_names(words, names=names)
    }


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("Lytehouse", "lighthouse"),
        ("Van der Meer", "Van Darmier"),
        ("Wrenchboard", "ranch board"),
        ("Physiqon", "fizzy con"),
        ("Zoë Kessler", "Zoe Kesler"),
    ],
)
def test_other_spellings_of_one_sound_are_alike(name: str, heard: str) -> None:
    assert _alike(name, heard) > 0.8


@pytest.mark.parametrize(
    ("one", "other"), [("Quorvane", "contract"), ("Pembury", "Friday"), ("Amber Trellis", "the calendar")]
)
def test_other_sounds_are_not(one: str, other: str) -> None:
    assert _alike(one, other) < 0.4


def test_a_name_is_found_over_word_borders() -> None:
    assert "make a dispatch, = Maple Dispatch" in _found(
        "We use make a dispatch, mostly.", Name(written="Maple Dispatch")
    )


def test_words_that_are_the_name_are_left_alone() -> None:
    assert _found("I like Quorvane and quorvane's maple dispatch", Name(written="Quorvane")) == set()


def test_a_name_is_not_sought_across_the_end_of_a_sentence() -> None:
    name = Name(written="Maple Dispatch")
    assert "May pull. Dispatch = Maple Dispatch" not in _found("In May pull. Dispatch them", name)
    assert "May pull Dispatch = Maple Dispatch" in _found("In May pull Dispatch them", name)


def test_confident_words_must_sound_more_alike() -> None:
    name = Name(written="Corvello")
    assert "carefully = Corvello" in _found("Read it carefully please", name, probability=0.4)
    assert _found("Read it carefully please", name, probability=0.99) == set()


def test_a_name_of_few_sounds_must_sound_more_alike() -> None:
    name = Name(written="Whitlow")
    assert _found("There are only we two left", name) == set()
    assert "wit low = Whitlow" in _found("Ask wit low instead", name)


def test_what_a_person_wrote_as_heard_is_certain() -> None:
    name = Name(written="Xelo", heard_as=("lighthouse",))
    (near,) = near_names(_words("Ask the Light House people", 0.99), names=[name])
    assert (near.first, near.last, near.certain) == (2, 4, True)
