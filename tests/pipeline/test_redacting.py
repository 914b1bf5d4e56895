"""The worker looks through what was there before the redactor was, and does nothing where it is not wanted."""

from datetime import UTC, datetime
from pathlib import Path

from calls.call import CallDetails, Medium
from calls.formats import READY_MADE
from calls.redaction import NOT_YET
from calls.transcript import Role, Transcript, Turn
from pipeline.models import Models
from pipeline.redacting import Redacting
from pipeline.settings import WorkerSettings
from store.calls import Arrival, insert_call
from store.migrate import migrate
from store.redaction import masks
from store.session import Database
from store.transcripts import make_current, save_transcript

SAID = "Thanks, Marek, my number is four one five five five five oh one oh one."


def test_transcripts_from_before_are_looked_through_once(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'app.sqlite'}")
    migrate(database)
    details = CallDetails(title="Call with Marek", started_at=datetime(2026, 8, 1, tzinfo=UTC))
    with database.transaction() as session:
        arrival = Arrival(sha256="a" * 64, size_bytes=1, filename="a.json", medium=Medium.TEXT, details=details)
        call_id, _ = insert_call(session, arrival)
        turn = Turn(index=0, speaker="buyer", role=Role.BUYER, text=SAID)
        transcript = Transcript(call_id=call_id, language="en", duration_s=None, turns=(turn,), provenance=READY_MADE)
        make_current(session, call_id, save_transcript(session, transcript))
    models = Models(WorkerSettings(data_dir=tmp_path))
    assert Redacting(database=database, models=models, wanted=False).rest() == 0
    assert shown(database, call_id) == NOT_YET
    redacting = Redacting(database=database, models=models, wanted=True)
    assert (redacting.rest(), redacting.rest()) == (1, 0)
    assert shown(database, call_id) == "Thanks, [name], my number is [phone]."
    assert shown(database, call_id, "Call with Marek") == "Call with [name]"
    database.close()


def shown(database: Database, call_id: str, said: str = SAID) -> str:
    with database.reading() as session:
        return masks(session, {call_id: [said]})[call_id].text(said)
