"""How alike two spellings sound, read as English does, without a dictionary.

A spelling is respelt with one letter a sound (rules in the spirit of Metaphone, Philips 1990, but vowels are kept), and
two respellings are aligned with an edit distance in which sounds that telephones and models mix up are cheap to swap.
"""

import itertools
import math
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

VOWELS = frozenset("aeiou")
_GLIDES = frozenset("hwy")
# One sound each, in this order; upper case is a sound that no single letter spells: C as in church, S as in ship,
# J as in judge, T as in thin.
_RULES = tuple(
    (re.compile(pattern), spelt)
    for pattern, spelt in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^ps", "s"),
        (r"^wr", "r"),
        (r"^x", "z"),
        (r"^mc", "mak"),
        (r"wh", "w"),
        (r"(?<!gh)th", "T"),
        (r"gh(?=$|[^aeiouy])", ""),
        (r"gh", "g"),
        (r"tch|cz", "C"),
        (r"sch(?=[aeiouy])", "sk"),
        (r"sch|sh|sz|[st]i(?=on|an|a$)", "S"),
        (r"ch(?=[lr])", "k"),
        (r"ch", "C"),
        (r"ph", "f"),
        (r"dg(?=[eiy])|j", "J"),
        (r"g(?=[iy]|e(?!r|t))", "J"),
        (r"ck|cq", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"qu", "kw"),
        (r"q", "k"),
        (r"x", "ks"),
        (r"mb$", "m"),
        (r"(?<=[^aeiouy])e(?=s?$)", ""),
        (r"eau|oa|ow|oe", "o"),
        (r"oo|ou|ew|eu|ue", "u"),
        (r"ee|ea|ie|ey", "i"),
        (r"ai|ay|ei|ae", "e"),
        (r"au|aw", "o"),
        (r"y(?=[aeiou])", "Y"),
        (r"y", "i"),
        (r"Y", "y"),
        (r"(.)\1+", r"\1"),
    )
)
_DOUBLED = re.compile(r"(.)\1+")
_CLASSES = str.maketrans({"b": "p", "d": "t", "g": "k", "v": "f", "z": "s", "S": "s", "J": "s", "C": "s", "T": "t"})
_NOT_HEARD = re.compile(r"[aeiouhwy]")

_VOWEL_SWAP = 0.3
_VOWEL_GAP = 0.4
_GLIDE_GAP = 0.35
_NEAR_SWAP = 0.35
_FAR_SWAP = 1.0
_GAP = 0.9
_NEAR = frozenset(
    frozenset(pair)
    for pair in (
        *("pb", "td", "kg", "fv", "sz", "sS", "zJ", "SC", "CJ", "SJ", "tT", "dT", "fT", "sT", "mn", "rl", "wv", "wr"),
        *("wl", "tC", "dJ", "kC", "gJ", "sC", "pf", "bv", "yJ", "kh"),
    )
)


def letters_of(text: str) -> str:
    """Return the letters and digits of a text in lower case, accents taken off: `Zoë's` gives `zoes`."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("Ł", "l").replace("ø", "o"))
    return "".join(character for character in plain.lower() if character.isalnum())


@lru_cache(maxsize=50_000)
def respelt(letters: str) -> str:
    """Return a word's spelling (lower-case letters) with one character a sound."""
    for pattern, spelt in _RULES:
        letters = pattern.sub(spelt, letters)
    return letters


def joined(respellings: Iterable[str]) -> str:
    """Return the respelling of words said in one breath: a sound that ends one and begins the next is said once."""
    return _DOUBLED.sub(r"\1", "".join(respellings))


def sounds_of(text: str) -> str:
    """Return the respelling of a text."""
    return joined(respelt(letters_of(word)) for word in text.split())


@lru_cache(maxsize=50_000)
def skeleton(sounds: str) -> str:
    """Return the consonants of a respelling, voiced and unvoiced ones alike: what survives most mishearings."""
    return _DOUBLED.sub(r"\1", _NOT_HEARD.sub("", sounds).translate(_CLASSES))


def likeness(one: str, other: str, *, least: float = 0.0) -> float:
    """Return how alike two respellings sound: 1 for the same sounds, 0 for little in common or less than `least`."""
    both = (weight(one) + weight(other)) / 2
    if not both:
        return 0.0
    most = (1.0 - least) * both
    apart = distance(one, other, most=most)
    return 1.0 - apart / both if apart <= most else 0.0


def distance(one: str, other: str, *, most: float = math.inf) -> float:
    """Return the weighted edit distance of two respellings (Wagner and Fischer 1974), infinity beyond `most`."""
    gaps = [_GAPS[sound] for sound in other]
    row = [0.0, *itertools.accumulate(gaps)]
    for sound in one:
        gap, swaps = _GAPS[sound], _SWAPS[sound]
        diagonal, least = row[0], row[0] + gap
        row[0] = least
        for column, against in enumerate(other, start=1):
            best = min(row[column] + gap, row[column - 1] + gaps[column - 1], diagonal + swaps[against])
            diagonal, row[column] = row[column], best
            least = min(least, best)
        if least > most:
            return math.inf
    return row[-1]


@lru_cache(maxsize=50_000)
def weight(sounds: str) -> float:
    """Return what it costs to leave out all of a respelling: about 0.9 a consonant and 0.4 a vowel."""
    return sum(_GAPS[sound] for sound in sounds)


def _gap(sound: str) -> float:
    if sound in VOWELS:
        return _VOWEL_GAP
    return _GLIDE_GAP if sound in _GLIDES else _GAP


def _swap(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in VOWELS and other in VOWELS:
        return _VOWEL_SWAP
    return _NEAR_SWAP if frozenset((one, other)) in _NEAR else _FAR_SWAP


class _Gaps(dict[str, float]):
    """What it costs to leave out a sound, filled as sounds are met (letters of other scripts are sounds too)."""

    def __missing__(self, sound: str) -> float:
        return self.setdefault(sound, _gap(sound))


class _SwapsFrom(dict[str, float]):
    """What it costs to hear another sound for one."""

    def __init__(self, sound: str) -> None:
        super().__init__()
        self._sound = sound

    def __missing__(self, other: str) -> float:
        return self.setdefault(other, _swap(self._sound, other))


class _Swaps(dict[str, _SwapsFrom]):
    def __missing__(self, sound: str) -> _SwapsFrom:
        return self.setdefault(sound, _SwapsFrom(sound))


_GAPS = _Gaps()
_SWAPS = _Swaps()
