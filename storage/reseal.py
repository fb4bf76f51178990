"""After a rotation: everything that an older key sealed is sealed anew with the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.crypto import HEAD_SIZE
from storage.session import Database, Tx
from storage.tables import Sealed, journal, metadata, raws, resealing

#: Rows per transaction; raw mails are large.
_BATCH = 500
_BATCH_OF = {raws.name: 20}


@dataclass(frozen=True, slots=True)
class _Work:
    """A table with sealed columns; `key` is its primary key."""

    table: sa.Table
    key: sa.Column[Any]
    columns: tuple[sa.Column[Any], ...]

    def stale(self, head: bytes, after: object) -> sa.Select[Any]:
        """Rows beyond `after` in which another key than the newest sealed something; locked until the end."""
        old = sa.or_(*(sa.func.substr(column, 1, HEAD_SIZE) != sa.literal(head, Sealed) for column in self.columns))
        query = sa.select(self.key, *self.columns).where(old).order_by(self.key).with_for_update()
        return query.where(self.key > after) if after is not None else query

    def renewed(self, tx: Tx, row: sa.Row[Any]) -> dict[str, bytes]:
        """The stale values of a row, by column, sealed with the newest key."""
        found = {}
        for column in self.columns:
            blob = row._mapping[column]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
            if blob is not None and tx.keys.is_stale(blob):
                name = f"{self.table.name}.{column.name}"
                found[column.name] = tx.seal(name, tx.open(name, blob))
        return found


def reseal(database: Database, on_progress: Callable[[int], None]) -> int:
    """Seal anew what the newest key did not seal; returns how many values that were.

    Works in small transactions beside the daily work, and `on_progress` is told the sum after each. When it was broken
    off, start it again: it goes on where it was.
    """
    done = 0
    for work in _works():
        for count in _batches(database, work):
            done += count
            on_progress(done)
    return done


def _works() -> Iterator[_Work]:
    for table in metadata.sorted_tables:
        columns = tuple(column for column in table.columns if isinstance(column.type, Sealed))
        if columns:
            yield _Work(table, next(iter(table.primary_key)), columns)


def _batches(database: Database, work: _Work) -> Iterator[int]:
    after: object = None
    most = _BATCH_OF.get(work.table.name, _BATCH)
    while True:
        with database.begin() as tx:
            rows = tx.connection.execute(work.stale(tx.keys.head, after).limit(most)).all()
            count = _renew(tx, work, rows)
        if not rows:
            return
        after = rows[-1][0]
        yield count


def _renew(tx: Tx, work: _Work, rows: Sequence[sa.Row[Any]]) -> int:
    count = 0
    if rows and work.table is journal:
        tx.connection.execute(sa.insert(resealing).values(id=1))
    for row in rows:
        values = work.renewed(tx, row)
        tx.connection.execute(sa.update(work.table).where(work.key == row[0]).values(values))
        count += len(values)
    if rows and work.table is journal:
        tx.connection.execute(sa.delete(resealing))
    return count
