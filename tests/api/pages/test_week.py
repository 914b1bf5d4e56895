"""This week: what changed, what waits for a decision and can be undone, and the quotes one click away."""

import csv
import io

import pytest

from api.access import COOKIE
from calls.theme import ThemeState
from store.keys import Scope
from store.theme_changes import stored_theme


@pytest.fixture
def marketer(locked, seeded, make_key):
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ, Scope.THEMES_WRITE))
    return locked


def test_the_first_page_says_what_changed_and_leads_into_a_segment(browser, seeded, parse):
    page = parse(browser.get("/").text)
    assert "This week" in page.text
    tabs = [link["href"] for link in page.all("a") if link["href"].startswith("/?segment=")]
    assert tabs == ["/?segment=enterprise", "/?segment=mid-market"]
    inside = parse(browser.get("/?segment=mid-market").text)
    assert "/themes/th_price?segment=mid-market" in {link["href"] for link in inside.all("a")}


def test_a_suggested_theme_is_accepted_right_there_and_it_can_be_undone(marketer, database, parse):
    back = "/?segment=mid-market"
    assert "/themes/th_price/state" in {form["action"] for form in parse(marketer.get(back).text).all("form")}
    answer = marketer.post("/themes/th_price/state", data={"to": "accepted", "back": back}, follow_redirects=False)
    assert answer.headers["location"].startswith(f"{back}&changed=")
    page = parse(marketer.get(answer.headers["location"]).text)
    assert "Accepted “Costs more than what they have”." in page.text
    (undo,) = [form["action"] for form in page.all("form") if form["action"].endswith("/undo")]
    assert "/themes/th_price/state" not in {form["action"] for form in page.all("form")}
    marketer.post(undo, data={"back": back})
    with database.reading() as session:
        assert stored_theme(session, "th_price").state is ThemeState.SUGGESTED


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/calls", "/\\evil.example"])
def test_a_form_leads_back_to_this_week_alone(marketer, back):
    answer = marketer.post("/themes/th_crm/state", data={"to": "archived", "back": back}, follow_redirects=False)
    assert answer.headers["location"].startswith("/themes/th_crm?changed=")


def test_who_only_reads_hears_themes_but_decides_nothing(locked, seeded, make_key, parse):
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ))
    page = parse(locked.get("/").text)
    assert [form["action"] for form in page.all("form") if form["method"] == "post"] == ["/signout"] * 2
    assert "/upload" not in {link["href"] for link in page.all("a")}
    voices = parse(locked.get("/themes/th_price/voices", headers={"hx-request": "true"}).text)
    assert len(voices.all("li", "voice")) == 3
    assert len(voices.all("a", "play")) == len(voices.all("a", "around")) == 3


@pytest.mark.parametrize("path", ["/themes/th_price/trend.csv", "/themes/th_price/parts.csv?by=segment", "/heat.csv"])
def test_numbers_of_charts_are_files_a_spreadsheet_runs_nothing_of(browser, seeded, path):
    answer = browser.get(path)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    mine = [row for row in rows if row.get("theme_id", "th_price") == "th_price"]
    # Each of the twelve recordings has the theme; the ready transcript has no segment.
    assert sum(int(row["calls"]) for row in mine) == (13 if "trend" in path else 12)
    assert all(row["too_few"] == "true" and row["share"] == "" for row in mine if int(row["analysed_calls"]) < 10)


def test_a_cell_that_would_be_a_formula_is_text():
    from api.pages.csv_answer import csv_answer

    assert csv_answer("x", ("a",), [("=1+1",), ("-2",), (-2,)]).body == b"a\r\n'=1+1\r\n'-2\r\n-2\r\n"
    wide = csv_answer("x", ("a",), [("＝1+1",), ("smb;=1",)]).body.decode()
    assert wide == "a\r\n'＝1+1\r\nsmb;'=1\r\n", "signs that programs in the East read alike, and those behind a `;`"


def test_this_week_is_saved_with_its_filters(marketer):
    form = {"path": "/", "query": "segment=mid-market&span=13&changed=7", "name": "Mid-market"}
    answer = marketer.post("/views", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?segment=mid-market&span=13#share")
    assert "Saved as" in marketer.get(answer.headers["location"]).text
