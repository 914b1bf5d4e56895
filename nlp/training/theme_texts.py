"""What themes are learnt from: single sentences of the concern bank and of the catalogue, each with its concern."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.moment import Kind
from nlp.concerns import Concern
from nlp.training.snippets import Snippet
from nlp.training.split import CALIBRATION_INDUSTRIES, TEST_INDUSTRIES

CATALOGUE_INDUSTRY = "catalogue"
# A kind belongs to a concern where the catalogue says so, or where the bank voices it so often in that kind.
SHARE_OF_WORDINGS, FEWEST_WORDINGS = 0.2, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One sentence as a buyer said it, without what stood around it."""

    text: str
    concern: str
    kinds: frozenset[Kind]
    industry: str

    @property
    def is_kept_out(self) -> bool:
        """Whether it is of an industry that only sets thresholds or is only measured."""
        return self.industry in CALIBRATION_INDUSTRIES or self.industry in TEST_INDUSTRIES


def read_wordings(snippets: Sequence[Snippet], concerns: Sequence[Concern]) -> tuple[Wording, ...]:
    """Return every sentence of the bank that voices a concern of the catalogue, then the catalogue's own."""
    known = {concern.id for concern in concerns}
    return (*_of_bank(snippets, known), *_of_catalogue(concerns))


def _of_bank(snippets: Sequence[Snippet], known: set[str]) -> Iterator[Wording]:
    for snippet in snippets:
        for sentence in snippet.spoken:
            kinds = frozenset(label.kind for label in sentence.labels)
            if kinds and sentence.concern in known:
                yield Wording(text=sentence.text, concern=sentence.concern, kinds=kinds, industry=snippet.industry)


def _of_catalogue(concerns: Sequence[Concern]) -> Iterator[Wording]:
    for concern in concerns:
        for text in concern.voicings:
            yield Wording(text=text, concern=concern.id, kinds=frozenset(concern.kinds), industry=CATALOGUE_INDUSTRY)


def kinds_of_concerns(concerns: Sequence[Concern], wordings: Sequence[Wording]) -> Mapping[str, frozenset[Kind]]:
    """Return the kinds each concern is voiced in."""
    voiced = Counter((wording.concern, kind) for wording in wordings for kind in wording.kinds)
    total = Counter(wording.concern for wording in wordings)
    found = {concern.id: set(concern.kinds) for concern in concerns}
    for (concern, kind), count in voiced.items():
        if count >= max(FEWEST_WORDINGS, SHARE_OF_WORDINGS * total[concern]):
            found[concern].add(kind)
    return {concern: frozenset(kinds) for concern, kinds in found.items()}


def allowed(kinds: Sequence[frozenset[Kind]], of_concerns: Sequence[frozenset[Kind]]) -> NDArray[np.bool_]:
    """Return (len(kinds), len(of_concerns)): whether a sentence of those kinds may voice the concern."""
    order = tuple(Kind)
    asked = np.array([[kind in own for kind in order] for own in kinds], dtype=np.int64)
    given = np.array([[kind in own for kind in order] for own in of_concerns], dtype=np.int64)
    return np.asarray(asked @ given.T > 0)
