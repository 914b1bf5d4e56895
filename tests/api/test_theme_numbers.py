"""Numbers of themes over the API: verdicts, parts, comparisons and association, with names of reps kept back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.settings import ApiSettings
from calls.call import CallDetails, Deal, Medium, Party
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope, create_key
from store.moments import replace_moments
from store.placing import save_suggestions
from store.session import Database

MADE_BY = Provenance(name="test", version="1")
START = datetime(2026, 2, 2, 9, tzinfo=UTC)
WEEKS, A_WEEK = 20, 10


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client with a key for everything but admin, over calls that no test changes."""
    with TestClient(create_app(ApiSettings(data_dir=tmp_path_factory.mktemp("numbers")))) as opened:
        database: Database = opened.app.state.database  # type: ignore[attr-defined]
        seed(database)
        with database.transaction() as session:
            _, secret = create_key(session, "test", scopes=frozenset(set(Scope) - {Scope.ADMIN}))
        opened.headers["Authorization"] = f"Bearer {secret}"
        yield opened


def seed(database: Database) -> None:
    """Ten calls a week: a theme that falls, one voiced where deals are lost, and one that nothing happens to."""
    placed: dict[str, list[str]] = {"th_falling": [], "th_lost": [], "th_still": []}
    with database.transaction() as session:
        analysis = analysis_for(session, ())
        for number in range(WEEKS * A_WEEK):
            week, nth = number % WEEKS, number // WEEKS
            outcome = ("won", "lost", "open")[(nth + week) % 3]
            details = CallDetails(
                started_at=START + timedelta(weeks=week),
                account=f"Account {number % 90}",
                parties=(Party(name=("Ana Ruiz", "Bo Lund")[nth % 2], role=Role.REP),),
                deal=Deal(segment="smb", outcome=outcome),
            )
            arrival = Arrival(
                sha256=f"{number:064d}", size_bytes=1, filename="c.json", medium=Medium.TEXT, details=details
            )
            call_id, _ = insert_call(session, arrival)
            voiced = {
                "th_falling": nth * WEEKS >= A_WEEK * week,
                "th_lost": outcome == "lost",
                "th_still": nth % 3 == 0,
            }
            said = [theme_id for theme_id, is_voiced in voiced.items() if is_voiced]
            moments = [_moment(call_id, turn) for turn, _ in enumerate(said)]
            replace_moments(
                session, call_id, moments, vectors=np.zeros((len(moments), 4), dtype=np.float32), analysis=analysis
            )
            set_call_analysed(session, call_id, analysis=analysis, analysed=True)
            for theme_id, moment in zip(said, moments, strict=True):
                placed[theme_id].append(moment.id)
        themes = [
            Theme(id=theme_id, kind=Kind.PAIN, label=theme_id, moment_ids=tuple(ids))
            for theme_id, ids in placed.items()
        ]
        themes.append(Theme(id="th_empty", kind=Kind.PAIN, label="nothing", moment_ids=()))
        save_suggestions(session, themes, successors={}, provenance=MADE_BY, analysis=analysis)
        session.execute(text("UPDATE themes SET pinned = TRUE WHERE id = 'th_still'"))


def _moment(call_id: str, turn: int) -> Moment:
    quote = f"that hurts {turn}"
    return Moment(
        id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.PAIN, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=turn,
        kind=Kind.PAIN,
        category=None,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
    )


def test_a_trend_has_its_verdict_and_both_halves(client: TestClient) -> None:
    change = client.get("/v1/themes/th_falling/trend").json()["change"]
    assert (change["verdict"], change["basis"], change["looked_at"]) == ("falling", "slope", 3)
    assert change["high"] < 0
    halves = change["earlier"]["calls"], change["later"]["calls"]
    assert halves[0] > halves[1]
    assert sum(halves) == client.get("/v1/themes/th_falling").json()["calls"]
    assert client.get("/v1/themes/th_still/trend").json()["change"]["verdict"] == "steady"
    months = client.get("/v1/themes/th_falling/trend", params={"period": "month"}).json()
    assert months["change"] == change


def test_changes_tell_what_moves_first_and_compare_windows_that_are_asked_for(client: TestClient) -> None:
    items = client.get("/v1/themes/changes").json()["items"]
    assert (items[0]["theme"]["id"], items[0]["verdict"]) == ("th_falling", "falling")
    assert {item["verdict"] for item in items[1:]} == {"steady"}
    asked = {"from": "2026-04-13T00:00:00Z", "to": "2026-06-22T00:00:00Z"}
    compared = client.get("/v1/themes/changes", params={**asked, "verdict": "falling"}).json()["items"]
    (item,) = compared
    assert item["basis"] == "windows"
    # Without another wish, the same length of time just before.
    assert (item["earlier"]["start"], item["earlier"]["end"]) == ("2026-02-02T00:00:00Z", "2026-04-13T00:00:00Z")
    assert item["earlier"]["rate"]["n"] == item["later"]["rate"]["n"] == 100


@pytest.mark.parametrize(
    "query",
    [
        {"before_from": "2026-02-01T00:00:00Z"},
        {"from": "2026-04-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"},
        {"from": "2026-04-01T00:00:00Z", "before_to": "2026-05-01T00:00:00Z"},
        {"by": "all"},
    ],
)
def test_windows_that_cannot_be_compared_are_refused(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get("/v1/themes/changes", params=query)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"


def test_changes_come_page_by_page(client: TestClient) -> None:
    found, cursor = [], None
    while True:
        query = {"limit": 2, "by": "outcome", **({"cursor": cursor} if cursor else {})}
        page = client.get("/v1/themes/changes", params=query).json()
        found += [(item["theme"]["id"], item["value"]) for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    # th_lost is voiced in calls of lost deals alone.
    assert len(found) == len(set(found)) == 7


def test_a_theme_of_lost_deals_is_associated_with_losing(client: TestClient) -> None:
    lost = client.get("/v1/themes/th_lost/association").json()
    assert lost["shown"]
    assert lost["high"] < 0
    assert lost["with_theme"]["value"] == 0
    assert {row["outcome"] for row in lost["outcomes"]} == {"won", "lost"}
    still = client.get("/v1/themes/th_still/association").json()
    assert not still["shown"]
    listed = client.get("/v1/themes/association").json()["items"]
    assert {item["theme"]["id"]: item for item in listed}["th_lost"] == lost
    refused = client.get("/v1/themes/th_lost/association", params={"outcome": "won"})
    assert refused.status_code == 422


def test_a_heat_map_says_where_a_theme_stands_out(client: TestClient) -> None:
    answer = client.get("/v1/themes/heat", params={"by": "outcome"}).json()
    columns = [column["value"] for column in answer["columns"]]
    row = next(item for item in answer["items"] if item["theme"]["id"] == "th_lost")
    marks = dict(zip(columns, [cell["stands_out"] for cell in row["cells"]], strict=True))
    assert marks == {"lost": "higher", "won": "lower", "open": "lower"}
    first = client.get("/v1/themes/heat", params={"by": "outcome", "limit": 2}).json()
    rest = client.get("/v1/themes/heat", params={"by": "outcome", "cursor": first["next_cursor"]}).json()
    ids = [item["theme"]["id"] for item in [*first["items"], *rest["items"]]]
    assert sorted(ids) == ["th_falling", "th_lost", "th_still"]


def test_names_of_reps_are_kept_back_from_those_who_only_read(client: TestClient, make_key) -> None:
    path = "/v1/themes/th_still/segments?by=rep"
    named = client.get(path).json()["items"]
    assert {item["value"] for item in named} == {"Ana Ruiz", "Bo Lund"}
    reader = {"Authorization": f"Bearer {make_key(client, Scope.THEMES_READ, Scope.CALLS_READ)}"}
    hidden = client.get(path, headers=reader)
    assert "Ana" not in hidden.text
    for item in hidden.json()["items"]:
        quotes = client.get(f"{item['evidence']}&limit=100", headers=reader).json()["items"]
        assert len(quotes) == item["mentions"] > 0


def test_a_suggestion_without_a_quote_is_not_listed(client: TestClient) -> None:
    ids = [item["id"] for item in client.get("/v1/themes").json()["items"]]
    assert "th_empty" not in ids
    assert client.get("/v1/themes/th_empty").json()["calls"] == 0


def test_pinned_themes_come_first_over_all_pages(client: TestClient) -> None:
    found, cursor = [], None
    while True:
        query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        page = client.get("/v1/themes", params=query).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found[0] == "th_still"
    assert sorted(found) == ["th_falling", "th_lost", "th_still"]


def test_what_changed_comes_with_quotes_to_hear_where_asked(client: TestClient) -> None:
    plain = client.get("/v1/themes/changes", params={"segment": "smb"}).json()["items"]
    assert plain
    assert all(item["included"] is None for item in plain)
    for item in client.get("/v1/themes/changes", params={"segment": "smb", "include": "evidence"}).json()["items"]:
        quotes = item["included"]["evidence"]
        assert len(quotes) <= 3
        assert all(quote["theme"] is not None and quote["segment"] == "smb" for quote in quotes)
        assert bool(quotes) == bool(item["earlier"]["mentions"] + item["later"]["mentions"])
    assert client.get("/v1/themes/changes", params={"include": "sound"}).status_code == 422


def test_a_window_of_thousands_of_years_has_all_of_time_before_it(client: TestClient) -> None:
    query = {"from": "0120-07-24T01:47:53+00:54", "to": "9828-08-05T00:20:44+09:39"}
    answer = client.get("/v1/themes/changes", params=query)
    assert answer.status_code == 200, answer.text
