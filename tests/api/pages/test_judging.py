"""Judging moments on the pages: plain forms, said calmly, taken back with one press."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from api.access import COOKIE
from calls.provenance import Provenance
from store.analyses import analysis_for
from store.keys import Scope
from store.moments import get_moment, moments_of_call, replace_moments
from store.progress import Work


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


def post(browser, path, **fields):
    return browser.post(path, data=fields, follow_redirects=False)


def undo_forms(page):
    return [form["action"] for form in page.all("form") if form.get("action", "").startswith("/corrections/ju_")]


def found(database, call_id, kind):
    with database.reading() as session:
        return next(item for item in moments_of_call(session, call_id) if item.moment.kind == kind)


def test_a_moment_is_rejected_on_its_call_and_taken_back(signed_in, seeded, queue, database, parse):
    call = seeded.calls[0]
    moment = found(database, call, "objection").moment
    back = f"/calls/{call}#turn-1"
    answer = post(signed_in, f"/moments/{moment.id}/verdict", verdict="reject", back=back)
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    page = parse(signed_in.get(f"/calls/{call}").text)
    assert "2 moments" in page.text
    assert "Rejected Objection: price" in page.text
    assert queue.asked == [], "nothing is left to do for a worker"
    (undo,) = undo_forms(page)
    assert post(signed_in, undo, back=back).headers["location"] == back
    assert "3 moments" in parse(signed_in.get(f"/calls/{call}").text).text
    assert [work.stage.value for work in queue.asked] == ["mine"]


def test_a_theme_counts_without_what_was_rejected_and_says_so(signed_in, seeded, queue, parse):
    path = f"/themes/{seeded.price}"
    moment = next(moment for moment in seeded.moments if moment.kind == "objection")
    assert "13 quotes" in parse(signed_in.get(path).text).text
    assert "judged" not in parse(signed_in.get(path).text).text
    answer = post(signed_in, f"/moments/{moment.id}/verdict", verdict="reject", back=f"{path}?segment=#{moment.id}")
    page = parse(signed_in.get(answer.headers["location"]).text)
    assert "12 quotes" in page.text
    assert "Rejected as objection: price:" in page.text
    assert "0 of 1 judged quote is right, too few to say: 0 confirmed, 1 rejected, 0 changed." in page.text
    assert len(undo_forms(page)) == 2, "in the notice, and in the list of what was judged"
    post(signed_in, undo_forms(page)[0], back=path)
    assert "judged" not in parse(signed_in.get(path).text).text


def test_precision_is_said_in_words_with_its_interval(signed_in, seeded, queue, parse):
    objections = [moment for moment in seeded.moments if moment.kind == "objection"]
    for number, moment in enumerate(objections[:11]):
        verdict = "confirm" if number < 10 else "relabel"
        answer = post(signed_in, f"/moments/{moment.id}/verdict", verdict=verdict, label="praise", back="/themes")
        assert answer.status_code == 303
    page = parse(signed_in.get(f"/themes/{seeded.price}").text)
    assert "10 of 11 judged quotes are right, 91 % (62–98 %): 10 confirmed, 0 rejected, 1 changed." in page.text
    assert "Changed from objection: price to praise" in page.text
    assert page.text.count("Confirmed as objection: price") == 10
    assert "#judged" in {link["href"] for link in page.all("a")}, "the number of judged quotes leads to them"
    assert [each["id"] for each in page.all("ol", "verdicts")] == ["judged"]


def test_a_missed_moment_is_marked_in_its_turn(signed_in, seeded, queue, parse):
    path = f"/calls/{seeded.calls[0]}"
    quote = "Send me the details, please."
    answer = post(signed_in, f"{path}/moments", turn="5", version="1", quote=quote, label="preference")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#turn-5")
    page = parse(signed_in.get(path).text)
    assert "4 moments" in page.text
    assert "Preference Added" in page.text
    assert [work.stage.value for work in queue.asked] == ["mine"]


def test_changing_it_gives_the_moment_its_new_label(signed_in, seeded, queue, database):
    moment = found(database, seeded.calls[0], "pain").moment
    answer = post(signed_in, f"/moments/{moment.id}/verdict", verdict="relabel", label="objection:need", back="/themes")
    assert answer.status_code == 303
    with database.reading() as session:
        now = get_moment(session, moment.id)
    assert (now.moment.kind, now.moment.category, now.judged) == ("objection", "need", "relabelled")


def test_what_was_said_of_an_earlier_detectors_find_is_shown_and_can_be_said_again(
    signed_in, seeded, queue, database, parse
):
    call, newer = seeded.calls[0], Provenance(name="scripted", version="2")
    pain = found(database, call, "pain").moment
    post(signed_in, f"/moments/{pain.id}/verdict", verdict="confirm", back="/")
    assert f"/moments/{pain.id}/verdict" not in signed_in.get(f"/calls/{call}").text
    again = replace(pain, id="mo_newer", provenance=newer)
    with database.transaction() as session:
        replace_moments(
            session, call, [again], vectors=np.zeros((1, 4), dtype=np.float32), analysis=analysis_for(session, ())
        )
    page = parse(signed_in.get(f"/calls/{call}").text)
    assert "Confirmed before" in page.text
    assert "/moments/mo_newer/verdict" in [form.get("action") for form in page.all("form")]
    post(signed_in, "/moments/mo_newer/verdict", verdict="confirm", back="/")
    page = parse(signed_in.get(f"/calls/{call}").text)
    assert "Confirmed" in page.text
    assert "before" not in page.text


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("verdict", {"verdict": "relabel", "label": "objection"}),
        ("verdict", {"verdict": "relabel", "label": ""}),
        ("verdict", {"verdict": "relabel", "label": "objection:price"}),
        ("verdict", {"verdict": "add"}),
        ("verdict", {"verdict": "perhaps"}),
        ("verdict", {}),
        ("moments", {"turn": "5", "version": "1", "quote": "Never said.", "label": "praise"}),
        ("moments", {"turn": "0", "version": "1", "quote": "Thanks", "label": "praise"}),
        ("moments", {"turn": "5", "version": "1", "quote": "Good.", "label": ""}),
    ],
)
def test_what_cannot_be_done_is_told_on_a_page(signed_in, seeded, queue, database, form, fields):
    moment = found(database, seeded.calls[0], "objection").moment
    path = f"/moments/{moment.id}/verdict" if form == "verdict" else f"/calls/{seeded.calls[0]}/moments"
    answer = post(signed_in, path, **fields)
    assert answer.status_code == 422
    assert "<h1>" in answer.text
    assert queue.asked == []


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_nobody_is_sent_to_another_site(signed_in, seeded, queue, back):
    answer = post(signed_in, f"/moments/{seeded.moments[0].id}/verdict", verdict="confirm", back=back)
    assert answer.headers["location"] == "/"


def test_who_may_only_read_sees_what_was_said_and_no_form(signed_in, seeded, queue, make_key, parse):
    moment = next(moment for moment in seeded.moments if moment.kind == "objection")
    post(signed_in, f"/moments/{moment.id}/verdict", verdict="confirm", back="/")
    signed_in.cookies.clear()
    signed_in.cookies.set(COOKIE, make_key(Scope.CALLS_READ, Scope.THEMES_READ))
    for path in (f"/calls/{moment.call_id}", f"/themes/{seeded.price}"):
        page = parse(signed_in.get(path).text)
        assert "Confirmed" in page.text
        assert not [form for form in page.all("form") if form.get("method") == "post" and form["action"] != "/signout"]
    assert post(signed_in, f"/moments/{moment.id}/verdict", verdict="reject", back="/").status_code == 403
