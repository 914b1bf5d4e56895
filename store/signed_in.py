"""Sessions of people who are signed in: begun, checked with every request, ended. Of the home database."""

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from calls.errors import Unauthorized
from store.identity_tables import PersonRow, SessionRow
from store.keys import hash_of
from store.people import Person, get_person

PREFIX = "ts_"
LASTS = timedelta(days=30)


def begin_session(session: Session, person: Person) -> str:
    """Sign a person in and return the secret for their cookie, which is not stored."""
    now, secret = datetime.now(UTC), PREFIX + secrets.token_urlsafe(32)
    session.add(
        SessionRow(hash=hash_of(secret), person_id=person.id, created_at=now, last_seen_at=now, expires_at=now + LASTS)
    )
    row = session.get(PersonRow, person.id)
    if row is not None:
        row.last_seen_at = now
    # Of everybody: nobody else tidies them.
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    return secret


def check_session(session: Session, secret: str) -> tuple[Person, datetime]:
    """Return who is signed in with this secret, and when they were seen last. Raises Unauthorized."""
    row = session.scalar(select(SessionRow).where(SessionRow.hash == hash_of(secret)))
    if row is None or row.expires_at <= datetime.now(UTC):
        raise Unauthorized("You are not signed in any more. Sign in again.")
    owner = session.get(PersonRow, row.person_id)
    if owner is None or owner.disabled_at is not None:
        raise Unauthorized("You may not sign in any more. Ask an admin of your team.")
    return get_person(session, owner.id, team_id=owner.team_id), row.last_seen_at


def touch_session(session: Session, secret: str) -> None:
    """Note that a person was here now."""
    row = session.scalar(select(SessionRow).where(SessionRow.hash == hash_of(secret)))
    if row is None:
        return
    row.last_seen_at = datetime.now(UTC)
    owner = session.get(PersonRow, row.person_id)
    if owner is not None:
        owner.last_seen_at = row.last_seen_at


def end_session(session: Session, secret: str) -> None:
    """Sign out. What is ended already stays so."""
    session.execute(delete(SessionRow).where(SessionRow.hash == hash_of(secret)))
