"""A real server that is killed while an upload runs: whoever goes on loses nothing and gets one call."""

import base64
import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.chaos
SIZE = 24_000_000


class Server:
    """`talktrack api` over one data folder, to be killed and started again."""

    def __init__(self, data_dir: Path, port: int) -> None:
        self.data_dir, self.port = data_dir, port
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        named = {"TALKTRACK_DATA_DIR": str(self.data_dir), "TALKTRACK_PORT": str(self.port), "TALKTRACK_DEMO": "1"}
        self.process = subprocess.Popen([sys.executable, "-m", "cli", "api"], env={**os.environ, **named})
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                httpx.get(f"{self.url}/assets/none", timeout=30)
                return
            except httpx.TransportError:
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def headers(self) -> dict[str, str]:
        key = (self.data_dir / "demo-key").read_text()
        return {"Authorization": f"Bearer {key}", "Tus-Resumable": "1.0.0"}

    def begin(self, content: bytes) -> str:
        name = base64.b64encode(b"hello.wav").decode()
        told = {"Upload-Length": str(len(content)), "Upload-Metadata": f"filename {name}"}
        return httpx.post(f"{self.url}/v1/uploads", headers=self.headers | told).headers["location"]

    def offset(self, path: str) -> int:
        return int(httpx.head(f"{self.url}{path}", headers=self.headers, timeout=60).headers["upload-offset"])

    def pour(self, path: str, content: bytes, *, offset: int, most: int) -> socket.socket:
        """Announce the rest of a file, send `most` bytes of it and leave the connection open."""
        rest = content[offset:]
        head = self.headers | {
            "Host": f"127.0.0.1:{self.port}",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(len(rest)),
        }
        lines = [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        line = socket.create_connection(("127.0.0.1", self.port))
        line.sendall("\r\n".join(lines).encode() + rest[:most])
        return line


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[Server]:
    made = Server(tmp_path / "data", port)
    try:
        made.start()
        yield made
    finally:
        made.kill()


def calls(server: Server) -> list[dict[str, object]]:
    items: list[dict[str, object]] = httpx.get(f"{server.url}/v1/calls").json()["items"]
    return items


def test_a_server_killed_again_and_again_amid_a_part_loses_nothing(server: Server) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    content = chance.randbytes(SIZE)
    path = server.begin(content)
    reached = [0]
    for _ in range(2):
        with server.pour(path, content, offset=reached[-1], most=chance.randrange(2_000_000, 7_000_000)):
            time.sleep(chance.uniform(0.1, 0.6))
            server.kill()
        server.start()
        reached.append(server.offset(path))
    assert reached == sorted(reached)
    assert 2_000_000 < reached[-1] < SIZE
    rest = {"Upload-Offset": str(reached[-1]), "Content-Type": "application/offset+octet-stream"}
    done = httpx.patch(f"{server.url}{path}", content=content[reached[-1] :], headers=server.headers | rest, timeout=60)
    assert done.status_code == 204
    [call] = calls(server)
    assert call["sha256"] == hashlib.sha256(content).hexdigest()
    audio = httpx.get(f"{server.url}/v1/calls/{call['id']}/audio", timeout=60).content
    assert hashlib.sha256(audio).hexdigest() == call["sha256"]


def test_a_server_killed_after_the_last_byte_makes_one_call(server: Server) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    for turn in range(3):
        content = chance.randbytes(SIZE)
        path = server.begin(content)
        with server.pour(path, content, offset=0, most=SIZE):
            part = server.data_dir / "audio" / path.removeprefix("/v1/") / "part"
            end = time.monotonic() + 30
            while part.exists() and part.stat().st_size < SIZE and time.monotonic() < end:
                time.sleep(0.001)
            time.sleep(chance.uniform(0.0, 0.15))
            server.kill()
        server.start()
        assert server.offset(path) == SIZE
        status = httpx.get(f"{server.url}{path}", headers=server.headers, timeout=60).json()
        assert (status["error"], status["duplicate"]) == (None, False)
        found = {call["id"]: call["sha256"] for call in calls(server)}
        assert len(found) == turn + 1
        assert found[status["call_id"]] == hashlib.sha256(content).hexdigest()


def test_a_sender_who_falls_silent_does_not_keep_the_upload(server: Server, tmp_path: Path) -> None:
    content = random.Random(1).randbytes(3_000_000)
    path = server.begin(content)
    rest = {"Content-Type": "application/offset+octet-stream"}
    # A connection that is cut without a word, as when a laptop leaves its network, looks like silence.
    with server.pour(path, content, offset=0, most=2_000_000):
        answers = []
        end = time.monotonic() + 60
        while time.monotonic() < end:
            offset = server.offset(path)
            headers = server.headers | rest | {"Upload-Offset": str(offset)}
            answers.append(httpx.patch(f"{server.url}{path}", content=content[offset:], headers=headers).status_code)
            if answers[-1] == 204:
                break
            time.sleep(0.5)
    assert answers[0] == 423
    assert answers[-1] == 204
    [call] = calls(server)
    assert call["sha256"] == hashlib.sha256(content).hexdigest()
