"""Every number of themes, in every answer and on every page, opens to exactly what it counts.

Numbers are found by their shape, not by a list: whatever an operation under /v1/themes answers, or a page shows, that
counts calls, accounts or mentions has to name its evidence, and is walked. So is an operation that is added later.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from calls.call import CallDetails, Deal, Medium, Party
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme, ThemeState
from calls.transcript import Role
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope, create_key
from store.moments import replace_moments
from store.placing import save_suggestions
from store.session import Database

MADE_BY = Provenance(name="test", version="1")
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WEEKS = 12
CALLS = 70
SEGMENTS = ("smb", "mid-market", "enterprise & co", None)
OUTCOMES = ("won", "Closed Won", "lost", "open", None)
STAGES = ("discovery", "demo", "closing")
SOURCES = ("webinar", "referral", None)
REPS = ("Ana Ruiz", "Bo Lund", "Cy Ito")
COMPETITORS = ("Salesforce", "HubSpot")
COUNTS = ("calls", "accounts", "mentions", "n")
CUTS = ("segment", "stage", "outcome", "source", "rep", "competitor")
# Themes: label -> (kind, share of calls); the second is a part of the first.
THEMES = {
    "th_price": (Kind.OBJECTION, 0.4),
    "th_seats": (Kind.OBJECTION, 0.2),
    "th_crm": (Kind.QUESTION, 0.3),
    "th_late": (Kind.PAIN, 0.15),
    "th_rare": (Kind.PRAISE, 0.02),
}
WINDOWS: list[dict[str, str]] = [
    {},
    {"segment": "mid-market"},
    {"segment": "enterprise & co", "rep": "Bo Lund"},
    {"from": "2026-03-16T00:00:00Z", "to": "2026-05-04T00:00:00Z"},
    {"from": "2026-03-18T10:15:00Z", "competitor": "HubSpot"},
    {"outcome": "won", "source": "webinar", "stage": "demo"},
    {"to": "2020-01-01T00:00:00Z"},
]


def seed(database: Database, rng: random.Random) -> None:
    """Calls of every kind: with and without account, several reps, not analysed, more than one quote on a theme."""
    placed: dict[str, list[str]] = {theme_id: [] for theme_id in THEMES}
    with database.transaction() as session:
        analysis = analysis_for(session, ())
        for number in range(CALLS):
            arrival = Arrival(
                sha256=f"{number:064d}",
                size_bytes=1,
                filename=f"{number}.json",
                medium=rng.choice(list(Medium)),
                details=_details(rng, number),
            )
            call_id, _ = insert_call(session, arrival)
            said = _said(rng, call_id)
            moments = [moment for _, moment in said]
            replace_moments(
                session, call_id, moments, vectors=np.zeros((len(moments), 4), dtype=np.float32), analysis=analysis
            )
            for theme_id, moment in said:
                if theme_id is not None:
                    placed[theme_id].append(moment.id)
            set_call_analysed(session, call_id, analysis=analysis, analysed=rng.random() < 0.9)
        themes = [_theme(theme_id, tuple(ids)) for theme_id, ids in placed.items()]
        save_suggestions(session, [_theme("th_old", ())], successors={}, provenance=MADE_BY, analysis=analysis)
        save_suggestions(session, themes, successors={"th_old": "th_price"}, provenance=MADE_BY, analysis=analysis)


def _details(rng: random.Random, number: int) -> CallDetails:
    return CallDetails(
        title=f"Call {number}",
        started_at=START + timedelta(hours=rng.randrange(24 * 7 * WEEKS)),
        account=None if rng.random() < 0.15 else f"Account {rng.randrange(25)}",
        parties=tuple(Party(name=name, role=Role.REP) for name in rng.sample(REPS, rng.choice((1, 1, 2)))),
        deal=Deal(
            segment=rng.choice(SEGMENTS),
            outcome=rng.choice(OUTCOMES),
            stage=rng.choice(STAGES),
            lead_source=rng.choice(SOURCES),
        ),
    )


def _said(rng: random.Random, call_id: str) -> list[tuple[str | None, Moment]]:
    said: list[tuple[str | None, Moment]] = []
    for theme_id, (kind, share) in THEMES.items():
        for _ in range(rng.choice((1, 1, 2)) if rng.random() < share else 0):
            said.append((theme_id, _moment(call_id, len(said), kind)))
    for competitor in COMPETITORS:
        if rng.random() < 0.25:
            said.append((None, _moment(call_id, len(said), Kind.COMPETITOR, competitor=competitor)))
    return said


def _moment(call_id: str, turn: int, kind: Kind, *, competitor: str | None = None) -> Moment:
    quote = f"what they say in turn {turn}"
    return Moment(
        id=moment_id(call_id=call_id, turn_index=turn, kind=kind, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=turn,
        kind=kind,
        category=None,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=0.9,
        competitor=competitor,
        provenance=MADE_BY,
    )


def _theme(theme_id: str, moment_ids: tuple[str, ...]) -> Theme:
    kind = THEMES[theme_id][0] if theme_id in THEMES else Kind.OBJECTION
    part = {"parent_id": "th_price"} if theme_id == "th_seats" else {}
    return Theme(
        id=theme_id, kind=kind, label=f"on {theme_id}", moment_ids=moment_ids, state=ThemeState.SUGGESTED, **part
    )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    number = int(os.environ.get("SEED", random.SystemRandom().randrange(10_000)))
    print(f"SEED={number}")
    with TestClient(create_app(ApiSettings(data_dir=tmp_path_factory.mktemp("counted")))) as opened:
        database: Database = opened.app.state.database  # type: ignore[attr-defined]
        seed(database, random.Random(number))
        with database.transaction() as session:
            _, secret = create_key(session, "test", scopes=frozenset(set(Scope) - {Scope.ADMIN}))
        opened.headers["Authorization"] = f"Bearer {secret}"
        yield opened


@dataclass
class Walker:
    """Asks for evidence, remembers what came, and compares every number with it."""

    client: TestClient
    known: dict[str, dict[str, int]] = field(default_factory=dict)
    compared: int = 0

    def counted(self, query: str) -> dict[str, int]:
        """Return how many calls, accounts and items a query answers with, over all its pages."""
        if query not in self.known:
            items = self.all_items(query)
            assert len({item["id"] for item in items}) == len(items), query
            quotes = "/evidence" in query.split("?")[0]
            calls = {item["call_id" if quotes else "id"] for item in items}
            accounts = {item["account"] for item in items} - {None}
            self.known[query] = {
                "calls": len(calls),
                "accounts": len(accounts),
                "mentions": len(items),
                "n": len(calls),
            }
        return self.known[query]

    def all_items(self, query: str) -> list[dict[str, Any]]:
        """Return all items of a list, page by page."""
        joint = "&" if "?" in query else "?"
        items: list[dict[str, Any]] = []
        cursor = ""
        while True:
            answer = self.client.get(f"{query}{joint}limit=100{cursor}")
            assert answer.status_code == 200, (query, answer.text)
            items += answer.json()["items"]
            if answer.json()["next_cursor"] is None:
                return items
            cursor = f"&cursor={answer.json()['next_cursor']}"

    def walk(self, answer: Any, where: str) -> None:
        """Compare every number in an answer with its evidence."""
        if isinstance(answer, list):
            for item in answer:
                self.walk(item, where)
        if not isinstance(answer, dict):
            return
        told = {name: answer[name] for name in COUNTS if isinstance(answer.get(name), int)}
        opened = answer.get("evidence")
        # The sides of an association have their calls by outcome beside them.
        if told and "outcomes" not in answer and opened is not None:
            found = self.counted(opened)
            assert told == {name: found[name] for name in told}, f"{where}: {opened}"
            self.compared += len(told)
        elif set(told) - {"n"} - {"accounts"}:
            raise AssertionError(f"{where}: {sorted(told)} without evidence: {answer}")
        for value in answer.values():
            self.walk(value, where)


@pytest.fixture(scope="module")
def walker(client: TestClient) -> Walker:
    return Walker(client=client)


def questions(client: TestClient) -> list[str]:
    """Return every way to ask for numbers under /v1/themes, as the API itself describes them."""
    asked = []
    paths = client.get("/v1/openapi.json").json()["paths"]
    for path, methods in paths.items():
        if not path.startswith("/v1/themes") or "get" not in methods or path.endswith("/evidence"):
            continue
        if set(_names(methods["get"], "path")) - {"theme_id"}:
            continue
        ways = ["", *(f"by={cut}" for cut in CUTS)] if "by" in _names(methods["get"], "query") else [""]
        if "period" in _names(methods["get"], "query"):
            ways = ["period=week", "period=month"]
        ids = [*THEMES, "th_old"] if "{theme_id}" in path else [""]
        asked += [f"{path.replace('{theme_id}', theme_id)}?{way}" for theme_id in ids for way in ways]
    return asked


def _names(operation: dict[str, Any], place: str) -> list[str]:
    return [each["name"] for each in operation.get("parameters", ()) if each["in"] == place]


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: "+".join(window) or "all")
def test_every_number_of_the_api_opens_to_what_it_counts(
    client: TestClient, walker: Walker, window: dict[str, str]
) -> None:
    before = walker.compared
    for question in questions(client):
        answer = client.get(question, params={**dict(_pairs(question)), **window})
        if answer.status_code == 422:
            assert "association" in question, answer.text
            assert "outcome" in window, answer.text
            continue
        assert answer.status_code == 200, (question, answer.text)
        walker.walk(answer.json(), f"{question} {window}")
    # Narrower windows may hold next to nothing.
    assert walker.compared > before + (100 if len(window) < 2 and "to" not in window else 0)


def _pairs(question: str) -> Iterator[tuple[str, str]]:
    for pair in question.partition("?")[2].split("&"):
        name, _, value = pair.partition("=")
        if name:
            yield name, value


class Figures(HTMLParser):
    """The numbers of a page that count something: (what, how many, the query that opens it)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, int, str]] = []
        self.feed(html)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-counts" in given:
            self.found.append((given["data-counts"] or "", int(given["value"] or ""), given["data-evidence"] or ""))


PAGES = [
    "/themes",
    "/changes?by=segment",
    "/changes?span=4",
    "/heat?by=rep",
    "/themes/th_price?period=month",
    "/themes/th_seats?by=rep",
]


@pytest.mark.parametrize("window", WINDOWS[:4], ids=lambda window: "+".join(window) or "all")
@pytest.mark.parametrize("path", PAGES)
def test_every_number_of_a_page_opens_to_what_it_counts(
    client: TestClient, walker: Walker, path: str, window: dict[str, str]
) -> None:
    answer = client.get(path, params={**dict(_pairs(path)), **window}, headers={"accept": "text/html"})
    assert answer.status_code == 200, (path, answer.text)
    figures = Figures(answer.text).found
    for what, count, query in figures:
        assert walker.counted(query)[what] == count, (path, window, what, query)
    if not path.startswith("/changes") and window.keys() <= {"segment"}:
        assert figures, (path, window)
