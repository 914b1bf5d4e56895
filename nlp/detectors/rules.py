"""The detector without a model: phrases, and spaCy's questions and names. Quick, and the floor to compare with."""

import re
from collections.abc import Sequence
from typing import Any

from calls.moment import Category, Kind
from calls.provenance import Provenance
from nlp import names
from nlp.detector import Finding, Passage
from nlp.wordlists import any_of

# Rules are not calibrated: these only say which kinds have the more telling phrases.
_SCORE = {
    Kind.OBJECTION: 0.6, Kind.QUESTION: 0.7, Kind.PREFERENCE: 0.5, Kind.DEAL_BREAKER: 0.5, Kind.PAIN: 0.5,
    Kind.COMPETITOR: 0.6, Kind.PRAISE: 0.4,
}  # fmt: skip


_OBJECTIONS: tuple[tuple[Category, re.Pattern[str]], ...] = (
    (
        Category.AUTHORITY,
        any_of(
            r"run (?:it|this|that) (?:by|past)",
            r"not my (?:call|decision)",
            "have to ask",
            "need approval",
            "sign off",
            r"(?:talk|speak|check) (?:to|with) my \w+",
            "procurement",
            "the board",
            r"i don'?t make (?:the|that)",
        ),
    ),
    (
        Category.TERMS,
        any_of(
            r"auto ?-?renew\w*",
            "lock(?:ed)? in",
            r"cancel\w*",
            "contract length",
            "legal won'?t",
            "(?:two|three|multi)[- ]year",
            "commitment",
        ),
    ),
    (
        Category.PRICE,
        any_of(
            "too (?:much|expensive|pricey|steep)",
            "expensive",
            "over budget",
            "can'?t afford",
            r"(?:no|out of|the|our) budget",
            "a lot (?:of money|for)",
            "cheaper",
            "more than we (?:had|wanted|planned)",
            "pricey",
            "that'?s steep",
        ),
    ),
    (
        Category.TIMING,
        any_of(
            "not (?:a good|the right) time",
            r"not (?:right )?now",
            "too busy",
            "next (?:quarter|year)",
            "maybe later",
            "call (?:me )?back",
            "don'?t have time",
            "bad time",
            "in a meeting",
            "no time",
        ),
    ),
    (
        Category.COMPETITOR,
        any_of(
            "already (?:have|use|using|with|got) (?:a|an|someone|another)",
            "going with (?:someone|another)",
            "locked in with",
            "happy with our current",
        ),
    ),
    (
        Category.NEED,
        any_of(
            "not interested",
            "don'?t (?:really )?need",
            "no need",
            "we'?re (?:all set|good|fine|happy)",
            "works fine",
            "not a priority",
            "not for us",
            "happy with what",
        ),
    ),
    (
        Category.TRUST,
        any_of(
            "skeptical",
            "not convinced",
            "sounds too good",
            "scam",
            "prove it",
            "heard that before",
            r"don'?t (?:believe|trust)",
            "burned",
            "worried",
            "concern(?:ed|s)?",
            "how do i know",
        ),
    ),
    (
        Category.FIT,
        any_of(
            "won'?t work",
            "doesn'?t (?:work|support|integrate|fit)",
            "too (?:complicated|complex|hard|big|small)",
            "never adopt",
            "won'?t use",
            "learning curve",
        ),
    ),
    (
        Category.OTHER,
        any_of(
            r"(?:send|shoot|email) me (?:an? |some |the )?(?:email|info\w*|something|deck|brochure)",
            r"think (?:about|on) it",
            "get back to you",
            "not sure",
            "take me off",
            "stop calling",
        ),
    ),
)
_PHRASES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.DEAL_BREAKER,
        any_of(
            "deal ?-?breaker",
            "non ?-?starter",
            r"(?:can'?t|won'?t) (?:sign|buy|move forward|use it)",
            "no deal",
            "otherwise (?:it'?s|we) (?:no|can'?t|won'?t)",
            "off the table",
            "walk away",
        ),
    ),
    (
        Kind.PREFERENCE,
        any_of(
            "we need",
            "i need",
            "(?:i|we)(?:'d| would) (?:prefer|rather|want|like)",
            "ideally",
            "looking for",
            "would love",
            "must have",
            "has to",
        ),
    ),
    (
        Kind.PAIN,
        any_of(
            "by hand",
            r"manual\w*",
            "waste[sd]?",
            "wasting",
            "nightmare",
            r"frustrat\w*",
            r"struggl\w*",
            r"takes (?:us )?(?:\w+ )?(?:hours|days|weeks|forever)",
            r"keeps? (?:\w+ing|breaking)",
            "a mess",
            "losing",
            "lost",
            "disaster",
            "too slow",
            r"crash\w*",
            "hours a (?:day|week)",
        ),
    ),
    (
        Kind.PRAISE,
        any_of(
            "love (?:it|that|this)",
            r"impress\w*",
            "(?:very |super |really )helpful",
            "would save",
            "let'?s (?:do it|move|go ahead)",
            "exactly what",
            "awesome",
            "perfect",
            "fantastic",
            "sounds (?:great|good|amazing)",
            "sign me up",
            "that'?s (?:great|really good)",
        ),
    ),
)


class RulesDetector:
    """Phrase lists a kind and category, questions and competitor names as the spaCy pipeline marked them."""

    provenance = Provenance(name="rules", version="1")

    def detect(self, passages: Sequence[Passage]) -> list[tuple[Finding, ...]]:
        """See Detector."""
        return [
            tuple(finding for i, sentence in enumerate(passage.sentences) for finding in _findings(i, sentence))
            for passage in passages
        ]


def _findings(i: int, sentence: Any) -> list[Finding]:
    text = sentence.text.replace("’", "'")
    found: dict[Kind, Category | None] = {}
    category = next((category for category, pattern in _OBJECTIONS if pattern.search(text)), None)
    if category is not None:
        found[Kind.OBJECTION] = category
    if _holds(sentence, "questions"):
        found[Kind.QUESTION] = None
    if _holds(sentence, "competitors") or names.refers_to_competitor(sentence):
        found[Kind.COMPETITOR] = None
    found.update({kind: None for kind, pattern in _PHRASES if pattern.search(text) and Kind.QUESTION not in found})
    return [Finding(sentence=i, kind=k, category=found[k], score=_SCORE[k]) for k in Kind if k in found]


def _holds(sentence: Any, group: str) -> bool:
    return any(sentence.start <= span.start < sentence.end for span in sentence.doc.spans[group])
