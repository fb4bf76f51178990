"""Find the delivery of a report by its letter without reading the whole table."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_report_deliveries_letter_id", "report_deliveries", ["letter_id"], unique=False)
