"""/v1/keys and /v1/audit: keys of the caller's team, each shown once, and what was done in the team."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.access import HomeDep, IsAdmin, WhoDep
from api.wire import Cursor, Limit, ListOut
from store.audit import AuditEntry, list_audit, note_action
from store.keys import KeyView, Scope, create_key, get_key, list_keys, revoke_key

router = APIRouter(prefix="/v1")
KeyId = Annotated[str, Path(max_length=60, examples=["ke_0123456789ab"])]
LONGEST_KEY_DAYS = 3_650


class KeyOut(BaseModel):
    """A key as it is listed: how it begins, never the key itself."""

    id: str = Field(examples=["ke_0123456789ab"])
    name: str
    prefix: str = Field(examples=["tt_Ab3xYz"])
    scopes: list[Scope]
    made_by: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: KeyView) -> "KeyOut":
        """Return the wire shape of a key."""
        return cls(
            id=key.id,
            name=key.name,
            prefix=key.prefix,
            scopes=sorted(key.scopes),
            made_by=key.made_by,
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_at=key.last_used_at,
            revoked_at=key.revoked_at,
        )


class NewKeyOut(KeyOut):
    """A key that was just made, with its secret: the only time that it is shown."""

    key: str = Field(examples=["tt_…"])


class KeyIn(BaseModel):
    """A key to make."""

    name: str = Field(min_length=1, max_length=200, examples=["Content notebook"])
    scopes: set[Scope] = Field(min_length=1, examples=[["calls:read", "themes:read"]])
    days: int | None = Field(default=None, ge=1, le=LONGEST_KEY_DAYS, description="End the key after so many days.")


class AuditOut(BaseModel):
    """Something that was done in the team."""

    id: str
    actor: str
    actor_id: str | None
    action: str = Field(examples=["key.created"])
    subject: str = Field(description="The id of what it was done to.")
    detail: dict[str, Any]
    created_at: datetime

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditOut":
        """Return the wire shape of an entry."""
        return cls(
            id=entry.id,
            actor=entry.actor,
            actor_id=entry.actor_id,
            action=entry.action,
            subject=entry.subject,
            detail=entry.detail,
            created_at=entry.created_at,
        )


@router.get("/keys", tags=["keys"], dependencies=[IsAdmin])
def read_keys(home: HomeDep, who: WhoDep, *, limit: Limit = 50, cursor: Cursor = None) -> ListOut[KeyOut]:
    """List the team's keys, the newest first, ended ones too."""
    with home.reading() as session:
        found = list_keys(session, team_id=who.team_id, limit=limit, cursor=cursor)
    return ListOut(items=[KeyOut.of(key) for key in found.items], next_cursor=found.next_cursor)


@router.post("/keys", tags=["keys"], status_code=201, dependencies=[IsAdmin])
def make_key(home: HomeDep, who: WhoDep, wanted: KeyIn, response: Response) -> NewKeyOut:
    """Make a key. `key` is shown this once: only a hash of it is kept."""
    expires_at = datetime.now(UTC) + timedelta(days=wanted.days) if wanted.days else None
    with home.transaction() as session:
        key, secret = create_key(
            session,
            wanted.name,
            scopes=frozenset(wanted.scopes),
            expires_at=expires_at,
            team_id=who.team_id,
            made_by=who.name,
        )
        note_action(session, who.actor, "key.created", subject=key.id, name=key.name, scopes=sorted(key.scopes))
    response.headers["Location"] = f"/v1/keys/{key.id}"
    response.headers["Cache-Control"] = "no-store"
    return NewKeyOut(**KeyOut.of(key).model_dump(), key=secret)


@router.get("/keys/{key_id}", tags=["keys"], dependencies=[IsAdmin])
def read_key(home: HomeDep, who: WhoDep, key_id: KeyId) -> KeyOut:
    """Return one key of the team."""
    with home.reading() as session:
        return KeyOut.of(get_key(session, key_id, team_id=who.team_id))


@router.delete("/keys/{key_id}", tags=["keys"], dependencies=[IsAdmin])
def end_key(home: HomeDep, who: WhoDep, key_id: KeyId) -> KeyOut:
    """End a key for good; it stays listed."""
    with home.transaction() as session:
        key = revoke_key(session, key_id, team_id=who.team_id)
        note_action(session, who.actor, "key.ended", subject=key.id, name=key.name)
    return KeyOut.of(key)


@router.get("/audit", tags=["audit"], dependencies=[IsAdmin])
def read_audit(
    home: HomeDep,
    who: WhoDep,
    *,
    action: Annotated[str | None, Query(max_length=60, examples=["key.created"])] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[AuditOut]:
    """List what was done in the team with keys, people and settings, the newest first."""
    with home.reading() as session:
        found = list_audit(session, who.team_id, action=action, limit=limit, cursor=cursor)
    return ListOut(items=[AuditOut.of(entry) for entry in found.items], next_cursor=found.next_cursor)
