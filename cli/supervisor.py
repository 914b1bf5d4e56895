"""Keep the API, one worker and a watched folder running as processes of one machine, and start again whichever dies."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from calls.errors import Conflict, TalktrackError

_QUICK_DEATH_S = 5.0
_LONGEST_PAUSE_S = 30.0
_MOST_QUICK_DEATHS = 5


class Supervisor:
    """Processes over one data folder. Raises Conflict where that folder is already being served."""

    def __init__(
        self,
        data_dir: Path,
        *,
        environment: Mapping[str, str],
        say: Callable[[str], None],
        watch_dir: Path | None = None,
    ) -> None:
        self._environment = {**os.environ, **environment}
        self._say = say
        self._stopping = threading.Event()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = _lock(data_dir)
        names = ("api", "worker", *(("watch",) if watch_dir else ()))
        self._watch_dir = watch_dir
        self._watchers = [threading.Thread(target=self._keep, args=(name,), daemon=True) for name in names]
        self.gave_up: str | None = None

    def start(self) -> None:
        """Start them."""
        for watcher in self._watchers:
            watcher.start()

    def pid(self, name: str) -> int | None:
        """Return the process id of `api`, `worker` or `watch`, None while it is not running."""
        process = self._processes.get(name)
        return process.pid if process and process.poll() is None else None

    def wait_until_served(self, url: str, *, timeout_s: float = 60.0) -> None:
        """Wait until the API answers. Raises TalktrackError when it does not."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end and self.gave_up is None:
            try:
                with urlopen(f"{url}/v1/health/live", timeout=5):
                    return
            except HTTPError:
                # Any answer is an answer.
                return
            except (URLError, OSError):
                time.sleep(0.1)
        raise TalktrackError(
            self.gave_up or f"The API did not come up on {url}; is the port taken? Set TALKTRACK_PORT."
        )

    def wait(self) -> None:
        """Wait until stopped, or until a process cannot be kept running. Raises TalktrackError then."""
        while not self._stopping.wait(0.5):
            if self.gave_up is not None:
                raise TalktrackError(self.gave_up)

    def stop(self) -> None:
        """End them."""
        self._stopping.set()
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
        self._lock.close()

    def _command(self, name: str) -> Sequence[str]:
        said = ("ingest", "--watch", str(self._watch_dir)) if name == "watch" else (name,)
        return [sys.executable, "-m", "cli", *said, "--parent", str(os.getpid())]

    def _keep(self, name: str) -> None:
        quick_deaths = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            process = subprocess.Popen(self._command(name), env=self._environment)
            self._processes[name] = process
            status = process.wait()
            if self._stopping.is_set():
                return
            quick_deaths = quick_deaths + 1 if time.monotonic() - began < _QUICK_DEATH_S else 0
            # A folder that cannot be watched is no reason to serve nobody.
            if name != "watch" and quick_deaths >= (2 if name == "api" else _MOST_QUICK_DEATHS):
                self.gave_up = f"The {name} process keeps ending (status {status}); see its message above."
                return
            self._say(f"the {name} process ended (status {status}); starting it again")
            self._stopping.wait(min(0.2 * 2 ** min(quick_deaths, 10), _LONGEST_PAUSE_S))


def _lock(data_dir: Path) -> IO[str]:
    data_dir.mkdir(parents=True, exist_ok=True)
    file = (data_dir / "serve.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Conflict(f"{data_dir} is already being served by another process; end that one first.") from error
    return file
