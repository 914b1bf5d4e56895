"""Channel maps: who is on which channel in recordings that say nothing of it, by what their file is called."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from calls.errors import InvalidInput, NotFound
from calls.transcript import Role
from store.cursor import Page, decode_cursor, encode_cursor
from store.desk_tables import ChannelMapRow

_LONGEST_PATTERN = 200
_MOST_CHANNELS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMap:
    """Recordings whose file name fits `pattern` (`*` stands for anything) have these roles on their channels."""

    id: str
    place: int
    pattern: str
    roles: tuple[Role, ...]
    made_by: str
    created_at: datetime
    updated_at: datetime


def list_channel_maps(session: Session, *, limit: int, cursor: str | None = None) -> Page[ChannelMap]:
    """Return the maps in the order in which they are tried."""
    query = select(ChannelMapRow)
    if cursor is not None:
        (place,) = decode_cursor(cursor, types=(int,))
        query = query.where(ChannelMapRow.place > place)
    rows = list(session.scalars(query.order_by(ChannelMapRow.place).limit(limit + 1)))
    next_cursor = encode_cursor([rows[limit - 1].place]) if len(rows) > limit else None
    return Page(items=tuple(_view(row) for row in rows[:limit]), next_cursor=next_cursor)


def roles_by_name(session: Session, filename: str) -> tuple[Role, ...]:
    """Return the roles that the first fitting map gives to a file's channels; none where no map fits."""
    name = filename.lower()
    rows = session.scalars(select(ChannelMapRow).order_by(ChannelMapRow.place))
    return next((_view(row).roles for row in rows if fnmatchcase(name, row.pattern.lower())), ())


def add_channel_map(session: Session, *, pattern: str, roles: Sequence[Role], made_by: str) -> ChannelMap:
    """Add a map that is tried after those there are. Raises InvalidInput."""
    now = datetime.now(UTC)
    row = ChannelMapRow(
        id=f"ch_{secrets.token_hex(6)}",
        place=(session.scalar(select(func.max(ChannelMapRow.place))) or 0) + 1,
        pattern=_pattern(pattern),
        roles=_roles(roles),
        made_by=made_by,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return _view(row)


def change_channel_map(
    session: Session, map_id: str, *, pattern: str | None = None, roles: Sequence[Role] | None = None
) -> ChannelMap:
    """Change what is given of a map. Raises NotFound and InvalidInput."""
    row = _row(session, map_id)
    if pattern is not None:
        row.pattern = _pattern(pattern)
    if roles is not None:
        row.roles = _roles(roles)
    row.updated_at = datetime.now(UTC)
    session.flush()
    return _view(row)


def get_channel_map(session: Session, map_id: str) -> ChannelMap:
    """Return one map. Raises NotFound."""
    return _view(_row(session, map_id))


def remove_channel_map(session: Session, map_id: str) -> ChannelMap:
    """Remove a map; calls that came in with it keep their roles. Raises NotFound."""
    row = _row(session, map_id)
    session.delete(row)
    return _view(row)


def _pattern(text: str) -> str:
    pattern = text.strip()
    if not pattern or len(pattern) > _LONGEST_PATTERN:
        raise InvalidInput("Say which files it is for, such as `zoom-*.m4a`; `*` is for all.")
    return pattern


def _roles(roles: Sequence[Role]) -> list[str]:
    if not 1 <= len(roles) <= _MOST_CHANNELS or Role.BUYER not in roles:
        raise InvalidInput("Name each channel's role in order, with a buyer among them, such as rep, buyer.")
    return [role.value for role in roles]


def _row(session: Session, map_id: str) -> ChannelMapRow:
    row = session.get(ChannelMapRow, map_id)
    if row is None:
        raise NotFound(f"There is no channel map {map_id}.")
    return row


def _view(row: ChannelMapRow) -> ChannelMap:
    return ChannelMap(
        id=row.id,
        place=row.place,
        pattern=row.pattern,
        roles=tuple(Role(role) for role in row.roles),
        made_by=row.made_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
