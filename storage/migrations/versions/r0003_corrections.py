"""What people say about readings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, Sealed, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", Number, nullable=False),
        sa.Column("message_id", Number, nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("reason", Sealed(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told_alarm", sa.Text(), nullable=False),
        sa.Column("told_route", sa.Text(), nullable=False),
        sa.Column("told_also", sa.Text(), nullable=False),
        sa.Column("told_score", sa.Float(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_corrections_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_message_id", "corrections", ["message_id"], unique=False)
