"""What the search service knows of one team: its quotes' vectors, kept as the database has them."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

import numpy as np

from nlp.encoder import Vectors
from nlp.search import MeaningIndex
from nlp.themes.encoder import plain_part
from store.search import SearchFilter, findable_quotes, newest_text
from store.search_index import ALL, FULL, MASKED
from store.search_vectors import (
    QuoteVector,
    bare_quotes,
    keep_quote_vectors,
    quote_numbers,
    quote_vectors,
    searched_analysis,
)
from store.session import Database

_log = logging.getLogger("talktrack.search")
_SWEEP_EVERY_S = 600.0
_ROWS_AT_ONCE = 2_000
_ENCODED_AT_ONCE = 64
# Of a refresh: encoding takes its time, in which the quotes of other teams would be waiting.
_BATCHES_A_REFRESH = 8
# On PostgreSQL a text may be seen after one with a higher number, when its transaction ends later.
_LOOK_BACK = 2_000
# What is asked of the vectors before filters: so many times what is wanted.
_MORE = 5


class TeamMeaning:
    """The quotes of one team, in its `index`. `encode` gives unit vectors (n, 384) of texts."""

    def __init__(self, database: Database, *, encode: Callable[[Sequence[str]], Vectors]) -> None:
        self._db = database
        self._encode = encode
        self._lock = threading.Lock()
        self.index = MeaningIndex()
        self._analysis: int | None = None
        self._newest = 0
        self._swept_at = -_SWEEP_EVERY_S
        self.is_loaded = False

    def refresh(self) -> None:
        """Take in what came, went or was switched since; cheap where nothing did.

        Of masked quotes without a vector some get theirs; the others do in the refreshes that follow.
        """
        with self._lock:
            with self._db.reading() as session:
                analysis, newest = searched_analysis(session), newest_text(session)
            if analysis != self._analysis:
                self.index, self._analysis, self._newest = MeaningIndex(), analysis, 0
                self._swept_at = -_SWEEP_EVERY_S
            if analysis is not None:
                self._follow(analysis, newest)
            # Before anything is encoded: what has a vector is to be found meanwhile, and if that fails.
            self._newest, self.is_loaded = newest, True
            if analysis is not None:
                self._encode_bare(analysis)

    def search(
        self, vector: Vectors, where: SearchFilter, *, limit: int, newest: int | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `limit` quotes (numbers of texts) alike to a unit vector (384,), and how alike each is.

        None of them is newer than the number `newest`, where that is named. First the nearest are looked at, and where
        a filter leaves too few of them, all that it lets through.
        """
        index, wanted = self.index, limit if where == SearchFilter(in_full=where.in_full) else limit * _MORE
        near = index.search(vector, wanted, in_full=where.in_full, newest=newest)
        found = dict(zip(near.numbers.tolist(), near.cosines.tolist(), strict=True))
        with self._db.reading() as session:
            kept = findable_quotes(session, where, list(found))
            if len(kept) < limit and len(found) == wanted:
                every = findable_quotes(session, where)
                among = np.fromiter(every, dtype=np.int64, count=len(every))
                near = index.search(vector, limit, in_full=where.in_full, newest=newest, among=among)
                found = dict(zip(near.numbers.tolist(), near.cosines.tolist(), strict=True))
                kept = frozenset(found)
        return [(number, cosine) for number, cosine in found.items() if number in kept][:limit]

    def __len__(self) -> int:
        return len(self.index)

    def _follow(self, analysis: int, newest: int) -> None:
        if time.monotonic() - self._swept_at >= _SWEEP_EVERY_S:
            self._sweep(analysis)
            self._swept_at = time.monotonic()
        elif newest != self._newest:
            self._take_in(analysis, after=max(0, self._newest - _LOOK_BACK))
        if not self.index.is_settled:
            threading.Thread(target=self.index.settle, daemon=True).start()

    def _sweep(self, analysis: int) -> None:
        """Compare all that is held with all that there is."""
        with self._db.reading() as session:
            there = quote_numbers(session, analysis)
        self.index.keep_only(there)
        lacking = self.index.lacks(there)
        if len(lacking):
            self._take_in(analysis, after=int(lacking.min()) - 1)
        _log.info("search holds %d quotes", len(self.index))

    def _take_in(self, analysis: int, *, after: int) -> None:
        with self._db.reading() as session:
            some: list[QuoteVector] = []
            for quote in quote_vectors(session, analysis, after=after):
                some.append(quote)
                if len(some) == _ROWS_AT_ONCE:
                    self._add(some)
                    some = []
            self._add(some)

    def _add(self, quotes: Sequence[QuoteVector]) -> None:
        lacking = set(self.index.lacks(np.array([each.number for each in quotes], dtype=np.int64)).tolist())
        # A vector of another width than the encoder's cannot be compared with a question.
        new = [each for each in quotes if each.number in lacking and len(each.vector) >= self.index.width]
        if not new:
            return
        width = min(len(each.vector) for each in new)
        self.index.add(
            [each.number for each in new],
            plain_part(np.stack([each.vector[:width] for each in new])),
            in_full=[each.audience in (ALL, FULL) for each in new],
            masked=[each.audience in (ALL, MASKED) for each in new],
        )

    def _encode_bare(self, analysis: int) -> None:
        """Make vectors of masked quotes: what a name adds to a quote's own must not be found by that name."""
        for _ in range(_BATCHES_A_REFRESH):
            with self._db.reading() as session:
                bare = bare_quotes(session, analysis, limit=_ENCODED_AT_ONCE)
            if not bare:
                return
            made = dict(zip((each.number for each in bare), self._encode([each.text for each in bare]), strict=True))
            with self._db.transaction() as session:
                keep_quote_vectors(session, made)
            self._add([QuoteVector(number, MASKED, vector) for number, vector in made.items()])
