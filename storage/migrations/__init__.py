"""The steps from an empty database to today's tables, run from code inside a transaction of ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.config import Config

#: Any number; it keeps two processes from migrating PostgreSQL at once.
_LOCK = 2_026_112_301
_HERE = Path(__file__).parent
_TABLE = "alembic_version"
_APPLIED = sa.text(f"SELECT version_num FROM {_TABLE}")  # noqa: S608 - a name of ours


def upgrade(connection: sa.Connection, tx: object) -> None:
    """Run the steps that this database has not had. A step that opens or seals values finds `tx` in the attributes."""
    from alembic import command  # noqa: PLC0415 - loads slowly, and only who migrates needs it

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    config = alembic_config()
    config.attributes["connection"] = connection
    config.attributes["tx"] = tx
    command.upgrade(config, "head")


def alembic_config() -> Config:
    """Where Alembic finds the steps."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def is_current(connection: sa.Connection) -> bool:
    """True when no step is missing. The steps are one line, and each file bears its number."""
    newest = max(path.stem for path in (_HERE / "versions").glob("r*.py"))[1:5]
    return sa.inspect(connection).has_table(_TABLE) and set(connection.scalars(_APPLIED)) == {newest}
