"""The default detector: an encoder fine-tuned on the concern bank, which reads a sentence amid the conversation."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from calls.moment import Kind
from calls.provenance import Provenance
from nlp import tuned
from nlp.detector import Finding, Leaning, Passage
from nlp.heads import CATEGORIES, KINDS
from nlp.reading import Stretch


class TunedDetector:
    """Kinds and categories from the fine-tuned encoder. Raises WeightsError where its files or its base are missing.

    `folder` holds tuned.safetensors and tuned.json (those that ship by default).
    """

    def __init__(self, folder: Path = tuned.SHIPPED) -> None:
        self._tuned, self._calibration = tuned.load(folder)
        facts = tuned.read_facts(folder)
        self.provenance = Provenance(
            name="tuned", version=str(facts["weights_sha256"])[:12], options={"base": str(facts["base"])}
        )

    def detect(self, passages: Sequence[Passage]) -> list[tuple[Finding, ...]]:
        """See Detector."""
        return [tuple(one.finding for one in found) for found in self.leanings(passages, ease=1.0)]

    def leanings(self, passages: Sequence[Passage], *, ease: float) -> list[tuple[Leaning, ...]]:
        """See LeaningDetector."""
        stretches: list[Stretch] = []
        for passage in passages:
            texts = [sentence.text for sentence in passage.sentences]
            stretches += self._tuned.reader.stretches(texts, before=passage.rep_before, after=passage.rep_after)
        answers = self._tuned.answer(stretches)
        probabilities = self._calibration.probabilities(answers.kinds)
        category = answers.categories.argmax(axis=1)
        found, row = [], 0
        for passage in passages:
            rows = range(row, row + len(passage.sentences))
            found.append(
                tuple(
                    leaning
                    for i, r in enumerate(rows)
                    for leaning in self._leanings(i, probabilities[r], category=int(category[r]), ease=ease)
                )
            )
            row += len(passage.sentences)
        return found

    def _leanings(
        self,
        sentence: int,
        probabilities: "np.ndarray[tuple[int], np.dtype[np.float64]]",
        *,
        category: int,
        ease: float,
    ) -> list[Leaning]:
        return [
            Leaning(
                finding=Finding(
                    sentence=sentence,
                    kind=kind,
                    category=CATEGORIES[category] if kind is Kind.OBJECTION else None,
                    score=round(float(probability), 4),
                ),
                firm=bool(probability >= least),
            )
            for kind, probability, least in zip(KINDS, probabilities, self._calibration.threshold, strict=True)
            if probability >= ease * least
        ]
