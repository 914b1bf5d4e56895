"""Uploading by the plain form; the scripted page sends each file to the API instead."""

import json

from calls.transcript import Role
from store.keys import Scope

WAV = ("file", ("hello.wav", b"RIFF hello", "audio/wav"))


def test_each_file_is_taken_or_refused_on_its_own(signed_in, app, parse):
    files = [WAV, ("file", ("empty.wav", b"", "audio/wav")), ("file", ("taken.wav", b"x", "audio/wav"))]
    answer = signed_in.post("/upload", files=[*files, ("file", ("again.wav", b"RIFF hello", "audio/wav"))])
    assert answer.status_code == 202
    text = parse(answer.text).text
    assert "hello.wav Taken in" in text
    assert "empty.wav is empty" in text
    assert "already belongs to another recording" in text
    assert "again.wav This recording is here already." in text
    assert [name for name, _ in app.state.door.taken] == ["hello.wav", "again.wav"]


def test_a_sidecar_goes_with_its_recording(signed_in, app):
    parties = [
        {"name": "Ana", "affiliation": "internal", "channel": 1},
        {"name": "Bo", "affiliation": "external", "channel": 0},
    ]
    sidecar = json.dumps({"id": "crm-1", "title": "First call", "parties": parties}).encode()
    signed_in.post(
        "/upload", files=[WAV, ("file", ("hello.json", sidecar, "application/json"))], data={"channels": "rep,buyer"}
    )
    [(name, details)] = app.state.door.taken
    assert name == "hello.wav"
    assert details.title == "First call"
    assert details.channel_roles == (Role.BUYER, Role.REP)


def test_a_broken_sidecar_is_named(signed_in, app, parse):
    answer = signed_in.post("/upload", files=[WAV, ("file", ("hello.json", b"{", "application/json"))])
    assert answer.status_code == 422
    assert "hello.json is not JSON" in parse(answer.text).text
    assert not app.state.door.taken


def test_the_channel_choice_is_for_recordings(signed_in, app):
    transcript = ("file", ("notes.vtt", b"WEBVTT", "text/vtt"))
    signed_in.post("/upload", files=[WAV, transcript], data={"channels": "buyer,rep"})
    assert {name: details.channel_roles for name, details in app.state.door.taken} == {
        "hello.wav": (Role.BUYER, Role.REP),
        "notes.vtt": (),
    }


def test_sending_nothing_says_so(signed_in):
    answer = signed_in.post("/upload", data={"channels": ""})
    assert answer.status_code == 422
    assert "Choose one or more recordings first." in answer.text


def test_reading_keys_are_told_that_they_may_not(locked, app, make_key, parse):
    locked.cookies.set("talktrack_key", make_key(Scope.CALLS_READ))
    page = parse(locked.get("/upload").text)
    assert "This key may read only" in page.text
    assert not page.all("input")
    assert locked.post("/upload", files=[WAV]).status_code == 403
    assert not app.state.door.taken


def test_the_demo_visitor_gets_the_key_that_uploads(browser, app, make_key):
    app.state.page_key = make_key(Scope.CALLS_READ, Scope.CALLS_WRITE, Scope.THEMES_READ)
    shown = browser.get("/upload")
    cookie = shown.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert 'type="file"' in shown.text
    assert "set-cookie" not in browser.get("/upload").headers
    assert browser.post("/upload", files=[WAV]).status_code == 202


def test_another_site_cannot_upload_with_the_visitors_cookie(signed_in, app):
    answer = signed_in.post("/upload", files=[WAV], headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert not app.state.door.taken
