"""Versions of transcripts, corrections by people, voices

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0002"
down_revision = "0001"

_TURN = "call_id, turn_index, speaker, role, start_s, end_s, text, words"
_TRANSCRIPT = "call_id, language, duration_s, warnings, provenance, created_at"


def _new_of_calls() -> list[sa.Column[Any]]:
    return [
        sa.Column("transcript_version", sa.Integer(), nullable=True),
        sa.Column("rework", sa.String(length=20), nullable=True),
        sa.Column("rework_progress", sa.Float(), nullable=False, server_default="0"),
        sa.Column("rework_error_code", sa.String(length=60), nullable=True),
        sa.Column("rework_error_message", sa.Text(), nullable=True),
        sa.Column("corrections_revision", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("mined_revision", sa.Integer(), nullable=False, server_default="0"),
    ]


def _new_of_moments() -> list[sa.Column[Any]]:
    return [
        sa.Column("transcript_version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("rep_answer", sa.Text(), nullable=True),
    ]


def upgrade() -> None:
    """Apply: what is there becomes version 1 of its call."""
    # Columns are added in place. Making `calls` anew, as batch mode would for other changes, would empty every table
    # that refers to it on SQLite.
    for column in _new_of_calls():
        op.add_column("calls", column)
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_rework"), ["rework"], unique=False)
    for column in _new_of_moments():
        op.add_column("moments", column)
    op.execute(
        "UPDATE moments SET rep_answer = (SELECT t.text FROM turns t WHERE t.call_id = moments.call_id"
        " AND t.role = 'rep' AND t.turn_index > moments.turn_index ORDER BY t.turn_index LIMIT 1)"
    )
    op.execute("CREATE TABLE transcripts_before AS SELECT * FROM transcripts")
    op.execute("CREATE TABLE turns_before AS SELECT * FROM turns")
    op.drop_table("turns")
    op.drop_table("transcripts")
    _create_transcripts()
    op.execute(
        f"INSERT INTO transcripts ({_TRANSCRIPT}, version, run, published, speakers)"
        " SELECT b.call_id, b.language, b.duration_s, b.warnings, b.provenance, b.created_at, 1, c.run, true, '[]'"
        " FROM transcripts_before b JOIN calls c ON c.id = b.call_id"
    )
    op.execute(f"INSERT INTO turns ({_TURN}, version) SELECT {_TURN}, 1 FROM turns_before")
    op.drop_table("turns_before")
    op.drop_table("transcripts_before")
    op.execute("UPDATE calls SET transcript_version = 1 WHERE id IN (SELECT call_id FROM transcripts)")
    _create_corrections()
    op.create_table(
        "voice_profiles",
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("updated_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_voice_profiles")),
    )


def _create_transcripts() -> None:
    op.create_table(
        "transcripts",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("speakers", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transcripts_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "version", name=op.f("pk_transcripts")),
    )
    op.create_table(
        "turns",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id", "version"],
            ["transcripts.call_id", "transcripts.version"],
            name=op.f("fk_turns_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "version", "turn_index", name=op.f("pk_turns")),
    )


def _create_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_corrections_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_call_id"), ["call_id"], unique=False)


def downgrade() -> None:
    """Take back: only current versions stay, as the machine heard them."""
    op.drop_table("voice_profiles")
    op.drop_table("corrections")
    op.execute(
        "CREATE TABLE transcripts_after AS SELECT t.* FROM transcripts t"
        " JOIN calls c ON c.id = t.call_id AND c.transcript_version = t.version"
    )
    op.execute(
        "CREATE TABLE turns_after AS SELECT t.* FROM turns t"
        " JOIN calls c ON c.id = t.call_id AND c.transcript_version = t.version"
    )
    op.drop_table("turns")
    op.drop_table("transcripts")
    op.create_table(
        "transcripts",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transcripts_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_transcripts")),
    )
    op.create_table(
        "turns",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_turns_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id", "turn_index", name=op.f("pk_turns")),
    )
    op.execute(f"INSERT INTO transcripts ({_TRANSCRIPT}) SELECT {_TRANSCRIPT} FROM transcripts_after")
    op.execute(f"INSERT INTO turns ({_TURN}) SELECT {_TURN} FROM turns_after")
    op.drop_table("turns_after")
    op.drop_table("transcripts_after")
    for name in reversed([column.name for column in _new_of_moments()]):
        op.drop_column("moments", name)
    op.drop_index(op.f("ix_calls_rework"), table_name="calls")
    for name in reversed([column.name for column in _new_of_calls()]):
        op.drop_column("calls", name)
