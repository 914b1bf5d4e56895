"""An event while it happens: what it changes of themes and which moments it moves is noted as it is done."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, literal, or_, select
from sqlalchemy.orm import Session

from calls.errors import Conflict
from calls.judgement import PERSON
from calls.theme import ThemeState
from calls.theme_change import ThemeChange
from store.placing import save_anchors
from store.rollups import refresh_themes
from store.tables import MomentRow
from store.theme_tables import AnchorRow, EventMomentRow, PlacementRow, ThemeEventRow, ThemeRow
from store.themes import resolve_theme

_ROWS_AT_ONCE = 500
# Who had placed a moment that was in no theme, and nobody had said so.
NOBODY = "nobody"

# By (analysis, moment's id): the theme it is in, and who placed it there.
Places = dict[tuple[int, str], tuple[str | None, str]]


def live_theme(session: Session, theme_id: str) -> ThemeRow:
    """Return the row of the theme that answers for an id, for changing it. Raises NotFound."""
    current = resolve_theme(session, theme_id)
    query = select(ThemeRow).where(ThemeRow.id == current).execution_options(populate_existing=True)
    # Its key stays, so that moments can be placed in it meanwhile.
    return session.scalars(query.with_for_update(key_share=True)).one()


def parts_of(session: Session, row: ThemeRow) -> list[ThemeRow]:
    """Return the sub-themes of a theme, in the order of their ids."""
    return list(session.scalars(select(ThemeRow).where(ThemeRow.parent_id == row.id).order_by(ThemeRow.id)))


class Changing:
    """One event. Nothing is kept before `keep`; the counts are brought in line by `finish`."""

    def __init__(
        self, session: Session, kind: ThemeChange, row: ThemeRow, *, other: ThemeRow | None = None, made_by: str
    ) -> None:
        self._session = session
        self._event = ThemeEventRow(theme_id=row.id, other_id=other.id if other else None, kind=kind.value)
        self._event.made_by, self._event.created_at = made_by, datetime.now(UTC)
        self._fields: dict[str, dict[str, list[Any]]] = {}
        self._to_count: set[str] = set()

    @property
    def now(self) -> datetime:
        """When it happens."""
        return self._event.created_at

    def set(self, row: ThemeRow, **values: Any) -> None:
        """Change fields of a theme; what stays the same is not noted."""
        for name, value in values.items():
            before = getattr(row, name)
            if before == value:
                continue
            noted = self._fields.setdefault(row.id, {})
            first = noted[name][0] if name in noted else plain(before)
            noted[name] = [first, plain(value)]
            setattr(row, name, value)
            row.updated_at = self.now
            if name == "parent_id":
                self._to_count.update(theme for theme in (row.id, before, value) if theme)

    def accept(self, row: ThemeRow) -> None:
        """Let a theme be a person's from now on, with the theme it is part of and its other parts.

        Were one of them still the software's, forming suggestions anew would change what the others count.
        """
        family = or_(ThemeRow.id == (row.parent_id or row.id), ThemeRow.parent_id == (row.parent_id or row.id))
        suggested = select(ThemeRow).where(family, ThemeRow.state == ThemeState.SUGGESTED.value)
        for each in self._session.scalars(suggested.order_by(ThemeRow.id)).all():
            self.set(each, state=ThemeState.ACCEPTED.value, accepted_at=self.now)

    def new_theme(self, *, like: ThemeRow, label: str) -> ThemeRow:
        """Bring a theme into being beside another one, as the event's other theme."""
        row = ThemeRow(
            id=f"th_{secrets.token_hex(6)}",
            kind=like.kind,
            label=label,
            keywords=[],
            state=ThemeState.ACCEPTED.value,
            provenance=PERSON.as_dict(),
            parent_id=like.parent_id,
            pinned=False,
            label_by=PERSON.name,
            accepted_at=self.now,
            created_at=self.now,
            updated_at=self.now,
        )
        self._session.add(row)
        self._session.flush()
        self._event.other_id = row.id
        return row

    @property
    def has_changed(self) -> bool:
        """Whether a field of a theme was changed."""
        return bool(self._fields)

    @property
    def number(self) -> int:
        """The event's number, once it is kept."""
        return self._event.number

    def keep(self, **detail: Any) -> None:
        """Keep the event, so that moments can be noted with its number; `detail` is kept with what it changed."""
        self._event.detail = {"fields": self._fields, **detail}
        self._session.add(self._event)
        self._session.flush()

    def note_all(self, source_id: str, *, to: str) -> None:
        """Note that every moment of a theme, in every analysis, goes to another one."""
        going = select(
            literal(self._event.number), PlacementRow.analysis, PlacementRow.moment_id, PlacementRow.theme_id,
            literal(to), PlacementRow.placed_by,
        ).where(PlacementRow.theme_id == source_id)  # fmt: skip
        names = ["event", "analysis", "moment_id", "from_id", "to_id", "placed_by"]
        self._session.execute(insert(EventMomentRow).from_select(names, going))
        self._to_count |= {source_id, to}

    def note_moved(self, before: Places, after: Places) -> None:
        """Note which moments are elsewhere now, or placed by somebody else."""
        rows = [
            {
                "event": self._event.number,
                "analysis": key[0],
                "moment_id": key[1],
                "from_id": before.get(key, (None, NOBODY))[0],
                "to_id": place[0],
                "placed_by": before.get(key, (None, NOBODY))[1],
            }
            for key, place in sorted(after.items())
            if before.get(key) != place
        ]
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            self._session.execute(insert(EventMomentRow), rows[first : first + _ROWS_AT_ONCE])
        self._to_count.update(str(theme) for row in rows for theme in (row["from_id"], row["to_id"]) if theme)

    def count(self, theme_ids: Iterable[str]) -> None:
        """Have these themes counted anew, too."""
        self._to_count.update(theme_ids)

    def finish(self) -> None:
        """Bring the places among the vectors and the counts in line, last of all."""
        self._session.flush()
        parents = select(ThemeRow.parent_id).where(ThemeRow.id.in_(self._to_count), ThemeRow.parent_id.is_not(None))
        touched = {*self._to_count, *(parent for parent in self._session.scalars(parents) if parent)}
        place_anew(self._session, touched)
        refresh_themes(self._session, touched)


def place_anew(session: Session, theme_ids: Collection[str]) -> None:
    """Work out anew where themes lie, in every analysis in which they have, or had, moments."""
    if not theme_ids:
        return
    parts = select(ThemeRow.id).where(or_(ThemeRow.id.in_(theme_ids), ThemeRow.parent_id.in_(theme_ids)))
    having = select(PlacementRow.analysis).where(PlacementRow.theme_id.in_(parts)).distinct()
    had = select(AnchorRow.analysis).where(AnchorRow.theme_id.in_(theme_ids)).distinct()
    for analysis in sorted({*session.scalars(having), *session.scalars(had)}):
        save_anchors(session, theme_ids, analysis=analysis)


def places(session: Session, call_ids: Iterable[str]) -> Places:
    """Return where the moments of calls are, in every analysis."""
    found: Places = {}
    wanted = sorted(set(call_ids))
    query = select(PlacementRow.analysis, PlacementRow.moment_id, PlacementRow.theme_id, PlacementRow.placed_by).join(
        MomentRow, (MomentRow.analysis == PlacementRow.analysis) & (MomentRow.id == PlacementRow.moment_id)
    )
    for first in range(0, len(wanted), _ROWS_AT_ONCE):
        of_calls = query.where(MomentRow.call_id.in_(wanted[first : first + _ROWS_AT_ONCE]))
        for analysis, moment_id, theme_id, placed_by in session.execute(of_calls):
            found[analysis, moment_id] = (theme_id, placed_by)
    return found


def plain(value: Any) -> Any:
    """Return a field's value as an event keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value


def unplain(name: str, value: Any) -> Any:
    """Return a field's value from what an event keeps."""
    return datetime.fromisoformat(value) if name == "accepted_at" and value else value


def refuse_archived(row: ThemeRow) -> None:
    """Refuse a theme that was put away. Raises Conflict."""
    if row.state == ThemeState.ARCHIVED.value:
        raise Conflict(f"“{row.label}” is archived; restore it first.")


def told(fields: Mapping[str, Any]) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Return what an event changed, from what is kept of it."""
    return {theme: {name: (both[0], both[1]) for name, both in of.items()} for theme, of in fields.items()}
