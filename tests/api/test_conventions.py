"""What every operation does alike: request ids, problems, tags."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from store.keys import Scope, create_key


def test_an_answer_has_the_callers_request_id_or_a_new_one(client: TestClient) -> None:
    assert client.get("/v1/calls", headers={"X-Request-Id": "mine-4711"}).headers["x-request-id"] == "mine-4711"
    made = {client.get("/v1/calls").headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3
    assert all(len(each) >= 16 for each in made)
    for insane in ("a b", "x" * 129, 'q"', "<script>"):
        assert client.get("/v1/calls", headers={"X-Request-Id": insane}).headers["x-request-id"] != insane


def test_every_request_is_in_the_log_by_its_id(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="talktrack.api.requests"):
        client.get("/v1/calls?segment=secret-segment", headers={"X-Request-Id": "mine-4712"})
    assert "GET /v1/calls 200" in caplog.text
    assert "mine-4712" in caplog.text
    assert "secret-segment" not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing-here", 404, "not_found"),
        ("GET", "/v1/calls/ca_none", 404, "not_found"),
        ("DELETE", "/v1/calls", 405, "method_not_allowed"),
        ("GET", "/v1/calls?limit=0", 422, "invalid_input"),
        ("POST", "/v1/calls", 422, "invalid_input"),
        ("POST", "/v1/trackers", 422, "invalid_input"),
    ],
)
def test_every_error_is_a_problem(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    answer = client.request(method, path, headers={"X-Request-Id": "mine-1"})
    said = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said["type"] == f"urn:talktrack:problem:{code}"
    assert (said["code"], said["status"], said["request_id"]) == (code, status, "mine-1")
    assert said["instance"] == "urn:talktrack:request:mine-1"
    assert answer.headers["x-request-id"] == "mine-1"
    assert said["detail"] not in ("Not Found", "Method Not Allowed")
    if status == 405:
        assert answer.headers["allow"]


def test_a_problem_names_each_value_that_is_not_usable(client: TestClient) -> None:
    in_query = client.get("/v1/calls?limit=1000&from=noon").json()["errors"]
    assert {tuple(each["loc"]): each["pointer"] for each in in_query} == {
        ("query", "limit"): None,
        ("query", "from"): None,
    }
    in_body = client.post("/v1/trackers", json={"name": 7, "phrases": ["a", 3]}).json()["errors"]
    assert {each["pointer"] for each in in_body} == {"/name", "/phrases/1"}
    assert all(each["message"] for each in in_body)


@pytest.fixture
def broken(settings: ApiSettings) -> Iterator[TestClient]:
    app = create_app(settings)

    @app.get("/v1/broken")
    def broken() -> None:
        raise ZeroDivisionError

    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def test_a_bug_is_a_problem_too_and_the_log_has_its_request(
    broken: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.get("/v1/broken", headers={"X-Request-Id": "mine-2"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "mine-2"
    assert "mine-2" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_who_has_an_answer_is_told_that_nothing_changed(client: TestClient) -> None:
    for path in ("/v1/calls", "/v1/moments", "/v1/topics", "/v1/trackers", "/v1/themes", "/v1/corrections"):
        first = client.get(path)
        tag = first.headers["etag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
        assert "Authorization" in again.headers["vary"]
    tag = client.get("/v1/trackers").headers["etag"]
    client.post("/v1/trackers", json={"name": "Price", "phrases": ["price"]})
    changed = client.get("/v1/trackers", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    one = f"/v1/trackers/{changed.json()['items'][0]['id']}"
    assert client.get(one, headers={"If-None-Match": client.get(one).headers["etag"]}).status_code == 304


@pytest.mark.postgres
@pytest.mark.parametrize("path", ["/v1/accounts/%00", "/v1/themes?segment=%00", "/v1/search?q=a&account_id=%00"])
def test_a_character_that_postgresql_cannot_hold_is_said_to_be_one(
    postgres_url: str, tmp_path: Path, path: str
) -> None:
    app = create_app(ApiSettings(data_dir=tmp_path, database_url=postgres_url))
    with TestClient(app, raise_server_exceptions=False) as client:
        with app.state.database.transaction() as session:
            _, secret = create_key(session, "reader", scopes=frozenset(Scope))
        answer = client.get(path, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "invalid_input"
    assert "NUL" in answer.json()["detail"]
