"""Making a tracker on the page, seeing how far it is, and opening its numbers."""

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
