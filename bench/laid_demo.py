"""The demo's composed calls in a data folder at once: `python -m bench.laid_demo FOLDER`.

Nothing is mined: every call voices what it truly voices, a theme a concern. For looking at pages, and for what is to be
tried against a service with data in it.
"""

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from calls.call import Medium
from calls.moment import Category, Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import DecidedBy, Role
from demo.text_calls.compose import ComposedCall, compose
from ingest.ready_transcript import read_ready_transcript
from ingest.sidecar import details_from
from pipeline.voices import with_speakers
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.migrate import migrate
from store.moments import replace_moments
from store.placing import save_anchors, save_suggestions
from store.progress import set_ready
from store.session import Database
from store.transcripts import make_current, save_transcript

MADE_BY = Provenance(name="truth", version="1")
_COMPETITORS = {"silver-bridge": "Silver Bridge", "green-compass": "Green Compass"}
_WIDTH = 64


@dataclass(slots=True)
class _Laid:
    """What is to become themes, and the direction in which the quotes of each lie."""

    themes: dict[tuple[str, Kind], list[str]] = field(default_factory=dict)
    directions: dict[tuple[str | None, Kind], np.ndarray] = field(default_factory=dict)
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def vector(self, concern: str | None, kind: Kind) -> np.ndarray:
        """Return a vector for a quote, near those of the same concern."""
        if (concern, kind) not in self.directions:
            self.directions[concern, kind] = self.random.normal(size=_WIDTH)
        near = self.directions[concern, kind] + 0.6 * self.random.normal(size=_WIDTH)
        return np.asarray(near / np.linalg.norm(near), dtype=np.float32)


def lay(folder: Path, *, calls: Iterable[ComposedCall] | None = None) -> None:
    """Put composed calls (all 320 where none are given) into a new data folder, with their moments and themes."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(f"sqlite:///{folder / 'app.sqlite'}")
    try:
        migrate(database)
        lay_into(database, calls=calls)
    finally:
        database.close()


def lay_into(database: Database, *, calls: Iterable[ComposedCall] | None = None) -> None:
    """Put composed calls into a migrated, empty database."""
    laid = _Laid()
    with database.transaction() as session:
        for call in compose() if calls is None else calls:
            _lay_call(session, call, laid)
    with database.transaction() as session:
        themes = [
            Theme(
                id=f"th_{number:012x}",
                kind=kind,
                label=name.replace("-", " ").capitalize(),
                moment_ids=tuple(ids),
                keywords=tuple(name.split("-")),
            )
            for number, ((name, kind), ids) in enumerate(laid.themes.items())
        ]
        save_suggestions(session, themes, successors={}, provenance=MADE_BY, analysis=1)
        save_anchors(session, [theme.id for theme in themes], analysis=1)


def _lay_call(session: Session, call: ComposedCall, laid: _Laid) -> None:
    details = details_from(call.document, name=call.filename)
    arrival = Arrival(
        sha256=hashlib.sha256(call.content).hexdigest(),
        size_bytes=len(call.content),
        filename=call.filename,
        medium=Medium.TEXT,
        details=details,
    )
    call_id, _ = insert_call(session, arrival)
    transcript, _ = read_ready_transcript(
        call.content, call_id=call_id, filename=call.filename, parties=details.parties
    )
    transcript = with_speakers(transcript, parties=details.parties, decided_by=DecidedBy.SIDECAR)
    make_current(session, call_id, save_transcript(session, transcript))
    moments, vectors = [], []
    for said in call.truth:
        kind, turn = Kind(said.kind), transcript.turns[said.turn_index]
        moments.append(
            Moment(
                id=moment_id(
                    call_id=call_id, turn_index=said.turn_index, kind=kind, quote=said.quote, provenance=MADE_BY
                ),
                call_id=call_id,
                turn_index=said.turn_index,
                kind=kind,
                category=Category(said.category) if said.category else None,
                quote=said.quote,
                start_s=turn.start_s,
                end_s=turn.end_s,
                role=Role.BUYER,
                score=1.0,
                provenance=MADE_BY,
                competitor=_COMPETITORS.get(said.concern or ""),
            )
        )
        vectors.append(laid.vector(said.concern, kind))
        if said.concern:
            laid.themes.setdefault((said.concern, kind), []).append(moments[-1].id)
    analysis = analysis_for(session, (MADE_BY,))
    set_call_analysed(session, call_id, analysis=analysis, analysed=True)
    replace_moments(
        session,
        call_id,
        moments,
        vectors=np.array(vectors, dtype=np.float32).reshape(len(moments), _WIDTH),
        analysis=analysis,
    )
    set_ready(session, call_id)


if __name__ == "__main__":
    lay(Path(sys.argv[1]))
