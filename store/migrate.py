"""Bring the application's database to the shape this version needs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url

from store.session import Database

_MIGRATION_LOCK = 7_204_513


def migrate(database: Database) -> None:
    """Run the migrations that are missing. Safe when several processes start at once."""
    config = _config()
    config.attributes["engine"] = database.engine
    with _one_at_a_time(database):
        command.upgrade(config, "head")


def missing_migrations(database: Database) -> tuple[str, ...]:
    """Return the revisions that the database still lacks, oldest first; changes nothing."""
    scripts = ScriptDirectory.from_config(_config())
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    applied = {step.revision for head in present for step in scripts.iterate_revisions(head, "base")}
    revisions = [step.revision for step in scripts.walk_revisions()]
    return tuple(revision for revision in reversed(revisions) if revision not in applied)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


@contextmanager
def _one_at_a_time(database: Database) -> Iterator[None]:
    url = make_url(database.url)
    if url.get_backend_name() == "sqlite":
        with Path(f"{url.database}.migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:id)"), {"id": _MIGRATION_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:id)"), {"id": _MIGRATION_LOCK})
