"""/v1/trackers: made, changed and deleted; every number opens exactly its mentions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from calls.call import CallDetails, Deal, Medium
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn
from pipeline.tracking import Progress, Tracking
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope
from store.session import Database
from store.tracking import unapplied
from store.transcripts import save_transcript

START = datetime(2026, 8, 3, 12, tzinfo=UTC)
SAID = (
    (Role.REP, "Hello. Our prices increased a little this year."),
    (Role.BUYER, "That price increase hurts. Is a price increase usual?"),
    (Role.BUYER, "Fine otherwise."),
)
INCREASE = {"name": "Price increase", "phrases": ["price increase"]}


@pytest.fixture(name="db", autouse=True)
def seeded(client: TestClient) -> Database:
    """12 calls over 12 weeks; prices go up in the first ten. One more has a transcript, but no buyer."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    for number in range(13):
        details = CallDetails(
            started_at=START + timedelta(weeks=number),
            account=f"Account {number % 4}",
            deal=Deal(segment="smb" if number % 2 else "enterprise"),
        )
        arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
        with database.transaction() as session:
            call_id, _ = insert_call(session, arrival)
            said = SAID if number < 10 or number == 12 else SAID[2:]
            turns = tuple(
                Turn(index=index, speaker=role.value, role=role, text=text, start_s=index * 5.0, end_s=index * 5.0 + 4)
                for index, (role, text) in enumerate(said)
            )
            made_by = Provenance(name="test", version="1")
            save_transcript(
                session, Transcript(call_id=call_id, language="en", duration_s=20, turns=turns, provenance=made_by)
            )
            set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=number < 12)
    return database


def apply(db: Database) -> None:
    """Do a worker's part."""
    with db.reading() as session:
        waiting = unapplied(session)
    for definition in waiting:
        tracking, progress = Tracking(db), Progress(last="", calls=0)
        assert tracking.begin_tracker(definition.tracker_id, definition.revision)
        while progress.last is not None:
            progress = tracking.apply(definition.tracker_id, definition.revision, progress)


def make(client: TestClient, db: Database, **asked: Any) -> dict[str, Any]:
    answer = client.post("/v1/trackers", json=INCREASE | asked)
    assert answer.status_code == 201, answer.text
    apply(db)
    found: dict[str, Any] = client.get(f"/v1/trackers/{answer.json()['id']}").json()
    return found


def all_pages(client: TestClient, path: str, **query: object) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = client.get(path, params={**query, "limit": 7, **({"cursor": cursor} if cursor else {})}).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def test_a_new_tracker_is_applied_to_all_calls_and_says_how_far_it_is(client: TestClient, db: Database) -> None:
    new = client.post("/v1/trackers", json=INCREASE).json()
    assert (new["state"], new["progress"], new["mentions"]) == ("applying", {"applied_calls": 0, "calls": 13}, 0)
    apply(db)
    done = client.get(f"/v1/trackers/{new['id']}").json()
    assert (done["state"], done["progress"]) == ("applied", {"applied_calls": 13, "calls": 13})
    assert (done["mentions"], done["calls"], done["accounts"], done["rate"]["n"]) == (30, 10, 4, 12)
    assert 0 < done["rate"]["low"] < done["rate"]["value"] < done["rate"]["high"] < 1


@pytest.mark.parametrize(
    "window",
    [
        {},
        {"segment": "smb"},
        {"from": "2026-08-20T00:00:00Z"},
        {"from": "2026-08-10T12:00:00Z", "to": "2026-09-21T12:00:00Z", "segment": "enterprise"},
        {"to": "2020-01-01T00:00:00Z"},
    ],
)
def test_counts_equal_mentions_in_every_window(client: TestClient, db: Database, window: dict[str, str]) -> None:
    made = make(client, db)
    (tracker,) = all_pages(client, "/v1/trackers", **window)
    mentions = all_pages(client, f"/v1/trackers/{made['id']}/mentions", **window)
    assert tracker["mentions"] == len(mentions) == len({mention["id"] for mention in mentions})
    assert tracker["calls"] == len({mention["call_id"] for mention in mentions})
    assert tracker["accounts"] == len({mention["account"] for mention in mentions})
    assert tracker == client.get(f"/v1/trackers/{made['id']}", params=window).json()
    trend = client.get(f"/v1/trackers/{made['id']}/trend", params=window).json()["points"]
    assert sum(point["calls"] for point in trend) == tracker["calls"]
    assert sum(point["rate"]["n"] for point in trend) == tracker["rate"]["n"]


@pytest.mark.parametrize(
    ("asked", "mentions"),
    [
        ({"said_by": "rep"}, 10),
        ({"said_by": "buyer"}, 20),
        ({"exact": True}, 20),
        ({"in_question": True}, 10),
        ({"phrases": ["increas*", "usual"]}, 40),
        ({"phrases": ["decrease"]}, 0),
    ],
)
def test_what_counts_can_be_narrowed(client: TestClient, db: Database, asked: dict[str, Any], mentions: int) -> None:
    assert make(client, db, **asked)["mentions"] == mentions


def test_a_mention_says_where_to_hear_it(client: TestClient, db: Database) -> None:
    tracker = make(client, db)
    mention = client.get(f"/v1/trackers/{tracker['id']}/mentions", params={"limit": 1}).json()["items"][0]
    span = mention["span"]
    assert mention["quote"] == "Our prices increased a little this year."
    assert mention["quote"][span["begin"] : span["end"]] == "prices increased"
    assert (mention["role"], mention["turn_index"], mention["audio_url"]) == (
        "rep", 0, f"/v1/calls/{mention['call_id']}/audio",
    )  # fmt: skip
    assert 0 < mention["start_s"] < mention["end_s"] < 4
    of_call = all_pages(client, f"/v1/trackers/{tracker['id']}/mentions", call_id=mention["call_id"])
    assert len(of_call) == 3


def test_another_wording_is_applied_anew_and_another_name_is_not(client: TestClient, db: Database) -> None:
    tracker = make(client, db)
    path = f"/v1/trackers/{tracker['id']}"
    renamed = client.patch(path, json={"name": "Dearer"}).json()
    assert (renamed["name"], renamed["state"], renamed["mentions"]) == ("Dearer", "applied", 30)
    changed = client.patch(path, json={"phrases": ["usual"]}).json()
    assert (changed["state"], changed["progress"]["applied_calls"]) == ("applying", 0)
    apply(db)
    assert client.get(path).json()["mentions"] == 10


def test_a_deleted_tracker_and_what_it_found_are_gone(client: TestClient, db: Database) -> None:
    path = f"/v1/trackers/{make(client, db)['id']}"
    assert client.delete(path).status_code == 204
    for gone in (client.get(path), client.get(f"{path}/mentions"), client.get(f"{path}/trend"), client.delete(path)):
        assert (gone.status_code, gone.json()["code"]) == (404, "not_found")
    assert all_pages(client, "/v1/trackers") == []


def test_trackers_are_listed_by_name_over_pages(client: TestClient) -> None:
    for number in range(9):
        client.post("/v1/trackers", json={"name": f"{'tT'[number % 2]}racker {number}", "phrases": ["x ray"]})
    assert [item["name"][-1] for item in all_pages(client, "/v1/trackers")] == list("012345678")


def test_what_cannot_be_looked_for_is_refused_with_a_reason(client: TestClient, db: Database) -> None:
    for asked, reason in (
        ({"phrases": []}, "at least one phrase"),
        ({"phrases": ["*"]}, "no word"),
        ({"name": " "}, "a name"),
    ):
        refused = client.post("/v1/trackers", json=INCREASE | asked)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
        assert reason in refused.json()["detail"]
    make(client, db)
    taken = client.post("/v1/trackers", json=INCREASE | {"name": "PRICE increase"})
    assert (taken.status_code, taken.json()["code"]) == (409, "conflict")


def test_reading_and_changing_need_their_scopes(client: TestClient, db: Database, make_key: Any) -> None:
    path = f"/v1/trackers/{make(client, db)['id']}"
    client.headers["Authorization"] = f"Bearer {make_key(client, Scope.THEMES_READ)}"
    assert client.get(path).status_code == 200
    for refused in (client.post("/v1/trackers", json=INCREASE), client.patch(path, json={}), client.delete(path)):
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
