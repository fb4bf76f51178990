"""The one way to open a transaction, on SQLite or PostgreSQL."""

from __future__ import annotations

import math
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from casework.errors import DatabaseAway, StorageError
from storage.crypto import KeyRing
from storage.migrations import is_current, upgrade
from storage.unwritten import Row, Unwritten

#: How long a writer waits for another writer, in seconds.
_PATIENCE = 30
_MOMENT = 0.01
#: A connection to PostgreSQL that was idle for so many seconds is asked whether it still lives.
_IDLE, _USED_AT = 1.0, "used at"
#: SQLite's error codes carry details in their higher bits.
_PRIMARY_CODE = 0xFF


_ANY_SEALED = sa.text("SELECT 1 FROM raws LIMIT 1")
_NEWEST_LINE = sa.text("SELECT text FROM journal ORDER BY id DESC LIMIT 1")


#: What `Tx.at_end` gives rows to.
Ending = Callable[["Tx", list[Row]], None]


@dataclass(frozen=True, slots=True)
class Tx:
    """An open transaction and the keys to what is sealed in it. Columns are named "table.column"."""

    beside: sa.Connection
    keys: KeyRing
    dialect: str
    _unwritten: Unwritten = field(default_factory=Unwritten)
    _later: dict[sa.Executable, list[Row]] = field(default_factory=dict)
    _at_end: dict[Ending, list[Row]] = field(default_factory=dict)
    _memory: dict[object, Any] = field(default_factory=dict)

    @property
    def connection(self) -> sa.Connection:
        """The database, with all in it that waited to be written; what was remembered of it no longer holds.

        `beside` is the same without that: for a question about tables of which no rows wait.
        """
        self._memory.clear()
        self._unwritten.write(self.beside)
        return self.beside

    @property
    def postgres(self) -> bool:
        """Several writers at once; SQLite has one."""
        return self.dialect == "postgresql"

    def add(self, table: sa.Table, row: Row) -> int:
        """A new row, and its number; it waits to be written with others (`storage.unwritten`)."""
        return self._unwritten.add(self.beside, table, row)

    def waiting(self, table: sa.Table, number: int) -> Row | None:
        """The row with this number as long as it waits to be written: what is changed in it is written with it."""
        return self._unwritten.find(table, number)

    def all_waiting(self, table: sa.Table) -> list[Row]:
        """The rows of a table that wait to be written."""
        return self._unwritten.all_of(table)

    def change(self, statement: sa.Executable, row: Row) -> None:
        """A change of one row, which waits as `add` does; then Overtaken is raised if it changes nothing."""
        self._unwritten.change(statement, row)

    def remember(self, key: object, value: object) -> None:
        """Keep an answer of the database until anything else is asked of it."""
        self._memory[key] = value

    def remembered(self, key: object) -> Any:  # noqa: ANN401 - whatever was kept under this key
        """What was kept and still holds; None when there is nothing."""
        return self._memory.get(key)

    def later(self, statement: sa.Executable, rows: list[Row]) -> None:
        """Write rows at the end of the transaction, all of a statement at once; it must not give anything back.

        For what nobody reads in between: whoever does calls `write_queued` first.
        """
        self._later.setdefault(statement, []).extend(rows)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone by itself when it raises; the transaction goes on."""
        self.write_queued()
        ends = {ending: list(rows) for ending, rows in self._at_end.items()}
        try:
            with self.connection.begin_nested():
                yield
                self.write_queued()
        except BaseException:
            self._unwritten.clear()
            self._memory.clear()
            self._later.clear()
            self._at_end.clear()
            self._at_end.update(ends)
            raise

    def write_queued(self) -> None:
        """Write now what was put by with `later`."""
        connection = self.connection
        while self._later:
            statement = next(iter(self._later))
            connection.execute(statement, self._later.pop(statement))

    def at_end(self, ending: Ending, row: Row) -> None:
        """Give a row to `ending`, which gets all its rows as the very last thing of the transaction.

        For what takes a lock that everybody wants: nothing else is waited for while it is held.
        """
        self._at_end.setdefault(ending, []).append(row)

    def put_by(self, ending: Ending) -> list[Row]:
        """The rows that `ending` will get, as far as they are known now."""
        return self._at_end.get(ending, [])

    def finish(self) -> None:
        """The end of the transaction: all that was put by is written."""
        self.write_queued()
        for ending, rows in self._at_end.items():
            ending(self, rows)

    def seal(self, column: str, value: str | bytes) -> bytes:
        """A value, sealed for a column."""
        return self.keys.seal(column, value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass"))

    def seal_some(self, column: str, value: str | None) -> bytes | None:
        """As `seal`; nothing stays nothing, and so does empty text."""
        return self.seal(column, value) if value else None

    def open(self, column: str, blob: bytes) -> bytes:
        """What was sealed. Raises KeyMissing, StorageError."""
        return self.keys.open(column, blob)

    def open_text(self, column: str, blob: bytes) -> str:
        """What was sealed, as text."""
        return self.open(column, blob).decode("utf-8", "surrogatepass")

    def open_some(self, column: str, blob: bytes | None) -> str | None:
        """As `open_text`; nothing stays nothing."""
        return None if blob is None else self.open_text(column, blob)

    def index(self, column: str, value: str | bytes) -> bytes:
        """The blind index of a value."""
        return self.keys.index(column, value)

    def index_some(self, column: str, value: str | None) -> bytes | None:
        """As `index`; nothing stays nothing, and so does empty text."""
        return self.index(column, value) if value else None


class Database:
    """A database and its keys.

    `url` is `sqlite:///file` or `postgresql://user@host/name`. Errors of the database come out as StorageError. Safe to
    share between threads; every process opens its own.
    """

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.keys = keys
        with _translated():
            parsed = _with_driver(url)
            self._engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)
        self.dialect = self._engine.dialect.name
        self._turn = threading.Lock()

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that writes: committed at the end of the block, rolled back on any error."""
        with self._in_turn(), _translated(), self._engine.begin() as connection:
            if self.dialect == "sqlite":  # at once in the queue of writers: a reader that becomes one cannot wait
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            tx = Tx(connection, self.keys, self.dialect)
            yield tx
            tx.finish()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite has one writer, and who waits for it looks ever less often: our own threads wake each other."""
        if self.dialect != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=_PATIENCE):
            raise DatabaseAway("another thread writes and does not end")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A transaction that only reads; whatever it writes is rolled back."""
        with _translated(), self._engine.connect() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN")
            yield Tx(connection, self.keys, self.dialect)

    @contextmanager
    def rehearsing(self, tx: Tx) -> Iterator[Tx]:
        """A piece of work inside `tx` that is done in full, and then undone; what is raised in it is raised."""
        with _translated():
            savepoint = tx.connection.begin_nested()
            try:
                inner = Tx(tx.connection, tx.keys, tx.dialect)
                yield inner
                inner.finish()
            finally:
                savepoint.rollback()

    def migrate(self) -> None:
        """Bring the tables up to date; several processes may try at once."""
        with self.begin() as tx:
            upgrade(tx.connection, tx)

    def is_current(self) -> bool:
        """True when the tables are up to date."""
        with self.reading() as tx:
            return is_current(tx.connection)

    def holds_data(self) -> bool:
        """True when something is stored that only its own key ring can open."""
        with self.reading() as tx:
            if not sa.inspect(tx.connection).has_table("raws"):
                return False
            return tx.connection.execute(_ANY_SEALED).first() is not None

    def fits_keys(self) -> bool:
        """True when our keys open the newest line of the journal, or when there is none."""
        with self.reading() as tx:
            line = tx.connection.execute(_NEWEST_LINE).first()
            try:
                return line is None or bool(tx.open("journal.text", line.text) or True)
            except StorageError:
                return False

    def forget_freed(self) -> None:
        """Let go of what was erased: SQLite keeps older pages in its log until that is written back and cut off.

        PostgreSQL does so by itself (autovacuum).
        """
        if self.dialect == "sqlite":
            with _translated(), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def dispose(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        kind = DatabaseAway if _is_away(error) else StorageError
        raise kind(f"the database refused: {_name_of(error)}") from error


def _is_away(error: SQLAlchemyError) -> bool:
    """The connection is gone or cannot be had, or somebody holds a lock: nothing is wrong with what we asked."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout)


def _name_of(error: SQLAlchemyError) -> str:
    """What went wrong, without the values that were in the statement."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return type(error).__name__
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return f"{type(error.orig).__name__} {code}" if code else type(error.orig).__name__


def _with_driver(url: str) -> sa.URL:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise StorageError("the database must be a file (sqlite:///…) or a server (postgresql://…)")
    return parsed


def _postgres(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True, isolation_level="READ COMMITTED")

    def used(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = time.monotonic()

    def taken(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        """One that was idle may be dead; one that was just used need not be asked before every transaction."""
        if time.monotonic() - record.info.get(_USED_AT, math.inf) > _IDLE:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error

    sa.event.listen(engine, "checkin", used)
    sa.event.listen(engine, "checkout", taken)
    return engine


def _sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE})
    file = Path(url.database or "")

    def first(*_: object) -> None:
        _make_private(file)

    sa.event.listen(engine, "do_connect", first)
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """The driver's own idea of transactions is switched off: we begin them ourselves."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_PATIENCE * 1000}",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    _use_write_ahead_log(cursor)
    cursor.close()


def _use_write_ahead_log(cursor: DBAPICursor) -> None:
    """A new file goes over to it once. It is the one step in which SQLite does not itself wait for other processes."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_MOMENT)
        else:
            return


def _make_private(path: Path) -> None:
    """The file is for its owner alone from its first byte; SQLite gives its helper files the same mode."""
    if path.exists():
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageError(f"the database {path} cannot be made: {error.strerror}") from error
