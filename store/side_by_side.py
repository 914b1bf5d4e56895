"""What analyses that stand side by side owe each other: quotes that stay readable, and where themes lie."""

from sqlalchemy import literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.analyses import get_analysis
from store.placing import save_anchors
from store.tables import MomentRow
from store.theme_tables import AnchorRow, PlacementRow, ThemeRow


def quotes_of_version(session: Session, call_id: str, version: int) -> list[tuple[int, str]]:
    """Return the turn and the words of every moment that any analysis found in a version of a call's transcript."""
    found = select(MomentRow.turn_index, MomentRow.quote).where(
        MomentRow.call_id == call_id, MomentRow.transcript_version == version
    )
    return [(turn, quote) for turn, quote in session.execute(found.distinct().order_by(MomentRow.turn_index))]


def take_over_anchors(session: Session, *, analysis: int, current: int) -> None:
    """Let themes lie in an analysis where they lie in the current one, where both have the same vectors.

    Where they lie there already, nothing changes; where vectors are others, nothing is taken over.
    """
    # The detector comes first, then what made the vectors.
    encoders = [get_analysis(session, number).made_by[1:] for number in (analysis, current)]
    if not encoders[0] or encoders[0] != encoders[1]:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    there = select(literal(analysis), AnchorRow.theme_id, AnchorRow.vector, AnchorRow.n)
    taken = insert(AnchorRow).from_select(
        ["analysis", "theme_id", "vector", "n"], there.where(AnchorRow.analysis == current)
    )
    session.execute(taken.on_conflict_do_nothing())


def place_anchors(session: Session, *, analysis: int) -> None:
    """Work out where themes lie in an analysis that have moments in it and no place yet."""
    placed = select(PlacementRow.theme_id).where(PlacementRow.analysis == analysis, PlacementRow.theme_id.is_not(None))
    known = select(AnchorRow.theme_id).where(AnchorRow.analysis == analysis)
    own = ThemeRow.id.in_(placed) & ThemeRow.id.not_in(known)
    parents = select(ThemeRow.parent_id).where(ThemeRow.id.in_(placed), ThemeRow.parent_id.is_not(None))
    lacking = select(ThemeRow.id).where(own | (ThemeRow.id.in_(parents) & ThemeRow.id.not_in(known)))
    save_anchors(session, set(session.scalars(lacking)), analysis=analysis)
