"""Changing themes as people do: accepting, renaming, pinning, nesting and putting away; each deed is an event.

Every function returns the event, None where things are as asked already. Moments are moved by `theme_changes_moments`,
and events are taken back by `theme_changes_undo`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from calls.errors import Conflict, InvalidInput
from calls.judgement import PERSON
from calls.moment import Kind
from calls.theme import ThemeState
from calls.theme_change import ThemeChange, theme_label
from store.theme_changes_event import Changing, live_theme, parts_of, refuse_archived
from store.theme_lock import change_themes
from store.theme_tables import ThemeEventRow, ThemeRow
from store.themes import resolve_theme

_ACCEPTED, _ARCHIVED = ThemeState.ACCEPTED.value, ThemeState.ARCHIVED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTheme:
    """A theme as it is stored, without its counts."""

    id: str
    kind: Kind
    label: str
    named_by_person: bool
    state: ThemeState
    parent_id: str | None
    pinned: bool
    updated_at: datetime


def stored_theme(session: Session, theme_id: str) -> StoredTheme:
    """Return the theme that answers for an id. Raises NotFound."""
    row = session.get(ThemeRow, resolve_theme(session, theme_id))
    assert row is not None, "a theme that answers for an id is stored"
    return StoredTheme(
        id=row.id,
        kind=Kind(row.kind),
        label=row.label,
        named_by_person=row.label_by == PERSON.name,
        state=ThemeState(row.state),
        parent_id=row.parent_id,
        pinned=row.pinned,
        updated_at=row.updated_at,
    )


def parts(session: Session, theme_id: str) -> tuple[StoredTheme, ...]:
    """Return the sub-themes of a theme that are not archived, by label."""
    of_theme = select(ThemeRow.id).where(ThemeRow.parent_id == theme_id, ThemeRow.state != _ARCHIVED)
    return tuple(
        stored_theme(session, each) for each in session.scalars(of_theme.order_by(ThemeRow.label, ThemeRow.id))
    )


def accept_theme(session: Session, theme_id: str, *, made_by: str) -> int | None:
    """Let a theme be a person's, so that no software changes it; its parts and the theme it is part of go along.

    Raises NotFound, and Conflict where it is archived.
    """
    change_themes(session)
    row = live_theme(session, theme_id)
    refuse_archived(row)
    return _accept_only(session, ThemeChange.ACCEPT, row, made_by=made_by)


def _accept_only(session: Session, kind: ThemeChange, row: ThemeRow, *, made_by: str) -> int | None:
    change = Changing(session, kind, row, made_by=made_by)
    change.accept(row)
    return _kept(change)


def rename_theme(session: Session, theme_id: str, label: str, *, made_by: str) -> int | None:
    """Name a theme; the software leaves the name alone from now on. Raises NotFound and InvalidInput."""
    change_themes(session)
    row = live_theme(session, theme_id)
    change = Changing(session, ThemeChange.RENAME, row, made_by=made_by)
    change.set(row, label=theme_label(label), label_by=PERSON.name)
    change.accept(row)
    return _kept(change)


def pin_theme(session: Session, theme_id: str, *, pinned: bool, made_by: str) -> int | None:
    """Have a theme listed first, or no longer. Raises NotFound, and Conflict where it is archived."""
    change_themes(session)
    row = live_theme(session, theme_id)
    change = Changing(session, ThemeChange.PIN if pinned else ThemeChange.UNPIN, row, made_by=made_by)
    if pinned:
        refuse_archived(row)
        change.accept(row)
    change.set(row, pinned=pinned)
    return _kept(change)


def nest_theme(session: Session, theme_id: str, parent_id: str | None, *, made_by: str) -> int | None:
    """Make a theme part of another one, whose counts it is in from now on; or (None) take it out.

    Raises NotFound, InvalidInput where the two are one or of two kinds, and Conflict where there would be two levels.
    """
    change_themes(session)
    row = live_theme(session, theme_id)
    before = session.get(ThemeRow, row.parent_id) if row.parent_id else None
    parent = live_theme(session, parent_id) if parent_id else None
    if before is parent:
        return None
    if parent is None:
        change = Changing(session, ThemeChange.TAKE_OUT, row, other=before, made_by=made_by)
    else:
        _check_can_hold(session, parent, row)
        change = Changing(session, ThemeChange.NEST, row, other=parent, made_by=made_by)
        change.accept(parent)
    change.accept(row)
    change.set(row, parent_id=parent.id if parent else None)
    change.keep()
    change.finish()
    return change.number


def _check_can_hold(session: Session, parent: ThemeRow, row: ThemeRow) -> None:
    if parent.id == row.id:
        raise InvalidInput("A theme cannot be part of itself.")
    refuse_other_kind(row, parent)
    refuse_archived(parent)
    refuse_archived(row)
    check_levels(session, row, parent)


def refuse_other_kind(row: ThemeRow, other: ThemeRow) -> None:
    """Refuse two themes of different kinds. Raises InvalidInput."""
    if row.kind != other.kind:
        raise InvalidInput(f"“{row.label}” is of kind {row.kind} and “{other.label}” of kind {other.kind}.")


def check_levels(session: Session, row: ThemeRow, parent: ThemeRow) -> None:
    """Refuse more than one level of sub-themes. Raises Conflict."""
    if parent.parent_id is not None:
        raise Conflict(f"“{parent.label}” is a sub-theme itself; take it out of its theme first.")
    if parts_of(session, row):
        raise Conflict(f"“{row.label}” has sub-themes; take them out, or merge them into it, first.")


def archive_theme(session: Session, theme_id: str, *, made_by: str) -> int | None:
    """Put a theme and its parts away: not listed any more, it keeps its moments and takes in new ones that fit.

    Raises NotFound.
    """
    change_themes(session)
    row = live_theme(session, theme_id)
    change = Changing(session, ThemeChange.ARCHIVE, row, made_by=made_by)
    for each in (row, *parts_of(session, row)):
        if each.state != _ARCHIVED or each is row:
            # What a person put away is told by this from what the software gave up.
            change.set(each, state=_ARCHIVED, accepted_at=each.accepted_at or change.now, pinned=False)
    return _kept(change)


def restore_theme(session: Session, theme_id: str, *, made_by: str) -> int | None:
    """Take a theme back that was put away, with the parts that were put away along with it. Raises NotFound."""
    change_themes(session)
    row = live_theme(session, theme_id)
    if row.state != _ARCHIVED:
        return None
    change = Changing(session, ThemeChange.RESTORE, row, made_by=made_by)
    along = _put_away_with(session, row)
    for each in (row, *(part for part in parts_of(session, row) if part.id in along)):
        change.set(each, state=_ACCEPTED, accepted_at=each.accepted_at or change.now)
    return _kept(change)


def _put_away_with(session: Session, row: ThemeRow) -> set[str]:
    archived = select(ThemeEventRow.detail).where(
        ThemeEventRow.theme_id == row.id,
        ThemeEventRow.kind == ThemeChange.ARCHIVE.value,
        ThemeEventRow.undone_by.is_(None),
    )
    detail = session.scalar(archived.order_by(ThemeEventRow.number.desc()).limit(1))
    return set(detail["fields"]) if detail else set()


def _kept(change: Changing) -> int | None:
    if not change.has_changed:
        return None
    change.keep()
    return change.number
