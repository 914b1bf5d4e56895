"""The migrations make exactly the tables the code expects."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from store.migrate import migrate
from store.session import Database
from store.tables import Base


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'app.sqlite'}"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(Database(url)), range(4)))
    assert "calls" in inspect(Database(url).engine).get_table_names()
