"""Holds, erasures, sums, and what is done once a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, Sealed, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("emptied_at", UtcDateTime(), nullable=True))
    op.add_column("outbox", sa.Column("emptied_at", UtcDateTime(), nullable=True))
    op.create_table(
        "holds",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by", Sealed(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_holds_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_case_id", "holds", ["case_id"], unique=False)
    op.create_table(
        "erasures",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_erasures_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_erasures_case_id_kind")),
    )
    op.create_table(
        "tallies",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "what", "value", name=op.f("pk_tallies")),
    )
    op.create_table(
        "rounds",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("what", "day", name=op.f("pk_rounds")),
    )
