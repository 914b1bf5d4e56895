"""What the search service reads and keeps: the vectors of the quotes that can be found, as they come and go."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.orm import Session

from store.analyses import current_number
from store.search_index import MASKED, OF_TURN
from store.search_tables import SearchTextRow
from store.tables import MomentRow


class QuoteVector(NamedTuple):
    """A quote that can be found: its text's number, who finds it and where it lies."""

    number: int
    audience: str
    vector: NDArray[np.float32]


class BareQuote(NamedTuple):
    """A masked quote that has no vector yet."""

    number: int
    text: str


def searched_analysis(session: Session) -> int | None:
    """Return the analysis whose moments are searched, None where nothing was mined yet."""
    return current_number(session)


def quote_vectors(session: Session, analysis: int, *, after: int) -> Iterator[QuoteVector]:
    """Yield the quotes of an analysis after a text's number that have a vector, in the order of their numbers."""
    row = SearchTextRow
    of_masked: ColumnElement[bytes] = case((row.audience == MASKED, row.vector), else_=MomentRow.vector)
    query = (
        select(row.id, row.audience, of_masked)
        .join(MomentRow, and_(MomentRow.analysis == row.analysis, MomentRow.id == row.key))
        .where(row.analysis == analysis, row.id > after, func.length(of_masked) > 0)
        .order_by(row.id)
    )
    for number, audience, kept in session.execute(query.execution_options(yield_per=2_000)):
        yield QuoteVector(number, audience, np.frombuffer(kept, dtype="<f4"))


def quote_numbers(session: Session, analysis: int) -> NDArray[np.int64]:
    """Return the numbers of all texts of an analysis that there are now, in order."""
    row = SearchTextRow
    query = select(row.id).where(row.analysis == analysis).order_by(row.id)
    return np.fromiter(session.scalars(query.execution_options(yield_per=20_000)), dtype=np.int64)


def bare_quotes(session: Session, analysis: int, *, limit: int) -> tuple[BareQuote, ...]:
    """Return some masked quotes that have no vector yet."""
    row = SearchTextRow
    without = select(row.id, row.text).where(
        row.analysis == analysis, row.analysis != OF_TURN, row.audience == MASKED, row.vector.is_(None)
    )
    return tuple(BareQuote(number, said) for number, said in session.execute(without.order_by(row.id).limit(limit)))


def keep_quote_vectors(session: Session, vectors: Mapping[int, NDArray[np.float32]]) -> None:
    """Keep the vectors (float32) of masked quotes (numbers of texts); one that is gone is left."""
    for number, vector in vectors.items():
        packed = np.asarray(vector, dtype="<f4").tobytes()
        session.execute(update(SearchTextRow).where(SearchTextRow.id == number).values(vector=packed))
