import numpy as np

from calls.transcript import Word
from transcribe.engine import Heard
from transcribe.suspects import UNLIKELY
from transcribe.trust import trusted


def test_words_are_timed_judged_and_marked(speech) -> None:  # type: ignore[no-untyped-def]
    words = (
        Word(word="We", start_s=0.5, end_s=0.9, probability=0.95),
        Word(word="unarie", start_s=0.9, end_s=1.4, probability=0.05),
    )
    first, second = trusted(Heard(language="en", words=words, avg_logprob=-0.2), clip=speech).words
    assert (first.suspect, second.suspect) == (None, UNLIKELY)
    assert first.start_s != words[0].start_s


def test_an_invention_on_noise_is_gone() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 32_000).astype(np.float32)
    words = (Word(word="you", start_s=0.1, end_s=0.6, probability=0.4),)
    assert trusted(Heard(language="en", words=words, avg_logprob=-1.8), clip=noise).words == ()
