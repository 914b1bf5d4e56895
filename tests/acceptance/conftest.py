"""Talktrack as a person runs it: `talktrack serve` over some demo calls, with a real (small) speech model."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from demo.catalogue import CALLS_DIR

FIRST_CALLS = ("demo-01", "demo-02", "demo-04")
_CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
# Without these a browser looks for its maker's hosts at every start.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
)


@dataclass(frozen=True)
class Served:
    """A running Talktrack: where it listens, where it keeps things, and its supervisor."""

    url: str
    data_dir: Path
    supervisor: subprocess.Popen[bytes]

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON of an API answer."""
        answer = httpx.get(f"{self.url}{path}", params=params, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def all_pages(self, path: str, **params: Any) -> list[Any]:
        """Return all items of a list."""
        items: list[Any] = []
        page = self.get(path, limit=20, **params)
        while True:
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            page = self.get(path, limit=20, cursor=page["next_cursor"], **params)

    def send(self, path: Path, **fields: str) -> Any:
        """Send a recording in with the demo's key."""
        key = (self.data_dir / "demo-key").read_text()
        with path.open("rb") as file:
            answer = httpx.post(
                f"{self.url}/v1/calls",
                files={"file": (path.name, file)},
                data=fields,
                headers={"Authorization": f"Bearer {key}"},
                timeout=60,
            )
        assert answer.status_code == 202, answer.text
        return answer.json()

    def wait_until(self, done: Callable[[], bool], *, seconds: float = 240.0) -> None:
        """Wait for something to become true."""
        end = time.monotonic() + seconds
        while not done():
            assert self.supervisor.poll() is None, "talktrack serve ended"
            assert time.monotonic() < end, self.get("/v1/calls")
            time.sleep(0.3)

    def all_final(self) -> bool:
        """Whether every call is ready or failed."""
        return all(call["state"] in ("ready", "failed") for call in self.all_pages("/v1/calls"))


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Talktrack over three demo calls, transcribed by the tiny model, mined and grouped."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TALKTRACK_")} | {
        "TALKTRACK_DATA_DIR": str(folder),
        "TALKTRACK_DEMO": "1",
        "TALKTRACK_MODEL": "tiny.en",
        "TALKTRACK_PORT": str(port),
    }
    files = [str(CALLS_DIR / f"{name}.opus") for name in FIRST_CALLS]
    subprocess.run([sys.executable, "-m", "cli", "ingest", *files], env=environment, check=True)
    supervisor = subprocess.Popen([sys.executable, "-m", "cli", "serve"], env=environment)
    running = Served(url=f"http://127.0.0.1:{port}", data_dir=folder, supervisor=supervisor)
    try:
        running.wait_until(lambda: _answers(running.url), seconds=60)
        running.wait_until(running.all_final)
        running.wait_until(lambda: bool(running.get("/v1/themes")["items"]), seconds=120)
        yield running
    finally:
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/health/live").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium; without its sandbox only where it would refuse to start otherwise."""
    executable = next((path for path in _CHROMIUM if Path(path).exists()), None)
    assert executable, "Chromium is not installed; `make test` installs it"
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=[*_QUIET, *sandbox])
        yield opened
        opened.close()
