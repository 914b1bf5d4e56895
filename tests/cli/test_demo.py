"""`talktrack demo`: which calls it takes in, and how it follows them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from api.settings import ApiSettings
from calls.call import CallDetails, CallState, Medium
from cli import demo
from cli.door import opened
from ingest.queue import CallQueue
from ingest.receive import Door
from store.calls import Arrival, CallFilter, insert_call, list_calls, state_counts
from store.marks import SUGGESTED_FROM, set_mark
from store.progress import set_progress, set_ready
from store.session import Database

MANY = 130


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[Door, Database, CallQueue]]:
    with opened(ApiSettings(demo=True, data_dir=tmp_path)) as everything:
        yield everything


def test_text_calls_are_taken_in_once(
    door: tuple[Door, Database, CallQueue], capsys: pytest.CaptureFixture[str]
) -> None:
    for new in (3, 0):
        demo._take_in(door[0], islice(demo._text_calls(), 3))
        assert capsys.readouterr().err == f"Demo calls: 3, of which {new} are new.\n"
    with door[1].reading() as session:
        calls = list_calls(session, CallFilter(), limit=10).items
    assert len(calls) == 3
    for call in calls:
        assert call.medium is Medium.TEXT
        assert call.account
        assert call.title.endswith(call.account)
        assert call.deal.segment in ("smb", "mid-market", "enterprise")
        assert call.started_at.year == 2026


def test_a_call_that_another_version_composed_stays_as_it_is(
    door: tuple[Door, Database, CallQueue], capsys: pytest.CaptureFixture[str]
) -> None:
    first = next(demo._text_calls())
    changed = json.loads(b"".join(first.chunks))
    changed["turns"][0]["text"] = "Other words."
    demo._take_in(door[0], [first, replace(first, chunks=[json.dumps(changed).encode()])])
    assert capsys.readouterr().err == "Demo calls: 2, of which 1 are new.\n"
    with door[1].reading() as session:
        assert state_counts(session) == {"received": 1}


def test_spoken_calls_have_their_sidecars() -> None:
    spoken = list(demo._spoken_calls())
    assert len(spoken) == 16
    assert all(item.filename.endswith(".opus") and item.details and item.details.account for item in spoken)


class StillRunning:
    """Stands in for the processes that work on the calls."""

    gave_up = None


def test_every_call_is_followed_however_many_there_are(
    door: tuple[Door, Database, CallQueue], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = door[1]
    with database.transaction() as session:
        ids = [
            insert_call(
                session,
                Arrival(
                    sha256=f"{number:064d}", size_bytes=1, filename="a.json", medium=Medium.TEXT,
                    details=CallDetails(title=f"Call {number}"),
                ),
            )[0]
            for number in range(MANY)
        ]  # fmt: skip
        for call_id in ids[1:]:
            set_ready(session, call_id)
        set_progress(session, ids[0], run=1, state=CallState.MINING, progress=0.5)

    def finish(_seconds: float) -> None:
        with database.transaction() as session:
            set_ready(session, ids[0])

    class Suggesting:
        def enqueue_suggestion(self, seen: str) -> None:
            with database.transaction() as session:
                set_mark(session, SUGGESTED_FROM, seen)

    monkeypatch.setattr("time.sleep", finish)
    demo._follow(StillRunning(), database, Suggesting())  # type: ignore[arg-type]
    told = capsys.readouterr().err
    assert f"{MANY - 1} of {MANY} calls done" in told
    assert f"{MANY} of {MANY} calls done" in told
    assert "Call 0: mining" in told
    assert told.rstrip().endswith("themes suggested 100%")
