"""What every page has in common: its policy, its assets, its errors, and nothing that a policy would have to allow."""

import json

import pytest

from api.pages import assets as built
from api.pages.errors import wants_page
from api.pages.policy import content_security_policy

HANDLERS = ("onclick", "onload", "onerror", "onsubmit", "onchange", "oninput")


def addresses(seeded):
    paths = ["/themes", "/themes?kind=praise", "/themes/th_price", "/themes/th_crm?period=month", "/calls", "/upload"]
    paths += ["/signin", "/calls/nothing", "/themes?kind=wrong"]
    calls = (seeded.calls[0], seeded.calls[3], seeded.text_call, seeded.working_call, seeded.failed_call)
    return [*paths, *(f"/calls/{call}" for call in calls)]


def test_no_page_has_inline_script_or_style_or_leads_a_browser_elsewhere(browser, seeded, parse):
    for path in addresses(seeded):
        page = parse(browser.get(path).text)
        for script in page.all("script"):
            assert script["src"].startswith("/assets/"), path
        assert not page.all("style"), path
        for _, attributes in page.elements:
            assert "style" not in attributes, path
            assert not set(HANDLERS) & set(attributes), path
            for name in ("src", "href", "action"):
                assert attributes.get(name, "/").startswith(("/", "#")), path


def test_every_page_has_the_shell(browser, seeded, parse):
    for path in addresses(seeded):
        page = parse(browser.get(path).text)
        assert [found["name"] for found in page.all("meta") if found.get("name") == "viewport"], path
        assert page.all("a", "skip")[0]["href"] == "#main", path
        assert len(page.all("h1")) == 1, path
        assert len(page.all("main")) == 1, path
        assert {"/", "/themes", "/calls"} <= {link["href"] for link in page.all("a")}, path
        assert {"name": "color-scheme", "content": "light dark"} in page.all("meta"), path


def test_hostile_titles_are_text(browser, seeded):
    for path in (*addresses(seeded), "/calls?segment=%3Cscript%3Ealert(1)%3C/script%3E"):
        html = browser.get(path).text
        assert "<script>alert" not in html
        assert "<b>write back" not in html
    assert "&lt;script&gt;alert" in browser.get("/calls").text


def test_ids_on_a_page_are_unique(browser, seeded, parse):
    for path in addresses(seeded):
        ids = [found["id"] for _, found in parse(browser.get(path).text).elements if "id" in found]
        assert len(ids) == len(set(ids)), path


def test_each_answer_has_its_own_nonce_and_the_page_knows_it(browser, seeded, parse):
    first, second = browser.get("/themes"), browser.get("/themes")
    policies = [answer.headers["content-security-policy"] for answer in (first, second)]
    assert policies[0] != policies[1]
    nonce = next(found["nonce"] for found in parse(first.text).all("meta") if found.get("name") == "style-nonce")
    assert policies[0] == content_security_policy(nonce)
    assert "unsafe" not in policies[0]
    assert "default-src 'self'" in content_security_policy()


def test_a_missing_thing_is_a_page_that_says_what_to_do(browser, seeded, parse):
    answer = browser.get("/calls/ca_nothing")
    assert answer.status_code == 404
    assert "There is no call ca_nothing." in parse(answer.text).text
    assert "See all calls" in answer.text
    assert browser.get("/themes/th_nothing").status_code == 404
    unknown = browser.get("/no/such/page")
    assert (unknown.status_code, "There is no such page." in unknown.text) == (404, True)
    assert browser.get("/calls?state=lost").status_code == 422
    assert browser.get("/calls?cursor=made-up").status_code == 422
    assert browser.get("/themes?cursor=made-up").status_code == 422
    assert browser.get("/themes/th_price?period=year").status_code == 422


@pytest.mark.parametrize(
    ("path", "accept", "expected"),
    [("/themes", "text/html", True), ("/v1/themes", "text/html", False), ("/themes", "application/json", False)],
)
def test_only_browsers_outside_the_api_get_error_pages(path, accept, expected):
    from starlette.requests import Request

    scope = {"type": "http", "path": path, "headers": [(b"accept", accept.encode())]}
    assert wants_page(Request(scope)) is expected


@pytest.fixture
def dist(tmp_path, monkeypatch):
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "style-1.css").write_text("a{}")
    (folder / "style-1.css.gz").write_bytes(b"packed")
    (folder / "secret.txt").write_text("no")
    names = {"style.css": "style-1.css"}
    (folder / "manifest.json").write_text(json.dumps({"names": names, "files": ["style-1.css"]}))
    monkeypatch.setattr(built, "DIST", folder)
    found = built.assets(folder)
    monkeypatch.setattr(built, "assets", lambda: found)
    return folder


def test_built_files_may_be_kept_for_ever_and_nothing_else_is_served(browser, dist):
    answer = browser.get("/assets/style-1.css", headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.text) == (200, "a{}")
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    for name in ("secret.txt", "manifest.json", "..%2f..%2fapp.py", "style-1.css.gz", "nothing.js"):
        assert browser.get(f"/assets/{name}").status_code == 404, name


def test_built_files_travel_packed_where_the_browser_unpacks(app, dist):
    answer = built.asset(_asking("gzip, br"), "style-1.css")
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in built.asset(_asking("identity"), "style-1.css").headers


def _asking(encoding):
    from starlette.requests import Request

    return Request({"type": "http", "path": "/", "headers": [(b"accept-encoding", encoding.encode())]})


def test_pages_say_so_when_nothing_is_built(browser, tmp_path, monkeypatch):
    monkeypatch.setattr("api.pages.render.assets", lambda: built.assets(tmp_path))
    answer = browser.get("/signin")
    assert answer.status_code == 200
    assert "npm run build" in answer.text
