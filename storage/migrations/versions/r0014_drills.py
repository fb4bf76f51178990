"""Drills."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, Sealed, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("exercise", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "drills",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drills_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drills")),
    )
    op.create_index("ix_drills_case_id", "drills", ["case_id"], unique=False)
