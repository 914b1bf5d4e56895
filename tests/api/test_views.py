"""/v1/views: pages with their filters under a name."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from api.windows import hidden_rep
from store.audit import Actor
from store.keys import FIRST_TEAM, Scope
from store.saved_views import SavedView, save_view
from store.session import Database

VIEW = {"name": "Price", "path": "/explore", "query": "segment=mid-market&kind=objection&cursor=abc&q="}


def test_a_view_is_saved_read_renamed_and_deleted(client: TestClient) -> None:
    made = client.post("/v1/views", json=VIEW)
    assert made.status_code == 201
    view = made.json()
    assert made.headers["location"] == f"/v1/views/{view['id']}"
    assert view["query"] == "kind=objection&segment=mid-market", "only filters are kept, in one order"
    assert view["opens"] == f"/explore?{view['query']}"
    assert view["api"] == f"/v1/moments?{view['query']}"
    assert client.get(f"/v1/views/{view['id']}").json() == view
    again = client.post("/v1/views", json=VIEW)
    assert (again.status_code, again.json()["id"]) == (200, view["id"])
    renamed = client.patch(f"/v1/views/{view['id']}", json={"name": "Dear"}).json()
    assert (renamed["name"], renamed["id"]) == ("Dear", view["id"])
    assert client.delete(f"/v1/views/{view['id']}").status_code == 204
    assert client.get(f"/v1/views/{view['id']}").status_code == 404


def test_only_who_saved_it_or_an_admin_changes_a_view(client: TestClient, make_key: Callable[..., str]) -> None:
    view = client.post("/v1/views", json=VIEW).json()["id"]
    other = {"Authorization": f"Bearer {make_key(client, Scope.THEMES_WRITE, Scope.THEMES_READ)}"}
    assert client.get(f"/v1/views/{view}", headers=other).json()["own"] is False
    assert client.patch(f"/v1/views/{view}", json={"name": "x"}, headers=other).status_code == 403
    assert client.delete(f"/v1/views/{view}", headers=other).status_code == 403
    admin = {"Authorization": f"Bearer {make_key(client, Scope.ADMIN)}"}
    assert client.delete(f"/v1/views/{view}", headers=admin).status_code == 204


@pytest.mark.parametrize("scope", [Scope.CALLS_READ, Scope.THEMES_READ])
def test_whoever_reads_reads_views_and_saves_none(
    client: TestClient, make_key: Callable[..., str], scope: Scope
) -> None:
    client.headers["Authorization"] = f"Bearer {make_key(client, scope)}"
    assert client.get("/v1/views").json() == {"items": [], "next_cursor": None}
    assert client.post("/v1/views", json=VIEW).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"path": "/settings"},
        {"path": "https://evil.example/"},
        {"path": "//evil.example"},
        {"name": ""},
        {"name": " \n "},
        {"query": "x=" + "y" * 2000},
    ],
)
def test_what_is_no_page_or_name_is_refused(client: TestClient, wrong: dict[str, str]) -> None:
    assert client.post("/v1/views", json={**VIEW, **wrong}).status_code == 422


def test_pages_of_views_stay_whole_while_views_are_saved(client: TestClient) -> None:
    names = [f"View {number}" for number in range(5)]
    for name in names:
        client.post("/v1/views", json={**VIEW, "name": name})
    first = client.get("/v1/views?limit=2").json()
    client.post("/v1/views", json={**VIEW, "name": "Newer"})
    found, cursor = [item["name"] for item in first["items"]], first["next_cursor"]
    while cursor:
        page = client.get("/v1/views", params={"limit": 2, "cursor": cursor}).json()
        found += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert found == names[::-1]
    assert client.get("/v1/views?cursor=nonsense").status_code == 422


def test_a_view_tells_nobody_a_reps_name(client: TestClient, make_key: Callable[..., str]) -> None:
    hidden = hidden_rep("Ana Ito")
    view = client.post("/v1/views", json={**VIEW, "query": "rep=Ana+Ito&kind=objection"}).json()
    assert view["query"] == f"kind=objection&rep={hidden}", (
        "one link serves those who see the name and those who do not"
    )
    again = client.post("/v1/views", json={**VIEW, "query": f"kind=objection&rep={hidden}"})
    assert (again.status_code, again.json()["id"]) == (200, view["id"])
    assert stored(client, "/explore", "rep=Bo+Ito").name == "Bo's"
    reader = {"Authorization": f"Bearer {make_key(client, Scope.CALLS_READ)}"}
    for headers in ({}, reader):
        listed = client.get("/v1/views", headers=headers)
        assert "Ito" not in listed.text
        assert listed.json()["items"][0]["opens"] == f"/explore?rep={hidden_rep('Bo Ito')}"


def test_what_is_looked_for_in_titles_is_shown_to_whom_titles_are_not_masked(
    client: TestClient, make_key: Callable[..., str]
) -> None:
    view = stored(client, "/calls", "state=ready&title=Novak")
    reader, writer, saver = (
        {"Authorization": f"Bearer {make_key(client, *scopes)}"}
        for scopes in (
            (Scope.CALLS_READ,),
            (Scope.CALLS_READ, Scope.CALLS_WRITE),
            (Scope.THEMES_READ, Scope.THEMES_WRITE),
        )
    )
    masked = client.get(f"/v1/views/{view.id}", headers=reader)
    assert "Novak" not in masked.text
    assert (masked.json()["opens"], masked.json()["api"]) == ("/calls?state=ready", "/v1/calls?state=ready")
    assert client.get(f"/v1/views/{view.id}", headers=writer).json()["opens"] == "/calls?state=ready&title=Novak"
    own = client.post("/v1/views", headers=saver, json={"name": "x", "path": "/calls", "query": "title=Mine"}).json()
    assert client.get(f"/v1/views/{own['id']}", headers=saver).json()["query"] == "title=Mine"


def stored(client: TestClient, path: str, query: str) -> SavedView:
    """Keep a view as earlier versions did, just as it was asked for."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        return save_view(session, name="Bo's", path=path, query=query, by=Actor(team_id=FIRST_TEAM, name="earlier"))[0]
