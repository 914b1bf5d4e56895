"""Where there are many calls, answers may be a moment behind what came in, and never behind what somebody did."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api import refreshing, standing
from api.pages import themes
from store import session as sessions
from store.analyses import set_call_analysed
from store.keys import Scope
from store.session import Database
from tests.store.counting import fill

PAGE = "/themes"
PATHS = ("/v1/themes", "/v1/themes/th_a/evidence", "/v1/moments", PAGE, "/themes/th_a", "/changes", "/heat", "/")


@pytest.fixture(name="database")
def filled(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Twenty calls, which are many here."""
    monkeypatch.setattr(sessions, "MANY_CALLS", 10)
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        fill(session, seed=2, calls=20)
    client.get("/v1/themes")
    return database


@pytest.fixture(name="refreshed_often")
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are made anew all the time."""
    monkeypatch.setattr(refreshing, "EVERY_S", 0.1)
    monkeypatch.setattr(standing, "STANDS_FOR_S", 0.1)
    return


def some_calls_less(database: Database, *, routine: bool) -> None:
    with database.transaction(routine=routine) as session:
        # The newest: every page here tells of them. Identifiers are random, so the first of them would be any.
        counted = session.connection().exec_driver_sql(
            "SELECT call_id FROM theme_calls JOIN calls ON calls.id = call_id WHERE theme_id = 'th_a'"
            " ORDER BY calls.started_at DESC LIMIT 3"
        )
        for call_id in counted.scalars():
            set_call_analysed(session, call_id, analysis=1, analysed=False)


def said(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r'(nonce|data-nonce)="[^"]+"', "", answer.text)


@pytest.mark.parametrize("path", ["/v1/themes", "/v1/themes/th_a/evidence", PAGE, "/themes/th_a", "/heat"])
def test_what_only_came_in_is_shown_a_moment_later_and_a_deed_at_once(
    client: TestClient, database: Database, path: str
) -> None:
    before = said(client, path)
    some_calls_less(database, routine=True)
    assert said(client, path) == before
    some_calls_less(database, routine=False)
    assert said(client, path) != before


@pytest.mark.parametrize("path", ["/v1/themes", PAGE])
def test_whoever_wrote_something_is_shown_all_of_it(
    client: TestClient, database: Database, make_key: object, path: str
) -> None:
    other = {"Authorization": f"Bearer {make_key(client, *Scope)}"}  # type: ignore[operator]
    mine, theirs = said(client, path), client.get(path, headers=other)
    assert theirs.status_code == 200
    some_calls_less(database, routine=True)
    sent = client.post("/v1/calls", files={"file": ("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n")})
    assert sent.status_code == 202, sent.text
    assert said(client, path) != mine


def test_what_is_asked_is_made_anew_without_anybody_waiting(
    client: TestClient, database: Database, refreshed_often: None
) -> None:
    before = {path: said(client, path) for path in PATHS}
    some_calls_less(database, routine=True)
    behind = dict(before)
    # Fewer questions in all than a caller may ask in a minute.
    until = time.monotonic() + 30
    while len(behind) > 1 and time.monotonic() < until:
        time.sleep(0.5)
        behind = {path: text for path, text in behind.items() if said(client, path) == text}
    # The newest moments are the same ones: of calls that are counted and of those that are not.
    assert set(behind) <= {"/v1/moments"}
    assert client.get("/v1/themes/th_a").json()["calls"] == len(
        {item["call_id"] for item in client.get("/v1/themes/th_a/evidence?limit=100").json()["items"]}
    )


def test_who_follows_a_call_or_what_changed_is_shown_all_there_is(client: TestClient, database: Database) -> None:
    with database.reading() as session:
        call_id = session.scalar(text("SELECT call_id FROM moments LIMIT 1"))
    for path in (f"/v1/moments?call_id={call_id}", "/v1/moments?updated_since=2020-01-01T00:00:00Z"):
        assert client.get(path).json()["items"]
        with database.transaction(routine=True) as session:
            session.execute(text("UPDATE moments SET quote = quote || ' again'"))
        assert client.get(path).json()["items"][0]["quote"].endswith("again")


def test_many_who_ask_the_same_at_once_have_it_made_once(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    plain = themes.listed_themes

    def counted(*arguments: object, **named: object) -> object:
        made.append("once")
        time.sleep(0.3)
        return plain(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(themes, "listed_themes", counted)
    said(client, PAGE)
    some_calls_less(database, routine=False)
    made.clear()
    with ThreadPoolExecutor(6) as readers:
        shown = list(readers.map(lambda _: said(client, PAGE), range(6)))
    assert len(set(shown)) == 1
    assert made == ["once"]


def test_an_assistant_that_only_asks_is_no_reason_to_make_anything_anew(client: TestClient, database: Database) -> None:
    before = said(client, "/v1/themes")
    some_calls_less(database, routine=True)
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepted = {"accept": "application/json, text/event-stream"}
    assert client.post("/mcp", json=asked, headers=accepted).status_code < 500
    assert said(client, "/v1/themes") == before


def test_each_page_from_memory_has_a_nonce_of_its_own(client: TestClient, database: Database) -> None:
    first, second = client.get(PAGE), client.get(PAGE)
    nonces = [re.findall(r"'nonce-([^']+)'", each.headers["content-security-policy"]) for each in (first, second)]
    assert nonces[0] != nonces[1]
    for page, (nonce,) in zip((first, second), nonces, strict=True):
        assert nonce in page.text
    assert said(client, PAGE) == said(client, PAGE)
    assert "etag" not in first.headers, "a browser would keep the nonce of before"


def test_a_page_is_kept_for_whoever_it_was_made_for(client: TestClient, database: Database, make_key: object) -> None:
    reader = {"Authorization": f"Bearer {make_key(client, Scope.THEMES_READ)}"}  # type: ignore[operator]
    own = said(client, "/themes/th_a")
    assert said(client, "/themes/th_a") == own
    theirs = client.get("/themes/th_a", headers=reader)
    assert "/merge" in own
    assert "/merge" not in theirs.text, "who may only read is shown no way to change anything"
    nobody = client.get("/themes/th_a", headers={"Authorization": "Bearer tt_never"}, follow_redirects=False)
    assert nobody.status_code != 200


def test_with_few_calls_everything_is_shown_at_once(client: TestClient, database: Database) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sessions, "MANY_CALLS", 1_000)
        for path in ("/v1/themes", PAGE):
            before = said(client, path)
            some_calls_less(database, routine=True)
            assert said(client, path) != before
