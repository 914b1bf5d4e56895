"""The measurement of exports in short: it runs on both databases, every row comes, and memory stays bounded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_exports_are_measured_in_one_command(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    where = str(tmp_path / "data") if kind == "sqlite" else request.getfixturevalue("postgres_url")
    command = [sys.executable, "-m", "bench.exports", where, "--moments", "4000", "--masked"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    csv, ndjson, parquet, xlsx = (json.loads(line) for line in done.stdout.splitlines())
    assert (csv["lines"], ndjson["lines"]) == (4001, 4000)
    for figures in (csv, ndjson, parquet, xlsx):
        # The goal for a million rows; what a thousand take is mostly what is loaded once.
        assert figures["memory_grown_mb"] < 128
        assert figures["megabytes"] > 0
