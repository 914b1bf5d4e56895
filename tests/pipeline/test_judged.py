"""What people say of moments through a worker: added moments get their vectors, verdicts survive all work on a call."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from calls.call import CallState
from store.keys import Scope, create_key
from store.moments import moments_with_vectors

OBJECTION = "Honestly that is too expensive for us, we do not have the budget this year."
MISSED = "The garden looks lovely in spring."


def done(site: Any) -> bool:
    return all(c.state is CallState.READY and (c.rework is None or c.rework.stage is None) for c in site.calls())


def opened(site: Any) -> TestClient:
    """The API over the site's data."""
    with site.database.transaction() as session:
        secret = create_key(session, "Ana", scopes=frozenset({Scope.CALLS_READ, Scope.CALLS_WRITE, Scope.THEMES_READ}))[
            1
        ]
    app = create_app(ApiSettings(data_dir=site.settings.data_dir))
    return TestClient(app, headers={"Authorization": f"Bearer {secret}"})


def judged(client: TestClient, call_id: str) -> list[tuple[str, str, str | None, int]]:
    items = client.get("/v1/moments", params={"call_id": call_id, "include_rejected": True}).json()["items"]
    return sorted((m["quote"], m["kind"], m["judged"], m["transcript_version"]) for m in items)


def test_verdicts_survive_mining_and_another_transcription(make_site: Callable[..., Any]) -> None:
    site = make_site()
    site.take_in(recordings=1, transcripts=0)
    worker = site.start_worker()
    site.wait_until(site.all_final)
    (call,) = site.calls()
    with opened(site) as client:
        turns = client.get(f"/v1/calls/{call.id}/transcript").json()["turns"]
        buyer = max((turn for turn in turns if turn["role"] == "buyer"), key=lambda turn: len(turn["words"]))
        text = {"kind": "text", "turn_index": buyer["index"], "text": f"{OBJECTION} {MISSED} {buyer['text']}"}
        assert client.post(f"/v1/calls/{call.id}/corrections", json=text).status_code == 201
        site.wait_until(lambda: done(site))
        (found,) = client.get("/v1/moments", params={"call_id": call.id}).json()["items"]
        relabel = {"verdict": "relabel", "kind": "pain"}
        assert client.post(f"/v1/moments/{found['id']}/corrections", json=relabel).status_code == 201
        body = {"turn_index": buyer["index"], "quote": MISSED, "kind": "praise"}
        added = client.post(f"/v1/calls/{call.id}/moments", json=body)
        assert added.status_code == 201, added.text
        site.wait_until(lambda: done(site))
        now = [(MISSED, "praise", "added", 1), (found["quote"], "pain", "relabelled", 1)]
        assert judged(client, call.id) == sorted(now)
        with site.database.reading() as session:
            moments, vectors = moments_with_vectors(session, call_id=call.id)
        assert {moment.id for moment in moments} == {found["id"], added.json()["id"]}, "both can be placed"
        assert all(vectors.any(axis=1))

        again = client.post(f"/v1/calls/{call.id}/reprocess", json={"stage": "transcribe"})
        assert again.status_code == 202
        site.wait_until(lambda: done(site))
        assert judged(client, call.id) == sorted((quote, kind, said, 2) for quote, kind, said, _ in now)

        assert client.post(f"/v1/moments/{found['id']}/corrections", json={"verdict": "reject"}).status_code == 201
        again = client.post(f"/v1/calls/{call.id}/reprocess", json={"stage": "mine"})
        assert again.status_code == 202
        site.wait_until(lambda: done(site))
        assert (found["quote"], "objection", "rejected", 2) in judged(client, call.id)
        assert client.get(f"/v1/calls/{call.id}").json()["moments"] == 1
        for made in client.get("/v1/corrections").json()["items"]:
            assert client.delete(f"/v1/corrections/{made['id']}").status_code == 204
        site.wait_until(lambda: done(site))
        assert judged(client, call.id) == [(found["quote"], "objection", None, 2)]
    site.kill(worker)
