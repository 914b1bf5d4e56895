"""What people say of moments

Revision ID: 0005
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0005"
down_revision = "0004"


def _new_of_moments() -> list[sa.Column[Any]]:
    return [
        sa.Column("judged", sa.String(length=20), nullable=True),
        sa.Column("judgement_id", sa.String(length=40), nullable=True),
        sa.Column("found", sa.JSON(), nullable=True),
    ]


def upgrade() -> None:
    """Apply: no moment is judged yet."""
    # Added in place: making `moments` anew would empty the placements that refer to it on SQLite.
    for column in _new_of_moments():
        op.add_column("moments", column)
    op.create_table(
        "rejected_moments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("transcript_version", sa.Integer(), nullable=False),
        sa.Column("rep_answer", sa.Text(), nullable=True),
        sa.Column("judged", sa.String(length=20), nullable=False),
        sa.Column("judgement_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_rejected_moments_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_moments")),
    )
    op.create_index(op.f("ix_rejected_moments_call_id"), "rejected_moments", ["call_id"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("moment_id", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("new_kind", sa.String(length=40), nullable=True),
        sa.Column("new_category", sa.String(length=40), nullable=True),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("detector", sa.String(length=100), nullable=True),
        sa.Column("detector_version", sa.String(length=100), nullable=True),
        sa.Column("found_by", sa.JSON(), nullable=True),
        sa.Column("theme_id", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_judgements_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_call_id"), "judgements", ["call_id"], unique=False)
    op.create_index(op.f("ix_judgements_theme_id"), "judgements", ["theme_id"], unique=False)
    op.create_index(op.f("ix_judgements_created_at_id"), "judgements", ["created_at", "id"], unique=False)


def downgrade() -> None:
    """Take back: judgements are forgotten, and what they put aside is found when the call is mined again."""
    op.execute("DELETE FROM moments WHERE judged IS NOT NULL")
    op.drop_table("judgements")
    op.drop_table("rejected_moments")
    for name in reversed([column.name for column in _new_of_moments()]):
        op.drop_column("moments", name)
