"""The steps from an empty database to today's tables, run from code inside a transaction of ours."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

#: Any number; it keeps two processes from migrating PostgreSQL at once.
_LOCK = 2_026_112_301


def upgrade(connection: sa.Connection, tx: object) -> None:
    """Run the steps that this database has not had. A step that opens or seals values finds `tx` in the attributes."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["tx"] = tx
    command.upgrade(config, "head")


def is_current(connection: sa.Connection) -> bool:
    """True when no step is missing."""
    heads = set(ScriptDirectory.from_config(_config()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == heads


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
