"""Lists that refresh themselves leave the keyboard's focus where it is: htmx gives it back by the id of what had it."""

import pytest

from api.access import COOKIE
from api.pages import calls, trackers
from calls.provenance import Provenance
from store.analyses import analysis_for
from store.keys import Scope
from tests.api.pages.test_trackers import NoQueue

FOCUSABLE = ("a", "button", "input", "select", "textarea", "summary")


@pytest.fixture
def reader(locked, make_key, seeded, database, monkeypatch):
    monkeypatch.setattr(calls, "CALLS_A_PAGE", 4)
    monkeypatch.setattr(trackers, "TRACKERS_A_PAGE", 1)
    locked.app.state.queue = NoQueue()
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ, Scope.THEMES_WRITE))
    for phrase in ("write back", "paid today", "details"):
        locked.post("/trackers", data={"phrases": phrase, "said_by": "buyer"})
    with database.transaction() as session:
        analysis_for(session, (Provenance(name="mine", version="2"),))
    return locked


@pytest.mark.parametrize("path", ["/calls", "/trackers", "/analyses"])
def test_whatever_can_have_the_focus_is_found_again_by_its_id(reader, parse, path):
    address, pages = path, 0
    while address:
        pages += 1
        part = parse(reader.get(address, headers={"HX-Request": "true"}).text)
        found = [(each.get("id"), each.get("href")) for tag in FOCUSABLE for each in part.all(tag)]
        told = [each for each, _ in found]
        assert told, "there is something to look at"
        assert all(told), f"without an id: {[href for name, href in found if not name]}"
        address = next((href for name, href in found if name == "paging-older"), None) if pages < 3 else None
        whole = [each["id"] for _, each in parse(reader.get(path).text).elements if "id" in each]
        assert len(whole) == len(set(whole))
    assert pages > 1 or path == "/analyses"


def test_an_empty_list_keeps_it_too(reader, parse):
    part = parse(reader.get("/calls?title=nobody", headers={"HX-Request": "true"}).text)
    assert [link["id"] for link in part.all("a")] == ["all-calls"]
