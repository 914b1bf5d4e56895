"""The measurement of trackers in short: everything there is is found, and quickly enough to be of use."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_some_thousand_turns_are_searched_without_missing_one(request: pytest.FixtureRequest, kind: str) -> None:
    where = [] if kind == "sqlite" else ["--database", request.getfixturevalue("postgres_url")]
    command = [sys.executable, "-m", "bench.trackers", "--turns", "4000", *where]
    figures = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout)
    print(figures)
    assert figures["database"] == kind
    assert figures["mentions"] == figures["turns_with_the_phrase"] > 0
    # The figure that matters is that of a million; this is to notice when each turn comes to take ten times as long.
    assert figures["seconds"] < 20
