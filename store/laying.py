"""What was found in a call and what people say of it, written so that only what counts is among the moments."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.formats import moment_from_dict, moment_to_dict, provenance_from_dict
from calls.judged import JudgedMoment, judged
from calls.judgement import PERSON
from calls.moment import Category, Kind, Moment
from calls.transcript import Role, Transcript, Turn
from store.analyses import analyses_of
from store.corrections import corrected_transcript
from store.judgements import judgements_of
from store.moves import place_moved
from store.rollups import refresh_calls
from store.search_notes import note_texts
from store.tables import MomentRow, RejectedMomentRow
from store.theme_tables import PlacementRow

_OF_THE_ID = ("analysis", "id", "call_id", "created_at")


def lay_judgements(session: Session, call_id: str) -> bool:
    """Lay what people say by now over what was found in a call; return whether a worker has to place or encode some.

    It holds for every analysis that the call went through.
    """
    changed = False
    for analysis in analyses_of(session, call_id):
        found, vectors = _as_found(session, call_id, analysis)
        vectors |= own_vectors(session, call_id, analysis=analysis)
        changed |= lay(session, call_id, found, vectors=vectors, analysis=analysis)
    return changed


def own_vectors(session: Session, call_id: str, *, analysis: int, width: int | None = None) -> dict[str, bytes]:
    """Return the vectors of moments that rest on a person's word alone; of a `width` in bytes where one is given."""
    own = _of(MomentRow, call_id, analysis).where(MomentRow.judged.is_not(None))
    return {
        row.id: row.vector
        for row in session.scalars(own)
        if row.found is None and _rests_on_a_person(row) and width in (None, len(row.vector))
    }


def found_moments(session: Session, call_id: str, *, analysis: int) -> tuple[Moment, ...]:
    """Return the moments of a call as an analysis found them, in a stable order, whatever people say of them."""
    return tuple(sorted(_as_found(session, call_id, analysis)[0], key=lambda moment: moment.id))


def _rests_on_a_person(row: MomentRow) -> bool:
    return bool(row.provenance.get("name") == PERSON.name)


def _as_found(session: Session, call_id: str, analysis: int) -> tuple[list[Moment], dict[str, bytes]]:
    moments, vectors = [], {}
    for row in session.scalars(_of(MomentRow, call_id, analysis)):
        if not _rests_on_a_person(row):
            moments.append(moment_from_dict(row.found) if row.found else moment_of(row))
            vectors[row.id] = row.vector
    for put_aside in session.scalars(_of(RejectedMomentRow, call_id, analysis)):
        moments.append(moment_from_dict(put_aside.found))
        vectors[put_aside.id] = put_aside.vector
    return sorted(moments, key=lambda moment: (moment.turn_index, moment.id)), vectors


def _of(table: Any, call_id: str, analysis: int) -> "Select[Any]":
    return select(table).where(table.call_id == call_id, table.analysis == analysis)


def lay(
    session: Session, call_id: str, found: Sequence[Moment], *, vectors: Mapping[str, bytes], analysis: int
) -> bool:
    """Write what counts, and beside it what people put aside; return whether something new or changed counts now."""
    transcript = _transcript_of(session, call_id)
    laid = judged(found, judgements_of(session, call_id), transcript=transcript)
    here = (MomentRow.call_id == call_id, MomentRow.analysis == analysis)
    of_call = select(MomentRow.id, MomentRow.kind, MomentRow.category).where(*here)
    before = {moment_id: (kind, category) for moment_id, kind, category in session.execute(of_call)}
    kept = [item.moment.id for item in laid.shown]
    session.execute(delete(MomentRow).where(*here, MomentRow.id.not_in(kept)))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    changed = []
    for item in laid.shown:
        values = _values(item, vectors.get(item.moment.id, b"")) | _place(item.moment, transcript)
        values |= _answer_place(item.moment, transcript) | {"analysis": analysis}
        # Everything but the id and its age: found again, it may have moved, and a person may have changed what it is.
        aged = before.get(item.moment.id) == (values["kind"], values["category"])
        changed += [] if aged else [item.moment.id]
        fresh = {name: value for name, value in values.items() if name not in _OF_THE_ID[: 4 if aged else 3]}
        session.execute(
            insert(MomentRow).values(values).on_conflict_do_update(index_elements=["analysis", "id"], set_=fresh)
        )
    # What it is decides which theme it fits.
    session.execute(delete(PlacementRow).where(PlacementRow.analysis == analysis, PlacementRow.moment_id.in_(changed)))
    session.execute(
        delete(RejectedMomentRow).where(RejectedMomentRow.call_id == call_id, RejectedMomentRow.analysis == analysis)
    )
    for item in laid.aside:
        values = _values_aside(item, vectors.get(item.moment.id, b"")) | {"analysis": analysis}
        session.add(RejectedMomentRow(**values, **_place(item.moment, transcript)))
    session.flush()
    # Rows read before are not what is stored any more.
    session.expire_all()
    place_moved(session, call_id, analysis=analysis)
    refresh_calls(session, [call_id], analysis=analysis)
    note_texts(session, call_id)
    return bool(changed)


def _transcript_of(session: Session, call_id: str) -> Transcript | None:
    try:
        return corrected_transcript(session, call_id)
    except NotFound:
        return None


def _place(moment: Moment, transcript: Transcript | None) -> dict[str, Any]:
    """Return which version a moment is of, and what the rep said next."""
    if transcript is None:
        return {"transcript_version": 1, "rep_answer": None}
    answer = _answer(moment, transcript)
    return {"transcript_version": transcript.version, "rep_answer": answer.text if answer else None}


def _answer(moment: Moment, transcript: Transcript | None) -> Turn | None:
    turns = transcript.turns if transcript else ()
    return next((turn for turn in turns if turn.index > moment.turn_index and turn.role is Role.REP), None)


def _answer_place(moment: Moment, transcript: Transcript | None) -> dict[str, Any]:
    answer = _answer(moment, transcript)
    return {
        "answer_turn_index": answer.index if answer else None,
        "answer_start_s": answer.start_s if answer else None,
    }


def _values(item: JudgedMoment, vector: bytes) -> dict[str, Any]:
    moment = item.moment
    differs = item.found is not None and item.found != moment
    return {
        "id": moment.id,
        "call_id": moment.call_id,
        "turn_index": moment.turn_index,
        "kind": moment.kind.value,
        "category": moment.category.value if moment.category else None,
        "quote": moment.quote,
        "start_s": moment.start_s,
        "end_s": moment.end_s,
        "role": moment.role.value,
        "score": moment.score,
        "competitor": moment.competitor,
        "answered": moment.answered,
        "came_back_id": moment.came_back_id,
        "provenance": moment.provenance.as_dict(),
        "vector": vector,
        "judged": item.judged.value if item.judged else None,
        "judgement_id": item.judgement_id,
        "found": moment_to_dict(item.found) if item.found and differs else None,
        "created_at": datetime.now(UTC),
    }


def _values_aside(item: JudgedMoment, vector: bytes) -> dict[str, Any]:
    assert item.judged is not None, "only a person puts a moment aside"
    moment = item.moment
    return {
        "id": moment.id,
        "call_id": moment.call_id,
        "turn_index": moment.turn_index,
        "kind": moment.kind.value,
        "category": moment.category.value if moment.category else None,
        "found": moment_to_dict(moment),
        "vector": vector,
        "judged": item.judged.value,
        "judgement_id": item.judgement_id,
    }


def packed(vector: NDArray[np.float32]) -> bytes:
    """Return a vector as it is kept."""
    return np.asarray(vector, dtype="<f4").tobytes()


def moments_without_vector(session: Session, call_id: str, *, analysis: int) -> tuple[Moment, ...]:
    """Return the moments of a call whose quotes have no vector yet."""
    query = _of(MomentRow, call_id, analysis).where(func.length(MomentRow.vector) == 0)
    return tuple(moment_of(row) for row in session.scalars(query.order_by(MomentRow.id)))


def set_vectors(session: Session, vectors: Mapping[str, NDArray[np.float32]], *, analysis: int) -> None:
    """Keep the vectors (float32) of moments (ids)."""
    for moment_id, vector in vectors.items():
        # Only now can it be grouped with others, so it counts as new from now on (see `moments_fingerprint`).
        made = update(MomentRow).where(MomentRow.analysis == analysis, MomentRow.id == moment_id)
        session.execute(made.values(vector=packed(vector), created_at=datetime.now(UTC)))


def moment_of(row: MomentRow) -> Moment:
    """Return the moment that a row holds."""
    return Moment(
        id=row.id,
        call_id=row.call_id,
        turn_index=row.turn_index,
        kind=Kind(row.kind),
        category=Category(row.category) if row.category else None,
        quote=row.quote,
        start_s=row.start_s,
        end_s=row.end_s,
        role=Role(row.role),
        score=row.score,
        competitor=row.competitor,
        answer_turn_index=row.answer_turn_index,
        answered=row.answered,
        came_back_id=row.came_back_id,
        provenance=provenance_from_dict(row.provenance),
    )
