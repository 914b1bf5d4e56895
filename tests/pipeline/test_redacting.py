"""The worker looks through what was there before the redactor was, and does nothing where it is not wanted."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from calls.call import CallDetails, Medium
from calls.formats import READY_MADE
from calls.redaction import NOT_YET, Redaction
from calls.transcript import Role, Transcript, Turn
from pipeline.models import Models
from pipeline.redacting import Redacting
from pipeline.settings import WorkerSettings
from store.calls import Arrival, insert_call
from store.migrate import migrate
from store.redaction import masks, save_redaction
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


def test_what_was_mined_while_it_was_looked_through_stays_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transcript can be read, and is looked through by the minute, before its call is mined."""
    database = Database(f"sqlite:///{tmp_path / 'app.sqlite'}")
    migrate(database)
    details = CallDetails(title="A call", started_at=datetime(2026, 8, 1, tzinfo=UTC))
    said = "It is too dear. And we were burnt before."
    with database.transaction() as session:
        arrival = Arrival(sha256="a" * 64, size_bytes=1, filename="a.json", medium=Medium.TEXT, details=details)
        call_id, _ = insert_call(session, arrival)
        turn = Turn(index=0, speaker="buyer", role=Role.BUYER, text=said)
        transcript = Transcript(call_id=call_id, language="en", duration_s=None, turns=(turn,), provenance=READY_MADE)
        version = save_transcript(session, transcript)
    models = Models(WorkerSettings(data_dir=tmp_path))
    redact = models.redact

    def and_mined_meanwhile(readings: Any, call: Any, *, quotes: Any = ()) -> Redaction:
        with database.transaction() as session:
            save_redaction(session, redact(readings, call, quotes=[(0, "It is too dear.")]))
        return redact(readings, call, quotes=quotes)

    monkeypatch.setattr(models, "redact", and_mined_meanwhile)
    assert Redacting(database=database, models=models, wanted=True).rest() == 0
    assert shown(database, call_id, "It is too dear.") == "It is too dear."
    assert shown(database, call_id, said) == said
    assert version == 1
    database.close()


def shown(database: Database, call_id: str, said: str = SAID) -> str:
    with database.reading() as session:
        return masks(session, {call_id: [said]})[call_id].text(said)
