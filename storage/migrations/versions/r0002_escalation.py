"""Who is on call, alarms with their attempts, and who said to have them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Blind, Number, Sealed, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_roster()
    _make_alarms()
    _make_attempts()


def _make_roster() -> None:
    op.create_table(
        "persons",
        sa.Column("id", Number, nullable=False),
        sa.Column("key_index", Blind(), nullable=False),
        sa.Column("person", Sealed(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("key_index", name=op.f("uq_persons_key_index")),
    )
    op.create_table(
        "rosters",
        sa.Column("id", Number, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("plan", Sealed(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
    )
    op.create_table(
        "overrides",
        sa.Column("id", Number, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("change", Sealed(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
    )
    op.create_index(op.f("ix_overrides_ends_at"), "overrides", ["ends_at"], unique=False)


def _make_alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("obligation_id", Number, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("spares_employer", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wake_at", UtcDateTime(), nullable=True),
        sa.Column("ladder", Sealed(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_alarms_case_id")),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligations.id"], name=op.f("fk_alarms_obligation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("obligation_id", name=op.f("uq_alarms_obligation_id")),
    )
    op.create_index("ix_alarms_case_id", "alarms", ["case_id"], unique=False)
    op.create_index("ix_alarms_state_id", "alarms", ["state", "id"], unique=False)
    op.create_index(
        "ix_alarms_wake",
        "alarms",
        ["wake_at"],
        unique=False,
        sqlite_where=sa.text("wake_at IS NOT NULL"),
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )


def _make_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", Number, nullable=False),
        sa.Column("alarm_id", Number, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("person_index", Blind(), nullable=False),
        sa.Column("person", Sealed(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("letter_id", Number, nullable=True),
        sa.Column("letter_number", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_at", UtcDateTime(), nullable=True),
        sa.Column("error", Sealed(), nullable=True),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_attempts_alarm_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_attempts_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_attempts_letter_id")),
        sa.UniqueConstraint(
            "alarm_id", "turn", "person_index", "nth", name=op.f("uq_attempts_alarm_id_turn_person_index_nth")
        ),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("id", Number, nullable=False),
        sa.Column("alarm_id", Number, nullable=False),
        sa.Column("attempt_id", Number, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("by", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_acknowledgements_alarm_id")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_acknowledgements_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_acknowledgements_attempt_id")),
    )
    op.create_index(op.f("ix_acknowledgements_alarm_id"), "acknowledgements", ["alarm_id"], unique=False)
