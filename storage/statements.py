"""Small helpers to write statements once, at import: SQLAlchemy then compiles each a single time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

#: The same statement for each database, by the name of its dialect.
PerDialect = dict[str, sa.Executable]

_INSERTS: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_new(table: sa.Table, unique: list[str], *returning: sa.Column[Any]) -> PerDialect:
    """Insert, and leave a row that is already there as it is."""
    made = {name: insert(table).on_conflict_do_nothing(index_elements=unique) for name, insert in _INSERTS.items()}
    return {name: statement.returning(*returning) if returning else statement for name, statement in made.items()}


def insert_or_update(
    table: sa.Table, unique: list[str], update: Callable[[Any], dict[str, Any]], *returning: sa.Column[Any]
) -> PerDialect:
    """Insert, or change the row that is already there. `update` gets the values that were to be inserted."""
    found: PerDialect = {}
    for name, insert in _INSERTS.items():
        statement = insert(table)
        statement = statement.on_conflict_do_update(index_elements=unique, set_=update(statement.excluded))
        found[name] = statement.returning(*returning) if returning else statement
    return found


def word(text: str) -> sa.ColumnElement[str]:
    """A word of ours as it stands in the statement, so that an index on part of a table is recognised."""
    return sa.literal_column(f"'{text}'", sa.Text)
