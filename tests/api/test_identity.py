"""People, keys and teams over the API and the sign-in pages."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from api.access import COOKIE
from api.app import create_app
from api.settings import ApiSettings
from calls.person import PersonRole
from store.keys import FIRST_TEAM, Scope
from store.people import accept_invitation, add_person
from store.session import Database
from store.setup_code import setup_code

PASSWORD = "four words that rhyme"


@pytest.fixture
def admin(client: TestClient, make_key: Callable[..., str]) -> TestClient:
    client.headers["Authorization"] = f"Bearer {make_key(client, Scope.ADMIN)}"
    return client


def test_an_admin_adds_a_person_who_then_signs_in(admin: TestClient) -> None:
    made = admin.post("/v1/people", json={"email": "bo@example.com", "name": "Bo", "role": "marketer"})
    assert made.status_code == 201
    assert made.json()["invited"] is True
    page = admin.get(made.json()["invitation"])
    assert "bo@example.com" in page.text
    del admin.headers["Authorization"]
    joined = admin.post(
        made.json()["invitation"], data={"password": PASSWORD, "again": PASSWORD}, follow_redirects=False
    )
    assert joined.status_code == 303
    me = admin.get("/v1/me").json()
    assert (me["name"], me["role"], me["team_id"]) == ("Bo", "marketer", FIRST_TEAM)
    assert admin.get("/v1/themes").status_code == 200
    assert admin.get("/v1/people").status_code == 403
    admin.post("/signout")
    assert admin.get("/v1/me").status_code == 401
    wrong = admin.post("/signin", data={"email": "bo@example.com", "password": "no"})
    assert wrong.status_code == 401
    assert "do not fit" in wrong.text
    admin.post("/signin", data={"email": "bo@example.com", "password": PASSWORD})
    assert admin.get("/v1/me").json()["name"] == "Bo"


def test_two_different_passwords_are_told_on_the_page(admin: TestClient) -> None:
    made = admin.post("/v1/people", json={"email": "bo@example.com", "name": "Bo", "role": "rep"}).json()
    told = admin.post(made["invitation"], data={"password": PASSWORD, "again": PASSWORD + "x"})
    assert told.status_code == 422
    assert "not the same" in told.text


def test_a_key_is_shown_once_and_ends(admin: TestClient) -> None:
    made = admin.post("/v1/keys", json={"name": "Notebook", "scopes": ["themes:read"], "days": 3}).json()
    secret = made["key"]
    assert secret.startswith(made["prefix"])
    assert admin.get("/v1/themes", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    listed = admin.get("/v1/keys").json()["items"]
    assert secret not in str(listed)
    found = next(key for key in listed if key["id"] == made["id"])
    assert found["last_used_at"] is not None
    assert found["expires_at"] is not None
    assert admin.delete(f"/v1/keys/{made['id']}").json()["revoked_at"] is not None
    assert admin.get("/v1/themes", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    done = [entry["action"] for entry in admin.get("/v1/audit").json()["items"]]
    assert done[:2] == ["key.ended", "key.created"]


def test_the_last_admin_stays(admin: TestClient) -> None:
    database: Database = admin.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        person, _ = add_person(session, team_id=FIRST_TEAM, email="a@b.example", name="A", role=PersonRole.ADMIN)
    refused = admin.patch(f"/v1/people/{person.id}", json={"role": "rep"})
    assert refused.status_code == 409
    assert "at least one admin" in refused.json()["detail"]


def test_the_first_admin_is_made_with_the_code_in_the_data_folder(settings: ApiSettings) -> None:
    with TestClient(create_app(settings)) as visitor:
        code = setup_code(settings.data_dir)
        assert (settings.data_dir / "setup-code").stat().st_mode & 0o077 == 0
        assert visitor.get("/setup?code=wrong").status_code == 403
        assert "first admin" in visitor.get(f"/setup?code={code}").text
        form = {"code": code, "name": "Anna", "email": "anna@example.com", "password": PASSWORD, "again": PASSWORD}
        assert visitor.post("/setup", data=form | {"again": "x"}).status_code == 422
        visitor.post("/setup", data=form)
        assert visitor.get("/v1/me").json()["role"] == "admin"
        assert not (settings.data_dir / "setup-code").exists()
        assert visitor.post("/setup", data=form).status_code == 403


def test_the_code_is_made_where_there_is_no_data_folder_yet(tmp_path: Path) -> None:
    assert setup_code(tmp_path / "new" / "data") == setup_code(tmp_path / "new" / "data")


def test_a_form_of_another_site_signs_nobody_in(client: TestClient) -> None:
    answer = client.post(
        "/signin", data={"email": "a@b.example", "password": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


class Issuer:
    """An OpenID Connect issuer on loopback that lets everybody in as one person."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
        self.claims: dict[str, Any] = {"sub": "7", "email": "bo@example.com", "email_verified": True}
        self.nonce = ""
        issuer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith("openid-configuration"):
                    self.say(
                        {
                            "issuer": issuer.url,
                            "authorization_endpoint": f"{issuer.url}/authorize",
                            "token_endpoint": f"{issuer.url}/token",
                            "jwks_uri": f"{issuer.url}/keys",
                        }
                    )
                else:
                    self.say({"keys": [issuer.key.as_dict(private=False)]})

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                claims = {"iss": issuer.url, "aud": "talktrack", "exp": 4_000_000_000, "nonce": issuer.nonce}
                token = jwt.encode({"alg": "RS256", "kid": "1"}, claims | issuer.claims, issuer.key)
                self.say({"access_token": "x", "token_type": "Bearer", "id_token": token})

            def say(self, body: object) -> None:
                content = dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def visitor(settings: ApiSettings, issuer: Issuer) -> Iterator[TestClient]:
    chosen = settings.model_copy(update={"oidc_issuer": issuer.url, "oidc_client_id": "talktrack"})
    with TestClient(create_app(chosen)) as opened:
        database: Database = opened.app.state.database  # type: ignore[attr-defined]
        with database.transaction() as session:
            _, secret = add_person(
                session, team_id=FIRST_TEAM, email="bo@example.com", name="Bo", role=PersonRole.CONTENT
            )
            accept_invitation(session, secret, password=PASSWORD)
        yield opened


def at_the_issuer(visitor: TestClient, issuer: Issuer) -> dict[str, str]:
    """Go to the issuer and return what it sends the browser back with."""
    led = visitor.get("/signin/company?next=/calls", follow_redirects=False)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(led.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    issuer.nonce = asked["nonce"]
    return {"code": "c", "state": asked["state"]}


def test_the_company_signs_in_whom_an_admin_added(visitor: TestClient, issuer: Issuer) -> None:
    assert "your company account" in visitor.get("/signin").text
    back = visitor.get("/signin/company/back", params=at_the_issuer(visitor, issuer), follow_redirects=False)
    assert (back.status_code, back.headers["location"]) == (303, "/calls")
    assert visitor.get("/v1/me").json()["name"] == "Bo"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.com"},
        {"email_verified": False},
        {"aud": "somebody-else"},
        {"exp": 1},
        {"nonce": "another"},
        {"iss": "https://evil.example"},
    ],
)
def test_what_the_issuer_says_must_be_right_in_every_part(
    visitor: TestClient, issuer: Issuer, claims: dict[str, Any]
) -> None:
    issuer.claims |= claims
    back = visitor.get("/signin/company/back", params=at_the_issuer(visitor, issuer))
    assert back.status_code == 401
    assert COOKIE not in visitor.cookies


def test_an_answer_nobody_asked_for_is_refused(visitor: TestClient, issuer: Issuer) -> None:
    assert visitor.get("/signin/company/back?code=c&state=s").status_code == 401
    params = at_the_issuer(visitor, issuer)
    assert visitor.get("/signin/company/back", params=params | {"state": "other"}).status_code == 401
    issuer.key = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
