"""Keeping what can be found as it is said: the texts of a call are written anew with whatever changes them.

A write that changes a text of a call says so (`store.search_notes`), and `Database.transaction` brings the call's texts
up to date before it commits (`index_noted`): what is found is never older or newer than what is shown.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from calls.errors import NotFound
from calls.redaction import Mask, masked_text, text_digest
from calls.transcript import Transcript
from store.corrections import corrected_transcript
from store.marks import get_mark, set_mark
from store.redaction import masks
from store.search_notes import taken
from store.search_tables import SearchTextRow
from store.tables import CallRow, MomentRow

ALL, FULL, MASKED = "all", "full", "masked"
# The analysis of a turn.
OF_TURN = 0
_FILLED = "search_filled"
# Of the mark, once no call is left to be gone through: ids of calls sort before it.
_EVERY_CALL = "~"
_ROWS_AT_ONCE = 500


class _Text(NamedTuple):
    """What identifies a text: where any of it changes it is another one, with an id of its own."""

    analysis: int
    key: str
    audience: str
    text: str


class _Place(NamedTuple):
    turn_index: int
    role: str
    start_s: float | None
    end_s: float | None


def index_noted(session: Session) -> None:
    """Bring up to date what was noted. To be called before the commit."""
    for call_id in taken(session):
        index_call(session, call_id)


def index_call(session: Session, call_id: str) -> bool:
    """Make exactly the texts of a call findable that it has now; return whether anything was to be changed."""
    session.flush()
    # Two who write texts of one call at once: the second waits here, and then reads what the first one wrote.
    if session.scalar(select(CallRow.id).where(CallRow.id == call_id).with_for_update()) is None:
        return False
    wanted, present = _wanted(session, call_id), _present(session, call_id)
    gone = [number for each, (number, _) in present.items() if each not in wanted]
    for first in range(0, len(gone), _ROWS_AT_ONCE):
        some = gone[first : first + _ROWS_AT_ONCE]
        session.execute(delete(SearchTextRow).where(SearchTextRow.id.in_(some)))
    moved = {present[each][0]: place for each, place in wanted.items() if each in present and present[each][1] != place}
    for number, place in moved.items():
        session.execute(update(SearchTextRow).where(SearchTextRow.id == number).values(**place._asdict()))
    new = [{"call_id": call_id, **t._asdict(), **place._asdict()} for t, place in wanted.items() if t not in present]
    if new:
        session.execute(insert(SearchTextRow), new)
    return bool(gone or moved or new)


def stale_calls(session: Session) -> Iterator[str]:
    """Yield the calls of which not exactly what they say can be found; reads everything once."""
    for call_id in session.scalars(select(CallRow.id).order_by(CallRow.id)).all():
        present = {each: place for each, (_, place) in _present(session, call_id).items()}
        if present != _wanted(session, call_id):
            yield call_id


def differences(session: Session) -> tuple[str, ...]:
    """Return what is off with what can be found, a few examples; empty: nothing.

    Nothing is while a worker still goes through the calls that were there before (see `is_filled`).
    """
    if not is_filled(session):
        return ()
    stale = [call_id for call_id, _ in zip(stale_calls(session), range(4), strict=False)]
    said = [f"calls whose texts differ from what can be found: {', '.join(stale[:3])}{' …' * (len(stale) > 3)}"]
    return tuple(said if stale else ())


def fill_anew(session: Session) -> None:
    """Let every call be gone through again (see `fill_some`), and make the index of words anew."""
    set_mark(session, _FILLED, "")
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_fts(search_fts) VALUES ('rebuild')"))
    else:
        session.execute(text("REINDEX INDEX ix_search_texts_words"))


def is_filled(session: Session) -> bool:
    """Whether every call was gone through, so that everything can be found."""
    return get_mark(session, _FILLED) == _EVERY_CALL


def fill_some(session: Session, *, calls: int = 50) -> bool:
    """Make some more calls findable that were there before anything could be found; return whether any are left."""
    last = get_mark(session, _FILLED) or ""
    if last == _EVERY_CALL:
        return False
    ids = session.scalars(select(CallRow.id).where(CallRow.id > last).order_by(CallRow.id).limit(calls)).all()
    for call_id in ids:
        index_call(session, call_id)
    set_mark(session, _FILLED, ids[-1] if len(ids) == calls else _EVERY_CALL)
    return len(ids) == calls


def count_texts(session: Session) -> int:
    """Return how many texts can be found."""
    return session.scalar(select(func.count()).select_from(SearchTextRow)) or 0


def _present(session: Session, call_id: str) -> dict[_Text, tuple[int, _Place]]:
    row = SearchTextRow
    columns: Any = (row.id, row.analysis, row.key, row.audience, row.text, *_PLACE)
    of_call = select(*columns).where(row.call_id == call_id)
    return {
        _Text(analysis, key, audience, said): (number, _Place(*place))
        for number, analysis, key, audience, said, *place in session.execute(of_call)
    }


_PLACE = (SearchTextRow.turn_index, SearchTextRow.role, SearchTextRow.start_s, SearchTextRow.end_s)


def _wanted(session: Session, call_id: str) -> dict[_Text, _Place]:
    said = {**_turns(session, call_id), **_quotes(session, call_id)}
    mask = masks(session, {call_id: [words for _, _, words in said]})[call_id]
    return {
        _Text(analysis, key, audience, shown): place
        for (analysis, key, words), place in said.items()
        for audience, shown in _shown(words, mask)
    }


def _turns(session: Session, call_id: str) -> Mapping[tuple[int, str, str], _Place]:
    try:
        transcript: Transcript = corrected_transcript(session, call_id)
    except NotFound:
        return {}
    return {
        (OF_TURN, str(turn.index), turn.text): _Place(turn.index, turn.role.value, turn.start_s, turn.end_s)
        for turn in transcript.turns
        if turn.text.strip()
    }


def _quotes(session: Session, call_id: str) -> Mapping[tuple[int, str, str], _Place]:
    row = MomentRow
    columns: Any = (row.analysis, row.id, row.quote, row.turn_index, row.role, row.start_s, row.end_s)
    of_call = session.execute(select(*columns).where(row.call_id == call_id))
    return {(analysis, key, quote): _Place(*place) for analysis, key, quote, *place in of_call if quote.strip()}


def _shown(said: str, mask: Mask) -> Iterator[tuple[str, str]]:
    """Yield who may find a text, and as what."""
    spans = mask.spans.get(text_digest(said))
    if spans == ():
        yield ALL, said
        return
    yield FULL, said
    if spans:
        yield MASKED, masked_text(said, spans)
