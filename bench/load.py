"""Fifty readers of pages and API while recordings are sent in and calls are added to the counts.

`python -m bench.load [--moments 1000000] [--keep FOLDER] [--seconds 60] [--think 1.0] [--warm 30] [--still]`: each
reader asks for the next of a mix of pages and answers `--think` seconds after the last, on average (drawn from an
exponential distribution; 0: at once). Meanwhile `POST /v1/calls` takes in two ready transcripts a second, each another,
and a call a second is laid, placed and counted as the worker does (`bench.growing`). Readers, writers and the server
share the machine. The first `--warm` seconds, to a process that has answered nothing yet, are told apart from those
after. Prints one JSON object with answers a second, p50, p99 and the slowest by kind, and what went wrong.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.pages import stored
from bench.readers import Asked, read_together
from bench.synthetic import SEGMENTS, Size, address
from bench.theme_server import served
from calls.moment import Kind
from store.keys import Scope, create_key
from store.session import Database

ROOT = Path(__file__).parents[1]
READERS = 50
_UPLOADS_A_SECOND = 2
_THEMES = 10


def mix(base: str, key: str, size: Size, *, call_ids: Sequence[str]) -> Asked:
    """Return what readers ask: pages as people open them, and the questions behind them."""
    themes = [size.theme_id(number) for number in range(_THEMES)]
    half = "from=2025-07-01T00:00:00Z"
    return Asked(
        base=base,
        key=key,
        paths={
            "themes": ["/themes", *(f"/themes?kind={kind.value}" for kind in Kind)],
            "a theme": [f"/themes/{theme}" for theme in themes],
            "changes": ["/changes", "/changes?span=13"],
            "heat map": ["/heat", "/heat?by=stage"],
            "calls": ["/calls", *(f"/calls?segment={segment}" for segment in SEGMENTS)],
            "a call": [f"/calls/{call_id}" for call_id in call_ids],
            "API themes": ["/v1/themes", f"/v1/themes?{half}", *(f"/v1/themes?segment={each}" for each in SEGMENTS)],
            "API trend": [f"/v1/themes/{theme}/trend" for theme in themes],
            "API quotes": [f"/v1/themes/{theme}/evidence" for theme in themes],
            "API moments": ["/v1/moments", "/v1/moments?kind=objection"],
            "API calls": ["/v1/calls", *(f"/v1/calls?segment={segment}" for segment in SEGMENTS)],
        },
    )


class Uploads:
    """Sends ready transcripts in, each another, until it is told to stop."""

    def __init__(self, base: str, key: str) -> None:
        self._base, self._key = base, key
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._send, daemon=True)
        self.seconds: list[float] = []
        self.errors: list[str] = []

    def __enter__(self) -> "Uploads":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join(60)

    def _send(self) -> None:
        while not self._over.wait(1 / _UPLOADS_A_SECOND):
            began = time.perf_counter()
            try:
                urllib.request.urlopen(self._request(), timeout=60).close()
            except OSError as error:
                self.errors.append(str(error))
            self.seconds.append(time.perf_counter() - began)

    def _request(self) -> urllib.request.Request:
        mark = secrets.token_hex(8)
        text = f"WEBVTT\n\n00:00.000 --> 00:04.000\n<v Ann>Your price is higher than that of others ({mark}).\n"
        body = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{mark}.vtt"\r\n'
            f"Content-Type: text/vtt\r\n\r\n{text}\r\n--{mark}--\r\n"
        ).encode()
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": f"multipart/form-data; boundary={mark}"}
        return urllib.request.Request(f"{self._base}/v1/calls", data=body, headers=headers, method="POST")


def measure(
    folder: Path, size: Size, *, seconds: float, think_s: float, warm_s: float = 0.0, still: bool = False
) -> dict[str, Any]:
    """Return the figures of readers while recordings come in and, unless `still`, calls are added to the counts."""
    database = Database(address(str(folder)))
    with database.transaction() as session:
        _, key = create_key(session, "readers", scopes=frozenset(Scope))
        # Whoever sends recordings in is shown at once what came of it; readers are others.
        _, sender = create_key(session, "sender", scopes=frozenset({Scope.CALLS_WRITE}))
    with database.engine.connect() as connection:
        call_ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM calls ORDER BY id LIMIT 20")]
    with served({"TALKTRACK_DATA_DIR": str(folder)}) as base:
        asked = mix(base, key, size, call_ids=call_ids)
        urllib.request.urlopen(
            urllib.request.Request(f"{base}/v1/themes", headers={"Authorization": f"Bearer {key}"}), timeout=120
        ).close()
        adding = None if still else _adding(folder, size, warm_s + seconds)
        with Uploads(base, sender) as uploads:
            first = read_together(asked, readers=READERS, seconds=warm_s, think_s=think_s) if warm_s else None
            measured = read_together(asked, readers=READERS, seconds=seconds, think_s=think_s, seed=6)
        added = adding.communicate(timeout=180)[0] if adding else "0"
    database.close()
    sent = sorted(uploads.seconds)
    return {
        "first_seconds": first.figures().get("all") if first else None,
        "readers": measured.figures(),
        "uploads": len(sent),
        "uploads_p50_ms": round(sent[len(sent) // 2] * 1000, 1) if sent else None,
        "calls_added": int(added),
        "errors": [*(first.errors if first else ()), *measured.errors, *uploads.errors][:5],
    }


def _adding(folder: Path, size: Size, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, str(ROOT / "bench" / "themes.py"), "--write-to", str(folder)]
    command += ["--moments", str(size.moments), "--seconds", str(seconds)]
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="folder of the store, to use again")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--warm", type=float, default=30.0, help="seconds before those that are measured")
    parser.add_argument("--think", type=float, default=1.0, help="seconds between answers of a reader, on average")
    parser.add_argument("--still", action="store_true", help="add no calls to the counts: recordings only wait")
    options = parser.parse_args(arguments)
    size = Size(moments=options.moments)
    with tempfile.TemporaryDirectory(prefix="talktrack-bench-") as own:
        folder = options.keep or Path(own)
        stored(folder, size)
        figures = {"moments": options.moments, "at_once": READERS, "think_s": options.think, "warm_s": options.warm,
                   "cores": os.cpu_count(),                   "load_before": os.getloadavg()}  # fmt: skip
        figures |= measure(
            folder, size, seconds=options.seconds, think_s=options.think, warm_s=options.warm, still=options.still
        )
    figures["load_after"] = os.getloadavg()
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
