"""API keys: made once, kept as a hash, checked on every request."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from calls.errors import NotFound, Unauthorized
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.tables import KeyRow

PREFIX = "tt_"
FIRST_TEAM = "te_home"
# Enough of a key to tell it from others in a list, and of no help in guessing the other 36 characters.
_SHOWN = len(PREFIX) + 6


class Scope(StrEnum):
    """What a key may do. `admin` may do everything."""

    CALLS_READ = "calls:read"
    CALLS_WRITE = "calls:write"
    THEMES_READ = "themes:read"
    THEMES_WRITE = "themes:write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """A key as it is listed: never the key itself."""

    id: str
    team_id: str
    name: str
    prefix: str
    made_by: str | None
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


def create_key(
    session: Session,
    name: str,
    *,
    scopes: frozenset[Scope],
    expires_at: datetime | None = None,
    team_id: str = FIRST_TEAM,
    made_by: str | None = None,
) -> tuple[KeyView, str]:
    """Make a key of a team and return it with its secret, which is not stored and cannot be shown again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = KeyRow(
        id=f"ke_{secrets.token_hex(6)}",
        team_id=team_id,
        prefix=secret[:_SHOWN],
        made_by=made_by,
        name=name,
        hash=hash_of(secret),
        scopes=sorted(scope.value for scope in scopes),
        expires_at=expires_at,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return _view(row), secret


def check_key(session: Session, secret: str) -> KeyView:
    """Return the key a secret belongs to. Raises Unauthorized where there is none or it has ended."""
    row = session.scalar(select(KeyRow).where(KeyRow.hash == hash_of(secret)))
    now = datetime.now(UTC)
    if row is None or row.revoked_at is not None:
        raise Unauthorized("This key is not known here. Make one with `talktrack keys create`.")
    if row.expires_at is not None and row.expires_at <= now:
        raise Unauthorized("This key has expired. Make a new one with `talktrack keys create`.")
    return _view(row)


def touch_key(session: Session, key_id: str) -> None:
    """Note that a key was used now."""
    row = session.get(KeyRow, key_id)
    if row is not None:
        row.last_used_at = datetime.now(UTC)


def revoke_key(session: Session, key_id: str, *, team_id: str | None = None) -> KeyView:
    """End a key (of a team, where one is named) for good. Raises NotFound."""
    row = session.get(KeyRow, key_id)
    if row is None or team_id not in (None, row.team_id):
        raise NotFound(f"There is no key {key_id}.")
    row.revoked_at = row.revoked_at or datetime.now(UTC)
    return _view(row)


def get_key(session: Session, key_id: str, *, team_id: str) -> KeyView:
    """Return a key of a team. Raises NotFound, for one of another team too."""
    row = session.get(KeyRow, key_id)
    if row is None or row.team_id != team_id:
        raise NotFound(f"There is no key {key_id}.")
    return _view(row)


def list_keys(session: Session, *, team_id: str, limit: int, cursor: str | None = None) -> Page[KeyView]:
    """Return the keys of a team, the newest first."""
    query = select(KeyRow).where(KeyRow.team_id == team_id)
    if cursor is not None:
        at, last = decode_cursor(cursor, types=(str, str))
        made_at = parse_instant(str(at))
        query = query.where(or_(KeyRow.created_at < made_at, and_(KeyRow.created_at == made_at, KeyRow.id < last)))
    rows = list(session.scalars(query.order_by(KeyRow.created_at.desc(), KeyRow.id.desc()).limit(limit + 1)))
    end = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_view(row) for row in rows[:limit]),
        next_cursor=encode_cursor([end.created_at.isoformat(), end.id]) if end else None,
    )


def every_key(session: Session) -> tuple[KeyView, ...]:
    """Return the keys of all teams, the newest first."""
    return tuple(_view(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.created_at.desc())))


def hash_of(secret: str) -> str:
    """Return what is kept of a key's secret."""
    # The secret is 256 random bits, so one round of sha256 cannot be searched back.
    return hashlib.sha256(secret.encode()).hexdigest()


def _view(row: KeyRow) -> KeyView:
    return KeyView(
        id=row.id,
        team_id=row.team_id,
        name=row.name,
        prefix=row.prefix,
        made_by=row.made_by,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
