"""Applying trackers beside everything else that changes calls, on both databases."""

from calls.call import CallDetails, Medium
from calls.provenance import Provenance
from calls.tracker import wanted
from calls.transcript import Role, Transcript, Turn
from pipeline.tracking import Progress, Tracking, track_call
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.session import Database
from store.themes import Window
from store.trackers import change_tracker, create_tracker, delete_tracker, get_tracker, list_mentions
from store.tracking import definition_of, keep_mentions, texts_after, unapplied
from store.transcripts import make_current, save_transcript


def spoken(call_id: str, text: str) -> Transcript:
    turn = Turn(index=0, speaker="a", role=Role.BUYER, text=text, start_s=0.0, end_s=4.0)
    made_by = Provenance(name="test", version="1")
    return Transcript(call_id=call_id, language="en", duration_s=4.0, turns=(turn,), provenance=made_by)


def stored(database: Database, text: str, *, number: int = 0) -> str:
    arrival = Arrival(
        sha256=f"{number:064d}", size_bytes=1, filename="a.wav", medium=Medium.AUDIO, details=CallDetails()
    )
    with database.transaction() as session:
        call_id, _ = insert_call(session, arrival)
        save_transcript(session, spoken(call_id, text))
        set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
    return call_id


def made(database: Database, phrase: str) -> tuple[str, int]:
    with database.transaction() as session:
        return create_tracker(session, wanted(name=phrase, phrases=[phrase]), made_by="test")


def said(database: Database, tracker_id: str) -> list[str]:
    with database.reading() as session:
        return [found.mention.quote for found in list_mentions(session, tracker_id, Window(), limit=100).items]


def test_a_call_that_changes_while_it_is_read_is_read_again(database: Database) -> None:
    call_id = stored(database, "The price.")
    tracker_id, revision = made(database, "price")
    with database.reading() as session:
        definition = definition_of(session, tracker_id, revision)
        (text,) = texts_after(session, "", limit=10)
    assert definition is not None
    with database.transaction() as session:
        make_current(session, call_id, save_transcript(session, spoken(call_id, "Prices rise."), run=2))
        track_call(session, spoken(call_id, "Prices rise."))
    with database.transaction() as session:
        assert keep_mentions(session, definition, {text: []}) == (call_id,), "what was read is of before"
    assert said(database, tracker_id) == ["Prices rise."]


def test_another_transcript_replaces_what_all_trackers_found(database: Database) -> None:
    call_id = stored(database, "Hello.")
    tracker_id, _ = made(database, "price")
    for text, quotes in (
        ("The price.", ["The price."]),
        ("The price, a price.", ["The price, a price."] * 2),
        ("Hi.", []),
    ):
        with database.transaction() as session:
            track_call(session, spoken(call_id, text))
            track_call(session, spoken(call_id, text))
        assert said(database, tracker_id) == quotes


def test_work_for_an_earlier_wording_or_a_deleted_tracker_comes_to_nothing(database: Database) -> None:
    stored(database, "The price of zebras.")
    tracker_id, revision = made(database, "price")
    with database.transaction() as session:
        changed = change_tracker(session, tracker_id, wanted(name="price", phrases=["zebra"]))
    tracking = Tracking(database)
    assert changed == 2
    assert not tracking.begin_tracker(tracker_id, revision)
    assert tracking.apply(tracker_id, revision, Progress(last="", calls=0)).last is None
    assert said(database, tracker_id) == []
    tracking.fail_tracker(tracker_id, revision, "late word")
    assert tracking.begin_tracker(tracker_id, changed)
    tracking.apply(tracker_id, changed, Progress(last="", calls=0))
    tracking.apply(tracker_id, changed, Progress(last="", calls=0))
    with database.reading() as session:
        view = get_tracker(session, tracker_id)
        assert (view.mentions, view.error_message, unapplied(session)) == (1, None, ())
    with database.transaction() as session:
        delete_tracker(session, tracker_id)
    assert tracking.apply(tracker_id, changed, Progress(last="", calls=0)).last is None
