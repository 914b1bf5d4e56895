"""Questions that nobody answered: all of them from This week, and Explore's pick of questions by their answer."""

import html
import re

import pytest
from sqlalchemy import update

from store.search_index import fill_some
from store.tables import MomentRow


@pytest.fixture
def unanswered(database, seeded):
    """Let nobody answer the questions of the recordings but the first, one of which speaks of a competitor."""
    asked = [each for each in seeded.moments if each.kind == "question" and each.call_id in seeded.calls]
    with database.transaction() as session:
        for number, each in enumerate(asked):
            values = {"answered": number == 0, "competitor": "Rivalo" if number == 1 else None}
            session.execute(update(MomentRow).where(MomentRow.id == each.id).values(**values))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "All 11 unanswered questions"),
        ("/?segment=mid-market", "All 5 unanswered questions"),
        ("/?competitor=Rivalo", "The only unanswered question about Rivalo"),
    ],
)
def test_all_unanswered_questions_are_one_click_away(browser, seeded, unanswered, parse, monkeypatch, path, words):
    monkeypatch.setattr("api.pages.finding.FOUND_A_PAGE", 4)
    page = browser.get(path).text
    assert words in parse(page).text
    (link,) = re.findall(r'href="(/explore\?[^"]*answered=false[^"]*)"', page)
    next_page, found = html.unescape(link), []
    while next_page:
        page = parse(browser.get(next_page).text)
        found += [item["id"] for item in page.all("li", "found-item")]
        next_page = next((each["href"] for each in page.all("a") if each.get("rel") == "next"), None)
    assert len(found) == len(set(found)) == int("".join(re.findall(r"\d", words)) or 1)


def test_without_unanswered_questions_nothing_leads_to_them(browser, seeded, parse):
    links = [each.get("href") or "" for each in parse(browser.get("/").text).all("a")]
    assert links
    assert [link for link in links if "answered=false" in link] == []


def test_questions_are_picked_by_whether_they_were_answered(browser, seeded, database, parse):
    asked = [each.id for each in seeded.moments if each.kind == "question"]
    with database.transaction() as session:
        for number, moment_id in enumerate(asked):
            session.execute(update(MomentRow).where(MomentRow.id == moment_id).values(answered=number < 3))
    for answered, ids_wanted in (("true", set(asked[:3])), ("false", set(asked[3:])), ("", set(asked))):
        page = parse(browser.get(f"/explore?kind=question&answered={answered}").text)
        assert {item["id"] for item in page.all("li", "found-item")} == ids_wanted
    chosen = [
        each["value"] for each in parse(browser.get("/explore?answered=false").text).all("option") if "selected" in each
    ]
    assert chosen == ["false"]
    assert browser.get("/explore?answered=maybe").status_code == 422


def test_a_search_does_not_pass_over_what_it_cannot_be_narrowed_by(browser, seeded, database):
    with database.transaction() as session:
        while fill_some(session):
            pass
    page = browser.get("/explore?q=CRM&mode=text&answered=false").text
    assert "not a search by words" in page
    assert "found-item" not in page
