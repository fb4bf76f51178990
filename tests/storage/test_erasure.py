"""Erasing: nothing that says who or what is left, and everything still adds up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.errors import StorageError
from casework.lifecycle import CaseState
from casework.retention import RecordKind, Traits
from storage import cases, erasure, inbox, journal, outbox
from storage.cases import Case
from storage.session import Database, Tx
from storage.tables import Sealed, metadata
from tests.builders import NOW, a_kept_mail, a_message, a_post, an_added_message
from tests.storage.full import (
    BODY,
    CHAT,
    CHAT_FILE,
    CHATTER,
    CITY,
    FILE,
    ID,
    MAIL,
    NAME,
    NOTE,
    POSTCODE,
    RAW,
    STREET,
    SUBJECT,
    TEXT,
    fill,
)

PERSONAL = (NAME, MAIL, STREET, POSTCODE, CITY, SUBJECT, TEXT, RAW, FILE, BODY, NOTE, ID, CHAT, CHATTER, CHAT_FILE)
#: Who is on call, and signs of life: not of a case.
OF_THE_DESK = {"persons", "rosters", "overrides", "heartbeats", "windows", "chat_accounts", "codes"}
LATER = NOW + timedelta(days=400)
WHY = "termijn"


def _opened(database: Database) -> Iterator[tuple[str, str]]:
    """Every sealed value of every table of cases, opened with the keys."""
    with database.reading() as tx:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, Sealed) and table.name not in OF_THE_DESK:
                    for blob in tx.connection.scalars(sa.select(column).where(column.is_not(None))):
                        name = f"{table.name}.{column.name}"
                        yield name, tx.open(name, blob).decode("latin-1")


def _left(database: Database) -> list[tuple[str, str]]:
    return [(where, secret) for where, text in _opened(database) for secret in PERSONAL if secret in text]


def _end(tx: Tx) -> list[Case]:
    """Every case ends, and every letter has left or never will."""
    numbers = [letter.id for letter in outbox.letters(tx)]
    outbox.cancel(tx, numbers, NOW)
    return [cases.set_state(tx, case, CaseState.CLOSED, NOW) for case in cases.listing(tx, limit=None)]


def _erase_all(database: Database) -> None:
    with database.begin() as tx:
        ended = _end(tx)
    with database.begin() as tx:
        for case in ended:
            erasure.erase_report(tx, case.id, WHY, LATER)
            erasure.erase_case(tx, case, Traits("wethouder", "Zeeland", ("cybercrime",)), WHY, LATER)
            erasure.erase_journal(tx, case.id, WHY, "weerbaar", LATER)
        erasure.erase_loose(tx, LATER, WHY, LATER)


def test_nothing_that_says_who_or_what_is_left(database: Database) -> None:
    """Not even for who has the keys; before, all of it was there."""
    fill(database)
    assert {secret for _, secret in _left(database)} >= {NAME, MAIL, STREET, TEXT, RAW, BODY, NOTE, CHAT}
    _erase_all(database)
    assert _left(database) == []


def test_the_chain_of_the_journal_still_verifies(database: Database) -> None:
    """And says which lines lost their words."""
    fill(database)
    _erase_all(database)
    with database.reading() as tx:
        found = journal.check(tx)
    assert found.findings == ()
    assert found.erased > 0


def test_counts_and_every_row_of_the_ledger_stay(database: Database) -> None:
    """Cases, mails, letters and messages are as many as before; the sums hold the traits apart."""
    fill(database)
    with database.reading() as tx:
        before = (cases.counts(tx), inbox.counts(tx), len(outbox.letters(tx)))
    _erase_all(database)
    with database.reading() as tx:
        assert sum(cases.counts(tx).values()) == sum(before[0].values())
        assert inbox.counts(tx) == before[1]
        assert len(outbox.letters(tx)) == before[2]
        sums = erasure.sums(tx)
        stones = erasure.tombstones(tx)
    traits = (("functie", "wethouder"), ("provincie", "Zeeland"), ("thema", "cybercrime"))
    assert sums == {(2026, what, value): 2 for what, value in traits}
    assert sum(stone.kind is RecordKind.CASE for stone in stones) == 2
    assert sum(stone.counts.get("berichten", 0) for stone in stones) == 2


def test_a_mail_that_was_erased_is_still_known(database: Database) -> None:
    """Its bytes come again from another mailbox: no second case."""
    raw = b"From: a@b.example\r\n\r\nGraag een woningscan."
    with database.begin() as tx:
        mail = a_kept_mail(tx, raw, uid=1)
        row = an_added_message(tx, a_message(TEXT), raw_of=mail)
        erasure.erase_messages(tx, [row], NOW)
        again = a_kept_mail(tx, raw, uid=2)
        assert inbox.raw(tx, again) == b""
        assert inbox.message(tx, row).message.new_text == ""


def test_what_is_loose_goes_after_its_own_term_and_once(database: Database) -> None:
    """A message without a case; a second night finds nothing."""
    with database.begin() as tx:
        an_added_message(tx, a_message(TEXT))
    with database.begin() as tx:
        assert erasure.erase_loose(tx, NOW - timedelta(days=1), WHY, LATER) is None
        stone = erasure.erase_loose(tx, NOW + timedelta(days=1), WHY, LATER)
        assert stone
        assert stone.counts["berichten"] == 1
        assert erasure.erase_loose(tx, NOW + timedelta(days=1), WHY, LATER) is None


def test_a_letter_that_still_has_to_leave_is_not_emptied(database: Database) -> None:
    """It would leave without words."""
    with database.begin() as tx:
        outbox.post(tx, a_post(body=BODY), NOW)
        erasure.erase_loose(tx, LATER, WHY, LATER)
        assert [letter.body for letter in outbox.letters(tx)] == [BODY]


def test_a_case_is_found_until_it_has_lost_everything(database: Database) -> None:
    """Each kind once: the tombstone remembers."""
    fill(database)
    with database.begin() as tx:
        first = _end(tx)[0]
    with database.begin() as tx:
        erasure.erase_report(tx, first.id, WHY, NOW)
    with database.reading() as tx:
        found = {case.id: case.lost for case in erasure.ended_cases(tx, LATER)}
        assert erasure.ended_cases(tx, NOW - timedelta(days=1)) == []
    assert found[first.id] == {RecordKind.REPORT}
    _erase_rest(database, first)
    with database.reading() as tx:
        assert first.id not in {case.id for case in erasure.ended_cases(tx, LATER)}


def _erase_rest(database: Database, case: Case) -> None:
    with database.begin() as tx:
        erasure.erase_case(tx, case, Traits(), WHY, NOW)
        erasure.erase_journal(tx, case.id, WHY, "weerbaar", NOW)


def test_an_erasure_that_breaks_off_erases_nothing(database: Database) -> None:
    """One transaction for each case."""
    fill(database)
    with database.begin() as tx:
        case = _end(tx)[0]

    def broken() -> None:
        with database.begin() as tx:
            erasure.erase_case(tx, case, Traits(), WHY, NOW)
            raise StorageError("the power fails")

    with pytest.raises(StorageError):
        broken()
    with database.reading() as tx:
        assert erasure.tombstones(tx) == []
        assert cases.parties_of(tx, case.id)
