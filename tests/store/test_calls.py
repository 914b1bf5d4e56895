"""Taking calls in: one recording is one call, whatever comes twice or at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from calls.call import CallDetails, CallState, Deal, Medium, Party
from calls.errors import Conflict, InvalidInput, NotFound, SilentAudio
from calls.transcript import Role
from store.calls import Arrival, CallFilter, add_details, get_call, insert_call, list_calls
from store.progress import Work, set_failed, set_ready, start_again, unfinished
from store.session import Database
from store.windows import Window

DETAILS = CallDetails(
    client_unique_id="crm-1",
    title="Discovery",
    started_at=datetime(2026, 8, 3, 14, tzinfo=UTC),
    account="Harbor Lane",
    parties=(Party(name="Ana", role=Role.REP, channel=0), Party(name="Bo", role=Role.BUYER, channel=1)),
    channel_roles=(Role.REP, Role.BUYER),
    deal=Deal(stage="discovery", segment="mid-market", amount=24000.0),
)


def arrival(sha256: str = "a" * 64, details: CallDetails = DETAILS) -> Arrival:
    return Arrival(sha256=sha256, size_bytes=10, filename="x.wav", medium=Medium.AUDIO, details=details)


def test_what_a_sidecar_says_comes_back(database: Database) -> None:
    with database.transaction() as session:
        call_id, inserted = insert_call(session, arrival())
    with database.reading() as session:
        call = get_call(session, call_id)
    assert inserted
    assert (call.title, call.account, call.started_at) == ("Discovery", "Harbor Lane", DETAILS.started_at)
    assert (call.parties, call.channel_roles, call.deal) == (DETAILS.parties, DETAILS.channel_roles, DETAILS.deal)
    assert call.state is CallState.RECEIVED


def test_the_same_recording_is_one_call_even_without_its_id(database: Database) -> None:
    with database.transaction() as session:
        first, _ = insert_call(session, arrival())
        second, inserted = insert_call(session, arrival(details=CallDetails()))
    assert (second, inserted) == (first, False)


def test_an_id_that_belongs_to_another_recording_is_refused(database: Database) -> None:
    with database.transaction() as session:
        insert_call(session, arrival())
    with pytest.raises(Conflict, match="crm-1"), database.transaction() as session:
        insert_call(session, arrival(sha256="b" * 64))


def test_twenty_at_once_are_one_call(database: Database) -> None:
    def post(_number: int) -> tuple[str, bool]:
        with database.transaction() as session:
            return insert_call(session, arrival())

    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(post, range(20)))
    assert len({call_id for call_id, _ in results}) == 1
    assert sum(inserted for _, inserted in results) == 1


def test_pages_follow_each_other_without_gap_or_repeat_while_calls_come_in(database: Database) -> None:
    start = datetime(2026, 8, 1, tzinfo=UTC)
    with database.transaction() as session:
        for number in range(7):
            # Two calls a day: equal starts must not be lost between pages.
            details = CallDetails(started_at=start + timedelta(days=number // 2))
            insert_call(session, arrival(sha256=f"{number:064d}", details=details))
    seen: list[str] = []
    cursor = None
    while True:
        with database.reading() as session:
            page = list_calls(session, CallFilter(), limit=2, cursor=cursor)
        seen += [call.id for call in page.items]
        with database.transaction() as session:
            insert_call(
                session,
                arrival(sha256=f"f{len(seen):063d}", details=CallDetails(started_at=start + timedelta(days=90))),
            )
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("cursor", ["", "zzz", "W10", "WyJhIl0", "WyJ4IiwgInkiXQ"])
def test_a_made_up_cursor_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(InvalidInput), database.reading() as session:
        list_calls(session, CallFilter(), limit=2, cursor=cursor)


def test_filters_take_the_start_and_leave_the_end_out(database: Database) -> None:
    start = datetime(2026, 8, 1, tzinfo=UTC)
    with database.transaction() as session:
        for number in range(3):
            insert_call(
                session,
                arrival(f"{number:064d}", CallDetails(started_at=start + timedelta(days=number), title=str(number))),
            )
    with database.reading() as session:
        wanted = CallFilter(window=Window(start_from=start, start_to=start + timedelta(days=2)))
        assert [call.title for call in list_calls(session, wanted, limit=10).items] == ["1", "0"]


def test_a_failed_call_says_why_and_can_start_again(database: Database) -> None:
    with database.transaction() as session:
        call_id, _ = insert_call(session, arrival())
        set_failed(session, call_id, SilentAudio("The recording is silent."))
    with database.reading() as session:
        call = get_call(session, call_id)
        assert unfinished(session) == ()
    assert (call.state, call.error_code, call.error_message) == (
        CallState.FAILED,
        "silent_audio",
        "The recording is silent.",
    )
    with database.transaction() as session:
        assert start_again(session, call_id) == 2
    with database.reading() as session:
        assert unfinished(session) == (Work(call_id=call_id, run=2),)
        assert get_call(session, call_id).error_code is None
    with database.transaction() as session:
        set_ready(session, call_id)


def test_a_ready_transcript_adds_what_was_not_given_and_changes_nothing_else(database: Database) -> None:
    with database.transaction() as session:
        call_id, _ = insert_call(session, arrival(details=CallDetails(account="Given")))
        add_details(session, call_id, CallDetails(account="Other", title="From the file", deal=Deal(stage="demo")))
    with database.reading() as session:
        call = get_call(session, call_id)
    assert (call.account, call.title, call.deal.stage) == ("Given", "From the file", "demo")


def test_a_call_that_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound, match="ca_none"), database.reading() as session:
        get_call(session, "ca_none")
