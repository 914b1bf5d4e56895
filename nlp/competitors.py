"""One name for each competitor, however it is said: `sales force`, `SFDC` and `Salesforce` are Salesforce."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from calls.errors import InvalidInput
from calls.moment import Kind, Moment
from nlp.names import default_names
from nlp.spoken import small

ALIASES = Path(__file__).parent / "vendor_aliases.jsonl"
LONGEST_NAME = 60

_HEARD_AS = re.compile(r"\bheard\s+as\s*:", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+|&")
# Before a name that is a plain word too ("square", "slack"), in small letters or at the start of a sentence, something
# is done with it.
_DEALT_WITH = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|on|with|from|to|than|versus|vs|like|of|have|has|had|tried|trying|try|see|saw"
    r"|seen|buy|bought|pay"
    r"|paid|paying|called|named|by|against|evaluat\w+|compar\w+|consider\w+|look(?:ed|ing)? at|switch\w*"
    r"|replac\w+|demo\w*"
    r"|trial\w*|quot\w+|love|hate|leave|left|leaving|or|and)(?:\s+(?:the|a|our|your|their))?\W*$",
    re.IGNORECASE,
)
_WEEKDAYS = frozenset(("monday",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A competitor's one name and what stands for it. `plain` are aliases that are also plain words."""

    name: str
    aliases: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


class Competitors:
    """Finds the one name of the competitor that a quote speaks of. Earlier vendors win over later ones."""

    def __init__(self, vendors: Iterable[Vendor]) -> None:
        self._names: dict[tuple[str, ...], tuple[str, bool]] = {}
        for vendor in vendors:
            plain = {_key(alias) for alias in vendor.plain}
            for alias in (vendor.name, *vendor.aliases, *vendor.plain):
                key = _key(alias)
                if key:
                    self._names.setdefault(key, (vendor.name, key in plain))
        self._longest = max((len(key) for key in self._names), default=0)

    def named_in(self, quote: str) -> str | None:
        """Return the first competitor that a quote names, None where it names none that is known."""
        words = [(small(found.group()), found.start(), found.end()) for found in _WORDS.finditer(quote)]
        for first in range(len(words)):
            for count in range(min(self._longest, len(words) - first), 0, -1):
                known = self._names.get(tuple(word for word, _, _ in words[first : first + count]))
                if known and (not known[1] or _is_a_name(quote, *words[first][1:])):
                    return known[0]
        return None


def name_competitors(
    moments: Sequence[Moment], competitors: Competitors, *, language: Any = None
) -> tuple[Moment, ...]:
    """Return the moments, those of kind competitor with the one name of whom they speak.

    `language` is the pipeline of nlp.language that knows a name nobody listed by what is done with it; such a name
    stays as it is written. None where nobody is named ("your competitor quoted us half").
    """
    return tuple(
        replace(moment, competitor=competitors.named_in(moment.quote) or _unlisted(moment.quote, language))
        if moment.kind is Kind.COMPETITOR
        else moment
        for moment in moments
    )


def competitors_of(own: Iterable[Vendor] = ()) -> Competitors:
    """Return the competitors a person lists, before those that ship with Talktrack."""
    return Competitors([*own, *shipped_vendors()])


@cache
def shipped_vendors() -> tuple[Vendor, ...]:
    """Return the vendors that ship with Talktrack: those with aliases, then the others of the list of names."""
    rows = [json.loads(line) for line in ALIASES.read_text(encoding="utf-8").splitlines() if line.strip()]
    known = tuple(_vendor(row) for row in rows)
    return (*known, *(Vendor(name=name) for name in default_names()))


def read_competitors(path: Path) -> tuple[Vendor, ...]:
    """Read a person's own list (UTF-8), as a vocabulary is written: `NAME heard as: OTHER, …`, one a line.

    Empty lines and lines that begin with `#` say nothing. Raises InvalidInput, naming the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InvalidInput(f"The file of competitors {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The file of competitors {path} is not UTF-8 text; save it as UTF-8.") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, *rest = (" ".join(part.split()) for part in _HEARD_AS.split(line))
        aliases = tuple(" ".join(alias.split()) for part in rest for alias in part.split(",") if alias.strip())
        if len(rest) > 1 or (rest and not aliases) or not all(_key(text) for text in (name, *aliases)):
            raise InvalidInput(f"Line {number} of {path}: write it as `Acme Corp heard as: acme, ack me`.")
        if max(len(text) for text in (name, *aliases)) > LONGEST_NAME:
            raise InvalidInput(f"Line {number} of {path}: a name has {LONGEST_NAME} characters at most.")
        found.append(Vendor(name=name, aliases=aliases))
    return tuple(found)


def _vendor(row: Mapping[str, Any]) -> Vendor:
    return Vendor(name=row["name"], aliases=tuple(row["aliases"]), plain=tuple(row.get("plain", ())))


def _key(text: str) -> tuple[str, ...]:
    return tuple(small(found.group()) for found in _WORDS.finditer(text))


def _is_a_name(quote: str, begin: int, end: int) -> bool:
    """Whether a plain word is a name here: written as one within a sentence, or something is done with it."""
    before, word = quote[:begin].rstrip(), quote[begin:end]
    if word[:1].isupper() and before and before[-1] not in ".?!…" and word.lower() not in _WEEKDAYS:
        return True
    dealt_with = _DEALT_WITH.search(before)
    return bool(dealt_with) and not (word.lower() in _WEEKDAYS and before.lower().endswith(("on", "by", "to", "from")))


def _unlisted(quote: str, language: Any) -> str | None:
    if language is None:
        return None
    # Spans live only as long as what they are of.
    doc = language(quote)
    named = doc.spans["competitors"]
    return " ".join(named[0].text.split())[:LONGEST_NAME] if named else None
