"""Searching by the API: what is found, with where to hear it, page by page, for those who may see it."""

import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api import meaning as asking
from api import search as route
from store.cursor import encode_cursor
from store.keys import Scope
from store.search_tables import SearchTextRow
from store.search_wire import Question
from tests.store.search_world import lay

TOLD = "We were told that prices go up every year."
DEAR = "The pricing is more than we had in mind, and Marek worries about lock-in."
READER = (Scope.CALLS_READ,)


@pytest.fixture(autouse=True)
def calls(client: TestClient) -> tuple[str, str]:
    database = client.app.state.database  # type: ignore[attr-defined]
    first = lay(database, TOLD, DEAR, moments=[1], names={DEAR: "Marek"}, account="Acme", segment="smb")
    return first, lay(database, DEAR, TOLD, moments=[1], names={DEAR: "Marek"}, segment="enterprise")


def ask(client: TestClient, **query: object) -> dict:
    answer = client.get("/v1/search", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_moment_comes_with_its_call_and_with_its_hits_marked(client: TestClient, calls: tuple[str, str]) -> None:
    found = ask(client, q="pricing", **{"in": "moments"}, segment="smb")
    assert found["mode"] == "text"
    (item,) = found["items"]
    assert (item["type"], item["call_id"], item["turn_index"], item["kind"]) == ("moment", calls[0], 1, "objection")
    assert client.get(f"/v1/moments/{item['moment_id']}").json()["quote"] == DEAR
    assert [piece["text"] for piece in item["snippet"] if piece["hit"]] == ["pricing"]
    assert "".join(piece["text"] for piece in item["snippet"]) == DEAR
    assert (item["start_s"], item["account"], item["segment"], item["role"]) == (9.0, "Acme", "smb", "buyer")
    assert client.get(item["audio_url"], headers={"Range": "bytes=0-1"}).status_code in (206, 404)


def test_turns_and_moments_are_found_together_or_apart(client: TestClient) -> None:
    both = ask(client, q="price")["items"]
    assert sorted(item["type"] for item in both) == ["moment"] * 2 + ["turn"] * 4
    assert {item["type"] for item in ask(client, q="price", **{"in": "turns"})["items"]} == {"turn"}
    assert {item["type"] for item in ask(client, q="price", kind="objection")["items"]} == {"moment"}
    refused = client.get("/v1/search", params={"q": "price", "in": "turns", "kind": "objection"})
    assert refused.status_code == 422
    assert "in=moments" in refused.json()["detail"]


def test_who_only_reads_neither_sees_nor_finds_personal_data(client: TestClient, make_key: Callable[..., str]) -> None:
    assert len(ask(client, q="marek")["items"]) == 3
    client.headers["Authorization"] = f"Bearer {make_key(client, *READER)}"
    for asked in ("marek", "mar*", '"and marek"', "pricing marek"):
        assert ask(client, q=asked)["items"] == []
    shown = ask(client, q="lock-in")
    assert len(shown["items"]) == 3
    assert "Marek" not in str(shown)
    assert all(item["redacted"] for item in shown["items"])
    assert "[name]" in "".join(piece["text"] for piece in shown["items"][0]["snippet"])


def test_pages_make_up_the_whole(client: TestClient) -> None:
    whole = [item["snippet"] for item in ask(client, q="price")["items"]]
    pages, cursor = [], None
    while True:
        page = ask(client, q="price", limit=2, **({"cursor": cursor} if cursor else {}))
        pages += [item["snippet"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        lay(client.app.state.database, "price", "price price")  # type: ignore[attr-defined]
    assert pages == whole
    assert client.get("/v1/search", params={"q": "price", "cursor": "nonsense"}).status_code == 422


@pytest.mark.parametrize("asked", ['"', "-", "*", "' OR 1=1 --", "\x00a", "(((", "NEAR(a b)", "a AND", "ü" * 500])
def test_any_text_is_answered(client: TestClient, asked: str) -> None:
    ask(client, q=asked)


def test_meaning_and_words_are_joined_and_pages_go_on_in_the_same_way(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_words = ask(client, q="lock", **{"in": "moments"})["items"]
    other = ask(client, q="told", **{"in": "moments"})["items"]
    # The service answers with numbers of texts; those of the moments are all it knows.
    database = client.app.state.database  # type: ignore[attr-defined]
    with database.reading() as session:
        in_full = SearchTextRow.analysis > 0, SearchTextRow.audience != "masked"
        rows = session.execute(select(SearchTextRow.id, SearchTextRow.key).where(*in_full)).all()
    likeness = {number: 0.9 if key == other[0]["moment_id"] else 0.5 for number, key in rows}
    monkeypatch.setattr(route, "ask_meaning", lambda *_: likeness)
    joined = ask(client, q="lock", **{"in": "moments"})
    assert joined["mode"] == "hybrid"
    # Found both ways goes before found one way.
    assert [item["moment_id"] for item in joined["items"]] == [by_words[0]["moment_id"], other[0]["moment_id"]]
    meant = ask(client, q="lock", mode="meaning")
    assert meant["mode"] == "meaning"
    assert [item["moment_id"] for item in meant["items"]] == [other[0]["moment_id"], by_words[0]["moment_id"]]
    assert ask(client, q="lock", mode="text")["mode"] == "text"
    first = ask(client, q="lock", limit=1, **{"in": "moments"})
    rest = ask(client, q="lock", limit=1, cursor=first["next_cursor"], **{"in": "moments"})
    assert [*first["items"], *rest["items"]] == joined["items"]
    monkeypatch.setattr(route, "ask_meaning", lambda *_: None)
    gone = client.get("/v1/search", params={"q": "lock", "limit": 1, "cursor": first["next_cursor"]})
    assert (gone.status_code, gone.json()["code"]) == (503, "search_unavailable")


def in_every_moment(client: TestClient) -> dict[int, float]:
    with client.app.state.database.reading() as session:  # type: ignore[attr-defined]
        return dict.fromkeys(session.scalars(select(SearchTextRow.id).where(SearchTextRow.analysis > 0)), 0.5)


def test_what_must_not_be_there_is_neither_asked_nor_found_by_meaning(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(_: object, question: Question) -> dict[int, float]:
        asked.append(question.text)
        return in_every_moment(client)

    monkeypatch.setattr(route, "ask_meaning", answer)
    for mode in ("meaning", "auto"):
        query = {"mode": mode, "in": "moments"}
        told = [item["snippet"][0]["text"] for item in ask(client, q="so dear -worry", **query)["items"]]
        assert told == [TOLD], mode
        assert len(ask(client, q='so dear -"worries lock"', **query)["items"]) == 2
    assert set(asked) == {"so dear"}


@pytest.mark.parametrize("mode", ["auto", "meaning", "text"])
@pytest.mark.parametrize("q", ["-price", '-"go up" -lock', "-price *"])
def test_a_question_of_only_what_must_not_be_there_finds_nothing_and_asks_nobody(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, mode: str, q: str
) -> None:
    monkeypatch.setattr(route, "ask_meaning", lambda *_: pytest.fail("nothing is meant by it"))
    assert ask(client, q=q, mode=mode)["items"] == []


def test_a_question_that_cannot_be_written_is_no_silence_of_the_service(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    class Connection:
        def request(self, _method: str, _path: str, body: str, _headers: object) -> None:
            written.append(body)
            raise OSError("nobody listens")

        def close(self) -> None:
            pass

    monkeypatch.setattr(asking, "_connection", lambda _: Connection())
    ask(client, q="dear", as_of="2026-11-01T00:00:00Z")
    assert json.loads(written[0])["window"]["as_of"].startswith("2026-11-01")
    monkeypatch.setattr(Question, "as_dict", lambda _: {"at": object()})
    with pytest.raises(TypeError):
        ask(client, q="dear")
    assert len(written) == 1


def test_a_crafted_cursor_is_refused(client: TestClient) -> None:
    at = "2026-08-03T00:00:00+00:00"
    for keys in (
        ["text", 2**70, 0.5, at, 1],
        ["text", 9, float("nan"), at, 1],
        ["text", 9, 0.5, "0001-01-01T00:00:00+14:00", 1],
    ):
        answer = client.get("/v1/search", params={"q": "price", "cursor": encode_cursor(keys)})
        assert answer.status_code == 422, keys
