"""What a detector gets right on labelled turns: F1 a kind, categories, and how close the wordings of a concern lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.heads import KINDS, FloatArray
from nlp.reading import Reader
from nlp.training.examples import examples_of, truth_of
from nlp.training.fit import f1_score
from nlp.training.snippets import Snippet
from nlp.tuned import Answers, Calibration, Tuned

# Kinds with fewer true sentences than this are left out of a macro F1: theirs would be luck.
FEWEST_TRUE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`f1` by kind, `true` sentences by kind, precision and recall of objections, share of right categories among the
    objections that were found, and the number of sentences.
    """

    sentences: int
    f1: dict[str, float]
    true: dict[str, int]
    objection_precision: float
    objection_recall: float
    category_right: float

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the kinds that occur often enough."""
        counted = [self.f1[kind] for kind, true in self.true.items() if true >= FEWEST_TRUE]
        return sum(counted) / len(counted) if counted else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return rounded figures for the facts beside the weights."""
        return {
            "sentences": self.sentences,
            "macro_f1": round(self.macro_f1, 3),
            "f1": {kind: round(value, 3) for kind, value in self.f1.items()},
            "true": self.true,
            "objection_precision": round(self.objection_precision, 3),
            "objection_recall": round(self.objection_recall, 3),
            "category_right": round(self.category_right, 3),
        }


def figures(said: NDArray[np.bool_], categories: NDArray[np.intp], snippets: Sequence[Snippet]) -> Figures:
    """Return the figures for what was `said`, (sentences, kinds), with the category of each sentence (sentences,)."""
    truth = truth_of([sentence for snippet in snippets for sentence in snippet.spoken])
    true = truth.kinds > 0
    found = said[:, 0] & true[:, 0]
    right = truth.categories[found][np.arange(int(found.sum())), categories[found]] > 0
    return Figures(
        sentences=len(true),
        f1={kind.value: f1_score(said[:, k], true[:, k]) for k, kind in enumerate(KINDS)},
        true={kind.value: int(true[:, k].sum()) for k, kind in enumerate(KINDS)},
        objection_precision=float(found.sum() / max(1, said[:, 0].sum())),
        objection_recall=float(found.sum() / max(1, true[:, 0].sum())),
        category_right=float(right.mean()) if len(right) else 0.0,
    )


def read_all(tuned: Tuned, snippets: Sequence[Snippet], *, in_context: bool = True) -> Answers:
    """Return the network's answers for every sentence of the snippets, in order."""
    reader: Reader = tuned.reader
    return tuned.answer(
        [example.stretch for snippet in snippets for example in examples_of(snippet, reader, in_context=in_context)]
    )


def measured(answers: Answers, calibration: Calibration, snippets: Sequence[Snippet]) -> Figures:
    """Return the figures of a calibrated network's answers on labelled turns."""
    said = calibration.probabilities(answers.kinds) >= calibration.threshold
    return figures(said, answers.categories.argmax(axis=1), snippets)


def same_concern(vectors: NDArray[np.float32], names: Sequence[str | None]) -> tuple[float, float]:
    """Return how often a voicing's nearest neighbour, and what share of its ten nearest, voice the same concern.

    `vectors` (n, d) are of unit length; sentences without a concern are no neighbours.
    """
    rows = [i for i, name in enumerate(names) if name]
    if len(rows) < 2:
        return 0.0, 0.0
    own = np.array([names[i] for i in rows])
    closeness = vectors[rows] @ vectors[rows].T
    np.fill_diagonal(closeness, -2.0)
    nearest = np.argsort(-closeness, axis=1)[:, :10]
    same: FloatArray = (own[nearest] == own[:, None]).astype(np.float64)
    return float(same[:, 0].mean()), float(same.mean())
