"""What applying trackers reads and writes: many calls' turns at a time, and the mentions found in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.tracker import Mention, Wanted
from calls.transcript import Role, Turn, word_from_list
from store.catalogue_tables import MentionRow, TrackerRow
from store.corrections import corrected_transcript
from store.tables import CallRow, CorrectionRow, TurnRow
from store.trackers import count_transcripts, wanted_of

# Databases take a limited number of values in one statement.
_ROWS_AT_ONCE = 500


class CallText(NamedTuple):
    """Which text of a call was read: its transcript's version and how many corrections lie over it."""

    call_id: str
    version: int
    revision: int


class PlainTurn(NamedTuple):
    """What a turn says, without its words and their times."""

    call_id: str
    turn_index: int
    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A tracker as it is to be applied."""

    tracker_id: str
    revision: int
    wanted: Wanted


def definitions(session: Session) -> tuple[Definition, ...]:
    """Return all trackers. None of them can be deleted until the transaction ends."""
    kept = select(TrackerRow).order_by(TrackerRow.id).with_for_update(read=True, key_share=True)
    return tuple(_definition(row) for row in session.scalars(kept))


def definition_of(session: Session, tracker_id: str, revision: int) -> Definition | None:
    """Return a tracker as it is to be applied; None where it is gone or looks for something else by now."""
    row = session.get(TrackerRow, tracker_id)
    return _definition(row) if row is not None and row.revision == revision else None


def unapplied(session: Session) -> tuple[Definition, ...]:
    """Return the trackers that have not been through every stored call and did not fail."""
    waiting = select(TrackerRow).where(
        TrackerRow.revision != TrackerRow.applied_revision, TrackerRow.error_message.is_(None)
    )
    return tuple(_definition(row) for row in session.scalars(waiting))


def _definition(row: TrackerRow) -> Definition:
    return Definition(tracker_id=row.id, revision=row.revision, wanted=wanted_of(row))


def texts_after(session: Session, call_id: str, *, limit: int) -> tuple[CallText, ...]:
    """Return the current texts of the next calls that have a transcript, in the order of their ids."""
    return tuple(_texts(session, CallRow.id > call_id, limit=limit))


def texts_of(session: Session, call_ids: Iterable[str]) -> tuple[CallText, ...]:
    """Return the current texts of some calls."""
    return tuple(_texts(session, CallRow.id.in_(list(call_ids))))


def _texts(session: Session, condition: Any, *, limit: int | None = None) -> Iterator[CallText]:
    read = select(CallRow.id, CallRow.transcript_version, CallRow.corrections_revision)
    with_text = read.where(condition, CallRow.transcript_version.is_not(None)).order_by(CallRow.id)
    for call_id, version, revision in session.execute(with_text.limit(limit)):
        yield CallText(call_id, version or 0, revision)


def corrected_calls(session: Session, call_ids: Sequence[str]) -> frozenset[str]:
    """Return those of some calls that have corrections."""
    return frozenset(
        session.scalars(select(CorrectionRow.call_id).where(CorrectionRow.call_id.in_(call_ids)).distinct())
    )


def corrected_turns(session: Session, text: CallText) -> tuple[Turn, ...]:
    """Return the turns of a call as people corrected them."""
    return corrected_transcript(session, text.call_id, version=text.version).turns


def plain_turns(session: Session, texts: Sequence[CallText], *, roles: Sequence[Role] = ()) -> Iterator[PlainTurn]:
    """Yield the turns of some calls as the machine heard them; only of some roles where they are named."""
    read = select(TurnRow.call_id, TurnRow.turn_index, TurnRow.role, TurnRow.text)
    for first in range(0, len(texts), _ROWS_AT_ONCE):
        some = texts[first : first + _ROWS_AT_ONCE]
        read_some = read.where(_in(TurnRow.call_id, TurnRow.version, keys=[(t.call_id, t.version) for t in some]))
        if roles:
            read_some = read_some.where(TurnRow.role.in_([role.value for role in roles]))
        for call_id, turn_index, role, said in session.execute(read_some):
            yield PlainTurn(call_id, turn_index, role, said)


def whole_turns(session: Session, places: Sequence[tuple[str, int, int]]) -> Iterator[tuple[str, Turn]]:
    """Yield call and turn, with its words, for each (call, version, index of a turn)."""
    for first in range(0, len(places), _ROWS_AT_ONCE):
        some = places[first : first + _ROWS_AT_ONCE]
        for row in session.scalars(select(TurnRow).where(_in(*_PLACE, keys=some))):
            yield (
                row.call_id,
                Turn(
                    index=row.turn_index,
                    speaker=row.speaker,
                    role=Role(row.role),
                    start_s=row.start_s,
                    end_s=row.end_s,
                    text=row.text,
                    words=tuple(word_from_list(word) for word in row.words),
                ),
            )
        session.expunge_all()


_PLACE = (TurnRow.call_id, TurnRow.version, TurnRow.turn_index)


def _in(*columns: Any, keys: Sequence[tuple[Any, ...]]) -> Any:
    return tuple_(*columns).in_(keys)


def keep_mentions(
    session: Session, definition: Definition, found: Mapping[CallText, Sequence[Mention]]
) -> tuple[str, ...]:
    """Keep these as all that a tracker finds in these calls; return the calls whose text changed meanwhile.

    Nothing is kept of those: they are to be read again. Nothing at all is kept where the tracker is gone or looks for
    something else by now. The calls stay as they are until the transaction ends.
    """
    # Not against `definitions`, which a call that is being mined asks for while it is held.
    of_id = select(TrackerRow).where(TrackerRow.id == definition.tracker_id).with_for_update(key_share=True)
    row = session.scalar(of_id.execution_options(populate_existing=True))
    if row is None or row.revision != definition.revision:
        return ()
    held = select(CallRow.id, CallRow.transcript_version, CallRow.corrections_revision)
    ids = [text.call_id for text in found]
    held = held.where(CallRow.id.in_(ids)).order_by(CallRow.id).with_for_update()
    current = {CallText._make(line) for line in session.execute(held)}
    same = [text for text in found if text in current]
    of_tracker = delete(MentionRow).where(MentionRow.tracker_id == definition.tracker_id)
    session.execute(of_tracker.where(MentionRow.call_id.in_([text.call_id for text in same])))
    _insert(session, (_values(mention, text.version) for text in same for mention in found[text]))
    there = {text.call_id for text in current}
    return tuple(text.call_id for text in found if text not in current and text.call_id in there)


def replace_call_mentions(session: Session, call_id: str, *, version: int, mentions: Iterable[Mention]) -> None:
    """Keep these as all that any tracker finds in a call."""
    session.execute(delete(MentionRow).where(MentionRow.call_id == call_id))
    _insert(session, (_values(mention, version) for mention in mentions))


def begin_applying(session: Session, definition: Definition) -> None:
    """Note that a tracker goes through all calls there are now."""
    _update(session, definition, applied_calls=0, total_calls=count_transcripts(session), error_message=None)


def note_applied(session: Session, definition: Definition, *, calls: int) -> None:
    """Note that so many calls are done."""
    _update(session, definition, applied_calls=calls)


def finish_applying(session: Session, definition: Definition, *, calls: int) -> None:
    """Note that a tracker has been through every call."""
    _update(session, definition, applied_calls=calls, total_calls=calls, applied_revision=definition.revision)


def fail_applying(session: Session, definition: Definition, message: str) -> None:
    """Note why a tracker could not be applied."""
    _update(session, definition, error_message=message)


def _update(session: Session, definition: Definition, **values: Any) -> None:
    same = (TrackerRow.id == definition.tracker_id, TrackerRow.revision == definition.revision)
    session.execute(update(TrackerRow).where(*same).values(**values))


def _insert(session: Session, values: Iterable[dict[str, Any]]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # As one statement run for many rows: the same place found twice is one mention.
    statement = insert(MentionRow).on_conflict_do_nothing(index_elements=["id"])
    rows: list[dict[str, Any]] = []
    for row in values:
        rows.append(row)
        if len(rows) == _ROWS_AT_ONCE:
            session.connection().execute(statement, rows)
            rows = []
    if rows:
        session.connection().execute(statement, rows)


def _values(mention: Mention, version: int) -> dict[str, Any]:
    return {
        "id": mention.id,
        "tracker_id": mention.tracker_id,
        "call_id": mention.call_id,
        "turn_index": mention.turn_index,
        "role": mention.role.value,
        "quote": mention.quote,
        "quote_begin": mention.begin,
        "quote_end": mention.end,
        "start_s": mention.start_s,
        "end_s": mention.end_s,
        "transcript_version": version,
    }
