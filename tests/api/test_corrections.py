"""/v1/calls/{id}/corrections, transcripts in versions, and reprocess: each operation, and what is refused."""

import json

import pytest
from fastapi.testclient import TestClient

from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn, Word
from store.progress import set_progress, set_ready, start_again
from store.session import Database
from store.transcripts import make_current, save_transcript

MADE_BY = Provenance(name="scripted", version="1")


def spoken(call_id: str, *texts: str) -> Transcript:
    turns = []
    for index, text in enumerate(texts):
        role = (Role.REP, Role.BUYER)[index % 2]
        words = tuple(
            Word(
                word=word.strip("*"),
                start_s=index * 10 + n * 0.5,
                end_s=index * 10 + n * 0.5 + 0.4,
                probability=0.5,
                suspect="loop" if "*" in word else None,
            )
            for n, word in enumerate(text.split())
        )
        turns.append(
            Turn(
                index=index,
                speaker=role.value,
                role=role,
                text=" ".join(word.word for word in words),
                start_s=words[0].start_s,
                end_s=words[-1].end_s,
                words=words,
            )
        )
    return Transcript(call_id=call_id, language="en", duration_s=60.0, turns=tuple(turns), provenance=MADE_BY)


def database(client: TestClient) -> Database:
    found: Database = client.app.state.database  # type: ignore[attr-defined]
    return found


@pytest.fixture
def call_id(client: TestClient) -> str:
    """A finished call of two turns, one word of which is uncertain."""
    sent = client.post("/v1/calls", files={"file": ("call.wav", b"sound")}).json()["id"]
    with database(client).transaction() as session:
        save_transcript(session, spoken(sent, "Hello from Tok Track", "It is to *deer"))
        set_ready(session, sent)
    return str(sent)


def correct(client: TestClient, call_id: str, **body: object) -> dict:
    answer = client.post(f"/v1/calls/{call_id}/corrections", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def texts(client: TestClient, call_id: str, **params: object) -> list[str]:
    return [turn["text"] for turn in client.get(f"/v1/calls/{call_id}/transcript", params=params).json()["turns"]]


def test_a_turn_is_corrected_listed_and_undone(client: TestClient, call_id: str) -> None:
    made = correct(client, call_id, kind="text", turn_index=1, text="It is too dear", was="It is to deer", version=1)
    assert (made["kind"], made["made_by"], made["turn_index"], made["was"]) == ("text", "test", 1, "It is to deer")
    assert texts(client, call_id) == ["Hello from Tok Track", "It is too dear"]
    assert texts(client, call_id, corrected=False) == ["Hello from Tok Track", "It is to deer"]
    assert client.get(f"/v1/calls/{call_id}/transcript").json()["corrections"] == 1
    assert client.get(f"/v1/calls/{call_id}/corrections").json() == {"items": [made], "next_cursor": None}
    assert client.delete(f"/v1/calls/{call_id}/corrections/{made['id']}").status_code == 204
    assert texts(client, call_id)[1] == "It is to deer"
    assert client.delete(f"/v1/calls/{call_id}/corrections/{made['id']}").status_code == 404


def test_a_corrected_call_is_mined_again(client: TestClient, call_id: str) -> None:
    status = f"/v1/calls/{call_id}/status"
    assert client.get(status).json()["reprocess"] is None
    correct(client, call_id, kind="name", heard="tok track", spelling="Talktrack")
    assert client.get(status).json()["reprocess"] == {"stage": "mine", "progress": 0.0, "error": None}
    assert client.get(status).json()["state"] == "ready"


def test_roles_are_set_or_swapped(client: TestClient, call_id: str) -> None:
    correct(client, call_id, kind="roles", swap=True)
    body = client.get(f"/v1/calls/{call_id}/transcript").json()
    assert [(turn["speaker"], turn["role"]) for turn in body["turns"]] == [("buyer", "buyer"), ("rep", "rep")]
    assert {speaker["decided_by"] for speaker in body["speakers"]} == {"person"}
    made = correct(client, call_id, kind="roles", speakers=[{"speaker": "rep", "role": "rep", "name": "Ana"}])
    assert made["speakers"] == [{"speaker": "rep", "role": "rep", "name": "Ana"}]
    body = client.get(f"/v1/calls/{call_id}/transcript").json()
    assert {speaker["speaker"]: speaker["name"] for speaker in body["speakers"]} == {"buyer": None, "rep": "Ana"}


def test_uncertain_words_are_shown_until_they_are_confirmed(client: TestClient, call_id: str) -> None:
    def suspects() -> list[str]:
        words = client.get(f"/v1/calls/{call_id}/transcript").json()["turns"][1]["words"]
        return [word["word"] for word in words if word.get("suspect")]

    assert suspects() == ["deer"]
    correct(client, call_id, kind="confirm", turn_index=1)
    assert suspects() == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "text", "turn_index": 7, "text": "x"}, 422, "invalid_input"),
        ({"kind": "text", "turn_index": 1, "text": "  "}, 422, "invalid_input"),
        ({"kind": "text", "turn_index": 1, "text": "It is to deer"}, 422, "invalid_input"),
        ({"kind": "text", "turn_index": 1, "text": "x", "was": "Other"}, 409, "conflict"),
        ({"kind": "text", "turn_index": 1, "text": "x", "version": 2}, 409, "conflict"),
        ({"kind": "confirm", "turn_index": 0}, 422, "invalid_input"),
        ({"kind": "roles"}, 422, "invalid_input"),
        ({"kind": "roles", "swap": True, "speakers": [{"speaker": "rep", "role": "rep"}]}, 422, "invalid_input"),
        ({"kind": "roles", "speakers": [{"speaker": "rep", "role": "boss"}]}, 422, "invalid_input"),
        ({"kind": "roles", "speakers": [{"speaker": "nobody", "role": "rep"}]}, 422, "invalid_input"),
        ({"kind": "name", "heard": "Nobody Said", "spelling": "x"}, 422, "invalid_input"),
        ({"kind": "name", "heard": "tok", "spelling": ""}, 422, "invalid_input"),
        ({"kind": "guess"}, 422, "invalid_input"),
        ({}, 422, "invalid_input"),
    ],
)
def test_what_is_no_correction_is_refused_and_changes_nothing(
    client: TestClient, call_id: str, body: dict[str, object], status: int, code: str
) -> None:
    answer = client.post(f"/v1/calls/{call_id}/corrections", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get(f"/v1/calls/{call_id}/corrections").json()["items"] == []
    assert client.get(f"/v1/calls/{call_id}/status").json()["reprocess"] is None


def test_a_call_without_a_transcript_cannot_be_corrected(client: TestClient) -> None:
    sent = client.post("/v1/calls", files={"file": ("call.wav", b"other")}).json()["id"]
    body = {"kind": "text", "turn_index": 0, "text": "x"}
    assert client.post(f"/v1/calls/{sent}/corrections", json=body).status_code == 404
    assert client.post("/v1/calls/ca_none/corrections", json=body).status_code == 404


def test_versions_are_listed_and_older_ones_stay_readable(client: TestClient, call_id: str) -> None:
    with database(client).transaction() as session:
        save_transcript(session, spoken(call_id, "Hello from Talktrack", "It is too dear"), run=2)
        make_current(session, call_id, 2)
    listed = client.get(f"/v1/calls/{call_id}/transcripts").json()["items"]
    assert [(each["version"], each["current"], each["provenance"]["name"]) for each in listed] == [
        (2, True, "scripted"),
        (1, False, "scripted"),
    ]
    assert all(each["created_at"] for each in listed)
    assert texts(client, call_id)[1] == "It is too dear"
    assert texts(client, call_id, version=1)[1] == "It is to deer"
    assert client.get(f"/v1/calls/{call_id}").json()["transcript_version"] == 2
    assert client.get(f"/v1/calls/{call_id}/transcript?version=3").status_code == 404
    assert client.get(f"/v1/calls/{call_id}/transcript?version=0").status_code == 422


def test_every_export_has_what_people_corrected(client: TestClient, call_id: str) -> None:
    correct(client, call_id, kind="name", heard="tok track", spelling="Talktrack")
    types = {"txt": "text/plain", "vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json"}
    for name, media_type in types.items():
        answer = client.get(f"/v1/calls/{call_id}/transcript", params={"format": name})
        assert answer.headers["content-type"].startswith(media_type)
        assert "Hello from Talktrack" in answer.text
    assert (
        "00:00:00,000 --> 00:00:01,900\nrep: Hello from Talktrack"
        in client.get(f"/v1/calls/{call_id}/transcript?format=srt").text
    )


def test_a_call_is_reprocessed_once_however_often_it_is_asked(client: TestClient, call_id: str) -> None:
    url = f"/v1/calls/{call_id}/reprocess"
    first = client.post(url, json={"stage": "transcribe"})
    assert (first.status_code, first.headers["location"]) == (202, f"/v1/calls/{call_id}/status")
    assert first.json()["reprocess"] == {"stage": "transcribe", "progress": 0.0, "error": None}
    assert client.post(url, json={"stage": "transcribe"}).json() == first.json()
    assert client.post(url, json={"stage": "mine"}).status_code == 409
    assert client.get(f"/v1/calls/{call_id}/transcript").status_code == 200


def test_what_cannot_be_reprocessed_says_why(client: TestClient, call_id: str) -> None:
    ready_made = json.dumps([{"speaker": "rep", "text": "Hi"}]).encode()
    text = client.post("/v1/calls", files={"file": ("export.json", ready_made)}).json()["id"]
    busy = client.post(f"/v1/calls/{text}/reprocess", json={"stage": "mine"})
    assert (busy.status_code, busy.json()["code"]) == (409, "conflict")
    refused = client.post(f"/v1/calls/{text}/reprocess", json={"stage": "transcribe"})
    assert refused.status_code == 422
    assert "without sound" in refused.json()["detail"]
    assert client.post(f"/v1/calls/{call_id}/reprocess", json={"stage": "theme"}).status_code == 422
    assert client.post("/v1/calls/ca_none/reprocess", json={"stage": "mine"}).status_code == 404


def test_progress_is_heard_while_a_call_is_transcribed_anew(client: TestClient, call_id: str) -> None:
    client.post(f"/v1/calls/{call_id}/reprocess", json={"stage": "transcribe"})
    from calls.call import CallState

    with database(client).transaction() as session:
        set_progress(session, call_id, run=2, state=CallState.TRANSCRIBING, progress=0.4)
        set_progress(session, call_id, run=1, state=CallState.TRANSCRIBING, progress=0.9)
    status = client.get(f"/v1/calls/{call_id}/status").json()
    assert (status["state"], status["progress"], status["reprocess"]["progress"]) == ("ready", 1.0, 0.4)
    with database(client).transaction() as session:
        start_again(session, call_id)
    assert client.get(f"/v1/calls/{call_id}/status").json()["reprocess"] is None
