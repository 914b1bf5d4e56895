"""A POST that is sent again with the same key is done once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from calls.errors import IdempotencyKeyInUse
from store.answered import Answer, begin_request, forget_request, keep_answer
from store.identity_tables import AnsweredRow
from store.keys import Scope
from store.session import Database

KEY = {"Idempotency-Key": "0b5e7c1e-first"}
TRACKER = {"name": "Price", "phrases": ["price increase"]}


def database_of(client: TestClient) -> Database:
    found: Database = client.app.state.database  # type: ignore[attr-defined]
    return found


def test_the_same_request_is_done_once_and_answered_alike(client: TestClient) -> None:
    first = client.post("/v1/trackers", json=TRACKER, headers=KEY)
    again = client.post("/v1/trackers", json=TRACKER, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(client.get("/v1/trackers").json()["items"]) == 1
    assert client.post("/v1/trackers", json=TRACKER).status_code == 409


def test_another_request_with_the_key_is_refused(client: TestClient) -> None:
    client.post("/v1/trackers", json=TRACKER, headers=KEY)
    refused = client.post("/v1/trackers", json={**TRACKER, "name": "Other"}, headers=KEY)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    # The key is of one operation.
    topic = client.post("/v1/topics", json={"label": "Fleets", "phrases": ["fleet"]}, headers=KEY)
    assert topic.status_code == 201


def test_a_key_is_good_again_where_nothing_came_of_it(client: TestClient) -> None:
    assert client.post("/v1/trackers", json={"name": "Price"}, headers=KEY).status_code == 422
    assert client.post("/v1/trackers", json=TRACKER, headers=KEY).status_code == 201


def test_nobody_gets_the_answer_of_somebody_else(client: TestClient, make_key: Callable[..., str]) -> None:
    client.post("/v1/trackers", json=TRACKER, headers=KEY)
    reader = {"Authorization": f"Bearer {make_key(client, Scope.THEMES_READ)}", **KEY}
    assert client.post("/v1/trackers", json=TRACKER, headers=reader).status_code == 403
    other = {"Authorization": f"Bearer {make_key(client)}", **KEY}
    assert client.post("/v1/trackers", json=TRACKER, headers=other).status_code == 409
    nobody = {"Authorization": "Bearer tt_made-up", **KEY}
    assert client.post("/v1/trackers", json=TRACKER, headers=nobody).status_code == 401


def test_an_upload_is_taken_once_by_its_file_and_fields(client: TestClient) -> None:
    def send(content: bytes, **fields: str) -> object:
        return client.post("/v1/calls", files={"file": ("a.wav", content)}, data=fields, headers=KEY)

    first, again = send(b"abc", client_unique_id="crm-1"), send(b"abc", client_unique_id="crm-1")
    assert (first.status_code, again.status_code) == (202, 202)  # type: ignore[attr-defined]
    assert again.json() == first.json()
    assert not again.json()["duplicate"]
    assert again.headers["location"] == first.headers["location"]  # type: ignore[attr-defined]
    assert again.headers["idempotency-replayed"] == "true"  # type: ignore[attr-defined]
    for refused in (send(b"abcd", client_unique_id="crm-1"), send(b"abc", client_unique_id="crm-2")):
        assert refused.json()["code"] == "idempotency_key_reused"  # type: ignore[attr-defined]
    assert len(client.get("/v1/calls").json()["items"]) == 1


def test_the_clients_own_id_answers_with_the_call_it_is(client: TestClient) -> None:
    def send(content: bytes) -> object:
        return client.post("/v1/calls", files={"file": ("a.wav", content)}, data={"client_unique_id": "crm-7"})

    first, again, other = send(b"abc"), send(b"abc"), send(b"xyz")
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["duplicate"]
    assert (other.status_code, other.json()["code"]) == (409, "conflict")  # type: ignore[attr-defined]
    assert first.json()["id"] in other.json()["detail"]  # type: ignore[attr-defined]


def test_a_secret_is_shown_once_even_so(client: TestClient, make_key: Callable[..., str]) -> None:
    admin = {"Authorization": f"Bearer {make_key(client, Scope.ADMIN)}", **KEY}
    wanted = {"name": "notebook", "scopes": ["calls:read"]}
    made = client.post("/v1/keys", json=wanted, headers=admin)
    assert made.status_code == 201
    again = client.post("/v1/keys", json=wanted, headers=admin)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    with database_of(client).reading() as session:
        kept = session.query(AnsweredRow).one()
    assert made.json()["key"] not in kept.body


def test_a_request_in_flight_is_told_to_wait(client: TestClient) -> None:
    database = database_of(client)
    with database.transaction() as session:
        assert begin_request(session, "n", digest="d") is None
    with database.transaction() as session, pytest.raises(IdempotencyKeyInUse):
        begin_request(session, "n", digest="d")
    with database.transaction() as session:
        forget_request(session, "n")
        assert begin_request(session, "n", digest="e") is None
    client.post("/v1/trackers", json=TRACKER, headers=KEY)
    with database.transaction() as session:
        session.query(AnsweredRow).update({"status": None})
    waiting = client.post("/v1/trackers", json=TRACKER, headers=KEY)
    assert (waiting.status_code, waiting.json()["code"]) == (409, "idempotency_key_in_use")
    assert int(waiting.headers["retry-after"]) >= 1


def test_answers_are_kept_for_a_day(client: TestClient) -> None:
    database = database_of(client)
    with database.transaction() as session:
        begin_request(session, "n", digest="d")
        keep_answer(session, "n", Answer(status=201, headers={}, body="{}"))
        session.query(AnsweredRow).update({"created_at": datetime.now(UTC) - timedelta(hours=23)})
    with database.transaction() as session:
        assert begin_request(session, "n", digest="d") == Answer(status=201, headers={}, body="{}")
        session.query(AnsweredRow).update({"created_at": datetime.now(UTC) - timedelta(hours=25)})
    with database.transaction() as session:
        assert begin_request(session, "n", digest="other") is None
