"""Small facts that background work remembers, by name."""

from sqlalchemy.orm import Session

from store.tables import MarkRow

# The moments that themes were last suggested from, as `store.moments.moments_fingerprint` names them.
SUGGESTED_FROM = "suggested_from"


def get_mark(session: Session, name: str) -> str | None:
    """Return what was noted under a name."""
    row = session.get(MarkRow, name)
    return row.value if row else None


def set_mark(session: Session, name: str, value: str) -> None:
    """Note something under a name, in place of what was there."""
    session.merge(MarkRow(name=name, value=value))
