"""Moving moments between themes as people do: merging, splitting, and moving what somebody ticked."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from calls.errors import Conflict, InvalidInput, NotFound
from calls.judgement import PERSON
from calls.theme import ThemeState
from calls.theme_change import ThemeChange, theme_label
from store.analyses import analyses_of, current_analysis, current_number
from store.moves import Move, keep_moves, place_moved
from store.tables import MomentRow
from store.theme_changes import refuse_other_kind
from store.theme_changes_event import Changing, live_theme, parts_of, places, refuse_archived
from store.theme_lock import change_themes
from store.theme_tables import MoveRow, PlacementRow, ThemeEventRow, ThemeRow

MOST_MOVED = 500


@dataclass(frozen=True, slots=True)
class _Ticked:
    """A moment of the current analysis that somebody ticked."""

    id: str
    call_id: str
    theme_id: str | None
    placed_by: str | None


def merge_themes(session: Session, theme_id: str, *, into: str, made_by: str) -> int | None:
    """Merge a theme into another of its kind, which answers for its id from then on; its parts become the other's.

    The cost is that of the two themes. Raises NotFound, InvalidInput and Conflict.
    """
    if theme_id == into:
        raise InvalidInput("A theme cannot be merged into itself; choose another one.")
    change_themes(session)
    source, target = live_theme(session, theme_id), live_theme(session, into)
    if source.id == target.id:
        return None
    refuse_other_kind(source, target)
    refuse_archived(target)
    change = Changing(session, ThemeChange.MERGE, source, other=target, made_by=made_by)
    _hand_over_parts(session, change, source, target)
    change.accept(target)
    change.set(source, state=ThemeState.ARCHIVED.value, successor_id=target.id, parent_id=None)
    change.keep()
    change.note_all(source.id, to=target.id)
    session.execute(update(PlacementRow).where(PlacementRow.theme_id == source.id).values(theme_id=target.id))
    change.finish()
    return change.number


def _hand_over_parts(session: Session, change: Changing, source: ThemeRow, target: ThemeRow) -> None:
    parts = parts_of(session, source)
    if parts and target.parent_id not in (None, source.id):
        raise Conflict(
            f"“{source.label}” has sub-themes and “{target.label}” is one; take the sub-themes out, or merge into "
            "the theme that it is part of."
        )
    # Merged into a part of its own, that part takes its place.
    change.set(target, parent_id=None if target.parent_id == source.id else target.parent_id)
    for part in parts:
        if part.id != target.id:
            change.set(part, parent_id=target.id)


def move_moments(
    session: Session, theme_id: str, moment_ids: Collection[str], *, to: str | None, made_by: str
) -> int | None:
    """Move moments of a theme (or of none) to a theme of their kind, or (None) to none, for good.

    It holds for the same words in every analysis, the next ones too. Raises NotFound, InvalidInput and Conflict.
    """
    change_themes(session)
    row = live_theme(session, theme_id)
    target = live_theme(session, to) if to is not None else None
    target_id = target.id if target else None
    if target is not None:
        refuse_other_kind(row, target)
        refuse_archived(target)
    ticked = _ticked(session, row, moment_ids, target_id=target_id)
    if not ticked:
        return None
    change = Changing(session, ThemeChange.MOVE, row, other=target, made_by=made_by)
    if target is not None:
        change.accept(target)
    _move(session, change, ticked, target_id, made_by=made_by)
    change.finish()
    return change.number


def split_moments(
    session: Session, theme_id: str, moment_ids: Collection[str], *, label: str, made_by: str
) -> tuple[int, bool]:
    """Take moments of a theme out into a new theme with a label; return the event and whether it is new.

    Splitting off the same moments under the same label again is the event that did it. Raises NotFound, InvalidInput
    and Conflict.
    """
    change_themes(session)
    row = live_theme(session, theme_id)
    named = theme_label(label)
    asked = hashlib.sha256(json.dumps([named, sorted(set(moment_ids))]).encode()).hexdigest()[:20]
    before = _split_before(session, row, asked)
    if before is not None:
        return before, False
    refuse_archived(row)
    # A theme without a name: none of them is there yet.
    ticked = _ticked(session, row, moment_ids, target_id="")
    if any(each.theme_id is None for each in ticked):
        raise Conflict("Some of these quotes are in no theme; load the page again.")
    _refuse_all(session, row, len(ticked))
    change = Changing(session, ThemeChange.SPLIT, row, made_by=made_by)
    change.accept(row)
    made = change.new_theme(like=row, label=named)
    _move(session, change, ticked, made.id, made_by=made_by, asked=asked, made=True)
    change.finish()
    return change.number, True


def split_part(session: Session, theme_id: str, part_id: str, *, label: str, made_by: str) -> tuple[int | None, bool]:
    """Take a sub-theme out of its theme, under a label; return the event and whether it is new.

    Raises NotFound, InvalidInput, and Conflict where it is no part of the theme.
    """
    change_themes(session)
    row, part = live_theme(session, theme_id), live_theme(session, part_id)
    named = theme_label(label)
    if part.parent_id != row.id:
        if part.parent_id is None and part.label == named and _was_split(session, row.id, part.id):
            return None, False
        raise Conflict(f"“{part.label}” is no sub-theme of “{row.label}”.")
    change = Changing(session, ThemeChange.SPLIT, row, other=part, made_by=made_by)
    change.accept(part)
    change.set(part, parent_id=None, label=named, label_by=PERSON.name)
    change.keep()
    change.finish()
    return change.number, True


def _move(
    session: Session, change: Changing, ticked: Sequence[_Ticked], to: str | None, *, made_by: str, **detail: Any
) -> None:
    analysis = current_number(session)
    assert analysis is not None, "what was ticked is of the current analysis"
    calls = {each.call_id for each in ticked}
    before = places(session, calls)
    words = _words(session, [each.id for each in ticked])
    change.keep(words=words, **detail)
    keep_moves(session, [Move(moment_id=each.id, theme_id=to, made_by=made_by) for each in ticked], analysis=analysis)
    for call_id in sorted(calls):
        for other in analyses_of(session, call_id):
            if other != analysis:
                place_moved(session, call_id, analysis=other)
    change.note_moved(before, places(session, calls))


def _words(session: Session, moment_ids: Sequence[str]) -> dict[str, dict[str, Any] | None]:
    """Return where people put these moments before, for taking it back: None where nobody did."""
    found: dict[str, dict[str, Any] | None] = dict.fromkeys(moment_ids)
    for row in session.scalars(select(MoveRow).where(MoveRow.moment_id.in_(moment_ids))):
        made_at = row.created_at.isoformat()
        found[row.moment_id] = {"theme_id": row.theme_id, "made_by": row.made_by, "created_at": made_at}
    return found


def _ticked(session: Session, row: ThemeRow, moment_ids: Collection[str], *, target_id: str | None) -> list[_Ticked]:
    """Return the moments that are to be moved: those that a person put where they are to go are there already."""
    wanted = sorted(set(moment_ids))
    if not 1 <= len(wanted) <= MOST_MOVED:
        raise InvalidInput(f"Choose 1 to {MOST_MOVED} quotes.")
    query = (
        select(MomentRow.id, MomentRow.call_id, MomentRow.kind, PlacementRow.theme_id, PlacementRow.placed_by)
        .outerjoin(
            PlacementRow, (PlacementRow.analysis == MomentRow.analysis) & (PlacementRow.moment_id == MomentRow.id)
        )
        .where(MomentRow.analysis == current_analysis(), MomentRow.id.in_(wanted))
        .order_by(MomentRow.id)
    )
    found: dict[str, Any] = {moment_id: rest for moment_id, *rest in session.execute(query)}
    missing = [moment_id for moment_id in wanted if moment_id not in found]
    if missing:
        raise NotFound(f"There is no moment {missing[0]}.")
    family = {row.id, *(part.id for part in parts_of(session, row))}
    ticked = []
    for moment_id, (call_id, kind, theme_id, placed_by) in found.items():
        if kind != row.kind:
            raise InvalidInput(f"Moment {moment_id} is of kind {kind}, the theme of kind {row.kind}.")
        if placed_by == PERSON.name and theme_id == target_id:
            continue
        if theme_id is not None and theme_id not in family and theme_id != target_id:
            raise Conflict(f"Moment {moment_id} is in another theme by now, {theme_id}; load the page again.")
        ticked.append(_Ticked(moment_id, call_id, theme_id, placed_by))
    return ticked


def _refuse_all(session: Session, row: ThemeRow, chosen: int) -> None:
    family = [row.id, *(part.id for part in parts_of(session, row))]
    of_theme = select(func.count()).select_from(PlacementRow)
    of_theme = of_theme.where(PlacementRow.analysis == current_analysis(), PlacementRow.theme_id.in_(family))
    if session.scalar(of_theme) == chosen:
        raise InvalidInput("These are all of its quotes; rename the theme instead, or leave some in it.")


def _split_before(session: Session, row: ThemeRow, asked: str) -> int | None:
    """Return the event that split off the very same before, unless it was taken back."""
    splits = select(ThemeEventRow).where(
        ThemeEventRow.theme_id == row.id,
        ThemeEventRow.kind == ThemeChange.SPLIT.value,
        ThemeEventRow.undone_by.is_(None),
    )
    return next((event.number for event in session.scalars(splits) if event.detail.get("asked") == asked), None)


def _was_split(session: Session, theme_id: str, part_id: str) -> bool:
    split = select(ThemeEventRow.number).where(
        ThemeEventRow.theme_id == theme_id,
        ThemeEventRow.other_id == part_id,
        ThemeEventRow.kind == ThemeChange.SPLIT.value,
        ThemeEventRow.undone_by.is_(None),
    )
    return session.scalar(split.limit(1)) is not None
