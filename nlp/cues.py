"""What the syntax of a sentence says about what its speaker does: a short vector beside the meaning's."""

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import names, questions

_CONDITIONS = re.compile(
    r"\b(?:if|unless|without|otherwise|must|has to|have to|need to|only way|non ?-?starter|deal ?-?breaker|"
    r"or else|no way|can'?t sign|"
    r"won'?t sign|walk away|off the table|required?|mandatory|until)\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:want|prefer|would rather|'d rather|i'd like|we'd like|ideally|looking for|need|needs|hoping|would love|"
    r"it would be nice|wish|"
    r"important|as long as|make sure|has to)\b",
    re.IGNORECASE,
)
_APPROVAL = re.compile(
    r"\b(?:love|great|perfect|exactly|awesome|amazing|fantastic|excellent|impress\w*|helpful|nice|like that|good|"
    r"sounds|makes sense|"
    r"excited|wow|beautiful|brilliant|let'?s|sign|go ahead|move forward|appreciate|sold|deal)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:problem|issue|waste\w*|wasting|hours|manual\w*|by hand|slow|nightmare|pain|struggl\w*|frustrat\w*|lose|"
    r"losing|lost|miss(?:ed|ing)?|"
    r"broke\w*|fail\w*|error\w*|mess|wrong|down|late|complain\w*|spreadsheet\w*|stuck|forever|nobody|never|keeps?|"
    r"again|twice|costs?)\b",
    re.IGNORECASE,
)

CUES = (
    "question mark",
    "asks by syntax",
    "asks indirectly",
    "social",
    "ends with tag",
    "competitor name",
    "competitor reference",
    "organisation",
    "proper noun",
    "person",
    "money",
    "number",
    "date",
    "negated",
    "I",
    "we",
    "you",
    "they",
    "past tense",
    "modal",
    "comparative",
    "hedge",
    "condition",
    "wish",
    "approval",
    "trouble",
    "words",
    "first in turn",
    "last in turn",
    "turn sentences",
    "before it a question",
    "rep asked",
    "rep named a price",
    "opens with but",
    "opens with so",
    "opens with yes",
    "opens with no",
)


def cues_of(sentences: tuple[Any, ...], *, rep_before: str) -> NDArray[np.float32]:
    """Return float32 (len(sentences), len(CUES)) for the sentences (spaCy Spans) of one buyer turn, each cue 0 to 1."""
    rows = [_sentence_cues(sentence) + _place_cues(sentences, i, rep_before) for i, sentence in enumerate(sentences)]
    return np.asarray(rows, dtype=np.float32).reshape(len(sentences), len(CUES))


def _sentence_cues(sentence: Any) -> list[float]:
    text = sentence.text
    labels = {entity.label_ for entity in sentence.ents}
    named = any(sentence.start <= span.start < sentence.end for span in sentence.doc.spans["competitors"])
    lowered = {token.lower_ for token in sentence}
    tags = {token.tag_ for token in sentence}
    return [
        float("?" in text),
        float(questions.asks_by_syntax(sentence)),
        float(questions.asks_indirectly(sentence)),
        float(questions.is_social(sentence)),
        float(questions.ends_with_tag(sentence)),
        float(named),
        float(names.refers_to_competitor(sentence)),
        float(bool(labels & {"ORG", "PRODUCT", names.VENDOR})),
        float(any(token.pos_ == "PROPN" for token in sentence[1:])),
        float("PERSON" in labels),
        float(bool(labels & {"MONEY", "PERCENT"})),
        float("CD" in tags),
        float(bool(labels & {"DATE", "TIME"})),
        float(sentence._.negated),
        float(bool(lowered & {"i", "my", "me", "im"})),
        float(bool(lowered & {"we", "our", "us"})),
        float(bool(lowered & {"you", "your"})),
        float(bool(lowered & {"they", "their", "them", "he", "she"})),
        float(bool(tags & {"VBD", "VBN"})),
        float("MD" in tags),
        float(bool(tags & {"JJR", "RBR"})),
        float(sentence._.hedged),
        float(bool(_CONDITIONS.search(text))),
        float(bool(_WISHES.search(text))),
        float(bool(_APPROVAL.search(text))),
        float(bool(_TROUBLE.search(text))),
    ]


def _place_cues(sentences: tuple[Any, ...], i: int, rep_before: str) -> list[float]:
    sentence = sentences[i]
    opening = sentence[0].lower_
    return [
        min(1.0, len(sentence) / 30),
        float(i == 0),
        float(i == len(sentences) - 1),
        min(1.0, len(sentences) / 8),
        float(i > 0 and "?" in sentences[i - 1].text),
        float(rep_before.rstrip().endswith("?")),
        float(bool(re.search(r"[$£€]|\b(?:thousand|hundred|percent|per (?:month|user|seat|year))\b", rep_before))),
        float(opening in ("but", "however", "though")),
        float(opening in ("so", "and", "then")),
        float(opening in ("yes", "yeah", "yep", "sure", "okay", "ok", "right")),
        float(opening in ("no", "nope", "nah", "not")),
    ]
