"""The upload page while things break: the server dies, the tab is closed, the file is here already."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser
SIZE = 12_000_000


class Server:
    """The pages and the API without a worker, to be killed and started again."""

    def __init__(self, data_dir: Path, port: int) -> None:
        named = {"TALKTRACK_DATA_DIR": str(data_dir), "TALKTRACK_PORT": str(port), "TALKTRACK_DEMO": "1"}
        self._environment = {**os.environ, **named}
        self.url = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "cli", "api"], env=self._environment)
        end = time.monotonic() + 90
        while time.monotonic() < end:
            try:
                httpx.get(f"{self.url}/assets/none", timeout=30)
                return
            except httpx.TransportError:
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def hashes(self) -> list[str]:
        return [call["sha256"] for call in httpx.get(f"{self.url}/v1/calls").json()["items"]]


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[Server]:
    made = Server(tmp_path / "data", port)
    try:
        made.start()
        yield made
    finally:
        made.kill()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=server.url)
    yield opened
    opened.close()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "acme-discovery.wav"
    path.write_bytes(random.Random(4).randbytes(SIZE))
    return path


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def opened(context: BrowserContext, *, bytes_per_s: int = -1) -> Page:
    """The upload page, on a line of some speed."""
    page = context.new_page()
    page.goto("/upload")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    speed: dict[str, Any] = {"downloadThroughput": -1, "uploadThroughput": bytes_per_s}
    session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 1, **speed})
    return page


def test_a_server_that_dies_amid_an_upload_costs_nothing(
    context: BrowserContext, server: Server, recording: Path
) -> None:
    page = opened(context, bytes_per_s=1_500_000)
    page.locator("#files").set_input_files(recording)
    row = page.locator(".sent-file", has_text=recording.name)
    expect(row).to_contain_text("Sending, 2", timeout=60_000)
    server.kill()
    expect(row).to_contain_text("Connection lost. It goes on by itself.", timeout=30_000)
    server.start()
    expect(row).to_contain_text("Sent. Waiting for its turn", timeout=120_000)
    assert server.hashes() == [hash_of(recording)]


def test_a_closed_tab_goes_on_where_it_stopped_and_pausing_holds(
    context: BrowserContext, server: Server, recording: Path
) -> None:
    page = opened(context, bytes_per_s=1_500_000)
    page.locator("#files").set_input_files(recording)
    row = page.locator(".sent-file", has_text=recording.name)
    expect(row).to_contain_text("Sending, 3", timeout=60_000)
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("Paused")
    page.close(run_before_unload=False)

    page = opened(context)
    left = page.locator("[data-left-section]")
    expect(left).to_contain_text(recording.name)
    expect(left).to_contain_text("of 12.0 MB are here")
    sent: list[int] = []
    page.on(
        "request",
        lambda request: sent.append(int(request.headers["upload-offset"])) if request.method == "PATCH" else None,
    )
    page.locator("#files").set_input_files(recording)
    row = page.locator(".sent-file", has_text=recording.name)
    expect(row).to_contain_text("Sent. Waiting for its turn", timeout=60_000)
    expect(left).to_be_hidden()
    assert sent[0] > 0
    assert server.hashes() == [hash_of(recording)]


def test_a_recording_that_is_here_is_told_before_a_byte_is_sent(
    context: BrowserContext, server: Server, recording: Path, tmp_path: Path
) -> None:
    page = opened(context)
    twin = tmp_path / "the-same.wav"
    twin.write_bytes(recording.read_bytes())
    page.locator("#files").set_input_files([recording, twin])
    expect(page.locator(".sent-file", has_text="the-same.wav")).to_contain_text("same recording as acme-discovery.wav")
    expect(page.locator(".sent-file", has_text=recording.name).first).to_contain_text(
        "Waiting for its turn", timeout=60_000
    )

    page = opened(context)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method in ("POST", "PATCH") else None)
    page.locator("#files").set_input_files(twin)
    expect(page.locator(".sent-file", has_text="the-same.wav")).to_contain_text("Here already", timeout=15_000)
    assert sent == []


def test_an_upload_that_broke_off_can_be_discarded(context: BrowserContext, server: Server, recording: Path) -> None:
    page = opened(context, bytes_per_s=500_000)
    page.locator("#files").set_input_files(recording)
    expect(page.locator(".sent-file")).to_contain_text("Sending, ", timeout=60_000)
    page.close(run_before_unload=False)
    page = opened(context)
    page.get_by_role("button", name="Discard acme-discovery.wav").click()
    expect(page.locator("[data-left-section]")).to_be_hidden()
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-left-section]")).to_be_hidden()
    assert server.hashes() == []
