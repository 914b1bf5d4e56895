"""How long a new tracker takes to find its phrase in a million stored turns, from being made to being applied.

    python -m bench.trackers [--turns 1000000] [--database postgresql://…] [--phrase "price increase"]

The calls are synthetic (seeded), with words and their times as a transcription has them; filling the database is not
counted. What is counted is what a worker does: batches of calls read, matched, and the mentions written.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import insert

from calls.tracker import wanted
from pipeline.tracking import Progress, Tracking
from store.migrate import migrate
from store.session import Database
from store.settings import with_psycopg
from store.tables import CallRow, TranscriptRow, TurnRow
from store.trackers import create_tracker, get_tracker

SEED = 20_260_801
TURNS_A_CALL = 100
_CALLS_AT_ONCE = 50
_NOW = datetime(2026, 8, 1, tzinfo=UTC)
_PARTS = (
    "so what we do today is", "the team in the warehouse", "honestly I am not sure", "we looked at a few of them",
    "it takes about two weeks", "let me share my screen", "does that make sense", "how many people would use it",
    "we already have a contract", "that would save us some time", "I'd need to ask my manager", "the integration is",
    "they keep everything in a spreadsheet", "could you send that over", "we're on the old version", "it's fine",
    "and the support was slow", "we've been with them for years", "what happens when somebody leaves", "okay great",
)  # fmt: skip
# One turn in fifty holds the phrase, in one of its forms.
_HITS = ("the price increase hurts", "your prices increased again", "is another price increase coming")
_HIT_SHARE = 0.02


def fill(database: Database, *, turns: int, seed: int = SEED) -> int:
    """Store that many synthetic turns in calls of TURNS_A_CALL; return how many hold the phrase."""
    rng, hits = random.Random(seed), 0
    calls = range(-(-turns // TURNS_A_CALL))
    for first in range(0, len(calls), _CALLS_AT_ONCE):
        some = calls[first : first + _CALLS_AT_ONCE]
        said = [_turns(rng, call, count=min(TURNS_A_CALL, turns - call * TURNS_A_CALL)) for call in some]
        hits += sum(found for _, found in said)
        with database.transaction() as session:
            session.execute(insert(CallRow), [_call(number) for number in some])
            session.execute(insert(TranscriptRow), [_transcript(number) for number in some])
            session.execute(insert(TurnRow), [turn for turns_of_call, _ in said for turn in turns_of_call])
    return hits


def measure(database: Database, phrases: Sequence[str]) -> tuple[float, int]:
    """Make a tracker and apply it to everything; return seconds of wall time and how many mentions it found."""
    began = perf_counter()
    asked = wanted(name=f"bench {began}", phrases=phrases)
    with database.transaction() as session:
        tracker_id, revision = create_tracker(session, asked, made_by="bench")
    tracking, progress = Tracking(database), Progress(last="", calls=0)
    tracking.begin_tracker(tracker_id, revision)
    while progress.last is not None:
        progress = tracking.apply(tracker_id, revision, progress)
    seconds = perf_counter() - began
    with database.reading() as session:
        return seconds, get_tracker(session, tracker_id).mentions


def _call(number: int) -> dict[str, object]:
    return {
        "id": f"ca_{number:016x}", "sha256": f"{number:064x}", "filename": "a.wav", "size_bytes": 1, "medium": "audio",
        "title": f"Call {number}", "started_at": _NOW + timedelta(minutes=number), "parties": [], "channel_roles": [],
        "state": "ready", "progress": 1.0, "warnings": [], "run": 1, "analysed": True, "transcript_version": 1,
        "rework_progress": 0.0, "corrections_revision": 0, "mined_revision": 0, "created_at": _NOW, "updated_at": _NOW,
    }  # fmt: skip


def _transcript(number: int) -> dict[str, object]:
    return {
        "call_id": f"ca_{number:016x}", "version": 1, "run": 1, "published": True, "language": "en",
        "duration_s": 1800.0, "speakers": [], "warnings": [], "provenance": {"name": "bench", "version": "1"},
        "created_at": _NOW,
    }  # fmt: skip


def _turns(rng: random.Random, call: int, *, count: int) -> tuple[list[dict[str, object]], int]:
    rows: list[dict[str, object]] = []
    hits = 0
    for index in range(count):
        parts = rng.choices(_PARTS, k=rng.randint(1, 4))
        if rng.random() < _HIT_SHARE:
            parts.insert(rng.randrange(len(parts) + 1), rng.choice(_HITS))
            hits += 1
        text, start_s = ", ".join(parts) + ".", index * 15.0
        words = [[word, start_s + 0.3 * i, start_s + 0.3 * i + 0.25, 0.97] for i, word in enumerate(text.split())]
        rows.append(
            {
                "call_id": f"ca_{call:016x}", "version": 1, "turn_index": index, "speaker": ("rep", "buyer")[index % 2],
                "role": ("rep", "buyer")[index % 2], "start_s": start_s, "end_s": start_s + 14.0, "text": text,
                "words": words,
            }
        )  # fmt: skip
    return rows, hits


def main() -> None:
    """Fill a database, measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--turns", type=int, default=1_000_000)
    parser.add_argument("--database", help="an empty PostgreSQL database; SQLite in a temporary folder otherwise")
    parser.add_argument("--phrase", action="append", help="what to find; the price increase by default")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="talktrack-bench-") as folder:
        url = with_psycopg(asked.database) if asked.database else f"sqlite:///{Path(folder) / 'app.sqlite'}"
        database = Database(url)
        migrate(database)
        began = perf_counter()
        hits = fill(database, turns=asked.turns)
        filled = perf_counter() - began
        busy = process_time()
        seconds, mentions = measure(database, asked.phrase or ["price increase"])
        busy = process_time() - busy
        database.close()
    kind = "postgresql" if asked.database else "sqlite"
    figures = {
        "database": kind,
        "turns": asked.turns,
        "seconds": round(seconds, 2),
        "mentions": mentions,
        "cpu_seconds": round(busy, 2),
    }
    print(json.dumps(figures | {"turns_with_the_phrase": hits, "seconds_to_fill": round(filled, 1)}))


if __name__ == "__main__":
    main()
