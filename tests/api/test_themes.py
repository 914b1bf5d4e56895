"""/v1/themes and /v1/moments: every number opens to exactly its quotes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fastapi.testclient import TestClient

from calls.call import CallDetails, Deal, Medium
from calls.moment import Category, Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.moments import replace_moments
from store.placing import save_suggestions
from store.session import Database

MADE_BY = Provenance(name="test", version="1")
START = datetime(2026, 8, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def seeded(client: TestClient) -> None:
    """12 calls over 12 weeks, two quotes in each of the first ten; one theme of all of them, one older name for it."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    made: list[str] = []
    with database.transaction() as session:
        for number in range(12):
            details = CallDetails(
                started_at=START + timedelta(weeks=number),
                account=f"Account {number % 6}",
                deal=Deal(segment="smb" if number % 2 else "enterprise"),
            )
            arrival = Arrival(
                sha256=f"{number:064d}", size_bytes=1, filename="c.wav", medium=Medium.AUDIO, details=details
            )
            call_id, _ = insert_call(session, arrival)
            moments = [_moment(call_id, turn) for turn in (1, 3)] if number < 10 else []
            replace_moments(
                session,
                call_id,
                moments,
                vectors=np.zeros((len(moments), 4), dtype=np.float32),
                analysis=analysis_for(session, ()),
            )
            set_call_analysed(session, call_id, analysis=analysis_for(session, ()), analysed=True)
            made += [moment.id for moment in moments]
    for theme_id, successors in (("th_old", {}), ("th_price", {"th_old": "th_price"})):
        theme = Theme(id=theme_id, kind=Kind.OBJECTION, label="price per seat", moment_ids=tuple(made))
        with database.transaction() as session:
            save_suggestions(
                session, [theme], successors=successors, provenance=MADE_BY, analysis=analysis_for(session, ())
            )


def _moment(call_id: str, turn: int) -> Moment:
    quote = "it costs too much"
    return Moment(
        id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.OBJECTION, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=turn,
        kind=Kind.OBJECTION,
        category=Category.PRICE,
        quote=quote,
        start_s=1.0,
        end_s=2.0,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
    )


def all_pages(client: TestClient, path: str, **query: object) -> list[dict]:
    items: list[dict] = []
    cursor = None
    while True:
        page = client.get(path, params={**query, "limit": 7, **({"cursor": cursor} if cursor else {})}).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


WINDOWS: list[dict[str, str]] = [
    {},
    {"segment": "smb"},
    {"from": "2026-08-20T00:00:00Z"},
    {"from": "2026-08-10T12:00:00Z", "to": "2026-09-21T12:00:00Z", "segment": "enterprise"},
    {"to": "2020-01-01T00:00:00Z"},
]


@pytest.mark.parametrize("window", WINDOWS)
def test_counts_equal_evidence_in_every_window(client: TestClient, window: dict[str, str]) -> None:
    for theme in all_pages(client, "/v1/themes", **window):
        evidence = all_pages(client, f"/v1/themes/{theme['id']}/evidence", **window)
        assert theme["mentions"] == len(evidence) == len({moment["id"] for moment in evidence})
        assert theme["calls"] == len({moment["call_id"] for moment in evidence})
        assert theme["accounts"] == len({moment["account"] for moment in evidence})
        one = client.get(f"/v1/themes/{theme['id']}", params=window).json()
        assert theme == {name: one[name] for name in theme}
        assert evidence == all_pages(client, "/v1/moments", theme_id=theme["id"], **window)
        trend = client.get(f"/v1/themes/{theme['id']}/trend", params=window).json()["points"]
        assert sum(point["calls"] for point in trend) == theme["calls"]
        assert sum(point["rate"]["n"] for point in trend) == theme["rate"]["n"]


def test_a_rate_has_its_denominator_and_interval(client: TestClient) -> None:
    rate = client.get("/v1/themes/th_price").json()["rate"]
    assert (rate["value"], rate["n"], rate["too_few"]) == (pytest.approx(10 / 12), 12, False)
    assert 0 < rate["low"] < rate["value"] < rate["high"] < 1
    few = client.get("/v1/themes/th_price", params={"segment": "smb"}).json()["rate"]
    assert few["too_few"]


def test_an_old_id_answers_with_its_successor(client: TestClient) -> None:
    assert client.get("/v1/themes/th_old").json()["id"] == "th_price"
    assert len(all_pages(client, "/v1/themes/th_old/evidence")) == 20
    assert client.get("/v1/themes/th_old/trend").json()["theme_id"] == "th_price"
    assert [theme["id"] for theme in all_pages(client, "/v1/themes")] == ["th_price"]
    assert [theme["id"] for theme in all_pages(client, "/v1/themes", state="archived")] == ["th_old"]


def test_trends_go_by_week_or_month(client: TestClient) -> None:
    weeks = client.get("/v1/themes/th_price/trend").json()["points"]
    assert [point["calls"] for point in weeks] == [1] * 10 + [0, 0]
    months = client.get("/v1/themes/th_price/trend", params={"period": "month"}).json()["points"]
    assert [point["start"] for point in months] == ["2026-08-01", "2026-09-01", "2026-10-01"]


def test_a_moment_says_where_to_hear_it(client: TestClient) -> None:
    moment = client.get("/v1/moments", params={"limit": 1}).json()["items"][0]
    assert moment == client.get(f"/v1/moments/{moment['id']}").json()
    assert moment["audio_url"] == f"/v1/calls/{moment['call_id']}/audio"
    assert (moment["start_s"], moment["end_s"], moment["theme"]["id"]) == (1.0, 2.0, "th_price")
    assert moment["provenance"] == {"name": "test", "version": "1", "options": {}}


def test_filters_find_what_they_name(client: TestClient) -> None:
    assert len(all_pages(client, "/v1/moments", kind="objection", category="price")) == 20
    assert all_pages(client, "/v1/moments", kind="praise") == []
    assert all_pages(client, "/v1/themes", kind="pain") == []


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    for path in (
        "/v1/themes/th_none",
        "/v1/themes/th_none/evidence",
        "/v1/themes/th_none/trend",
        "/v1/moments/mo_none",
    ):
        assert client.get(path).status_code == 404


def test_competitors_are_counted_under_one_name_each(client: TestClient) -> None:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    calls = [item["id"] for item in all_pages(client, "/v1/calls")]
    with database.transaction() as session:
        for number, call_id in enumerate(calls):
            named = replace(
                _moment(call_id, 1),
                id=f"mo_{number}",
                kind=Kind.COMPETITOR,
                category=None,
                competitor=("Salesforce", "HubSpot", None)[number % 3],
            )
            replace_moments(
                session,
                call_id,
                [named],
                vectors=np.zeros((1, 4), dtype=np.float32),
                analysis=analysis_for(session, ()),
            )
    for window in WINDOWS:
        for found in all_pages(client, "/v1/competitors", **window):
            quotes = all_pages(client, "/v1/moments", competitor=found["name"], **window)
            assert found["mentions"] == len(quotes) > 0
            assert found["calls"] == len({quote["call_id"] for quote in quotes})
            assert found["accounts"] == len({quote["account"] for quote in quotes})
            assert {quote["competitor"] for quote in quotes} == {found["name"]}
    assert [item["name"] for item in all_pages(client, "/v1/competitors")] == ["HubSpot", "Salesforce"]
    assert client.get("/v1/competitors").json()["items"][0]["rate"]["n"] == 12
