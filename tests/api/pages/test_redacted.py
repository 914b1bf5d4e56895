"""Pages show personal data only to those who may send calls in, and the pages of themes to nobody."""

from api.access import COOKIE
from api.settings import ApiSettings
from store.keys import Scope

PRICE = "That is more than twice what we pay today."


def test_a_theme_hides_what_is_personal_whoever_looks(signed_in, seeded, hide):
    for call in {moment.call_id for moment in seeded.moments}:
        hide(call, "twice", moments=tuple(moment for moment in seeded.moments if moment.call_id == call))
    page = signed_in.get("/themes/th_price").text
    assert "<blockquote>That is more than [name] what we pay today.</blockquote>" in page
    assert "twice" not in page
    assert page.count("<blockquote>") == sum(moment.quote == PRICE for moment in seeded.moments)


def test_a_reader_sees_a_call_without_names_and_a_rep_sees_it_in_full(locked, seeded, hide, make_key, parse):
    call = seeded.calls[0]
    hide(call, "twice", moments=tuple(moment for moment in seeded.moments if moment.call_id == call))
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ))
    read = locked.get(f"/calls/{call}").text
    assert "more than [name] what we pay" in read
    assert ">That is more than [name] what we pay today.</mark>" in read
    assert "twice" not in read
    assert "Dana Reyes" not in read
    assert "Names and other personal data are hidden" in read
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.CALLS_WRITE))
    full = locked.get(f"/calls/{call}").text
    assert f">{PRICE}</mark>" in full
    assert "Dana Reyes" in full
    assert "[name]" not in full


def test_what_nobody_looked_through_is_hidden_whole(locked, seeded, hide, make_key, database):
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ))
    page = locked.get(f"/calls/{seeded.working_call}").text
    assert "running.wav" not in page
    assert "[not redacted yet]" in page


def test_nothing_is_hidden_where_it_is_switched_off(locked, app, seeded, hide, make_key, tmp_path):
    call = seeded.calls[0]
    hide(call, "twice", moments=seeded.moments)
    app.state.settings = ApiSettings(data_dir=tmp_path, redact="off")
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ))
    assert PRICE in locked.get(f"/calls/{call}").text
    assert "[name]" not in locked.get("/themes/th_price").text
