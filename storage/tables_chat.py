"""The tables of the chat. They share `metadata` with the others, so that migrations and key rotation see them."""

from __future__ import annotations

import sqlalchemy as sa

from storage.tables import Blind, Number, Sealed, UtcDateTime, metadata

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    # Where the person is in that channel (a chat number); none for who came with a secret code alone.
    sa.Column("address", Sealed),
    sa.Column("address_index", Blind, unique=True),
    sa.Column("code_index", Blind, unique=True),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("state", Sealed, nullable=False),
    sa.Column("alarm", sa.Text, nullable=False),
    sa.Column("case_id", Number, sa.ForeignKey("cases.id"), index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False),
    # When somebody must look whether the person fell silent; null when nothing is open.
    sa.Column("wake_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    # Since when nothing gets through to the person (blocked).
    sa.Column("dead_at", UtcDateTime),
)
sa.Index(
    "ix_conversations_wake",
    conversations.c.wake_at,
    sqlite_where=conversations.c.wake_at.is_not(None),
    postgresql_where=conversations.c.wake_at.is_not(None),
)

#: What was said, in both directions; the numbers of the rows are the order.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("conversation_id", Number, sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("inward", sa.Boolean, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", Sealed),
    sa.Column("choices", Sealed),
    # The name of the message at the transport, and what it calls it itself.
    sa.Column("external_index", Blind, unique=True),
    sa.Column("external", Sealed),
    sa.Column("at", UtcDateTime, nullable=False),
    # From when it must be handled (inward) or sent (outward); null when that is done.
    sa.Column("due_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("outcome", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("redacted_at", UtcDateTime),
    sa.Column("error", Sealed),
    sa.Index("ix_turns_conversation_id_id", "conversation_id", "id"),
)
sa.Index(
    "ix_turns_due",
    turns.c.inward,
    turns.c.due_at,
    sqlite_where=turns.c.due_at.is_not(None),
    postgresql_where=turns.c.due_at.is_not(None),
)

#: Files that came in a chat, as they were; never opened by a machine.
chat_files = sa.Table(
    "chat_files",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("turn_id", Number, sa.ForeignKey("turns.id"), nullable=False, index=True),
    sa.Column("name", Sealed, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("body", Sealed, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

#: Codes that prove something once: that an address is the person's, that an account is an officer's.
codes = sa.Table(
    "codes",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("code_index", Blind, nullable=False, unique=True),
    sa.Column("subject", Sealed, nullable=False),
    sa.Column("conversation_id", Number, sa.ForeignKey("conversations.id"), index=True),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
    sa.Column("tries", sa.Integer, nullable=False),
)

#: Chat accounts of duty officers, linked by a code that came by mail.
chat_accounts = sa.Table(
    "chat_accounts",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", Sealed, nullable=False),
    sa.Column("address_index", Blind, nullable=False, unique=True),
    sa.Column("person", Sealed, nullable=False),
    sa.Column("person_index", Blind, nullable=False, index=True),
    sa.Column("linked_at", UtcDateTime, nullable=False),
)

#: Who of several processes does what only one may do, and until when.
leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
)
