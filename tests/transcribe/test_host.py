import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from calls.errors import EngineFailed, EngineMissing, UnreadableAudio, WeightsError
from transcribe.host import BatchHeard, SpeechHost, child_environment
from transcribe.windows import Window

WINDOWS = (Window(channel=0, spans=((0, 3),)), Window(channel=0, spans=((5, 7),)))


@pytest.fixture
def pcm(tmp_path: Path) -> Path:
    """Ten seconds of sound that no two seconds share."""
    path = tmp_path / "0.pcm"
    np.random.default_rng(4).integers(-8000, 8000, 160_000).astype("<i2").tofile(path)
    return path


@pytest.fixture
def host_of(tmp_path: Path) -> Iterator[Callable[..., SpeechHost]]:
    """Makes hosts of the scripted engine and ends their processes after the test."""
    hosts: list[SpeechHost] = []

    def make(*script: object, **limits: float) -> SpeechHost:
        path = tmp_path / f"script{len(hosts)}.json"
        path.write_text(json.dumps(script))
        host = SpeechHost(engine="scripted", model=str(path), cache_dir=tmp_path / "cache", **limits)  # type: ignore[arg-type]
        hosts.append(host)
        return host

    yield make
    for host in hosts:
        host.close()
        assert host.pid is None


def _gone(pid: int, *, within_s: float = 5) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            # A zombie has ended; only nobody has asked for it yet.
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_transcribes_windows_in_their_order(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of("good morning")
    batch = host.transcribe([pcm], WINDOWS, language="en")
    assert [w.word for w in batch.heard[0].words] == ["good", "morning"]
    assert len(batch.heard[1].words) == 2
    assert batch.provenance.name == "scripted"
    assert BatchHeard.from_dict(json.loads(json.dumps(batch.as_dict()))) == batch


def test_one_batch_may_hold_windows_of_several_channels(
    host_of: Callable[..., SpeechHost], pcm: Path, tmp_path: Path
) -> None:
    other = tmp_path / "1.pcm"
    np.random.default_rng(5).integers(-8000, 8000, 160_000).astype("<i2").tofile(other)
    both = (Window(channel=1, spans=((0, 3),)), Window(channel=0, spans=((0, 3),)))
    mixed = host_of().transcribe([pcm, other], both)
    assert mixed.heard[1] == host_of().transcribe([pcm], both[1:]).heard[0]
    assert mixed.heard[0] != mixed.heard[1]
    assert mixed.heard[0] == host_of().transcribe([other], [Window(channel=0, spans=((0, 3),))]).heard[0]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_large_file_is_not_held_against_the_memory_limit(host_of: Callable[..., SpeechHost], tmp_path: Path) -> None:
    path = tmp_path / "long.pcm"
    with path.open("wb") as file:
        file.truncate(600 << 20)
    host = host_of(memory_limit_mb=400)
    late = [Window(channel=0, spans=((at, at + 20),)) for at in range(0, 19_000, 1000)]
    assert len(host.transcribe([path], late, language="en").heard) == len(late)


def test_the_process_is_kept_between_requests(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of()
    assert host.pid is None
    host.transcribe([pcm], WINDOWS)
    pid = host.pid
    host.transcribe([pcm], WINDOWS)
    assert pid is not None
    assert host.pid == pid


def test_a_killed_process_is_replaced(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of()
    first = host.transcribe([pcm], WINDOWS)
    pid = host.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert _gone(pid)
    # A request in the instant before the host sees the death is an ordinary retryable failure; see the next test.
    while host.pid == pid:
        os.sched_yield()
    assert host.transcribe([pcm], WINDOWS) == first
    assert host.pid != pid


def test_a_kill_in_the_middle_is_a_retryable_failure(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of({"hang_s": 60})
    failures: list[EngineFailed] = []

    def ask() -> None:
        try:
            host.transcribe([pcm], WINDOWS)
        except EngineFailed as error:
            failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while host.pid is None:
        time.sleep(0.02)
    time.sleep(1)
    os.kill(host.pid, signal.SIGKILL)
    thread.join(timeout=10)
    assert [(error.retryable, error.message) for error in failures] == [
        (True, "The speech process was ended by signal 9.")
    ]


def test_a_crash_tells_its_exit_code(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of({"exit": 3})
    with pytest.raises(EngineFailed, match="exit code 3"):
        host.transcribe([pcm], WINDOWS)


def test_a_hang_is_ended_at_its_limit(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of({"hang_s": 60}, load_timeout_s=2, timeout_s_per_audio_s=0.1)
    began = time.monotonic()
    with pytest.raises(EngineFailed, match="no answer within 2 s"):
        host.transcribe([pcm], WINDOWS)
    assert time.monotonic() - began < 8
    assert host.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_too_much_memory_is_ended_at_its_limit(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of({"allocate_mb": 500, "then_hang_s": 60}, memory_limit_mb=400)
    with pytest.raises(EngineFailed, match="over its limit of 400 MB"):
        host.transcribe([pcm], WINDOWS)


def test_what_a_library_prints_does_not_disturb_the_answers(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of({"print": '{"ok": "not an answer"}'})
    assert len(host.transcribe([pcm], WINDOWS).heard) == 2


def test_threads_share_a_host(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of()
    expected = host.transcribe([pcm], WINDOWS)
    found: list[BatchHeard] = []
    threads = [threading.Thread(target=lambda: found.append(host.transcribe([pcm], WINDOWS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_the_process_outlives_the_thread_that_first_asked(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of()
    thread = threading.Thread(target=host.transcribe, args=([pcm], WINDOWS))
    thread.start()
    thread.join()
    pid = host.pid
    time.sleep(0.3)
    host.transcribe([pcm], WINDOWS)
    assert pid is not None
    assert host.pid == pid


def test_closing_ends_a_request_and_the_process(host_of: Callable[..., SpeechHost], pcm: Path) -> None:
    host = host_of({"hang_s": 60})
    threading.Timer(1.5, host.close).start()
    with pytest.raises(EngineFailed):
        host.transcribe([pcm], WINDOWS)
    with pytest.raises(EngineFailed, match="closed"):
        host.transcribe([pcm], WINDOWS)


def test_the_process_dies_with_its_parent(tmp_path: Path, pcm: Path) -> None:
    """Also in the middle of a request, where nobody reads its input."""
    script = tmp_path / "script.json"
    script.write_text(json.dumps([{"hang_s": 60}]))
    program = (
        "import sys, threading, time; from pathlib import Path; from transcribe.host import SpeechHost\n"
        "from transcribe.windows import Window\n"
        f"host = SpeechHost(engine='scripted', model={str(script)!r}, cache_dir=Path({str(tmp_path)!r}))\n"
        f"ask = lambda: host.transcribe([Path({str(pcm)!r})], [Window(channel=0, spans=((0, 3),))])\n"
        "threading.Thread(target=ask, daemon=True).start()\n"
        "while host.pid is None: time.sleep(0.01)\n"
        "print(host.pid, flush=True); time.sleep(60)\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)}
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        time.sleep(1)
        assert not _gone(pid, within_s=0.1)
        parent.kill()
    assert _gone(pid)


def test_no_secret_reaches_the_process(
    monkeypatch: pytest.MonkeyPatch, host_of: Callable[..., SpeechHost], pcm: Path
) -> None:
    for name in ("TALKTRACK_DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "HF_TOKEN", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "hunter2")
    host = host_of()
    host.transcribe([pcm], WINDOWS)
    environment = Path(f"/proc/{host.pid}/environ").read_text()
    assert "hunter2" not in environment
    assert "HF_HUB_OFFLINE=1" in environment


def test_a_hub_may_be_asked_only_for_models_that_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    assert "HF_HUB_OFFLINE" not in child_environment("small")
    assert child_environment("small")["HTTPS_PROXY"] == "http://proxy:3128"
    assert child_environment("base")["HF_HUB_OFFLINE"] == "1"


def test_errors_keep_their_kind(host_of: Callable[..., SpeechHost], tmp_path: Path, pcm: Path) -> None:
    with pytest.raises(EngineMissing, match="'parakeet'"):
        SpeechHost(engine="parakeet", cache_dir=tmp_path)
    with pytest.raises(UnreadableAudio, match="No such file"):
        host_of().transcribe([tmp_path / "none.pcm"], WINDOWS)
    with (
        SpeechHost(engine="scripted", model=str(tmp_path / "none.json"), cache_dir=tmp_path) as host,
        pytest.raises(WeightsError, match=r"none\.json cannot be read"),
    ):
        host.transcribe([pcm], WINDOWS)
