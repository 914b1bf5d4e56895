"""What a person types to search for, read so that any text is a question, and written for each database.

Words must all be there, in any order and form; "several words" in quotes must follow one another; `word*` finds what
begins so; `-word` and `-"several words"` must not be there.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MOST_TERMS, _MOST_WORDS, _LONGEST_WORD = 16, 24, 60
_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')
_WORD = re.compile(r"[^\W_]+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
# They are in most texts and say nothing by themselves; in quotes they count.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        a about am an and any are as at be been but by can could did do does for from had has have he her his
        how i if in into is it its just me my not of on or our she so that the their them then there they this
        to us was we were what when which who will with would you your
        """,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that follow one another; of a `prefix` the last one is only a beginning."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What must be in a text, all of it, and what must not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for: such a question finds nothing."""
        return not self.wanted


def read_wording(text: str) -> Wording:
    """Return what a text asks for. There is no text that it cannot read."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    common: list[Term] = []
    for place, match in enumerate(_TERM.finditer(text.translate(_QUOTES))):
        # What must not be there counts however long the question before it is.
        if place >= _MOST_TERMS and not match["no"]:
            continue
        bare = match["bare"] or ""
        words = words_of(match["phrase"] if match["phrase"] is not None else bare)
        if not words:
            continue
        term = Term(words=words, prefix=bare.endswith("*"))
        is_common = match["phrase"] is None and not term.prefix and all(word in _COMMON for word in words)
        (unwanted if match["no"] else common if is_common else wanted).append(term)
    return Wording(wanted=tuple(dict.fromkeys(wanted or common)), unwanted=tuple(dict.fromkeys(unwanted))[:_MOST_TERMS])


def wanted_text(text: str) -> str:
    """Return what a text asks for as somebody would say it: without its signs and what must not be there."""
    wanted = (match for match in _TERM.finditer(text.translate(_QUOTES)) if not match["no"])
    return " ".join(" ".join((match["phrase"] or match["bare"] or "").replace("*", " ") for match in wanted).split())


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as both databases take them apart: at everything that is no letter or number."""
    plain = unicodedata.normalize("NFC", text).lower()
    return tuple(word[:_LONGEST_WORD] for word in _WORD.findall(plain)[:_MOST_WORDS])


def as_fts5(wording: Wording) -> str:
    """Return a question as SQLite's FTS5 takes it. Nothing in it but words, in quotes, and our own operators."""
    wanted = " AND ".join(map(_fts5, wording.wanted))
    return f"({wanted}) NOT ({any_as_fts5(wording.unwanted)})" if wording.unwanted else wanted


def any_as_fts5(terms: Iterable[Term]) -> str:
    """Return a question for any of some terms, as SQLite's FTS5 takes it."""
    return " OR ".join(map(_fts5, terms))


def as_tsquery(wording: Wording) -> str:
    """Return a question as PostgreSQL's to_tsquery takes it."""
    wanted = _joined(" & ", map(_tsquery, wording.wanted))
    return f"({wanted}) & !({any_as_tsquery(wording.unwanted)})" if wording.unwanted else wanted


def any_as_tsquery(terms: Iterable[Term]) -> str:
    """Return a question for any of some terms, as PostgreSQL's to_tsquery takes it."""
    return _joined(" | ", map(_tsquery, terms))


def _fts5(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _tsquery(term: Term) -> str:
    quoted: Sequence[str] = [f"'{word}'" for word in term.words]
    return f"({_joined(' <-> ', quoted)}{':*' if term.prefix else ''})"


def _joined(by: str, parts: Iterable[str]) -> str:
    return by.join(parts)
