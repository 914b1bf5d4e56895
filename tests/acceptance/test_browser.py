"""A person at the pages: upload a call, wait for it, open a theme, hear a quote; no other origin is ever asked."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.catalogue import CALLS_DIR

pytestmark = pytest.mark.browser
# Where screenshots are kept to be looked at; nowhere when not set.
SHOTS = os.environ.get("SCREENSHOTS")
LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]


@pytest.fixture
def page(browser: Browser, served: Any) -> Iterator[Page]:
    """A page that notes every request, console error and refused style or script; all must be ours and none."""
    context = browser.new_context(base_url=served.url, viewport={"width": 1280, "height": 900})
    # Lets a test look at the sound that was started last, which need not be an element of the page.
    context.add_init_script(
        "const play = HTMLMediaElement.prototype.play;"
        "HTMLMediaElement.prototype.play = function () { window.sounding = this; return play.call(this); };"
    )
    opened = context.new_page()
    origins: set[str] = set()
    complaints: list[str] = []
    opened.on("request", lambda request: origins.add(urlsplit(request.url).netloc))
    opened.on("websocket", lambda socket: origins.add(urlsplit(socket.url).netloc))
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    # Data and blob addresses have no host: they never leave the page.
    assert origins - {""} == {urlsplit(served.url).netloc}
    # The browser itself notes every refused upload; the page tells the person why.
    assert [text for text in complaints if "status of 422" not in text] == []


def test_upload_a_call_then_hear_a_quote_of_a_theme(page: Page, served: Any) -> None:
    page.goto("/upload")
    recording, sidecar = CALLS_DIR / "demo-10.opus", CALLS_DIR / "demo-10.json"
    page.locator("#files").set_input_files([recording, sidecar])
    row = page.locator(".sent-file", has_text="demo-10.opus")
    expect(row).to_contain_text("Ready", timeout=180_000)
    row.get_by_role("link", name="Open the call").click()
    expect(page.locator("mark").first).to_be_visible()

    page.get_by_role("navigation").first.get_by_role("link", name="Themes").click()
    theme = page.locator("main a[href^='/themes/th_']").first
    label = theme.inner_text()
    theme.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(label.split("\n")[0])
    theme_id = urlsplit(page.url).path.rsplit("/", 1)[-1]
    mentions = served.get(f"/v1/themes/{theme_id}")["mentions"]
    expect(page.locator(".quote")).to_have_count(min(mentions, 50))

    quote = page.locator(".quote").first
    moment = served.get(f"/v1/moments/{quote.get_attribute('id')}")
    start, end = moment["start_s"], moment["end_s"]
    expect(quote.locator("blockquote")).to_have_text(moment["quote"])
    quote.locator("button.play").click()
    page.wait_for_function("start => window.sounding?.currentTime > start", arg=start, timeout=20_000)
    expect(page.locator("[data-playing]")).not_to_be_empty()
    # It stops by itself when the quote is over.
    page.wait_for_function("() => window.sounding.paused", timeout=(end - start + 15) * 1000)
    assert end - 0.1 <= page.evaluate("window.sounding.currentTime") < end + 1.5


def test_the_same_file_again_and_a_bad_one_are_told_plainly(page: Page, tmp_path: Path) -> None:
    text = tmp_path / "letter.wav"
    text.write_text("this is no recording " * 20)
    empty = tmp_path / "empty.wav"
    empty.write_bytes(b"")
    page.goto("/upload")
    page.locator("#files").set_input_files([CALLS_DIR / "demo-01.opus", text, empty])
    expect(page.locator(".sent-file", has_text="demo-01.opus")).to_contain_text("here already", timeout=60_000)
    expect(page.locator(".sent-file", has_text="letter.wav")).to_contain_text("not a recording", timeout=60_000)
    expect(page.locator(".sent-file", has_text="empty.wav")).to_contain_text("empty", timeout=60_000)


def test_every_page_reads_without_javascript(browser: Browser, served: Any) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    call = served.get("/v1/calls", state="ready")["items"][0]["id"]
    theme = served.get("/v1/themes")["items"][0]["id"]
    for path in ("/themes", f"/themes/{theme}", "/calls", f"/calls/{call}", "/upload"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"/calls/{call}")
    assert page.locator("mark").count() > 0
    context.close()


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_page_fits_its_window(browser: Browser, served: Any, scheme: Any, width: int) -> None:
    context = browser.new_context(
        base_url=served.url, color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    call = served.get("/v1/calls", state="ready")["items"][0]["id"]
    theme = served.get("/v1/themes")["items"][0]["id"]
    paths = {
        "themes": "/themes",
        "theme": f"/themes/{theme}",
        "calls": "/calls",
        "call": f"/calls/{call}",
        "trackers": "/trackers",
        "upload": "/upload",
    }
    for name, path in paths.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} scrolls sideways by {overflow} px at {width}"
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(SHOTS) / f"{name}-{scheme}-{width}.png", full_page=True)
    context.close()
