"""Settings: an admin's forms, each of which works without a script."""

import re

import pytest

from api.access import COOKIE
from store.keys import Scope


@pytest.fixture
def admin(locked, make_key):
    locked.cookies.set(COOKIE, make_key(Scope.ADMIN))
    return locked


PAGES = ("people", "keys", "vocabulary", "channels", "topics", "health", "audit")


def test_only_an_admin_sees_settings(locked, make_key, seeded):
    locked.cookies.set(COOKIE, make_key(*(set(Scope) - {Scope.ADMIN})))
    for name in PAGES:
        assert locked.get(f"/settings/{name}").status_code == 403


def test_every_page_opens_and_teaches_while_there_is_nothing(admin):
    assert admin.get("/settings").url.path == "/settings/people"
    for name in PAGES:
        page = admin.get(f"/settings/{name}")
        assert page.status_code == 200, page.text
        assert 'aria-current="page"' in page.text
    assert "Nobody yet" in admin.get("/settings/people").text
    assert "No name yet" in admin.get("/settings/vocabulary").text


def test_a_person_is_added_with_a_link_that_is_shown_once(admin):
    form = {"email": "bo@example.com", "name": "Bo", "role": "marketer"}
    made = admin.post("/settings/people", data=form)
    link = re.search(r"http://testserver(/join/[\w-]+)", made.text)
    assert link
    assert "/join/" not in admin.get("/settings/people").text
    assert "bo@example.com" in admin.get(link.group(1)).text
    again = admin.post("/settings/people", data=form)
    assert again.status_code == 422
    assert "already" in again.text
    assert admin.post("/settings/people", data=form | {"email": "nonsense"}).status_code == 422


def test_roles_change_and_the_last_admin_stays(admin):
    form = {"email": "ada@example.com", "name": "Ada", "role": "admin"}
    page = admin.post("/settings/people", data=form).text
    person = re.search(r'/settings/people/(pe_\w+)"', page).group(1)
    refused = admin.post(f"/settings/people/{person}", data={"role": "rep"})
    assert refused.status_code == 409
    assert "at least one admin" in refused.text
    admin.post("/settings/people", data=form | {"email": "b@example.com"})
    admin.post(f"/settings/people/{person}", data={"disabled": "yes"})
    assert "May not sign in" in admin.get("/settings/people").text


def test_a_role_changes_by_its_button_alone(admin):
    page = admin.post("/settings/people", data={"email": "ada@example.com", "name": "Ada", "role": "rep"}).text
    # Each role passed with the keys would end the person's sessions.
    assert "data-auto-submit" not in page
    assert re.search(r'<select name="role".*?</select>\s*<button class="button quiet small" type="submit"', page, re.S)


def test_whoever_is_locked_out_is_offered_no_link(admin):
    form = {"email": "ada@example.com", "name": "Ada", "role": "rep"}
    page = admin.post("/settings/people", data=form).text
    link = re.search(r"/settings/people/pe_\w+/invitation", page).group(0)
    person = link.removesuffix("/invitation")
    assert link not in admin.post(person, data={"disabled": "yes"}).text
    refused = admin.post(link)
    assert refused.status_code == 409
    assert "Let them in again first" in refused.text
    assert "/join/" not in refused.text
    assert link in admin.post(person, data={"disabled": "no"}).text


def test_a_key_is_shown_once_and_ended(admin):
    made = admin.post("/settings/keys", data={"name": "Notebook", "scope": ["themes:read"], "days": "7"})
    secret = re.search(r"tt_[\w-]{30,}", made.text).group(0)
    page = admin.get("/settings/keys").text
    assert secret not in page
    assert secret[:9] in page
    key = re.search(r"/settings/keys/(ke_\w+)/end", made.text).group(1)
    ended = admin.post(f"/settings/keys/{key}/end")
    assert "Ended" in ended.text
    none = admin.post("/settings/keys", data={"name": "None"})
    assert none.status_code == 422
    assert "Tick at least one" in none.text


def test_a_key_ends_by_a_second_press(admin):
    page = admin.post("/settings/keys", data={"name": "Notebook", "scope": ["themes:read"], "days": "7"}).text
    # Without a script as well: the button that ends it for good shows once its row's "End" is opened.
    (asked,) = re.findall(
        r'<details name="end-key"><summary aria-label="End the key Notebook">(.*?)</details>', page, re.S
    )
    assert re.search(
        r'action="/settings/keys/ke_\w+/end".*<button[^>]* type="submit"[^>]*>End it for good<', asked, re.S
    )
    assert page.count('/end"') == page.count('<details name="end-key">')


@pytest.mark.parametrize("days", ["-5", "abc", "1.5", "0", "3651", "²", "9" * 20])
def test_days_that_cannot_be_read_make_no_key(admin, days):
    refused = admin.post("/settings/keys", data={"name": "Endless", "scope": ["themes:read"], "days": days})
    assert refused.status_code == 422
    assert "whole days" in refused.text
    assert '<th scope="row">Endless' not in refused.text
    assert '<th scope="row">Endless' not in admin.get("/settings/keys").text


def test_a_key_without_days_does_not_end(admin):
    made = admin.post("/settings/keys", data={"name": "Endless", "scope": ["themes:read"], "days": ""})
    assert re.search(r"<td>–</td>\s*<td class=\"row-tools\">", made.text)


def test_names_and_channel_maps_are_added_and_removed(admin):
    admin.post("/settings/vocabulary", data={"term": "Gravity Systems", "kind": "competitor", "sounds_like": "gravy"})
    page = admin.get("/settings/vocabulary").text
    assert "Gravity Systems" in page
    assert "gravy" in page
    twice = admin.post("/settings/vocabulary", data={"term": "Gravity Systems", "kind": "competitor"})
    assert "listed already" in twice.text
    admin.post(re.search(r"/settings/vocabulary/vo_\w+/remove", page).group(0))
    assert "No name yet" in admin.get("/settings/vocabulary").text
    admin.post("/settings/channels", data={"pattern": "zoom-*", "roles": "buyer,rep"})
    page = admin.get("/settings/channels").text
    assert "1: buyer, 2: rep" in page
    admin.post(re.search(r"/settings/channels/ch_\w+/remove", page).group(0))
    assert "No channel map yet" in admin.get("/settings/channels").text
    done = admin.get("/settings/audit").text
    assert "channel map removed" in done


def test_health_says_what_to_do_where_no_worker_runs(admin):
    page = admin.get("/settings/health").text
    assert "No worker is running" in page
    assert "talktrack worker" in page


@pytest.mark.usefixtures("with_the_api")
@pytest.mark.parametrize("name", PAGES)
def test_every_page_copies_a_call_that_works_and_is_no_view_to_save(admin, copied, name):
    html = admin.get(f"/settings/{name}").text
    (call,) = copied(html)
    assert admin.get(call).status_code == 200
    assert "Save this view" not in html
    assert admin.post("/v1/views", json={"name": "x", "path": f"/settings/{name}"}).status_code == 422
