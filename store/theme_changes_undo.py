"""Taking back what people did with themes, the newest first where one deed rests on another."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from calls.errors import Conflict, NotFound
from calls.theme import ThemeState
from calls.theme_change import ThemeChange, ThemeEvent
from store.tables import MomentRow
from store.theme_changes import check_levels
from store.theme_changes_event import NOBODY, Changing, plain, unplain
from store.theme_history import event_of, standing_in_way
from store.theme_lock import change_themes
from store.theme_tables import EventMomentRow, MoveRow, PlacementRow, ThemeEventRow, ThemeRow
from store.themes import resolve_theme

_ROWS_AT_ONCE = 500

# Where moments came from (None: from none), where they went, and who had placed them before.
_Way = tuple[str | None, str | None, str]


def undo_event(session: Session, number: int, *, made_by: str) -> tuple[int, bool]:
    """Take back what an event did, and return the event that did so and whether it is new.

    What came into its themes since stays there. Raises NotFound, and Conflict where a later event stands in the way.
    """
    change_themes(session)
    row = session.get(ThemeEventRow, number)
    if row is None:
        raise NotFound(f"There is no event {number}.")
    if row.undone_by is not None:
        return row.undone_by, False
    event = event_of(row)
    _refuse_what_rests_on_it(session, event)
    change = Changing(
        session,
        ThemeChange.UNDO,
        _theme(session, event.theme_id),
        other=_theme(session, event.other_id) if event.other_id else None,
        made_by=made_by,
    )
    _fields_back(session, change, event)
    if event.made and event.other_id:
        _give_back(session, change, _theme(session, event.other_id), to=event.theme_id)
    _words_back(session, row.detail.get("words", {}))
    change.keep(undid=number)
    _moments_back(session, change, event)
    change.finish()
    row.undone_by = change.number
    session.flush()
    return change.number, True


def _refuse_what_rests_on_it(session: Session, event: ThemeEvent) -> None:
    if event.kind is ThemeChange.UNDO:
        raise Conflict("An undo cannot be undone; do again what it took back.")
    later = standing_in_way(session, [event]).get(event.number)
    if later is not None:
        what = later.kind.value.replace("_", " ")
        raise Conflict(f"Event {later.number} ({what}) came after this and rests on it; undo that one first.")


def _theme(session: Session, theme_id: str) -> ThemeRow:
    # The very theme of the event, whatever answers for it now.
    query = select(ThemeRow).where(ThemeRow.id == theme_id).execution_options(populate_existing=True)
    row = session.scalars(query.with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise Conflict(f"Theme {theme_id} is not stored any more, so this cannot be undone.")
    return row


def _fields_back(session: Session, change: Changing, event: ThemeEvent) -> None:
    rows = {theme_id: _theme(session, theme_id) for theme_id in event.fields}
    nested: dict[str, str | None] = {}
    for theme_id, fields in event.fields.items():
        row = rows[theme_id]
        if any(plain(getattr(row, name)) != after for name, (_, after) in fields.items()):
            raise Conflict(f"“{row.label}” was changed since, so this cannot be undone; change it by hand.")
        back = {name: unplain(name, before) for name, (before, _) in fields.items()}
        if "parent_id" in back:
            nested[theme_id] = back.pop("parent_id")
        change.set(row, **back)
    # Which theme a parent is now can be said once all are what they were.
    session.flush()
    for theme_id, parent_id in nested.items():
        change.set(rows[theme_id], parent_id=_still(session, parent_id) if parent_id else None)
    session.flush()
    for row in (rows[theme_id] for theme_id in nested):
        if row.parent_id is not None:
            check_levels(session, row, _theme(session, row.parent_id))


def _give_back(session: Session, change: Changing, made: ThemeRow, *, to: str) -> None:
    """Let the theme that something came out of answer for what came out of it."""
    change.set(made, state=ThemeState.ARCHIVED.value, successor_id=resolve_theme(session, to), parent_id=None)
    session.flush()


def _words_back(session: Session, words: dict[str, Any]) -> None:
    """Let people's words on moments be what they were before."""
    forgotten = [moment_id for moment_id, before in words.items() if before is None]
    for first in range(0, len(forgotten), _ROWS_AT_ONCE):
        session.execute(delete(MoveRow).where(MoveRow.moment_id.in_(forgotten[first : first + _ROWS_AT_ONCE])))
    for moment_id, before in words.items():
        if before is not None:
            values = {**before, "created_at": datetime.fromisoformat(before["created_at"])}
            session.execute(update(MoveRow).where(MoveRow.moment_id == moment_id).values(values))


def _moments_back(session: Session, change: Changing, event: ThemeEvent) -> None:
    """Put the moments that an event took elsewhere, and that are there still, back to where they were."""
    noted = select(EventMomentRow.from_id, EventMomentRow.to_id, EventMomentRow.placed_by).distinct()
    for from_id, to_id, placed_by in session.execute(noted.where(EventMomentRow.event == event.number)).all():
        _way_back(session, change, event.number, (from_id, to_id, placed_by))
    if event.made and event.other_id:
        # What came in since has no other place to go to.
        left = update(PlacementRow).where(PlacementRow.theme_id == event.other_id)
        session.execute(left.values(theme_id=resolve_theme(session, event.theme_id)))
        change.count([event.other_id, resolve_theme(session, event.theme_id)])


def _way_back(session: Session, change: Changing, number: int, way: _Way) -> None:
    from_id, to_id, placed_by = way
    there = PlacementRow.theme_id.is_not_distinct_from(to_id)
    going = there & or_(_noted(number, way), and_(_unseen(number), _said_alike(number, way)))
    back_id = _still(session, from_id) if from_id else None
    if placed_by == NOBODY or (from_id and back_id is None):
        # Nobody said where they belong, or that theme is no more: they are free to be placed.
        session.execute(delete(PlacementRow).where(going))
    else:
        session.execute(update(PlacementRow).where(going).values(theme_id=back_id, placed_by=placed_by))
    change.count(theme for theme in (from_id, back_id, to_id) if theme)


def _of(number: int, way: _Way) -> Select[Any]:
    from_id, to_id, placed_by = way
    return select(EventMomentRow.event).where(
        EventMomentRow.event == number,
        EventMomentRow.from_id.is_not_distinct_from(from_id),
        EventMomentRow.to_id.is_not_distinct_from(to_id),
        EventMomentRow.placed_by == placed_by,
    )


def _noted(number: int, way: _Way) -> ColumnElement[bool]:
    """Return the condition that a placement is of a moment that the event moved."""
    here = (EventMomentRow.analysis == PlacementRow.analysis) & (EventMomentRow.moment_id == PlacementRow.moment_id)
    return _of(number, way).where(here).exists()


def _unseen(number: int) -> ColumnElement[bool]:
    """Return the condition that a placement is of an analysis that was made after the event."""
    seen = select(EventMomentRow.analysis).where(EventMomentRow.event == number)
    return PlacementRow.analysis.not_in(seen)


def _said_alike(number: int, way: _Way) -> ColumnElement[bool]:
    """Return the condition that a placement is of words that the event moved, and nobody has since placed by hand."""
    one, other = aliased(MomentRow), aliased(MomentRow)
    alike = (
        _of(number, way)
        .join(one, (one.analysis == EventMomentRow.analysis) & (one.id == EventMomentRow.moment_id))
        .join(other, (other.call_id == one.call_id) & (other.turn_index == one.turn_index) & (other.kind == one.kind))
        .where(
            other.quote == one.quote,
            other.analysis == PlacementRow.analysis,
            other.id == PlacementRow.moment_id,
        )
    )
    by_hand = select(MoveRow.id).where(MoveRow.moment_id == PlacementRow.moment_id)
    return alike.exists() & ~by_hand.exists()


def _still(session: Session, theme_id: str) -> str | None:
    """Return the theme that answers for an id, None where the software gave it up."""
    row = _theme(session, resolve_theme(session, theme_id))
    gone = row.state == ThemeState.ARCHIVED.value and row.accepted_at is None
    return None if gone else row.id
