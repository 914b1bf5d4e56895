"""Presidio's analyzer over our spaCy pipeline, with our recognizers beside its own. Nothing is fetched."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import tldextract
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    PhoneRecognizer,
)

from calls.redaction import Entity
from nlp.redaction.addresses import find_addresses
from nlp.redaction.context import is_other
from nlp.redaction.digits import find_ibans, find_numbers
from nlp.redaction.mail import find_mail
from nlp.redaction.passage import Found, Passage
from nlp.redaction.people import find_people
from nlp.redaction.spelling import find_spelt

PRESIDIO: dict[Entity, str] = {
    Entity.PERSON: "PERSON",
    Entity.EMAIL: "EMAIL_ADDRESS",
    Entity.PHONE: "PHONE_NUMBER",
    Entity.CARD: "CREDIT_CARD",
    Entity.IBAN: "IBAN_CODE",
    Entity.ADDRESS: "LOCATION",
}
ENTITIES: dict[str, Entity] = {name: entity for entity, name in PRESIDIO.items()}
_FEWEST_FIGURES = 7
_LANGUAGE = "en"
# Presidio's own patterns score low without words of context; a card or IBAN with right check digits scores 1.
_THRESHOLD = 0.3
Find = Callable[[Passage], Iterator[Found]]
_OURS: tuple[tuple[str, Find, tuple[Entity, ...]], ...] = (
    ("names of persons", find_people, (Entity.PERSON,)),
    ("names spelt", find_spelt, (Entity.PERSON,)),
    ("spoken mail", find_mail, (Entity.EMAIL,)),
    ("spoken numbers", find_numbers, (Entity.PHONE, Entity.CARD, Entity.ADDRESS)),
    ("spoken ibans", find_ibans, (Entity.IBAN,)),
    ("addresses", find_addresses, (Entity.ADDRESS,)),
)


class _Reading(NlpEngine):  # type: ignore[misc]
    """Stands where Presidio would load a pipeline of its own: texts are read before, all at once."""

    def load(self) -> None:
        """Nothing is to be loaded."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Refuse: what was not read before is not read here."""
        raise NotImplementedError("texts are read before they are analyzed")

    def process_batch(self, texts: Iterable[str], language: str, **_options: Any) -> Any:
        """Refuse: see `process_text`."""
        raise NotImplementedError("texts are read before they are analyzed")

    def is_stopword(self, _word: str, _language: str) -> bool:
        """No context is drawn from words here."""
        return False

    def is_punct(self, _word: str, _language: str) -> bool:
        """No context is drawn from words here."""
        return False

    def get_supported_entities(self) -> list[str]:
        """None by itself: spaCy's persons are judged by `nlp.redaction.people`."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English."""
        return [_LANGUAGE]


class _Own(EntityRecognizer):  # type: ignore[misc]
    """One of our recognizers behind Presidio's interface."""

    def __init__(self, name: str, find: Find, entities: tuple[Entity, ...]) -> None:
        self._find = find
        super().__init__(supported_entities=[PRESIDIO[entity] for entity in entities], name=name)

    def load(self) -> None:
        """Nothing is to be loaded."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[RecognizerResult]:  # noqa: ARG002
        """Return what is found in the passage that was read."""
        passage: Passage = nlp_artifacts.passage
        return [
            RecognizerResult(PRESIDIO[found.entity], found.begin, found.end, 1.0)
            for found in self._find(passage)
            if PRESIDIO[found.entity] in entities
        ]


class _OfflineMail(EmailRecognizer):  # type: ignore[misc]
    """Presidio's, with the list of domain endings that comes with tldextract: its default would fetch a newer one."""

    _domains = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    def validate_result(self, pattern_text: str) -> bool:
        """Return whether the domain ends as domains do."""
        return bool(self._domains(pattern_text).top_domain_under_public_suffix)


class _CarefulPhone(PhoneRecognizer):  # type: ignore[misc]
    """Presidio's, only where there are figures enough, and not where an order or a sum is spoken of."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[RecognizerResult]:
        """Return telephone numbers in figures."""
        if sum(character.isdigit() for character in text) < _FEWEST_FIGURES:
            return []
        passage: Passage = nlp_artifacts.passage
        return [
            result
            for result in super().analyze(text, entities, nlp_artifacts)
            if any(
                number.begin < result.end
                and result.start < number.end
                and len(number.digits) >= _FEWEST_FIGURES + 2
                and not is_other(passage.tokens, number)
                for number in passage.numbers
            )
        ]


class _NoEnhancer(ContextAwareEnhancer):  # type: ignore[misc]
    """Leaves scores as they are: words of context are weighed by our recognizers."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(self, *, raw_results: Any, **_others: Any) -> Any:
        """Return the results."""
        return raw_results


class _Read(NlpArtifacts):  # type: ignore[misc]
    """A passage, where Presidio expects what its pipeline made of a text."""

    def __init__(self, passage: Passage) -> None:
        super().__init__([], passage.doc, [], [], None, _LANGUAGE)
        self.passage = passage


def build_analyzer() -> Callable[[Passage], list[Found]]:
    """Return a function that finds personal data in a passage."""
    registry = RecognizerRegistry(
        recognizers=[
            CreditCardRecognizer(),
            IbanRecognizer(),
            _OfflineMail(),
            _CarefulPhone(),
            *(_Own(name, find, entities) for name, find, entities in _OURS),
        ]
    )
    engine = AnalyzerEngine(
        registry=registry,
        nlp_engine=_Reading(),
        default_score_threshold=_THRESHOLD,
        context_aware_enhancer=_NoEnhancer(),
    )
    return partial(_analyzed, engine)


def _analyzed(engine: AnalyzerEngine, passage: Passage) -> list[Found]:
    results = engine.analyze(passage.text, language=_LANGUAGE, entities=list(ENTITIES), nlp_artifacts=_Read(passage))
    return [Found(begin=result.start, end=result.end, entity=ENTITIES[result.entity_type]) for result in results]
