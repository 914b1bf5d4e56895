"""The names of a vocabulary: read from a file a person keeps, and collected from what is known about a call."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calls.errors import InvalidInput
from transcribe.vocabulary.sound import letters_of

MAX_NAMES = 2000
MAX_CHARACTERS = 60
MAX_WORDS = 5
MIN_LETTERS = 4  # what is shorter sounds like too much else
MIN_LETTERS_OF_FAMILY = 6  # Bell and Park, alone, sound like words of every call
_HEARD_AS = re.compile(r"\bheard\s+as\s*:", re.IGNORECASE)
_COMPANY_FORMS = re.compile(
    r"ab|ag|bv|co|company|corp|corporation|gmbh|inc|incorporated|limited|llc|llp|ltd|nv|oy|plc|pty|sa|sarl"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it is to be written, and other texts that stand for it whenever a transcript holds them."""

    written: str
    heard_as: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON shape; `from_dict` reads it back unchanged."""
        return {"written": self.written, "heard_as": list(self.heard_as)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Name":
        """Read the JSON shape that `as_dict` gives."""
        return cls(written=data["written"], heard_as=tuple(data["heard_as"]))


def read_names(path: Path) -> tuple[Name, ...]:
    """Read a vocabulary file (UTF-8).

    One name a line; after it, if wanted, `heard as:` and other spellings between commas, each of which is always
    replaced. Empty lines and lines that begin with `#` say nothing. Raises calls.errors.InvalidInput, naming the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InvalidInput(f"The vocabulary file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The vocabulary file {path} is not UTF-8 text; save it as UTF-8.") from error
    names = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            names.append(_name_of(line))
        except ValueError as error:
            raise InvalidInput(f"Line {number} of the vocabulary file {path}: {error}") from error
    if len(names) > MAX_NAMES:
        raise InvalidInput(f"The vocabulary file {path} holds {len(names)} names; {MAX_NAMES} is the most.")
    return merged(names)


def _name_of(line: str) -> Name:
    written, *rest = _HEARD_AS.split(line)
    if len(rest) > 1:
        raise ValueError("`heard as:` may stand only once.")
    aliases = [alias for alias in (" ".join(part.split()) for part in "".join(rest).split(",")) if alias]
    if rest and not aliases:
        raise ValueError("nothing follows `heard as:`.")
    for text in (written, *aliases):
        _check(" ".join(text.split()))
    return Name(written=" ".join(written.split()), heard_as=tuple(aliases))


def _check(text: str) -> None:
    letters = letters_of(text)
    if not text:
        raise ValueError("there is no name before `heard as:`.")
    if "\x00" in text or not any(character.isalpha() for character in letters):
        raise ValueError(f"{text!r} holds no letter.")
    if len(letters) < MIN_LETTERS:
        raise ValueError(f"{text!r} is too short to be told from other words; {MIN_LETTERS} letters are the least.")
    if len(text) > MAX_CHARACTERS or len(text.split()) > MAX_WORDS:
        raise ValueError(f"{text[:30]!r}… is too long for a name; put one name on each line.")


def names_of_call(
    *, account: str | None = None, people: Iterable[str] = (), companies: Iterable[str] = ()
) -> tuple[Name, ...]:
    """Return the names that a call's own facts give: its account, those who take part, and their companies.

    A company counts without its legal form, a person also by family name alone where it has six letters. What cannot be
    a name (a number, an e-mail address, three letters) is left out, not refused, for it comes from other systems.
    """
    found = [_without_form(company) for company in (account or "", *companies)]
    for person in people:
        # Some systems write an address or a phone number where a name belongs.
        if "@" in person or any(character.isdigit() for character in person):
            continue
        parts = person.split()
        if 0 < len(parts) <= MAX_WORDS:
            found.append(" ".join(parts))
            found += [parts[-1]] if len(letters_of(parts[-1])) >= MIN_LETTERS_OF_FAMILY else []
    return merged([Name(written=text) for text in found if _is_usable(text)])


def _is_usable(text: str) -> bool:
    try:
        _check(text)
    except ValueError:
        return False
    return True


def _without_form(company: str) -> str:
    words = company.replace(",", " ").split()
    while len(words) > 1 and _COMPANY_FORMS.fullmatch(letters_of(words[-1])):
        words.pop()
    return " ".join(words)


def merged(*lists: Sequence[Name]) -> tuple[Name, ...]:
    """Return all names in order, each once; what is said the same way is the first one's, with the aliases of all."""
    found: dict[str, Name] = {}
    for name in (name for names in lists for name in names):
        key = letters_of(name.written)
        before = found.get(key)
        if before is None:
            found[key] = name
        else:
            aliases = tuple(dict.fromkeys((*before.heard_as, *name.heard_as)))
            found[key] = Name(written=before.written, heard_as=aliases)
    return tuple(found.values())
