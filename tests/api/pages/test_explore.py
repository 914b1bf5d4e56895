"""Explore, saved views, and the call of the API that answers with the same as a page."""

import json
import shlex
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api import export_search
from api.access import COOKIE
from api.pages import finding
from api.pages.as_api import PAGES, understood
from api.settings import ApiSettings
from api.windows import hidden_rep
from calls.errors import SearchUnavailable
from store.keys import Scope
from store.session import Database

pytestmark = pytest.mark.usefixtures("with_the_api")
READING = (Scope.CALLS_READ, Scope.THEMES_READ)


@pytest.fixture
def marketer(locked: TestClient, make_key) -> TestClient:
    locked.cookies.set(COOKIE, make_key(*READING, Scope.THEMES_WRITE))
    return locked


def test_an_empty_box_lists_moments_of_the_newest_call_first(browser, seeded, parse):
    page = parse(browser.get("/explore").text)
    shown = [item["id"] for item in page.all("li", "found-item")]
    listed = browser.get("/v1/moments?limit=25").json()["items"]
    assert shown == [item["id"] for item in listed]
    assert "The newest moments" in page.text


def test_a_result_plays_ten_seconds_around_and_leads_into_its_call(browser, seeded, parse):
    html = browser.get("/explore?kind=question").text
    page = parse(html)
    play = next(link for link in page.all("a", "play") if seeded.calls[-1] in link["data-audio"])
    assert (play["data-start"], play["data-end"]) == ("18.5", "42.0")
    moment = page.all("li", "found-item")[0]["id"]
    assert f"/calls/{seeded.calls[-1]}?moment={moment}#turn-3" in [link.get("href") for link in page.all("a")]
    assert "What the rep answered" not in page.text or "It does, every night" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "kind=objection",
        "kind=objection&category=price",
        "theme_id=th_price",
        "segment=enterprise&stage=discovery",
        "outcome=won",
        "from=2026-07-01&to=2026-08-01",
        "rep=Dana+Reyes",
        "competitor=Nobody",
        "role=buyer",
        "role=unknown",
    ],
)
def test_every_filter_narrows_to_what_the_api_answers(browser, seeded, parse, query):
    page = parse(browser.get(f"/explore?{query}").text)
    assert [item["id"] for item in page.all("li", "found-item")] == ids(browser, understood_call(page), limit=25)


def ids(client, url: str, *, limit: int) -> list[str]:
    answer = client.get(f"{url}{'&' if '?' in url else '?'}limit={limit}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def understood_call(page) -> str:
    """The address in the command that the page shows, as a shell reads it."""
    start = page.text.index("curl -sS")
    words = shlex.split(page.text[start:].split(" Put a key")[0])
    url = urlsplit(next(word for word in words if word.startswith("http")))
    return f"{url.path}?{url.query}" if url.query else url.path


def test_what_is_no_filter_is_told(browser, seeded):
    assert browser.get("/explore?kind=gossip").status_code == 422
    assert "No moment fits these filters" in browser.get("/explore?segment=unheard-of").text
    assert "No moment fits these filters" in browser.get("/explore?theme_id=th_never").text


def test_reps_have_no_moments_and_the_page_says_what_to_do(browser, seeded):
    assert "Moments are what buyers do" in browser.get("/explore?role=rep").text


def test_turns_without_a_word_are_no_list_of_moments(browser, seeded, parse, copied):
    html = browser.get("/explore?in=turns&kind=pain").text
    assert "Turns are found by what is said in them" in html
    assert not parse(html).all("li", "found-item")
    assert copied(html) == []
    assert "/v1/exports/" not in html


def test_an_empty_service_teaches(browser):
    assert 'id="share"' not in browser.get("/").text
    assert "As soon as a call is in" in browser.get("/explore").text


@pytest.mark.parametrize("query", ["q=price&theme_id=th_none", "theme_id=th_none"])
def test_of_a_theme_that_never_was_nothing_is_found(browser, seeded, parse, query):
    answer = browser.get(f"/explore?{query}")
    page = parse(answer.text)
    assert answer.status_code == 200
    assert page.all("form", "search-form")
    assert not page.all("li", "found-item")
    assert "Nothing found for “price”" in page.text or "No moment fits" in page.text


def test_a_search_that_stops_answering_keeps_its_form(browser, seeded, parse, monkeypatch):
    def stops(*_args, **_named):
        raise SearchUnavailable("The search by meaning stopped answering; ask again in a while.")

    monkeypatch.setattr(finding, "search", stops)
    answer = browser.get("/explore?q=lock-in&kind=pain&cursor=abc")
    page = parse(answer.text)
    assert answer.status_code == 503
    assert "stopped answering; ask again in a while. Search anew from the start" in page.text
    assert [box["value"] for box in page.all("input") if box.get("name") == "q"] == ["lock-in"]
    assert ["selected" in each for each in page.all("option") if each["value"] == "pain"] == [True]
    assert any(each["href"] == "/explore?q=lock-in&kind=pain" for each in page.all("a"))


def test_words_are_found_and_it_is_said_how(browser, seeded, database, parse):
    index(database)
    page = parse(browser.get("/explore?q=twice&in=moments").text)
    assert len(page.all("li", "found-item")) == 13
    assert page.all("mark", "hit")
    assert "Searched by words only: the search by meaning does not answer now." in page.text
    assert "Searched by words." in browser.get("/explore?q=twice&mode=text").text
    assert browser.get("/explore?q=zebra").text.count("Nothing found for “zebra”") == 1
    turns = parse(browser.get("/explore?q=seats&in=turns&role=rep").text)
    assert "ten seats" in turns.text


def index(database: Database) -> None:
    from store.search_index import fill_some

    with database.transaction() as session:
        while fill_some(session):
            pass


@pytest.mark.parametrize(
    ("path", "tag", "css"),
    [
        ("/explore?q=twice&mode=text", "li", "found-item"),
        ("/calls", "tr", None),
        ("/calls?segment=enterprise&state=ready", "tr", None),
        ("/calls?title=nordhaven", "tr", None),
        ("/calls?outcome=won&from=2026-06-10", "tr", None),
        ("/themes", "li", "theme-line"),
        ("/themes?kind=objection", "li", "theme-line"),
        ("/themes?segment=enterprise", "li", "theme-line"),
        ("/themes?segment=unheard-of", "li", "theme-line"),
    ],
)
def test_the_call_shown_answers_with_as_many_as_the_page(browser, seeded, database, parse, path, tag, css):
    index(database)
    page = parse(browser.get(path).text)
    rows = len(page.all(tag, css)) - (1 if tag == "tr" and page.all("tr") else 0)
    answer = browser.get(understood_call(page) + ("&" if "?" in understood_call(page) else "?") + "limit=25")
    assert answer.status_code == 200
    assert len(answer.json()["items"]) == rows


def test_the_call_shown_for_a_theme_a_call_and_a_heat_map(browser, seeded, parse):
    theme = parse(browser.get("/themes/th_price?segment=enterprise").text)
    answer = browser.get(understood_call(theme)).json()
    assert answer["id"] == "th_price"
    assert f"{answer['mentions']} quotes" in theme.text
    call = parse(browser.get(f"/calls/{seeded.calls[0]}").text)
    parts = browser.get(understood_call(call)).json()["included"]
    assert len(parts["moments"]) == len(call.all("mark"))
    assert len(parts["transcript"]["turns"]) == 6
    assert parts["topics"] == parts["comments"] == []
    heat = parse(browser.get("/heat?by=stage").text)
    rows = browser.get(understood_call(heat)).json()["items"]
    assert len(rows) == len({row["data-row"] for row in heat.all("tr") if "data-row" in row}) > 0


def test_the_call_shown_for_a_heat_map_is_cut_as_the_page_where_no_call_has_a_segment(
    browser, seeded, database, parse, copied
):
    with database.transaction() as session:
        session.execute(text("UPDATE calls SET segment = NULL"))
        session.execute(text("DELETE FROM call_days WHERE cut = 'segment' AND value <> ''"))
    html = browser.get("/heat").text
    heat = parse(html)
    (call,) = copied(html)
    assert "by=stage" in call
    columns = {row["data-name"].lower() for row in heat.all("tr") if "data-name" in row}
    assert columns == {"discovery", "evaluation", "negotiation"}
    answer = browser.get(call).json()
    cells = {part["value"] for row in answer["items"] for part in row["cells"]}
    assert columns <= cells


@pytest.mark.parametrize(
    "path", ["/", "/changes", "/trackers", "/analyses", "/analyses/1", "/reviews", "/themes/th_price/history"]
)
def test_every_other_view_shows_a_call_that_works(browser, seeded, parse, path):
    page = parse(browser.get(path).text)
    assert browser.get(understood_call(page)).status_code == 200


def test_the_command_names_no_key_but_where_to_put_it(marketer, browser, seeded):
    page = marketer.get("/explore").text
    assert "Authorization: Bearer $TALKTRACK_KEY" in page.replace("&#34;", '"')


def test_the_command_asks_where_people_open_the_service(marketer, app, seeded, tmp_path):
    assert "http://testserver/v1/moments" in marketer.get("/explore").text
    app.state.settings = ApiSettings(data_dir=tmp_path, public_url="https://calls.example.com/")
    page = marketer.get("/explore?kind=pain").text
    assert "https://calls.example.com/v1/moments?kind=pain" in page
    assert "testserver" not in page


def test_the_table_names_every_filter_once():
    for each in PAGES:
        for call in each.calls:
            assert len(set(call.takes)) == len(call.takes)
            assert not set(call.takes) & set(each.keeps)
    assert understood("/settings", []) is None
    found = understood("/explore", [("q", "")])
    assert found is not None
    assert found.calls({}) == (("", "/v1/moments"),)


@pytest.mark.parametrize(
    ("path", "css", "tag"),
    [
        ("/calls?title=nordhaven&segment=enterprise", None, "tr"),
        ("/themes?segment=unheard-of", "theme-line", "li"),
        ("/themes?segment=enterprise&kind=question", "theme-line", "li"),
        ("/explore?role=unknown", "found-item", "li"),
        ("/explore?q=twice&in=moments&segment=enterprise", "found-item", "li"),
        ("/explore?q=seats&in=turns&role=rep", "found-item", "li"),
    ],
)
def test_a_file_is_as_long_as_its_page(browser, seeded, database, parse, path, css, tag):
    index(database)
    page = parse(browser.get(path).text)
    rows = len(page.all(tag, css)) - (1 if tag == "tr" and page.all("tr") else 0)
    file = next(
        link["href"] for link in page.all("a") if link["href"].startswith("/v1/exports/") and ".ndjson" in link["href"]
    )
    answer = browser.get(file)
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == rows


@pytest.mark.parametrize("written_as", ["csv", "ndjson", "parquet", "xlsx"])
def test_the_first_of_a_search_are_a_file_in_its_order(browser, seeded, database, monkeypatch, written_as):
    index(database)
    monkeypatch.setattr(export_search, "MOST_FOUND", 5)
    monkeypatch.setattr("api.exports.AT_ONCE", 2)
    answer = browser.get(f"/v1/exports/search.{written_as}?q=twice&mode=text")
    assert answer.status_code == 200
    assert "talktrack-search-made-" in answer.headers["content-disposition"]
    if written_as == "ndjson":
        rows = [json.loads(line) for line in answer.text.splitlines()]
        found = browser.get("/v1/search?q=twice&mode=text&limit=5").json()["items"]
        assert [(row["call_id"], row["moment_id"]) for row in rows] == [
            (item["call_id"], item["moment_id"]) for item in found
        ]
        assert rows[0]["snippet"] == "".join(piece["text"] for piece in found[0]["snippet"])
    assert browser.get(f"/v1/exports/search.{written_as}?q=zebra").status_code == 200
    assert browser.get(f"/v1/exports/search.{written_as}").status_code == 422


def test_who_only_reads_finds_no_name_in_a_file_either(locked, seeded, database, hide, make_key):
    hide(seeded.calls[0], "twice")
    index(database)
    path = "/v1/exports/search.ndjson?q=twice&mode=text&in=turns"
    locked.cookies.set(COOKIE, make_key(*READING))
    masked = locked.get(path).text
    assert seeded.calls[0] not in masked
    assert seeded.calls[1] in masked
    locked.cookies.clear()
    locked.cookies.set(COOKIE, make_key(*READING, Scope.CALLS_WRITE))
    assert seeded.calls[0] in locked.get(path).text


def test_exports_carry_the_filters(browser, seeded, parse):
    links = [link["href"] for link in parse(browser.get("/explore?kind=pain&segment=enterprise").text).all("a")]
    assert "/v1/exports/moments.csv?kind=pain&segment=enterprise" in links
    assert "/v1/exports/calls.parquet?state=ready" in [
        link["href"] for link in parse(browser.get("/calls?state=ready").text).all("a")
    ]
    assert "/v1/exports/evidence.xlsx?theme_id=th_price" in [
        link["href"] for link in parse(browser.get("/themes/th_price").text).all("a")
    ]
    assert "/v1/exports/search.csv?q=price&kind=pain" in [
        link["href"] for link in parse(browser.get("/explore?q=price&kind=pain").text).all("a")
    ]
    assert "Export the first 500 as" in parse(browser.get("/explore?q=price").text).text


def test_a_view_is_saved_and_its_link_opens_the_same(marketer, seeded, parse):
    filters = "kind=objection&segment=enterprise"
    answer = marketer.post(
        "/views", data={"path": "/explore", "query": filters, "name": " Price,  enterprise "}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/explore?{filters}#share")
    page = parse(marketer.get(f"/explore?{filters}").text)
    link = next(link["href"] for link in page.all("a") if link["href"].startswith("/views/"))
    assert "Price, enterprise" in page.text
    opened = marketer.get(link, follow_redirects=False)
    assert dict(parse_qsl(urlsplit(opened.headers["location"]).query)) == dict(parse_qsl(filters))
    assert marketer.post(f"{link}/rename", data={"name": "Dear"}, follow_redirects=False).status_code == 303
    assert "Dear" in marketer.get("/explore").text
    assert marketer.post(f"{link}/delete", data={}, follow_redirects=False).status_code == 303
    assert marketer.get(link).status_code == 404
    assert "None yet." in marketer.get("/explore").text


def test_who_only_reads_opens_views_and_saves_none(marketer, locked, seeded, make_key):
    marketer.post("/views", data={"path": "/calls", "query": "state=ready", "name": "Ready"})
    view = marketer.get("/v1/views").json()["items"][0]["link"]
    locked.cookies.clear()
    locked.cookies.set(COOKIE, make_key(*READING))
    page = locked.get("/explore").text
    assert view in page
    assert "<summary>Save this view" not in page
    assert f"{view}/delete" not in page
    assert locked.get(view, follow_redirects=False).headers["location"] == "/calls?state=ready"
    assert locked.post("/views", data={"path": "/calls", "query": "", "name": "x"}).status_code == 403
    assert locked.post(f"{view}/delete").status_code == 403


def test_a_view_of_a_rep_shows_the_name_to_whom_names_are_shown(locked, seeded, make_key, parse):
    hidden = hidden_rep("Dana Reyes")
    locked.cookies.set(COOKIE, make_key(*READING, Scope.THEMES_WRITE, Scope.CALLS_WRITE))
    answer = locked.post(
        "/views", data={"path": "/calls", "query": "rep=Dana+Reyes&title=Pilot", "name": "Hers"}, follow_redirects=False
    )
    assert answer.headers["location"] == f"/calls?rep={hidden}&title=Pilot#share"
    page = locked.get("/calls?rep=Dana+Reyes&title=Pilot").text
    assert "Dana Reyes</option>" in page
    assert "Saved as" in page, "found again by the name as by what stands for it"
    link = next(each["href"] for each in parse(page).all("a") if each["href"].startswith("/views/"))
    assert "Dana Reyes</option>" in locked.get(link).text
    locked.cookies.clear()
    locked.cookies.set(COOKIE, make_key(*READING))
    assert locked.get(link, follow_redirects=False).headers["location"] == f"/calls?rep={hidden}"


def test_a_view_of_a_theme_that_was_taken_up_opens_its_successor(marketer, seeded):
    for path, query in (("/explore", "theme_id=th_old"), ("/themes/th_old", "segment=enterprise")):
        marketer.post("/views", data={"path": path, "query": query, "name": path})
    opens = {view["name"]: view["opens"] for view in marketer.get("/v1/views").json()["items"]}
    assert opens == {"/explore": "/explore?theme_id=th_price", "/themes/th_old": "/themes/th_price?segment=enterprise"}
