"""The lines that calls are composed of, read from `lines/`. Standard library only.

Concerns: `> lead` is what the rep says before, `< answer` what the rep says after, `- line` what the buyer says; a
line may begin with `[smb]` or `[4-7]`, the segment or the months that it is meant for. Exchanges: `R:` and `B:` lines
until an empty line, after an optional `@tag`; `@months 4-7` says when it may be said.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from demo.text_calls.truth import SEGMENTS

LINES = Path(__file__).parent / "lines"
EXCHANGES = ("open-first", "open-again", "smalltalk", "discovery", "paperwork", "demo", "close")
"""Files of exchanges in which the buyer voices nothing; questions.txt has the same format and does."""
_TAGGED = re.compile(r"\[([^\]]+)\] ")
_MONTHS = re.compile(r"(\d+)-(\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing a party says. `segment` and `months` are who and when it fits, None and empty for always."""

    text: str
    segment: str | None = None
    months: range = range(1, 13)

    def fits(self, *, segment: str, month: int) -> bool:
        """Whether it may be said in a call of a segment and month."""
        return self.segment in (None, segment) and month in self.months


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicings:
    """How a concern is asked for, voiced and answered."""

    leads: tuple[Line, ...]
    answers: tuple[Line, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A few turns that belong together: `(role, text)` in turn. `place` is its position in its file."""

    turns: tuple[tuple[str, str], ...]
    tag: str | None
    months: range
    place: int

    @property
    def text(self) -> str:
        """The first words, which no other exchange has."""
        return self.turns[0][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A company that is called, and who is on the phone."""

    name: str
    trade: str
    segment: str
    buyer: str


@cache
def voicings(concern: str) -> Voicings:
    """Return the lines of a concern."""
    kinds: dict[str, list[Line]] = {">": [], "<": [], "-": []}
    for text in _content(concern):
        kinds[text[0]].append(_line(text[2:]))
    return Voicings(leads=tuple(kinds[">"]), answers=tuple(kinds["<"]), lines=tuple(kinds["-"]))


@cache
def exchanges(name: str) -> tuple[Exchange, ...]:
    """Return the exchanges of a file in their order."""
    blocks = "\n".join(text or "" for text in _content(name, keep_empty=True)).split("\n\n")
    return tuple(_exchange(block, place) for place, block in enumerate(filter(str.strip, blocks)))


@cache
def accounts() -> tuple[Account, ...]:
    """Return every account."""
    rows = (text.split(" | ") for text in _content("accounts"))
    return tuple(Account(name=name, trade=trade, segment=segment, buyer=buyer) for name, trade, segment, buyer in rows)


def _exchange(block: str, place: int) -> Exchange:
    rows = block.strip().splitlines()
    tags = [row[1:] for row in rows if row.startswith("@")]
    months = next((_range(tag.removeprefix("months ")) for tag in tags if tag.startswith("months ")), range(1, 13))
    turns = tuple(("rep" if row[0] == "R" else "buyer", row[3:]) for row in rows if row.startswith(("R: ", "B: ")))
    return Exchange(
        turns=turns, tag=next((tag for tag in tags if not tag.startswith("months ")), None), months=months, place=place
    )


def _line(text: str) -> Line:
    tagged = _TAGGED.match(text)
    if not tagged:
        return Line(text=text)
    rest, tag = text[tagged.end() :], tagged.group(1)
    return Line(text=rest, segment=tag) if tag in SEGMENTS else Line(text=rest, months=_range(tag))


def _range(text: str) -> range:
    found = _MONTHS.match(text)
    if not found:
        raise ValueError(f"{text} is neither a segment nor months such as 4-7")
    return range(int(found.group(1)), int(found.group(2)) + 1)


def _content(name: str, *, keep_empty: bool = False) -> list[str]:
    rows = (LINES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [row.strip() for row in rows if not row.startswith("#") and (row.strip() or keep_empty)]
