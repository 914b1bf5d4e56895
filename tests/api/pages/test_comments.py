"""Comments on the page of a call."""

from api.access import COOKIE
from store.keys import Scope


def post(browser, path, **fields):
    return browser.post(path, data=fields, follow_redirects=False)


def test_a_comment_at_a_turn_and_one_on_the_call_are_shown_changed_and_deleted(signed_in, seeded, parse):
    path = f"/calls/{seeded.calls[0]}"
    answer = post(signed_in, f"{path}/comments", turn="1", text=" Ask legal. ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#turn-1")
    assert post(signed_in, f"{path}/comments", text="Good call.").headers["location"] == f"{path}#comments"
    page = parse(signed_in.get(path).text)
    assert "2 comments" in page.text
    assert "Ask legal." in page.text
    assert "Test key" in page.text
    edit = next(form["action"] for form in page.all("form") if "/comments/cm_" in form["action"])
    assert post(signed_in, edit, text="Ask Jo.").status_code == 303
    assert "Ask Jo." in signed_in.get(path).text
    assert post(signed_in, f"{edit}/delete").status_code == 303
    assert "1 comment" in parse(signed_in.get(path).text).text


def test_an_empty_comment_is_refused_on_a_page(signed_in, seeded):
    answer = post(signed_in, f"/calls/{seeded.calls[0]}/comments", text="  ")
    assert answer.status_code == 422
    assert "Write a comment of 1 to" in answer.text


def test_a_key_that_only_reads_sees_comments_and_writes_none(signed_in, seeded, make_key, parse):
    path = f"/calls/{seeded.calls[0]}"
    post(signed_in, f"{path}/comments", text="Good call.")
    signed_in.cookies.clear()
    signed_in.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ))
    page = parse(signed_in.get(path).text)
    assert "Good call." in page.text
    assert not [form for form in page.all("form") if "/comments" in form.get("action", "")]
    assert post(signed_in, f"{path}/comments", text="x").status_code == 403


def test_a_turn_is_opened_for_itself_and_put_in_its_place_alone(signed_in, seeded, parse):
    path = f"/calls/{seeded.calls[0]}"
    whole = parse(signed_in.get(f"{path}?edit=1").text)
    assert [form["action"] for form in whole.all("form")].count(f"{path}/text") == 1
    part = parse(signed_in.get(f"{path}?edit=1", headers={"hx-request": "true", "hx-target": "turn-1"}).text)
    assert [turn["id"] for turn in part.all("li", "turn")] == ["turn-1"]
    assert f"{path}/text" not in signed_in.get(path).text
