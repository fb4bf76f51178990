"""Reminders of promises, calendars of cases, cases of one college."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NUDGED = sa.text("state = 'open' AND nudge_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("cases", sa.Column("calendar", sa.Text(), nullable=False, server_default="nl"))
    op.add_column("cases", sa.Column("lead", sa.Text(), nullable=True))
    op.add_column("parties", sa.Column("verified_at", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_cases_lead"), "cases", ["lead"], unique=False)
    op.drop_index("ix_obligations_due", table_name="obligations")
    op.add_column("obligations", sa.Column("nudged_at", UtcDateTime(), nullable=True))
    op.add_column("obligations", sa.Column("nudge_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE obligations SET nudge_at = due_at WHERE late_at IS NULL")
    op.create_index(
        "ix_obligations_nudge",
        "obligations",
        ["nudge_at"],
        unique=False,
        sqlite_where=_NUDGED,
        postgresql_where=_NUDGED,
    )
