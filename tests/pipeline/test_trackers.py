"""A tracker comes to every stored call and every new one, and follows corrections."""

import json
from collections.abc import Callable
from typing import Any

from calls.call import CallState
from calls.correcting import text_change
from calls.tracker import wanted
from ingest.queue import CallQueue
from store.corrections import add_correction, corrected_transcript
from store.progress import mine_corrected
from store.themes import Window
from store.trackers import TrackerState, TrackerView, create_tracker, delete_tracker, get_tracker, list_mentions

TURNS = [
    {"speaker": "rep", "text": "Hello, our prices went up."},
    {"speaker": "buyer", "text": "That price increase is too expensive for us."},
]


def take_in(site: Any, *names: str) -> None:
    for name in names:
        said = [*TURNS, {"speaker": "buyer", "text": f"I am {name}."}]
        site.door.accept([json.dumps(said).encode()], filename=f"{name}.json")


def make(site: Any, phrase: str, *, enqueue: bool = True) -> str:
    with site.database.transaction() as session:
        tracker_id, revision = create_tracker(session, wanted(name=phrase, phrases=[phrase]), made_by="test")
    if enqueue:
        queue: CallQueue = site.queue
        assert queue.enqueue_tracker(tracker_id, revision)
    return tracker_id


def seen(site: Any, tracker_id: str) -> TrackerView:
    with site.database.reading() as session:
        return get_tracker(session, tracker_id)


def applied(site: Any, tracker_id: str) -> bool:
    return seen(site, tracker_id).state is TrackerState.APPLIED


def test_old_calls_new_calls_and_corrections(make_site: Callable[..., Any]) -> None:
    site = make_site()
    take_in(site, "one", "two")
    worker = site.start_worker()
    site.wait_until(site.all_final)
    tracker = make(site, "price increase")
    site.wait_until(lambda: applied(site, tracker), seconds=60)
    view = seen(site, tracker)
    assert (view.mentions, view.calls, view.applied_calls, view.total_calls) == (2, 2, 2, 2)

    take_in(site, "three")
    site.wait_until(site.all_final)
    assert seen(site, tracker).mentions == 3

    (call, *_) = (call for call in site.calls() if call.filename == "one.json")
    with site.database.transaction() as session:
        transcript = corrected_transcript(session, call.id)
        change = text_change(transcript, turn_index=1, text="A price increase, and another price increase!")
        add_correction(session, call.id, change, version=transcript.version, made_by="test")
        work = mine_corrected(session, call.id)
    site.queue.enqueue_work(work)
    site.wait_until(lambda: seen(site, tracker).mentions == 4)
    later = make(site, "increase")
    site.wait_until(lambda: applied(site, later))
    with site.database.reading() as session:
        quotes = list_mentions(session, later, Window(), limit=100, call_id=call.id).items
    assert {said.mention.quote for said in quotes} == {"A price increase, and another price increase!"}
    assert len(quotes) == 2, "a new tracker reads calls as they were corrected"
    site.kill(worker)


def test_a_tracker_nobody_enqueued_or_whose_worker_died_is_applied_all_the_same(make_site: Callable[..., Any]) -> None:
    site = make_site()
    take_in(site, "one")
    worker = site.start_worker()
    site.wait_until(site.all_final)
    forgotten = make(site, "went up", enqueue=False)
    site.kill(worker)
    gone = make(site, "too expensive", enqueue=False)
    with site.database.transaction() as session:
        delete_tracker(session, gone)
    worker = site.start_worker()
    site.wait_until(lambda: applied(site, forgotten))
    assert seen(site, forgotten).mentions == 1
    assert all(call.state is CallState.READY for call in site.calls())
    site.kill(worker)
