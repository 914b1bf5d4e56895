"""/v1/topics: every number opens to exactly its stretches, and the catalogue can be edited."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from calls.call import CallDetails, Deal, Medium
from calls.provenance import Provenance
from calls.topic import Topic, stretch_id
from calls.topic_catalogue import built_in_topics, catalogue_digest
from calls.transcript import Role, Transcript, Turn
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope
from store.progress import set_ready
from store.session import Database
from store.topics import replace_topics
from store.transcripts import save_transcript

MADE_BY = Provenance(name="topics", version="1", options={"catalogue": catalogue_digest(built_in_topics())})
START = datetime(2026, 8, 3, 12, tzinfo=UTC)


@pytest.fixture(name="first")
def seeded(client: TestClient) -> str:
    """12 calls over 12 weeks, the first ten of them twice about price; returns the first call's id."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    ids = []
    with database.transaction() as session:
        for number in range(12):
            details = CallDetails(
                started_at=START + timedelta(weeks=number), deal=Deal(segment="smb" if number % 2 else "enterprise")
            )
            arrival = Arrival(
                sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details
            )
            call_id, _ = insert_call(session, arrival)
            turns = (Turn(index=0, speaker="buyer", role=Role.BUYER, text="What does it cost?"),)
            save_transcript(
                session,
                Transcript(call_id=call_id, language="en", duration_s=9.0, turns=turns, provenance=MADE_BY),
            )
            found = ["pricing", None, "pricing"] if number < 10 else ["security"]
            topics = [_stretch(call_id, index, topic_id, 1 / len(found)) for index, topic_id in enumerate(found)]
            replace_topics(session, call_id, 1, topics, provenance=MADE_BY)
            set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
            set_ready(session, call_id)
            ids.append(call_id)
    return ids[0]


def _stretch(call_id: str, index: int, topic_id: str | None, share: float) -> Topic:
    return Topic(
        id=stretch_id(call_id=call_id, index=index, topic_id=topic_id, first_turn=0, provenance=MADE_BY),
        call_id=call_id,
        index=index,
        topic_id=topic_id,
        label=topic_id or "Parking",
        start_s=1.0,
        end_s=2.0,
        first_turn=0,
        last_turn=0,
        talk_share=share,
        raised_by=Role.BUYER,
        sentiment=-1.0,
        sentiment_n=2,
        keyphrases=("list price",),
        provenance=MADE_BY,
    )


def all_pages(client: TestClient, path: str, **query: object) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = client.get(path, params={**query, "limit": 7, **({"cursor": cursor} if cursor else {})}).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


@pytest.mark.parametrize(
    "window", [{}, {"segment": "smb"}, {"from": "2026-08-20T00:00:00Z"}, {"to": "2020-01-01T00:00:00Z"}]
)
def test_counts_equal_evidence_in_every_window(client: TestClient, first: str, window: dict[str, str]) -> None:
    topics = all_pages(client, "/v1/topics", **window)
    assert len(topics) == len({topic["id"] for topic in topics}) == len(built_in_topics())
    for topic in topics[:3]:
        evidence = all_pages(client, f"/v1/topics/{topic['id']}/evidence", **window)
        assert topic["stretches"] == len(evidence) == len({item["id"] for item in evidence})
        assert topic["calls"] == len({item["call_id"] for item in evidence})
        assert topic == client.get(f"/v1/topics/{topic['id']}", params=window).json()
        trend = client.get(f"/v1/topics/{topic['id']}/trend", params=window).json()["points"]
        assert sum(point["calls"] for point in trend) == topic["calls"]
        assert sum(point["rate"]["n"] for point in trend) == topic["rate"]["n"]


def test_a_topic_has_its_denominator_and_share_of_talk(client: TestClient, first: str) -> None:
    price = client.get("/v1/topics").json()["items"][0]
    assert (price["id"], price["label"], price["calls"], price["stretches"]) == ("pricing", "Price", 10, 20)
    assert (price["rate"]["value"], price["rate"]["n"]) == (pytest.approx(10 / 12), 12)
    assert price["talk_share"] == pytest.approx(10 * (2 / 3) / 12, abs=0.001)
    assert price["pending"] == 0
    assert client.get("/v1/topics/legal").json()["talk_share"] == 0.0


def test_a_call_says_what_its_stretches_are_about(client: TestClient, first: str) -> None:
    items = client.get(f"/v1/calls/{first}/topics").json()["items"]
    assert [(i["topic_id"], i["label"]) for i in items] == [
        ("pricing", "pricing"),
        (None, "Parking"),
        ("pricing", "pricing"),
    ]
    assert (items[0]["sentiment_word"], items[0]["raised_by"], items[0]["keyphrases"]) == (
        "negative",
        "buyer",
        ["list price"],
    )
    assert client.get(f"/v1/calls/{first}/topics", params={"version": 9}).json()["items"] == []
    assert client.get("/v1/calls/ca_none/topics").status_code == 404


def test_topics_are_added_changed_and_switched_off(client: TestClient, first: str) -> None:
    made = client.post("/v1/topics", json={"label": "Electric vans", "phrases": ["charge the vans"]})
    assert made.status_code == 201
    own = made.json()
    assert (own["built_in"], own["enabled"], own["calls"], own["pending"]) == (False, True, 0, 12)
    changed = client.patch(f"/v1/topics/{own['id']}", json={"phrases": ["charging stations"], "enabled": False}).json()
    assert (changed["phrases"], changed["enabled"], changed["label"]) == (["charging stations"], False, "Electric vans")
    assert client.patch("/v1/topics/pricing", json={"label": "Money"}).json()["label"] == "Money"
    assert client.get(f"/v1/calls/{first}/topics").json()["items"][0]["label"] == "Money"
    assert [t["id"] for t in all_pages(client, "/v1/topics", enabled=False)] == [own["id"]]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "/v1/topics", {"label": "X", "phrases": []}, 422, "at least one phrase"),
        ("POST", "/v1/topics", {"label": " ", "phrases": ["a van"]}, 422, "label"),
        ("POST", "/v1/topics", {"label": "price", "phrases": ["a van"]}, 409, "pricing"),
        ("POST", "/v1/topics", {"label": "X", "phrases": ["a van"], "colour": "red"}, 422, "colour"),
        ("PATCH", "/v1/topics/pricing", {}, 422, "Nothing to change"),
        ("PATCH", "/v1/topics/tp_none", {"enabled": False}, 404, "tp_none"),
        ("GET", "/v1/topics/tp_none/evidence", None, 404, "tp_none"),
        ("GET", "/v1/topics/tp_none/trend", None, 404, "tp_none"),
        ("GET", "/v1/topics?cursor=nonsense", None, 422, "cursor"),
    ],
)
def test_mistakes_are_told(
    client: TestClient, method: str, path: str, body: dict[str, object] | None, status: int, said: str
) -> None:
    answer = client.request(method, path, json=body)
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.json()


def test_editing_needs_its_scope(client: TestClient, make_key: Any) -> None:
    client.headers["Authorization"] = f"Bearer {make_key(client, Scope.THEMES_READ)}"
    assert client.get("/v1/topics").status_code == 200
    assert client.patch("/v1/topics/pricing", json={"enabled": False}).status_code == 403


def test_who_changed_the_catalogue_is_kept(client: TestClient, make_key: Callable[..., str]) -> None:
    own = client.post("/v1/topics", json={"label": "Vans", "phrases": ["charge the vans"]}).json()["id"]
    client.patch(f"/v1/topics/{own}", json={"label": "Electric vans", "phrases": ["charging stations"]})
    client.patch("/v1/topics/pricing", json={"enabled": False})
    refused = client.patch("/v1/topics/pricing", json={"label": "Electric vans"})
    assert refused.status_code == 409
    client.headers["Authorization"] = f"Bearer {make_key(client, Scope.ADMIN)}"
    kept = {
        (entry["action"], entry["subject"]): (entry["actor"], entry["detail"])
        for entry in client.get("/v1/audit").json()["items"]
    }
    assert kept == {
        ("topic.added", own): ("test", {"label": "Vans"}),
        ("topic.changed", own): ("test", {"label": "Electric vans", "was_label": "Vans", "texts": ["phrases"]}),
        ("topic.changed", "pricing"): ("test", {"label": "Price", "enabled": False}),
    }
