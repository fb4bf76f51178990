"""The journal is a chain: verifying finds any change, gap or reorder, also by somebody who holds the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command

from casework.chain import Fault
from storage import journal, migrations
from storage.crypto import KeyRing
from storage.journal import Verified
from storage.reseal import reseal
from storage.session import Database, Tx
from tests.builders import NOW, a_case
from tests.storage import workers
from tests.storage.conftest import PROCESSES, Together

LINES = 6

_CUT_HEAD = "UPDATE journal_head SET place = 5, link = (SELECT link FROM journal WHERE place = 5)"


@pytest.fixture
def written(database: Database) -> Database:
    """Six lines, in two transactions."""
    with database.begin() as tx:
        case = a_case(tx)
        for number in range(3):
            journal.note(tx, case.id, "alarm: oproep", f"aan Bea, {number}", "weerbaar", NOW)
    with database.begin() as tx:
        for number in range(3):
            journal.note(tx, case.id, "alarm overgenomen", f"mail {number}", "Bea", NOW + timedelta(minutes=1))
    return database


def _check(database: Database, heads: list[journal.SignedHead] | None = None) -> Verified:
    with database.reading() as tx:
        return journal.check(tx, heads or [])


def _faults(database: Database) -> set[tuple[Fault, int]]:
    return {(finding.fault, finding.place) for finding in _check(database).findings}


def _tamper(database: Database, *statements: str) -> None:
    """As somebody who may do everything in the database."""
    with database.begin() as tx:
        if database.dialect == "sqlite":
            for name in ("journal_no_update", "journal_no_delete"):
                tx.connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            tx.connection.execute(sa.text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        for statement in statements:
            tx.connection.execute(sa.text(statement))


def test_what_was_written_is_whole(written: Database) -> None:
    """Every line has its place."""
    assert _check(written) == Verified(LINES, 0, ())


def test_an_empty_journal_is_whole(database_url: str, keys: KeyRing) -> None:
    """Nothing is missing of nothing; and its head too is signed, so that emptying it later shows."""
    database = Database(database_url, keys)
    database.migrate()
    assert _check(database) == Verified(0, 0, ())
    database.dispose()
    stranger = Database(database_url, KeyRing.generate())
    assert [finding.fault for finding in _check(stranger).findings] == [Fault.SIGNATURE]
    stranger.dispose()


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE journal SET what = 'niets' WHERE place = 2"], (Fault.LINK, 2)),
        (["UPDATE journal SET case_id = NULL WHERE place = 2"], (Fault.LINK, 2)),
        (["UPDATE journal SET at = (SELECT at FROM journal WHERE place = 6) WHERE place = 2"], (Fault.LINK, 2)),
        (["UPDATE journal SET text = (SELECT text FROM journal WHERE place = 6) WHERE place = 2"], (Fault.WORDS, 2)),
        (["UPDATE journal SET text = actor WHERE place = 2"], (Fault.UNREADABLE, 2)),
        (["UPDATE journal SET erased_at = at WHERE place = 2"], (Fault.HIDDEN, 2)),
        (["DELETE FROM journal WHERE place = 3"], (Fault.GAP, 4)),
        (["DELETE FROM journal WHERE place = 6"], (Fault.END, 6)),
        (["DELETE FROM journal WHERE place > 1"], (Fault.END, 6)),
        (["DELETE FROM journal_head"], (Fault.END, 6)),
        (["DELETE FROM journal WHERE place = 6", _CUT_HEAD], (Fault.SIGNATURE, 5)),
        (["UPDATE journal SET place = 99 WHERE place = 2", "UPDATE journal SET place = 2 WHERE place = 3",
          "UPDATE journal SET place = 3 WHERE place = 99"], (Fault.LINK, 2)),
    ],
)  # fmt: skip
def test_whatever_is_done_to_it_shows(written: Database, statements: list[str], expected: tuple[Fault, int]) -> None:
    """Changes, lines that are gone, lines that changed places, an end that was cut off."""
    _tamper(written, *statements)
    assert expected in _faults(written)


def test_an_old_head_put_back_with_its_old_end_shows_by_a_head_kept_elsewhere(written: Database) -> None:
    """It is the one thing that the database alone cannot show."""
    with written.reading() as tx:
        early = journal.head(tx)
    with written.begin() as tx:
        journal.note(tx, None, "alarm: oproep", "weg ermee", "weerbaar", NOW)
    with written.reading() as tx:
        late = journal.head(tx)
    _tamper(written, f"DELETE FROM journal WHERE place > {LINES}")
    with written.begin() as tx:
        tx.connection.execute(
            sa.text("UPDATE journal_head SET place = :place, link = :link, signature = :signature"),
            {"place": early.head.place, "link": early.head.link, "signature": early.signature},
        )
    assert _check(written).findings == ()
    assert _check(written, [early]).findings == ()
    assert [finding.fault for finding in _check(written, [early, late]).findings] == [Fault.HEAD]


def test_a_head_with_a_signature_of_other_keys_is_refused(written: Database) -> None:
    """Who has no keys cannot make one."""
    with written.reading() as tx:
        real = journal.head(tx)
    forged = journal.signed(KeyRing.generate(), real.head)
    assert [finding.fault for finding in _check(written, [forged]).findings] == [Fault.SIGNATURE]


def test_rotated_keys_leave_the_chain_whole(written: Database, database_url: str) -> None:
    """Old heads stay valid, new ones are signed with the new key."""
    with written.reading() as tx:
        old = journal.head(tx)
    rotated = Database(database_url, written.keys.rotated())
    reseal(rotated, lambda _done: None)
    with rotated.begin() as tx:
        journal.note(tx, None, "sleutel vervangen", "", "bea", NOW)
    assert _check(rotated, [old]) == Verified(LINES + 1, 0, ())
    rotated.dispose()


def test_words_can_be_erased_and_the_chain_still_verifies(written: Database) -> None:
    """Their times and kinds stay, and a line says by whom they were erased."""
    with written.begin() as tx:
        case = a_case(tx)
        journal.note(tx, case.id, "alarm: oproep", "aan Bea", "weerbaar", NOW)
    with written.begin() as tx:
        assert journal.erase(tx, case.id, "bewaartermijn", NOW) == 1
    with written.begin() as tx:
        assert journal.erase(tx, case.id, "bewaartermijn", NOW) == 0
    assert _check(written) == Verified(LINES + 2, 1, ())
    with written.reading() as tx:
        first, second = journal.entries(tx, case.id)
        salts = tx.connection.execute(sa.text(f"SELECT salt FROM journal WHERE place = {LINES + 1}")).scalar()
    assert (first.what, first.text, first.actor, salts) == ("alarm: oproep", "", "", None)
    assert (second.what, second.text, second.actor) == ("dagboek gewist", str(LINES + 1), "bewaartermijn")
    with pytest.raises(Exception, match="refused"), written.begin() as tx:
        tx.connection.execute(sa.text("UPDATE journal SET what = 'x'"))


def test_several_writers_make_one_chain(database: Database, together: Together) -> None:
    """Each transaction has a line; some are rolled back; no place is missing and none is there twice."""
    kept = sum(together(workers.write_journal, PROCESSES, 25))
    checked = _check(database)
    assert (checked.findings, checked.lines) == ((), kept)


def test_lines_of_before_the_chain_are_chained_in_their_order(database_url: str, keys: KeyRing) -> None:
    """By the migration, with the words that they have."""
    database = Database(database_url, keys)
    with database.begin() as tx:
        _upgrade(tx, "0003")
        for number in range(5):
            _old_line(tx, f"regel {number}")
        tx.connection.execute(
            sa.text("INSERT INTO journal (at, what, text, actor) VALUES (:at, 'stuk', :bad, :bad)"),
            {"at": _at(tx), "bad": tx.seal("journal.other", "x")},
        )
    database.migrate()
    with database.begin() as tx:
        journal.note(tx, None, "later", "", "bea", NOW)
    assert {(finding.fault, finding.place) for finding in _check(database).findings} == {(Fault.UNREADABLE, 6)}
    assert _check(database).lines == 7
    database.dispose()


def _upgrade(tx: Tx, to: str) -> None:
    config = migrations.alembic_config()
    config.attributes |= {"connection": tx.connection, "tx": tx}
    command.upgrade(config, to)


def _at(tx: Tx) -> object:
    return NOW if tx.postgres else "2026-11-23T09:00:00.000000"


def _old_line(tx: Tx, text: str) -> None:
    values = {"at": _at(tx), "text": tx.seal("journal.text", text), "actor": tx.seal("journal.actor", "bea")}
    tx.connection.execute(
        sa.text("INSERT INTO journal (at, what, text, actor) VALUES (:at, 'x', :text, :actor)"), values
    )
