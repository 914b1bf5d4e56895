"""Lists that ship: names of persons, and names of companies and products that look like them."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from nlp.names import default_names
from nlp.redaction.tokens import tokens_of

_FOLDER = Path(__file__).parent


@cache
def given_names() -> frozenset[str]:
    """Return given names that are no English words, in small letters."""
    return (_lines("names/given.txt") | _words("names/more_given.txt")) - given_words()


@cache
def given_words() -> frozenset[str]:
    """Return given names that are also words or places."""
    return _lines("names/given_words.txt")


@cache
def family_names() -> frozenset[str]:
    """Return family names that are no English words and no given names."""
    return _lines("names/family.txt") | _words("names/more_family.txt")


@cache
def companies() -> frozenset[str]:
    """Return names of companies and products, in small letters."""
    return _lines("companies.txt") | kept_forms(default_names())


def _lines(filename: str) -> frozenset[str]:
    text = (_FOLDER / filename).read_text(encoding="utf-8")
    return frozenset(line.strip().lower() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _words(filename: str) -> frozenset[str]:
    return frozenset(word for line in _lines(filename) for word in line.split())


def kept_forms(names: Iterable[str]) -> frozenset[str]:
    """Return names as they are compared: their words and signs in small letters, a space between."""
    return frozenset(" ".join(token.low for token in tokens_of(name)) for name in names)


@cache
def english_words() -> frozenset[str]:
    """Return the words of WordNet and stop words, as spaCy has them."""
    from nlp.language import default_language

    language: Any = default_language()
    tables = language.get_pipe("lemmatizer").lookups
    index, exceptions = tables.get_table("lemma_index"), tables.get_table("lemma_exc")
    known = {str(word) for part in ("verb", "adj", "adv", "noun") for word in index.get(part, ())}
    known |= {str(word) for part in ("verb", "adj", "noun") for word in exceptions.get(part, {})}
    return frozenset(known | set(language.Defaults.stop_words) | given_words()) - given_names() - family_names()


def is_english(word: str) -> bool:
    """Whether a word, or what it is a form of, is English."""
    known = english_words()
    stems = [word, *(word.removesuffix(ending) for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "'s"))]
    return any(stem in known for stem in (*stems, word.removesuffix("ing") + "e", word.removesuffix("ies") + "y"))
