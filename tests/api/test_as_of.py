"""Numbers as of an instant: the same again though calls came since, and told where they are not."""

from datetime import UTC, datetime, timedelta

import numpy as np
from fastapi.testclient import TestClient

from calls.call import CallDetails, Deal, Medium
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, add_details, insert_call
from store.moments import MomentFilter, list_moments, replace_moments
from store.session import Database
from tests.api.test_themes import START, _moment, seeded

__all__ = ["seeded"]
ASKED = (
    "/v1/themes?",
    "/v1/themes?segment=smb&",
    "/v1/themes?from=2026-08-10T12:00:00Z&",
    "/v1/themes/th_price?",
    "/v1/themes/th_price/trend?",
    "/v1/themes/th_price/segments?",
    "/v1/themes/heat?",
    "/v1/themes/changes?",
    "/v1/themes/association?",
    "/v1/themes/th_price/evidence?",
    "/v1/calls?analysed=true&",
    "/v1/moments?",
    "/v1/moments?segment=smb&",
)


def database_of(client: TestClient) -> Database:
    found: Database = client.app.state.database  # type: ignore[attr-defined]
    return found


def one_more_call(client: TestClient, number: int) -> str:
    """A call within the time of the others that voices the theme, too."""
    with database_of(client).transaction() as session:
        details = CallDetails(started_at=START + timedelta(weeks=1), account="New", deal=Deal(segment="smb"))
        arrival = Arrival(
            sha256=f"f{number:063d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details
        )
        call_id, _ = insert_call(session, arrival)
        moments = [_moment(call_id, 1)]
        number = analysis_for(session, ())
        replace_moments(session, call_id, moments, vectors=np.zeros((1, 4), dtype=np.float32), analysis=number)
        set_call_analysed(session, call_id, analysis=number, analysed=True)
    return call_id


def test_calls_that_came_since_change_nothing(client: TestClient) -> None:
    now = client.get("/v1/themes").json()
    assert now["exact"]
    as_of = now["as_of"]
    before = {path: client.get(f"{path}as_of={as_of}").json() for path in ASKED}
    one_more_call(client, 1)
    one_more_call(client, 2)
    after = {path: client.get(f"{path}as_of={as_of}").json() for path in ASKED}
    assert after == before
    later = client.get("/v1/themes").json()
    assert datetime.fromisoformat(later["as_of"]) > datetime.fromisoformat(as_of)
    assert later["items"][0]["rate"]["n"] == now["items"][0]["rate"]["n"] + 2
    # The query that opens a number opens that one.
    listed = after["/v1/themes?"]["items"][0]
    assert f"as_of={as_of[:10]}" in listed["evidence"]
    assert len(client.get(listed["rate"]["evidence"]).json()["items"]) == listed["rate"]["n"]
    again = client.get("/v1/themes", params={"as_of": later["as_of"]}).json()
    assert [each["calls"] for each in again["items"]] == [each["calls"] for each in later["items"]]


def test_what_cannot_be_taken_back_is_told(client: TestClient) -> None:
    as_of = client.get("/v1/themes").json()["as_of"]
    assert client.get("/v1/themes", params={"as_of": as_of}).json()["exact"]
    client.patch("/v1/themes/th_price", json={"label": "price of a seat"})
    said = client.get("/v1/themes", params={"as_of": as_of}).json()
    assert (said["exact"], said["inexact_because"], said["as_of"]) == (False, "people changed themes since", as_of)
    as_of = client.get("/v1/themes").json()["as_of"]
    assert client.get("/v1/themes/heat", params={"as_of": as_of}).json()["exact"]
    with database_of(client).transaction() as session:
        known = list_moments(session, MomentFilter(), limit=1).items[0].moment.call_id
        add_details(session, known, CallDetails(deal=Deal(stage="won")))
    said = client.get("/v1/themes/heat", params={"as_of": as_of}).json()
    assert not said["exact"]
    assert "calls that were known then" in said["inexact_because"]


def test_an_instant_to_come_is_now(client: TestClient) -> None:
    future = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    now = client.get("/v1/themes").json()
    assert client.get("/v1/themes", params={"as_of": future}).json()["as_of"] == now["as_of"]
    first = client.get("/v1/themes", params={"as_of": "2020-01-01T00:00:00Z"}).json()
    assert first["items"] == []
