"""Which words may never have been said: marked, so that no one takes them for evidence before a person has.

The limits were chosen on the demo calls, whose words are known: of those marked there, seven in ten are wrong.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log

from calls.transcript import Word
from transcribe.engine import Heard
from transcribe.loops import LOOP, is_doubtful

UNLIKELY = "unlikely"
"""The word and those beside it are improbable to the decoder itself."""

UNSURE = "unsure"
"""The whole stretch stayed doubtful however it was decoded."""

NO_SPEECH = "no_speech"
"""Hardly a voice is to be heard where the word should be."""

REASONS = (LOOP, UNLIKELY, UNSURE, NO_SPEECH)
"""All that `Word.suspect` may say."""

WORST_PROBABILITY = 0.15  # below this a word is suspect whatever is beside it
SPAN_PROBABILITY = 0.45  # geometric mean of a word and its neighbours
OWN_PROBABILITY = 0.6  # a sure word is not made suspect by its neighbours


def marked(heard: Heard) -> Heard:
    """Return what was heard with its doubtful words marked; a mark that is there stays.

    Expects the decoding that `transcribe.loops.settled` gave: one that is still doubtful then is so to the end.
    """
    if not heard.words:
        return heard
    whole = is_doubtful(heard)
    spans = _span_probabilities(heard.words)
    words = tuple(
        word if word.suspect else replace(word, suspect=_reason(word, span=span, whole=whole))
        for word, span in zip(heard.words, spans, strict=True)
    )
    return replace(heard, words=words)


def _reason(word: Word, *, span: float, whole: bool) -> str | None:
    if whole:
        return UNSURE
    if word.probability is None:
        return None
    if word.probability < WORST_PROBABILITY or (span < SPAN_PROBABILITY and word.probability < OWN_PROBABILITY):
        return UNLIKELY
    return None


def _span_probabilities(words: Sequence[Word]) -> list[float]:
    """Return the geometric mean probability of each word and its neighbours; 1 where an engine gives none."""
    logs = [log(max(1e-3, 1.0 if word.probability is None else word.probability)) for word in words]
    spans = []
    for index in range(len(logs)):
        near = logs[max(0, index - 1) : index + 2]
        spans.append(exp(sum(near) / len(near)))
    return spans
