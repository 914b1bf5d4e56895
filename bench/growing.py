"""What one more call costs in a store of synthetic calls: laying it down, finding its themes, keeping the counts."""

import secrets
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bench.synthetic import COMPETITORS, DAYS, MADE_BY, OUTCOMES, REPS, SEGMENTS, SOURCES, STAGES, START, Size, centres
from bench.synthetic import around as vectors_around
from calls.call import CallDetails, Deal, Medium, Party
from calls.moment import Kind, Moment, moment_id
from calls.transcript import Role
from nlp.themes import assign
from store.analyses import set_call_analysed
from store.calls import Arrival, insert_call
from store.moments import moments_with_vectors, replace_moments
from store.placing import anchors, place_moments, placed_moments
from store.rollups import refresh_calls
from store.session import Database
from store.tables import CallRow

ANALYSIS = 1


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Milliseconds that one call took: its rows, its themes (deciding, placing, counting), its counts alone."""

    rows_ms: float
    assign_ms: float
    rollup_ms: float


class Adder:
    """Adds calls like those of the synthetic store, as the worker does once a call is mined and encoded."""

    def __init__(self, database: Database, size: Size, *, seed: int = 99) -> None:
        self._db, self._size = database, size
        self._drawn = np.random.default_rng(seed)
        self._middles = centres(size)

    def add(self) -> Cost:
        """Add a call of twenty moments and say what it cost."""
        began = time.perf_counter()
        call_id = self._lay()
        laid = time.perf_counter()
        self._assign(call_id)
        assigned = time.perf_counter()
        rollup = self._recount(call_id)
        return Cost(rows_ms=(laid - began) * 1000, assign_ms=(assigned - laid) * 1000, rollup_ms=rollup * 1000)

    def add_call(self) -> str:
        """Add a call and return its id."""
        call_id = self._lay()
        self._assign(call_id)
        return call_id

    def _lay(self) -> str:
        themes = self._drawn.integers(0, self._size.themes, self._size.moments_a_call)
        with self._db.transaction() as session:
            arrival = Arrival(
                sha256=secrets.token_hex(32),
                size_bytes=1,
                filename="new.txt",
                medium=Medium.TEXT,
                details=self._details(),
            )
            call_id, _ = insert_call(session, arrival)
            moments = [
                moment_of(call_id, turn, kind=self._size.kind(int(theme)), theme=int(theme))
                for turn, theme in enumerate(themes)
            ]
            vectors: NDArray[np.float32] = vectors_around(themes, self._middles, seed=[int(themes.sum())])
            replace_moments(session, call_id, moments, vectors=vectors, analysis=ANALYSIS)
            set_call_analysed(session, call_id, analysis=ANALYSIS, analysed=True)
        return call_id

    def _assign(self, call_id: str) -> None:
        with self._db.reading() as session:
            moments, vectors = moments_with_vectors(session, call_id=call_id, analysis=ANALYSIS)
            placed = placed_moments(session, analysis=ANALYSIS, call_id=call_id)
            known = anchors(session, analysis=ANALYSIS)
        free = [i for i, moment in enumerate(moments) if moment.id not in placed]
        found = assign(
            vectors[free],
            [moments[i].kind for i in free],
            centroids=np.stack([anchor.vector for anchor in known]),
            centroid_kinds=[anchor.kind for anchor in known],
        )
        chosen = {moments[i].id: known[at].theme_id for i, at in zip(free, found, strict=True) if at is not None}
        with self._db.transaction() as session:
            place_moments(session, chosen, analysis=ANALYSIS, maker="bench")

    def _recount(self, call_id: str) -> float:
        """Change a detail of the call and bring the counts in line; return the seconds of the latter."""
        with self._db.transaction() as session:
            session.get_one(CallRow, call_id).stage = "changed"
            session.flush()
            began = time.perf_counter()
            refresh_calls(session, [call_id], analysis=ANALYSIS)
            return time.perf_counter() - began

    def _details(self) -> CallDetails:
        def one(of: tuple[str, ...]) -> str:
            return of[int(self._drawn.integers(0, len(of)))]

        return CallDetails(
            started_at=min(START + timedelta(days=DAYS), datetime.now(UTC)),
            account=f"Account {int(self._drawn.integers(0, self._size.accounts)) + 1}",
            parties=(Party(name=one(REPS), role=Role.REP), Party(name="Buyer", role=Role.BUYER)),
            deal=Deal(stage=one(STAGES), outcome=one(OUTCOMES), segment=one(SEGMENTS), lead_source=one(SOURCES)),
        )


def moment_of(call_id: str, turn: int, *, kind: Kind, theme: int) -> Moment:
    """Return a moment of a synthetic theme."""
    quote = f"what was said of theme {theme + 1}"
    return Moment(
        id=moment_id(call_id=call_id, turn_index=turn, kind=kind, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=turn,
        kind=kind,
        category=None,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
        competitor=COMPETITORS[theme % len(COMPETITORS)] if kind is Kind.COMPETITOR else None,
    )


def cost_of_calls(database: Database, size: Size, *, calls: int) -> dict[str, float]:
    """Add calls one after the other; return median and 99th percentile of each part in milliseconds."""
    adder = Adder(database, size)
    adder.add()
    costs = [adder.add() for _ in range(calls)]
    figures: dict[str, float] = {}
    for name in ("rows_ms", "assign_ms", "rollup_ms"):
        taken = [float(getattr(cost, name)) for cost in costs]
        figures[f"{name}_median"] = round(statistics.median(taken), 1)
        figures[f"{name}_p99"] = round(float(np.percentile(taken, 99)), 1)
    return figures
