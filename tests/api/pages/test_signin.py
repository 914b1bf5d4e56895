"""Signing in and out."""

import pytest

from api.access import COOKIE
from api.pages.signin import safe_next
from store.keys import Scope


def test_without_a_key_every_page_leads_to_signing_in_and_back(locked, seeded):
    for path in ("/", "/themes", "/calls", "/upload", "/calls?state=ready"):
        answer = locked.get(path, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/signin?next=%2F")
    answer = locked.get("/calls?state=ready")
    assert 'name="next" value="/calls?state=ready"' in answer.text


def test_a_good_key_is_kept_where_no_script_reads_it(locked, seeded, make_key):
    secret = make_key(Scope.CALLS_READ, Scope.THEMES_READ)
    answer = locked.post("/signin", data={"key": f" {secret} ", "next": "/calls?state=ready"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls?state=ready")
    cookie = answer.headers["set-cookie"]
    assert f"{COOKIE}={secret}" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    page = locked.get("/calls")
    assert page.status_code == 200
    assert "Test key" in page.text


def test_over_https_the_cookie_stays_there(locked, make_key):
    locked.base_url = "https://testserver"
    answer = locked.post("/signin", data={"key": make_key(Scope.CALLS_READ)}, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]


def test_a_wrong_key_is_refused_in_words_and_not_shown_again(locked):
    answer = locked.post("/signin", data={"key": "tt_wrong", "next": "/calls"})
    assert answer.status_code == 401
    assert "This key is not known here" in answer.text
    assert 'value="/calls"' in answer.text
    assert "tt_wrong" not in answer.text
    assert "set-cookie" not in answer.headers


def test_signing_out_forgets_the_key(signed_in, seeded):
    assert signed_in.get("/calls").status_code == 200
    answer = signed_in.post("/signout", follow_redirects=False)
    assert answer.headers["location"] == "/signin"
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


def test_a_key_without_the_scope_is_told_which_one(locked, seeded, make_key):
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ))
    answer = locked.get("/themes")
    assert answer.status_code == 403
    assert "themes:read" in answer.text


def test_other_sites_can_neither_sign_in_nor_out(signed_in, make_key):
    for path in ("/signin", "/signout"):
        answer = signed_in.post(path, data={"key": make_key()}, headers={"origin": "https://elsewhere.example"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_a_link_from_another_site_asks_once_more_with_the_cookie(locked, seeded):
    answer = locked.get("/calls?state=ready", headers={"sec-fetch-site": "cross-site"}, follow_redirects=False)
    assert answer.status_code == 200
    assert 'http-equiv="refresh" content="0; url=/calls?state=ready"' in answer.text
    answer = locked.get("/calls", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    assert answer.status_code == 303


def test_a_list_that_refreshes_itself_moves_to_signing_in(locked):
    answer = locked.get("/calls", headers={"hx-request": "true"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/signin")


@pytest.mark.parametrize("path", ["/", "/calls?state=ready", "/themes/th_1#quote"])
def test_a_path_on_this_site_is_gone_on_to(path):
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "\\\\evil", "calls", "/\n"],
)
def test_anything_else_becomes_the_first_page(path):
    assert safe_next(path) == "/"
