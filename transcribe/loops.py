"""The guard against invented text: doubtful decodings are decoded again, and what still repeats itself is cut.

A decoder that has lost the sound repeats itself or invents a polite phrase. The thresholds are those of
openai/whisper transcribe.py; the repeated n-gram test is ours.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from calls.transcript import Word
from transcribe.engine import Heard

MAX_COMPRESSION_RATIO = 2.4
MIN_AVG_LOGPROB = -1.0
MAX_NO_SPEECH_PROB = 0.6
# People do say a thing twice; a loop says the same words three times or more, six words in all.
MIN_REPEATS = 3
MIN_REPEATED_WORDS = 6
MAX_NGRAM = 24

# "Mmm" and "sooo" are written so; a letter this often on end is a loop within a word.
MAX_LETTER_RUN = 8
_LETTER_RUN = re.compile(rf"(\w)\1{{{MAX_LETTER_RUN - 1},}}", re.IGNORECASE)

LOOP = "loop"
"""What `Word.suspect` says of the one round that is left of a loop: it may have been said once, or never."""


def compression_ratio(text: str) -> float:
    """Return how many times smaller zlib makes a text, 0 for an empty one; prose lies between 1 and 2."""
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def without_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words with every loop cut down to its first round, which is marked suspect; the rest is unchanged."""
    keys = [_key(word.word) for word in words]
    kept: list[Word] = []
    position = 0
    while position < len(words):
        size, repeats = _loop_at(keys, position)
        round_ = words[position : position + size]
        kept.extend(_without_letter_run(word) if repeats == 1 else replace(word, suspect=LOOP) for word in round_)
        position += size * repeats
    return tuple(kept)


def has_loop(words: Sequence[Word]) -> bool:
    """Say whether some run of words or letters is repeated on end as a decoder does and a person does not."""
    return without_loops(words) != tuple(words)


def _without_letter_run(word: Word) -> Word:
    short = _LETTER_RUN.sub(r"\1\1\1", word.word)
    return word if short == word.word else replace(word, word=short, suspect=LOOP)


def _key(word: str) -> str:
    return "".join(character for character in word.lower() if character.isalnum()) or word


def _loop_at(keys: Sequence[str], position: int) -> tuple[int, int]:
    """Return (words in one round, rounds) of the loop that starts here, (1, 1) where none does."""
    rest = len(keys) - position
    for size in range(1, min(MAX_NGRAM, rest // MIN_REPEATS) + 1):
        round_ = keys[position : position + size]
        repeats = 1
        while keys[position + repeats * size : position + (repeats + 1) * size] == round_:
            repeats += 1
        if repeats >= MIN_REPEATS and repeats * size >= MIN_REPEATED_WORDS:
            return size, repeats
    return 1, 1


def is_silence(heard: Heard) -> bool:
    """Say whether the decoder itself holds that nobody speaks: no speech likely, and its words not."""
    return (
        heard.no_speech_prob is not None
        and heard.no_speech_prob > MAX_NO_SPEECH_PROB
        and heard.avg_logprob is not None
        and heard.avg_logprob < MIN_AVG_LOGPROB
    )


def is_doubtful(heard: Heard) -> bool:
    """Say whether a clip should be decoded again: it loops, compresses too well, or its words are unlikely."""
    return (
        has_loop(heard.words)
        or (heard.compression_ratio or 0.0) > MAX_COMPRESSION_RATIO
        or (heard.avg_logprob is not None and heard.avg_logprob < MIN_AVG_LOGPROB)
    )


def settled(first: Heard, *, again: Iterable[Callable[[], Heard]]) -> Heard:
    """Return the decoding to trust: the first if it is sound, else the first sound one of `again`, else the best, cut.

    `again` holds ever more careful ways to decode the same clip; each is called only when all before were doubtful.
    """
    if is_silence(first):
        return replace(first, words=())
    if not is_doubtful(first):
        return first
    tried = [first]
    for decode in again:
        tried.append(decode())
        if not is_doubtful(tried[-1]):
            return tried[-1]
    best = max(tried, key=lambda heard: (not has_loop(heard.words), heard.avg_logprob or 0.0))
    return replace(best, words=() if is_silence(best) else without_loops(best.words))
