"""Every page in a real browser: no serious axe issue, no error, no other origin, no sideways scroll, all by keyboard.

Add a page by one line in `PAGES`. Screenshots (light and dark, wide and 390 px) go to the folder named in SCREENSHOTS,
or to the test's own; where, is printed.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser
# Name of the page, and its address; what stands in braces is filled in from what there is.
PAGES = {
    "this-week": "/",
    "this-week-segment": "/?segment=mid-market&kind=objection",
    "themes": "/themes",
    "theme": "/themes/{theme}",
    "theme-history": "/themes/{theme}/history",
    "changes": "/changes",
    "heat": "/heat",
    "explore": "/explore",
    "explore-found": "/explore?q=price&in=moments",
    "calls": "/calls",
    "calls-counted": "/calls?analysed=true&theme_id={theme}&segment=mid-market",
    "call": "/calls/{call}",
    "trackers": "/trackers",
    "upload": "/upload",
    "reviews": "/reviews",
    "analyses": "/analyses",
    "settings-people": "/settings/people",
    "settings-keys": "/settings/keys",
    "settings-vocabulary": "/settings/vocabulary",
    "settings-channels": "/settings/channels",
    "settings-topics": "/settings/topics",
    "settings-health": "/settings/health",
    "settings-audit": "/settings/audit",
    "sign-in": "/signin",
    "docs": "/docs",
}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)]
_AXE = Path(__file__).parents[2] / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
_GRAVE = ("serious", "critical")
# What is left out of the order of keys (a band's links, which its list below has once more) is for pointers alone.
_FOCUSABLE = "a[href]:not([tabindex='-1']), button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
# Every control that can be seen, by the order in which it stands; each is looked at once when it has the focus.
_CONTROLS = f"""() => [...document.querySelectorAll("{_FOCUSABLE}")].filter(
    (each) => each.checkVisibility() && !each.disabled
      && !(each.type === "radio" && !each.checked && document.querySelector(`input[name="${{each.name}}"]:checked`))
).length"""
_FOCUSED = """() => {
    const on = document.activeElement;
    if (!on || on === document.body) return null;
    on.dataset.reached = "1";
    const style = getComputedStyle(on);
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const parent = getComputedStyle(on.parentElement);
    return { what: on.outerHTML.slice(0, 120), ringed: ringed || parent.outlineStyle !== "none"
        || on.type === "file" };
}"""


@pytest.fixture(scope="module")
def addresses(served: Any) -> dict[str, str]:
    """The pages' addresses, with a theme and a call that are there."""
    theme = served.get("/v1/themes")["items"][0]["id"]
    call = served.get("/v1/calls", state="ready")["items"][0]["id"]
    return {name: path.format(theme=theme, call=call) for name, path in PAGES.items()}


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the screenshots."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"screenshots are in {folder}")
    return folder


class Watched:
    """A window whose requests and complaints are noted."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.origins: set[str] = set()
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.origins.add(urlsplit(request.url).netloc))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def watched(request: pytest.FixtureRequest, browser: Browser, served: Any) -> Iterator[tuple[Watched, str, int]]:
    """A window of one look. The policy is set aside only for axe, which is put into pages from outside."""
    scheme, width = request.param
    context = browser.new_context(
        base_url=served.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        bypass_csp=True,
    )
    yield Watched(context), scheme, width
    context.close()


# Some thirty pages, each looked through by axe and photographed.
@pytest.mark.timeout(900)
def test_pages_are_sound_to_everybody(watched: Any, addresses: dict[str, str], shots: Path, served: Any) -> None:
    window, scheme, width = watched
    problems: list[str] = []
    for name, path in addresses.items():
        window.page.goto(path)
        window.page.wait_for_load_state("networkidle")
        over = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            problems.append(f"{name} scrolls sideways by {over} px")
        # In the dark a page differs by its colours alone.
        problems += [f"{name}: {issue}" for issue in _grave_issues(window.page, only_colours=scheme == "dark")]
        window.page.screenshot(path=shots / f"{name}-{scheme}-{width}.png", full_page=True)
    assert problems == []
    assert window.complaints == []
    assert window.origins - {""} == {urlsplit(served.url).netloc}


def _grave_issues(page: Page, *, only_colours: bool) -> list[str]:
    page.add_script_tag(path=_AXE)
    chosen = {"runOnly": {"type": "rule", "values": ["color-contrast"]}} if only_colours else {}
    found = page.evaluate("async (chosen) => (await axe.run(document, chosen)).violations", chosen)
    return [
        f"{issue['id']} ({issue['impact']}) at {[node['target'] for node in issue['nodes']][:3]}"
        for issue in found
        if issue["impact"] in _GRAVE
    ]


def test_pages_keep_to_their_policy(browser: Browser, served: Any, addresses: dict[str, str]) -> None:
    context = browser.new_context(base_url=served.url)
    window = Watched(context)
    for path in addresses.values():
        window.page.goto(path)
        window.page.wait_for_load_state("networkidle")
    context.close()
    assert window.complaints == []
    assert window.origins - {""} == {urlsplit(served.url).netloc}


def test_pages_read_without_javascript(browser: Browser, served: Any, addresses: dict[str, str]) -> None:
    context = browser.new_context(
        base_url=served.url, java_script_enabled=False, viewport={"width": 390, "height": 900}
    )
    page = context.new_page()
    for path in addresses.values():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert len(page.locator("main").inner_text()) > 40, path
    page.locator("details.menu > summary").click()
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Themes")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_every_control_is_reached_by_keyboard_and_shows_it(
    browser: Browser, served: Any, addresses: dict[str, str], width: int
) -> None:
    context = browser.new_context(base_url=served.url, viewport={"width": width, "height": 900})
    page = context.new_page()
    problems: list[str] = []
    for name, path in addresses.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        there = page.evaluate(_CONTROLS)
        # Some pages begin in a field; what stands before it is reached from the top.
        page.evaluate("document.body.tabIndex = -1; document.body.focus()")
        # A player is one control here, and has several stops of its own.
        for _ in range(6 * there + 20):
            page.keyboard.press("Tab")
            on = page.evaluate(_FOCUSED)
            if on is None:
                break
            if not on["ringed"]:
                problems.append(f"{name}: no ring around {on['what']}")
        reached = page.locator("[data-reached]").count()
        if reached < there:
            problems.append(f"{name}: {there - reached} of {there} controls are not reached")
    context.close()
    assert problems == []


def test_filters_apply_as_they_are_picked_and_wait_for_who_uses_keys(browser: Browser, served: Any) -> None:
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    page.goto("/themes")
    show = page.get_by_role("button", name="Show", exact=True)
    expect(show).to_be_hidden()
    page.locator("form.filters select").first.focus()
    page.keyboard.press("ArrowDown")
    expect(show).to_be_visible()
    page.wait_for_timeout(500)
    assert page.url.endswith("/themes"), "nothing moves under the hands of whoever is still choosing"
    chosen = page.locator("form.filters select").first.input_value()
    assert chosen
    show.press("Enter")
    page.wait_for_url(lambda address: f"={chosen}" in address)
    expect(show).to_be_hidden()
    page.locator("form.filters select").first.select_option("")
    page.wait_for_url(lambda address: f"={chosen}" not in address)
    context.close()


def test_numbers_and_picture_of_a_chart_can_be_kept(
    browser: Browser, served: Any, addresses: dict[str, str], tmp_path: Path
) -> None:
    context = browser.new_context(base_url=served.url, accept_downloads=True)
    window = Watched(context)
    window.page.goto(addresses["theme"])
    window.page.wait_for_load_state("networkidle")
    trend = window.page.locator("section.trend")
    trend.get_by_text("Numbers", exact=True).click()
    assert trend.locator("tbody tr").count() > 0
    with window.page.expect_download() as kept:
        trend.get_by_role("button", name="Picture").click()
    picture = tmp_path / "picture.png"
    kept.value.save_as(picture)
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 5_000
    address = trend.get_by_role("link", name="CSV").get_attribute("href")
    lines = httpx.get(f"{served.url}{address}").text.splitlines()
    assert len(lines) - 1 == trend.locator("tbody tr").count()
    context.close()
    assert window.complaints == []
