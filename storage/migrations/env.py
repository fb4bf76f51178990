"""Alembic's door: it runs the steps on the connection that `storage.migrations.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from storage import tables_chat  # noqa: F401 - migrations see these tables too
from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
