import numpy as np
import pytest

from nlp.reading import OUTSIDE, STRETCH_PIECES, Reader, batched, collate, plain_words
from nlp.weights import verified_folder

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(verified_folder())


def owned(reader: Reader, stretch: object, number: int) -> list[int]:
    return [p for p, owner in zip(stretch.pieces, stretch.owners, strict=True) if owner == number]  # type: ignore[attr-defined]


def test_every_sentence_owns_its_words_and_the_rep_owns_none(reader: Reader) -> None:
    sentences = ["Okay.", "And that is per seat?"]
    (stretch,) = reader.stretches(sentences, before="It is nine hundred a month.", after="It is, yes.")
    for number, text in enumerate(sentences):
        assert owned(reader, stretch, number)[:-1] == reader.pieces_of(text)
    nine = reader.pieces_of("nine")[0]
    place = stretch.pieces.index(nine)
    assert stretch.owners[place] == OUTSIDE


def test_a_long_turn_is_read_in_stretches_that_own_each_sentence_once(reader: Reader) -> None:
    sentences = [f"Sentence number {i} goes on about the price of gravel for a good while." for i in range(60)]
    stretches = list(reader.stretches(sentences, before="Tell me about it."))
    assert len(stretches) > 1
    assert sum(stretch.sentences for stretch in stretches) == len(sentences)
    again = [owned(reader, stretch, number)[:-1] for stretch in stretches for number in range(stretch.sentences)]
    assert again == [reader.pieces_of(text) for text in sentences]
    assert all(len(stretch.pieces) < STRETCH_PIECES + 130 for stretch in stretches)


def test_one_endless_sentence_is_cut_and_not_refused(reader: Reader) -> None:
    (stretch,) = reader.stretches(["gravel " * 5000])
    assert stretch.sentences == 1
    assert len(stretch.pieces) < STRETCH_PIECES + 20


def test_only_the_end_of_the_reps_turn_and_the_beginning_of_the_answer_are_read(reader: Reader) -> None:
    before, after = "first " + "filler " * 200 + "last", "start " + "filler " * 200 + "finish"
    (stretch,) = reader.stretches(["Okay."], before=before, after=after)
    for word, seen in (("first", False), ("last", True), ("start", True), ("finish", False)):
        assert (reader.pieces_of(word)[0] in stretch.pieces) is seen, word


def test_side_by_side_sentences_are_numbered_through(reader: Reader) -> None:
    stretches = [*reader.stretches(["One.", "Two."]), *reader.stretches(["Three."], before="Well?")]
    batch = collate(stretches, padding=reader.padding)
    assert batch.sentences == 3
    assert sorted(set(batch.owners.ravel().tolist())) == [OUTSIDE, 0, 1, 2]
    assert batch.mask.sum() == sum(len(stretch.pieces) for stretch in stretches)
    assert np.all(batch.pieces[batch.mask == 0] == reader.padding)


def test_groups_hold_everything_once_and_stay_within_their_size() -> None:
    lengths = [7, 300, 12, 12, 9, 80, 41]
    groups = list(batched(lengths, most_pieces=100))
    assert sorted(i for group in groups for i in group) == list(range(len(lengths)))
    assert all(len(group) == 1 or len(group) * max(lengths[i] for i in group) <= 100 for group in groups)


def test_words_without_punctuation_keep_their_letters() -> None:
    assert plain_words("That’s 9,000 – per seat?!") == "that's 9 000 per seat"
