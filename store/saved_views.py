"""Saved views: a page with its filters under a name, for everybody of a team."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from calls.errors import NotFound
from store.audit import Actor
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.desk_tables import SavedViewRow
from store.themes import resolve_theme

_THEME_FILTERS = frozenset({"theme_id", "without_theme_id"})
_THEME_PAGE = re.compile(r"/themes/(th_\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A page (`path`) with its filters (`query`, what stands behind the `?`) under a name."""

    id: str
    name: str
    path: str
    query: str
    made_by: str
    owner_id: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def address(self) -> str:
        """The address of the page as it was saved; see `address_today`."""
        return f"{self.path}?{self.query}" if self.query else self.path


def save_view(session: Session, *, name: str, path: str, query: str, by: Actor) -> tuple[SavedView, bool]:
    """Keep a view; return it and whether it is new. The same one saved twice by the same person is one view."""
    same = {"name": name, "path": path, "query": query, "person_id": by.id, "made_by": by.name}
    row = session.scalars(select(SavedViewRow).filter_by(**same).limit(1)).first()
    if row is not None:
        return _view(row), False
    now = datetime.now(UTC)
    row = SavedViewRow(id=f"vw_{secrets.token_hex(8)}", created_at=now, updated_at=now, **same)
    session.add(row)
    session.flush()
    return _view(row), True


def get_view(session: Session, view_id: str) -> SavedView:
    """Return one view. Raises NotFound."""
    return _view(_row(session, view_id))


def list_views(session: Session, *, limit: int, cursor: str | None = None) -> Page[SavedView]:
    """Return views, the newest first, from after the cursor. Raises InvalidInput on a foreign cursor."""
    query = select(SavedViewRow).order_by(SavedViewRow.created_at.desc(), SavedViewRow.id.desc()).limit(limit + 1)
    if cursor is not None:
        created, last_id = decode_cursor(cursor, types=(str, str))
        key: Any = tuple_(SavedViewRow.created_at, SavedViewRow.id)
        query = query.where(key < (parse_instant(str(created)), last_id))
    rows = list(session.scalars(query))
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_view(row) for row in rows[:limit]),
        next_cursor=encode_cursor([more.created_at.isoformat(), more.id]) if more else None,
    )


def views_of(session: Session, path: str, queries: Collection[str]) -> tuple[SavedView, ...]:
    """Return the views that are of exactly this page and one of these queries, the oldest first."""
    same = select(SavedViewRow).where(SavedViewRow.path == path, SavedViewRow.query.in_(queries))
    return tuple(_view(row) for row in session.scalars(same.order_by(SavedViewRow.created_at, SavedViewRow.id)))


def rename_view(session: Session, view_id: str, name: str) -> SavedView:
    """Give a view another name. Raises NotFound."""
    row = _row(session, view_id)
    if row.name != name:
        row.name, row.updated_at = name, datetime.now(UTC)
    return _view(row)


def delete_view(session: Session, view_id: str) -> None:
    """Forget a view. Raises NotFound."""
    session.delete(_row(session, view_id))


def address_today(session: Session, view: SavedView) -> str:
    """Return the address that a view opens: themes in it that were taken up by others are those others."""
    path = _THEME_PAGE.sub(lambda found: f"/themes/{_theme_today(session, found[1])}", view.path)
    query = [
        (name, _theme_today(session, value) if name in _THEME_FILTERS else value)
        for name, value in parse_qsl(view.query)
    ]
    return f"{path}?{urlencode(query)}" if query else path


def _theme_today(session: Session, theme_id: str) -> str:
    try:
        return resolve_theme(session, theme_id)
    except NotFound:
        # The page that it opens says so, better than the link can.
        return theme_id


def _row(session: Session, view_id: str) -> SavedViewRow:
    row = session.get(SavedViewRow, view_id)
    if row is None:
        raise NotFound(f"There is no saved view {view_id}.")
    return row


def _view(row: SavedViewRow) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        path=row.path,
        query=row.query,
        made_by=row.made_by,
        owner_id=row.person_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
