"""Numbers of calls open exactly the calls that they count, on the list of calls."""

import html
import re

import pytest

from api.access import COOKIE
from store.keys import Scope

NUMBER = re.compile(r'<a href="(/calls\?[^"]*)">(?:<data[^>]*>)?([\d,]+)')


def numbers(browser, path):
    """Return the numbers of a page that lead to the list of calls, as (address, number)."""
    found = NUMBER.findall(browser.get(path).text)
    return [(html.unescape(url), int(number.replace(",", ""))) for url, number in found]


def every_call(browser, path, parse):
    """Return the addresses of all calls over all pages of a list."""
    found = []
    while path:
        page = parse(browser.get(path).text)
        found += [link["href"] for link in page.all("a") if re.fullmatch(r"/calls/ca_\w+", link["href"])]
        path = next((link["href"] for link in page.all("a") if link.get("rel") == "next"), None)
    assert len(found) == len(set(found))
    return found


@pytest.mark.parametrize(
    "path",
    ["/themes/th_price", "/themes/th_crm?by=segment", "/themes/th_crm?by=rep&segment=enterprise&period=month"],
)
def test_every_number_of_calls_of_a_theme_opens_as_many(browser, seeded, parse, monkeypatch, path):
    monkeypatch.setattr("api.pages.calls.CALLS_A_PAGE", 4)
    found = numbers(browser, path)
    assert len(found) > 6
    for url, number in found:
        assert len(every_call(browser, url, parse)) == number, url
        total = f"<strong>{number} call{'' if number == 1 else 's'}</strong>"
        assert total in browser.get(url).text, "the list says how many they are"


def test_the_calls_of_closed_deals_without_a_theme_are_opened(browser, seeded, parse):
    without = [url for url, _ in numbers(browser, "/themes/th_crm") if "without_theme_id=th_crm" in url]
    assert {("outcome=won" in url, "outcome=lost" in url) for url in without} == {(True, False), (False, True)}


def test_what_is_asked_is_said_and_taken_away_one_by_one(browser, seeded, parse):
    path = "/calls?segment=enterprise&analysed=true&theme_id=th_price&without_theme_id=th_crm"
    page = parse(browser.get(path).text)
    assert "Analysed calls" in page.text
    assert "Calls that voice “Costs more than what they have”" in page.text
    assert 'Calls that do not voice “Does it <b>write back</b> into "our" CRM?”' in page.text
    removing = [link["href"] for link in page.all("a") if link.get("aria-label", "").startswith("Remove: ")]
    assert removing == [
        "/calls?segment=enterprise&theme_id=th_price&without_theme_id=th_crm",
        "/calls?segment=enterprise&analysed=true&without_theme_id=th_crm",
        "/calls?segment=enterprise&analysed=true&theme_id=th_price",
    ]
    hidden = {each["name"]: each["value"] for each in page.all("input") if each.get("type") == "hidden"}
    asked = {"analysed": "true", "theme_id": "th_price", "without_theme_id": "th_crm"}
    assert asked.items() <= hidden.items(), "the filters keep what the number counts by"


def test_an_old_theme_opens_the_calls_of_its_successor(browser, seeded, parse):
    assert len(every_call(browser, "/calls?theme_id=th_old", parse)) == 13
    assert len(every_call(browser, "/calls?analysed=false", parse)) == 2


@pytest.mark.parametrize(("query", "status"), [("theme_id=th_never", 404), ("analysed=maybe", 422)])
def test_what_cannot_be_asked_is_told(browser, seeded, query, status):
    assert browser.get(f"/calls?{query}").status_code == status


def test_a_list_by_a_hidden_name_tells_of_no_call_that_it_does_not_show(locked, seeded, hide, make_key, parse):
    hide(seeded.calls[1], "Nordhaven")
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ))
    path = "/calls?analysed=true&title=nordhaven"
    assert len(every_call(locked, path, parse)) == 2
    assert "<strong>" not in locked.get(path).text.split('class="asked"')[1].split("</ul>")[0]
