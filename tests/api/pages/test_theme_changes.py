"""Curating a theme on its page: plain forms that work without a script, a word on what was done, and Undo beside it."""

import pytest

from api.access import COOKIE
from calls.moment import Kind
from calls.theme import Theme
from store.keys import Scope
from store.moments import MomentFilter, list_moments
from store.placing import groups, save_suggestions
from store.theme_changes import rename_theme, stored_theme
from store.themes import get_theme, resolve_theme


@pytest.fixture
def curator(locked, seeded, database, make_key):
    """Somebody who may read and change themes, and a second theme of objections with a part."""
    with database.transaction() as session:
        made_by = seeded.moments[0].provenance
        (price,) = [each for each in groups(session, analysis=1) if each.id == "th_price"]
        rest, other, part = price.moment_ids[7:], price.moment_ids[:4], price.moment_ids[4:7]
        formed = [
            Theme(id="th_price", kind=Kind.OBJECTION, label=price.label, moment_ids=rest),
            Theme(id="th_part", kind=Kind.OBJECTION, label="Twice as dear", moment_ids=part, parent_id="th_price"),
            Theme(id="th_other", kind=Kind.OBJECTION, label='Hard "sell" <upstairs>', moment_ids=other),
        ]
        save_suggestions(session, formed, successors={}, provenance=made_by, analysis=1)
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ, Scope.THEMES_WRITE))
    return locked


def post(browser, path, **fields):
    answer = browser.post(path, data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def stored(database, theme_id):
    with database.reading() as session:
        return stored_theme(session, theme_id)


def quotes(database, theme_id):
    with database.reading() as session:
        return [item.moment.id for item in list_moments(session, MomentFilter(theme_id=theme_id), limit=100).items]


def undo_forms(page):
    return [form["action"] for form in page.all("form") if form.get("action", "").endswith("/undo")]


def test_a_theme_is_accepted_renamed_and_pinned_and_every_deed_can_be_undone(curator, database, parse):
    for path, fields, says in [
        ("state", {"to": "accepted"}, "Accepted “Hard"),
        ("rename", {"label": "No budget owner"}, "Renamed “Hard"),
        ("state", {"to": "pinned"}, "Pinned “No budget owner”"),
        ("state", {"to": "archived"}, "Archived “No budget owner”"),
        ("state", {"to": "restored"}, "Restored “No budget owner”"),
    ]:
        page = parse(curator.get(post(curator, f"/themes/th_other/{path}", **fields)).text)
        assert says in page.text
        assert "Undo" in page.text
    assert stored(database, "th_other").label == "No budget owner"
    for _ in range(5):
        undo = undo_forms(parse(curator.get("/themes/th_other/history").text))[0]
        assert "Took back:" in parse(curator.get(post(curator, undo)).text).text
    theme = stored(database, "th_other")
    assert (theme.label, theme.pinned, theme.state) == ('Hard "sell" <upstairs>', False, "suggested")


def test_a_merge_leads_to_the_other_theme_which_is_found_by_name(curator, database, parse):
    page = parse(curator.get("/themes/th_other").text)
    assert {option["value"] for option in page.all("option")} >= {"Twice as dear", "Costs more than what they have"}
    location = post(curator, "/themes/th_other/merge", into="costs more than WHAT they have")
    assert location == "/themes/th_price?changed=1"
    page = parse(curator.get(location).text)
    assert 'Merged “Hard "sell" <upstairs>” into “Costs more than what they have”, 4 quotes' in page.text
    assert "Also known as “Hard" in page.text
    with database.reading() as session:
        assert resolve_theme(session, "th_other") == "th_price"
        assert get_theme(session, "th_price").mentions == 13
    assert curator.get("/themes/th_other", follow_redirects=False).headers["location"] == "/themes/th_price"
    assert post(curator, undo_forms(page)[0]) == "/themes/th_other?changed=2"
    assert len(quotes(database, "th_other")) == 4


def test_ticked_quotes_are_split_off_moved_or_put_in_no_theme(curator, database, parse):
    first, second, third, _ = quotes(database, "th_other")
    ticks = [
        box["value"] for box in parse(curator.get("/themes/th_other").text).all("input") if box["type"] == "checkbox"
    ]
    assert ticks == quotes(database, "th_other")
    location = post(curator, "/themes/th_other/quotes", do="split", moment=[first], label="Board decides")
    made = location.removeprefix("/themes/").split("?")[0]
    assert (stored(database, made).label, quotes(database, made)) == ("Board decides", [first])
    post(curator, "/themes/th_other/quotes", do="move", moment=[second], to="Twice as dear")
    assert second in quotes(database, "th_part")
    # Enter in the field of the other theme presses the form's first button.
    post(curator, "/themes/th_other/quotes", do="split", moment=[third], label="", to="Board decides")
    assert quotes(database, made) == [first, third] or quotes(database, made) == [third, first]
    post(curator, f"/themes/{made}/quotes", do="none", moment=[first])
    assert quotes(database, made) == [third]


def test_sub_themes_are_listed_taken_out_and_made(curator, database, parse):
    page = parse(curator.get("/themes/th_price").text)
    assert "/themes/th_price/parts/th_part/split" in {form["action"] for form in page.all("form")}
    assert "Part of Costs more than what they have" in parse(curator.get("/themes/th_part").text).text
    post(curator, "/themes/th_part/state", to="taken_out")
    post(curator, "/themes/th_part/nest", under='Hard "sell" <upstairs>')
    assert stored(database, "th_part").parent_id == "th_other"
    post(curator, "/themes/th_other/parts/th_part/split", label="Twice as dear")
    assert stored(database, "th_part").parent_id is None


def test_the_history_has_a_page_of_its_own(curator, parse):
    assert "Nothing yet" in parse(curator.get("/themes/th_other/history").text).text
    for number in range(52):
        post(curator, "/themes/th_other/rename", label=f"name {number}")
    page = parse(curator.get("/themes/th_other").text)
    assert "/themes/th_other/history" in {link["href"] for link in page.all("a")}
    whole = parse(curator.get("/themes/th_other/history").text)
    assert "Renamed “name 50” to “name 51” Test key, " in whole.text
    (older,) = [link["href"] for link in whole.all("a") if link.get("rel") == "next"]
    assert 'Renamed “Hard "sell" <upstairs>” to “name 0”' in parse(curator.get(older).text).text


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("/themes/th_other/merge", {"into": "Nothing of the kind"}, "There is no theme called"),
        ("/themes/th_other/merge", {"into": "th_other"}, "cannot be merged into itself"),
        ("/themes/th_other/rename", {"label": " "}, "A theme needs a label"),
        ("/themes/th_other/quotes", {"do": "split", "label": "x"}, "Tick the quotes"),
        ("/themes/th_other/state", {"to": "famous"}, "Say what the theme is to be"),
    ],
)
def test_what_cannot_be_is_said_on_a_page(curator, path, fields, says):
    answer = curator.post(path, data=fields)
    assert answer.status_code == 422
    assert says in answer.text


def test_who_only_reads_sees_the_history_and_no_tool(curator, database, make_key, parse):
    with database.transaction() as session:
        rename_theme(session, "th_price", "Price", made_by="Mara")
    curator.cookies.set(COOKIE, make_key(Scope.THEMES_READ))
    page = parse(curator.get("/themes/th_price").text)
    assert "Renamed “Costs more than what they have” to “Price” Mara" in page.text
    assert [form for form in page.all("form") if "/themes/" in form["action"] and form["method"] == "post"] == []
    assert curator.post("/themes/th_price/rename", data={"label": "Mine"}).status_code == 403


def test_another_site_cannot_post(curator, database):
    answer = curator.post("/themes/th_other/state", data={"to": "archived"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert stored(database, "th_other").state == "suggested"
