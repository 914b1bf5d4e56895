"""Talktrack's spaCy components, each a factory with its configuration: importing this file makes them known to spaCy.

A pipeline written with `language.to_disk(folder)` holds their settings, so `spacy.load(folder)` in a process that
imported this file reads speech in the same way. spaCy calls the pipeline `nlp` in factories; nowhere else do we.
"""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp import boundaries, names, questions, stance

Doc.set_extension("sentence_offsets", default=None, force=True)
Doc.set_extension("open_stretches", default=None, force=True)
Span.set_extension("negated", getter=stance.is_negated, force=True)
Span.set_extension("hedged", getter=stance.is_hedged, force=True)


@Language.factory(
    "speech_sentences",
    assigns=["token.is_sent_start"],
    default_config={"unpunctuated_words": boundaries.UNPUNCTUATED_WORDS, "bare_words": boundaries.BARE_WORDS},
)
def speech_sentences(nlp: Language, name: str, *, unpunctuated_words: int, bare_words: int) -> Any:  # noqa: ARG001
    """Make the component that sets sentences by punctuation; both limits are in words."""
    return boundaries.SpeechSentences(unpunctuated_words=unpunctuated_words, bare_words=bare_words)


@Language.factory(
    "long_sentences",
    assigns=["token.is_sent_start"],
    default_config={
        "longest_words": boundaries.UNPUNCTUATED_WORDS,
        "clause_words": boundaries.CLAUSE_WORDS,
        "links": sorted(boundaries.LINKS),
        "subjects": sorted(boundaries.SUBJECTS),
    },
)
def long_sentences(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    *,
    longest_words: int,
    clause_words: int,
    links: list[str],
    subjects: list[str],
) -> Any:
    """Make the component that cuts runs of clauses; lengths are in words, `links` and `subjects` open a clause."""
    return boundaries.LongSentences(
        longest_words=longest_words, clause_words=clause_words, links=frozenset(links), subjects=frozenset(subjects)
    )


@Language.factory(
    "buyer_questions",
    requires=["token.pos", "token.dep"],
    default_config={"openers": sorted(questions.OPENERS), "social_words": questions.SOCIAL_WORDS},
)
def buyer_questions(nlp: Language, name: str, *, openers: list[str], social_words: int) -> Any:  # noqa: ARG001
    """Make the component that fills doc.spans["questions"].

    `openers` may stand before a question; a sentence of more than `social_words` tokens is no mere courtesy.
    """
    return questions.BuyerQuestions(openers=frozenset(openers), social_words=social_words)


@Language.factory(
    "competitor_names",
    requires=["doc.ents", "token.dep"],
    default_config={"dealings": sorted(names.DEALINGS), "relations": sorted(names.RELATIONS)},
)
def competitor_names(nlp: Language, name: str, *, dealings: list[str], relations: list[str]) -> Any:  # noqa: ARG001
    """Make the component that fills doc.spans["competitors"].

    `dealings` are verbs of what a buyer does with a vendor, `relations` the prepositions beside them.
    """
    return names.CompetitorNames(dealings=frozenset(dealings), relations=frozenset(relations))


@Language.factory(
    "negations_and_hedges",
    requires=["token.dep", "token.is_sent_start"],
    default_config={"negations": list(stance.NEGATIONS), "hedges": list(stance.HEDGES)},
)
def negations_and_hedges(nlp: Language, name: str, *, negations: list[str], hedges: list[str]) -> Any:  # noqa: ARG001
    """Make the component that fills doc.spans["negations"] and doc.spans["hedges"]."""
    return stance.Stance(nlp, negations=negations, hedges=hedges)
