"""What all lists do alike: pages that lose nothing while rows come, parts on demand, what changed since, filters."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient

from api.app import ROUTERS
from api.pages import calls as page_calls
from api.pages import theme as page_theme
from api.pages import themes as page_themes
from api.pages import trackers as page_trackers
from calls.call import CallDetails, Deal, Medium, Party
from calls.transcript import Role
from store.calls import Arrival, insert_call
from store.comments import Author, add_comment
from store.keys import Scope
from store.session import Database
from tests.api.test_as_of import one_more_call
from tests.api.test_themes import seeded

__all__ = ["seeded"]
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def database_of(client: TestClient) -> Database:
    found: Database = client.app.state.database  # type: ignore[attr-defined]
    return found


def a_call(client: TestClient, number: int, **details: object) -> str:
    with database_of(client).transaction() as session:
        told = CallDetails(**({"started_at": NOON + timedelta(hours=number % 7)} | details))  # type: ignore[arg-type]
        arrival = Arrival(sha256=f"a{number:063d}", size_bytes=1, filename="n.wav", medium=Medium.AUDIO, details=told)
        return insert_call(session, arrival)[0]


def known_of(item: dict[str, object]) -> object:
    return next(item[name] for name in ("id", "number", "account_id", "name") if name in item)


def test_pages_show_everything_once_while_rows_come(client: TestClient) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    call_id = a_call(client, 0)
    made = 0

    def more() -> None:
        nonlocal made
        made += 1
        buyer = Party(name=f"Buyer {chance.random()}", role=Role.BUYER, channel=None)
        deal = Deal(lead_source=f"source {chance.randrange(9)} {made}", stage="demo")
        a_call(client, made, account=f"Firm {chance.random()}", deal=deal, parties=(buyer,))
        one_more_call(client, made)
        client.post("/v1/trackers", json={"name": f"t{chance.random()}", "phrases": ["price"]})
        client.post(f"/v1/calls/{call_id}/comments", json={"text": f"said {made}"})
        moment = chance.choice(client.get("/v1/moments?limit=100").json()["items"])
        client.post(f"/v1/moments/{moment['id']}/corrections", json={"verdict": "confirm"})
        client.patch("/v1/themes/th_price", json={"label": f"price {made}"})

    for _ in range(4):
        more()
    paths = [
        "/v1/calls",
        "/v1/moments",
        "/v1/corrections",
        "/v1/trackers",
        "/v1/themes/th_price/evidence",
        "/v1/themes/th_price/lineage",
        "/v1/accounts",
        "/v1/campaigns",
        "/v1/deals",
        "/v1/contacts",
        f"/v1/calls/{call_id}/comments",
    ]
    at_first = {path: {known_of(item) for item in client.get(f"{path}?limit=100").json()["items"]} for path in paths}
    seen: dict[str, list[object]] = {path: [] for path in paths}
    cursors: dict[str, str | None] = dict.fromkeys(paths, "")
    while any(cursor is not None for cursor in cursors.values()):
        for path, cursor in cursors.items():
            if cursor is None:
                continue
            size = chance.randrange(2, 9)
            query = {"limit": size, **({"cursor": cursor} if cursor else {})}
            page = client.get(path, params=query).json()
            seen[path] += [known_of(item) for item in page["items"]]
            cursors[path] = page["next_cursor"]
        if made < 6:
            more()
    for path in paths:
        assert at_first[path], path
        assert len(seen[path]) == len(set(seen[path])), path
        assert at_first[path] <= set(seen[path]), path


def test_parts_come_only_where_they_are_asked_for(client: TestClient) -> None:
    call_id = client.get("/v1/moments").json()["items"][0]["call_id"]
    client.post(f"/v1/calls/{call_id}/comments", json={"text": "Listen to this."})
    assert client.get(f"/v1/calls/{call_id}").json()["included"] is None
    asked = client.get(f"/v1/calls/{call_id}?include=moments,comments,transcript,topics").json()["included"]
    assert len(asked["moments"]) == 2
    assert asked["comments"][0]["text"] == "Listen to this."
    assert (asked["topics"], asked["transcript"]) == ([], None)
    listed = client.get("/v1/calls?include=moments").json()["items"]
    assert sum(len(call["included"]["moments"]) for call in listed) == 20
    assert all(call["included"]["comments"] is None for call in listed)
    whole = client.get("/v1/themes/th_price?include=trend,segments,evidence,lineage").json()["included"]
    for part in ("trend", "segments"):
        assert whole[part] == client.get(f"/v1/themes/th_price/{part}").json()
    assert len(whole["evidence"]) == 20
    assert whole["lineage"] == []
    for path in ("/v1/calls", f"/v1/calls/{call_id}", "/v1/themes/th_price"):
        refused = client.get(f"{path}?include=moments,everything")
        assert refused.status_code == 422
        assert "everything" in refused.json()["detail"]
        assert ("moments" in refused.json()["detail"]) or ("evidence" in refused.json()["detail"])


def test_what_changed_since_is_listed(client: TestClient) -> None:
    buyer = (Party(name="Dana Ruiz", role=Role.BUYER, channel=None),)
    call_id = a_call(client, 0, account="Old", deal=Deal(lead_source="fair", stage="demo"), parties=buyer)
    client.post("/v1/trackers", json={"name": "Old", "phrases": ["price"]})
    client.post(f"/v1/calls/{call_id}/comments", json={"text": "old"})
    since = datetime.now(UTC).isoformat()
    paths = [f"/v1/calls/{call_id}/comments", "/v1/calls", "/v1/trackers", "/v1/accounts", "/v1/campaigns"]
    paths += ["/v1/moments", "/v1/corrections", "/v1/themes", "/v1/deals", "/v1/contacts"]
    for path in paths:
        assert client.get(path, params={"updated_since": since}).json()["items"] == [], path
    new = one_more_call(client, 1)
    a_call(client, 2, account="Newest", deal=Deal(lead_source="web", stage="demo"), parties=buyer)
    client.post("/v1/trackers", json={"name": "New", "phrases": ["price"]})
    client.post(f"/v1/calls/{call_id}/comments", json={"text": "new"})
    moment = client.get(f"/v1/moments?call_id={new}").json()["items"][0]["id"]
    client.post(f"/v1/moments/{moment}/corrections", json={"verdict": "confirm"})
    client.patch("/v1/themes/th_price", json={"label": "costs"})
    for path in paths:
        items = client.get(path, params={"updated_since": since}).json()["items"]
        assert items, path
        assert len(items) < len(client.get(path).json()["items"]) or path in ("/v1/corrections", "/v1/themes"), path


# Of a page's query that is no filter, or belongs to the page alone; what is `judged` is listed by /v1/corrections.
_NO_FILTERS = {"cursor", "period", "by", "view", "limit", "show", "moment", "version", "page", "judged"}


def test_what_pages_filter_by_the_api_filters_by_too() -> None:
    own = (page_calls, page_theme, page_themes, page_trackers)
    routes: list[Any] = [each for router in (*ROUTERS, *(page.router for page in own)) for each in router.routes]

    def query_of(path: str) -> set[str]:
        route = next(each for each in routes if each.path == path and "GET" in each.methods)
        flat = route.dependant.query_params
        waiting = list(route.dependant.dependencies)
        while waiting:
            one = waiting.pop()
            flat = [*flat, *one.query_params]
            waiting += one.dependencies
        return {param.alias for param in flat}

    for page, operation in {
        "/calls": "/v1/calls",
        "/themes": "/v1/themes",
        "/themes/{theme_id}": "/v1/themes/{theme_id}/evidence",
        "/trackers": "/v1/trackers",
    }.items():
        lacking = query_of(page) - _NO_FILTERS - query_of(operation)
        assert lacking == set(), f"{operation} lacks what {page} filters by"
    windows = {"from", "to", "segment", "stage", "outcome", "source", "rep"}
    for operation in ("/v1/calls", "/v1/moments", "/v1/themes", "/v1/themes/heat", "/v1/accounts", "/v1/contacts"):
        assert windows <= query_of(operation), operation


def test_comments_are_written_by_whoever_may_and_changed_by_their_writers(
    client: TestClient, make_key: Callable[..., str]
) -> None:
    party = Party(name="Dana Ruiz", role=Role.BUYER, channel=None)
    call_id = a_call(client, 0, parties=(party,))
    here = f"/v1/calls/{call_id}/comments"
    made = client.post(here, json={"text": " Dana Ruiz will call back. ", "turn_index": 3})
    assert made.status_code == 201
    one = made.headers["location"]
    assert client.get(one).json() == made.json()
    assert (made.json()["text"], made.json()["mine"]) == ("Dana Ruiz will call back.", True)
    reader = {"Authorization": f"Bearer {make_key(client, Scope.CALLS_READ)}"}
    shown = client.get(here, headers=reader).json()["items"][0]
    assert "Dana" not in shown["text"]
    assert shown["redacted"]
    assert client.post(here, json={"text": "mine"}, headers=reader).status_code == 403
    with database_of(client).transaction() as session:
        other = add_comment(session, call_id, "by a person", author=Author(name="Ana", id="pe_1")).id
    assert client.patch(f"{here}/{other}", json={"text": "x"}).status_code == 403
    assert client.delete(f"{here}/{other}").status_code == 403
    # Keys are told apart by themselves, not by what they are called.
    namesake = {"Authorization": f"Bearer {make_key(client)}"}
    assert client.get(one, headers=namesake).json()["mine"] is False
    assert client.patch(one, json={"text": "x"}, headers=namesake).status_code == 403
    changed = client.patch(one, json={"text": "Called back."}).json()
    assert changed["text"] == "Called back."
    assert changed["updated_at"] > changed["created_at"]
    assert client.post(here, json={"text": "   "}).status_code == 422
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
    assert client.get("/v1/calls/ca_none/comments").status_code == 404
    assert client.get(f"/v1/calls/ca_none/comments/{other}").status_code == 404


def test_accounts_and_what_goes_with_them(client: TestClient, make_key: Callable[..., str]) -> None:
    party = Party(name="Dana Ruiz", role=Role.BUYER, channel=None, email="dana@firm.example")
    rep = Party(name="Ana Rep", role=Role.REP, channel=None)
    early = Deal(stage="demo", segment="smb", lead_source="fair", amount=5.0)
    late = Deal(stage="closed", outcome="won", segment="smb", lead_source="fair", amount=7.0)
    a_call(client, 1, account="Firm", deal=early, parties=(party, rep))
    newest = a_call(client, 2, account="Firm", deal=late, parties=(party,))
    found = {each["name"]: each for each in client.get("/v1/accounts").json()["items"]}
    firm = found["Firm"]
    assert (firm["calls"], firm["analysed"], found["Account 1"]["calls"]) == (2, 0, 2)
    assert client.get(f"/v1/accounts/{firm['id']}").json() == firm
    assert len(client.get(firm["evidence"]).json()["items"]) == 2
    assert client.get("/v1/accounts/ac_none").status_code == 404
    (deal,) = client.get("/v1/deals").json()["items"]
    assert (deal["account"], deal["outcome"], deal["amount"], deal["call_id"]) == ("Firm", "won", 7.0, newest)
    (campaign,) = client.get("/v1/campaigns").json()["items"]
    assert (campaign["name"], campaign["calls"], campaign["accounts"]) == ("fair", 2, 1)
    won = client.get("/v1/campaigns?outcome=won").json()["items"][0]
    assert len(client.get(won["evidence"]).json()["items"]) == won["calls"] == 1
    (contact,) = client.get(f"/v1/contacts?account_id={firm['id']}").json()["items"]
    assert (contact["name"], contact["email"], contact["calls"]) == ("Dana Ruiz", "dana@firm.example", 2)
    reader = {"Authorization": f"Bearer {make_key(client, Scope.CALLS_READ)}"}
    (hidden,) = client.get("/v1/contacts", headers=reader).json()["items"]
    assert (hidden["name"], hidden["email"], hidden["id"]) == ("[name]", None, contact["id"])
    here = f"/v1/contacts/{contact['id']}"
    assert client.get(here).json() == contact
    assert client.get(here, headers=reader).json() == hidden
    assert client.get("/v1/contacts/cn_none").status_code == 404


def test_a_contact_opens_its_calls_in_every_window(client: TestClient) -> None:
    dana, bo = (Party(name=name, role=Role.BUYER, channel=None) for name in ("Dana Ruiz", "Bo Lind"))
    first = a_call(client, 1, account="Firm", deal=Deal(stage="demo"), parties=(dana, bo))
    second = a_call(client, 2, account="Firm", deal=Deal(stage="closed"), parties=(dana,))
    a_call(client, 3, account="Other", deal=Deal(stage="demo"), parties=(dana,))
    counted = {}
    for window in ("", "?stage=demo", "?from=2026-09-01T14:00:00Z"):
        for each in client.get(f"/v1/contacts{window}").json()["items"]:
            calls = {call["id"] for call in client.get(each["evidence"]).json()["items"]}
            assert len(calls) == each["calls"], (window, each)
            counted[window, each["account"], each["name"]] = calls
    assert counted["", "Firm", "Dana Ruiz"] == {first, second}
    assert counted["?stage=demo", "Firm", "Dana Ruiz"] == counted["", "Firm", "Bo Lind"] == {first}
    assert client.get("/v1/calls?contact_id=cn_none").json()["items"] == []
