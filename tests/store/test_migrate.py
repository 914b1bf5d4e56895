"""The migrations make exactly the tables the code expects."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

import store.migrations
from store import catalogue_tables, desk_tables, identity_tables, search_tables, tables  # noqa: F401 - all of them
from store.analyses import lacks_counts
from store.base import Base
from store.migrate import migrate
from store.moments import moments_of_call
from store.recount import differences
from store.rollups import rebuild
from store.session import Database
from store.themes import ThemeFilter, list_themes
from store.transcripts import get_transcript, transcript_versions


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": _is_mapped}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []


def _is_mapped(_item: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    """The index of words is each database's own: tables of FTS5, or a column and its index."""
    return not str(name).startswith("search_fts") and name not in ("words", "ix_search_texts_words")


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'app.sqlite'}"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(Database(url)), range(4)))
    assert "calls" in inspect(Database(url).engine).get_table_names()


BEFORE_VERSIONS = (
    "INSERT INTO calls (id, sha256, filename, size_bytes, medium, title, started_at, parties, channel_roles, state,"
    " progress, warnings, run, analysed, created_at, updated_at) VALUES ('ca_1', 'a', 'a.wav', 1, 'audio', 'A',"
    " '2026-08-01 00:00:00+00:00', '[]', '[\"rep\", \"buyer\"]', 'ready', 1.0, '[]', 3, true,"
    " '2026-08-01 00:00:00+00:00', '2026-08-01 00:00:00+00:00')",
    "INSERT INTO transcripts (call_id, language, duration_s, warnings, provenance, created_at) VALUES"
    " ('ca_1', 'en', 9.5, '[]', '{\"name\": \"old\", \"version\": \"1\"}', '2026-08-01 00:00:00+00:00')",
    "INSERT INTO turns (call_id, turn_index, speaker, role, start_s, end_s, text, words) VALUES"
    " ('ca_1', 0, 'buyer', 'buyer', 0.0, 1.0, 'Too dear.', '[[\"Too\", 0.0, 0.5, 0.9], [\"dear.\", 0.5, 1.0, null]]')",
    "INSERT INTO turns (call_id, turn_index, speaker, role, start_s, end_s, text, words) VALUES"
    " ('ca_1', 1, 'rep', 'rep', 1.0, 2.0, 'I see.', '[]')",
    "INSERT INTO moments (id, call_id, turn_index, kind, category, quote, start_s, end_s, role, score, provenance,"
    " vector, created_at) VALUES ('mo_1', 'ca_1', 0, 'objection', 'price', 'Too dear.', 0.0, 1.0, 'buyer', 0.9,"
    ' \'{"name": "rules", "version": "1"}\', :vector, \'2026-08-01 00:00:00+00:00\')',
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with a call in it, as the first migration left it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    else:
        url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
    opened = Database(url)
    command.upgrade(config(opened), "0001")
    with opened.transaction() as session:
        for statement in BEFORE_VERSIONS:
            session.execute(text(statement), {"vector": bytes(8)} if ":vector" in statement else {})
    yield opened
    opened.close()


def config(database: Database) -> Config:
    found = Config()
    found.set_main_option("script_location", str(Path(store.migrations.__file__).parent))
    found.attributes["engine"] = database.engine
    return found


def test_what_was_there_before_versions_is_version_one_and_nothing_is_lost(old_database: Database) -> None:
    migrate(old_database)
    with old_database.reading() as session:
        transcript = get_transcript(session, "ca_1")
        (moment,) = moments_of_call(session, "ca_1")
        versions = transcript_versions(session, "ca_1")
    assert (transcript.version, transcript.provenance.name, transcript.duration_s) == (1, "old", 9.5)
    assert [turn.text for turn in transcript.turns] == ["Too dear.", "I see."]
    assert [word.probability for word in transcript.turns[0].words] == [0.9, None]
    assert (moment.moment.quote, moment.rep_answer, moment.transcript_version) == ("Too dear.", "I see.", 1)
    assert [(each.version, each.current) for each in versions] == [(1, True)]


def test_versions_can_be_taken_back(old_database: Database) -> None:
    migrate(old_database)
    command.downgrade(config(old_database), "0001")
    with old_database.reading() as session:
        assert session.execute(text("SELECT text FROM turns ORDER BY turn_index")).scalars().all() == [
            "Too dear.",
            "I see.",
        ]
        assert session.execute(text("SELECT count(*) FROM moments")).scalar() == 1
    migrate(old_database)
    with old_database.reading() as session:
        assert get_transcript(session, "ca_1").turns[1].text == "I see."


def test_counts_of_a_database_from_before_are_made_when_a_worker_finds_none(old_database: Database) -> None:
    at = "'2026-08-01 00:00:00+00:00'"
    with old_database.transaction() as session:
        for statement in (
            "INSERT INTO themes (id, kind, label, keywords, state, provenance, created_at, updated_at) VALUES"
            f" ('th_1', 'objection', 'price', '[]', 'suggested', '{{}}', {at}, {at})",
            f"INSERT INTO placements (moment_id, theme_id, created_at) VALUES ('mo_1', 'th_1', {at})",
        ):
            session.execute(text(statement))
    migrate(old_database)
    with old_database.transaction() as session:
        assert lacks_counts(session)
        rebuild(session)
        assert not lacks_counts(session)
        assert differences(session) == ()
        (theme,) = list_themes(session, ThemeFilter(), limit=10).items
    assert (theme.id, theme.calls, theme.mentions) == ("th_1", 1, 1)
