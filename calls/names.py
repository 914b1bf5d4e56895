"""A misheard name, put right wherever it is said: letter case and punctuation do not matter, nor does a possessive."""

import re
from collections.abc import Sequence
from typing import overload

from calls.correction import NameChange
from calls.transcript import Word
from calls.wording import plain, spread

_POSSESSIVE = re.compile(r"['’]s(?=\W*$)", re.IGNORECASE)
_EDGES = re.compile(r"^(\W*)(.*?)((?:['’]s)?\W*)$", re.DOTALL | re.IGNORECASE)


@overload
def respelled(said: str, change: NameChange) -> str: ...
@overload
def respelled(said: tuple[Word, ...], change: NameChange) -> tuple[Word, ...]: ...
def respelled(said: str | tuple[Word, ...], change: NameChange) -> str | tuple[Word, ...]:
    """Return a text, or words with times, with the name spelt right wherever it is said."""
    return _respelled_text(said, change) if isinstance(said, str) else _respelled_words(said, change)


def times_said(said: str, change: NameChange) -> int:
    """Return how often a text has the misheard name."""
    return len(_found(said.split(), change))


def _respelled_text(text: str, change: NameChange) -> str:
    tokens = list(re.finditer(r"\S+", text))
    heard = len(change.heard.split())
    for first in reversed(_found([token.group() for token in tokens], change)):
        stretch = tokens[first : first + heard]
        begin, end = stretch[0].start(), stretch[-1].end()
        text = text[:begin] + " ".join(_spelt([token.group() for token in stretch], change)) + text[end:]
    return text


def _respelled_words(words: tuple[Word, ...], change: NameChange) -> tuple[Word, ...]:
    heard = len(change.heard.split())
    for first in reversed(_found([word.word for word in words], change)):
        stretch = words[first : first + heard]
        words = (*words[:first], *_as_words(stretch, change), *words[first + heard :])
    return words


def _as_words(stretch: Sequence[Word], change: NameChange) -> tuple[Word, ...]:
    spelt = _spelt([word.word for word in stretch], change)
    if spelt == [word.word for word in stretch]:
        return tuple(stretch)
    if len(spelt) == len(stretch):
        timed = [(text, old.start_s, old.end_s) for text, old in zip(spelt, stretch, strict=True)]
    else:
        shared = spread(spelt, start_s=stretch[0].start_s, end_s=stretch[-1].end_s)
        timed = [(word.word, word.start_s, word.end_s) for word in shared]
    # Its spelling is now sure; whether it was said at all is another matter.
    suspect = next((word.suspect for word in stretch if word.suspect), None)
    overlap = any(word.overlap for word in stretch)
    return tuple(Word(word=text, start_s=a, end_s=b, suspect=suspect, overlap=overlap) for text, a, b in timed)


def _found(tokens: Sequence[str], change: NameChange) -> list[int]:
    """Return where the misheard name begins; places do not overlap."""
    wanted = [plain(word) for word in change.heard.split()]
    right = [plain(word) for word in change.spelling.split()]
    said = [plain(token) for token in tokens]
    owned = [plain(_POSSESSIVE.sub("", token)) for token in tokens]
    places, at = [], 0
    while wanted and at + len(wanted) <= len(tokens):
        last = at + len(wanted) - 1
        if said[at:last] == wanted[:-1] and wanted[-1] in (said[last], owned[last]):
            if not _is_right_already(said, at, wanted=wanted, right=right):
                places.append(at)
            at = last
        at += 1
    return places


def _is_right_already(said: Sequence[str], at: int, *, wanted: Sequence[str], right: Sequence[str]) -> bool:
    """Whether the words at a place are a part of the longer, right name ("Harbor" in "Harbor Lane")."""
    if len(right) <= len(wanted):
        return False
    begins = [n for n in range(len(right) - len(wanted) + 1) if right[n : n + len(wanted)] == list(wanted)]
    return any(at >= n and list(said[at - n : at - n + len(right)]) == list(right) for n in begins)


def _spelt(tokens: Sequence[str], change: NameChange) -> list[str]:
    """Return the right spelling between the punctuation that stood around the wrong one."""
    before = _EDGES.match(tokens[0])
    after = _EDGES.match(tokens[-1])
    opening, closing = (before.group(1) if before else ""), (after.group(3) if after else "")
    if _POSSESSIVE.search(change.heard):
        closing = _POSSESSIVE.sub("", closing)
    spelt = change.spelling.split()
    spelt[0] = opening + spelt[0]
    spelt[-1] += closing
    return spelt
