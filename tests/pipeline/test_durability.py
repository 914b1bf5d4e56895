"""Killed at any moment and started again, a worker finishes every call once, without losing or doubling anything."""

import random
import re
import sqlite3
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calls.call import CallDetails, CallState
from calls.transcript import Role
from demo.catalogue import CALLS_DIR
from ingest.decode import decode
from store.moments import moments_of_call
from store.transcripts import get_transcript

pytestmark = pytest.mark.chaos
SEED = 20260814


def outcome(site: Any) -> dict[str, Any]:
    """Return what every call came to, by the file it came from: what must not depend on what died meanwhile."""
    found = {}
    for call in site.calls():
        assert call.state is CallState.READY, (call.filename, call.error_message)
        with site.database.reading() as session:
            transcript = get_transcript(session, call.id)
            moments = moments_of_call(session, call.id)
        found[call.filename] = (
            call.warnings,
            [(t.index, t.role, t.text, t.start_s, t.end_s, t.words) for t in transcript.turns],
            sorted((m.moment.kind, m.moment.turn_index, m.moment.quote) for m in moments),
        )
    return found


def test_ten_kills_change_nothing(make_site: Callable[..., Any]) -> None:
    calm, stormy = make_site(), make_site()
    for site in (calm, stormy):
        site.take_in(recordings=3, transcripts=5)
    worker = calm.start_worker()
    calm.wait_until(calm.all_final)
    calm.kill(worker)
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    kills = 0
    worker = stormy.start_worker()
    while kills < 10 and not stormy.all_final():
        # Some kills fall into the start (imports take about two seconds), most into the work.
        time.sleep(chance.uniform(0.2, 6.0))
        stormy.kill(worker)
        kills += 1
        worker = stormy.start_worker()
    stormy.wait_until(stormy.all_final)
    stormy.kill(worker)
    assert outcome(stormy) == outcome(calm)
    quotes = [quote for _, _, moments in outcome(stormy).values() for quote in moments]
    assert quotes, "the transcripts were mined"
    for name in ("app.sqlite", "engine.sqlite"):
        connection = sqlite3.connect(stormy.settings.data_dir / name)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
    assert not list(stormy.settings.work_dir.glob("ca_*")), "decoded sound was cleared away"


@pytest.mark.postgres
def test_another_worker_takes_over_from_a_killed_one(make_site: Callable[..., Any], postgres_url: str) -> None:
    site = make_site(TALKTRACK_DATABASE_URL=postgres_url)
    site.take_in(recordings=2, transcripts=2)
    first = site.start_worker()
    site.wait_until(lambda: any(call.state is CallState.TRANSCRIBING for call in site.calls()))
    second = site.start_worker()
    site.kill(first)
    site.wait_until(site.all_final)
    site.kill(second)
    assert {call.state for call in site.calls()} == {CallState.READY}
    assert len(outcome(site)) == 4


def test_what_came_in_while_no_worker_was_there_is_picked_up(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.take_in(recordings=0, transcripts=3)
    assert {call.state for call in site.calls()} == {CallState.RECEIVED}
    worker = site.start_worker()
    site.wait_until(site.all_final)
    site.kill(worker)
    assert len(outcome(site)) == 3
    # What starts as it should has nothing to warn of.
    assert "WARNING" not in site.log.read_text()


def test_a_killed_long_transcription_resumes_at_the_batch_it_was_in(
    make_site: Callable[..., Any], tmp_path: Path
) -> None:
    site = make_site(TALKTRACK_LOG_LEVEL="info")
    decoded = decode(CALLS_DIR / "demo-01.opus", tmp_path / "decoded")
    sides = [np.tile(np.fromfile(path, dtype="<i2"), 20) for path in decoded.channels]
    with wave.open(str(tmp_path / "long.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(np.stack(sides, axis=1).tobytes())
    site.door.accept(
        [(tmp_path / "long.wav").read_bytes()],
        filename="long.wav",
        details=CallDetails(channel_roles=(Role.REP, Role.BUYER)),
    )
    worker = site.start_worker()
    site.wait_until(lambda: " batch 2 of " in site.log.read_text())
    site.kill(worker)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    site.kill(worker)
    (call,) = site.calls()
    assert call.state is CallState.READY
    begun = re.findall(r" batch (\d+) of (\d+)", site.log.read_text())
    batches = int(begun[0][1])
    assert batches >= 4
    assert {int(number) for number, _ in begun} == set(range(1, batches + 1))
    assert len(begun) <= batches + 1, "at most one batch is done again"
