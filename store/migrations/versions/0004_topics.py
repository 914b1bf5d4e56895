"""Topics: the catalogue as people have it, and the stretches of calls

Revision ID: 0004
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "topics",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )
    op.create_table(
        "topic_analyses",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("catalogue", sa.String(length=20), nullable=False),
        sa.Column("maker", sa.String(length=60), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id", "version"],
            ["transcripts.call_id", "transcripts.version"],
            name=op.f("fk_topic_analyses_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "version", name=op.f("pk_topic_analyses")),
    )
    op.create_table(
        "stretches",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("topic_id", sa.String(length=60), nullable=True),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("first_turn", sa.Integer(), nullable=False),
        sa.Column("last_turn", sa.Integer(), nullable=False),
        sa.Column("talk_share", sa.Float(), nullable=False),
        sa.Column("raised_by", sa.String(length=20), nullable=False),
        sa.Column("sentiment", sa.Float(), nullable=True),
        sa.Column("sentiment_n", sa.Integer(), nullable=False),
        sa.Column("keyphrases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id", "version"],
            ["topic_analyses.call_id", "topic_analyses.version"],
            name=op.f("fk_stretches_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "version", "number", name=op.f("pk_stretches")),
    )
    with op.batch_alter_table("stretches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stretches_topic_id"), ["topic_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("stretches")
    op.drop_table("topic_analyses")
    op.drop_table("topics")
