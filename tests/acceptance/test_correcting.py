"""A person puts a call right on its page, with and without a script; its moments, counts and quotes follow."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
OBJECTION = "Honestly, that is far too expensive for us, we do not have the budget this year."


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, browser: Browser, served: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=served.url, java_script_enabled=request.param)
    opened = context.new_page()
    opened.goto("/calls")
    yield opened
    context.close()


def settled(served: Any, call_id: str) -> bool:
    """Whether nobody works on a call any more."""
    status = served.get(f"/v1/calls/{call_id}/status")
    return status["state"] == "ready" and status["reprocess"] is None


def agree(served: Any, call_id: str) -> list[str]:
    """Check that every moment's quote is what a buyer says in its turn, and return the quotes."""
    transcript = served.get(f"/v1/calls/{call_id}/transcript")
    turns = {turn["index"]: turn for turn in transcript["turns"]}
    moments = served.all_pages("/v1/moments", call_id=call_id)
    assert served.get(f"/v1/calls/{call_id}")["moments"] == len(moments)
    for moment in moments:
        assert moment["quote"] in turns[moment["turn_index"]]["text"]
        assert turns[moment["turn_index"]]["role"] == "buyer"
        assert moment["transcript_version"] == transcript["version"]
    return [moment["quote"] for moment in moments]


def test_roles_are_swapped_and_a_turn_corrected_with_moments_following(page: Page, served: Any) -> None:
    call = served.get("/v1/calls", state="ready")["items"][0]["id"]
    before = served.get(f"/v1/calls/{call}/transcript")["turns"]
    path = f"/calls/{call}"
    page.goto(path)
    page.get_by_role("button", name="Swap rep and buyer").click()
    expect(page.locator("#speakers")).to_contain_text("Set by a person")
    served.wait_until(lambda: settled(served, call))
    swapped = served.get(f"/v1/calls/{call}/transcript")["turns"]
    other = {"rep": "buyer", "buyer": "rep"}
    assert [turn["role"] for turn in swapped] == [other[turn["role"]] for turn in before]
    agree(served, call)

    page.goto(path)
    page.get_by_role("button", name="Swap rep and buyer").click()
    served.wait_until(lambda: settled(served, call))
    index = next(turn["index"] for turn in before if turn["role"] == "buyer")
    page.goto(path)
    turn = page.locator(f"#turn-{index}")
    turn.locator("summary", has_text="Correct").click()
    turn.locator("textarea[name=text]").fill(OBJECTION)
    turn.get_by_role("button", name="Save").click()
    expect(page.locator(f"#turn-{index} .said")).to_contain_text("far too expensive for us")
    served.wait_until(lambda: settled(served, call))
    assert any("too expensive" in quote for quote in agree(served, call))

    while page.goto(path) and page.get_by_role("button", name="Undo").count():
        page.get_by_role("button", name="Undo").first.click()
    served.wait_until(lambda: settled(served, call))
    assert served.get(f"/v1/calls/{call}/transcript")["turns"] == before


def test_what_is_being_written_is_not_thrown_away_when_the_page_would_load_again(browser: Browser, served: Any) -> None:
    call = served.get("/v1/calls", state="ready")["items"][0]["id"]
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    page.goto(f"/calls/{call}")
    page.get_by_role("button", name="Find moments again").click()
    turn = page.locator(".turn").first
    turn.locator("summary", has_text="Correct").click()
    turn.locator("textarea[name=text]").fill("Half a sentence")
    served.wait_until(lambda: settled(served, call))
    page.wait_for_timeout(2500)
    expect(turn.locator("textarea[name=text]")).to_have_value("Half a sentence")
    context.close()
