"""From findings in sentences to moments: neighbours on one concern become one, and a quote stands on its own.

Findings of one kind and category join while they go on about one thing. Between two of them at most one sentence
without a finding is taken along, and only where the words or the opening of the second show that it is still the same
thing. A quote that begins with a fragment ("Because of that.") takes the sentence that it refers to along. Nothing
joined is longer than LONGEST_JOIN_SENTENCES sentences or LONGEST_JOIN_WORDS words; questions and competitors are never
joined.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from calls.moment import Category, Kind
from nlp.detector import Finding, Passage
from nlp.stance import holds
from nlp.wordlists import word_set

# A concern that runs on is one moment, but a quote nobody would read aloud is not a quote.
LONGEST_JOIN_SENTENCES = 3
LONGEST_JOIN_WORDS = 70
# What a fragment refers to says something itself: "Okay." and "Yeah, no." do not.
FEWEST_WORDS_OF_AN_ANTECEDENT = 4
LONGEST_FRAGMENT_WORDS = 12
# Each question asks for its own answer, and each vendor named is a mention of its own.
_STANDS_ALONE = frozenset((Kind.QUESTION, Kind.COMPETITOR))
_TURNS_TO_ANOTHER = (
    "also", "and also", "plus", "another", "and another", "second", "secondly", "third", "the other", "and the other",
    "on top of that", "besides", "then there", "and then there", "separately", "apart from that", "different topic",
    "one more", "by the way",
)  # fmt: skip
# A sentence that opens with one of these goes on from what was said before it.
_GOES_ON_WITH = word_set("so because cause since and but or it that this those these they which then still even either")
_SUBORDINATES = word_set("because cause since although though unless except until which whereas than")
_POINTS_BACK = word_set("that this it those these them same too either neither")
_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """One moment to be: sentences `first` to `last` of the passage, its characters `begin` to `end`."""

    kind: Kind
    category: Category | None
    score: float
    first: int
    last: int
    begin: int
    end: int


def joined(passage: Passage, findings: Iterable[Finding], *, untold: Collection[int] = ()) -> list[Joined]:
    """Return the moments that findings in one passage make, in order of place, then kind.

    `untold` are the sentences that no quote may hold, such as those with a word that may never have been said.
    """
    found = sorted((f for f in findings if f.sentence not in untold), key=lambda f: (f.kind.value, f.sentence))
    busy = {finding.sentence for finding in found}
    spans: list[Joined] = []
    for finding in found:
        span = _span(passage, finding)
        if spans and _goes_on(spans[-1], span, passage, closed=busy | set(untold)):
            spans[-1] = _reaching(spans[-1], passage, last=span.last, score=span.score)
        else:
            spans.append(span)
    return sorted((_standing(s, passage, untold=untold) for s in spans), key=lambda s: (s.begin, s.kind.value))


def _span(passage: Passage, finding: Finding) -> Joined:
    sentence = passage.sentences[finding.sentence]
    return Joined(
        kind=finding.kind,
        category=finding.category,
        score=finding.score,
        first=finding.sentence,
        last=finding.sentence,
        begin=sentence.start_char,
        end=sentence.end_char,
    )


def _reaching(span: Joined, passage: Passage, *, last: int, score: float) -> Joined:
    return replace(span, last=last, end=passage.sentences[last].end_char, score=max(span.score, score))


def _goes_on(before: Joined, span: Joined, passage: Passage, *, closed: Collection[int]) -> bool:
    """Whether two findings are one concern; `closed` sentences may not stand between them."""
    if (before.kind, before.category) != (span.kind, span.category) or span.kind in _STANDS_ALONE:
        return False
    if not _fits(passage, before.first, span.last) or _turns(passage.sentences[span.first]):
        return False
    between = range(before.last + 1, span.first)
    if not between:
        return True
    if len(between) > 1 or not _may_stand_between(between[0], passage, closed=closed):
        return False
    return _opens_with(passage.sentences[span.first], _GOES_ON_WITH) or bool(
        _content(passage.sentences[before.last]) & _content(passage.sentences[span.first])
    )


def _may_stand_between(number: int, passage: Passage, *, closed: Collection[int]) -> bool:
    sentence = passage.sentences[number]
    return number not in closed and not holds(sentence, "questions") and not _turns(sentence)


def _standing(span: Joined, passage: Passage, *, untold: Collection[int]) -> Joined:
    """Begin earlier while the quote begins with a fragment and what that refers to is there."""
    if span.kind in _STANDS_ALONE:
        return span
    while span.first > 0 and _dangles(passage.sentences[span.first]):
        first = span.first - 1
        told = first not in untold and _says_something(passage.sentences[first])
        if not told or not _fits(passage, first, span.last):
            break
        span = replace(span, first=first, begin=passage.sentences[first].start_char)
    return span


def _dangles(sentence: Any) -> bool:
    """Whether a sentence only hangs on the one before: a subordinate clause alone, or a phrase that points back."""
    words = list(_words(sentence))
    if not words or len(words) > LONGEST_FRAGMENT_WORDS or sentence.text.rstrip().endswith("?"):
        return False
    first = next((w for w in words if w.lower_ not in ("and", "but", "or", "so", "well", "just", "only")), words[0])
    if first.lower_ in _SUBORDINATES:
        return _has_no_main_clause(first)
    has_verb = any(word.tag_ in _FINITE for word in words)
    return not has_verb and any(word.lower_ in _POINTS_BACK for word in words)


def _has_no_main_clause(first: Any) -> bool:
    """The clause that a subordinator opens is the sentence's own root, or the word itself is."""
    clause = first if first.dep_ == "ROOT" else first.head
    return bool(clause.dep_ == "ROOT" or (clause.dep_ in ("pobj", "pcomp") and clause.head.dep_ == "ROOT"))


def _says_something(sentence: Any) -> bool:
    words = list(_words(sentence))
    return len(words) >= FEWEST_WORDS_OF_AN_ANTECEDENT or (len(words) > 1 and bool(_content(sentence)))


def _fits(passage: Passage, first: int, last: int) -> bool:
    sentences = passage.sentences[first : last + 1]
    words = sum(len(sentence.text.split()) for sentence in sentences)
    return len(sentences) <= LONGEST_JOIN_SENTENCES and words <= LONGEST_JOIN_WORDS


def _turns(sentence: Any) -> bool:
    opening = " ".join(word.lower_ for word in list(_words(sentence))[:5])
    return any(opening == phrase or opening.startswith(f"{phrase} ") for phrase in _TURNS_TO_ANOTHER)


def _opens_with(sentence: Any, openings: frozenset[str]) -> bool:
    return any(word.lower_ in openings for word in list(_words(sentence))[:1])


def _content(sentence: Any) -> set[str]:
    return {word.lemma_.lower() for word in _words(sentence) if word.pos_ in _CONTENT and not word.is_stop}


def _words(sentence: Any) -> Iterator[Any]:
    return (token for token in sentence if not token.is_punct and not token.is_space)
