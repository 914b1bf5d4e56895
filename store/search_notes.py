"""Which calls' texts a transaction changes, noted where they are changed and taken up before the commit."""

from sqlalchemy.orm import Session

_NOTED = "talktrack_noted_texts"


def note_texts(session: Session, call_id: str) -> None:
    """Have what can be found of a call brought up to date with this transaction (see `store.search_index`)."""
    session.info.setdefault(_NOTED, set()).add(call_id)


def taken(session: Session) -> list[str]:
    """Return, once, the calls that were noted, in the order in which everybody takes them."""
    noted: set[str] = session.info.pop(_NOTED, set())
    return sorted(noted)
