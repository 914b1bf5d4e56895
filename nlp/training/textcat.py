"""spaCy's own text classifier as a detector, for the comparison: one sentence at a time, bag of words."""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.heads import CATEGORIES, KINDS
from nlp.training.snippets import Snippet

PASSES = 6
BATCH = 256
SEED = 5


class TextCategorizer:
    """`textcat_multilabel` over kinds and categories, spaCy's defaults, taught on sentences without their context."""

    def __init__(self, snippets: Sequence[Snippet]) -> None:
        import spacy
        from spacy.training import Example

        spacy.util.fix_random_seed(SEED)
        self._language = spacy.blank("en")
        self._language.add_pipe("textcat_multilabel")
        examples = [
            Example.from_dict(self._language.make_doc(sentence.text), {"cats": _cats(sentence.labels)})
            for snippet in snippets
            for sentence in snippet.spoken
        ]
        self._language.initialize(lambda: examples)
        chance = random.Random(SEED)
        optimiser = self._language.resume_training()
        for _ in range(PASSES):
            chance.shuffle(examples)
            for begin in range(0, len(examples), BATCH):
                self._language.update(examples[begin : begin + BATCH], sgd=optimiser)

    def scores(self, snippets: Sequence[Snippet]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
        """Return (sentences, kinds) log odds and the number of the likeliest category (sentences,)."""
        texts = [sentence.text for snippet in snippets for sentence in snippet.spoken]
        cats = [doc.cats for doc in self._language.pipe(texts, batch_size=BATCH)]
        said = np.array([[cat[kind.value] for kind in KINDS] for cat in cats], dtype=np.float64).clip(1e-6, 1 - 1e-6)
        category = np.array([[cat[f"about {c.value}"] for c in CATEGORIES] for cat in cats])
        return np.log(said / (1 - said)).astype(np.float32), category.argmax(axis=1)


def _cats(labels: frozenset[Any]) -> dict[str, float]:
    kinds = {kind.value: float(any(label.kind is kind for label in labels)) for kind in KINDS}
    return kinds | {f"about {c.value}": float(any(label.category is c for label in labels)) for c in CATEGORIES}
