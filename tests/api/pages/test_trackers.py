"""Making a tracker on the page, seeing how far it is, and opening its numbers."""

import csv
import html
import io
import re

import pytest
from fastapi.testclient import TestClient

from api.access import COOKIE
from pipeline.tracking import Progress, Tracking
from store.keys import Scope
from store.session import Database
from store.trackers import get_tracker
from store.tracking import unapplied


class NoQueue:
    """Takes work and does nothing with it."""

    def enqueue_tracker(self, _tracker_id: str, _revision: int) -> bool:
        return False


def writer(locked: TestClient, make_key) -> TestClient:
    locked.app.state.queue = NoQueue()
    locked.cookies.set(COOKIE, make_key(Scope.THEMES_READ, Scope.THEMES_WRITE))
    return locked


def apply(database: Database) -> None:
    with database.reading() as session:
        waiting = unapplied(session)
    for definition in waiting:
        tracking, progress = Tracking(database), Progress(last="", calls=0)
        while progress.last is not None:
            progress = tracking.apply(definition.tracker_id, definition.revision, progress)


@pytest.fixture
def tracked(locked: TestClient, database: Database, make_key, seeded) -> str:
    """Return the address of a tracker of what a buyer says in every call of the seeded database."""
    locked.app.state.queue = NoQueue()
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ, Scope.THEMES_WRITE))
    made = locked.post("/trackers", data={"name": "Today", "phrases": "we pay today"}, follow_redirects=False)
    apply(database)
    return str(made.headers["location"])


def test_without_a_tracker_the_page_says_what_one_is(browser: TestClient, parse) -> None:
    shown = parse(browser.get("/trackers").text)
    assert "No tracker yet" in shown.text
    assert any(link["href"] == "/trackers" for link in shown.all("a"))


def test_a_tracker_is_made_applied_changed_and_deleted(
    locked: TestClient, database: Database, make_key, seeded, parse
) -> None:
    page = writer(locked, make_key)
    made = page.post(
        "/trackers", data={"phrases": "write back\npaid today", "said_by": "buyer"}, follow_redirects=False
    )
    assert made.status_code == 303
    here = made.headers["location"]
    waiting = parse(page.get(here).text)
    assert "Looking through stored calls: 0 of" in waiting.text
    refreshed = page.get(here, headers={"HX-Request": "true"})
    assert "hx-get" in refreshed.text
    assert "HX-Refresh" not in refreshed.headers

    apply(database)
    assert page.get(here, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    with database.reading() as session:
        view = get_tracker(session, here.rsplit("/", 1)[1])
    shown = parse(page.get(here).text)
    assert view.wanted.name == "write back"
    assert view.mentions > 1
    assert f"{view.mentions} quotes" in shown.text
    assert "write back" in page.get(here).text
    assert '<mark class="hit">write back</mark>' in page.get(here).text
    assert "write back" in parse(page.get("/trackers").text).text

    changed = page.post(
        f"{here}/change", data={"name": "CRM <b>", "phrases": "nobody says this"}, follow_redirects=False
    )
    assert changed.status_code == 303
    apply(database)
    shown = page.get(here).text
    assert "CRM &lt;b&gt;" in shown
    assert "Nobody says this" in shown
    page.post(f"{here}/delete")
    assert page.get(here).status_code == 404


def test_what_cannot_be_looked_for_is_said_on_a_page(locked: TestClient, make_key) -> None:
    refused = writer(locked, make_key).post("/trackers", data={"phrases": "*"})
    assert refused.status_code == 422
    assert "holds no word" in refused.text


def test_who_may_only_read_is_shown_no_form(signed_in: TestClient) -> None:
    assert "<form method" not in signed_in.get("/trackers").text.split("<main")[1]
    assert signed_in.post("/trackers", data={"phrases": "price"}).status_code == 403


def test_the_trend_of_a_tracker_has_its_numbers_its_file_and_its_picture(locked, tracked, parse) -> None:
    page = parse(locked.get(f"{tracked}?segment=mid-market&period=month").text)
    (button,) = page.all("button", "with-script")
    assert (button["data-picture"], button["data-picture-kind"]) == ("trend-table", "trend")
    assert [table["id"] for table in page.all("table", "numbers")] == ["trend-table"]
    shown = [(row["data-start"], row["data-calls"], row["data-all"]) for row in page.all("tr") if "data-start" in row]
    (url,) = [link["href"] for link in page.all("a") if "trend.csv" in link["href"]]
    assert "segment=mid-market" in url
    answer = locked.get(url)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["month_from"], row["calls"], row["analysed_calls"]) for row in rows] == shown
    assert sum(int(row["calls"]) for row in rows) == 6
    assert locked.get("/trackers/tr_never/trend.csv").status_code == 404


def test_every_number_of_the_trend_opens_what_it_counts(locked, tracked, parse) -> None:
    shown = locked.get(f"{tracked}?segment=mid-market&period=month").text
    said = re.findall(rf'<td><a href="({tracked}\?[^"]*)">(\d+)</a></td><td><a href="(/calls\?[^"]*)">(\d+)</a>', shown)
    assert len(said) == 3
    for quotes, calls, everything, analysed in said:
        page = parse(locked.get(html.unescape(quotes)).text)
        of_calls = {link["href"].split("#")[0] for link in page.all("a") if link["href"].startswith("/calls/ca_")}
        assert len(of_calls) == int(calls)
        assert "Counted over: Mid-market" in page.text
        listed = parse(locked.get(html.unescape(everything)).text)
        assert len(listed.all("tr")) - 1 == int(analysed)


def test_the_filters_of_a_tracker_keep_its_time(locked, tracked, parse) -> None:
    page = parse(locked.get(f"{tracked}?from=2026-07-01&period=month").text)
    hidden = {each["name"]: each["value"] for each in page.all("input") if each.get("type") == "hidden"}
    assert {"from": "2026-07-01T00:00:00Z", "period": "month"}.items() <= hidden.items()
    assert "Show all calls" in page.text
