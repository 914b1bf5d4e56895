"""Run migrations on the engine that `store.migrate` hands over."""

from alembic import context

from store import catalogue_tables, desk_tables, identity_tables, search_tables, tables, theme_tables  # noqa: F401
from store.base import Base


def run() -> None:
    """Run the migrations in one transaction."""
    engine = context.config.attributes["engine"].execution_options(talktrack_write=True)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
