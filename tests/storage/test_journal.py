"""The journal is only added to."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from casework.errors import StorageError
from storage import journal
from storage.journal import Entry
from storage.session import Database
from tests.builders import NOW, a_case


def test_lines_come_back_in_their_order(database: Database) -> None:
    """Those of the case alone."""
    with database.begin() as tx:
        one, two = a_case(tx), a_case(tx)
        journal.note(tx, one.id, "bericht ontvangen", "nieuwe zaak", "weerbaar", NOW)
        journal.note(tx, two.id, "zaak bekeken", "", "bea", NOW)
        journal.note(tx, None, "sleutel vervangen", "", "bea", NOW)
        journal.note(tx, one.id, "taak afgehandeld", "gelukt", "bea", NOW)
        assert journal.entries(tx, one.id) == [
            Entry(NOW, "bericht ontvangen", "nieuwe zaak", "weerbaar"),
            Entry(NOW, "taak afgehandeld", "gelukt", "bea"),
        ]


@pytest.mark.parametrize("statement", ["UPDATE journal SET what = 'niets'", "DELETE FROM journal"])
def test_the_database_refuses_to_change_a_line(database: Database, statement: str) -> None:
    """Whoever asks."""
    with database.begin() as tx:
        case = a_case(tx)
        journal.note(tx, case.id, "zaak gesloten", "reden", "bea", NOW)
    with pytest.raises(StorageError), database.begin() as tx:
        tx.connection.execute(sa.text(statement))
    with database.reading() as tx:
        assert [entry.what for entry in journal.entries(tx, case.id)] == ["zaak gesloten"]


def test_postgres_refuses_to_empty_the_journal(database: Database) -> None:
    """TRUNCATE goes past rows; SQLite does not have it."""
    with database.begin() as tx:
        journal.note(tx, None, "zaak gesloten", "reden", "bea", NOW)
    with pytest.raises(StorageError), database.begin() as tx:
        tx.connection.execute(sa.text("TRUNCATE journal"))
    with database.reading() as tx:
        assert tx.connection.execute(sa.text("SELECT count(*) FROM journal")).scalar() == 1
