import numpy as np
import pytest

from calls.moment import Kind
from nlp.heads import KINDS
from nlp.training.bank_text import Label, Sentence
from nlp.training.calibrating import calibrate, reliability
from nlp.training.examples import truth_of
from nlp.training.snippets import Snippet

SEED = 11


def snippets(asks: np.ndarray) -> tuple[Snippet, ...]:
    """One sentence a turn, of a whole call; the first kind is true where `asks` says so."""
    labels = frozenset((Label(kind=Kind.QUESTION),))
    return tuple(
        Snippet(
            industry="x", source="x", rep="", rep_after="", of_call=True,
            spoken=(Sentence(text="words", labels=labels if asked else frozenset()),),
        )
        for asked in asks
    )  # fmt: skip


def test_scores_become_probabilities_that_hold() -> None:
    print(f"seed {SEED}")
    chance = np.random.default_rng(SEED)
    raw = chance.normal(size=3000)
    asked = chance.uniform(size=3000) < 1 / (1 + np.exp(-(3 * raw - 2)))
    told = snippets(asked)
    column = KINDS.index(Kind.QUESTION)
    scores = np.zeros((3000, len(KINDS)), dtype=np.float32)
    scores[:, column] = raw
    truth = truth_of([sentence for snippet in told for sentence in snippet.spoken])
    found = calibrate(scores, truth.kinds, told)
    assert found.slope[column] == pytest.approx(3, abs=0.4)
    assert found.offset[column] == pytest.approx(-2, abs=0.3)
    said = found.probabilities(scores)[:, [column]]
    for row in reliability(said, truth.kinds[:, [column]] > 0):
        assert row.said == pytest.approx(row.true, abs=0.08)
    assert 0.2 < found.threshold[column] < 0.6


def test_every_probability_falls_into_one_bin() -> None:
    said = np.array([[0.0], [0.2], [0.55], [1.0]])
    bins = reliability(said, said > 0.5)
    assert sum(row.count for row in bins) == 4
    assert bins[-1].high == 1.0
    assert bins[-1].true == 1.0
