"""A guest asked for another moment: since when that waits, and which days were offered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointments", sa.Column("asked_at", UtcDateTime, nullable=True))
    op.add_column("appointments", sa.Column("offers", sa.Text, nullable=True))
    asked = sa.text("asked_at IS NOT NULL")
    op.create_index("ix_appointments_asked", "appointments", ["asked_at"], sqlite_where=asked, postgresql_where=asked)
