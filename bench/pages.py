"""How long the first view of each page and answer takes: cold, after a change, and again.

`python -m bench.pages [--moments 1000000] [--keep FOLDER] [--cold-each]` serves a synthetic store
(`bench.synthetic`; one kept in FOLDER is used again) with `talktrack api` on loopback. *Cold* is the first question
to a process that has just begun to answer (with `--cold-each` every page is asked of a process of its own; else the
themes), *after a change* follows a call that was added to the counts, *again* is the middle of five. Prints one
JSON object, and ends with 1 where a first view took longer than 1.5 s. Synthetic calls have no transcript, so the
page of a call is short, and the one that asks about quotes is left out.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from bench.growing import Adder
from bench.synthetic import Size, address, fill
from bench.theme_server import served
from store.keys import Scope, create_key
from store.migrate import migrate
from store.session import Database

LONGEST_S = 1.5
_AGAIN = 5


def paths(size: Size, *, call_id: str) -> tuple[str, ...]:
    """Return all pages that show numbers or lists, and what the API answers with most work."""
    theme, half = f"/themes/{size.theme_id(3)}", "from=2025-07-01T00:00:00Z"
    pages = ("/", "/themes", "/themes?kind=objection", "/themes?kind=question", theme, "/changes", "/changes?span=13",
             "/changes?by=segment", "/heat", "/heat?by=rep", "/calls", "/calls?segment=smb", f"/calls/{call_id}",
             "/trackers", "/analyses")  # fmt: skip
    api = ("themes", "themes?segment=smb", f"themes?{half}", f"themes/{size.theme_id(3)}/trend",
           f"themes/{size.theme_id(3)}/segments", f"themes/{size.theme_id(3)}/evidence", "themes/heat?by=stage",
           "themes/changes", f"themes/changes?{half}", "themes/association", "moments", "moments?kind=objection",
           "moments?competitor=Competitor%201", "moments?rep=Team%201:%20rep%201", "calls", "calls?segment=smb",
           "calls?rep=Team%201:%20rep%201", f"calls?theme_id={size.theme_id(3)}")  # fmt: skip
    return (*pages, *(f"/v1/{each}" for each in api))


def view(base: str, path: str, key: str) -> float:
    """Return the seconds that an answer took; raises where it is not one."""
    accept = "application/json" if path.startswith("/v1/") else "text/html"
    asked = urllib.request.Request(base + path, headers={"Authorization": f"Bearer {key}", "Accept": accept})
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{path} answered {error.code}: {error.read().decode()[:500]}") from error
    return time.perf_counter() - began


def measure(folder: Path, size: Size, *, cold_each: bool) -> dict[str, dict[str, float]]:
    """Return milliseconds by path: cold (where measured), after a change, and again."""
    database = Database(address(str(folder)))
    migrate(database)
    adder = Adder(database, size)
    with database.transaction() as session:
        _, key = create_key(session, "bench", scopes=frozenset(Scope))
    asked = paths(size, call_id=adder.add_call())
    environment = {"TALKTRACK_DATA_DIR": str(folder)}
    found: dict[str, dict[str, float]] = {path: {} for path in asked}
    for path in asked if cold_each else asked[1:2]:
        with served(environment) as base:
            found[path]["cold_ms"] = _ms(view(base, path, key))
    with served(environment) as base:
        for path in asked:
            view(base, path, key)
            adder.add()
            found[path]["after_a_change_ms"] = _ms(view(base, path, key))
            found[path]["again_ms"] = _ms(statistics.median(view(base, path, key) for _ in range(_AGAIN)))
    database.close()
    return found


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def too_slow(found: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the first views that took longer than they may, by path and name."""
    return {
        f"{path} {name}": taken
        for path, views in found.items()
        for name, taken in views.items()
        if taken > LONGEST_S * 1000
    }


def stored(folder: Path, size: Size) -> None:
    """Fill a folder with the synthetic store, unless it holds one."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(address(str(folder)))
    migrate(database)
    with database.engine.connect() as connection:
        filled = bool(connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM analyses)").scalar())
    if not filled:
        fill(database, size)
    database.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and say whether all first views are fast enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="folder of the store, to use again")
    parser.add_argument("--cold-each", action="store_true", help="ask for every page in a process of its own first")
    options = parser.parse_args(arguments)
    size = Size(moments=options.moments)
    with tempfile.TemporaryDirectory(prefix="talktrack-bench-") as own:
        folder = options.keep or Path(own)
        stored(folder, size)
        before = os.getloadavg()
        found = measure(folder, size, cold_each=options.cold_each)
    slow = too_slow(found)
    figures = {"moments": options.moments, "load_before": before, "load_after": os.getloadavg(), "views": found,
               "too_slow": slow}  # fmt: skip
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
