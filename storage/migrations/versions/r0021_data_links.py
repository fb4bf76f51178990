"""Links by which a colleague enters the data of a person, once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, Sealed, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_links",
        sa.Column("id", Number, primary_key=True),
        sa.Column("case_id", Number, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("by", Sealed, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("until_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_data_links_case_id", "data_links", ["case_id"])
