"""Transactions, tables and the errors of the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from casework.errors import StorageError
from storage import cases, heartbeats, journal, windows
from storage.crypto import KeyRing
from storage.session import Database
from storage.tables import metadata
from tests.builders import NOW, a_case
from tests.storage import workers
from tests.storage.conftest import PROCESSES, Together
from tests.storage.test_windows import AWish

_WINDOWS = sa.text("SELECT count(*) FROM windows")
_JOURNAL_LINES = sa.text("SELECT count(*) FROM journal")


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    """Nothing is missing and nothing is too much."""
    with database.reading() as tx:
        assert compare_metadata(MigrationContext.configure(tx.connection), metadata) == []


def test_a_new_database_is_not_current_until_it_is_migrated(database_url: str, keys: KeyRing) -> None:
    """And migrating again does no harm."""
    database = Database(database_url, keys)
    assert not database.is_current()
    database.migrate()
    database.migrate()
    assert database.is_current()
    database.dispose()


def test_several_processes_may_migrate_at_once(together: Together) -> None:
    """The services start together."""
    assert together(workers.migrate, PROCESSES) == [True] * PROCESSES


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    """The number of the case is given back too."""

    def broken() -> None:
        with database.begin() as tx:
            a_case(tx)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    with database.begin() as tx:
        assert cases.listing(tx) == []
        assert a_case(tx).number == "WVB-2026-0001"


def test_reading_leaves_nothing_behind(database: Database) -> None:
    """Whatever is written in it."""
    with database.reading() as tx:
        heartbeats.beat(tx, "listener", NOW)
    with database.reading() as tx:
        assert heartbeats.all(tx) == []


def test_errors_of_the_database_are_ours_and_hold_no_values(database: Database) -> None:
    """An error may end up in a log."""
    with pytest.raises(StorageError) as caught, database.begin() as tx:
        tx.connection.execute(sa.text("SELECT :name FROM no_such_table"), {"name": "Ada Voorbeeld"})
    assert "the database refused" in str(caught.value)
    assert "Ada" not in str(caught.value) + str(caught.value.__cause__)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x@y/z", "nonsense"])
def test_other_databases_are_refused(url: str, keys: KeyRing) -> None:
    """In memory nothing would be kept."""
    with pytest.raises(StorageError):
        Database(url, keys)


def test_a_server_that_is_not_there_is_an_error_of_ours(keys: KeyRing, tmp_path: Path) -> None:
    """The caller tries again later."""
    database = Database(f"postgresql://nobody@/none?host={tmp_path}", keys)
    with pytest.raises(StorageError), database.reading():
        pass


def test_a_folder_that_is_not_there_is_an_error_of_ours(keys: KeyRing, tmp_path: Path) -> None:
    """With the name of the file."""
    with pytest.raises(StorageError, match=r"weerbaar\.db"):
        Database(f"sqlite:///{tmp_path}/none/weerbaar.db", keys).is_current()


def test_the_file_is_for_its_owner_alone(keys: KeyRing, tmp_path: Path) -> None:
    """Its helper files too."""
    database = Database(f"sqlite:///{tmp_path}/weerbaar.db", keys)
    database.migrate()
    with database.begin() as tx:
        a_case(tx)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.dispose()
    assert modes == {"weerbaar.db": 0o600, "weerbaar.db-wal": 0o600, "weerbaar.db-shm": 0o600}


def test_sqlite_is_set_to_lose_nothing(keys: KeyRing, tmp_path: Path) -> None:
    """Write-ahead log, synced at each commit; foreign keys; writers wait half a minute."""
    database = Database(f"sqlite:///{tmp_path}/weerbaar.db", keys)
    with database.reading() as tx:
        asked = {
            name: tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.dispose()
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_reader_does_not_hold_up_a_writer(keys: KeyRing, tmp_path: Path) -> None:
    """And sees the database as it was when it began."""
    database = Database(f"sqlite:///{tmp_path}/weerbaar.db", keys)
    database.migrate()
    with database.reading() as reader:
        assert cases.listing(reader) == []
        with database.begin() as writer:
            a_case(writer)
        assert cases.listing(reader) == []
    database.dispose()


def test_a_row_of_another_kind_is_no_secret_crash(keys: KeyRing, tmp_path: Path) -> None:
    """A value that somebody wrote in clear by hand is refused, not shown."""
    database = Database(f"sqlite:///{tmp_path}/weerbaar.db", keys)
    database.migrate()
    with database.begin() as tx:
        a_case(tx)
    by_hand = sqlite3.connect(tmp_path / "weerbaar.db")
    by_hand.execute("UPDATE cases SET fields = ?", (b"{}",))
    by_hand.commit()
    by_hand.close()
    with database.reading() as tx, pytest.raises(StorageError, match="not a sealed value"):
        cases.listing(tx)
    database.dispose()


def test_what_is_put_by_is_written_at_the_end(database: Database) -> None:
    """All rows of a statement at once, and before that when somebody is about to read them."""
    with database.begin() as tx:
        windows.want_open_all(tx, [AWish(key=key) for key in "abc"], NOW)
        assert tx.connection.scalar(_WINDOWS) == 0
        tx.write_queued()
        assert tx.connection.scalar(_WINDOWS) == 3
        windows.want_open_all(tx, [AWish(key="d")], NOW)
    with database.reading() as tx:
        assert tx.connection.scalar(_WINDOWS) == 4


def test_the_journal_is_written_last(database: Database) -> None:
    """Whatever else is written in between."""
    with database.begin() as tx:
        journal.note(tx, None, "n", "", "", NOW)
        tx.write_queued()
        assert tx.connection.scalar(_JOURNAL_LINES) == 0
    with database.reading() as tx:
        assert tx.connection.scalar(_JOURNAL_LINES) == 1


def test_what_is_put_by_is_undone_with_the_rest(database: Database) -> None:
    """An error before the end leaves nothing."""
    with pytest.raises(ValueError, match="halverwege"):
        _break_off_halfway(database)
    with database.reading() as tx:
        assert tx.connection.scalar(_JOURNAL_LINES) == 0


def _break_off_halfway(database: Database) -> None:
    with database.begin() as tx:
        journal.note(tx, None, "n", "", "", NOW)
        raise ValueError("halverwege")
