"""Who gets in: keys by scope, the demo's readers, and nobody by accident."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access import COOKIE
from api.app import create_app
from api.settings import ApiSettings
from calls.errors import InvalidInput
from store.keys import Scope


def operations(client: TestClient) -> list[tuple[str, str]]:
    paths = client.get("/v1/openapi.json").json()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def call(client: TestClient, method: str, path: str, **options: object) -> int:
    return client.request(method, path.replace("{", "").replace("}", ""), **options).status_code  # type: ignore[arg-type]


def test_nothing_answers_without_a_key(client: TestClient) -> None:
    del client.headers["Authorization"]
    for method, path in operations(client):
        if path == "/v1/health/live":
            continue
        answer = client.request(method, path.replace("{", "").replace("}", ""))
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"] == "Bearer"
        # An answer to HEAD has no body.
        assert method == "head" or "talktrack keys create" in answer.json()["detail"]


_FOR_EVERYBODY = ("/v1/me", "/v1/health/live")
_OF_THEMES = ("themes", "topics", "trackers", "competitors", "analyses", "reviews")


def test_a_key_opens_only_what_its_scope_names(client: TestClient, make_key: Callable[..., str]) -> None:
    opens = {
        Scope.CALLS_READ: [
            *(
                ("get", f"/v1/{noun}")
                for noun in (
                    "calls",
                    "moments",
                    "corrections",
                    "views",
                    "search",
                    "vocabulary",
                    "channel-maps",
                    "accounts",
                    "deals",
                    "contacts",
                    "campaigns",
                )
            ),
            *(("get", f"/v1/exports/{noun}") for noun in ("calls", "moments", "search")),
        ],
        Scope.CALLS_WRITE: [
            ("post", "/v1/calls"),
            *((verb, "/v1/uploads") for verb in ("options", "get", "post", "head", "patch", "delete")),
            ("delete", "/v1/calls"),
            ("patch", "/v1/calls"),
            ("post", "/v1/moments"),
            ("delete", "/v1/corrections"),
        ],
        Scope.THEMES_READ: [
            ("get", f"/v1/{noun}") for noun in (*_OF_THEMES, "views", "exports/themes", "exports/evidence")
        ],
        Scope.THEMES_WRITE: [
            (verb, f"/v1/{noun}")
            for noun in (*_OF_THEMES, "views")
            if noun != "competitors"
            for verb in ("post", "put", "patch", "delete")
        ],
        Scope.ADMIN: [(verb, "/v1/") for verb in ("options", "head", "get", "post", "put", "patch", "delete")],
    }
    for scope, allowed in opens.items():
        client.headers["Authorization"] = f"Bearer {make_key(client, scope)}"
        for method, path in operations(client):
            refused = call(client, method, path) == 403
            may = path in _FOR_EVERYBODY or any(method == verb and path.startswith(under) for verb, under in allowed)
            assert refused is not may, (scope, method, path)


def test_made_up_keys_are_refused_even_where_reading_needs_none(tmp_path: Path) -> None:
    with TestClient(create_app(ApiSettings(data_dir=tmp_path, demo=True))) as demo:
        assert demo.get("/v1/calls", headers={"Authorization": "Bearer tt_made-up"}).status_code == 401


def test_the_demo_reads_without_a_key_and_writes_with_one(tmp_path: Path) -> None:
    with TestClient(create_app(ApiSettings(data_dir=tmp_path, demo=True))) as demo:
        assert demo.get("/v1/themes").status_code == 200
        files = {"file": ("a.wav", b"abc")}
        assert demo.post("/v1/calls", files=files).status_code == 403
        key = (tmp_path / "demo-key").read_text()
        assert demo.post("/v1/calls", files=files, headers={"Authorization": f"Bearer {key}"}).status_code == 202
        assert (tmp_path / "demo-key").stat().st_mode & 0o077 == 0


def test_the_demo_only_listens_on_this_machine(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.168.1.5", "talktrack.example"):
        with pytest.raises(InvalidInput, match="loopback"):
            create_app(ApiSettings(data_dir=tmp_path, demo=True, host=host))


def test_another_sites_form_cannot_use_the_cookie(client: TestClient, make_key: Callable[..., str]) -> None:
    del client.headers["Authorization"]
    client.cookies.set(COOKIE, make_key(client))
    files = {"file": ("a.wav", b"abc")}
    for origin in ("https://evil.example", "null", "http://testserver.evil.example"):
        assert client.post("/v1/calls", files=files, headers={"Origin": origin}).status_code == 403
    assert client.post("/v1/calls", files=files, headers={"Origin": "http://testserver"}).status_code == 202


def test_another_name_for_this_machine_is_not_answered(client: TestClient) -> None:
    foreign = client.get("/v1/calls", headers={"Host": "evil.example"})
    assert (foreign.status_code, foreign.headers["content-type"]) == (400, "application/problem+json")
    assert "TALKTRACK_ALLOWED_HOSTS" in foreign.json()["detail"]


def test_every_answer_carries_the_protective_headers(client: TestClient) -> None:
    for path in ("/v1/calls", "/v1/calls/ca_none", "/v1/openapi.json"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
