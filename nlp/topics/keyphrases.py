"""What is talked about in a stretch in its own words: noun phrases frequent here and rare in the other stretches.

Weight is count in the stretch times ln(stretches / stretches with the phrase), as in class-based TF-IDF (Grootendorst
2022, "BERTopic"); a phrase of several words outweighs its parts.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from nlp.labels import noun_phrases

MOST = 5
# spaCy's parser wants about a kilobyte a character.
_PIECE = 20_000


def keyphrases(stretches: Sequence[str], *, language: Any) -> list[tuple[str, ...]]:
    """Return up to MOST keyphrases of each stretch's text, the most telling first, none within another.

    `language` is a pipeline of nlp.language.build_language.
    """
    counts = [Counter[str]() for _ in stretches]
    pieces = [
        (place, text[a : a + _PIECE]) for place, text in enumerate(stretches) for a in range(0, len(text), _PIECE)
    ]
    needless = ["ner", "vendor_names", "buyer_questions", "competitor_names"]
    with language.select_pipes(disable=[name for name in needless if name in language.pipe_names]):
        docs = language.pipe([text for _, text in pieces], batch_size=64)
        for (place, _), doc in zip(pieces, docs, strict=True):
            counts[place].update(noun_phrases(doc))
    found_in = Counter(phrase for count in counts for phrase in count)
    return [_most_telling(count, found_in=found_in, stretches=len(stretches)) for count in counts]


def _most_telling(count: Counter[str], *, found_in: Counter[str], stretches: int) -> tuple[str, ...]:
    def weight(phrase: str) -> float:
        words = phrase.count(" ") + 1
        return count[phrase] * math.log(1 + stretches / found_in[phrase]) * (1 + 0.5 * min(2, words - 1))

    chosen: list[str] = []
    for phrase in sorted(count, key=lambda p: (-weight(p), p)):
        padded = f" {phrase.lower()} "
        if all(padded not in f" {other.lower()} " and f" {other.lower()} " not in padded for other in chosen):
            chosen.append(phrase)
        if len(chosen) == MOST:
            break
    return tuple(chosen)
