"""Trackers and what they find; what became of a moment, and whom it names

Revision ID: 0006
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import store.base

revision = "0006"
down_revision = "0005"


def _new_of_moments() -> list[sa.Column[Any]]:
    return [
        sa.Column("answer_turn_index", sa.Integer(), nullable=True),
        sa.Column("answer_start_s", sa.Float(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=True),
        sa.Column("came_back_id", sa.String(length=40), nullable=True),
        sa.Column("competitor", sa.String(length=200), nullable=True),
    ]


def upgrade() -> None:
    """Apply: moments that are there know the rep's next turn; the rest is known once their call is mined again."""
    for column in _new_of_moments():
        op.add_column("moments", column)
    op.create_index(op.f("ix_moments_competitor"), "moments", ["competitor"], unique=False)
    next_turn = (
        "(SELECT {0} FROM turns t WHERE t.call_id = moments.call_id AND t.version = moments.transcript_version"
        " AND t.role = 'rep' AND t.turn_index > moments.turn_index ORDER BY t.turn_index LIMIT 1)"
    )
    op.execute(
        f"UPDATE moments SET answer_turn_index = {next_turn.format('t.turn_index')},"
        f" answer_start_s = {next_turn.format('t.start_s')} WHERE rep_answer IS NOT NULL"
    )
    op.create_table(
        "trackers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("said_by", sa.String(length=20), nullable=False),
        sa.Column("in_question", sa.Boolean(), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("applied_revision", sa.Integer(), nullable=False),
        sa.Column("applied_calls", sa.Integer(), nullable=False),
        sa.Column("total_calls", sa.Integer(), nullable=False),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", store.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trackers")),
    )
    _create_mentions()


def _create_mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("tracker_id", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=40), nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("quote_begin", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("transcript_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_mentions_call_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["tracker_id"], ["trackers.id"], name=op.f("fk_mentions_tracker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_call_id"), "mentions", ["call_id"], unique=False)
    op.create_index(op.f("ix_mentions_tracker_id_call_id"), "mentions", ["tracker_id", "call_id"], unique=False)


def downgrade() -> None:
    """Take back: trackers are gone."""
    op.drop_table("mentions")
    op.drop_table("trackers")
    op.drop_index(op.f("ix_moments_competitor"), table_name="moments")
    for name in reversed([column.name for column in _new_of_moments()]):
        op.drop_column("moments", name)
