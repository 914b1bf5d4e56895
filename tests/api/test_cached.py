"""Answers about themes are remembered, never stale, and only given to who may see them."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from calls.moment import Kind
from calls.theme import Theme
from store.analyses import set_call_analysed
from store.keys import Scope, every_key, revoke_key
from store.placing import save_suggestions
from store.session import Database
from store.tables import CallRow
from tests.store.counting import MADE_BY, fill

PATHS = ("/v1/themes", "/v1/themes/heat?by=segment", "/v1/themes/th_a/trend?period=week", "/v1/themes/th_a")


@pytest.fixture(name="database")
def filled(client: TestClient) -> Database:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        fill(session, seed=2, calls=20)
    return database


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_the_same_from_memory_and_new_after_any_change(
    client: TestClient, database: Database, path: str
) -> None:
    first, second = client.get(path), client.get(path)
    assert first.status_code == 200
    assert second.content == first.content
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["cache-control"] == "private, no-cache"
    assert second.headers["content-security-policy"] == first.headers["content-security-policy"]
    unchanged = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    with database.transaction() as session:
        for call_id in session.connection().exec_driver_sql("SELECT call_id FROM theme_calls LIMIT 9").scalars():
            set_call_analysed(session, call_id, analysis=1, analysed=False)
    changed = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.content != first.content


def test_a_new_name_is_seen_at_once(client: TestClient, database: Database) -> None:
    assert client.get("/v1/themes/th_b").json()["label"] == "th_b"
    with database.transaction() as session:
        theme = Theme(id="th_b", kind=Kind.OBJECTION, label="another name", moment_ids=())
        save_suggestions(session, [theme], successors={}, provenance=MADE_BY, analysis=1)
    assert client.get("/v1/themes/th_b").json()["label"] == "another name"


def test_what_is_remembered_is_not_given_to_whom_may_not_read_it(
    client: TestClient, database: Database, make_key: object
) -> None:
    assert client.get("/v1/themes").status_code == 200
    other = make_key(client, Scope.CALLS_READ)  # type: ignore[operator]
    assert client.get("/v1/themes", headers={"Authorization": f"Bearer {other}"}).status_code == 403
    assert client.get("/v1/themes", headers={"Authorization": "Bearer tt_never"}).status_code == 401
    assert client.get("/v1/themes", headers={"Authorization": ""}).status_code == 401
    assert client.get("/v1/themes").status_code == 200


def test_a_key_that_ended_is_refused_at_once(client: TestClient, database: Database) -> None:
    for _ in range(3):
        assert client.get("/v1/themes").status_code == 200
    with database.transaction() as session:
        for key in every_key(session):
            revoke_key(session, key.id)
    assert client.get("/v1/themes").status_code == 401


def test_evidence_is_read_anew_each_time(client: TestClient, database: Database) -> None:
    first = client.get("/v1/themes/th_a/evidence")
    with database.transaction() as session:
        # Nothing that numbers are made of: an answer that was remembered would not show it.
        session.execute(update(CallRow).values(title="Renamed"))
    again = client.get("/v1/themes/th_a/evidence", headers={"If-None-Match": first.headers["etag"]})
    assert {item["call_title"] for item in again.json()["items"]} == {"Renamed"}


def test_an_error_is_not_remembered(client: TestClient, database: Database) -> None:
    assert client.get("/v1/themes/th_late").status_code == 404
    with database.transaction() as session:
        theme = Theme(id="th_late", kind=Kind.OBJECTION, label="late", moment_ids=())
        save_suggestions(session, [theme], successors={}, provenance=MADE_BY, analysis=1)
    assert client.get("/v1/themes/th_late").status_code == 200
