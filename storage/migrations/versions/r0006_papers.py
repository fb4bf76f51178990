"""Enclosures and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Number, Sealed, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _enclosures()
    _reports()
    _deliveries()


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f(f"fk_{table}_case_id"))


def _enclosures() -> None:
    op.create_table(
        "enclosures",
        sa.Column("id", Number, nullable=False),
        sa.Column("letter_id", Number, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_enclosures_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosures")),
    )
    op.create_index("ix_enclosures_letter_id", "enclosures", ["letter_id"], unique=False)


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", Sealed(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("full_pdf", Sealed(), nullable=False),
        sa.Column("measures_pdf", Sealed(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        _of_case("reports"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_reports_case_id_version")),
    )
    op.create_table(
        "report_steps",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.Column("remark", Sealed(), nullable=True),
        _of_case("report_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_steps")),
    )
    op.create_index("ix_report_steps_case_id", "report_steps", ["case_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "report_deliveries",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("letter_id", Number, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("password", Sealed(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        _of_case("report_deliveries"),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_report_deliveries_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_deliveries")),
    )
    op.create_index("ix_report_deliveries_case_id", "report_deliveries", ["case_id"], unique=False)
