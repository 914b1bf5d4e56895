"""Moves: where people put moments, kept by their words so that it holds whatever finds the moment next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.anchoring import SAME_WORDS, likeness
from store.tables import MomentRow
from store.theme_lock import place_in_themes
from store.theme_tables import MoveRow, PlacementRow
from store.themes import resolve_theme

PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A person's word that a moment belongs in a theme, or (`theme_id` None) in none."""

    moment_id: str
    theme_id: str | None
    made_by: str


def keep_moves(session: Session, moves: Sequence[Move], *, analysis: int) -> None:
    """Keep where people put moments of an analysis, in place of where they put them before, and put them there.

    Moments that are gone are left. The counts are the caller's to refresh.
    """
    wanted = {move.moment_id: move for move in moves}
    rows = session.scalars(select(MomentRow).where(MomentRow.analysis == analysis, MomentRow.id.in_(list(wanted))))
    now = datetime.now(UTC)
    for row in rows.all():
        move = wanted[row.id]
        session.merge(
            MoveRow(
                # One word on one moment: the next one takes its place.
                id=f"mv_{row.id}",
                call_id=row.call_id,
                moment_id=row.id,
                kind=row.kind,
                turn_index=row.turn_index,
                quote=row.quote,
                start_s=row.start_s,
                end_s=row.end_s,
                theme_id=move.theme_id,
                made_by=move.made_by,
                created_at=now,
            )
        )
        put(session, row.id, move.theme_id, analysis=analysis)
    session.flush()


def forget_moves(session: Session, moment_ids: Sequence[str]) -> None:
    """Take back where people put moments; the placements are the caller's."""
    session.execute(delete(MoveRow).where(MoveRow.moment_id.in_(moment_ids)))


def put(session: Session, moment_id: str, theme_id: str | None, *, analysis: int) -> None:
    """Place a moment by a person's word, whoever placed it before."""
    values: dict[str, Any] = {"theme_id": theme_id, "placed_by": PERSON, "maker": None, "created_at": datetime.now(UTC)}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    placed = insert(PlacementRow).values(analysis=analysis, moment_id=moment_id, **values)
    session.execute(placed.on_conflict_do_update(index_elements=["analysis", "moment_id"], set_=values))


def place_moved(session: Session, call_id: str, *, analysis: int) -> None:
    """Put the moments of a call where people put the same words before, the oldest word first."""
    moves = session.scalars(select(MoveRow).where(MoveRow.call_id == call_id).order_by(MoveRow.created_at)).all()
    if not moves:
        return
    place_in_themes(session)
    of_call = select(MomentRow).where(MomentRow.call_id == call_id, MomentRow.analysis == analysis)
    moments = session.scalars(of_call.order_by(MomentRow.id)).all()
    for move in moves:
        alike = [(likeness(move, moment), moment.id) for moment in moments if moment.kind == move.kind]
        best = max(alike, default=(0.0, ""))
        if best[0] >= SAME_WORDS:
            theme_id = resolve_theme(session, move.theme_id) if move.theme_id else None
            put(session, best[1], theme_id, analysis=analysis)
