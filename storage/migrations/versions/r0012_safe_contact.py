"""Wishes for safe contact, and the first of two who say that an acute alarm is no threat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, Sealed, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "safe_contacts",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("wish", Sealed(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_safe_contacts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_contacts")),
    )
    op.create_index("ix_safe_contacts_case_id", "safe_contacts", ["case_id"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("id", Number, nullable=False),
        sa.Column("obligation_id", Number, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.Column("reason", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligations.id"], name=op.f("fk_judgements_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
    )
    op.create_index("ix_judgements_obligation_id", "judgements", ["obligation_id"], unique=False)
