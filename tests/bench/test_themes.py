"""The measurement of themes at scale in short: it runs on both databases, reads without errors, and counts rightly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.synthetic import Size, fill
from store import recount
from store.migrate import migrate
from store.session import Database

ROOT = Path(__file__).parents[2]


def test_the_figures_are_measured_in_one_command(tmp_path: Path) -> None:
    plot = tmp_path / "growth.svg"
    command = [sys.executable, "bench/themes.py", "--moments", "2000", "--sizes", "1000", "--seconds", "2"]
    command += ["--calls", "3", "--database", "sqlite", "--no-clusters", "--plot", str(plot)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    figures = json.loads(done.stdout)["sqlite"][-1]
    print(figures)
    assert figures["readers"]["errors"] == []
    # The figure that matters is that of a million on a quiet machine; this is to notice a great fall.
    assert figures["readers"]["nothing_changes"]["all"]["per_s"] > 50
    assert plot.read_text().startswith("<svg")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_synthetic_store_is_the_same_each_time_and_counted_rightly(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite:///{tmp_path / 'app.sqlite'}"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
    database = Database(url)
    migrate(database)
    fill(database, Size(moments=1_000, themes=20, vectors=True))
    with database.reading() as session:
        assert recount.differences(session) == ()
        assert recount.orphans(session) == ()
        assert session.connection().exec_driver_sql("SELECT count(*) FROM moments").scalar() == 1_000
    database.close()
