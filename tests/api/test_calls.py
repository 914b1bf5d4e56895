"""/v1/calls: sending in, following, hearing."""

import json
import socket
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from calls.errors import SilentAudio
from calls.provenance import Provenance
from calls.transcript import Role, Transcript, Turn, Word
from store.progress import set_failed
from store.transcripts import save_transcript

AUDIO = bytes(range(256)) * 40


def send(client: TestClient, content: bytes = AUDIO, name: str = "call.wav", **fields: str) -> dict:
    answer = client.post("/v1/calls", files={"file": (name, content)}, data=fields)
    assert answer.status_code == 202, answer.text
    return answer.json()


def stored_files(client: TestClient) -> list[Path]:
    folder = client.app.state.settings.audio_dir  # type: ignore[attr-defined]
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_recording_is_taken_in_and_can_be_followed(client: TestClient) -> None:
    answer = client.post(
        "/v1/calls",
        files={"file": ("../../call.wav", AUDIO)},
        data={"metadata": json.dumps({"id": "crm-1", "title": "Discovery", "segment": "smb"}), "channels": "buyer,rep"},
    )
    body = answer.json()
    assert answer.status_code == 202
    assert (body["filename"], body["title"], body["channels"], body["duplicate"]) == (
        "call.wav",
        "Discovery",
        ["buyer", "rep"],
        False,
    )
    status = client.get(answer.headers["location"]).json()
    assert status == {
        "id": body["id"],
        "state": "received",
        "progress": 0.0,
        "transcript_version": None,
        "reprocess": None,
        "error": None,
        "warnings": [],
        "redacted": False,
    }
    listed = client.get("/v1/calls", params={"segment": "smb"}).json()
    assert [call["client_unique_id"] for call in listed["items"]] == ["crm-1"]
    assert listed["next_cursor"] is None


def test_the_same_recording_twice_is_one_call_and_says_so(client: TestClient) -> None:
    first = send(client)
    again = send(client, name="other-name.wav")
    assert again["duplicate"]
    assert again["id"] == first["id"]
    assert len(stored_files(client)) == 1


def test_a_clients_id_cannot_mean_two_recordings(client: TestClient) -> None:
    send(client, client_unique_id="crm-1")
    answer = client.post("/v1/calls", files={"file": ("b.wav", b"other")}, data={"client_unique_id": "crm-1"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"


@pytest.mark.parametrize(
    ("files", "fields", "status", "code"),
    [
        ({"file": ("empty.wav", b"")}, {}, 422, "empty_file"),
        ({"file": ("big.wav", b"x" * 1_000_001)}, {}, 413, "too_large"),
        ({"file": ("a.wav", AUDIO)}, {"metadata": "{"}, 422, "invalid_input"),
        ({"file": ("a.wav", AUDIO)}, {"channels": "left,right"}, 422, "invalid_input"),
        ({"other": ("a.wav", AUDIO)}, {}, 422, "invalid_input"),
        ([("file", ("a.wav", AUDIO)), ("file", ("b.wav", b"two"))], {}, 422, "invalid_input"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason_and_leaves_nothing(
    client: TestClient, files: object, fields: dict[str, str], status: int, code: str
) -> None:
    answer = client.post("/v1/calls", files=files, data=fields)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert stored_files(client) == []
    assert client.get("/v1/calls").json()["items"] == []


def test_a_body_that_is_no_form_or_breaks_off_is_refused(client: TestClient) -> None:
    assert client.post("/v1/calls", content=AUDIO).status_code == 422
    broken = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nabc'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/v1/calls", content=broken, headers=headers)
    assert answer.status_code == 422
    assert "broke off" in answer.json()["detail"]
    assert stored_files(client) == []


def test_a_name_with_a_nul_and_dots_is_made_safe(client: TestClient) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="../..\x00/ca\x00ll.wav"\r\n\r\nabc\r\n--b--\r\n'
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/v1/calls", content=body, headers=headers)
    assert (answer.status_code, answer.json()["filename"]) == (202, "call.wav")


def test_a_failed_call_says_why(client: TestClient) -> None:
    call = send(client)
    with client.app.state.database.transaction() as session:  # type: ignore[attr-defined]
        set_failed(session, call["id"], SilentAudio("The recording is silent from beginning to end."))
    status = client.get(f"/v1/calls/{call['id']}/status").json()
    assert status["state"] == "failed"
    assert status["error"] == {"code": "silent_audio", "message": "The recording is silent from beginning to end."}


def test_audio_is_served_whole_and_in_parts(client: TestClient) -> None:
    url = f"/v1/calls/{send(client)['id']}/audio"
    whole = client.get(url)
    assert (whole.status_code, whole.content) == (200, AUDIO)
    assert whole.headers["content-type"].startswith("audio/")
    part = client.get(url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, AUDIO[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(AUDIO)}"
    beyond = client.get(url, headers={"Range": f"bytes={len(AUDIO)}-"})
    assert (beyond.status_code, beyond.json()["code"]) == (416, "requested_range_not_satisfiable")
    assert beyond.headers["content-type"] == "application/problem+json"
    assert beyond.headers["content-range"] == f"bytes */{len(AUDIO)}"
    odd = client.get(url, headers={"Range": "seconds=1-2"})
    assert (odd.status_code, odd.json()["code"]) == (400, "bad_request")
    assert "Range: bytes=0-499" in odd.json()["detail"]
    assert odd.json()["request_id"] == odd.headers["x-request-id"]


def test_a_recording_is_never_served_as_something_a_browser_runs(client: TestClient) -> None:
    answer = client.get(f"/v1/calls/{send(client, b'<script>', 'x.html')['id']}/audio")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_transcript_comes_in_several_shapes(client: TestClient) -> None:
    call_id = send(client)["id"]
    assert client.get(f"/v1/calls/{call_id}/transcript").status_code == 404
    words = (Word(word="Hi.", start_s=0.5, end_s=0.9, probability=0.9),)
    turn = Turn(index=0, speaker="rep", role=Role.REP, text="Hi.", start_s=0.5, end_s=0.9, words=words)
    made_by = Provenance(name="scripted", version="1")
    with client.app.state.database.transaction() as session:  # type: ignore[attr-defined]
        save_transcript(
            session, Transcript(call_id=call_id, language="en", duration_s=1.0, turns=(turn,), provenance=made_by)
        )
    url = f"/v1/calls/{call_id}/transcript"
    body = client.get(url).json()
    assert body["turns"][0]["words"] == [{"word": "Hi.", "start_s": 0.5, "end_s": 0.9, "probability": 0.9}]
    assert (body["call_id"], body["provenance"]["name"]) == (call_id, "scripted")
    assert "00:00:00.500 --> 00:00:01.300\n<v rep>Hi." in client.get(url, params={"format": "vtt"}).text
    assert client.get(url, params={"format": "txt"}).text == "[00:00] rep: Hi.\n"
    assert client.get(url, params={"format": "doc"}).status_code == 422


def test_a_ready_transcript_has_no_audio_and_says_so(client: TestClient) -> None:
    call = send(client, b'[{"speaker": "rep", "text": "Hi"}]', "export.json")
    assert call["medium"] == "text"
    answer = client.get(f"/v1/calls/{call['id']}/audio")
    assert answer.status_code == 404
    assert "no audio" in answer.json()["detail"]


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    for path in ("", "/status", "/transcript", "/audio"):
        answer = client.get(f"/v1/calls/ca_none{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_wrong_parameters_are_named(client: TestClient) -> None:
    for query in ("limit=0", "limit=101", "cursor=zzz", "from=yesterday", "state=lost"):
        answer = client.get(f"/v1/calls?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input"), query


def test_no_socket_is_opened_beyond_this_machine(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("the API opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    send(client)


def test_the_outline_of_a_recording_is_there_once_it_was_measured(client: TestClient) -> None:
    call = client.post("/v1/calls", files={"file": ("a.wav", b"sound")}).json()
    assert client.get(f"/v1/calls/{call['id']}/peaks").json()["channels"] == []
    client.app.state.blobs.keep_peaks(call["sha256"], [[0, 100], [3, 4]])  # type: ignore[attr-defined]
    assert client.get(f"/v1/calls/{call['id']}/peaks").json()["channels"] == [[0, 100], [3, 4]]
