"""Versions of the analysis; what people do with themes; counts kept day by day

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0007"
down_revision = "0006"

_NEW = (
    "theme_reviews",
    "count_changes",
    "theme_event_moments",
    "theme_calls",
    "moves",
    "call_cuts",
    "call_analyses",
    "theme_events",
    "theme_days",
    "theme_anchors",
    "call_days",
    "analyses",
)


def upgrade() -> None:
    """Apply: what was found so far is analysis 1. Its counts are made when a worker starts."""
    _create_tables()
    op.execute(
        "INSERT INTO analyses (number, fingerprint, provenance, state, created_at, made_current_at)"
        " SELECT 1, 'before', '[]', 'current', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP"
        " WHERE EXISTS (SELECT 1 FROM calls WHERE analysed OR state = 'ready')"
    )
    op.execute(
        "INSERT INTO call_analyses (analysis, call_id, analysed, created_at)"
        " SELECT 1, id, analysed, updated_at FROM calls WHERE analysed OR state = 'ready'"
    )
    op.add_column("themes", sa.Column("pinned", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("themes", sa.Column("label_by", sa.String(length=20), server_default="software", nullable=False))
    op.add_column("themes", sa.Column("central_quote", sa.Text(), nullable=True))
    op.add_column("themes", sa.Column("accepted_at", store.base.UtcDateTime(timezone=True), nullable=True))
    # Written out: making `themes` anew would empty the placements that refer to it on SQLite.
    op.execute(
        "ALTER TABLE themes ADD COLUMN parent_id VARCHAR(40) CONSTRAINT fk_themes_parent_id REFERENCES themes (id)"
    )
    op.create_index("ix_themes_parent_id", "themes", ["parent_id"], unique=False)
    op.create_index("ix_themes_successor_id", "themes", ["successor_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _number_on_sqlite()
    else:
        _number_in_place()
    # Without it SQLite would read a whole analysis to find the moments of a call in it.
    op.drop_index("ix_moments_call_id", table_name="moments")
    op.create_index("ix_moments_call_id_analysis_id", "moments", ["call_id", "analysis", "id"], unique=False)


def _number_in_place() -> None:
    op.drop_constraint("fk_placements_moment_id", "placements", type_="foreignkey")
    for table, key in (("moments", "id"), ("rejected_moments", "id"), ("placements", "moment_id")):
        op.execute(f"ALTER TABLE {table} ADD COLUMN analysis INTEGER NOT NULL DEFAULT 1")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN analysis DROP DEFAULT")
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.create_primary_key(f"pk_{table}", table, ["analysis", key])
    op.alter_column("placements", "theme_id", nullable=True)
    op.add_column("placements", sa.Column("placed_by", sa.String(20), server_default="software", nullable=False))
    op.add_column("placements", sa.Column("maker", sa.String(length=100), nullable=True))
    op.create_foreign_key(
        "fk_placements_analysis_moment_id",
        "placements",
        "moments",
        ["analysis", "moment_id"],
        ["analysis", "id"],
        ondelete="CASCADE",
    )


def _number_on_sqlite() -> None:
    """SQLite cannot change a key: the tables are made anew, and filled before the old ones go.

    Placements wait outside meanwhile: they would go with the moments they refer to.
    """
    op.execute("CREATE TEMPORARY TABLE waiting AS SELECT moment_id, theme_id, created_at FROM placements")
    op.drop_table("placements")
    for table in ("moments", "rejected_moments"):
        old = sa.Table(table, sa.MetaData(), autoload_with=op.get_bind())
        columns = [sa.Column(c.name, c.type, nullable=c.nullable, server_default=c.server_default) for c in old.columns]
        indexes = [(index.name, [column.name for column in index.columns]) for index in old.indexes]
        names = ", ".join(column.name for column in old.columns)
        op.rename_table(table, f"old_{table}")
        op.create_table(
            table,
            sa.Column("analysis", sa.Integer(), nullable=False),
            *columns,
            sa.PrimaryKeyConstraint("analysis", "id", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=f"fk_{table}_call_id", ondelete="CASCADE"),
        )
        op.execute(f"INSERT INTO {table} (analysis, {names}) SELECT 1, {names} FROM old_{table}")
        op.drop_table(f"old_{table}")
        for name, of in indexes:
            op.create_index(name, table, of, unique=False)
    op.create_table(
        "placements",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("moment_id", sa.String(length=40), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=True),
        sa.Column("placed_by", sa.String(length=20), server_default="software", nullable=False),
        sa.Column("maker", sa.String(length=100), nullable=True),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name="fk_placements_theme_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["analysis", "moment_id"],
            ["moments.analysis", "moments.id"],
            name="fk_placements_analysis_moment_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("analysis", "moment_id", name="pk_placements"),
    )
    op.create_index("ix_placements_theme_id", "placements", ["theme_id"], unique=False)
    op.execute(
        "INSERT INTO placements (analysis, moment_id, theme_id, created_at)"
        " SELECT 1, moment_id, theme_id, created_at FROM waiting"
    )
    op.execute("DROP TABLE waiting")


def downgrade() -> None:
    """Take back: only the current analysis stays, and what people did with themes loses its history."""
    current = "(SELECT number FROM analyses WHERE state = 'current')"
    for table in ("placements", "moments", "rejected_moments"):
        op.execute(f"DELETE FROM {table} WHERE analysis <> {current}")
    op.execute("DELETE FROM placements WHERE theme_id IS NULL")
    op.drop_index("ix_moments_call_id_analysis_id", table_name="moments")
    op.create_index("ix_moments_call_id", "moments", ["call_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        _unnumber_on_sqlite()
    else:
        _unnumber_in_place()
    op.drop_index("ix_themes_successor_id", table_name="themes")
    op.drop_index("ix_themes_parent_id", table_name="themes")
    for name in ("parent_id", "accepted_at", "central_quote", "label_by", "pinned"):
        op.execute(f"ALTER TABLE themes DROP COLUMN {name}")
    for table in _NEW:
        op.drop_table(table)


def _unnumber_in_place() -> None:
    op.drop_constraint("fk_placements_analysis_moment_id", "placements", type_="foreignkey")
    op.alter_column("placements", "theme_id", nullable=False)
    for name in ("placed_by", "maker"):
        op.drop_column("placements", name)
    for table, key in (("moments", "id"), ("rejected_moments", "id"), ("placements", "moment_id")):
        op.drop_constraint(f"pk_{table}", table, type_="primary")
        op.drop_column(table, "analysis")
        op.create_primary_key(f"pk_{table}", table, [key])
    op.create_foreign_key("fk_placements_moment_id", "placements", "moments", ["moment_id"], ["id"], ondelete="CASCADE")


def _unnumber_on_sqlite() -> None:
    op.execute("CREATE TEMPORARY TABLE waiting AS SELECT moment_id, theme_id, created_at FROM placements")
    op.drop_table("placements")
    for table in ("moments", "rejected_moments"):
        old = sa.Table(table, sa.MetaData(), autoload_with=op.get_bind())
        kept = [c for c in old.columns if c.name != "analysis"]
        columns = [sa.Column(c.name, c.type, nullable=c.nullable, server_default=c.server_default) for c in kept]
        indexes = [(index.name, [column.name for column in index.columns]) for index in old.indexes]
        names = ", ".join(column.name for column in kept)
        op.rename_table(table, f"old_{table}")
        op.create_table(
            table,
            *columns,
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=f"fk_{table}_call_id", ondelete="CASCADE"),
        )
        op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM old_{table}")
        op.drop_table(f"old_{table}")
        for name, of in indexes:
            op.create_index(name, table, of, unique=False)
    op.create_table(
        "placements",
        sa.Column("moment_id", sa.String(length=40), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name="fk_placements_theme_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["moment_id"], ["moments.id"], name="fk_placements_moment_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("moment_id", name="pk_placements"),
    )
    op.create_index("ix_placements_theme_id", "placements", ["theme_id"], unique=False)
    op.execute("INSERT INTO placements SELECT moment_id, theme_id, created_at FROM waiting")
    op.execute("DROP TABLE waiting")


def _create_tables() -> None:
    op.create_table(
        "analyses",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(length=40), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_current_at", store.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_analyses")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_analyses_fingerprint")),
    )
    op.create_index(op.f("ix_analyses_state"), "analyses", ["state"], unique=False)
    op.create_table(
        "call_cuts",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("cut", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("analysis", "call_id", "cut", "value", name=op.f("pk_call_cuts")),
    )
    op.create_index(
        op.f("ix_call_cuts_analysis_cut_value_day"), "call_cuts", ["analysis", "cut", "value", "day"], unique=False
    )
    op.create_table(
        "call_days",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("cut", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("analysis", "cut", "value", "day", name=op.f("pk_call_days")),
    )
    op.create_table(
        "theme_calls",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=True),
        sa.Column("started_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("analysis", "theme_id", "call_id", name=op.f("pk_theme_calls")),
    )
    op.create_index(op.f("ix_theme_calls_call_id_analysis"), "theme_calls", ["call_id", "analysis"], unique=False)
    op.create_index(
        "ix_theme_calls_counted",
        "theme_calls",
        ["analysis", "theme_id", "day", "account_id", "started_at", "mentions"],
        unique=False,
    )
    op.create_table(
        "theme_days",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=False),
        sa.Column("cut", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("analysis", "theme_id", "cut", "value", "day", name=op.f("pk_theme_days")),
    )
    op.create_index(
        "ix_theme_days_counted",
        "theme_days",
        ["analysis", "cut", "value", "day", "theme_id", "calls", "mentions"],
        unique=False,
    )
    op.create_table(
        "theme_anchors",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis"], ["analyses.number"], name=op.f("fk_theme_anchors_analysis"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["themes.id"], name=op.f("fk_theme_anchors_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("analysis", "theme_id", name=op.f("pk_theme_anchors")),
    )
    op.create_table(
        "theme_events",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=False),
        sa.Column("other_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["themes.id"], name=op.f("fk_theme_events_other_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_theme_events_theme_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["undone_by"], ["theme_events.number"], name=op.f("fk_theme_events_undone_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_theme_events")),
    )
    op.create_index(op.f("ix_theme_events_other_id"), "theme_events", ["other_id"], unique=False)
    op.create_index(op.f("ix_theme_events_theme_id"), "theme_events", ["theme_id"], unique=False)
    op.create_table(
        "call_analyses",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("analysed", sa.Boolean(), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis"], ["analyses.number"], name=op.f("fk_call_analyses_analysis"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_analyses_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("analysis", "call_id", name=op.f("pk_call_analyses")),
    )
    op.create_table(
        "moves",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("moment_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("theme_id", sa.String(length=40), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_moves_call_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_moves_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    op.create_index(op.f("ix_moves_call_id"), "moves", ["call_id"], unique=False)
    op.create_index(op.f("ix_moves_theme_id"), "moves", ["theme_id"], unique=False)
    op.create_table(
        "count_changes",
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("analysis", "subject", name=op.f("pk_count_changes")),
    )
    op.create_index(op.f("ix_count_changes_number"), "count_changes", ["number"], unique=False)
    op.create_table(
        "theme_event_moments",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("moment_id", sa.String(length=40), nullable=False),
        sa.Column("from_id", sa.String(length=40), nullable=True),
        sa.Column("to_id", sa.String(length=40), nullable=True),
        sa.Column("placed_by", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"], ["theme_events.number"], name=op.f("fk_theme_event_moments_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event", "analysis", "moment_id", name=op.f("pk_theme_event_moments")),
    )
    op.create_table(
        "theme_reviews",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("theme_id", sa.String(length=40), nullable=False),
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("moment_id", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis"], ["analyses.number"], name=op.f("fk_theme_reviews_analysis"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_theme_reviews_call_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["themes.id"], name=op.f("fk_theme_reviews_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_reviews")),
    )
    op.create_index(op.f("ix_theme_reviews_call_id"), "theme_reviews", ["call_id"], unique=False)
    op.create_index(op.f("ix_theme_reviews_theme_id"), "theme_reviews", ["theme_id"], unique=False)
