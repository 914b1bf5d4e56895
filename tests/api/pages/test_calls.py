"""The list of calls and one call."""

import pytest

from api.access import COOKIE
from calls.call import CallState
from store.keys import Scope
from store.progress import set_ready


def test_the_list_shows_every_call_with_how_far_it_is(browser, seeded, parse):
    page = parse(browser.get("/calls").text)
    assert len(page.all("tr")) == 1 + 15
    assert "is not a recording: its content is text." in page.text
    assert "Transcribing" in page.text
    assert [float(bar["value"]) for bar in page.all("progress")] == [0.4]


def test_the_list_refreshes_only_while_something_is_unfinished(browser, seeded, database, parse):
    def refreshed():
        return [found["hx-get"] for _, found in parse(browser.get("/calls").text).elements if "hx-get" in found]

    assert refreshed() == ["/calls"]
    with database.transaction() as session:
        set_ready(session, seeded.working_call)
    assert refreshed() == []


def test_a_refresh_is_the_list_alone(browser, seeded):
    answer = browser.get("/calls?state=ready", headers={"hx-request": "true"})
    assert answer.text.lstrip().startswith('<div id="calls"')
    assert "<html" not in answer.text
    assert "no-store" in answer.headers["cache-control"]


def test_filters_narrow_the_list(browser, seeded, parse):
    assert len(parse(browser.get("/calls?state=failed").text).all("tr")) == 1 + 1
    assert len(parse(browser.get("/calls?segment=enterprise&state=").text).all("tr")) == 1 + 6
    assert "No call fits these filters" in browser.get("/calls?segment=unheard-of").text


def test_all_calls_are_reached_page_by_page(browser, seeded, parse, monkeypatch):
    monkeypatch.setattr("api.pages.calls.CALLS_A_PAGE", 4)
    path, found = "/calls?segment=", []
    while path:
        page = parse(browser.get(path).text)
        found += [link["href"] for link in page.all("a") if link["href"].startswith("/calls/")]
        path = next((link["href"] for link in page.all("a") if link.get("rel") == "next"), None)
    assert len(found) == len(set(found)) == 15


def test_an_empty_list_teaches(browser):
    assert "talktrack ingest FOLDER" in browser.get("/calls").text


def test_a_call_has_its_turns_and_its_marked_moments(browser, seeded, parse):
    html = browser.get(f"/calls/{seeded.calls[0]}").text
    page = parse(html)
    assert len(page.all("li", "turn")) == 6
    assert [turn["data-start"] for turn in page.all("li", "turn")][:2] == ["0.0", "9.0"]
    assert [mark["class"] for mark in page.all("mark")] == ["kind-objection", "kind-pain", "kind-question"]
    assert ">That is more than twice what we pay today.</mark>" in html
    assert "3 moments" in page.text
    assert page.all("audio")[0]["src"] == f"/v1/calls/{seeded.calls[0]}/audio"
    assert page.all("section", "player")[0]["data-roles"] == "rep,buyer"
    assert "/themes/th_price" in html


def test_a_link_to_a_moment_stands_at_it(browser, seeded, parse):
    moment = seeded.moments[0]
    page = parse(browser.get(f"/calls/{moment.call_id}?moment={moment.id}").text)
    assert page.all("section", "player")[0]["data-seek"] == "10.5"
    assert [mark["id"] for mark in page.all("mark", "is-target")] == [f"moment-{moment.id}"]
    assert (
        "data-seek"
        not in parse(browser.get(f"/calls/{moment.call_id}?moment=mo_other").text).all("section", "player")[0]
    )


def test_a_ready_transcript_says_that_it_has_no_audio(browser, seeded, parse):
    page = parse(browser.get(f"/calls/{seeded.text_call}").text)
    assert "Ready transcript – no audio" in page.text
    assert not page.all("audio")
    assert "Two lines had no speaker." in page.text
    assert len(page.all("li", "turn")) == 6


def test_a_failed_call_says_why(browser, seeded, parse):
    page = parse(browser.get(f"/calls/{seeded.failed_call}").text)
    assert "This recording could not be used" in page.text
    assert "its content is text" in page.text


def test_a_call_being_worked_on_shows_its_progress_and_then_itself(browser, seeded, database, parse):
    path = f"/calls/{seeded.working_call}"
    assert [found["hx-get"] for found in parse(browser.get(path).text).all("div") if "hx-get" in found] == [path]
    running = browser.get(path, headers={"hx-request": "true"})
    assert "40 %" in running.text
    assert "hx-refresh" not in running.headers
    with database.transaction() as session:
        set_ready(session, seeded.working_call)
    assert browser.get(path, headers={"hx-request": "true"}).headers["hx-refresh"] == "true"


@pytest.mark.parametrize("state", list(CallState))
def test_every_state_has_words(state):
    from api.pages.wording import CALL_STATES

    assert CALL_STATES[state]


def test_a_name_that_is_hidden_finds_no_call_by_its_title(signed_in, seeded, hide, make_key):
    hide(seeded.calls[1], "Nordhaven")
    assert "call 2" in signed_in.get("/calls?title=NORDHAVEN").text
    signed_in.cookies.clear()
    signed_in.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ))
    found = signed_in.get("/calls?title=nordhaven").text
    assert "call 6" in found
    assert "call 2<" not in found
