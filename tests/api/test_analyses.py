"""/v1/analyses: what versions there are, how they differ on the same calls, and the one reversible switch."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.settings import ApiSettings
from calls.call import CallDetails, Medium
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope
from store.moments import replace_moments
from store.placing import save_suggestions
from store.progress import set_ready
from store.session import Database, Session

START = datetime(2026, 8, 3, 12, tzinfo=UTC)
OLD, NEW = Provenance(name="rules", version="1"), Provenance(name="rules", version="2")
# In which of 60 calls each analysis finds the theme: the new one more often, and both more often later.
FINDS = {
    OLD.version: [n for n in range(60) if n % 10 < (2 if n < 30 else 5)],
    NEW.version: [n for n in range(60) if n % 10 < (3 if n < 30 else 6)],
}


def mine(session: Session, call_id: str, made_by: Provenance, quotes: list[str]) -> list[Moment]:
    analysis = analysis_for(session, (made_by,))
    moments = [
        Moment(
            id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.OBJECTION, quote=quote, provenance=made_by),
            call_id=call_id,
            turn_index=turn,
            kind=Kind.OBJECTION,
            category=None,
            quote=quote,
            start_s=None,
            end_s=None,
            role=Role.BUYER,
            score=0.9,
            provenance=made_by,
        )
        for turn, quote in enumerate(quotes)
    ]
    set_call_analysed(session, call_id, analysis=analysis, analysed=True)
    replace_moments(session, call_id, moments, vectors=np.eye(len(moments), 4, dtype=np.float32), analysis=analysis)
    return moments


@pytest.fixture(scope="module")
def seeded_file(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """60 calls in both analyses, one in the old alone, and a theme that only the new one voices."""
    path = tmp_path_factory.mktemp("analyses") / "app.sqlite"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    seed(database)
    database.close()
    return path


@pytest.fixture
def settings(tmp_path: Path, seeded_file: Path) -> ApiSettings:
    shutil.copy(seeded_file, tmp_path / "app.sqlite")
    return ApiSettings(data_dir=tmp_path)


def seed(database: Database) -> None:
    with database.transaction() as session:
        calls = []
        for number in range(61):
            details = CallDetails(started_at=START + timedelta(days=number), account=f"Account {number % 20}")
            arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c", medium=Medium.TEXT, details=details)
            calls.append(insert_call(session, arrival)[0])
            set_ready(session, calls[-1])
        for made_by in (OLD, NEW):
            held: dict[str, list[Moment]] = {"too dear": [], "why so": []}
            for number, call_id in enumerate(calls[: 61 if made_by is OLD else 60]):
                quotes = ["too dear"] if number in FINDS[made_by.version] or number == 60 else []
                for moment in mine(session, call_id, made_by, quotes + ["why so"] * (made_by is NEW and number < 4)):
                    held[moment.quote].append(moment)
            themes = [
                Theme(id=f"th_{quote[:3]}", kind=Kind.OBJECTION, label=quote, moment_ids=tuple(m.id for m in moments))
                for quote, moments in held.items()
                if moments
            ]
            number = analysis_for(session, (made_by,))
            save_suggestions(session, themes, successors={}, provenance=made_by, analysis=number)


def compared(client: TestClient, **query: object) -> dict[str, Any]:
    answer = client.get("/v1/analyses/2/comparison", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_each_analysis_says_what_made_it_and_how_far_it_is(client: TestClient) -> None:
    new, old = client.get("/v1/analyses").json()["items"]
    assert (new["number"], new["state"], new["calls"], new["ready_calls"], new["complete"]) == (
        2, "building", 60, 61, False,
    )  # fmt: skip
    assert (old["number"], old["state"], old["calls"], old["complete"]) == (1, "current", 61, True)
    assert (old["made_by"], old["moments"]) == ([{"name": "rules", "version": "1", "options": {}}], 22)
    assert client.get("/v1/analyses/2").json() == new
    assert client.get("/v1/analyses/3").status_code == 404


def test_the_switch_shows_the_other_analysis_and_takes_back(client: TestClient) -> None:
    before = client.get("/v1/themes").json()
    switched = client.post("/v1/analyses/2/current")
    assert (switched.status_code, switched.json()["state"]) == (200, "current")
    assert client.post("/v1/analyses/2/current").json() == switched.json(), "asked twice, nothing changes"
    theme = client.get("/v1/themes/th_too").json()
    assert (theme["calls"], theme["rate"]["n"]) == (27, 60)
    assert len(client.get("/v1/themes/th_too/evidence", params={"limit": 100}).json()["items"]) == 27
    assert client.post("/v1/analyses/1/current").json()["state"] == "current"
    again = client.get("/v1/themes").json()
    assert again | {"as_of": None} == before | {"as_of": None}
    assert client.post("/v1/analyses/7/current").status_code == 404


def test_a_comparison_is_of_the_same_calls(client: TestClient) -> None:
    made = compared(client)
    assert (made["old"], made["new"], made["calls"], made["before_calls"]) == (1, 2, 60, None)
    first, second = made["items"]
    assert (first["theme_id"], first["only_in"], first["change"], first["before"]) == ("th_too", None, None, None)
    found = first["found"]
    assert (found["both"], found["only_old"], found["only_new"]) == (21, 0, 6)
    assert (found["old"]["value"], found["new"]["value"], found["new"]["n"]) == (21 / 60, 27 / 60, 60)
    assert found["old"]["low"] < 21 / 60 < found["old"]["high"]
    assert (second["theme_id"], second["only_in"], second["found"]["both"]) == ("th_why", "new", 0)
    client.post("/v1/analyses/2/current")
    assert compared(client) == made, "the report is the same from either side of the switch"


def test_each_count_of_a_comparison_opens_exactly_its_calls(client: TestClient) -> None:
    def calls(number: int, **query: object) -> int:
        answer = client.get(f"/v1/analyses/{number}/evidence", params={"theme_id": "th_too", "limit": 100, **query})
        assert answer.status_code == 200, answer.text
        return len({item["call_id"] for item in answer.json()["items"]})

    for query in ({}, {"from": (START + timedelta(days=30)).isoformat()}):
        found = compared(client, **query)["items"][0]["found"]
        assert calls(1, **query) == round(found["old"]["value"] * found["old"]["n"])
        assert calls(2, **query) == round(found["new"]["value"] * found["new"]["n"])
        assert calls(1, other_finds=True, **query) == calls(2, other_finds=True, **query) == found["both"]
        assert calls(1, other_finds=False, **query) == found["only_old"]
        assert calls(2, other_finds=False, **query) == found["only_new"]


def test_a_change_is_split_into_market_and_model(client: TestClient) -> None:
    middle = (START + timedelta(days=30)).isoformat()
    made = compared(client, **{"from": middle, "before_to": middle})
    assert (made["calls"], made["before_calls"]) == (30, 30)
    change = made["items"][0]["change"]
    assert change["total"] == pytest.approx(18 / 30 - 6 / 30)
    assert change["market"]["value"] == pytest.approx(0.3), "within either analysis 3 in 10 calls more"
    assert change["model"]["value"] == pytest.approx(0.1), "in either window the new one finds 1 in 10 more"
    assert change["market"]["value"] + change["model"]["value"] == pytest.approx(change["total"])
    assert change["model"]["low"] < 0.1 < change["model"]["high"]
    before = made["items"][0]["before"]
    assert (before["old"]["value"], before["new"]["value"]) == (pytest.approx(0.2), pytest.approx(0.3))


def test_a_comparison_comes_in_pages(client: TestClient) -> None:
    first = compared(client, limit=1)
    second = compared(client, limit=1, cursor=first["next_cursor"])
    assert [first["items"][0], second["items"][0]] == compared(client)["items"]
    assert second["next_cursor"] is None


def test_what_cannot_be_compared_is_refused_with_what_can(client: TestClient) -> None:
    for query, said in (
        ({"with": 2}, "another"),
        ({"before_to": "2026-08-20T00:00:00Z"}, "Give the later window"),
        ({"cursor": "x"}, "cursor"),
    ):
        refused = client.get("/v1/analyses/2/comparison", params=query)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
        assert said in refused.json()["detail"]
    assert client.get("/v1/analyses/2/comparison", params={"with": 9}).status_code == 404


def test_one_analysis_has_nothing_to_be_compared_with(client: TestClient) -> None:
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM analyses WHERE number = 2")
    refused = client.get("/v1/analyses/1/comparison")
    assert refused.status_code == 422
    assert "only one analysis" in refused.json()["detail"]


def test_switching_needs_its_scope(client: TestClient, make_key: Any) -> None:
    client.headers["Authorization"] = f"Bearer {make_key(client, Scope.THEMES_READ)}"
    assert client.get("/v1/analyses").status_code == 200
    assert compared(client)["calls"] == 60
    refused = client.post("/v1/analyses/2/current")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_pages_say_which_analysis_the_numbers_are_of(client: TestClient) -> None:
    themes = client.get("/themes", headers={"accept": "text/html"}).text
    assert "Analysis 2 is being made: 60 of 61 calls. What you see is analysis 1." in _plain(themes)
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    with database.transaction() as session:
        arrival = Arrival(sha256="f" * 64, size_bytes=1, filename="c", medium=Medium.TEXT, details=CallDetails())
        call_id, _ = insert_call(session, arrival)
        mine(session, call_id, NEW, ["too dear"])
        set_ready(session, call_id)
    assert "1 new call is in analysis 2 only and not counted here." in _plain(client.get("/calls").text)
    client.post("/v1/analyses/2/current")
    assert "1 call is in another analysis only" in _plain(client.get("/themes").text), "the one in the old alone"


def test_the_page_of_an_analysis_shows_what_it_changes_and_switches(client: TestClient) -> None:
    listed = _plain(client.get("/analyses").text)
    assert "60 of 61 calls" in listed
    assert "Show analysis 2" in listed
    shown = _plain(client.get("/analyses/2").text)
    assert "Analysis 2 against analysis 1, on the 60 calls" in shown
    assert "too dear Objection 15 of 30" in shown
    assert "+40 +30 (" in shown, "the change, and the market's part of it"
    assert "why so Objection · only in analysis 2" in shown
    assert "you can switch back at any time" in shown
    days = {"first": "2026-08-03", "middle": "2026-08-13", "last": "2026-08-22"}
    assert "Earlier: 3 Aug 2026 up to 13 Aug 2026, 10 calls." in _plain(client.get("/analyses/2", params=days).text)

    switched = client.post("/analyses/2/current", follow_redirects=False)
    assert (switched.status_code, switched.headers["location"]) == (303, "/analyses?was=1")
    after = _plain(client.get("/analyses?was=1").text)
    assert "Analysis 2 is shown from now on." in after
    assert "Take it back: show analysis 1" in after
    client.post("/analyses/1/current")
    assert client.get("/v1/analyses/1").json()["state"] == "current"


def test_pages_of_analyses_refuse_what_they_cannot_show(client: TestClient, make_key: Any) -> None:
    assert client.get("/analyses/9").status_code == 404
    assert client.get("/analyses/2?first=tomorrow").status_code == 422
    assert client.get("/analyses/2?first=2026-09-01&middle=2026-08-01").status_code == 422
    client.headers["Authorization"] = f"Bearer {make_key(client, Scope.THEMES_READ)}"
    assert "Show analysis 2" not in client.get("/analyses/2").text
    assert client.post("/analyses/2/current").status_code == 403


def _plain(html: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("query", ["", "?first=2026-08-03&middle=2026-08-13&last=2026-08-23"])
def test_the_page_of_a_comparison_copies_the_call_with_its_days(client: TestClient, query: str) -> None:
    html = unescape(client.get(f"/analyses/2{query}").text)
    analysis, comparison = re.findall(r"curl [^<]*?http://[^/]+(/v1/[^'<\s]+)", html)
    assert client.get(analysis).json()["number"] == 2
    answer = client.get(comparison).json()
    assert answer["before_calls"] == (10 if query else 30)
    assert f"{answer['before_calls']} calls." in _plain(html)
    assert [item["label"] for item in answer["items"]] == ["too dear", "why so"]
