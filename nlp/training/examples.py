"""What one pass over the bank shows the network: turns in context or torn out of it, typed or as recognizers write."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.heads import CATEGORIES, KINDS
from nlp.reading import Reader, Stretch, plain_words
from nlp.training.bank_text import Sentence
from nlp.training.snippets import Snippet

# Shares of turns that are read without punctuation, without the rep's words, and sentence by sentence: the rest of the
# product reads recognised speech, and the vector of a concern must work from the quote alone.
UNPUNCTUATED = 0.25
WITHOUT_REP = 0.15
ALONE = 0.20
# Of sentences read alone, those without a label say little; half of them are left out.
UNLABELLED_ALONE = 0.5

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A stretch with the sentences it owns, in order."""

    stretch: Stretch
    spoken: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Targets of n sentences: `kinds` (n, kinds) of 0 and 1; `categories` (n, categories) sums to 1 for objections and
    0 for others; `concerns` (n,) is the number of the concern or -1.
    """

    kinds: Floats
    categories: Floats
    concerns: NDArray[np.int64]


def examples_of(snippet: Snippet, reader: Reader, *, in_context: bool = True) -> Iterator[Example]:
    """Yield the snippet as reading shows it: with the rep's words, or each sentence alone."""
    if in_context:
        yield from _examples(snippet.spoken, reader, before=snippet.rep, after=snippet.rep_after)
    else:
        for sentence in snippet.spoken:
            yield from _examples((sentence,), reader)


def pass_over(snippets: Sequence[Snippet], reader: Reader, *, chance: random.Random) -> list[Example]:
    """Return one pass over the snippets, each varied by chance."""
    return [example for snippet in snippets for example in _varied(snippet, reader, chance)]


def _varied(snippet: Snippet, reader: Reader, chance: random.Random) -> Iterator[Example]:
    plain = chance.random() < UNPUNCTUATED
    kind = chance.random()
    if kind < ALONE:
        for sentence in snippet.spoken:
            if sentence.labels or chance.random() < UNLABELLED_ALONE:
                yield from _examples((sentence,), reader, plain=plain)
    elif kind < ALONE + WITHOUT_REP:
        yield from _examples(snippet.spoken, reader, plain=plain)
    else:
        yield from _examples(snippet.spoken, reader, before=snippet.rep, after=snippet.rep_after, plain=plain)


def _examples(
    spoken: tuple[Sentence, ...], reader: Reader, *, before: str = "", after: str = "", plain: bool = False
) -> Iterator[Example]:
    written = plain_words if plain else str
    first = 0
    texts = [written(sentence.text) for sentence in spoken]
    for stretch in reader.stretches(texts, before=written(before), after=written(after)):
        yield Example(stretch=stretch, spoken=spoken[first : first + stretch.sentences])
        first += stretch.sentences


def truth_of(spoken: Sequence[Sentence], *, concerns: dict[str, int] | None = None) -> Truth:
    """Return the targets of sentences; `concerns` numbers those that count."""
    kinds = np.array([[any(label.kind is k for label in s.labels) for k in KINDS] for s in spoken], dtype=np.float32)
    given = np.array([[any(x.category is c for x in s.labels) for c in CATEGORIES] for s in spoken], dtype=np.float32)
    numbers = [(concerns or {}).get(s.concern or "", -1) for s in spoken]
    return Truth(
        kinds=kinds.reshape(-1, len(KINDS)),
        categories=(given / np.maximum(1.0, given.sum(axis=-1, keepdims=True))).reshape(-1, len(CATEGORIES)),
        concerns=np.array(numbers, dtype=np.int64),
    )
