"""Indexes to see how often somebody was called in the last minute, and how many messages left by a channel."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_attempts_person_index_nth_result_at", "attempts", ["person_index", "nth", "result_at"], unique=False
    )
    op.create_index("ix_outbox_channel_ended_at", "outbox", ["channel", "ended_at"], unique=False)
