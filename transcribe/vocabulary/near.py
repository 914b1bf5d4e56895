"""Where a transcript may hold a misheard name: short runs of words that sound like one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import jellyfish

from calls.transcript import Word
from transcribe.vocabulary.names import MAX_WORDS, Name
from transcribe.vocabulary.sound import joined, letters_of, likeness, respelt, skeleton, sounds_of, weight

EXTRA_WORDS = 2  # a name is heard as up to this many words more than it has
MIN_LIKENESS = 0.55
# What the model heard with confidence must sound more like the name: 0.75 when it was certain.
CONFIDENT = 0.6
LIKENESS_PER_CONFIDENCE = 0.5
# So does what is heard for a name with few sounds to go by, such as one of two consonants and three vowels.
FEW_SOUNDS = 4.0
LIKENESS_OF_FEW_SOUNDS = 0.75
SPANS_PER_NAME = 3  # of spans that overlap, so many are worth scoring
MAX_WEIGHT_RATIO = 1.6
MAX_SKELETON_DISTANCE = 0.5  # as a share of the longer one

_ENDS = re.compile(r"[.?!]['\"”’)]*$")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Words `first` up to and not including `last` sound like a name. `likeness` is 1 for the same sounds."""

    first: int
    last: int
    name: Name
    likeness: float
    certain: bool = False

    def overlaps(self, other: "Near") -> bool:
        """Say whether both want some word."""
        return self.first < other.last and other.first < self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A run of words as it is compared with names; it must be at least `least` alike."""

    first: int
    last: int
    respelt: str
    skeleton: str
    weight: float
    least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sounds:
    """A name as it is looked for; what is heard must be at least `least` alike."""

    name: Name
    respelt: str
    skeleton: str
    weight: float
    words: int
    least: float


def core(word: str) -> tuple[str, str, str]:
    """Split a word into what stands before it, itself, and what follows it: punctuation and a possessive `'s`."""
    match = _EDGES.match(word)
    assert match
    before, inner, after = match.groups()
    bare = _POSSESSIVE.sub("", inner)
    return before, bare, inner[len(bare) :] + after


def near_names(words: Sequence[Word], *, names: Sequence[Name]) -> tuple[Near, ...]:
    """Return the spans that may be misheard names, in order of their start; spans may overlap.

    Words that already are a name are left alone. A span that somebody wrote down as `heard as` is `certain`.
    """
    letters = tuple(letters_of(core(word.word)[1]) for word in words)
    taken = _already_names(letters, names=names)
    certain = [near for near in _aliases(letters, names=names) if not taken & set(range(near.first, near.last))]
    taken = taken | {index for near in certain for index in range(near.first, near.last)}
    found = list(certain)
    spans = [span for span in _spans(words, letters) if not any(i in taken for i in range(span.first, span.last))]
    by_length: dict[int, list[_Span]] = {}
    for span in spans:
        by_length.setdefault(len(span.skeleton), []).append(span)
    for name in names:
        found += _best_apart(_like(_sounds(name), by_length=by_length))
    return tuple(sorted(found, key=lambda near: (near.first, near.last)))


def _already_names(letters: Sequence[str], *, names: Sequence[Name]) -> frozenset[int]:
    """Return the indexes of words that spell a name as it is written, whatever their case."""
    written = {tuple(letters_of(part) for part in name.written.split()) for name in names}
    lengths = {len(parts) for parts in written}
    return frozenset(
        index
        for length in lengths
        for first in range(len(letters) - length + 1)
        if tuple(letters[first : first + length]) in written
        for index in range(first, first + length)
    )


def _aliases(letters: Sequence[str], *, names: Sequence[Name]) -> list[Near]:
    aliases = {letters_of(alias): name for name in names for alias in name.heard_as}
    if not aliases:
        return []
    longest = max(map(len, aliases))
    found: list[Near] = []
    for first in range(len(letters)):
        text = ""
        for last in range(first + 1, len(letters) + 1):
            text += letters[last - 1]
            if len(text) > longest:
                break
            if text in aliases:
                found.append(Near(first=first, last=last, name=aliases[text], likeness=1.0, certain=True))
    found.sort(key=lambda near: near.first - near.last)
    return _apart(found)


def _apart(ranked: Sequence[Near]) -> list[Near]:
    kept: list[Near] = []
    for near in ranked:
        if not any(near.overlaps(other) for other in kept):
            kept.append(near)
    return kept


def _spans(words: Sequence[Word], letters: Sequence[str]) -> Iterator[_Span]:
    """Yield the runs of words within a sentence."""
    sounds = [respelt(word) for word in letters]
    for first in range(len(words)):
        for last in range(first + 1, min(first + MAX_WORDS + EXTRA_WORDS, len(words)) + 1):
            heard = joined(sounds[first:last])
            yield _Span(
                first=first,
                last=last,
                respelt=heard,
                skeleton=skeleton(heard),
                weight=weight(heard),
                least=_least_likeness(words[first:last]),
            )
            # Initials end no sentence.
            if _ENDS.search(words[last - 1].word) and "." not in words[last - 1].word.rstrip(".?!'\"”’)"):
                break


@lru_cache(maxsize=10_000)
def _sounds(name: Name) -> _Sounds:
    sounds = sounds_of(name.written)
    return _Sounds(
        name=name,
        respelt=sounds,
        skeleton=skeleton(sounds),
        weight=weight(sounds),
        words=len(name.written.split()),
        least=LIKENESS_OF_FEW_SOUNDS if weight(sounds) < FEW_SOUNDS else MIN_LIKENESS,
    )


def _like(sounds: _Sounds, *, by_length: Mapping[int, Sequence[_Span]]) -> list[Near]:
    """Return the spans that sound like a name. `by_length` holds spans by the length of their skeleton."""
    found: list[Near] = []
    length = len(sounds.skeleton)
    for other, spans in by_length.items():
        most = MAX_SKELETON_DISTANCE * max(length, other)
        if abs(length - other) > most:
            continue
        found += [
            Near(first=span.first, last=span.last, name=sounds.name, likeness=alike)
            for span in spans
            if span.last - span.first <= sounds.words + EXTRA_WORDS
            and 1 / MAX_WEIGHT_RATIO < span.weight / sounds.weight < MAX_WEIGHT_RATIO
            and jellyfish.levenshtein_distance(span.skeleton, sounds.skeleton) <= most
            and (alike := likeness(span.respelt, sounds.respelt, least=max(span.least, sounds.least)))
        ]
    return found


def _least_likeness(words: Sequence[Word]) -> float:
    return MIN_LIKENESS + LIKENESS_PER_CONFIDENCE * max(0.0, confidence(words) - CONFIDENT)


def confidence(words: Sequence[Word]) -> float:
    """Return the mean probability of words, 1 where the engine gave none."""
    return sum(1.0 if word.probability is None else word.probability for word in words) / len(words)


def _best_apart(found: Sequence[Near]) -> list[Near]:
    """Keep, of spans for one name that overlap, the few that sound most like it."""
    kept: list[Near] = []
    for near in sorted(found, key=lambda near: -near.likeness):
        if sum(near.overlaps(other) for other in kept) < SPANS_PER_NAME:
            kept.append(near)
    return kept
