import pytest

from calls.transcript import Word
from transcribe.engine import Heard
from transcribe.suspects import NO_SPEECH, UNLIKELY, UNSURE, marked


def _heard(*probabilities: float | None, avg_logprob: float | None = -0.2) -> Heard:
    words = tuple(
        Word(word=f"w{i}", start_s=i, end_s=i + 0.5, probability=probability)
        for i, probability in enumerate(probabilities)
    )
    return Heard(language="en", words=words, avg_logprob=avg_logprob, no_speech_prob=0.1, compression_ratio=1.2)


def _marks(heard: Heard) -> list[str | None]:
    return [word.suspect for word in marked(heard).words]


def test_sure_words_and_words_without_probability_are_trusted() -> None:
    assert _marks(_heard(0.9, 0.5, 0.95, 0.99)) == [None] * 4
    assert _marks(_heard(None, None)) == [None, None]
    assert marked(_heard()).words == ()


def test_a_run_of_unlikely_words_is_marked_and_not_the_sure_word_beside_it() -> None:
    assert _marks(_heard(0.95, 0.9, 0.2, 0.3, 0.25, 0.9, 0.95)) == [None, None, *[UNLIKELY] * 3, None, None]


def test_one_word_next_to_impossible_is_marked() -> None:
    assert _marks(_heard(0.95, 0.05, 0.95)) == [None, UNLIKELY, None]


@pytest.mark.parametrize("avg_logprob", [-1.2, -3.0])
def test_what_stayed_doubtful_is_marked_whole(avg_logprob: float) -> None:
    assert _marks(_heard(0.9, 0.9, 0.9, avg_logprob=avg_logprob)) == [UNSURE] * 3


def test_a_mark_that_is_there_stays() -> None:
    word = Word(word="hm", start_s=0, end_s=1, probability=0.01, suspect=NO_SPEECH)
    assert [w.suspect for w in marked(Heard(language="en", words=(word,))).words] == [NO_SPEECH]
