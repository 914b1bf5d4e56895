"""The list of themes and one theme: every number opens as many quotes."""

import re

from calls.theme import ThemeState
from store.themes import ThemeFilter, list_themes

LINE = re.compile(
    r'data-counts="calls"[^>]*>(\d+)</data></strong> of (\d+) calls'
    r".*?>(\d+) accounts?</data>.*?>(\d+) quotes?</data>",
    re.S,
)


def every_quote(browser, path, parse):
    """Return the ids of all quotes over all pages of a theme."""
    found = []
    while path:
        page = parse(browser.get(path).text)
        found += [quote["id"] for quote in page.all("li", "quote")]
        path = next((link["href"] for link in page.all("a") if link.get("rel") == "next"), None)
    return found


def test_without_calls_the_first_page_teaches(browser, parse):
    answer = browser.get("/")
    assert answer.url.path == "/"
    text = parse(answer.text).text
    assert "Bring recordings" in text
    assert "talktrack ingest" in text
    assert "No calls yet" in parse(browser.get("/themes").text).text


def test_counts_on_the_list_equal_the_quotes_of_each_theme(browser, seeded, database, parse):
    html = browser.get("/themes").text
    with database.reading() as session:
        themes = list_themes(session, ThemeFilter(), limit=100).items
    shown = [tuple(map(int, counts)) for counts in LINE.findall(html)]
    assert shown == [(theme.calls, 13, theme.accounts, theme.mentions) for theme in themes]
    for theme in themes:
        quotes = every_quote(browser, f"/themes/{theme.id}", parse)
        assert len(quotes) == len(set(quotes)) == theme.mentions


def test_counts_in_a_segment_equal_the_quotes_in_it(browser, seeded, parse):
    html = browser.get("/themes?segment=mid-market").text
    counts = [tuple(map(int, found)) for found in LINE.findall(html)]
    assert counts
    assert all(total == 6 for _, total, _, _ in counts)
    links = re.findall(r'href="(/themes/th_\w+\?segment=mid-market)"', html)
    assert [len(every_quote(browser, link, parse)) for link in links] == [quotes for *_, quotes in counts]
    assert "too few to say" in html


def test_all_quotes_are_reached_page_by_page(browser, seeded, parse, monkeypatch):
    monkeypatch.setattr("api.pages.theme.QUOTES_A_PAGE", 5)
    quotes = every_quote(browser, "/themes/th_price", parse)
    assert len(parse(browser.get("/themes/th_price").text).all("li", "quote")) == 5
    assert len(quotes) == len(set(quotes)) == 13


def test_themes_are_paged_too(browser, seeded, parse, monkeypatch):
    monkeypatch.setattr("api.pages.themes.THEMES_A_PAGE", 1)
    first = parse(browser.get("/themes").text)
    assert len(first.all("li", "theme-line")) == 1
    older = next(link["href"] for link in first.all("a") if link.get("rel") == "next")
    second = parse(browser.get(older).text)
    assert len(second.all("li", "theme-line")) == 1
    assert "Back to the start" in second.text
    assert not [link for link in second.all("a") if link.get("rel") == "next"]


def test_a_kind_narrows_the_list(browser, seeded, parse):
    page = parse(browser.get("/themes?kind=question").text)
    assert len(page.all("li", "kind-question")) == 1
    assert not page.all("li", "kind-objection")
    assert "Nothing here" in parse(browser.get("/themes?kind=praise").text).text


def test_a_rate_has_its_denominator_and_says_where_there_is_too_little_behind_it(browser, seeded, parse):
    text = parse(browser.get("/themes/th_crm").text).text
    assert "7 of 13 calls" in text
    # Thirteen calls, but of four accounts only.
    assert "too few to say" in text


def test_a_theme_that_was_taken_up_leads_to_its_successor(browser, seeded, database):
    with database.reading() as session:
        archived = list_themes(session, ThemeFilter(state=ThemeState.ARCHIVED), limit=10).items
    assert [theme.id for theme in archived] == ["th_old"]
    answer = browser.get("/themes/th_old?segment=enterprise", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/themes/th_price?segment=enterprise")


def test_a_quote_plays_its_own_seconds_and_has_its_source_and_answer(browser, seeded, parse):
    html = browser.get("/themes/th_price").text
    page = parse(html)
    plays = page.all("a", "play")
    assert len(plays) == 12
    assert plays[0]["data-start"] == "10.5"
    assert plays[0]["data-end"] == "14.0"
    assert plays[0]["href"] == f"/v1/calls/{seeded.calls[-1]}/audio#t=10.50,14.00"
    assert page.text.count("no audio") == 1
    assert page.text.count("Most teams start with ten seats") == 13
    assert f"/calls/{seeded.calls[-1]}?moment=mo_" in html


def test_the_trend_has_its_numbers_beside_it(browser, seeded, parse):
    weeks = parse(browser.get("/themes/th_price").text)
    rows = [row for row in weeks.all("tr") if "data-start" in row]
    assert sum(int(row["data-calls"]) for row in rows) == 13
    months = parse(browser.get("/themes/th_price?period=month").text)
    assert [row["data-start"] for row in months.all("tr") if "data-start" in row] == [
        "2026-06-01",
        "2026-07-01",
        "2026-08-01",
    ]
    assert "Aug 2026" in months.text


def test_filters_narrow_the_list_and_stay_in_its_links(browser, seeded, parse):
    page = parse(browser.get("/themes?segment=mid-market&from=2026-07-01").text)
    assert "Mid-market · from 1 Jul 2026" in page.text
    links = [link["href"] for link in page.all("a") if link["href"].startswith("/themes/th_")]
    assert links
    assert all("segment=mid-market" in link and "from=2026-07-01" in link for link in links)
    nothing = parse(browser.get("/themes?from=2027-01-01").text)
    assert "Nothing here" in nothing.text


def test_a_time_that_is_none_is_told_plainly(browser, seeded):
    answer = browser.get("/themes?from=yesterday")
    assert answer.status_code == 422
    assert "2026-08-14T15:02:00Z" in answer.text


def test_a_theme_says_where_it_is_voiced_and_that_there_is_too_little_to_say(browser, seeded, parse):
    page = parse(browser.get("/themes/th_price?by=segment").text)
    assert "Who says it" in page.text
    assert "Mid-market" in page.text
    assert "too few to say" in page.text
