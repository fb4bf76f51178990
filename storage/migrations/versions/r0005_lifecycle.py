"""Where a case stood when it was put aside; appointments and standing clocks of promises."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("held", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE cases SET state = 'in contact' WHERE state = 'in behandeling'")
    op.add_column("obligations", sa.Column("moment_at", UtcDateTime(), nullable=True))
    op.add_column("obligations", sa.Column("paused_at", UtcDateTime(), nullable=True))
    op.add_column("obligations", sa.Column("paused_why", sa.Text(), nullable=True))
