"""Where personal data stands is kept by version, replaced when found again, and gone with its transcript."""

from datetime import UTC, datetime

from sqlalchemy import text

from calls.call import CallDetails, Medium, Party
from calls.formats import READY_MADE
from calls.provenance import Provenance
from calls.redaction import NOT_YET, Entity, RedactedText, Redaction, Span, text_digest
from calls.transcript import Role, Transcript, Turn
from store.calls import Arrival, insert_call
from store.redaction import masks, redaction_provenance, save_redaction, unredacted
from store.session import Database
from store.transcripts import save_transcript

MADE_BY = Provenance(name="redactor", version="1")
SAID = "Ask Dana about it."


def a_call(database: Database) -> str:
    with database.transaction() as session:
        details = CallDetails(started_at=datetime(2026, 8, 1, tzinfo=UTC), parties=(Party(name="Ana Lind"),))
        arrival = Arrival(sha256="a" * 64, filename="a.wav", size_bytes=1, medium=Medium.AUDIO, details=details)
        call_id, _ = insert_call(session, arrival)
        turn = Turn(index=0, speaker="buyer", role=Role.BUYER, text=SAID)
        save_transcript(
            session,
            Transcript(call_id=call_id, language="en", duration_s=1.0, turns=(turn,), provenance=READY_MADE),
        )
    return call_id


def found(call_id: str, *spans: Span, made_by: Provenance = MADE_BY) -> Redaction:
    texts = (RedactedText(digest=text_digest(SAID), spans=spans),)
    return Redaction(call_id=call_id, version=1, texts=texts, provenance=made_by)


DANA = Span(turn_index=0, begin=4, end=8, entity=Entity.PERSON)


def shown(database: Database, call_id: str, said: str = SAID) -> str:
    with database.reading() as session:
        return masks(session, {call_id: [said]})[call_id].text(said)


def test_a_text_is_hidden_whole_until_it_was_looked_through(database: Database) -> None:
    call_id = a_call(database)
    assert shown(database, call_id) == NOT_YET
    with database.transaction() as session:
        save_redaction(session, found(call_id, DANA))
    assert shown(database, call_id) == "Ask [name] about it."
    assert shown(database, call_id, "Ask Marek.") == NOT_YET
    with database.reading() as session:
        assert redaction_provenance(session, call_id, version=1) == MADE_BY
        assert masks(session, {call_id: []})[call_id].notice("Ana is the rep.") == "[name] is the rep."


def test_finding_again_replaces_and_another_redactor_looks_again(database: Database) -> None:
    call_id = a_call(database)
    newer = Provenance(name="redactor", version="2")
    with database.transaction() as session:
        save_redaction(session, found(call_id, DANA))
        save_redaction(session, found(call_id))
    assert shown(database, call_id) == SAID
    with database.reading() as session:
        assert unredacted(session, MADE_BY, limit=9) == ()
        assert [(each.call_id, each.version) for each in unredacted(session, newer, limit=9)] == [(call_id, 1)]


def test_it_is_gone_with_the_call(database: Database) -> None:
    call_id = a_call(database)
    with database.transaction() as session:
        save_redaction(session, found(call_id, DANA))
        session.execute(text("DELETE FROM calls"))
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM redacted_texts")).scalar() == 0
