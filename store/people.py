"""People: who is in a team with which role, their passwords and the links that invite them. Of the home database."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from calls.errors import Conflict, InvalidInput, NotFound, Unauthorized
from calls.person import PersonRole
from store.cursor import Page, decode_cursor, encode_cursor
from store.identity_tables import PersonRow, SessionRow
from store.keys import Scope, hash_of

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SCOPES: dict[PersonRole, frozenset[Scope]] = {
    PersonRole.REP: frozenset({Scope.CALLS_READ, Scope.CALLS_WRITE, Scope.THEMES_READ}),
    PersonRole.MARKETER: frozenset({Scope.CALLS_READ, Scope.THEMES_READ, Scope.THEMES_WRITE}),
    PersonRole.CONTENT: frozenset({Scope.CALLS_READ, Scope.THEMES_READ}),
    PersonRole.ADMIN: frozenset(Scope),
}
SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1_000
_INVITED_FOR = timedelta(days=7)
_EMAIL = re.compile(r"[^@\s]{1,100}@[^@\s]{1,190}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as they are listed. `invited` says that they have yet to choose a password."""

    id: str
    team_id: str
    email: str
    name: str
    role: PersonRole
    invited: bool
    created_at: datetime
    last_seen_at: datetime | None
    disabled_at: datetime | None


def has_people(session: Session) -> bool:
    """Whether anybody may sign in with a password yet."""
    return session.scalar(select(PersonRow.id).limit(1)) is not None


def add_person(session: Session, *, team_id: str, email: str, name: str, role: PersonRole) -> tuple[Person, str]:
    """Add a person to a team and return them with the secret of their invitation, which is shown once.

    Raises InvalidInput for what is no address or name, and Conflict where the address is taken, in any team.
    """
    row = PersonRow(
        id=f"pe_{secrets.token_hex(6)}",
        team_id=team_id,
        email=clean_email(email),
        name=_clean_name(name),
        role=role.value,
        created_at=datetime.now(UTC),
    )
    secret = _invite(row)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody has that e-mail address already.") from error
    return _view(row), secret


def invite_again(session: Session, person_id: str, *, team_id: str) -> tuple[Person, str]:
    """Return a new invitation for a person, who then chooses a new password.

    Raises NotFound, and Conflict for whom a link would not let in.
    """
    row = _row(session, person_id, team_id=team_id)
    if row.disabled_at is not None:
        raise Conflict(f"{row.name} may not sign in, so a link would lead nowhere. Let them in again first.")
    secret = _invite(row)
    return _view(row), secret


def accept_invitation(session: Session, secret: str, *, password: str) -> Person:
    """Set the password of whom a link invited. Raises Unauthorized for a link that ended, InvalidInput if too short."""
    row = session.get(PersonRow, invited(session, secret).id)
    assert row is not None  # it was found a line above
    row.password_hash = hashed(password)
    row.invite_hash = row.invite_expires_at = None
    # Whoever was signed in as this person before is not any more.
    session.execute(delete(SessionRow).where(SessionRow.person_id == row.id))
    return _view(row)


def invited(session: Session, secret: str) -> Person:
    """Return whom a link invites. Raises Unauthorized."""
    row = session.scalar(select(PersonRow).where(PersonRow.invite_hash == hash_of(secret)))
    ended = row is None or row.disabled_at or not row.invite_expires_at or row.invite_expires_at <= datetime.now(UTC)
    if row is None or ended:
        raise Unauthorized("This link has been used or has ended. Ask an admin of your team for a new one.")
    return _view(row)


def change_person(
    session: Session,
    person_id: str,
    *,
    team_id: str,
    name: str | None = None,
    role: PersonRole | None = None,
    disabled: bool | None = None,
) -> Person:
    """Change what is given. Raises NotFound, InvalidInput, and Conflict where a team would be without an admin."""
    row = _row(session, person_id, team_id=team_id)
    was_admin = _is_admin(row)
    if name is not None:
        row.name = _clean_name(name)
    if role is not None:
        row.role = role.value
    if disabled is not None:
        row.disabled_at = (row.disabled_at or datetime.now(UTC)) if disabled else None
    if disabled or role is not None:
        # They sign in anew, as what they are now.
        session.execute(delete(SessionRow).where(SessionRow.person_id == row.id))
    session.flush()
    if was_admin and not _is_admin(row):
        _keep_an_admin(session, team_id, joined=_has_joined(row))
    return _view(row)


def get_person(session: Session, person_id: str, *, team_id: str) -> Person:
    """Return a person of a team. Raises NotFound, for one of another team too."""
    return _view(_row(session, person_id, team_id=team_id))


def person_by_subject(session: Session, subject: str, *, email: str) -> Person:
    """Return whom an issuer's subject stands for: known from before, or by an address that the issuer has verified.

    The first time, the subject is kept with the person. Raises Unauthorized for whom no admin has added.
    """
    row = session.scalar(select(PersonRow).where(PersonRow.subject == subject))
    if row is None and email:
        by_email = select(PersonRow).where(PersonRow.email == email.strip().lower(), PersonRow.subject.is_(None))
        row = session.scalar(by_email)
    if row is None or row.disabled_at is not None:
        raise Unauthorized("You are not in a team here yet. Ask an admin to add you with this e-mail address.")
    row.subject = subject
    return _view(row)


def list_people(session: Session, team_id: str, *, limit: int, cursor: str | None = None) -> Page[Person]:
    """Return the people of a team by their address."""
    query = select(PersonRow).where(PersonRow.team_id == team_id)
    if cursor is not None:
        (after,) = decode_cursor(cursor, types=(str,))
        query = query.where(PersonRow.email > after)
    rows = list(session.scalars(query.order_by(PersonRow.email).limit(limit + 1)))
    next_cursor = encode_cursor([rows[limit - 1].email]) if len(rows) > limit else None
    return Page(items=tuple(_view(row) for row in rows[:limit]), next_cursor=next_cursor)


def every_person(session: Session, *, team_id: str | None = None) -> tuple[Person, ...]:
    """Return all people, or those of a team, by team and address."""
    query = select(PersonRow).order_by(PersonRow.team_id, PersonRow.email)
    return tuple(_view(row) for row in session.scalars(query) if team_id in (None, row.team_id))


def check_password(session: Session, email: str, password: str) -> Person:
    """Return whose address and password these are. Raises Unauthorized, which does not say what was wrong."""
    row = session.scalar(select(PersonRow).where(PersonRow.email == email.strip().lower()))
    kept = row.password_hash if row is not None and row.disabled_at is None else None
    # Nobody's password takes as long to refuse as somebody's, so that time does not tell who is here.
    if not _fits(kept or _nobodys(), password) or row is None or kept is None:
        raise Unauthorized("This e-mail address and password do not fit. Ask an admin of your team for a new link.")
    if _hasher().check_needs_rehash(kept):
        row.password_hash = hashed(password)
    return _view(row)


def hashed(password: str) -> str:
    """Return what is kept of a password (argon2id). Raises InvalidInput where it is too short."""
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise InvalidInput(f"A password has at least {SHORTEST_PASSWORD} characters.")
    return _hasher().hash(password)


def clean_email(text: str) -> str:
    """Return an address in small letters. Raises InvalidInput."""
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise InvalidInput("An e-mail address looks like anna@example.com.")
    return email


def _fits(kept: str, password: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        return len(password) <= _LONGEST_PASSWORD and _hasher().verify(kept, password)
    except VerificationError:
        return False


@cache
def _hasher() -> "PasswordHasher":
    # The library's defaults are those of RFC 9106 for little memory: argon2id, 64 MiB, three passes.
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def _invite(row: PersonRow) -> str:
    secret = secrets.token_urlsafe(32)
    row.invite_hash, row.invite_expires_at = hash_of(secret), datetime.now(UTC) + _INVITED_FOR
    return secret


def _keep_an_admin(session: Session, team_id: str, *, joined: bool) -> None:
    """Refuse to lose an admin, one who had joined or not, where nobody is left who could take their place."""
    admins = select(PersonRow).where(
        PersonRow.team_id == team_id, PersonRow.role == PersonRole.ADMIN.value, PersonRow.disabled_at.is_(None)
    )
    left = list(session.scalars(admins))
    if not left:
        raise Conflict("A team keeps at least one admin. Make somebody else an admin first.")
    # Who was invited may never come. Before the first admin has joined, one who was invited is replaced by another.
    if joined and not any(_has_joined(row) for row in left):
        raise Conflict(
            "A team keeps at least one admin who can sign in. Make somebody an admin first who has joined already."
        )


def _is_admin(row: PersonRow) -> bool:
    return row.role == PersonRole.ADMIN.value and row.disabled_at is None


def _has_joined(row: PersonRow) -> bool:
    return row.password_hash is not None or row.subject is not None


def _clean_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 200:
        raise InvalidInput("A person's name has 1 to 200 characters.")
    return name


def _row(session: Session, person_id: str, *, team_id: str) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None or row.team_id != team_id:
        raise NotFound(f"There is no person {person_id}.")
    return row


def _view(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        team_id=row.team_id,
        email=row.email,
        name=row.name,
        role=PersonRole(row.role),
        invited=row.password_hash is None,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        disabled_at=row.disabled_at,
    )
