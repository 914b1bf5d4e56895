"""The seam of full text: SQLite's FTS5 and PostgreSQL's tsvector, each in three questions.

How well a text fits depends on the text and the question alone, not on what else is stored: with every word required,
how rare each word is would hardly change the order, and an order that moves while calls come in has no stable pages.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Numeric,
    Select,
    String,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Session

from store.search_tables import SearchTextRow
from store.search_words import Term, Wording, any_as_fts5, any_as_tsquery, as_fts5, as_tsquery

# Of BM25 (Robertson and Zaragoza 2009), with the usual values: how soon more hits stop to matter, and how much a long
# text counts for less. The length that is neither long nor short is fixed: about two sentences.
_K1, _B, _LENGTH = 1.2, 0.75, 120.0
_ROUNDED = 6


class FullText(Protocol):
    """Finds words in `search_texts`."""

    def narrowed(self, rows: "Select[Any]", wording: Wording) -> "Select[Any]":
        """Return the query with only rows of `search_texts` in which the wording is, the latest of them first."""
        ...

    def fit(self, wording: Wording, /) -> ColumnElement[float]:
        """Return how well a row of such a query fits, more being better."""
        ...

    def holding(self, numbers: Sequence[int], terms: Sequence[Term]) -> "Select[int]":
        """Return the query for those of some texts (numbers) in which any of some terms is, one at least."""
        ...


class Fts5:
    """SQLite."""

    def narrowed(self, rows: "Select[Any]", wording: Wording) -> "Select[Any]":
        """See FullText."""
        matching = rows.join(_FTS, _FTS.c.rowid == SearchTextRow.id).where(_matching(as_fts5(wording)))
        # In the index's own order, so that a query with a limit stops early.
        return matching.order_by(_FTS.c.rowid.desc())

    def fit(self, _wording: Wording, /) -> ColumnElement[float]:
        """See FullText. The part of BM25 that is of the text: how many hits for its length."""
        length = func.length(SearchTextRow.text)
        hits = func.length(literal_column("highlight(search_fts, 0, char(2), '')")) - length
        found = hits * (_K1 + 1) / (hits + _K1 * (1 - _B + _B * length / _LENGTH))
        return func.round(found, _ROUNDED, type_=Float)

    def holding(self, numbers: Sequence[int], terms: Sequence[Term]) -> "Select[int]":
        """See FullText."""
        # The sum keeps SQLite from asking the index once for each number, which takes seconds where a word is in many.
        return select(_FTS.c.rowid).where(_matching(any_as_fts5(terms)), (_FTS.c.rowid + 0).in_(numbers))


_FTS = table("search_fts", column("rowid", Integer))


def _matching(asked: str) -> ColumnElement[bool]:
    return literal_column("search_fts", String).op("MATCH", is_comparison=True)(asked)


class Tsvector:
    """PostgreSQL."""

    def narrowed(self, rows: "Select[Any]", wording: Wording) -> "Select[Any]":
        """See FullText."""
        return rows.where(_WORDS.op("@@")(_asked(as_tsquery(wording)))).order_by(SearchTextRow.id.desc())

    def fit(self, wording: Wording, /) -> ColumnElement[float]:
        """See FullText. ts_rank, less for a long text (its option 1)."""
        rank = func.ts_rank(_WORDS, _asked(as_tsquery(wording)), 1)
        return cast(func.round(cast(rank, Numeric), _ROUNDED), Float(53))

    def holding(self, numbers: Sequence[int], terms: Sequence[Term]) -> "Select[int]":
        """See FullText."""
        there = _WORDS.op("@@")(_asked(any_as_tsquery(terms)))
        return select(SearchTextRow.id).where(there, SearchTextRow.id.in_(numbers))


_WORDS: ColumnElement[Any] = literal_column("search_texts.words")


def _asked(question: str) -> ColumnElement[Any]:
    return func.to_tsquery(literal_column("'talktrack'"), question)


def full_text(session: Session) -> FullText:
    """Return what finds words in a session's database."""
    return Tsvector() if session.get_bind().dialect.name == "postgresql" else Fts5()
