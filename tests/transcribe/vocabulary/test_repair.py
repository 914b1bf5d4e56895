"""Misheard names are put right where the model agrees, and nothing else is touched."""

import json
from collections.abc import Sequence

import numpy as np

from calls.provenance import Provenance
from calls.transcript import Word
from transcribe.engine import SAMPLE_RATE, Clip, Engine, Heard
from transcribe.vocabulary.names import Name
from transcribe.vocabulary.repair import Repair, Repaired, repair, with_names
from transcribe.words import text_of

SOUND = np.zeros(30 * SAMPLE_RATE, np.float32)


class Judge:
    """An engine that finds texts with one of `said` in them much likelier, and remembers what it was asked."""

    provenance = Provenance(name="judge", version="1", options={})

    def __init__(self, *said: str) -> None:
        self._said = said
        self.asked: list[tuple[int, list[str]]] = []

    def transcribe(self, clips: Sequence[Clip], *, language: str | None) -> list[Heard]:
        raise AssertionError(f"repairing decodes nothing, but {len(clips)} clips were to be decoded in {language}")

    def score(self, clip: Clip, texts: Sequence[str], *, language: str) -> list[float]:
        assert language == "en"
        self.asked.append((clip.size, list(texts)))
        return [-10.0 if any(said in text for said in self._said) else -40.0 for text in texts]


def _words(text: str, probability: float = 0.5) -> tuple[Word, ...]:
    return tuple(
        Word(word=word, start_s=i * 0.5, end_s=i * 0.5 + 0.4, probability=probability)
        for i, word in enumerate(text.split())
    )


def _repair(text: str, *names: str, engine: Engine) -> Repaired:
    return repair(_words(text), SOUND, names=[Name(written=name) for name in names], engine=engine, language="en")


def _text(result: Repaired) -> str:
    return text_of(result.words, language="en")


def test_a_misheard_name_is_put_right_with_its_time() -> None:
    result = _repair("We use make a dispatch, mostly.", "Maple Dispatch", engine=Judge("use Maple Dispatch, mostly."))
    assert _text(result) == "We use Maple Dispatch, mostly."
    (made,) = result.repairs
    assert (made.before, made.after, made.start_s, made.end_s) == ("make a dispatch", "Maple Dispatch", 1.0, 2.4)
    assert made.gain == 30.0
    assert Repair(**json.loads(json.dumps(made.as_dict()))) == made
    maple, dispatch = result.words[2:4]
    assert maple.start_s == 1.0 < maple.end_s == dispatch.start_s < dispatch.end_s == 2.4
    assert maple.probability is not None
    assert 0.5 <= maple.probability < 1


def test_what_the_model_does_not_hear_stays() -> None:
    judge = Judge("make a dispatch")
    result = _repair("We use make a dispatch, mostly.", "Maple Dispatch", engine=judge)
    assert judge.asked
    assert (_text(result), result.repairs) == ("We use make a dispatch, mostly.", ())


def test_nothing_near_costs_nothing() -> None:
    judge = Judge()
    result = _repair("Send me the price list before Friday.", "Quorvane", "Zephyrine", engine=judge)
    assert (judge.asked, result.repairs) == ([], ())


def test_only_the_sound_around_a_near_name_is_scored() -> None:
    judge = Judge()
    _repair(f"{'yes ' * 20}quarry vein {'no ' * 20}", "Quorvane", engine=judge)
    ((samples, texts),) = judge.asked
    assert samples < 8 * SAMPLE_RATE
    assert all(len(text.split()) <= 12 for text in texts)


def test_a_possessive_and_punctuation_stay() -> None:
    result = _repair('They said "Kestral\'s late."', "Kestrel", engine=Judge("Kestrel's"))
    assert _text(result) == 'They said "Kestrel\'s late."'


def test_a_possessive_heard_as_part_of_the_word_is_written_as_one() -> None:
    result = _repair("I like quarvanes prices.", "Quorvane", engine=Judge("Quorvane's prices"))
    assert _text(result) == "I like Quorvane's prices."


def test_what_a_person_wrote_as_heard_needs_no_model() -> None:
    judge = Judge()
    names = [Name(written="Xelo", heard_as=("yellow",))]
    result = repair(_words("We bought yellow, in May.", 0.99), SOUND, names=names, engine=judge, language="en")
    assert (_text(result), judge.asked) == ("We bought Xelo, in May.", [])
    assert result.repairs[0].gain is None


def test_marks_of_the_words_replaced_stay() -> None:
    words = [Word(word="quarvane", start_s=0.0, end_s=0.5, probability=0.2, suspect="unlikely", overlap=True)]
    result = repair(words, SOUND, names=[Name(written="Quorvane")], engine=Judge("Quorvane"), language="en")
    (word,) = result.words
    assert (word.word, word.suspect, word.overlap) == ("Quorvane", "unlikely", True)


def test_every_clip_keeps_its_place() -> None:
    heard = [
        Heard(language="en", words=()),
        Heard(language="en", words=_words("Ask quarvane now"), avg_logprob=-0.2),
        Heard(language="en", words=_words("Ask somebody now")),
    ]
    named = with_names(
        [SOUND] * 3, heard, names=[Name(written="Quorvane")], engine=Judge("Ask Quorvane now"), language="en"
    )
    assert [text_of(one.words, language="en") for one in named.heard] == ["", "Ask Quorvane now", "Ask somebody now"]
    assert [len(repairs) for repairs in named.repairs] == [0, 1, 0]
    assert named.heard[1].avg_logprob == -0.2


def test_a_language_without_spaces_is_left_alone() -> None:
    words = _words("クオ ーヴェイン")
    assert repair(words, SOUND, names=[Name(written="Quorvane")], engine=Judge(), language="ja").words == words


def test_of_two_spans_the_one_that_sounds_alike_wins_not_the_longer() -> None:
    """The model, asked, prefers fewer words: a name must not swallow the word beside it for that."""

    class Terse(Judge):
        def score(self, clip: Clip, texts: Sequence[str], *, language: str) -> list[float]:
            super().score(clip, texts, language=language)
            return [-5.0 * len(text.split()) for text in texts]

    result = _repair("All sensors report to mesh line already.", "Meshline", engine=Terse())
    assert _text(result) == "All sensors report to Meshline already."
