"""The review queue: a random sample of each theme is asked about, and only that measures how right the theme is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from calls.call import CallDetails, Medium
from calls.moment import Kind, Moment, moment_id
from calls.provenance import Provenance
from calls.theme import Theme
from calls.transcript import Role, Transcript, Turn
from store.analyses import analysis_for, set_call_analysed
from store.calls import Arrival, insert_call
from store.keys import Scope
from store.moments import replace_moments
from store.placing import save_suggestions
from store.progress import set_ready
from store.session import Database
from store.theme_changes_moments import merge_themes
from store.transcripts import make_current, save_transcript

START = datetime(2026, 8, 3, 12, tzinfo=UTC)
MADE_BY = Provenance(name="rules", version="1")
LARGE, SMALL = "th_large", "th_small"


@pytest.fixture(name="db", autouse=True)
def seeded(client: TestClient) -> Database:
    """40 calls that voice one theme each; three of them another one beside it."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    held: dict[str, list[str]] = {LARGE: [], SMALL: []}
    with database.transaction() as session:
        analysis = analysis_for(session, (MADE_BY,))
        for number in range(40):
            details = CallDetails(started_at=START + timedelta(days=number))
            arrival = Arrival(sha256=f"{number:064d}", size_bytes=1, filename="c", medium=Medium.TEXT, details=details)
            call_id, _ = insert_call(session, arrival)
            said = (
                (Role.REP, "What do you think?"),
                (Role.BUYER, f"It is too dear {number}."),
                (Role.REP, "And the rest?"),
                (Role.BUYER, f"It is too slow {number}."),
            )
            turns = tuple(
                Turn(index=index, speaker=role.value, role=role, text=text, start_s=None, end_s=None)
                for index, (role, text) in enumerate(said)
            )
            save_transcript(
                session,
                Transcript(call_id=call_id, language="en", duration_s=None, turns=turns, provenance=MADE_BY),
            )
            make_current(session, call_id, 1)
            moments = [moment(call_id, turns[1])] + ([moment(call_id, turns[3])] if number < 3 else [])
            set_call_analysed(session, call_id, analysis=analysis, analysed=True)
            vectors = np.eye(len(moments), 4, dtype=np.float32)
            replace_moments(session, call_id, moments, vectors=vectors, analysis=analysis)
            set_ready(session, call_id)
            for theme_id, found in zip(held, moments, strict=False):
                held[theme_id].append(found.id)
        themes = [
            Theme(id=theme_id, kind=Kind.OBJECTION, label=theme_id[3:], moment_ids=tuple(ids))
            for theme_id, ids in held.items()
        ]
        save_suggestions(session, themes, successors={}, provenance=MADE_BY, analysis=analysis)
    return database


def moment(call_id: str, turn: Turn) -> Moment:
    return Moment(
        id=moment_id(
            call_id=call_id, turn_index=turn.index, kind=Kind.OBJECTION, quote=turn.text, provenance=MADE_BY
        ),
        call_id=call_id,
        turn_index=turn.index,
        kind=Kind.OBJECTION,
        category=None,
        quote=turn.text,
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=0.9,
        provenance=MADE_BY,
    )  # fmt: skip


def ask(client: TestClient, theme_id: str | None = LARGE) -> Any:
    answer = client.get("/v1/reviews/next", params={"theme_id": theme_id} if theme_id else {})
    assert answer.status_code == 200, answer.text
    return answer.json()["question"]


def say(client: TestClient, asked: Any, answer: str) -> str:
    moment_id: str = asked["moment"]["id"]
    said = client.put(f"/v1/themes/{asked['theme_id']}/reviews/{moment_id}", json={"answer": answer})
    assert said.status_code == 200, said.text
    assert said.json()["answer"] == answer
    return moment_id


def precision(client: TestClient, theme_id: str = LARGE) -> Any:
    return client.get(f"/v1/themes/{theme_id}/precision").json()


def test_a_sample_of_a_theme_is_asked_about_and_measures_it(client: TestClient) -> None:
    asked = ask(client)
    assert (asked["theme_label"], asked["kind"], asked["answered"], asked["wanted"]) == ("large", "objection", 0, 20)
    assert [turn["role"] for turn in asked["context"]] == ["rep", "buyer", "rep"]
    assert asked["context"][1]["text"] == asked["moment"]["quote"]
    assert precision(client)["precision"]["too_few"], "nothing is reviewed yet"
    drawn = []
    while (asked := ask(client)) is not None:
        drawn.append(say(client, asked, "right" if len(drawn) % 5 else "wrong"))
    assert len(drawn) == len(set(drawn)) == 20
    found = precision(client)
    assert (found["right"], found["wrong"], found["skipped"], found["sample"]) == (16, 4, 0, 20)
    assert (found["precision"]["value"], found["precision"]["n"], found["precision"]["too_few"]) == (0.8, 20, False)
    assert found["precision"]["low"] < 0.8 < found["precision"]["high"]
    assert (found["rate"]["value"], found["corrected"]["value"]) == (1.0, pytest.approx(0.8))
    assert found["corrected"]["low"] < 0.8 < found["corrected"]["high"] <= 1
    assert "lower bound" in found["corrected"]["assumes"]
    listed = client.get("/v1/reviews", params={"theme_id": LARGE, "limit": 100}).json()["items"]
    assert {item["moment_id"] for item in listed} == set(drawn), "the n opens"
    wrong = client.get("/v1/reviews", params={"theme_id": LARGE, "answer": "wrong"}).json()["items"]
    assert len(wrong) == 4
    page = client.get("/reviews", params={"theme_id": LARGE}).text
    assert "16 of 20 drawn quotes</a> are right: 80 % (58–92 %)." in page
    assert "Share of calls corrected for that: 80 % (" in page
    assert "16 of 20" in client.get("/reviews").text


def test_the_order_never_changes_and_skipping_draws_another(client: TestClient) -> None:
    first = ask(client)["moment"]["id"]
    assert ask(client)["moment"]["id"] == first
    for _ in range(3):
        say(client, ask(client), "skipped")
    assert ask(client)["moment"]["id"] != first
    drawn = []
    while (asked := ask(client)) is not None:
        drawn.append(say(client, asked, "right"))
    assert len(drawn) == 20
    assert precision(client)["skipped"] == 3


def test_an_answer_can_be_changed_and_taken_back(client: TestClient) -> None:
    moment_id = say(client, ask(client), "wrong")
    path = f"/v1/themes/{LARGE}/reviews/{moment_id}"
    for _ in range(2):
        assert client.put(path, json={"answer": "right"}).status_code == 200
    assert (precision(client)["right"], precision(client)["wrong"]) == (1, 0)
    assert client.delete(path).status_code == 204
    assert client.delete(path).status_code == 404
    assert precision(client)["precision"]["n"] == 0
    assert ask(client)["moment"]["id"] == moment_id


def test_a_wrong_one_that_is_put_aside_goes_on_counting_as_wrong(client: TestClient) -> None:
    moment_id = say(client, ask(client), "wrong")
    put_aside = client.post(f"/v1/moments/{moment_id}/corrections", json={"verdict": "reject"})
    assert put_aside.status_code == 201
    assert client.get(f"/v1/themes/{LARGE}").json()["mentions"] == 39
    assert (precision(client)["right"], precision(client)["wrong"]) == (0, 1)
    again = client.put(f"/v1/themes/{LARGE}/reviews/{moment_id}", json={"answer": "skipped"})
    assert again.status_code == 200, "what was said of it can still be changed"


def test_what_people_come_across_does_not_measure_a_theme(client: TestClient) -> None:
    drawn = set()
    while (asked := ask(client)) is not None:
        drawn.add(say(client, asked, "right"))
    evidence = client.get(f"/v1/themes/{LARGE}/evidence", params={"limit": 100}).json()["items"]
    other = next(item["id"] for item in evidence if item["id"] not in drawn)
    refused = client.put(f"/v1/themes/{LARGE}/reviews/{other}", json={"answer": "wrong"})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_input")
    assert "not drawn" in refused.json()["detail"]
    client.post(f"/v1/moments/{other}/corrections", json={"verdict": "reject"})
    assert precision(client)["precision"]["n"] == 20
    missing = client.put(f"/v1/themes/{LARGE}/reviews/mo_none", json={"answer": "right"})
    assert missing.status_code == 404
    assert client.put(f"/v1/themes/{LARGE}/reviews/{other}", json={"answer": "maybe"}).status_code == 422


def test_themes_come_in_turn_until_all_are_answered(client: TestClient) -> None:
    seen: list[str] = []
    while (asked := ask(client, None)) is not None:
        seen.append(asked["theme_id"])
        say(client, asked, "right")
    assert (seen.count(LARGE), seen.count(SMALL), len(seen)) == (20, 3, 23)
    assert seen == sorted(seen), "the theme that is voiced in most calls first"


def test_reviews_of_a_merged_theme_follow_it(client: TestClient, db: Database) -> None:
    while (asked := ask(client, SMALL)) is not None:
        say(client, asked, "wrong")
    with db.transaction() as session:
        merge_themes(session, SMALL, into=LARGE, made_by="test")
    for theme_id in (SMALL, LARGE):
        found = precision(client, theme_id)
        assert (found["theme_id"], found["wrong"], found["right"]) == (LARGE, 3, 0)
    assert len(client.get("/v1/reviews", params={"theme_id": SMALL}).json()["items"]) == 3


def test_reading_and_answering_need_their_scopes(client: TestClient, make_key: Any) -> None:
    asked = ask(client)
    client.headers["Authorization"] = f"Bearer {make_key(client, Scope.THEMES_READ)}"
    assert ask(client)["moment"]["redacted"], "whoever only reads sees no personal data"
    path = f"/v1/themes/{LARGE}/reviews/{asked['moment']['id']}"
    for refused in (client.put(path, json={"answer": "right"}), client.delete(path)):
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def form_of(html: str) -> dict[str, str]:
    """Return the hidden fields of the form that answers."""
    form = html[html.index("review-answers") :]
    return dict(re.findall(r'name="(of|moment|theme_id)" value="([^"]*)"', form)[:3])


def test_the_page_asks_keeps_and_takes_back_without_a_script(client: TestClient) -> None:
    shown = client.get("/reviews", params={"theme_id": LARGE}).text
    assert "Is this an objection about" in shown
    assert "What do you think?" not in shown, "what nobody looked through for personal data is hidden on these pages"
    fields = form_of(shown)
    assert fields["moment"] == ask(client)["moment"]["id"]
    kept = client.post("/reviews", data=fields | {"said": "right"}, follow_redirects=False)
    assert kept.status_code == 303
    after = client.get(kept.headers["location"]).text
    assert "You said yes." in after
    assert "1 of 20 reviewed" in after
    assert "too few to say" in after, "one answer is no precision"
    assert fields["moment"] != form_of(after)["moment"]
    assert precision(client)["right"] == 1
    client.post("/reviews/undo", data={name: fields[name] for name in ("of", "moment", "theme_id")})
    assert form_of(client.get("/reviews", params={"theme_id": LARGE}).text) == fields


def test_no_such_moment_at_all_puts_it_aside_and_undo_brings_it_back(client: TestClient) -> None:
    fields = form_of(client.get("/reviews", params={"theme_id": LARGE}).text)
    kept = client.post("/reviews", data=fields | {"said": "none"}, follow_redirects=False)
    assert client.get(f"/v1/themes/{LARGE}").json()["mentions"] == 39
    assert precision(client)["wrong"] == 1
    after = client.get(kept.headers["location"]).text
    correction = re.search(r'name="correction" value="(ju_[^"]+)"', after)
    assert correction is not None
    client.post("/reviews/undo", data=fields | {"correction": correction.group(1)})
    assert client.get(f"/v1/themes/{LARGE}").json()["mentions"] in (39, 40), "a worker may have to place it again"
    assert client.get(f"/v1/moments/{fields['moment']}").status_code == 200
    assert precision(client)["precision"]["n"] == 0


def test_the_page_says_when_enough_is_answered(client: TestClient) -> None:
    while (asked := ask(client, SMALL)) is not None:
        say(client, asked, "right")
    page = client.get("/reviews", params={"theme_id": SMALL}).text
    assert "Enough of this theme is reviewed" in page
    assert "3 of 3 drawn quotes</a> are right: too few to say." in page
    assert client.post("/reviews", data={"of": SMALL, "moment": "mo_x", "said": "perhaps"}).status_code == 422


def test_an_address_with_the_former_name_of_the_filter_leads_to_its_theme(client: TestClient) -> None:
    moved = client.get("/reviews", params={"theme": LARGE}, follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (302, f"/reviews?theme_id={LARGE}")


def test_the_page_of_one_theme_copies_the_call_of_that_theme(client: TestClient) -> None:
    page = client.get("/reviews", params={"theme_id": LARGE}).text
    assert f"/v1/reviews/next?theme_id={LARGE}" in page
    assert f"/reviews?theme_id={LARGE}" in client.get(f"/themes/{LARGE}").text
