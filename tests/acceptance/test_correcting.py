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
    turn.hover()
    turn.get_by_role("link", name="Correct or comment").click()
    turn.locator("textarea[name=text]").first.fill(OBJECTION)
    turn.get_by_role("button", name="Save").first.click()
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
    turn.hover()
    turn.get_by_role("link", name="Correct or comment").click()
    turn.locator("textarea[name=text]").first.fill("Half a sentence")
    served.wait_until(lambda: settled(served, call))
    page.wait_for_timeout(2500)
    expect(turn.locator("textarea[name=text]").first).to_have_value("Half a sentence")
    context.close()


def test_corrections_and_comments_take_their_place_without_loading_the_page_again(
    browser: Browser, served: Any
) -> None:
    call = served.get("/v1/calls", state="ready")["items"][0]["id"]
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    page.goto(f"/calls/{call}")
    page.evaluate("window.stays = true")
    turn = page.locator(".turn").first
    turn.hover()
    turn.get_by_role("link", name="Correct or comment").click()
    turn.locator("textarea[name=text]").first.fill("   ")
    turn.get_by_role("button", name="Save").first.click()
    expect(turn.locator(".problem:visible")).not_to_be_empty()
    turn.locator(".comment-form textarea").fill("Ask legal about this one.")
    turn.get_by_role("button", name="Comment", exact=True).click()
    expect(turn.locator(".comment-text")).to_have_text("Ask legal about this one.")
    expect(page.locator("#comments-title")).to_have_text("1 comment")
    page.get_by_role("button", name="Swap rep and buyer").click()
    expect(page.locator("#speakers")).to_contain_text("Set by a person")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("#speakers")).not_to_contain_text("Set by a person")
    turn.get_by_role("button", name="Delete comment 1").click()
    expect(turn.locator(".comment-text")).to_have_count(0)
    assert page.evaluate("window.stays"), "the page was never loaded again"
    served.wait_until(lambda: settled(served, call))
    context.close()


def test_keys_move_the_recording(browser: Browser, served: Any) -> None:
    call = served.get("/v1/calls", state="ready")["items"][0]["id"]
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    page.goto(f"/calls/{call}")
    expect(page.locator(".wave")).to_be_visible()
    at = "document.querySelector('.player audio').currentTime"
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert page.evaluate(at) == pytest.approx(5, abs=0.5)
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(500)
    assert page.evaluate(at) == pytest.approx(0, abs=0.5)
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(500)
    first = served.get("/v1/moments", call_id=call)["items"][0]["start_s"]
    assert page.evaluate(at) == pytest.approx(first, abs=0.5)
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    context.close()
