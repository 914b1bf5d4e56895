"""Small facts that background work remembers, by name."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from store.tables import MarkRow

# The moments that themes were last suggested from, as `store.moments.moments_fingerprint` names them.
SUGGESTED_FROM = "suggested_from"
# How many moments there were when all suggestions were last formed anew.
FORMED_OVER = "formed_over"


def get_mark(session: Session, name: str) -> str | None:
    """Return what was noted under a name."""
    row = session.get(MarkRow, name)
    return row.value if row else None


def set_mark(session: Session, name: str, value: str) -> None:
    """Note something under a name, in place of what was there."""
    session.merge(MarkRow(name=name, value=value))


def note_mining(session: Session, call_id: str, report: Mapping[str, int | str] | None) -> None:
    """Keep what mining a call cost, in place of what it cost before; None where it asked nobody."""
    name = _mining_of(call_id)
    if report is not None:
        set_mark(session, name, json.dumps(dict(report)))
    elif (row := session.get(MarkRow, name)) is not None:
        session.delete(row)


def mining_of(session: Session, call_id: str) -> dict[str, Any] | None:
    """Return what mining a call cost, None where it asked nobody."""
    kept = get_mark(session, _mining_of(call_id))
    found: dict[str, Any] | None = json.loads(kept) if kept else None
    return found


def _mining_of(call_id: str) -> str:
    return f"mining:{call_id}"
