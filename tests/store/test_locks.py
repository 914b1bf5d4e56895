"""A lock says whether its worker is alive, whatever the worker died of."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from store.locks import AdvisoryLocks, FileLocks, WorkerLocks

_HOLDER = """
import sys, time
from pathlib import Path
from store.locks import AdvisoryLocks, FileLocks
place = sys.argv[1]
locks = AdvisoryLocks(place) if place.startswith("postgres") else FileLocks(Path(place))
locks.hold("other")
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture(params=["files", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "files":
        return str(tmp_path / "workers")
    url: str = request.getfixturevalue("postgres_url")
    return url.replace("postgresql://", "postgresql+psycopg://")


def locks_at(place: str) -> WorkerLocks:
    return AdvisoryLocks(place) if place.startswith("postgres") else FileLocks(Path(place))


def test_a_killed_workers_lock_becomes_free(place: str) -> None:
    locks = locks_at(place)
    locks.hold("me")
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, place], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline().strip() == "held"
        assert not locks.is_free("other")
        assert locks.alive() == 2
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    for _ in range(100):
        if locks.is_free("other"):
            break
    assert locks.is_free("other")
    assert locks.is_free("never-was")
    assert locks.alive() == 1
    locks.close()
