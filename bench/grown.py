"""A SQLite database with the messages of many years, made by copying a thousand that were handled for real.

Handling 100,000 mails takes half an hour, copying takes seconds. Each copy is a finished case: its own number, mail,
party, message, promises (done), letters (sent) and journal; its blind indexes are random, as those of strangers are.
The chain of the journal does not hold over the copies.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.tables import metadata

_TABLES = ("cases", "raws", "ledger", "parties", "messages", "obligations", "outbox", "journal")
#: More than the ids of the thousand.
_STRIDE = 1_000_000
_FINISHED = (
    "UPDATE outbox SET state = 'sent', due_at = NULL, ended_at = posted_at WHERE state = 'queued'",
    "UPDATE obligations SET state = 'done', done_at = since_at, nudge_at = NULL WHERE id > {stride} AND state = 'open'",
)


def grow(file: Path, copies: int) -> int:
    """Copy what is there `copies` times; the number of messages then. Letters that wait count as sent."""
    with sqlite3.connect(file, isolation_level=None) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        connection.execute(_FINISHED[0])
        for nth in range(1, copies + 1):
            for table in _TABLES:
                connection.execute(_copy(table, nth))
        connection.execute(_FINISHED[1].format(stride=_STRIDE))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(connection.execute("SELECT count(*) FROM messages").fetchone()[0])


def _copy(table: str, nth: int) -> str:
    columns = {column.name: _copied(table, column.name, nth) for column in metadata.tables[table].columns}
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id < {_STRIDE}"  # noqa: S608 - ours


def _copied(table: str, name: str, nth: int) -> str:
    """What a copy has in a column: its own ids, number and indexes; the rest as it was."""
    if name == "id" or metadata.tables[table].columns[name].foreign_keys:
        return f'"{name}" + {nth * _STRIDE}'
    if name in {"number", "account"}:
        return f"\"{name}\" || '-{nth}'"
    if name == "place":
        return f'"{name}" - {nth * _STRIDE}'
    if name == "digest" or name.endswith("_index"):
        return f'CASE WHEN "{name}" IS NULL THEN NULL ELSE randomblob(32) END'
    return f'"{name}"'
