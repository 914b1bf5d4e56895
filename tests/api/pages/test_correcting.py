"""Putting a call right on its page: plain forms that work without a script."""

from dataclasses import dataclass, field
from dataclasses import replace as changed

import pytest

from api.access import COOKIE
from calls.transcript import DecidedBy, Role, Speaker, Word
from store.keys import Scope
from store.progress import Work, set_ready
from store.transcripts import get_transcript, make_current, save_transcript


@dataclass
class FakeQueue:
    """Notes what is to be worked on."""

    asked: list[Work] = field(default_factory=list)

    def enqueue_work(self, work: Work) -> bool:
        self.asked.append(work)
        return True


@pytest.fixture
def queue(app) -> FakeQueue:
    app.state.queue = FakeQueue()
    return app.state.queue


@pytest.fixture
def uncertain(seeded, database) -> str:
    """A call whose transcript has uncertain and overlapped words and two speakers told by what they say."""
    call_id = seeded.calls[0]
    with database.transaction() as session:
        transcript = get_transcript(session, call_id)
        last = transcript.turns[5]
        words = tuple(
            Word(
                word=word,
                start_s=45.0 + n,
                end_s=45.5 + n,
                suspect="loop" if n in (1, 2) else None,
                overlap=n == 4,
            )
            for n, word in enumerate(last.text.split())
        )
        speakers = (
            Speaker(label="rep", role=Role.REP, name="Dana Reyes", confidence=0.91, decided_by=DecidedBy.WORDS),
            Speaker(label="buyer", role=Role.BUYER, confidence=0.8, decided_by=DecidedBy.VOICE),
        )
        turns = (*transcript.turns[:5], changed(last, words=words))
        save_transcript(session, changed(transcript, turns=turns, speakers=speakers))
    return call_id


def post(browser, path, **fields):
    return browser.post(path, data={"version": "1", **fields}, follow_redirects=False)


def test_a_turn_is_corrected_and_undone(signed_in, seeded, queue, parse):
    path = f"/calls/{seeded.calls[0]}"
    answer = post(
        signed_in, f"{path}/text", turn="5", text="Good. Send me the papers.", was="Good. Send me the details, please."
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#turn-5")
    html = signed_in.get(path).text
    assert "Good. Send me the papers." in html
    assert "1 correction" in parse(html).text
    assert "Test key" in parse(html).text
    assert [work.stage.value for work in queue.asked] == ["mine"]
    undo = next(form["action"] for form in parse(html).all("form") if form["action"].endswith("/undo"))
    assert signed_in.post(undo, follow_redirects=False).status_code == 303
    assert "Send me the details, please." in signed_in.get(path).text


def test_roles_are_swapped_with_one_press_and_set_by_speaker(signed_in, seeded, queue, parse):
    path = f"/calls/{seeded.calls[0]}"
    assert post(signed_in, f"{path}/swap").headers["location"] == f"{path}#speakers"
    page = parse(signed_in.get(path).text)
    assert "role-buyer" in page.all("li", "turn")[0]["class"]
    assert page.all("section", "player")[0]["data-roles"] == "buyer,rep", "the sound's channels are told right"
    assert "Set by a person" in page.text
    fields = {"speaker": ["buyer", "rep"], "role": ["rep", "buyer"], "name": ["Kim", ""]}
    assert post(signed_in, f"{path}/roles", **fields).status_code == 303
    page = parse(signed_in.get(path).text)
    assert "role-rep" in page.all("li", "turn")[0]["class"]
    assert "Kim" in page.text


def test_uncertain_words_are_marked_for_eyes_and_ears_and_confirmed(signed_in, uncertain, queue, parse):
    path = f"/calls/{uncertain}"
    html = signed_in.get(path).text
    page = parse(html)
    assert "2 uncertain words: may never have been said, and no evidence until confirmed" in page.text
    assert "[uncertain: Send me]" in page.text
    assert "[both speak: details,]" in page.text
    assert 'title="May be a repetition nobody spoke"' in html
    assert "By what is said, 91 % sure" in page.text
    assert post(signed_in, f"{path}/confirm", turn="5").status_code == 303
    assert "uncertain" not in parse(signed_in.get(path).text).text


def test_a_name_is_put_right_in_the_whole_call(signed_in, seeded, queue):
    path = f"/calls/{seeded.calls[0]}"
    assert post(signed_in, f"{path}/name", heard="crm", spelling="HubSpot").status_code == 303
    assert "into our HubSpot by itself?" in signed_in.get(path).text


@pytest.mark.parametrize(
    ("form", "fields", "status"),
    [
        ("text", {"turn": "1", "text": ""}, 422),
        ("text", {"turn": "1", "text": "x", "was": "Something else"}, 409),
        ("text", {"turn": "1", "text": "x", "version": "7"}, 409),
        ("confirm", {"turn": "1"}, 422),
        ("roles", {"speaker": "rep", "role": "boss", "name": ""}, 422),
        ("roles", {"speaker": ["rep", "buyer"], "role": "rep", "name": ""}, 422),
        ("name", {"heard": "zzz", "spelling": "y"}, 422),
        ("reprocess", {"stage": "theme"}, 422),
    ],
)
def test_what_cannot_be_done_is_told_on_a_page(signed_in, seeded, queue, form, fields, status):
    answer = post(signed_in, f"/calls/{seeded.calls[0]}/{form}", **fields)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert queue.asked == []


def test_who_may_only_read_sees_no_form_and_cannot_post(locked, seeded, queue, make_key, parse):
    locked.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ))
    path = f"/calls/{seeded.calls[0]}"
    page = parse(locked.get(path).text)
    assert {form["action"] for form in page.all("form")} == {"/signout"}
    assert post(locked, f"{path}/swap").status_code == 403


def test_a_form_on_another_site_is_refused(signed_in, seeded, queue):
    answer = signed_in.post(
        f"/calls/{seeded.calls[0]}/swap", data={"version": "1"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert queue.asked == []


def test_a_call_is_sent_through_again_and_says_how_far_it_is(signed_in, seeded, queue, database, parse):
    path = f"/calls/{seeded.calls[0]}"
    assert post(signed_in, f"{path}/reprocess", stage="transcribe").status_code == 303
    page = parse(signed_in.get(path).text)
    assert "Transcribing anew · 0 % of the speech" in page.text
    assert len(page.all("li", "turn")) == 6, "the transcript stays while the new one is made"
    waiting = signed_in.get(path, headers={"hx-request": "true"})
    assert "hx-refresh" not in waiting.headers
    with database.transaction() as session:
        set_ready(session, seeded.calls[0])
    assert signed_in.get(path, headers={"hx-request": "true"}).headers["hx-refresh"] == "true"


def test_an_older_version_is_read_only_and_points_to_the_current_one(signed_in, seeded, queue, database, parse):
    call_id = seeded.calls[0]
    with database.transaction() as session:
        heard = get_transcript(session, call_id)
        turns = (changed(heard.turns[0], text="Heard anew."), *heard.turns[1:])
        save_transcript(session, changed(heard, turns=turns), run=2)
        make_current(session, call_id, 2)
    page = parse(signed_in.get(f"/calls/{call_id}").text)
    assert "2 versions" in page.text
    assert "Heard anew." in page.text
    old = parse(signed_in.get(f"/calls/{call_id}?version=1").text)
    assert "This is version 1 of the transcript, which is not the current one" in old.text
    assert "Heard anew." not in old.text
    assert {form["action"] for form in old.all("form")} == {"/signout"}
    assert signed_in.get(f"/calls/{call_id}?version=9").status_code == 404


def test_the_page_links_every_export(browser, seeded, parse):
    links = [link["href"] for link in parse(browser.get(f"/calls/{seeded.calls[0]}").text).all("a")]
    for name in ("txt", "vtt", "srt", "json"):
        assert f"/v1/calls/{seeded.calls[0]}/transcript?format={name}&version=1" in links


def test_a_quote_says_its_version_when_there_are_several(browser, seeded, database, parse):
    from sqlalchemy import text

    assert "transcript version" not in browser.get("/themes/th_price").text
    with database.transaction() as session:
        session.execute(text("UPDATE moments SET transcript_version = 2"))
    assert "transcript version 2" in parse(browser.get("/themes/th_price").text).text
