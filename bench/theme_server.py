"""A `talktrack api` of a bench's own over a database, and the questions about themes that readers ask it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.readers import Asked
from bench.synthetic import DAYS, REPS, SEGMENTS, START, Size
from calls.cut import Cut
from calls.moment import Kind
from store.keys import Scope, create_key
from store.session import Database

ROOT = Path(__file__).parents[1]
_TRENDS = 20


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[str]:
    """Start `talktrack api` with these settings on a free loopback port; yield its address once it answers.

    Budgets of requests are off: a few keys ask for everybody here.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {**os.environ, "PYTHONPATH": str(ROOT), "TALKTRACK_PORT": str(port)}
    own |= {"TALKTRACK_RATE_LIMIT": "off", **environment}
    process = subprocess.Popen([sys.executable, "-m", "cli", "api"], cwd=ROOT, env=own)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def _wait(base: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{base}/v1/health/live", timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                raise SystemExit("talktrack api did not start") from None
            time.sleep(0.2)
        else:
            return
    raise SystemExit("talktrack api does not answer")


def reading_key(database: Database) -> str:
    """Return a new key that may read themes."""
    with database.transaction() as session:
        _, secret = create_key(session, "bench", scopes=frozenset({Scope.THEMES_READ}))
    return secret


def questions(base: str, key: str, size: Size) -> Asked:
    """Return what readers ask: lists by kind, window and cut, trends by week and month, heat maps by every cut."""
    end = START.replace(year=START.year + DAYS // 365)
    quarter = f"from={end.replace(year=end.year - 1, month=10):%Y-%m-%dT%H:%M:%SZ}"
    half = f"from={end.replace(year=end.year - 1, month=7):%Y-%m-%dT%H:%M:%SZ}"
    lists = ["", *(f"kind={kind.value}" for kind in Kind), quarter, half, f"kind=objection&{quarter}"]
    lists += [f"segment={segment}" for segment in SEGMENTS] + [f"segment={segment}&{half}" for segment in SEGMENTS]
    lists += [f"rep={REPS[0].replace(' ', '%20')}", "competitor=Competitor%201", "outcome=lost"]
    heat = [f"by={cut.value}" for cut in Cut if cut is not Cut.ALL]
    heat += [f"by={cut.value}&{quarter}" for cut in (Cut.SEGMENT, Cut.STAGE)]
    trends = [f"{size.theme_id(t)}/trend?period={p}" for t in range(_TRENDS) for p in ("week", "month")]
    trends += [f"{size.theme_id(t)}/trend?period=week&{half}" for t in range(_TRENDS)]
    return Asked(
        base=base,
        key=key,
        paths={
            "list": [f"/v1/themes?{query}" for query in lists],
            "trend": [f"/v1/themes/{path}" for path in trends],
            "heat map": [f"/v1/themes/heat?{query}" for query in heat],
        },
    )
