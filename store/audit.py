"""The audit log: what was done, by whom and to what. Of the home database; nothing in it is ever changed."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.identity_tables import AuditRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something: a person, or a key by its name."""

    team_id: str
    name: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something that was done."""

    id: str
    actor: str
    actor_id: str | None
    action: str
    subject: str
    detail: dict[str, Any]
    created_at: datetime


def note_action(session: Session, actor: Actor, action: str, *, subject: str, **detail: Any) -> None:
    """Keep that somebody did something (`key.created`) to something (its id). Details hold no secret."""
    session.add(
        AuditRow(
            id=f"au_{secrets.token_hex(8)}",
            team_id=actor.team_id,
            actor=actor.name[:300],
            actor_id=actor.id,
            action=action,
            subject=subject[:100],
            detail=detail,
            created_at=datetime.now(UTC),
        )
    )


def list_audit(
    session: Session, team_id: str, *, limit: int, cursor: str | None = None, action: str | None = None
) -> Page[AuditEntry]:
    """Return what was done in a team, the newest first."""
    query = select(AuditRow).where(AuditRow.team_id == team_id)
    if action is not None:
        query = query.where(AuditRow.action == action)
    if cursor is not None:
        at, last = decode_cursor(cursor, types=(str, str))
        instant = parse_instant(str(at))
        query = query.where(
            or_(AuditRow.created_at < instant, and_(AuditRow.created_at == instant, AuditRow.id < last))
        )
    rows = list(session.scalars(query.order_by(AuditRow.created_at.desc(), AuditRow.id.desc()).limit(limit + 1)))
    end = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_view(row) for row in rows[:limit]),
        next_cursor=encode_cursor([end.created_at.isoformat(), end.id]) if end else None,
    )


def _view(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        actor=row.actor,
        actor_id=row.actor_id,
        action=row.action,
        subject=row.subject,
        detail=row.detail,
        created_at=row.created_at,
    )
