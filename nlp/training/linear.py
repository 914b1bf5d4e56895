"""Linear heads on sentence vectors, phrases and cues: what the fine-tuned encoder must beat. Nothing here is random."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.encoder import Encoder
from nlp.features import dense_features
from nlp.heads import KINDS, PHRASE_WEIGHT, Heads
from nlp.phrases import PhraseVocabulary, learn_phrases
from nlp.training.fit import Targets, fit_linear, targets_of
from nlp.training.snippets import Snippet, read_passages


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """`dense` (n, WIDTH) features, texts and targets of sentences."""

    dense: NDArray[np.float32]
    texts: tuple[str, ...]
    targets: Targets


def prepare(snippets: tuple[Snippet, ...], *, encoder: Encoder, language: Any) -> TrainingSet:
    """Return the features and targets of all sentences."""
    passages = read_passages(snippets, language=language)
    return TrainingSet(
        dense=dense_features(passages, encoder=encoder),
        texts=tuple(text for snippet in snippets for text in snippet.sentences),
        targets=targets_of([labels for snippet in snippets for labels in snippet.labels]),
    )


def fit_heads(training: TrainingSet) -> Heads:
    """Return heads fitted on all rows, not calibrated yet: probabilities are logistic, thresholds one half."""
    vocabulary = learn_phrases(training.texts)
    dense, phrases, bias = fit_linear(
        training.dense.astype(np.float64), _phrase_matrix(training.texts, vocabulary), training.targets
    )
    return Heads(
        vocabulary=vocabulary,
        dense=dense.astype(np.float32),
        phrases=phrases.astype(np.float32),
        bias=bias.astype(np.float32),
        slope=np.ones(len(KINDS)),
        offset=np.zeros(len(KINDS)),
        threshold=np.full(len(KINDS), 0.5),
    )


def _phrase_matrix(texts: Sequence[str], vocabulary: PhraseVocabulary) -> Any:
    """Return scipy-sparse (len(texts), len(vocabulary.phrases)), weighted as Heads.scores weighs it."""
    from scipy.sparse import csr_matrix

    vectors = [vocabulary.vector(text) for text in texts]
    rows = np.concatenate([np.full(len(found), row) for row, (found, _) in enumerate(vectors)])
    columns = np.concatenate([found for found, _ in vectors])
    values = np.concatenate([values for _, values in vectors]).astype(np.float64)
    return csr_matrix((PHRASE_WEIGHT * values, (rows, columns)), shape=(len(texts), len(vocabulary.phrases)))
