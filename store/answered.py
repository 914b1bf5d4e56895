"""Requests that came with an idempotency key, and how each was answered, kept for a day."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.errors import Conflict, IdempotencyKeyInUse, IdempotencyKeyReused
from store.identity_tables import AnsweredRow

KEPT_FOR = timedelta(hours=24)
# Who has worked on it for so long has died over it: whoever asks again then begins anew.
WORKED_ON_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a request was answered. `body` is None where the answer held a secret and was not kept."""

    status: int
    headers: dict[str, str]
    body: str | None


def request_name(*parts: str) -> str:
    """Return the id under which a caller's request with a key is kept; parts cannot run into one another."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def begin_request(session: Session, name: str, *, digest: str) -> Answer | None:
    """Note that a request is being worked on, and return None; or return how it was answered before.

    Raises IdempotencyKeyReused where the key came with another request, IdempotencyKeyInUse where that one is still
    being worked on, and Conflict where it was answered with a secret.
    """
    now = datetime.now(UTC)
    session.execute(delete(AnsweredRow).where(AnsweredRow.created_at < now - KEPT_FOR))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(AnsweredRow).values(id=name, digest=digest, headers={}, body="", created_at=now)
    if session.execute(fresh.on_conflict_do_nothing().returning(AnsweredRow.id)).first():
        return None
    row = session.scalars(select(AnsweredRow).where(AnsweredRow.id == name).with_for_update()).one()
    if row.digest != digest:
        raise IdempotencyKeyReused(
            "This Idempotency-Key came with another request before; send a new key with a new request."
        )
    if row.status is None:
        if now - row.created_at < WORKED_ON_FOR:
            raise IdempotencyKeyInUse(
                "The first request with this Idempotency-Key is still being worked on; ask again."
            )
        row.created_at = now
        return None
    if row.headers.get("cache-control") == "no-store":
        raise Conflict("This was done before. Its answer held a secret, which is not kept and cannot be shown again.")
    return Answer(status=row.status, headers=dict(row.headers), body=row.body)


def keep_answer(session: Session, name: str, answer: Answer) -> None:
    """Keep how a request was answered."""
    values = {"status": answer.status, "headers": answer.headers, "body": answer.body or ""}
    session.execute(update(AnsweredRow).where(AnsweredRow.id == name).values(**values))


def forget_request(session: Session, name: str) -> None:
    """Let a request be made anew with the same key: nothing came of it."""
    session.execute(delete(AnsweredRow).where(AnsweredRow.id == name, AnsweredRow.status.is_(None)))
