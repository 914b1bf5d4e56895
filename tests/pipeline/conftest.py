"""A worker process of the tests' own, over a data folder of the tests' own, with models that need no weights."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from calls.call import CallDetails, CallState
from calls.transcript import Role
from demo.catalogue import CALLS_DIR, scripts
from ingest.queue import CallQueue
from ingest.receive import Door
from store.blobs import BlobStore
from store.calls import CallFilter, CallView, list_calls
from store.migrate import migrate
from store.session import Database
from store.settings import StoreSettings

MONO = {"demo-03", "demo-06", "demo-11", "demo-13"}
ROLES = CallDetails(channel_roles=(Role.REP, Role.BUYER))


@dataclass
class Site:
    """A data folder with workers that can be started and killed."""

    settings: StoreSettings
    environment: dict[str, str]
    database: Database
    queue: CallQueue
    door: Door
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker, without waiting for it to be up."""
        command = [sys.executable, "-m", "cli", "worker", "--parent", str(os.getpid())]
        with self.log.open("ab") as log:
            worker = subprocess.Popen(command, env=self.environment, stderr=log)
        self.workers.append(worker)
        return worker

    @property
    def log(self) -> Path:
        """What all workers told on standard error."""
        return self.settings.data_dir / "worker.log"

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End a worker as a power cut would."""
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def take_in(self, *, recordings: int, transcripts: int) -> None:
        """Take demo calls in: some as recordings, others as ready transcripts made from their scripts."""
        two_channel = [path for path in sorted(CALLS_DIR.glob("*.opus")) if path.stem not in MONO]
        for path in two_channel[:recordings]:
            self.door.accept([path.read_bytes()], filename=path.name, details=ROLES)
        for script in list(scripts())[-transcripts:] if transcripts else ():
            turns = [{"speaker": turn.speaker, "text": turn.text} for turn in script.turns]
            self.door.accept([json.dumps(turns).encode()], filename=f"{script.id}.json")

    def calls(self) -> tuple[CallView, ...]:
        """Return all calls."""
        with self.database.reading() as session:
            return list_calls(session, CallFilter(), limit=100).items

    def wait_until(self, done: Callable[[], bool], *, seconds: float = 120.0) -> None:
        """Wait for something to become true."""
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, [(c.filename, c.state, c.progress, c.error_message) for c in self.calls()]
            time.sleep(0.1)

    def all_final(self) -> bool:
        """Whether every call is ready or failed."""
        return all(call.state in (CallState.READY, CallState.FAILED) for call in self.calls())


def open_site(folder: Path, **environment: str) -> Site:
    """Return a site over a folder; `environment` changes its settings."""
    plain = {
        "TALKTRACK_DATA_DIR": str(folder),
        "TALKTRACK_ENGINE": "scripted",
        "TALKTRACK_DETECTOR": "rules",
        "TALKTRACK_ENCODER": "hashing",
        **environment,
    }
    settings = StoreSettings(data_dir=folder, database_url=environment.get("TALKTRACK_DATABASE_URL"))
    folder.mkdir(parents=True, exist_ok=True)
    database, queue = Database(settings.app_url), CallQueue(settings.engine_url)
    migrate(database)
    door = Door(database=database, blobs=BlobStore(settings.audio_dir), queue=queue, limit_bytes=10**9)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TALKTRACK_")}
    return Site(settings=settings, environment=inherited | plain, database=database, queue=queue, door=door)


@pytest.fixture
def make_site(tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """A maker of sites whose workers are ended with the test."""
    sites: list[Site] = []

    def make(**environment: str) -> Site:
        sites.append(open_site(tmp_path / f"data{len(sites)}", **environment))
        return sites[-1]

    yield make
    for site in sites:
        for worker in site.workers:
            if worker.poll() is None:
                site.kill(worker)
        site.queue.close()
        site.database.close()
