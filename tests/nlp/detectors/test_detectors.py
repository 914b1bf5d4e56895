import re
from typing import Any

import pytest

from calls.errors import InvalidInput
from calls.moment import Category, Kind
from nlp.detector import Detector, Finding, Passage
from nlp.detectors import DETECTORS, build_detector


def passage(language: Any, text: str, *, rep_before: str = "It is nine hundred a month.") -> Passage:
    doc = language(text)
    return Passage(rep_before=rep_before, text=text, sentences=tuple(doc.sents))


class DetectorContract:
    """What every detector promises; a new one subclasses this with its own `detector` fixture."""

    def test_one_answer_a_passage_in_order(self, detector: Detector, language: Any) -> None:
        first, second = passage(language, "How much is it? That is too expensive."), passage(language, "Okay.")
        together = detector.detect([first, second])
        assert len(together) == 2
        assert together[0]
        assert [f.sentence for f in together[0]] == sorted(f.sentence for f in together[0])

    def test_no_passages_no_findings(self, detector: Detector) -> None:
        assert detector.detect([]) == []

    def test_categories_are_for_objections_only(self, detector: Detector, language: Any) -> None:
        text = "That is too expensive. We use Salesforce today. What does it cost? We waste hours by hand."
        for finding in detector.detect([passage(language, text)])[0]:
            assert (finding.category is not None) == (finding.kind is Kind.OBJECTION)
            assert 0.0 <= finding.score <= 1.0

    def test_a_kind_is_found_at_most_once_a_sentence(self, detector: Detector, language: Any) -> None:
        found = detector.detect([passage(language, "What does it cost, and what else does it cost?")])[0]
        assert len({(f.sentence, f.kind) for f in found}) == len(found)

    def test_the_same_passages_give_the_same_findings(self, detector: Detector, language: Any) -> None:
        passages = [passage(language, "We already use HubSpot and nobody wants to switch.")]
        assert detector.detect(passages) == detector.detect(passages)

    def test_plain_cases(self, detector: Detector, language: Any) -> None:
        price = self._kinds(detector, language, "That is too expensive for a team of five.")
        assert price[Kind.OBJECTION].category is Category.PRICE
        assert Kind.QUESTION in self._kinds(detector, language, "how long does the setup take")
        assert Kind.PAIN in self._kinds(detector, language, "We waste hours every week copying orders by hand.")
        assert not self._kinds(detector, language, "Okay. Sure.")

    @staticmethod
    def _kinds(detector: Detector, language: Any, text: str) -> dict[Kind, Finding]:
        return {finding.kind: finding for finding in detector.detect([passage(language, text)])[0]}


class TestRules(DetectorContract):
    @pytest.fixture
    def detector(self, rules: Detector) -> Detector:
        return rules


class TestHeads(DetectorContract):
    pytestmark = pytest.mark.model

    @pytest.fixture
    def detector(self, heads: Detector) -> Detector:
        return heads


def test_an_unknown_detector_names_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=re.escape(", ".join(DETECTORS))):
        build_detector("crystal ball")
