"""Where personal data stands in transcripts

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply. Nothing is redacted yet; the worker does so with every call that is there."""
    op.create_table(
        "redactions",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id", "version"],
            ["transcripts.call_id", "transcripts.version"],
            name=op.f("fk_redactions_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "version", name=op.f("pk_redactions")),
    )
    op.create_table(
        "redacted_texts",
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id", "version"],
            ["redactions.call_id", "redactions.version"],
            name=op.f("fk_redacted_texts_call_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "version", "digest", name=op.f("pk_redacted_texts")),
    )


def downgrade() -> None:
    """Take back: it is found again when the migration is applied again."""
    op.drop_table("redacted_texts")
    op.drop_table("redactions")
