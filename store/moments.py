"""Moments: keeping what a call was mined for, and listing it with its call beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.call import Medium
from calls.errors import NotFound
from calls.formats import provenance_from_dict
from calls.moment import Category, Kind, Moment
from calls.transcript import Role, Transcript
from store.corrections import corrected_transcript
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.tables import AccountRow, CallRow, MomentRow, PlacementRow, ThemeRow

_OF_THE_ID = ("id", "call_id", "kind", "quote", "provenance", "created_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A moment with the call it was said in, the theme it is in and the rep's next turn.

    `transcript_version` is the version of the call's transcript that the quote was found in.
    """

    moment: Moment
    call_title: str
    started_at: datetime
    account: str | None
    segment: str | None
    stage: str | None
    outcome: str | None
    medium: Medium
    theme_id: str | None
    theme_label: str | None
    rep_answer: str | None
    answer_start_s: float | None = None
    transcript_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentFilter:
    """Which moments to list. Times bound the call's start, half-open."""

    call_id: str | None = None
    kind: Kind | None = None
    category: Category | None = None
    competitor: str | None = None
    theme_id: str | None = None
    account_id: str | None = None
    segment: str | None = None
    start_from: datetime | None = None
    start_to: datetime | None = None


def replace_moments(session: Session, call_id: str, moments: Sequence[Moment], *, vectors: NDArray[np.float32]) -> None:
    """Keep these moments as all there is of a call; the same moment again keeps its row and its theme.

    `vectors` has one row of float32 a moment. The moments are of the call's current transcript with its corrections.
    """
    kept = [moment.id for moment in moments]
    session.execute(delete(MomentRow).where(MomentRow.call_id == call_id, MomentRow.id.not_in(kept)))
    transcript = _transcript_of(session, call_id)
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    for moment, vector in zip(moments, vectors, strict=True):
        values = _values(moment, vector) | _place(moment, transcript)
        # Everything but the id, its age and what it says: found again, it may have moved.
        fresh = {name: value for name, value in values.items() if name not in _OF_THE_ID}
        session.execute(insert(MomentRow).values(values).on_conflict_do_update(index_elements=["id"], set_=fresh))


def _transcript_of(session: Session, call_id: str) -> Transcript | None:
    try:
        return corrected_transcript(session, call_id)
    except NotFound:
        return None


def _place(moment: Moment, transcript: Transcript | None) -> dict[str, Any]:
    """Return which version a moment is of, and what the rep said next."""
    if transcript is None:
        return {"transcript_version": 1, "rep_answer": None, "answer_turn_index": None, "answer_start_s": None}
    after = (turn for turn in transcript.turns if turn.index > moment.turn_index and turn.role is Role.REP)
    answer = next(after, None)
    return {
        "transcript_version": transcript.version,
        "rep_answer": answer.text if answer else None,
        "answer_turn_index": answer.index if answer else None,
        "answer_start_s": answer.start_s if answer else None,
    }


def _values(moment: Moment, vector: NDArray[np.float32]) -> dict[str, Any]:
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
        "vector": np.asarray(vector, dtype="<f4").tobytes(),
        "created_at": datetime.now(UTC),
    }


def moments_with_vectors(
    session: Session, *, call_id: str | None = None
) -> tuple[tuple[Moment, ...], NDArray[np.float32]]:
    """Return moments of one call, or of all, in a stable order, and their vectors as rows of float32."""
    query = select(MomentRow).order_by(MomentRow.id)
    if call_id is not None:
        query = query.where(MomentRow.call_id == call_id)
    rows = list(session.scalars(query))
    if not rows:
        return (), np.zeros((0, 0), dtype=np.float32)
    vectors = np.stack([np.frombuffer(row.vector, dtype="<f4") for row in rows]).astype(np.float32)
    return tuple(_moment(row) for row in rows), vectors


def vectors_by_theme(session: Session) -> dict[str, NDArray[np.float32]]:
    """Return the vectors of each theme's moments, as rows of float32, for themes that hold any."""
    placed = select(PlacementRow.theme_id, MomentRow.vector).join(MomentRow, MomentRow.id == PlacementRow.moment_id)
    found: dict[str, list[NDArray[np.float32]]] = {}
    for theme_id, vector in session.execute(placed.order_by(MomentRow.id)):
        found.setdefault(theme_id, []).append(np.frombuffer(vector, dtype="<f4").astype(np.float32))
    return {theme_id: np.stack(vectors) for theme_id, vectors in found.items()}


def moments_fingerprint(session: Session) -> str:
    """Return a text that changes whenever a moment comes or goes."""
    count, newest = session.execute(select(func.count(), func.max(MomentRow.created_at)).select_from(MomentRow)).one()
    return f"{count}:{newest.isoformat() if newest else ''}"


def _moment(row: MomentRow) -> Moment:
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


def _evidence_query() -> "Select[*tuple[Any, ...]]":
    return (
        select(MomentRow, CallRow, AccountRow.name, ThemeRow.id, ThemeRow.label)
        .join(CallRow, CallRow.id == MomentRow.call_id)
        .outerjoin(AccountRow, AccountRow.id == CallRow.account_id)
        .outerjoin(PlacementRow, PlacementRow.moment_id == MomentRow.id)
        .outerjoin(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
    )


def get_moment(session: Session, moment_id: str) -> Evidence:
    """Return one moment. Raises NotFound."""
    found = session.execute(_evidence_query().where(MomentRow.id == moment_id)).one_or_none()
    if found is None:
        raise NotFound(f"There is no moment {moment_id}.")
    return _evidence(*found)


def moments_of_call(session: Session, call_id: str) -> tuple[Evidence, ...]:
    """Return all moments of one call in the order they were said."""
    query = _evidence_query().where(MomentRow.call_id == call_id).order_by(MomentRow.turn_index, MomentRow.id)
    return tuple(_evidence(*row) for row in session.execute(query))


def list_moments(session: Session, wanted: MomentFilter, *, limit: int, cursor: str | None = None) -> Page[Evidence]:
    """Return moments, those of the newest calls first, from after the cursor. Raises InvalidInput on a foreign one."""
    query = _evidence_query()
    for condition in _conditions(wanted):
        query = query.where(condition)
    if cursor is not None:
        query = query.where(_after(decode_cursor(cursor, types=(str, str, int, str))))
    order = (CallRow.started_at.desc(), CallRow.id.desc(), MomentRow.turn_index, MomentRow.id)
    found = [_evidence(*row) for row in session.execute(query.order_by(*order).limit(limit + 1))]
    more = found[limit - 1] if len(found) > limit else None
    return Page(items=tuple(found[:limit]), next_cursor=_cursor_of(more) if more else None)


def _cursor_of(evidence: Evidence) -> str:
    moment = evidence.moment
    return encode_cursor([evidence.started_at.isoformat(), moment.call_id, moment.turn_index, moment.id])


def _after(keys: Sequence[str | int | float]) -> Any:
    started, call_id, turn_index, moment_id = keys
    started_at = parse_instant(str(started))
    same_call = and_(CallRow.started_at == started_at, CallRow.id == call_id)
    return (
        (CallRow.started_at < started_at)
        | and_(CallRow.started_at == started_at, CallRow.id < call_id)
        | and_(same_call, MomentRow.turn_index > turn_index)
        | and_(same_call, MomentRow.turn_index == turn_index, MomentRow.id > moment_id)
    )


def _conditions(wanted: MomentFilter) -> list[Any]:
    equals: Mapping[Any, object] = {
        MomentRow.call_id: wanted.call_id,
        MomentRow.kind: wanted.kind,
        MomentRow.category: wanted.category,
        MomentRow.competitor: wanted.competitor,
        PlacementRow.theme_id: wanted.theme_id,
        CallRow.account_id: wanted.account_id,
        CallRow.segment: wanted.segment,
    }
    conditions = [column == value for column, value in equals.items() if value is not None]
    if wanted.start_from:
        conditions.append(CallRow.started_at >= wanted.start_from)
    if wanted.start_to:
        conditions.append(CallRow.started_at < wanted.start_to)
    return conditions


def _evidence(
    row: MomentRow,
    call: CallRow,
    account: str | None,
    theme_id: str | None,
    theme_label: str | None,
) -> Evidence:
    return Evidence(
        moment=_moment(row),
        call_title=call.title,
        started_at=call.started_at,
        account=account,
        segment=call.segment,
        stage=call.stage,
        outcome=call.outcome,
        medium=Medium(call.medium),
        theme_id=theme_id,
        theme_label=theme_label,
        rep_answer=row.rep_answer,
        answer_start_s=row.answer_start_s,
        transcript_version=row.transcript_version,
    )
