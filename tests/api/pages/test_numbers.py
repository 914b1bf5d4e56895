"""What changed, and the heat map: told only where it is more than chance, each number open to its quotes."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from html import unescape

import numpy as np
import pytest

from api.access import COOKIE
from calls.call import CallDetails, Deal, Medium, Party
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope
from store.moments import replace_moments
from store.placing import save_suggestions
from store.session import Database

MADE_BY = Provenance(name="test", version="1")
START = datetime(2026, 2, 2, 9, tzinfo=UTC)
WEEKS, A_WEEK = 24, 10


def _is_voiced(theme_id: str, *, week: int, nth: int, segment: str) -> bool:
    """One theme that stands still, one that rises, one that rises in one segment only, one that is new."""
    rises = nth * WEEKS < A_WEEK * week
    return {
        "th_still": nth % 4 == 0,
        "th_rising": rises,
        "th_there": segment == "mid" and rises,
        "th_new": week > 14 and nth % 3 == 0,
    }[theme_id]


@pytest.fixture(scope="module")
def moving_file(tmp_path_factory, migrated_sqlite):
    path = tmp_path_factory.mktemp("moving") / "app.sqlite"
    shutil.copy(migrated_sqlite, path)
    opened = Database(f"sqlite:///{path}")
    seed(opened)
    opened.close()
    return path


@pytest.fixture
def database(request, tmp_path, migrated_sqlite):
    """Return a database of the test's own: with the calls in it where the test asks for them as `moving`."""
    source = request.getfixturevalue("moving_file") if "moving" in request.fixturenames else migrated_sqlite
    shutil.copy(source, tmp_path / "app.sqlite")
    opened = Database(f"sqlite:///{tmp_path / 'app.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def moving(database):
    """Say that the test wants the calls."""


def seed(database):
    """Ten calls a week over 24 weeks, each of an account of its own."""
    placed: dict[str, list[str]] = {"th_still": [], "th_rising": [], "th_there": [], "th_new": []}
    with database.transaction() as session:
        analysis = analysis_for(session, ())
        for number in range(WEEKS * A_WEEK):
            week, nth = number % WEEKS, number // WEEKS
            segment = ("smb", "mid", "big")[(week + nth) % 3]
            details = CallDetails(
                title=f"Call {number}",
                started_at=START + timedelta(weeks=week, hours=number % 5),
                account=f"Account {number}",
                parties=(Party(name="Ana Ruiz", role=Role.REP),),
                deal=Deal(segment=segment, outcome="won" if nth % 2 else "lost"),
            )
            arrival = Arrival(
                sha256=f"{number:064d}", size_bytes=1, filename="c.json", medium=Medium.TEXT, details=details
            )
            call_id, _ = insert_call(session, arrival)
            said = [one for one in placed if _is_voiced(one, week=week, nth=nth, segment=segment)]
            moments = [_moment(call_id, turn) for turn, _ in enumerate(said)]
            replace_moments(
                session, call_id, moments, vectors=np.zeros((len(moments), 4), dtype=np.float32), analysis=analysis
            )
            set_call_analysed(session, call_id, analysis=analysis, analysed=True)
            for theme_id, moment in zip(said, moments, strict=True):
                placed[theme_id].append(moment.id)
        themes = [
            Theme(id=theme_id, kind=Kind.PAIN, label=f"About {theme_id}", moment_ids=tuple(ids))
            for theme_id, ids in placed.items()
        ]
        save_suggestions(session, themes, successors={}, provenance=MADE_BY, analysis=analysis)


def _moment(call_id: str, turn: int) -> Moment:
    quote = f"that hurts {turn}"
    return Moment(
        id=moment_id(call_id=call_id, turn_index=turn, kind=Kind.PAIN, quote=quote, provenance=MADE_BY),
        call_id=call_id,
        turn_index=turn,
        kind=Kind.PAIN,
        category=None,
        quote=quote,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
    )


def told(html: str) -> dict[str, str]:
    """Return what is said to have changed: the name of the verdict by theme."""
    found = {}
    for part in html.split('<section class="changes"')[1:]:
        verdict = part.split('id="')[1].split('"')[0]
        for piece in part.split("</section>")[0].split('href="/themes/')[1:]:
            found[piece.split('"')[0].split("?")[0].split("#")[0]] = verdict
    return found


def test_what_rises_is_told_and_what_stands_still_is_not(browser, moving):
    html = browser.get("/changes").text
    assert told(html) == {"th_rising": "rising", "th_there": "rising", "th_new": "new"}
    assert "No change shown: 1 theme" in html
    assert "th_still" in html


def test_a_rise_in_one_segment_is_told_of_that_segment(browser, moving, parse):
    html = browser.get("/changes?by=segment").text
    rows = [row for row in html.split('<li class="change-line')[1:] if "About th_there" in row]
    assert len(rows) == 1
    assert "Mid" in parse("<li " + rows[0]).text
    assert "segment=mid" in rows[0]


def test_the_last_weeks_are_compared_with_those_before(browser, moving, parse):
    text = parse(browser.get("/changes?span=4").text).text
    assert "16 Jun 2026 to 13 Jul 2026 with 24 Mar 2026 to 15 Jun 2026" in text


def sides(answer) -> dict[str, tuple[object, ...]]:
    """What an answer of /v1/themes/changes says of each theme that changed."""
    return {
        item["theme"]["id"]: (item["verdict"], item["earlier"]["rate"], item["later"]["rate"])
        for item in answer.json()["items"]
        if item["verdict"] in ("new", "rising", "falling", "gone")
    }


@pytest.mark.usefixtures("with_the_api")
@pytest.mark.parametrize("query", ["", "?span=4", "?span=13&segment=mid", "?span=4&kind=pain&by=segment"])
def test_the_copied_call_answers_with_the_windows_of_the_page(browser, moving, copied, query):
    html = browser.get(f"/changes{query}").text
    (call,) = copied(html)
    answer = browser.get(call)
    assert answer.status_code == 200
    assert set(sides(answer)) == set(told(html))
    assert answer.json()["items"]
    for item in answer.json()["items"]:
        assert item["basis"] == ("windows" if "span" in query else "slope")
        if item["theme"]["id"] in sides(answer) and item["verdict"] not in ("steady", "too_few"):
            assert item["later"]["evidence"] in unescape(html)
            assert item["earlier"]["evidence"] in unescape(html)


@pytest.mark.usefixtures("with_the_api")
def test_this_week_is_several_calls_each_with_its_name(browser, moving, copied, parse):
    html = browser.get("/?segment=mid").text
    assert "Copy as API calls" in html
    changed, decisions, questions = copied(html)
    assert all(name in html for name in ("What changed", "Needs a decision", "Unanswered questions"))
    moved = re.findall(r'<h3><a href="/themes/(th_\w+)', html.split('class="week-two"')[0])
    assert set(sides(browser.get(changed))) == set(moved) != set()
    assert len(browser.get(decisions).json()["items"]) == len(parse(html).all("li", "decision")) > 0
    assert questions == "/v1/moments?segment=mid&kind=question&answered=false"
    assert browser.get(questions).status_code == 200


def test_this_week_of_a_competitor_offers_no_call_with_another_meaning(browser, moving, copied):
    calls = copied(browser.get("/?competitor=Rival").text)
    assert len(calls) == 2
    assert not any(call.startswith("/v1/moments") for call in calls)


@pytest.mark.usefixtures("with_the_api")
@pytest.mark.parametrize("query", ["", "?period=month&by=rep", "?segment=mid"])
def test_a_theme_is_copied_with_the_steps_and_the_cut_of_its_page(browser, moving, copied, query):
    html = browser.get(f"/themes/th_rising{query}").text
    (call,) = copied(html)
    included = browser.get(call).json()["included"]
    for each in (*included["trend"]["points"], *included["segments"]["items"]):
        assert each["evidence"] in unescape(html)
    assert included["trend"]["period"] == ("month" if "month" in query else "week")
    assert included["segments"]["by"] == {"?segment=mid": "outcome", "": "segment"}.get(query, "rep")
    assert included["evidence"]


@pytest.mark.usefixtures("with_the_api")
def test_a_saved_span_is_the_last_weeks_whenever_it_is_opened(locked, moving, make_key, copied):
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ, Scope.THEMES_WRITE))
    for path, query in (("/changes", "span=4"), ("/", "segment=mid&span=4"), ("/heat", "kind=pain")):
        made = locked.post("/v1/views", json={"name": path, "path": path, "query": query})
        assert made.status_code == 201, made.text
        assert made.json()["query"] == query
        calls = copied(locked.get(f"{path}?{query}").text)
        assert [each["api"] for each in made.json()["answers"]] == calls
        assert made.json()["api"] == calls[0]


def test_a_theme_says_that_it_rises_and_by_how_much(browser, moving, parse):
    page = parse(browser.get("/themes/th_rising").text)
    assert "Rising:" in page.text
    assert "points" in page.text
    assert "cause" in page.text  # of the association with winning
    assert page.all("span", "verdict-rising")
    still = parse(browser.get("/themes/th_still").text)
    assert "No change shown" in still.text
    assert not still.all("span", "verdict")


def test_the_heat_map_marks_what_stands_out_and_opens_its_quotes(browser, moving, parse):
    html = browser.get("/heat?by=segment").text
    page = parse(html)
    assert page.all("td", "stands-out")
    links = [link["href"] for link in page.all("a") if "th_there" in link["href"] and "segment=mid" in link["href"]]
    (link,) = links
    quotes = parse(browser.get(link.split("#")[0]).text)
    cell = next(
        each
        for each in page.all("data")
        if "th_there" in each["data-evidence"] and "segment=mid" in each["data-evidence"]
    )
    assert f"{cell['value']} of" in quotes.text


@pytest.mark.parametrize(
    "path", ["/", "/changes", "/changes?span=4&by=segment", "/heat?by=segment", "/themes?segment=mid"]
)
def test_every_number_of_all_calls_opens_as_many(browser, moving, path):
    found = re.findall(r'<a href="(/calls\?[^"]*)">(?:<data[^>]*>)?(\d+)', browser.get(path).text)
    assert found
    for url, number in set(found):
        assert f"<strong>{number} calls</strong>" in browser.get(unescape(url)).text, url


def test_without_calls_there_is_nothing_to_compare(browser, parse):
    assert "Nothing to compare yet" in parse(browser.get("/changes").text).text
    assert "Nothing here" in parse(browser.get("/heat").text).text


def test_a_cut_that_is_none_is_refused(browser, moving):
    assert browser.get("/heat?by=colour").status_code == 422
    assert browser.get("/changes?by=colour").status_code == 422
