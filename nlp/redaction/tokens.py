"""Words of a text with where they stand, and the numbers that are said among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_")
UNITS = dict(zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
    "nine"], "0123456789", strict=True)) | {
    "oh": "0", "o": "0", "nought": "0", "naught": "0",
}  # fmt: skip
TEENS = {
    word: str(number)
    for number, word in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        10,
    )
}
TENS = {
    word: str(number * 10)
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
} | {"fourty": "40"}
REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
# Said between the parts of one number.
_BETWEEN = frozenset(
    ("-", "–", ".", "(", ")", "/", ",", "dash", "hyphen", "dot", "uh", "um", "er", "erm", "space", "then")
)
_MOST_BETWEEN = 2
_LARGE = frozenset(("thousand", "million", "billion", "grand"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, a number in figures or a sign, with its characters `begin` to `end` and the word in small letters."""

    text: str
    low: str
    begin: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


class Style(Enum):
    """How a part of a number is given."""

    FIGURES = "figures"
    DIGIT = "digit"  # one by one, double and triple included
    NUMBER = "number"  # twenty one, fifteen, eight hundred


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a number: its digits, how they are given, and its first and last token."""

    digits: str
    style: Style
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """Parts that follow each other, as one number. `plus` says that it begins with a plus."""

    parts: tuple[Part, ...]
    plus: bool
    begin: int
    end: int

    @property
    def digits(self) -> str:
        """All digits."""
        return "".join(part.digits for part in self.parts)

    @property
    def first(self) -> int:
        """Its first token."""
        return self.parts[0].first

    @property
    def last(self) -> int:
        """Its last token."""
        return self.parts[-1].last


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return words, figures and signs in order."""
    return tuple(
        Token(text=found.group(), low=found.group().lower().replace("’", "'"), begin=found.start(), end=found.end())
        for found in _TOKEN.finditer(text)
    )


def part_at(tokens: Sequence[Token], at: int) -> Part | None:
    """Return the part of a number that begins at a token: figures, or the longest group of number words."""
    low = tokens[at].low
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if low.isdigit() and low.isascii():
        return Part(digits=low, style=Style.FIGURES, first=at, last=at)
    if low in REPEATS and (following in UNITS or (following.isdigit() and len(following) == 1)):
        digit = UNITS.get(following, following)
        return Part(digits=digit * REPEATS[low], style=Style.DIGIT, first=at, last=at + 1)
    if low in UNITS:
        if following == "hundred":
            return Part(digits=f"{UNITS[low]}00", style=Style.NUMBER, first=at, last=at + 1)
        return Part(digits=UNITS[low], style=Style.DIGIT, first=at, last=at)
    if low in TEENS:
        return Part(digits=TEENS[low], style=Style.NUMBER, first=at, last=at)
    if low in TENS:
        skip = 2 if following == "-" and at + 2 < len(tokens) else 1
        unit = UNITS.get(tokens[at + skip].low) if at + skip < len(tokens) else None
        if unit and unit != "0" and tokens[at + skip].low != "o":
            return Part(digits=TENS[low][0] + unit, style=Style.NUMBER, first=at, last=at + skip)
        return Part(digits=TENS[low], style=Style.NUMBER, first=at, last=at)
    return None


def numbers_in(tokens: Sequence[Token], text: str) -> tuple[Number, ...]:
    """Return the numbers said, each as long as it goes on; quantities (48,500 or two thousand) are left out."""
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        part = part_at(tokens, at)
        if part is None:
            at += 1
            continue
        parts = [part]
        while (following := _next_part(tokens, parts[-1], text)) is not None:
            parts.append(following)
        at = parts[-1].last + 1
        if not _is_quantity(tokens, parts):
            found.append(_number(tokens, parts))
    return tuple(found)


def _number(tokens: Sequence[Token], parts: Sequence[Part]) -> Number:
    first, begin, end = parts[0].first, tokens[parts[0].first].begin, tokens[parts[-1].last].end
    plus = False
    if first and tokens[first - 1].low in ("(", "plus", "+"):
        before = tokens[first - 1]
        plus, begin = before.low != "(", before.begin
        if before.low == "(" and first > 1 and tokens[first - 2].low == "+":
            plus, begin = True, tokens[first - 2].begin
    return Number(parts=tuple(parts), plus=plus, begin=begin, end=end)


def _next_part(tokens: Sequence[Token], last: Part, text: str) -> Part | None:
    at, between = last.last + 1, 0
    while at < len(tokens) and between <= _MOST_BETWEEN + 1:
        part = part_at(tokens, at)
        if part is not None:
            glued = between == 1 and tokens[at].begin == tokens[at - 1].end and tokens[at - 1].low == ","
            # 48,500 is a quantity; 4, 1, 5 is not.
            return None if glued and tokens[last.last].end == tokens[at - 1].begin else part
        if tokens[at].low not in _BETWEEN or "\n" in text[tokens[at - 1].end : tokens[at].begin]:
            return None
        between += 1
        at += 1
    return None


def _is_quantity(tokens: Sequence[Token], parts: Sequence[Part]) -> bool:
    first, after = parts[0].first, parts[-1].last + 1
    if first and tokens[first - 1].low in ("$", "€", "£", "¥"):
        return True
    following = tokens[after].low if after < len(tokens) else ""
    if following in _LARGE or following == "%":
        return True
    glued = after + 1 < len(tokens) and following == "," and tokens[after + 1].low.isdigit()
    before = first > 1 and tokens[first - 1].low == "," and tokens[first - 2].low.isdigit()
    return (glued and tokens[after].end == tokens[after + 1].begin) or (
        before and tokens[first - 1].end == tokens[first].begin
    )
