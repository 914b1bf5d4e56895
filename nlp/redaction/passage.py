"""A turn to look through, with what is known before it is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from calls.redaction import Entity
from nlp.redaction.tokens import Number, Token, numbers_in, tokens_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Characters of a text that are personal data."""

    begin: int
    end: int
    entity: Entity


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A turn's text, the turns before it, and the call's names.

    `people` are words of names known in this call, in small letters; `kept` names that stay readable whatever they look
    like; `doc` is spaCy's reading of the text.
    """

    text: str
    before: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    doc: Any = None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words, figures and signs."""
        return tokens_of(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Numbers said that are no quantities."""
        return numbers_in(self.tokens, self.text)

    @cached_property
    def has_capitals(self) -> bool:
        """Whether capitals mean something: some words begin with one, others do not."""
        # Letters by themselves are spelt, or the word I.
        words = [token for token in self.tokens if token.is_word and len(token.low.split("'")[0]) > 1]
        capitals = sum(token.is_capital for token in words)
        return capitals > 0 and (capitals < len(words) or len(words) < 4)
