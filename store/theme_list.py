"""Which themes there are, without their counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from calls.errors import NotFound
from calls.moment import Kind
from calls.theme import ThemeState
from store.analyses import current_analysis
from store.theme_tables import ThemeCallRow, ThemeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeFacts:
    """A theme as it is listed: everything but its numbers. `subthemes` counts those that are not archived."""

    id: str
    kind: Kind
    label: str
    keywords: tuple[str, ...]
    state: ThemeState
    parent_id: str | None
    pinned: bool
    central_quote: str | None
    subthemes: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChoice:
    """Which themes are wanted. Without a state, all that are not archived; without a parent, whatever theirs is.

    The parent ``""`` wants those that have none. `there_at` wants those that there were at an instant.
    """

    kind: Kind | None = None
    state: ThemeState | None = None
    parent_id: str | None = None
    there_at: datetime | None = None
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeName:
    """As much of a theme as a table of many needs."""

    id: str
    kind: Kind
    label: str
    state: ThemeState
    pinned: bool


def theme_names(session: Session, choice: ThemeChoice | None = None) -> tuple[ThemeName, ...]:
    """Return the themes that are wanted, in order of their ids.

    What is suggested and has no moment in a counted call of the current analysis is not there for anybody.
    """
    wanted = choice or ThemeChoice()
    conditions: list[Any] = [_in_state(wanted.state), _is_voiced()]
    if wanted.kind is not None:
        conditions.append(ThemeRow.kind == wanted.kind.value)
    if wanted.parent_id is not None:
        conditions.append(ThemeRow.parent_id == wanted.parent_id if wanted.parent_id else ThemeRow.parent_id.is_(None))
    if wanted.there_at is not None:
        conditions.append(ThemeRow.created_at <= wanted.there_at)
    if wanted.updated_since is not None:
        conditions.append(ThemeRow.updated_at >= wanted.updated_since)
    columns = (ThemeRow.id, ThemeRow.kind, ThemeRow.label, ThemeRow.state, ThemeRow.pinned)
    rows = session.execute(select(*columns).where(*conditions).order_by(ThemeRow.id))
    return tuple(
        ThemeName(id=theme_id, kind=Kind(kind), label=label, state=ThemeState(state), pinned=pinned)
        for theme_id, kind, label, state, pinned in rows
    )


def name_of(session: Session, theme_id: str) -> ThemeName:
    """Return the name of one theme, whatever its state. Raises NotFound."""
    row = session.get(ThemeRow, theme_id)
    if row is None:
        raise NotFound(f"There is no theme {theme_id}.")
    return ThemeName(id=row.id, kind=Kind(row.kind), label=row.label, state=ThemeState(row.state), pinned=row.pinned)


def theme_facts(session: Session, theme_ids: Sequence[str]) -> dict[str, ThemeFacts]:
    """Return themes by their ids."""
    part = aliased(ThemeRow)
    shown = (part.parent_id == ThemeRow.id, part.state != ThemeState.ARCHIVED.value)
    subthemes = select(func.count()).select_from(part).where(*shown).correlate(ThemeRow).scalar_subquery()
    rows = session.execute(select(ThemeRow, subthemes).where(ThemeRow.id.in_(theme_ids)))
    return {row.id: _facts(row, count) for row, count in rows}


def _in_state(state: ThemeState | None) -> Any:
    return ThemeRow.state == state.value if state else ThemeRow.state != ThemeState.ARCHIVED.value


def _is_voiced() -> Any:
    voiced = exists().where(ThemeCallRow.analysis == current_analysis(), ThemeCallRow.theme_id == ThemeRow.id)
    return or_(ThemeRow.state != ThemeState.SUGGESTED.value, ThemeRow.pinned, voiced)


def _facts(row: ThemeRow, subthemes: int) -> ThemeFacts:
    return ThemeFacts(
        id=row.id,
        kind=Kind(row.kind),
        label=row.label,
        keywords=tuple(row.keywords),
        state=ThemeState(row.state),
        parent_id=row.parent_id,
        pinned=row.pinned,
        central_quote=row.central_quote,
        subthemes=subthemes,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
