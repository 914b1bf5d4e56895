"""Text as a sequence of spoken words, in all the ways it may be read: `don't` is do not, `e-mail` is email.

The ways are edges between places: what is read as one word or as two leads to the same place either way.
"""

import re
from types import MappingProxyType
from typing import NamedTuple

from nlp.wordlists import word_set

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'"})
WORD = re.compile(r"[^\W_]+(?:['’ʼ‘][^\W_]+)*")
_JOINING = "-‐‑"
_LONGEST_COMPOUND = 4
_ENDINGS = MappingProxyType(
    {
        "'ll": ("will",), "'re": ("are",), "'ve": ("have",), "'m": ("am",),
        "'d": ("would", "had"), "'s": ("'s", "is", "has"),
    }
)  # fmt: skip
_BASES = MappingProxyType({"wo": "will", "ca": "can", "sha": "shall", "ai": "is"})
_MARKED = word_set(
    "don't doesn't didn't isn't aren't wasn't weren't won't can't couldn't wouldn't shouldn't haven't hasn't hadn't "
    "i'm i've you're you've they're they've we've that's what's there's"
)
_UNMARKED = MappingProxyType({word.replace("'", ""): word for word in _MARKED})
_RUN_TOGETHER = MappingProxyType(
    {"cannot": ("can", "not"), "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to")}
)
# What is heard in these need not be written in the text.
HIDDEN = word_set("not us can will shall is to going want got") | {w for words in _ENDINGS.values() for w in words}


class Edge(NamedTuple):
    """One reading of characters `begin` to `end`: any of `words`, leading to place `to`."""

    to: int
    words: tuple[str, ...]
    begin: int
    end: int


def small(word: str) -> str:
    """Return a word in small letters with a plain apostrophe."""
    return word.lower().translate(_APOSTROPHES)


def parts_of(word: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the two words that a contraction stands for, each with its readings; None for a plain word."""
    word = _UNMARKED.get(word, word)
    if word in _RUN_TOGETHER:
        first, second = _RUN_TOGETHER[word]
        return (first,), (second,)
    if word.endswith("n't") and len(word) > 3:
        return (_BASES.get(word[:-3], word[:-3]),), ("not",)
    stem, mark, ending = word.rpartition("'")
    readings = _ENDINGS.get(mark + ending)
    if not stem or readings is None:
        return None
    return (stem,), ("us", *readings) if stem == "let" else readings


def readings(text: str) -> list[list[Edge]]:
    """Return, for each place in a text, the edges that lead on from it; the last place has none."""
    edges: list[list[Edge]] = []
    starts: list[tuple[int, str, int, int]] = []
    plain = text.isascii() and "'" not in text
    for found in WORD.finditer(text):
        begin, end = found.span()
        word = found.group().lower() if plain else small(found.group())
        place = len(edges)
        starts.append((place, word, begin, end))
        parts = parts_of(word) if word in _UNMARKED or word in _RUN_TOGETHER or "'" in word else None
        if parts is None:
            edges.append([Edge(place + 1, (word,), begin, end)])
            continue
        whole = [word, word.replace("'", "")]
        if "'s" in parts[1]:
            whole.append(parts[0][0])  # a possessive: "Salesforce's price" says "Salesforce price"
        edges.append([Edge(place + 1, parts[0], begin, end), Edge(place + 2, tuple(whole), begin, end)])
        edges.append([Edge(place + 2, parts[1], begin, end)])
    edges.append([])
    if any(mark in text for mark in _JOINING):
        _join_compounds(text, starts, edges)
    return edges


def _join_compounds(text: str, starts: list[tuple[int, str, int, int]], edges: list[list[Edge]]) -> None:
    """Add the edges that read `e-mail` as `email`."""
    for first, (place, word, begin, end) in enumerate(starts):
        joined, last_end = word, end
        for _next_place, following, next_begin, next_end in starts[first + 1 : first + _LONGEST_COMPOUND]:
            if next_begin - last_end != 1 or text[last_end] not in _JOINING:
                break
            joined, last_end = joined + following, next_end
            after = next((p for p, _, b, _ in starts[first + 1 :] if b >= next_end), len(edges) - 1)
            edges[place].append(Edge(after, (joined,), begin, next_end))
