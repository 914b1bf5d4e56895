"""The default detector: trained linear heads on sentence vectors, phrases and the cues of spaCy's syntax."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calls.moment import Kind
from calls.provenance import Provenance
from nlp import heads
from nlp.detector import Finding, Leaning, Passage
from nlp.encoder import Encoder, MiniLmEncoder
from nlp.features import dense_features


class HeadsDetector:
    """Kinds and objection categories by linear heads. Raises WeightsError where weights are missing or damaged.

    The heads were trained on `encoder`'s vectors; another encoder is for tests only. `folder` holds the heads' files.
    """

    def __init__(self, *, encoder: Encoder | None = None, folder: Path = heads.SHIPPED) -> None:
        self._heads = heads.load(folder)
        self._encoder = MiniLmEncoder() if encoder is None else encoder
        self.provenance = Provenance(
            name="heads",
            version=str(heads.read_facts(folder)["weights_sha256"])[:12],
            options={"encoder": f"{self._encoder.provenance.name} {self._encoder.provenance.version}"},
        )

    def detect(self, passages: Sequence[Passage]) -> list[tuple[Finding, ...]]:
        """See Detector."""
        return [tuple(one.finding for one in found) for found in self.leanings(passages, ease=1.0)]

    def leanings(self, passages: Sequence[Passage], *, ease: float) -> list[tuple[Leaning, ...]]:
        """See LeaningDetector."""
        features = dense_features(passages, encoder=self._encoder)
        texts = [sentence.text for passage in passages for sentence in passage.sentences]
        scores = self._heads.scores(features, texts)
        probabilities = self._heads.probabilities(scores)
        found, row = [], 0
        for passage in passages:
            rows = range(row, row + len(passage.sentences))
            found.append(
                tuple(
                    leaning
                    for i, r in enumerate(rows)
                    for leaning in self._leanings(i, probabilities[r], scores[r], ease=ease)
                )
            )
            row += len(passage.sentences)
        return found

    def _leanings(
        self, sentence: int, probabilities: NDArray[np.float64], scores: NDArray[np.float32], *, ease: float
    ) -> list[Leaning]:
        category = heads.CATEGORIES[int(np.argmax(scores[len(heads.KINDS) :]))]
        return [
            Leaning(
                finding=Finding(
                    sentence=sentence,
                    kind=kind,
                    category=category if kind is Kind.OBJECTION else None,
                    score=round(float(probability), 4),
                ),
                firm=bool(probability >= threshold),
            )
            for kind, probability, threshold in zip(heads.KINDS, probabilities, self._heads.threshold, strict=True)
            if probability >= ease * threshold
        ]
