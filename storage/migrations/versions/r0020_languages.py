"""In which language somebody in a case writes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("parties", sa.Column("language", sa.Text, nullable=True))
