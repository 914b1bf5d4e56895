"""Where personal data stands in the texts of calls: keeping it, and what hides it from those who may not see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from calls.formats import provenance_from_dict
from calls.provenance import Provenance
from calls.redaction import Entity, Mask, Redaction, Span, hidden, text_digest
from store.search_notes import note_texts
from store.tables import CallRow, RedactedTextRow, RedactionRow, TranscriptRow

# Databases take a limited number of values in one statement.
_VALUES_AT_ONCE, _CALLS_AT_ONCE = 10_000, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Unredacted:
    """A version of a call's transcript that the present redactor did not look through."""

    call_id: str
    version: int


def save_redaction(session: Session, redaction: Redaction) -> None:
    """Keep what was found in one version of a call's transcript; finding it again replaces it."""
    call_id, version = redaction.call_id, redaction.version
    of_version = RedactionRow.call_id == call_id, RedactionRow.version == version
    session.execute(
        delete(RedactedTextRow).where(RedactedTextRow.call_id == call_id, RedactedTextRow.version == version)
    )
    session.execute(delete(RedactionRow).where(*of_version))
    made_by = redaction.provenance.as_dict()
    session.add(RedactionRow(call_id=call_id, version=version, provenance=made_by, created_at=datetime.now(UTC)))
    session.flush()
    session.add_all(
        RedactedTextRow(
            call_id=call_id,
            version=version,
            digest=text.digest,
            spans=[[span.turn_index, span.begin, span.end, span.entity.value] for span in text.spans],
        )
        for text in redaction.texts
    )
    session.flush()
    note_texts(session, call_id)


def save_late_redaction(session: Session, redaction: Redaction) -> bool:
    """Keep what was found in a version that was looked through after its call was mined, and return whether it was.

    Not where it was looked through meanwhile, by whoever mined the call: that knows moments which this does not.
    """
    call = session.get(CallRow, redaction.call_id, with_for_update=True, populate_existing=True)
    made_by = redaction_provenance(session, redaction.call_id, version=redaction.version)
    if call is None or made_by == redaction.provenance:
        return False
    save_redaction(session, redaction)
    return True


def redaction_provenance(session: Session, call_id: str, *, version: int) -> Provenance | None:
    """Return what looked through a version of a transcript, None where nothing did."""
    row = session.get(RedactionRow, (call_id, version))
    return provenance_from_dict(row.provenance) if row else None


def unredacted(session: Session, provenance: Provenance, *, limit: int) -> tuple[Unredacted, ...]:
    """Return published versions of transcripts that this redactor did not look through, some at a time."""
    query = (
        select(TranscriptRow.call_id, TranscriptRow.version, RedactionRow.provenance)
        .outerjoin(
            RedactionRow,
            (RedactionRow.call_id == TranscriptRow.call_id) & (RedactionRow.version == TranscriptRow.version),
        )
        .where(TranscriptRow.published)
        .order_by(TranscriptRow.created_at.desc(), TranscriptRow.call_id, TranscriptRow.version)
    )
    present = provenance.as_dict()
    found = (
        Unredacted(call_id=call_id, version=version)
        for call_id, version, made_by in session.execute(query)
        if made_by != present
    )
    return tuple(item for item, _ in zip(found, range(limit), strict=False))


def masks(session: Session, texts: Mapping[str, Iterable[str]]) -> dict[str, Mask]:
    """Return what hides personal data in texts of calls, by call id: `texts` are those that are to be shown.

    A text that was not looked through is hidden whole (see `calls.redaction.Mask`). Read in as few queries as there can
    be.
    """
    found: dict[str, dict[str, tuple[Span, ...]]] = {call_id: {} for call_id in texts}
    people: dict[str, tuple[str, ...]] = {}
    call_ids = list(texts)
    for first in range(0, len(call_ids), _CALLS_AT_ONCE):
        some = call_ids[first : first + _CALLS_AT_ONCE]
        digests = {text_digest(text) for call_id in some for text in texts[call_id]}
        for call_id, digest, spans in _rows(session, some, sorted(digests)):
            before = found[call_id].get(digest, ())
            found[call_id][digest] = tuple(dict.fromkeys((*before, *map(_span, spans)))) if spans else before
        people |= _people(session, some)
    return {call_id: Mask(spans=spans, people=people.get(call_id, ())) for call_id, spans in found.items()}


def shown_texts(session: Session, texts: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """Return texts of calls without personal data, by call id and text: what `masks` would make of them, for many."""
    digests = {text: text_digest(text) for text in {text for several in texts.values() for text in several}}
    found: dict[tuple[str, str], tuple[Span, ...]] = {}
    for call_id, digest, spans in _rows(session, list(texts), sorted(digests.values())):
        before = found.get((call_id, digest), ())
        found[call_id, digest] = tuple(dict.fromkeys((*before, *map(_span, spans)))) if spans else before
    return {
        call_id: {text: hidden(text, found.get((call_id, digests[text]))) for text in several}
        for call_id, several in texts.items()
    }


def _rows(session: Session, call_ids: Sequence[str], digests: Sequence[str]) -> Iterable[tuple[str, str, list[Any]]]:
    # Columns, not objects: an export asks for a million of them.
    of_calls = select(RedactedTextRow.call_id, RedactedTextRow.digest, RedactedTextRow.spans).where(
        RedactedTextRow.call_id.in_(call_ids)
    )
    if len(call_ids) == 1:
        # A whole transcript: all there is of the call is less to ask for than each of its turns.
        yield from session.connection().execute(of_calls)
        return
    for first in range(0, len(digests), _VALUES_AT_ONCE):
        wanted = digests[first : first + _VALUES_AT_ONCE]
        yield from session.connection().execute(of_calls.where(RedactedTextRow.digest.in_(wanted)))


def _people(session: Session, call_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    query = select(CallRow.id, CallRow.parties).where(CallRow.id.in_(call_ids))
    return {
        call_id: tuple(str(party["name"]) for party in parties if party.get("name"))
        for call_id, parties in session.execute(query)
    }


def _span(shape: Sequence[int | str]) -> Span:
    turn_index, begin, end, entity = shape
    return Span(turn_index=int(turn_index), begin=int(begin), end=int(end), entity=Entity(str(entity)))
