from collections.abc import Callable

import pytest

from calls.transcript import Word
from transcribe.engine import Heard
from transcribe.loops import compression_ratio, has_loop, is_doubtful, settled, without_loops


def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(word=w, start_s=i, end_s=i + 0.5) for i, w in enumerate(text.split()))


def _heard(text: str, *, avg_logprob: float = -0.2, no_speech_prob: float = 0.1) -> Heard:
    return Heard(
        language="en",
        words=_words(text),
        avg_logprob=avg_logprob,
        no_speech_prob=no_speech_prob,
        compression_ratio=compression_ratio(text),
    )


def _never() -> Heard:
    raise AssertionError("decoded again without need")


def _text(heard: Heard) -> str:
    return " ".join(w.word for w in heard.words)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I can hear you. " * 5, "I can hear you."),
        ("so the price is too the price is, the price is the price is high", "so the price is too the price is, high"),
        ("no " * 9, "no"),
        ("and then " + "we will see " * 3 + "about that", "and then we will see about that"),
    ],
)
def test_a_loop_is_cut_to_its_first_round(said: str, kept: str) -> None:
    assert has_loop(_words(said))
    assert " ".join(w.word for w in without_loops(_words(said))) == kept


def test_what_is_left_of_a_loop_is_suspect_and_nothing_else_is() -> None:
    left = without_loops(_words("and then " + "we will see " * 3 + "about that"))
    assert [word.suspect for word in left] == [None, None, *["loop"] * 3, None, None]


def test_a_word_that_goes_on_and_on_is_shortened_and_suspect() -> None:
    words = _words("so M" + "m" * 200 + " sooo good")
    assert has_loop(words)
    left = without_loops(words)
    assert [word.word.lower() for word in left] == ["so", "mmm", "sooo", "good"]
    assert [word.suspect for word in left] == [None, "loop", None, None]


@pytest.mark.parametrize(
    "said",
    [
        "no no no no",
        "thank you thank you",
        "bye bye bye",
        "very very very good",
        "I said it and I said it and I meant it",
        "",
    ],
)
def test_what_people_do_repeat_is_left(said: str) -> None:
    assert without_loops(_words(said)) == _words(said)


def test_a_sound_decoding_is_not_done_again() -> None:
    first = _heard("we already have a vendor for that")
    assert settled(first, again=[_never]) is first


def test_a_loop_is_decoded_again_until_it_is_sound() -> None:
    asked: list[str] = []

    def decode(text: str) -> Callable[[], Heard]:
        def run() -> Heard:
            asked.append(text)
            return _heard(text)

        return run

    first = _heard("we have we have we have we have")
    assert is_doubtful(first)
    again = [decode("on and on and on and on and on and"), decode("we have a vendor"), _never]
    assert _text(settled(first, again=again)) == "we have a vendor"
    assert len(asked) == 2


def test_what_loops_to_the_end_is_cut() -> None:
    first = _heard("we have a plan " * 4)
    assert _text(settled(first, again=[lambda: first])) == "we have a plan"


def test_unlikely_words_where_nobody_speaks_are_dropped() -> None:
    first = _heard("Thanks for watching!", avg_logprob=-1.4, no_speech_prob=0.8)
    assert settled(first, again=[_never]).words == ()


def test_unlikely_words_are_decoded_again_and_the_likeliest_kept() -> None:
    first, second = _heard("mumble", avg_logprob=-1.5), _heard("mum bell", avg_logprob=-1.2)
    assert settled(first, again=[lambda: second, lambda: first]) == second
