"""Names for themes: a known concern, else a noun phrase most quotes share, else a quote; and their keywords."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from calls.moment import Kind
from nlp.wordlists import word_set

LONGEST_LABEL_WORDS = 4
LONGEST_QUOTE = 48
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
    "other same "
    "husband wife mother father brother sister son daughter colleague friend man woman lady person folk team company "
    "business place name number minute hour week month year morning afternoon evening night weekend hmm ahmm hello "
    "monday tuesday wednesday thursday friday saturday sunday please thank thanks sorry"
)
# How people start a turn before they say anything.
_RUN_UP = re.compile(
    r"(?:(?:and|but|so|because)\b,?|(?:well|okay|ok|a?hm+|uh|um|oh|alright|right|yes|yeah|yep|no|sure|agreed|look|"
    r"i see|honestly|true|fine|good)[,.])\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’&.-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnamed:
    """A theme to be named: its verbatim quotes, the most central first, and the known concern they agree on if any."""

    kind: Kind
    quotes: tuple[str, ...]
    concern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What a theme is called, and up to KEYWORDS words it is typical for, most typical first."""

    label: str
    keywords: tuple[str, ...]


def name_themes(themes: Sequence[Unnamed], *, language: Any) -> tuple[Name, ...]:
    """Return a name for each theme; no label is given twice.

    Words are weighed by class-based TF-IDF (Grootendorst 2022, "BERTopic"): their share of a theme's words times
    ln(1 + mean words a theme / uses in all themes). Of the noun phrases enough quotes share, the one whose words weigh
    most can be a label; a word only one quote has is no keyword.
    """
    docs = [list(language.pipe(theme.quotes, batch_size=64)) for theme in themes]
    counts = [Counter(word for doc in theme for word in {_form(t) for t in doc if _is_content(t)}) for theme in docs]
    weights = _weights(counts)
    taken: set[str] = set()
    names = []
    for theme, quotes, count, weight in zip(themes, docs, counts, weights, strict=True):
        options = _options(theme, quotes, count, weight)
        label = next((text for text in options if text.lower() not in taken), None) or _numbered(options[-1], taken)
        taken.add(label.lower())
        shared = (word for word in weight if count[word] > 1)
        keywords = sorted(shared, key=lambda word: (-weight[word], word))[:KEYWORDS]
        names.append(Name(label=label, keywords=tuple(keywords)))
    return tuple(names)


def _weights(counts: Sequence[Counter[str]]) -> list[dict[str, float]]:
    everywhere: Counter[str] = sum(counts, Counter())
    mean = sum(everywhere.values()) / max(1, len(counts))
    return [
        {word: n / sum(count.values()) * math.log(1 + mean / everywhere[word]) for word, n in count.items()}
        for count in counts
    ]


def _options(theme: Unnamed, docs: Sequence[Any], count: Counter[str], weight: dict[str, float]) -> list[str]:
    """Return what a theme may be called, best first: never nothing."""
    phrases = [_sentence_case(text) for text in _shared_phrases(docs, count, weight)]
    names = _proper_names(docs) if theme.kind is Kind.COMPETITOR else []
    quotes = [_shortened(quote) for quote in theme.quotes]
    if theme.concern is None:
        return names + phrases + quotes
    named = [f"{theme.concern}: {name}" for name in names if name.lower() not in theme.concern.lower()]
    kind = theme.kind.value.replace("_", " ")
    details = [f"{theme.concern}: {text[:1].lower() + text[1:]}" for text in phrases]
    return [*named, theme.concern, *details, f"{theme.concern} ({kind})", *quotes]


def _shared_phrases(docs: Sequence[Any], count: Counter[str], weight: dict[str, float]) -> list[str]:
    """Return noun phrases whose head at least half of the quotes have, most typical first.

    Two quotes that share a word have little in common: the head is in three, or the whole phrase of words in two.
    """
    found = [(rank, phrase) for rank, doc in enumerate(docs) for phrase in _phrases(doc)]
    whole = Counter(text for _, text in {(rank, _shown(phrase).lower()) for rank, phrase in found})
    worth: dict[str, float] = {}
    for rank, phrase in found:
        uses = count[_form(phrase[-1])]
        typical = uses > 2 or (len(phrase) > 1 and whole[_shown(phrase).lower()] == 2)
        if typical and 2 * uses >= len(docs):
            known = [weight.get(_form(token), 0.0) for token in phrase]
            # A longer phrase says more than its words apart, up to a point; a central quote more than others.
            value = sum(known) / len(known) * (1 + 0.6 * min(2, len(known) - 1)) * (1 + 0.5 / (1 + rank))
            text = _shown(phrase)
            worth[text] = max(worth.get(text, 0.0), value)
    return sorted(worth, key=lambda text: (-worth[text], text))


def _proper_names(docs: Sequence[Any]) -> list[str]:
    """Return the names that at least half of the quotes have, and at least two, the most frequent first."""
    found: Counter[str] = Counter()
    for doc in docs:
        runs = "".join(t.text_with_ws if t.pos_ == "PROPN" and t.text[0].isupper() else "\n" for t in doc)
        found.update({run.strip() for run in runs.split("\n") if run.strip()})
    common = [name for name, n in found.items() if n >= 2 and 2 * n >= len(docs) and name.lower() not in _FILLERS]
    return sorted(common, key=lambda name: (-found[name], -len(name), name))


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


def noun_phrases(doc: Any) -> list[str]:
    """Return what a spaCy Doc names, as `name_themes` would write it: noun phrases without articles and fillers."""
    return [_shown(phrase) for phrase in _phrases(doc)]


def _is_name_word(token: Any) -> bool:
    named = token.ent_type_ == "PERSON"
    return bool(_WORD.match(token.text)) and not named and not token.is_stop and _form(token) not in _FILLERS


def _is_content(token: Any) -> bool:
    return token.pos_ in _CONTENT and len(token.text) > 2 and _is_name_word(token) and token.lemma_ != "-PRON-"


def _form(token: Any) -> str:
    return str(token.lemma_.lower())


def _shown(phrase: Sequence[Any]) -> str:
    return " ".join(token.text if token.pos_ == "PROPN" else token.text.lower() for token in phrase)


def _shortened(quote: str) -> str:
    """Return a quote without its run-up, in quotation marks, cut after a word to LONGEST_QUOTE characters at most."""
    text = " ".join(quote.split())
    while (run_up := _RUN_UP.match(text)) and run_up.end() < len(text):
        text = text[run_up.end() :]
    text = text.rstrip(" ,.;:") or "Unnamed"
    if len(text) > LONGEST_QUOTE - 2:
        text = text[: LONGEST_QUOTE - 2].rpartition(" ")[0].rstrip(" ,.;:") or text[: LONGEST_QUOTE - 3]
        text += "…"
    return f"“{_sentence_case(text)}”"


def _numbered(label: str, taken: set[str]) -> str:
    number = next(n for n in range(2, len(taken) + 3) if f"{label} ({n})".lower() not in taken)
    return f"{label} ({number})"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
