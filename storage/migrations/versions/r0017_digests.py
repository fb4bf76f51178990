"""Which letters left in one message: a gateway's limit counts messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("along_with", Number, nullable=True))
