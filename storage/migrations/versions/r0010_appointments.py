"""Appointments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, Sealed, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("talk", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("guest", Sealed(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("calendar_pending_at", UtcDateTime(), nullable=True),
        sa.Column("calendar_etag", sa.Text(), nullable=True),
        sa.Column("reminded", sa.Text(), nullable=True),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appointments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointments_uid")),
    )
    op.create_index("ix_appointments_case_id", "appointments", ["case_id"], unique=False)
    op.create_index("ix_appointments_state_starts_at", "appointments", ["state", "starts_at"], unique=False)
    op.create_index(
        "ix_appointments_calendar",
        "appointments",
        ["calendar_pending_at"],
        unique=False,
        sqlite_where=sa.text("calendar_pending_at IS NOT NULL"),
        postgresql_where=sa.text("calendar_pending_at IS NOT NULL"),
    )
