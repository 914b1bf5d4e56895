"""Themes at scale: how fast theme numbers are read, what a call costs, and how long re-clustering takes.

`python bench/themes.py [--moments 1000000] [--database sqlite|postgresql|both] [--sizes 10000,100000]`

For each database and each size a synthetic store is filled (`bench.synthetic`), calls are added one by one
(`bench.growing`), and at the largest size fifty readers ask `talktrack api` for theme lists, trends and heat maps, once
while nothing changes and once while a call is added every second. Then all vectors are clustered anew in a process of
its own (`bench.clusters`). Readers, writer, server and database share the machine. Prints one JSON object;
`--plot FILE` draws the growth as an SVG.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.growing import Adder, cost_of_calls  # noqa: E402
from bench.growth_plot import draw  # noqa: E402
from bench.postgres import own_server  # noqa: E402
from bench.readers import read_each_once, read_together  # noqa: E402
from bench.synthetic import Size, address, fill  # noqa: E402
from bench.theme_server import questions, reading_key, served  # noqa: E402
from store.migrate import migrate  # noqa: E402
from store.session import Database  # noqa: E402

READERS = 50
SIZES = (10_000, 100_000)


@contextmanager
def place(kind: str, kept: Path | None) -> Iterator[str]:
    """Yield where a store can be made: a new folder (or the one to keep), or the address of a new PostgreSQL."""
    if kind == "postgresql":
        with own_server() as url:
            yield url
    elif kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield str(kept)
    else:
        with tempfile.TemporaryDirectory(prefix="talktrack-bench-") as folder:
            yield folder


def measure(kind: str, size: Size, *, seconds: float, calls: int, kept: Path | None = None) -> dict[str, Any]:
    """Return all figures of one size on one database; readers are left out with `seconds` 0."""
    with place(kind, kept) as where:
        database = Database(address(where))
        migrate(database)
        figures: dict[str, Any] = {"moments": size.moments, "calls": size.calls}
        if not (kept and _is_filled(database)):
            figures |= {name: round(value, 1) for name, value in fill(database, size).items()}
        figures["adding_a_call"] = cost_of_calls(database, size, calls=calls)
        if seconds:
            figures["readers"] = _read(database, where, size, seconds=seconds)
        database.close()
    return figures


def _is_filled(database: Database) -> bool:
    with database.engine.connect() as connection:
        return bool(connection.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM analyses)").scalar())


def _read(database: Database, where: str, size: Size, *, seconds: float) -> dict[str, Any]:
    is_folder = not where.startswith("postgres")
    data = where if is_folder else tempfile.mkdtemp(prefix="talktrack-bench-")
    environment = {"TALKTRACK_DATA_DIR": data, **({} if is_folder else {"DATABASE_URL": where})}
    with served(environment) as base:
        asked = questions(base, reading_key(database), size)
        first = read_each_once(asked)
        again = read_together(asked, readers=READERS, seconds=seconds)
        writer = _writer(where, size, seconds)
        writing = read_together(asked, readers=READERS, seconds=seconds)
        out, _ = writer.communicate(timeout=120)
    return {
        "questions": sum(len(paths) for paths in asked.paths.values()),
        "first_time_one_reader": first.figures(),
        "nothing_changes": again.figures(),
        "a_call_a_second": writing.figures(),
        "calls_added": int(out),
        "errors": [*first.errors, *again.errors, *writing.errors][:5],
    }


def _writer(where: str, size: Size, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, __file__, "--write-to", where, "--moments", str(size.moments), "--seconds", str(seconds)]
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own)


def write_steadily(where: str, size: Size, *, seconds: float) -> int:
    """Add a call a second for so long; return how many there were time for."""
    # As the worker's is: what it writes is nobody's deed.
    database = Database(address(where), routine=True)
    adder, began, added = Adder(database, size, seed=int(time.time())), time.monotonic(), 0
    while (passed := time.monotonic() - began) < seconds:
        if passed < added:
            time.sleep(added - passed)
        adder.add()
        added += 1
    database.close()
    return added


def recluster(moments: int) -> dict[str, Any]:
    """Cluster anew in a process of its own."""
    command = [sys.executable, "-m", "bench.clusters", "--moments", str(moments)]
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=own, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=1_000_000, help="the largest size")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="smaller ones, for growth")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long readers ask; 0: they do not")
    parser.add_argument("--calls", type=int, default=100, help="how many calls are added to see what one costs")
    parser.add_argument("--no-clusters", action="store_true", help="leave re-clustering out")
    parser.add_argument("--keep", type=Path, help="folder of the largest SQLite store, to use again")
    parser.add_argument("--plot", type=Path, help="draw growth into this SVG")
    parser.add_argument("--write-to", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    largest = Size(moments=options.moments, vectors=False)
    if options.write_to:
        sys.stdout.write(str(write_steadily(options.write_to, largest, seconds=options.seconds)))
        return
    sizes = [int(each) for each in options.sizes.split(",") if each and int(each) < options.moments]
    figures: dict[str, Any] = {"cores": os.cpu_count(), "load_before": os.getloadavg()}
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        smaller = [measure(kind, Size(moments=n), seconds=0, calls=options.calls) for n in sizes]
        kept = options.keep if kind == "sqlite" else None
        figures[kind] = [
            *smaller,
            measure(kind, largest, seconds=options.seconds, calls=options.calls, kept=kept),
        ]
    if not options.no_clusters:
        figures["clusters"] = [recluster(n) for n in (*sizes, options.moments)]
    figures["load_after"] = os.getloadavg()
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    if options.plot:
        draw(figures, options.plot)


if __name__ == "__main__":
    main()
