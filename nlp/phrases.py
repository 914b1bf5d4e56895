"""Words and short phrases of a sentence as a sparse vector: TF-IDF over a fixed vocabulary."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LONGEST_PHRASE = 3

_WORD = re.compile(r"[\w']+|\?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseVocabulary:
    """Phrases of up to three words with their inverse document frequencies, (len(phrases),) float32."""

    phrases: tuple[str, ...]
    idf: NDArray[np.float32]
    positions: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", {phrase: i for i, phrase in enumerate(self.phrases)})

    def vector(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the positions and values of the phrases in `text`: (1 + ln count) x idf, of unit length together."""
        counts = Counter(p for p in phrases_in(text) if p in self.positions)
        found = np.array([self.positions[p] for p in counts], dtype=np.intp)
        values = np.array([1.0 + math.log(c) for c in counts.values()], dtype=np.float32) * self.idf[found]
        length = float(np.linalg.norm(values))
        return found, values / np.float32(length) if length else values


def phrases_in(text: str) -> list[str]:
    """Return every run of one to three words of `text` in small letters; a question mark counts as a word."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    return [
        " ".join(words[i : i + size]) for size in range(1, LONGEST_PHRASE + 1) for i in range(len(words) - size + 1)
    ]


def learn_phrases(texts: Sequence[str], *, in_at_least: int = 2) -> PhraseVocabulary:
    """Return the phrases found in at least that many texts, in alphabetical order, with smoothed idf.

    Inverse document frequency is 1 + ln((texts + 1) / (texts with the phrase + 1)).
    """
    found_in = Counter(phrase for text in texts for phrase in set(phrases_in(text)))
    kept = tuple(sorted(phrase for phrase, count in found_in.items() if count >= in_at_least))
    return PhraseVocabulary(phrases=kept, idf=_idf((found_in[phrase] for phrase in kept), texts=len(texts)))


def _idf(found_in: Iterable[int], *, texts: int) -> NDArray[np.float32]:
    return np.array([1.0 + math.log((texts + 1) / (count + 1)) for count in found_in], dtype=np.float32)
