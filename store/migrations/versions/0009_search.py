"""Texts that can be found, and the index of their words

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(text, content='search_texts', content_rowid='id',"
    " tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN"
    " INSERT INTO search_fts(rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER search_texts_gone AFTER DELETE ON search_texts BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, text) VALUES ('delete', old.id, old.text); END",
)
# English words are stemmed, none is left out, and no e-mail address, version or hyphen is more than its words: so that
# both databases find the same.
_ON_POSTGRESQL = (
    "CREATE TEXT SEARCH DICTIONARY talktrack_stem (TEMPLATE = pg_catalog.snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION talktrack (COPY = pg_catalog.english)",
    "ALTER TEXT SEARCH CONFIGURATION talktrack ALTER MAPPING REPLACE pg_catalog.english_stem WITH talktrack_stem",
    "ALTER TABLE search_texts ADD COLUMN words tsvector GENERATED ALWAYS AS"
    " (to_tsvector('talktrack', regexp_replace(left(text, 200000), '[^[:alnum:]]+', ' ', 'g'))) STORED",
    "CREATE INDEX ix_search_texts_words ON search_texts USING gin (words)",
)


def upgrade() -> None:
    """Apply. What is stored already is made findable by a worker, call by call."""
    op.create_table(
        "search_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_search_texts_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint(
            "call_id", "analysis", "key", "audience", name=op.f("uq_search_texts_call_id_analysis_key_audience")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_search_texts_analysis_id"), "search_texts", ["analysis", "id"], unique=False)
    for statement in _ON_SQLITE if op.get_bind().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take back: nothing can be found any more."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
    op.drop_table("search_texts")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TEXT SEARCH CONFIGURATION talktrack")
        op.execute("DROP TEXT SEARCH DICTIONARY talktrack_stem")
    op.execute("DELETE FROM marks WHERE name = 'search_filled'")
