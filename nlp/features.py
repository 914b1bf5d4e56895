"""What the linear heads see of a buyer's sentence: its meaning, its surroundings, its syntax."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.cues import CUES, cues_of
from nlp.detector import Passage
from nlp.encoder import DIMENSIONS, Encoder

# Sentences of one turn read together; longer turns are read in pieces, since the encoder cuts at 128 tokens.
STRETCH_SENTENCES = 8
# The rep's words tell less than the buyer's, and a cue (0 or 1) outweighs a coordinate of a unit vector.
REP_WEIGHT = 0.7
CUE_WEIGHT = 0.5

WIDTH = 3 * DIMENSIONS + len(CUES)


def dense_features(passages: Sequence[Passage], *, encoder: Encoder) -> NDArray[np.float32]:
    """Return float32 (sentences of all passages, WIDTH): sentence vector, vector of its stretch of the turn, of the
    rep's turn before, and the cues of its syntax.
    """
    texts, stretches, reps, cues = [], [], [], []
    for passage in passages:
        sentences = passage.sentences
        texts += [sentence.text for sentence in sentences]
        stretches += [_stretch(sentences, i) for i in range(len(sentences))]
        reps += [passage.rep_before] * len(sentences)
        cues.append(cues_of(sentences, rep_before=passage.rep_before))
    if not texts:
        return np.zeros((0, WIDTH), dtype=np.float32)
    # One call, so that the encoder sees long and short texts together and repeats none.
    vectors = encoder.encode([*texts, *stretches, *reps])
    size = len(texts)
    said = np.array([[1.0 if rep else 0.0] for rep in reps], dtype=np.float32)
    parts = [
        vectors[:size],
        vectors[size : 2 * size],
        REP_WEIGHT * said * vectors[2 * size :],
        CUE_WEIGHT * np.concatenate(cues),
    ]
    return np.asarray(np.concatenate(parts, axis=1), dtype=np.float32)


def _stretch(sentences: tuple[Any, ...], i: int) -> str:
    begin = i - i % STRETCH_SENTENCES
    return " ".join(sentence.text for sentence in sentences[begin : begin + STRETCH_SENTENCES])
