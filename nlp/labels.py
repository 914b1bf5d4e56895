"""Names for themes: a short noun phrase typical of a theme and rare in the others, and its keywords."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nlp.wordlists import word_set

LONGEST_LABEL_WORDS = 4
KEYWORDS = 5

_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ"))
_NAMING = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))
# Said in every call whatever it is about, so they name nothing.
_FILLERS = word_set(
    "thing stuff lot bit kind sort way guy people someone something anything everything nothing one ok okay yeah "
    "yes uh um "
    "hmm mm ha like know mean think guess say tell go get come want need make let do have be sure right good "
    "really actually "
    "honestly basically point time day today moment sense deal question idea look see use be not any much many "
    "other same"
)
_WORD = re.compile(r"[^\W\d_][\w'’&.-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What a theme is called, and up to KEYWORDS words it is typical for, most typical first."""

    label: str
    keywords: tuple[str, ...]


def name_themes(themes: Sequence[Sequence[str]], *, language: Any) -> tuple[Name, ...]:
    """Return a name for each theme, given its verbatim quotes, the most central first; no label is given twice.

    Words are weighed by class-based TF-IDF (Grootendorst 2022, "BERTopic"): their share of a theme's words times
    ln(1 + mean words a theme / uses in all themes). The noun phrase whose words weigh most becomes the label.
    """
    docs = [list(language.pipe(quotes, batch_size=64)) for quotes in themes]
    counts = [Counter(word for doc in theme for word in {_form(t) for t in doc if _is_content(t)}) for theme in docs]
    weights = _weights(counts)
    taken: set[str] = set()
    names = []
    for theme, weight in zip(docs, weights, strict=True):
        label = _label(theme, weight, taken=taken)
        taken.add(label.lower())
        keywords = sorted(weight, key=lambda word: (-weight[word], word))[:KEYWORDS]
        names.append(Name(label=label, keywords=tuple(keywords)))
    return tuple(names)


def _weights(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    everywhere: Counter[str] = sum(counts, Counter())
    mean = sum(everywhere.values()) / max(1, len(counts))
    return [
        {word: n / sum(count.values()) * math.log(1 + mean / everywhere[word]) for word, n in count.items()}
        for count in counts
    ]


def _label(docs: Sequence[Any], weight: dict[str, float], *, taken: set[str]) -> str:
    """Return the best noun phrase not taken yet, else the best words, else the opening of the most central quote."""
    worth: dict[str, float] = {}
    for rank, phrase in ((rank, phrase) for rank, doc in enumerate(docs) for phrase in _phrases(doc)):
        known = [weight.get(_form(token), 0.0) for token in phrase]
        if any(known):
            # A longer phrase says more than its words apart, up to a point; a central quote more than others.
            value = sum(known) / len(known) * (1 + 0.6 * min(2, len(known) - 1)) * (1 + 0.5 / (1 + rank))
            text = _shown(phrase)
            worth[text] = max(worth.get(text, 0.0), value)
    options = sorted(worth, key=lambda text: (-worth[text], text))
    words = sorted(weight, key=lambda word: (-weight[word], word))
    options += [" ".join(pair) for pair in pairwise(words)] + words
    free = next((text for text in options if text.lower() not in taken), None)
    return _sentence_case(free) if free else _opening(docs, taken=taken)


def _phrases(doc: Any) -> list[list[Any]]:
    """Return the noun phrases without articles, pronouns and fillers at their edges."""
    phrases = []
    for chunk in doc.noun_chunks:
        tokens = [token for token in chunk if token.pos_ in _NAMING or token.tag_ in ("HYPH", "VBG", "VBN")]
        while tokens and (not _is_name_word(tokens[0])):
            tokens = tokens[1:]
        while tokens and (not _is_name_word(tokens[-1]) or tokens[-1].pos_ == "ADJ"):
            tokens = tokens[:-1]
        if tokens and tokens[-1].i - tokens[0].i < LONGEST_LABEL_WORDS + 1:
            phrases.append([t for t in tokens if t.tag_ != "HYPH"][-LONGEST_LABEL_WORDS:])
    return phrases


def _is_name_word(token: Any) -> bool:
    named = token.ent_type_ == "PERSON"
    return bool(_WORD.match(token.text)) and not named and not token.is_stop and _form(token) not in _FILLERS


def _is_content(token: Any) -> bool:
    return token.pos_ in _CONTENT and len(token.text) > 2 and _is_name_word(token) and token.lemma_ != "-PRON-"


def _form(token: Any) -> str:
    return str(token.lemma_.lower())


def _shown(phrase: Sequence[Any]) -> str:
    return " ".join(token.text if token.pos_ == "PROPN" else token.text.lower() for token in phrase)


def _opening(docs: Sequence[Any], *, taken: set[str]) -> str:
    words = docs[0].text.split() or ["Unnamed"]
    for size in range(min(6, len(words)), len(words) + 1):
        label = _sentence_case(" ".join(words[:size]).strip(" ,.;:?!"))
        if label.lower() not in taken:
            return label
    number = next(n for n in range(2, len(taken) + 3) if f"{label} ({n})".lower() not in taken)
    return f"{label} ({number})"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
