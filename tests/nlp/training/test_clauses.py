import random
from pathlib import Path

from nlp import clauses
from nlp.training.bank_text import read_blocks
from nlp.training.clauses import example, lean, measure, said_in, stretches, teach

BLOCK = """> trade/detail | register
R: Great. And who are you with today?
B: We use Gong.
B: It is fine. Mostly.
R: so this long line without a mark at its end was written down as a recognizer would and tells no boundary
"""


def test_sentences_are_told_by_lines_and_by_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.talk"
    path.write_text(BLOCK)
    (block,) = read_blocks(path)
    buyer, rep = said_in(block)
    assert buyer == ["We use Gong.", "It is fine.", "Mostly."]
    assert rep == ["Great.", "And who are you with today?"]


def test_stretches_hold_every_sentence_once_without_marks() -> None:
    said = [f"Sentence number {i}, isn't it?" for i in range(30)]
    runs = list(stretches(said, random.Random(1)))
    told = [text.lower() for run in runs for text in run]
    assert len(told) == 30
    assert not any(mark in text for text in told for mark in ",?")


def test_an_example_knows_where_its_sentences_begin() -> None:
    one = example(clauses.bare_language(), ("we use gong", "it's fine"))
    assert [token.text for token in one.reference if token.is_sent_start] == ["we", "it"]


def test_what_is_taught_is_found_and_kept(tmp_path: Path) -> None:
    said = [["We like it.", "Nobody uses it.", "How much is it?", "Send it over."] * 20]
    language = teach(said, passes=3)
    assert measure(language, said)["f1"] > 0.9
    lean(language)
    clauses.save(language.get_pipe(clauses.NAME), tmp_path, facts={})
    again = clauses.bare_language()
    clauses.load_into(again.add_pipe("senter", name=clauses.NAME, config=clauses.CONFIG), tmp_path)
    assert measure(again, said) == measure(language, said)
