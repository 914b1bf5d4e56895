"""What was known when: at which instant each call came to be counted, so that numbers can be asked for as of then.

Instants are given out under the lock that the generation is raised under, each later than all before it. So whoever has
read the instant of the last change has seen every call that is stamped with it or an earlier one.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.marks import set_mark
from store.tables import MarkRow
from store.theme_tables import CallAnalysisRow

CHANGED_AT = "numbers_changed_at"
_KNOWN_CHANGED_AT = "known_calls_changed_at"
_KNOWN_CHANGED = "talktrack_known_changed"
_NEWLY_COUNTED = "talktrack_newly_counted"
_CALLS_AT_ONCE = 400


def note_newly_counted(session: Session, analysis: int, call_ids: Collection[str]) -> None:
    """Note that calls are counted from this transaction on."""
    if call_ids:
        session.info.setdefault(_NEWLY_COUNTED, {}).setdefault(analysis, set()).update(call_ids)


def note_known_changed(session: Session) -> None:
    """Note that this transaction changes what was counted of calls that were counted before."""
    session.info[_KNOWN_CHANGED] = True


def note_change(session: Session) -> None:
    """Keep when numbers changed last: now. To be called right before the commit, once the generation was raised."""
    before = changed_at(session)
    now = datetime.now(UTC)
    if before is not None:
        # Clocks of several machines differ.
        now = max(now, before + timedelta(microseconds=1))
    set_mark(session, CHANGED_AT, now.isoformat())
    if session.info.pop(_KNOWN_CHANGED, False):
        set_mark(session, _KNOWN_CHANGED_AT, now.isoformat())
    for analysis, call_ids in session.info.pop(_NEWLY_COUNTED, {}).items():
        named = sorted(call_ids)
        for first in range(0, len(named), _CALLS_AT_ONCE):
            some = named[first : first + _CALLS_AT_ONCE]
            of_calls = CallAnalysisRow.analysis == analysis, CallAnalysisRow.call_id.in_(some)
            session.execute(update(CallAnalysisRow).where(*of_calls).values(created_at=now))
    session.flush()


def changed_at(session: Session) -> datetime | None:
    """Return the instant of the last change of any number; None where there was none yet."""
    return _instant(session, CHANGED_AT)


def known_changed_at(session: Session) -> datetime | None:
    """Return when what was counted of calls that were counted before changed last; None where it never did."""
    return _instant(session, _KNOWN_CHANGED_AT)


def _instant(session: Session, name: str) -> datetime | None:
    kept = session.scalar(select(MarkRow.value).where(MarkRow.name == name))
    return datetime.fromisoformat(kept) if kept else None
