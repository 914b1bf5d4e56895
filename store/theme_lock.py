"""Who may change themes while moments are being placed in them: on PostgreSQL nobody, so that none is left behind.

SQLite has one writer anyway. A moment that is put into a theme while a person merges that theme into another would stay
in a theme that answers no more.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK = 7_204_515


def change_themes(session: Session) -> None:
    """Wait until nobody places moments or changes themes, and keep others waiting until this transaction ends."""
    _take(session, "pg_advisory_xact_lock")


def place_in_themes(session: Session) -> None:
    """Wait until nobody changes themes, and keep those who want to waiting until this transaction ends."""
    _take(session, "pg_advisory_xact_lock_shared")


def _take(session: Session, lock: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT {lock}(:id)"), {"id": _LOCK})
