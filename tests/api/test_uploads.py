"""Uploads in parts, as a tus client meets them: any break is gone on from, nothing is mixed, nothing is another's."""

import base64
import errno
import hashlib
import json
import os
import threading
import time
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from store import uploads as store_uploads
from store.blobs import BlobStore
from store.keys import Scope, create_key
from store.teams import create_team
from store.uploads import UploadStore

CONTENT = os.urandom(300_000)


def metadata(**fields: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in fields.items())


def begin(client: TestClient, size: int = len(CONTENT), **fields: str) -> httpx.Response:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size)}
    told = {"filename": "hello.wav"} | fields
    return client.post("/v1/uploads", headers=headers | {"Upload-Metadata": metadata(**told)})  # type: ignore[return-value]


def begun(client: TestClient, size: int = len(CONTENT), **fields: str) -> str:
    answer = begin(client, size, **fields)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def send(client: TestClient, path: str, data: bytes, *, offset: int, **headers: str) -> httpx.Response:
    sent = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    return client.patch(path, content=data, headers=sent | headers)  # type: ignore[return-value]


def offset_of(client: TestClient, path: str) -> int:
    answer = client.head(path, headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code == 200, answer.headers
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


def folder_of(client: TestClient, path: str) -> Path:
    blobs: BlobStore = client.app.state.blobs  # type: ignore[attr-defined]
    return blobs.folder / "uploads" / path.rsplit("/", 1)[-1]


def store_of(client: TestClient) -> UploadStore:
    return UploadStore(folder_of(client, "/x").parent)


def test_a_file_sent_in_parts_becomes_one_call(client: TestClient) -> None:
    path = begun(client, channels="rep,buyer", client_unique_id="crm-1", metadata='{"title": "First call"}')
    assert path.startswith("/v1/uploads/")
    first = send(client, path, CONTENT[:1000], offset=0)
    assert (first.status_code, first.headers["upload-offset"]) == (204, "1000")
    assert first.headers["upload-expires"]
    assert offset_of(client, path) == 1000
    halfway = client.get(path).json()
    assert (halfway["offset"], halfway["size_bytes"], halfway["call_id"]) == (1000, len(CONTENT), None)
    assert folder_of(client, path).joinpath("part").stat().st_mode & 0o077 == 0

    last = send(client, path, CONTENT[1000:], offset=1000)
    assert (last.status_code, last.headers["talktrack-duplicate"]) == (204, "false")
    call = client.get(f"/v1/calls/{last.headers['talktrack-call']}").json()
    assert call["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert (call["title"], call["channels"], call["client_unique_id"]) == ("First call", ["rep", "buyer"], "crm-1")
    assert client.get(f"/v1/calls/{call['id']}/audio").content == CONTENT
    assert offset_of(client, path) == len(CONTENT)
    status = client.get(path).json()
    assert (status["call_id"], status["duplicate"], status["error"]) == (call["id"], False, None)
    # It was moved, not copied.
    assert not folder_of(client, path).joinpath("part").exists()


def test_what_the_server_can_do_is_told(client: TestClient) -> None:
    answer = client.options("/v1/uploads")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-extension"] == "creation,expiration,termination"
    assert answer.headers["tus-max-size"] == "1000000"


def test_bytes_from_the_wrong_place_are_refused_and_change_nothing(client: TestClient) -> None:
    path = begun(client)
    send(client, path, CONTENT[:1000], offset=0)
    for offset in (0, 999, 1001, len(CONTENT)):
        answer = send(client, path, b"other", offset=offset)
        assert (answer.status_code, answer.json()["code"]) == (409, "upload_mismatch")
        assert answer.headers["tus-resumable"] == "1.0.0"
    assert folder_of(client, path).joinpath("part").read_bytes() == CONTENT[:1000]


def test_more_bytes_than_announced_are_refused(client: TestClient) -> None:
    path = begun(client, 10)
    answer = send(client, path, b"0123456789ABC", offset=0)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert client.get("/v1/calls").json()["items"] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Upload-Offset": "first"}, 422),
    ],
)
def test_a_request_that_is_not_of_the_protocol_writes_nothing(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    path = begun(client)
    answer = send(client, path, CONTENT[:1000], **{"offset": 0} | headers)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert offset_of(client, path) == 0


def test_an_upload_is_refused_before_a_byte_is_sent(client: TestClient) -> None:
    assert begin(client, 1_000_001).json()["code"] == "too_large"
    assert begin(client, 1_000_001).status_code == 413
    assert begin(client, 0).json()["code"] == "empty_file"
    assert begin(client, -1).status_code == 422
    assert begin(client, metadata="{").json()["detail"].startswith("metadata is not JSON")
    assert begin(client, channels="boss").status_code == 422
    assert begin(client, sha256="short").status_code == 422
    plain = {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}
    assert client.post("/v1/uploads", headers={"Tus-Resumable": "1.0.0"}).status_code == 422
    assert client.post("/v1/uploads", content=b"12345", headers=plain).status_code == 422
    assert client.post("/v1/uploads", headers=plain | {"Upload-Concat": "partial"}).status_code == 422
    assert client.post("/v1/uploads", headers=plain | {"Tus-Resumable": "2.0.0"}).headers["tus-version"] == "1.0.0"
    assert client.get("/v1/uploads").json()["items"] == []


def test_the_same_recording_again_is_told_as_a_duplicate(client: TestClient) -> None:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert client.get("/v1/calls", params={"sha256": sha256}).json()["items"] == []
    first = send(client, begun(client), CONTENT, offset=0).headers["talktrack-call"]
    again = send(client, begun(client, filename="other.wav"), CONTENT, offset=0)
    assert (again.headers["talktrack-call"], again.headers["talktrack-duplicate"]) == (first, "true")
    # It can be asked for before anything is sent.
    assert [call["id"] for call in client.get("/v1/calls", params={"sha256": sha256}).json()["items"]] == [first]
    assert client.get("/v1/calls", params={"sha256": "no"}).status_code == 422


def test_a_file_that_changed_on_the_way_is_refused(client: TestClient) -> None:
    path = begun(client, sha256=hashlib.sha256(b"before").hexdigest())
    answer = send(client, path, CONTENT, offset=0)
    assert (answer.status_code, answer.json()["code"]) == (422, "changed_file")
    assert client.get(path).json()["error"]["code"] == "changed_file"
    assert offset_of(client, path) == len(CONTENT)
    assert client.get("/v1/calls").json()["items"] == []
    assert not folder_of(client, path).joinpath("part").exists()


def test_an_id_that_is_taken_is_told_and_kept_out(client: TestClient) -> None:
    send(client, begun(client, 3, client_unique_id="crm-1"), b"abc", offset=0)
    path = begun(client, 3, client_unique_id="crm-1")
    answer = send(client, path, b"xyz", offset=0)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "already belongs to another recording" in client.get(path).json()["error"]["message"]
    assert not (client.app.state.blobs.folder / "33").exists()  # type: ignore[attr-defined]


def test_an_upload_of_somebody_else_is_not_there(client: TestClient) -> None:
    path = begun(client)
    with client.app.state.database.transaction() as session:  # type: ignore[attr-defined]
        _, other = create_key(session, "somebody else", scopes=frozenset({Scope.CALLS_WRITE, Scope.CALLS_READ}))
    client.headers["Authorization"] = f"Bearer {other}"
    tus = {"Tus-Resumable": "1.0.0"}
    assert client.head(path, headers=tus).status_code == 404
    assert send(client, path, CONTENT, offset=0).status_code == 404
    assert client.delete(path, headers=tus).status_code == 404
    assert client.get(path).json()["code"] == "not_found"
    assert client.get("/v1/uploads").json()["items"] == []
    for made_up in ("../../app.sqlite", "%2e%2e", "0" * 32, "x"):
        assert client.head(f"/v1/uploads/{made_up}", headers=tus).status_code in (404, 405)


def test_an_upload_that_was_left_alone_is_gone_and_swept(client: TestClient) -> None:
    path, kept = begun(client), begun(client)
    send(client, path, CONTENT[:1000], offset=0)
    long_ago = time.time() - 25 * 3600
    os.utime(folder_of(client, path) / "part", (long_ago, long_ago))
    tus = {"Tus-Resumable": "1.0.0"}
    assert client.head(path, headers=tus).status_code == 410
    refused = send(client, path, CONTENT[1000:], offset=1000)
    assert (refused.status_code, refused.json()["code"]) == (410, "upload_expired")
    assert client.get(path).status_code == 410
    assert [item["id"] for item in client.get("/v1/uploads").json()["items"]] == [kept.rsplit("/", 1)[-1]]
    store_of(client).sweep()
    assert not folder_of(client, path).exists()
    assert client.head(path, headers=tus).status_code == 404
    assert offset_of(client, kept) == 0


def test_an_upload_can_be_dropped(client: TestClient) -> None:
    path = begun(client)
    send(client, path, CONTENT[:1000], offset=0)
    assert client.delete(path, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert not folder_of(client, path).exists()
    assert client.get(path).status_code == 404


def test_uploads_are_listed_page_by_page(client: TestClient) -> None:
    made = [begun(client).rsplit("/", 1)[-1] for _ in range(5)]
    seen, cursor = [], None
    while True:
        page = client.get("/v1/uploads", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_only_one_request_writes_at_a_time(client: TestClient) -> None:
    path = begun(client)
    upload_id = path.rsplit("/", 1)[-1]
    with store_of(client).held(upload_id):
        answer = send(client, path, CONTENT, offset=0)
        assert (answer.status_code, answer.json()["code"]) == (423, "upload_busy")
        assert client.delete(path, headers={"Tus-Resumable": "1.0.0"}).status_code == 423
    assert send(client, path, CONTENT, offset=0).status_code == 204


def test_two_that_send_at_once_never_mix_their_bytes(client: TestClient) -> None:
    sizes, answers = 400_000, []
    path = begun(client, sizes)

    def sender(byte: bytes) -> None:
        answers.append((byte, send(client, path, byte * sizes, offset=0).status_code))

    threads = [threading.Thread(target=sender, args=(byte,)) for byte in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [byte for byte, status in answers if status == 204]
    assert len(won) == 1
    assert {status for _, status in answers} <= {204, 409, 423}
    assert client.get(f"/v1/calls/{client.get(path).json()['call_id']}/audio").content == won[0] * sizes


def test_a_full_disk_is_told_and_the_upload_goes_on_later(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path, write, room = begun(client), os.write, 100_000

    def full(handle: int, data: bytes | memoryview) -> int:
        nonlocal room
        if len(data) < 1000:
            return write(handle, data)  # not the recording
        if room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = write(handle, memoryview(data)[:room])
        room -= taken
        return taken

    monkeypatch.setattr(os, "write", full)
    answer = send(client, path, CONTENT, offset=0)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    monkeypatch.setattr(os, "write", write)
    assert offset_of(client, path) == 100_000
    assert send(client, path, CONTENT[100_000:], offset=100_000).status_code == 204
    assert client.get(f"/v1/calls/{client.get(path).json()['call_id']}/audio").content == CONTENT


def test_no_upload_is_begun_that_has_no_room(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(store_uploads.shutil, "disk_usage", lambda _: usage(10, 9, 1))
    answer = begin(client)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")


def test_a_complete_upload_is_taken_in_when_the_server_starts_again(
    settings: ApiSettings, make_key: Callable[..., str]
) -> None:
    with TestClient(create_app(settings)) as first:
        first.headers["Authorization"] = f"Bearer {make_key(first)}"
        path = begun(first)
        with (folder_of(first, path) / "part").open("wb") as part:
            part.write(CONTENT)
    with TestClient(create_app(settings)) as second:
        second.headers["Authorization"] = first.headers["Authorization"]
        [call] = second.get("/v1/calls").json()["items"]
        assert second.get(path).json()["call_id"] == call["id"]


def test_a_team_s_uploads_are_in_its_own_place(client: TestClient) -> None:
    path = begun(client)
    with client.app.state.database.transaction() as session:  # type: ignore[attr-defined]
        team = create_team(session, "Others")
        _, other = create_key(
            session, "other", scopes=frozenset({Scope.CALLS_WRITE, Scope.CALLS_READ}), team_id=team.id
        )
    client.headers["Authorization"] = f"Bearer {other}"
    assert client.head(path, headers={"Tus-Resumable": "1.0.0"}).status_code == 404
    theirs = begun(client)
    blobs = client.app.state.teams.blobs(team.id)  # type: ignore[attr-defined]
    assert (blobs.folder / "uploads" / theirs.rsplit("/", 1)[-1]).is_dir()
    call_id = send(client, theirs, CONTENT, offset=0).headers["talktrack-call"]
    assert [call["id"] for call in client.get("/v1/calls").json()["items"]] == [call_id]


@pytest.mark.parametrize("moment", ["hashed", "seal", "end"])
def test_a_complete_upload_that_was_cut_off_becomes_its_call_when_asked(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    path = begun(client)

    def broken_off(*_: object, **__: object) -> None:
        raise RuntimeError("cut off")

    monkeypatch.setattr(store_uploads.Held, moment, broken_off)
    with pytest.raises(RuntimeError, match="cut off"):
        send(client, path, CONTENT, offset=0)
    monkeypatch.undo()
    assert offset_of(client, path) == len(CONTENT)
    status = client.get(path).json()
    assert (status["duplicate"], status["error"]) == (False, None)
    [call] = client.get("/v1/calls").json()["items"]
    assert (call["id"], call["sha256"]) == (status["call_id"], hashlib.sha256(CONTENT).hexdigest())


def test_another_sites_page_cannot_upload(client: TestClient, make_key: Callable[..., str]) -> None:
    del client.headers["Authorization"]
    client.cookies.set("talktrack_key", make_key(client))
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "5", "Origin": "https://evil.example"}
    assert client.post("/v1/uploads", headers=headers).status_code == 403


def test_wrong_sidecars_are_told_at_once(client: TestClient) -> None:
    answer = begin(client, metadata=json.dumps({"started": "yesterday"}))
    assert answer.status_code == 422
    assert "started must be a date" in answer.json()["detail"]
