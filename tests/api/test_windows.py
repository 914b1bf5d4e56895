"""Numbers of topics, trackers and competitors narrow by the whole window, and open to exactly what they count."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.windows import hidden_rep
from calls.call import CallDetails, Deal, Medium, Party
from calls.moment import Kind
from calls.transcript import Role, Transcript, Turn
from pipeline.tracking import Progress, Tracking
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope
from store.moments import replace_moments
from store.progress import set_ready
from store.session import Database, Session
from store.topics import replace_topics
from store.tracking import unapplied
from store.transcripts import save_transcript
from tests.api.test_themes import _moment
from tests.api.test_topics import MADE_BY, _stretch

START = datetime(2026, 8, 3, 12, tzinfo=UTC)
EARLY, LATE = "2026-08-03T00:00:00Z", "2026-09-01T00:00:00Z"
REPS = ("Ana Rep", "Bo Rep")
WINDOWS = (
    {},
    {"from": EARLY, "to": LATE},
    {"segment": "smb"},
    {"stage": "demo"},
    {"outcome": "won"},
    {"source": "fair"},
    {"rep": "Ana Rep"},
    {"competitor": "HubSpot"},
    {"rep": "Ana Rep", "stage": "demo", "from": EARLY},
    {"stage": "nobody's"},
)


@pytest.fixture(name="database", autouse=True)
def seeded(client: TestClient) -> Database:
    """12 calls over 12 weeks with all that calls are cut by; one has no buyer, one was not cut into topics."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    assert client.post("/v1/trackers", json={"name": "Cost", "phrases": ["cost"]}).status_code == 201
    with database.transaction() as session:
        for number in range(12):
            a_call(session, number)
    apply(database)
    return database


def a_call(session: Session, number: int) -> str:
    """A call about price in which a cost is spoken of and a competitor is named."""
    details = CallDetails(
        started_at=START + timedelta(weeks=number),
        account=f"Account {number % 4}",
        parties=(Party(name=REPS[number % 2], role=Role.REP, channel=None),),
        deal=Deal(
            segment=("smb", "enterprise")[number % 2],
            stage=("demo", "trial", "closed")[number % 3],
            outcome="won" if number % 4 else None,
            lead_source="fair" if number < 7 else "web",
        ),
    )
    arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details)
    call_id, _ = insert_call(session, arrival)
    turns = tuple(
        Turn(index=index, speaker="buyer", role=Role.BUYER, text=f"What does {what} cost?")
        for index, what in enumerate(("this", "that"))
    )
    save_transcript(
        session, Transcript(call_id=call_id, language="en", duration_s=9.0, turns=turns, provenance=MADE_BY)
    )
    if number != 2:
        replace_topics(session, call_id, 1, [_stretch(call_id, 0, "pricing", 1.0)], provenance=MADE_BY)
    analysis = analysis_for(session, ())
    named = ("HubSpot", "Salesforce", None)[number % 3]
    moment = replace(_moment(call_id, 1), kind=Kind.COMPETITOR, category=None, competitor=named)
    replace_moments(session, call_id, [moment], vectors=np.zeros((1, 4), dtype=np.float32), analysis=analysis)
    set_call_analysed(session, call_id, analysis=analysis, analysed=number != 5)
    set_ready(session, call_id)
    return call_id


def apply(database: Database) -> None:
    """Do a worker's part."""
    with database.reading() as session:
        waiting = unapplied(session)
    for definition in waiting:
        tracking, progress = Tracking(database), Progress(last="", calls=0)
        tracking.begin_tracker(definition.tracker_id, definition.revision)
        while progress.last is not None:
            progress = tracking.apply(definition.tracker_id, definition.revision, progress)


def items_of(client: TestClient, path: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(path, params={**query, "limit": "100"})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def opened(client: TestClient, rate: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the calls that a rate's evidence opens, which are as many as the rate is of."""
    calls: list[dict[str, Any]] = client.get(f"{rate['evidence']}&limit=100").json()["items"]
    assert len(calls) == rate["n"]
    return calls


def counted(client: TestClient, **window: str) -> dict[str, dict[str, Any]]:
    """Return a topic, a tracker and a competitor as lists count them in a window; a competitor nobody names is none."""
    topics = {each["id"]: each for each in items_of(client, "/v1/topics", **window)}
    named = {each["name"]: each for each in items_of(client, "/v1/competitors", **window)}
    (tracker,) = items_of(client, "/v1/trackers", **window)
    return {"topic": topics["pricing"], "tracker": tracker} | ({"competitor": named["HubSpot"]} if named else {})


@pytest.mark.parametrize("window", WINDOWS)
def test_every_window_narrows_numbers_and_their_evidence_alike(client: TestClient, window: dict[str, str]) -> None:
    found, everything = counted(client, **window), counted(client)
    for what, each in found.items():
        calls = opened(client, each["rate"])
        assert window == {} or each["rate"]["n"] < everything[what]["rate"]["n"], what
        assert each["calls"] <= len(calls)
    stretches = items_of(client, "/v1/topics/pricing/evidence", **window)
    assert (found["topic"]["stretches"], found["topic"]["calls"]) == (len(stretches),) * 2
    assert {each["call_id"] for each in stretches} <= {each["id"] for each in opened(client, found["topic"]["rate"])}
    here = f"/v1/trackers/{found['tracker']['id']}"
    mentions = items_of(client, f"{here}/mentions", **window)
    assert found["tracker"]["mentions"] == len(mentions)
    assert found["tracker"]["calls"] == len({each["call_id"] for each in mentions})
    if "competitor" in found:
        narrowed = {name: value for name, value in window.items() if name != "competitor"}
        quotes = items_of(client, "/v1/moments", competitor="HubSpot", **narrowed)
        calls = {each["id"] for each in opened(client, found["competitor"]["rate"])}
        assert found["competitor"]["mentions"] == len([each for each in quotes if each["call_id"] in calls])
    assert client.get("/v1/topics/pricing", params=window).json() == found["topic"]
    assert client.get(here, params=window).json() == found["tracker"]
    for path, each in (("/v1/topics/pricing/trend", found["topic"]), (f"{here}/trend", found["tracker"])):
        points = client.get(path, params=window).json()["points"]
        assert sum(point["calls"] for point in points) == each["calls"]
        assert sum(len(opened(client, point["rate"])) for point in points) == each["rate"]["n"]


def test_what_is_counted_over_is_what_was_looked_through(client: TestClient) -> None:
    found = counted(client)
    assert {what: each["rate"]["n"] for what, each in found.items()} == {"topic": 10, "tracker": 11, "competitor": 11}
    (left_out,) = items_of(client, "/v1/calls", cut_into_topics="false")
    assert left_out["started_at"].startswith("2026-08-17")
    assert left_out["id"] not in {each["id"] for each in opened(client, found["topic"]["rate"])}


def test_calls_that_came_since_change_no_number_as_of_then(client: TestClient, database: Database) -> None:
    as_of = client.get("/v1/themes").json()["as_of"]
    (tracker,) = items_of(client, "/v1/trackers")
    paths = ["/v1/topics", "/v1/topics/pricing", "/v1/topics/pricing/evidence", "/v1/topics/pricing/trend"]
    paths += ["/v1/competitors", f"/v1/trackers/{tracker['id']}/mentions", f"/v1/trackers/{tracker['id']}/trend"]
    before = {path: client.get(path, params={"as_of": as_of}).json() for path in paths}
    counted_before = counted(client, as_of=as_of)
    with database.transaction() as session:
        a_call(session, 12)
    now, then = counted(client), counted(client, as_of=as_of)
    assert {path: client.get(path, params={"as_of": as_of}).json() for path in paths} == before
    for what, each in then.items():
        assert each["rate"] == counted_before[what]["rate"]
        assert len(opened(client, each["rate"])) == now[what]["rate"]["n"] - 1


def test_evidence_hides_the_names_of_reps_and_opens_nevertheless(
    client: TestClient, make_key: Callable[..., str]
) -> None:
    reader = make_key(client, Scope.CALLS_READ, Scope.THEMES_READ)
    client.headers["Authorization"] = f"Bearer {reader}"
    for each in counted(client, rep=hidden_rep("Ana Rep")).values():
        assert "Ana" not in each["rate"]["evidence"]
        assert len(opened(client, each["rate"])) in (5, 6)
