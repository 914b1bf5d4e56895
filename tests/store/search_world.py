"""A few calls with turns and moments, laid down in one transaction each, for tests of searching."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from calls.call import CallDetails, Deal, Medium
from calls.formats import READY_MADE
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.redaction import Entity, RedactedText, Redaction, Span, text_digest
from calls.transcript import Role, Transcript, Turn
from nlp.encoder import HashingEncoder
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.moments import MomentFilter, replace_moments
from store.redaction import save_redaction
from store.search import Found, Hit, SearchFilter, newest_text, search_words
from store.search_words import read_wording
from store.session import Database
from store.transcripts import save_transcript

MADE_BY = Provenance(name="test", version="1")
START = datetime(2026, 8, 3, tzinfo=UTC)


def lay(
    database: Database, *said: str, moments: Sequence[int] = (), names: Mapping[str, str] | None = None, **deal: str
) -> str:
    """Take in a call of these turns, rep and buyer in turn; `moments` are turns that are a moment, whole.

    `names` are personal data by turn's text: it is redacted; with None nobody looked through it yet.
    """
    with database.reading() as session:
        number = newest_text(session) + 1
    details = CallDetails(
        title=f"Call {number}",
        started_at=START + timedelta(hours=number),
        account=deal.pop("account", None),
        deal=Deal(**deal),  # type: ignore[arg-type]
    )
    arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
    with database.transaction() as session:
        call_id, _ = insert_call(session, arrival)
        turns = tuple(
            Turn(index=at, speaker=role.value, role=role, text=text, start_s=9.0 * at, end_s=9.0 * at + 8)
            for at, text in enumerate(said)
            for role in [(Role.REP, Role.BUYER)[at % 2]]
        )
        transcript = Transcript(call_id=call_id, language="en", duration_s=99.0, turns=turns, provenance=READY_MADE)
        save_transcript(session, transcript)
    mine(database, call_id, {at: said[at] for at in moments})
    if names is not None:
        redact(database, call_id, [*said, details.title or ""], names)
    return call_id


def mine(
    database: Database,
    call_id: str,
    quotes: Mapping[int, str],
    *,
    made_by: Provenance = MADE_BY,
    vector: NDArray[np.float32] | None = None,
) -> tuple[int, list[str]]:
    """Find these quotes in a call's turns; return the analysis and the ids of the moments.

    `vector` is theirs; that of the hashing encoder where none is given.
    """
    with database.transaction() as session:
        analysis = analysis_for(session, (made_by,))
        found = [
            Moment(
                id=moment_id(call_id=call_id, turn_index=at, kind=Kind.OBJECTION, quote=quote, provenance=made_by),
                call_id=call_id,
                turn_index=at,
                kind=Kind.OBJECTION,
                category=None,
                quote=quote,
                start_s=9.0 * at,
                end_s=9.0 * at + 8,
                role=(Role.REP, Role.BUYER)[at % 2],
                score=0.9,
                provenance=made_by,
            )
            for at, quote in quotes.items()
        ]
        vectors = HashingEncoder().encode([moment.quote for moment in found])
        if vector is not None:
            vectors = np.stack([vector for _ in found])
        replace_moments(session, call_id, found, vectors=vectors, analysis=analysis)
        set_call_analysed(session, call_id, analysis=analysis, analysed=True)
    return analysis, [moment.id for moment in found]


def redact(database: Database, call_id: str, texts: Sequence[str], names: Mapping[str, str]) -> None:
    """Look texts of a call through: `names` has what is personal in them."""
    looked = [
        RedactedText(
            digest=text_digest(text),
            spans=tuple(
                Span(turn_index=0, begin=text.index(name), end=text.index(name) + len(name), entity=Entity.PERSON)
                for name in [names.get(text)]
                if name
            ),
        )
        for text in texts
    ]
    with database.transaction() as session:
        save_redaction(session, Redaction(call_id=call_id, version=1, texts=tuple(looked), provenance=MADE_BY))


def find(
    database: Database, text: str, *, only: Found | None = Found.TURN, in_full: bool = True, **moments: object
) -> list[str]:
    """Return the texts that are found, in order."""
    return [hit.text for hit in hits(database, text, only=only, in_full=in_full, **moments)]


def hits(
    database: Database, text: str, *, only: Found | None = Found.TURN, in_full: bool = True, **moments: object
) -> tuple[Hit, ...]:
    """Return what is found, in order."""
    where = SearchFilter(only=only, in_full=in_full, moments=MomentFilter(**moments))  # type: ignore[arg-type]
    with database.reading() as session:
        return search_words(session, read_wording(text), where, newest=newest_text(session), limit=100)
