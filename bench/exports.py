"""How long an export takes and what memory it takes, by format, through a real `talktrack api` on loopback.

`python -m bench.exports [FOLDER|postgresql://…] [--moments 1000000] [--formats csv ndjson parquet xlsx] [--masked]`
fills an empty database (a folder of its own where none is named) with synthetic calls whose moments have quotes and
answers of a usual length, all looked through for personal data, and asks for each format from a fresh server. Seconds
are wall-clock seconds of the whole answer and processor seconds of the server; memory is the highest resident size of
the server while it answers, in all and beyond what it had before. XLSX is asked for the newest 95,000 rows.
"""

import argparse
import hashlib
import http.client
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.synthetic import DAYS, MADE_BY, START, Size, address, fill
from bench.theme_server import ROOT, served
from store.keys import Scope, create_key
from store.migrate import migrate
from store.session import Database

FORMATS = ("csv", "ndjson", "parquet", "xlsx")
_IN_XLSX = 95_000
_SAID = " and honestly that is the part that I cannot explain to anybody in our finance team, moment "
_ANSWERED = "I hear you. What most teams of your size do is to start with one depot and to grow from there, as to "


def prepare(database: Database, size: Size) -> None:
    """Fill a database, with texts as long as people's, none of which holds personal data."""
    migrate(database)
    fill(database, size)
    with database.engine.begin() as connection:
        if database.engine.dialect.name == "postgresql":
            digest = "left(encode(sha256(convert_to({}, 'UTF8')), 'hex'), 32)"
        else:
            raw: Any = connection.connection.driver_connection
            raw.create_function("digest", 1, lambda text: hashlib.sha256(text.encode()).hexdigest()[:32])
            digest = "digest({})"
        connection.exec_driver_sql(
            f"UPDATE moments SET quote = quote || '{_SAID}' || id, rep_answer = '{_ANSWERED}' || id,"
            " start_s = turn_index * 20.25, end_s = turn_index * 20.25 + 6.5, answer_turn_index = turn_index + 1,"
            " answer_start_s = turn_index * 20.25 + 7"
        )
        made_by, now = json.dumps(MADE_BY.as_dict()), f"{START:%Y-%m-%d %H:%M:%S.%f}"
        transcript = f"id, 1, 1, 1 = 1, 'en', '[]', '[]', '{made_by}', '{now}'"
        if database.engine.dialect.name == "postgresql":
            transcript = transcript.replace(f"'{now}'", f"timestamptz '{now}+00'")
        for statement in (
            "INSERT INTO transcripts (call_id, version, run, published, language, speakers, warnings, provenance,"
            f" created_at) SELECT {transcript} FROM calls",
            "INSERT INTO redactions (call_id, version, provenance, created_at)"
            " SELECT call_id, version, provenance, created_at FROM transcripts",
            *(
                "INSERT INTO redacted_texts (call_id, version, digest, spans)"
                f" SELECT {call_id}, 1, {digest.format(text)}, '[]' FROM {table}"
                for call_id, text, table in (
                    ("call_id", "quote", "moments"),
                    ("call_id", "rep_answer", "moments"),
                    ("id", "title", "calls"),
                    ("id", "filename", "calls"),
                )
            ),
        ):
            connection.exec_driver_sql(statement)


def measure(base: str, key: str, path: str) -> dict[str, float]:
    """Ask a fresh server for an export and return what it took; its rows are those of a text format."""
    pid = _server()
    before, busy = _memory(pid, "VmRSS"), _processor_s(pid)
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    where = urlsplit(base)
    connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=600)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    first = 0.0
    size = lines = 0
    while piece := answer.read(1 << 16):
        first = first or time.perf_counter() - began
        size += len(piece)
        lines += piece.count(b"\n")
    took, peak = time.perf_counter() - began, _memory(pid, "VmHWM")
    return {
        "seconds": round(took, 1),
        "processor_s": round(_processor_s(pid) - busy, 1),
        "first_byte_s": round(first, 2),
        "megabytes": round(size / 1e6, 1),
        "lines": lines,
        "memory_before_mb": round(before),
        "memory_grown_mb": round(peak - before),
        "memory_highest_mb": round(peak),
    }


def _server() -> int:
    """Return the process id of the one `talktrack api` that this process started."""
    children = [
        int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    ]
    return next(pid for pid in children if b"cli\0api" in Path(f"/proc/{pid}/cmdline").read_bytes())


def _memory(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1.024e-3 for line in lines if line.startswith(f"{name}:"))


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _path(written_as: str, moments: int) -> str:
    if written_as != "xlsx" or moments <= _IN_XLSX:
        return f"/v1/exports/moments.{written_as}"
    start = START + timedelta(days=DAYS * (1 - _IN_XLSX / moments))
    return f"/v1/exports/moments.xlsx?from={start:%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def _without_pandas() -> Iterator[dict[str, str]]:
    """Yield an environment without pandas, which Parquet's library loads where a developer has it: no server does."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pandas.py").write_text("raise ImportError('as where it is not installed')\n")
        yield {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


@contextmanager
def _folder(given: str | None) -> Iterator[str]:
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as made:
        yield made


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print figures as JSON, a line a format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("where", nargs="?", help="a data folder, or the address of a PostgreSQL database")
    parser.add_argument("--moments", type=int, default=1_000_000)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--masked", action="store_true", help="as somebody who only reads, with personal data hidden")
    options = parser.parse_args(arguments)
    scopes = {Scope.CALLS_READ} if options.masked else {Scope.CALLS_READ, Scope.CALLS_WRITE}
    with _folder(options.where) as where:
        database = Database(address(where))
        migrate(database)
        with database.reading() as session:
            moments = session.connection().exec_driver_sql("SELECT count(*) FROM moments").scalar_one()
        if not moments:
            prepare(database, Size(moments=options.moments))
            moments = options.moments
        with database.transaction() as session:
            _, key = create_key(session, "bench", scopes=frozenset(scopes))
        database.close()
        of = {"DATABASE_URL": where} if where.startswith("postgres") else {"TALKTRACK_DATA_DIR": where}
        for written_as in options.formats:
            with _without_pandas() as path, served(of | path) as base:
                found = measure(base, key, _path(written_as, moments))
            line = {"format": written_as, "moments": moments, "masked": options.masked, **found}
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
