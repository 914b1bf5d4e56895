"""`talktrack doctor` says what is off, counts anew when told to, and changes nothing otherwise."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from calls.errors import InvalidInput
from cli.main import talktrack
from store.migrate import migrate
from store.session import Database
from store.theme_tables import ThemeDayRow
from tests.store.counting import fill


def doctor(*arguments: str) -> Result:
    return CliRunner().invoke(talktrack, ["doctor", *arguments])


@pytest.fixture(name="folder")
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TALKTRACK_DATA_DIR", str(tmp_path))
    return tmp_path


def test_counts_that_are_off_are_named_and_repaired(folder: Path) -> None:
    database = Database(f"sqlite:///{folder / 'app.sqlite'}")
    migrate(database)
    with database.transaction() as session:
        fill(session, seed=3, calls=6)
    assert doctor().exit_code == 0
    with database.transaction() as session:
        session.execute(update(ThemeDayRow).values(mentions=ThemeDayRow.mentions + 1))
    database.close()
    for _ in range(2):
        seen = doctor()
        assert seen.exit_code == 1
        assert "wrong  counts of themes" in seen.output
        assert "theme_days has what counting anew does not give" in seen.output
    repaired = doctor("--repair")
    assert repaired.exit_code == 0, repaired.output
    assert "right  counts of themes" in repaired.output
    assert "wrong" not in doctor().output


def test_an_empty_database_lacks_every_migration(folder: Path) -> None:
    Database(f"sqlite:///{folder / 'app.sqlite'}").engine.connect().close()
    (folder / "app.sqlite").touch()
    seen = doctor()
    assert seen.exit_code == 1
    assert "lacks migration 0001" in seen.output
    assert "counts of themes" not in seen.output


def test_where_there_is_no_database_it_says_so_and_makes_none(folder: Path) -> None:
    seen = doctor()
    assert isinstance(seen.exception, InvalidInput)
    assert "talktrack serve" in seen.exception.message
    assert not list(folder.iterdir())
