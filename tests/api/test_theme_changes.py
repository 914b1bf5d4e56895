"""Themes are changed over the API as on the pages: each deed is told in the lineage, holds, and can be taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from calls.moment import Kind
from store.keys import Scope
from tests.store.theme_world import World


@pytest.fixture
def world(client: TestClient) -> World:
    made = World(client.app.state.database)  # type: ignore[attr-defined]
    made.add("money alpha", "money beta", "time alpha")
    made.add("money alpha", "money beta", "time alpha")
    made.add("money alpha", "time alpha", (Kind.PAIN, "money alpha"), (Kind.PAIN, "money beta"))
    made.rerun()
    return made


def send(client: TestClient, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
    answer = client.request(method, f"/v1/themes{path}", json=body)
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()


def kinds(changed: Any) -> list[str]:
    return [event["kind"] for event in changed["events"]]


def test_a_theme_is_changed_in_one_request_and_the_same_again_changes_nothing(client: TestClient, world: World) -> None:
    time, money = world.theme("time"), world.theme("money")
    wanted = {"label": "Takes too long", "pinned": True, "parent_id": money, "state": "accepted"}
    changed = send(client, "PATCH", f"/{time}", wanted)
    assert kinds(changed) == ["accept", "rename", "pin", "nest"]
    theme = changed["theme"]
    assert (theme["label"], theme["label_by"], theme["pinned"]) == ("Takes too long", "person", True)
    assert (theme["parent_id"], theme["state"]) == (money, "accepted")
    assert send(client, "PATCH", f"/{time}", wanted) == {"theme": theme, "events": []}
    assert send(client, "GET", f"/{time}")["label"] == "Takes too long"
    assert kinds(send(client, "PATCH", f"/{time}", {"parent_id": None})) == ["take_out"]
    assert kinds(send(client, "PATCH", f"/{time}", {"state": "archived"})) == ["archive"]
    assert kinds(send(client, "PATCH", f"/{time}", {"state": "accepted"})) == ["restore"]


def test_what_cannot_all_be_done_is_not_done_at_all(client: TestClient, world: World) -> None:
    time = world.theme("time")
    refused = send(client, "PATCH", f"/{time}", {"label": "Slow", "parent_id": time}, status=422)
    assert (refused["code"], refused["detail"]) == ("invalid_input", "A theme cannot be part of itself.")
    assert send(client, "GET", f"/{time}")["label"] == "time"
    assert send(client, "GET", f"/{time}/lineage")["items"] == []


def test_a_merged_id_answers_with_its_successor_until_the_merge_is_undone(client: TestClient, world: World) -> None:
    time, money = world.theme("time"), world.theme("money")
    changed = send(client, "POST", f"/{time}/merge", {"into": money})
    assert (changed["theme"]["id"], kinds(changed)) == (money, ["merge"])
    assert send(client, "GET", f"/{time}")["id"] == money
    assert len(send(client, "GET", f"/{time}/evidence")["items"]) == 8
    assert send(client, "POST", f"/{time}/merge", {"into": money})["events"] == []
    (told,) = send(client, "GET", f"/{time}/lineage")["items"]
    assert (told["theme_id"], told["other_id"], told["moments"], told["undoable"]) == (time, money, 3, True)
    assert told["made_by"] == "test"
    undone = send(client, "POST", f"/events/{told['number']}/undo")
    assert (undone["theme"]["id"], undone["events"][0]["undid"]) == (time, told["number"])
    assert send(client, "POST", f"/events/{told['number']}/undo") == undone
    assert len(send(client, "GET", f"/{time}/evidence")["items"]) == 3
    assert [event["kind"] for event in send(client, "GET", f"/{money}/lineage")["items"]] == ["undo", "merge"]


def test_quotes_are_split_off_and_moved(client: TestClient, world: World) -> None:
    time, money = world.theme("time"), world.theme("money")
    chosen = [moment for moment, _ in world.quotes(time)][:2]
    split = send(client, "POST", f"/{time}/split", {"label": "Slow start", "moment_ids": chosen}, status=201)
    made = split["theme"]["id"]
    assert made not in (time, money)
    again = send(client, "POST", f"/{time}/split", {"label": "Slow start", "moment_ids": chosen})
    assert (again["theme"]["id"], again["events"]) == (made, [])
    assert kinds(send(client, "POST", f"/{made}/moves", {"moment_ids": chosen[:1], "to": money})) == ["move"]
    assert kinds(send(client, "POST", f"/{made}/moves", {"moment_ids": chosen[1:], "to": None})) == ["move"]
    assert send(client, "GET", f"/{made}")["mentions"] == 0
    blocked = send(client, "POST", f"/events/{split['events'][0]['number']}/undo", status=409)
    assert "undo that one first" in blocked["detail"]


def test_a_sub_theme_is_split_off(client: TestClient, world: World) -> None:
    money, part = world.theme("money"), world.theme("money alpha")
    wanted = {"label": "Price per seat", "subtheme_id": part}
    split = send(client, "POST", f"/{money}/split", wanted, status=201)
    assert (split["theme"]["id"], split["theme"]["parent_id"]) == (part, None)
    assert send(client, "POST", f"/{money}/split", wanted)["events"] == []


def test_a_theme_is_found_by_the_names_it_had(client: TestClient, world: World) -> None:
    time, money = world.theme("time"), world.theme("money")
    send(client, "PATCH", f"/{time}", {"label": "Rollout 100% too slow"})
    send(client, "POST", f"/{time}/merge", {"into": money})

    def found(text: str) -> list[tuple[str, str, bool]]:
        items = send(client, "GET", f"/names?q={text}&kind=objection")["items"]
        return [(item["label"], item["theme_id"], item["former"]) for item in items]

    assert found("TIME") == [("time", money, True)]
    assert found("100%25") == [("Rollout 100% too slow", money, True)]
    assert found("money")[0] == ("money", money, False)
    assert found("_") == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/merge", {"into": "th_none"}, 404),
        ("/merge", {}, 422),
        ("/split", {"label": "x"}, 422),
        ("/split", {"label": " ", "moment_ids": ["mo_1"]}, 422),
        ("/moves", {"moment_ids": [], "to": None}, 422),
        ("/moves", {"moment_ids": ["mo_none"], "to": None}, 404),
    ],
)
def test_bad_requests_are_refused(client: TestClient, world: World, path: str, body: Any, status: int) -> None:
    send(client, "POST", f"/{world.theme('time')}{path}", body, status=status)


def test_an_unknown_theme_or_event_is_not_found(client: TestClient, world: World) -> None:
    assert world.said
    send(client, "PATCH", "/th_none", {"pinned": True}, status=404)
    send(client, "GET", "/th_none/lineage", status=404)
    send(client, "POST", "/events/77/undo", status=404)
    send(client, "PATCH", f"/{world.theme('time')}", {"state": "suggested"}, status=422)


def test_changing_themes_needs_its_scope(client: TestClient, world: World, make_key: Callable[..., str]) -> None:
    reader = {"Authorization": f"Bearer {make_key(client, Scope.THEMES_READ)}"}
    time = world.theme("time")
    assert client.get(f"/v1/themes/{time}/lineage", headers=reader).status_code == 200
    for method, path, body in [
        ("PATCH", f"/{time}", {"pinned": True}),
        ("POST", f"/{time}/merge", {"into": "x"}),
        ("POST", f"/{time}/split", {"label": "x", "moment_ids": ["y"]}),
        ("POST", f"/{time}/moves", {"moment_ids": ["y"], "to": None}),
        ("POST", "/events/1/undo", None),
    ]:
        answer = client.request(method, f"/v1/themes{path}", json=body, headers=reader)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
