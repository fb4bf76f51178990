"""Test threats, and an index to see how quiet a mailbox is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "probes",
        sa.Column("id", Number, nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("alarm", sa.Text(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probes")),
    )
    op.create_index(op.f("ix_probes_sent_at"), "probes", ["sent_at"], unique=False)
    op.create_index("ix_ledger_account_received_at", "ledger", ["account", "received_at"], unique=False)
