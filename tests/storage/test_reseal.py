"""After a rotation everything is sealed with the newest key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from casework.errors import KeyMissing, StorageError
from storage import cases, inbox, journal, obligations, outbox
from storage.crypto import KeyRing
from storage.reseal import reseal
from storage.session import Database, Tx
from storage.tables import Sealed, metadata
from tests.builders import NOW, a_kept_mail
from tests.storage.full import MAIL, NAME, NOTE, STAFF, TEXT, fill


@pytest.fixture
def rotated(database: Database, database_url: str) -> Iterator[Database]:
    """The same database, opened with a new key in the ring."""
    made = Database(database_url, database.keys.rotated())
    yield made
    made.dispose()


def _stale(tx: Tx) -> int:
    return sum(
        tx.keys.is_stale(value)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
        for value in tx.connection.execute(sa.select(column).where(column.is_not(None))).scalars()
    )


def _journal_is_guarded(database: Database) -> bool:
    try:
        with database.begin() as tx:
            tx.connection.execute(sa.text("UPDATE journal SET what = 'x'"))
    except StorageError:
        return True
    return False


def test_everything_is_sealed_anew(database: Database, rotated: Database) -> None:
    """And is still there; a second time there is nothing to do."""
    number = fill(database)
    told: list[int] = []
    with rotated.reading() as tx:
        stale = _stale(tx)
    assert reseal(rotated, told.append) == stale > 20
    assert told[-1] == stale
    with rotated.reading() as tx:
        assert _stale(tx) == 0
        _still_there(tx, number)
    assert reseal(rotated, told.append) == 0
    assert _journal_is_guarded(rotated)


def _still_there(tx: Tx, number: str) -> None:
    case = cases.find(tx, number)
    assert case is not None
    assert case.fields.person == NAME
    assert cases.is_party(tx, number, MAIL)
    assert [entry.text for entry in journal.entries(tx, case.id)] == [NOTE]
    assert inbox.messages_of(tx, case.id)[0].message.new_text == TEXT
    assert obligations.all_of(tx, case.id)[0].done_by == STAFF
    assert outbox.answers_in_case(tx, number, MAIL, NOW) == 3


def test_it_goes_on_where_it_was_broken_off(database: Database, rotated: Database) -> None:
    """Nothing is lost halfway, and both kinds of values can be read."""
    number = fill(database)

    def stop(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(rotated, stop)
    with rotated.reading() as tx:
        left = _stale(tx)
        _still_there(tx, number)
    assert reseal(rotated, lambda _done: None) == left > 0
    assert _journal_is_guarded(rotated)


def test_many_rows_go_in_several_transactions(database: Database, rotated: Database) -> None:
    """Raw mails may be large."""
    with database.begin() as tx:
        for uid in range(45):
            a_kept_mail(tx, b"raw %d" % uid, uid=uid)
    told: list[int] = []
    assert reseal(rotated, told.append) == 45
    assert told == [20, 40, 45]


def test_a_ring_without_the_key_says_so(database: Database, rotated: Database) -> None:
    """The old ring cannot read what the new one wrote."""
    number = fill(database)
    reseal(rotated, lambda _done: None)
    with database.reading() as tx, pytest.raises(KeyMissing, match="key 2"):
        cases.find(tx, number)


def test_another_ring_reads_nothing(database: Database, database_url: str) -> None:
    """Not even with a key of the same number."""
    number = fill(database)
    stranger = Database(database_url, KeyRing.generate())
    with stranger.reading() as tx:
        with pytest.raises(StorageError):
            cases.find(tx, number)
        assert not cases.is_party(tx, number, MAIL)
    stranger.dispose()
