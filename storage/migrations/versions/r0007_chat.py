"""Conversations by chat, their turns and files, codes, officers' accounts, and leases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import Blind, Number, Sealed, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_accounts",
        sa.Column("id", Number, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", Sealed(), nullable=False),
        sa.Column("address_index", Blind(), nullable=False),
        sa.Column("person", Sealed(), nullable=False),
        sa.Column("person_index", Blind(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_accounts")),
        sa.UniqueConstraint("address_index", name=op.f("uq_chat_accounts_address_index")),
    )
    op.create_index(op.f("ix_chat_accounts_person_index"), "chat_accounts", ["person_index"], unique=False)
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", Number, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", Sealed(), nullable=True),
        sa.Column("address_index", Blind(), nullable=True),
        sa.Column("code_index", Blind(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", Sealed(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("case_id", Number, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("wake_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("dead_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_conversations_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("address_index", name=op.f("uq_conversations_address_index")),
        sa.UniqueConstraint("code_index", name=op.f("uq_conversations_code_index")),
    )
    op.create_index(op.f("ix_conversations_case_id"), "conversations", ["case_id"], unique=False)
    op.create_index(
        "ix_conversations_wake",
        "conversations",
        ["wake_at"],
        unique=False,
        sqlite_where=sa.text("wake_at IS NOT NULL"),
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )
    op.create_table(
        "codes",
        sa.Column("id", Number, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("code_index", Blind(), nullable=False),
        sa.Column("subject", Sealed(), nullable=False),
        sa.Column("conversation_id", Number, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_codes_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
        sa.UniqueConstraint("code_index", name=op.f("uq_codes_code_index")),
    )
    op.create_index(op.f("ix_codes_conversation_id"), "codes", ["conversation_id"], unique=False)
    op.create_table(
        "turns",
        sa.Column("id", Number, nullable=False),
        sa.Column("conversation_id", Number, nullable=False),
        sa.Column("inward", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", Sealed(), nullable=True),
        sa.Column("choices", Sealed(), nullable=True),
        sa.Column("external_index", Blind(), nullable=True),
        sa.Column("external", Sealed(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("redacted_at", UtcDateTime(), nullable=True),
        sa.Column("error", Sealed(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_turns_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("external_index", name=op.f("uq_turns_external_index")),
    )
    op.create_index("ix_turns_conversation_id_id", "turns", ["conversation_id", "id"], unique=False)
    op.create_index(
        "ix_turns_due",
        "turns",
        ["inward", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "chat_files",
        sa.Column("id", Number, nullable=False),
        sa.Column("turn_id", Number, nullable=False),
        sa.Column("name", Sealed(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("body", Sealed(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_chat_files_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_files")),
    )
    op.create_index(op.f("ix_chat_files_turn_id"), "chat_files", ["turn_id"], unique=False)
