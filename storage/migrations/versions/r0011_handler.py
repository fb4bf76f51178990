"""Who of the desk takes care of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Sealed

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("handler", Sealed(), nullable=True))
