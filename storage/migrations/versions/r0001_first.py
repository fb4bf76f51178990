"""The first tables, and the guards of the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Blind, Number, Sealed, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFUSAL = "the journal is only added to"

#: The guards let go only while the transaction itself holds a row in `resealing` (see `storage.reseal`).
_SQLITE = (
    f"""
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
    WHEN NOT EXISTS (SELECT 1 FROM resealing)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
    f"""
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
)
_POSTGRES = (
    f"""
    CREATE FUNCTION journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM resealing) THEN RETURN NEW; END IF;
        RAISE EXCEPTION '{_REFUSAL}';
    END $$
    """,
    """
    CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_guard()
    """,
    """
    CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_guard()
    """,
)


def upgrade() -> None:
    _make_tables()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


def _make_tables() -> None:
    op.create_table(
        "case_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_case_years")),
    )
    op.create_table(
        "cases",
        sa.Column("id", Number, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("linked_to", sa.Text(), nullable=True),
        sa.Column("fields", Sealed(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index("ix_cases_state_id", "cases", ["state", "id"], unique=False)
    op.create_table(
        "heartbeats",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("detail", Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "raws",
        sa.Column("id", Number, nullable=False),
        sa.Column("digest", Blind(), nullable=False),
        sa.Column("body", Sealed(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raws")),
        sa.UniqueConstraint("digest", name=op.f("uq_raws_digest")),
    )
    op.create_table(
        "resealing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resealing")),
    )
    op.create_table(
        "windows",
        sa.Column("id", Number, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("deployment", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("pending_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", Sealed(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_windows")),
        sa.UniqueConstraint("key", name=op.f("uq_windows_key")),
    )
    op.create_index(
        "ix_windows_pending",
        "windows",
        ["attempts", "rank", "id"],
        unique=False,
        sqlite_where=sa.text("pending_at IS NOT NULL"),
        postgresql_where=sa.text("pending_at IS NOT NULL"),
    )
    op.create_table(
        "journal",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("actor", Sealed(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_journal_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_case_id", "journal", ["case_id"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("id", Number, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("error", Sealed(), nullable=True),
        sa.Column("raw_id", Number, nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", Sealed(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("message_id", Number, nullable=True),
        sa.ForeignKeyConstraint(["raw_id"], ["raws.id"], name=op.f("fk_ledger_raw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint(
            "account", "folder", "uidvalidity", "uid", name=op.f("uq_ledger_account_folder_uidvalidity_uid")
        ),
    )
    op.create_index(op.f("ix_ledger_outcome"), "ledger", ["outcome"], unique=False)
    op.create_index(op.f("ix_ledger_raw_id"), "ledger", ["raw_id"], unique=False)
    op.create_index(
        "ix_ledger_unmarked",
        "ledger",
        ["account", "folder", "uidvalidity"],
        unique=False,
        sqlite_where=sa.text("marked_at IS NULL"),
        postgresql_where=sa.text("marked_at IS NULL"),
    )
    op.create_index(
        "ix_ledger_waiting",
        "ledger",
        ["id"],
        unique=False,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "parties",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", Sealed(), nullable=True),
        sa.Column("email", Sealed(), nullable=True),
        sa.Column("phone", Sealed(), nullable=True),
        sa.Column("email_index", Blind(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_parties_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
    )
    op.create_index("ix_parties_case_id", "parties", ["case_id"], unique=False)
    op.create_index("ix_parties_email_index_case_id", "parties", ["email_index", "case_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", Number, nullable=False),
        sa.Column("mail_id", Number, nullable=True),
        sa.Column("case_id", Number, nullable=True),
        sa.Column("message", Sealed(), nullable=False),
        sa.Column("assessment", Sealed(), nullable=False),
        sa.Column("message_id_index", Blind(), nullable=True),
        sa.Column("fingerprint_index", Blind(), nullable=False),
        sa.Column("sender_index", Blind(), nullable=True),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_messages_case_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["ledger.id"], name=op.f("fk_messages_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("mail_id", name=op.f("uq_messages_mail_id")),
    )
    op.create_index("ix_messages_case_id", "messages", ["case_id"], unique=False)
    op.create_index("ix_messages_sender_index", "messages", ["sender_index"], unique=False)
    op.create_index(
        "uq_messages_same",
        "messages",
        ["message_id_index", "fingerprint_index"],
        unique=True,
        sqlite_where=sa.text("message_id_index IS NOT NULL"),
        postgresql_where=sa.text("message_id_index IS NOT NULL"),
    )
    op.create_table(
        "obligations",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("message_id", Number, nullable=True),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("late_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", Sealed(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_obligations_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_obligations_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
        sa.UniqueConstraint("case_id", "kind", "attempt", name=op.f("uq_obligations_case_id_kind_attempt")),
        sa.UniqueConstraint("number", "kind", "attempt", name=op.f("uq_obligations_number_kind_attempt")),
    )
    op.create_index("ix_obligations_message_id", "obligations", ["message_id"], unique=False)
    op.create_index(
        "ix_obligations_due",
        "obligations",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open' AND late_at IS NULL"),
        postgresql_where=sa.text("state = 'open' AND late_at IS NULL"),
    )
    op.create_index(
        "ix_obligations_open",
        "obligations",
        ["case_id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Number, nullable=False),
        sa.Column("case_id", Number, nullable=True),
        sa.Column("message_id", Number, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("letter", Sealed(), nullable=False),
        sa.Column("dedupe_index", Blind(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("answered_index", Blind(), nullable=True),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("error", Sealed(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outbox_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_outbox_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_index", name=op.f("uq_outbox_dedupe_index")),
    )
    op.create_index("ix_outbox_case_id", "outbox", ["case_id"], unique=False)
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"], unique=False)
    op.create_index("ix_outbox_answered_index_posted_at", "outbox", ["answered_index", "posted_at"], unique=False)
    op.create_index(
        "ix_outbox_due",
        "outbox",
        [sa.literal_column("urgent DESC"), "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_outbox_state"), "outbox", ["state"], unique=False)
