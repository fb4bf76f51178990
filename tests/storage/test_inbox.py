"""The ledger: every mail once, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.assessment import Alarm, Route
from casework.errors import Overtaken, StorageError
from casework.messages import Automatic, Sender
from storage import inbox
from storage.inbox import Kept, Outcome
from storage.session import Database
from tests.builders import NOW, a_case, a_kept_mail, a_message, an_added_message, an_arrival, an_assessment
from tests.storage import workers
from tests.storage.conftest import PROCESSES, Together

BOX = ("wvb", "INBOX", 7)


def test_a_mail_is_kept_once(database: Database) -> None:
    """However often it is fetched."""
    with database.begin() as tx:
        first = inbox.keep(tx, [(an_arrival(1), b"a"), (an_arrival(2), b"b")], NOW)
    with database.begin() as tx:
        again = inbox.keep(tx, [(an_arrival(2), b"b"), (an_arrival(3), b"c"), (an_arrival(1), b"a")], NOW)
    assert [item.fresh for item in first] == [True, True]
    assert again == [replace(first[1], fresh=False), Kept(again[1].mail, 3, fresh=True), replace(first[0], fresh=False)]


def test_keeping_nothing_is_fine(database: Database) -> None:
    """An empty batch."""
    with database.begin() as tx:
        assert inbox.keep(tx, [], NOW) == []


def test_mails_of_two_folders_are_not_kept_at_once(database: Database) -> None:
    """An error in our code."""
    with database.begin() as tx, pytest.raises(StorageError):
        inbox.keep(tx, [(an_arrival(1), b"a"), (an_arrival(2, folder="Spam"), b"b")], NOW)


def test_the_same_number_in_another_folder_or_life_is_another_mail(database: Database) -> None:
    """The name of a mail is account, folder, UIDVALIDITY and UID together."""
    others = ({}, {"account": "b"}, {"folder": "Spam"}, {"uidvalidity": 8}, {"uid": 2**32 - 1})
    with database.begin() as tx:
        assert len({a_kept_mail(tx, b"x", **other) for other in others}) == len(others)


def test_a_mail_comes_back_as_it_was(database: Database) -> None:
    """All that is known of its arrival, and its bytes."""
    came = an_arrival(5, size=30_000_000, partial=True, error="te groot", received_at=NOW - timedelta(hours=3))
    with database.begin() as tx:
        mail = inbox.keep(tx, [(came, b"\x00raw\xff")], NOW)[0].mail
    with database.reading() as tx:
        assert inbox.arrival(tx, mail) == came
        assert inbox.raw(tx, mail) == b"\x00raw\xff"


def test_a_large_mail_is_kept(database: Database) -> None:
    """More than one portion."""
    raws = [bytes([number]) * 12_000_000 for number in range(4)]
    with database.begin() as tx:
        kept = inbox.keep(tx, [(an_arrival(uid), raw) for uid, raw in enumerate(raws)], NOW)
    with database.reading() as tx:
        assert [inbox.raw(tx, item.mail) for item in kept] == raws


@pytest.mark.parametrize("ask", [inbox.arrival, inbox.raw, inbox.attempt, inbox.message])
def test_what_does_not_exist_is_an_error(database: Database, ask: object) -> None:
    """Not an empty answer."""
    with database.begin() as tx, pytest.raises(StorageError, match="99 does not exist"):
        ask(tx, 99)  # type: ignore[operator]


def test_the_ledger_knows_which_uids_it_has(database: Database) -> None:
    """Of this folder in this life only."""
    with database.begin() as tx:
        for uid in (3, 9):
            a_kept_mail(tx, b"x%d" % uid, uid=uid)
        a_kept_mail(tx, b"y", uid=11, folder="Spam")
        assert inbox.known_uids(tx, *BOX) == {3, 9}
        assert inbox.accounted(tx, *BOX, [3, 4, 9, 11]) == {4, 11}


def test_marking_is_remembered(database: Database) -> None:
    """So that a crash before it is made good."""
    with database.begin() as tx:
        for uid in (3, 9, 12):
            a_kept_mail(tx, b"x%d" % uid, uid=uid)
        assert inbox.unmarked(tx, *BOX) == [3, 9, 12]
        inbox.mark(tx, *BOX, [3, 12], NOW)
        assert inbox.unmarked(tx, *BOX) == [9]
        inbox.mark(tx, *BOX, [], NOW)


def test_waiting_mails_come_oldest_first(database: Database) -> None:
    """Those that were kept after `before` belong to a process that is at work on them."""
    with database.begin() as tx:
        old = [a_kept_mail(tx, b"%d" % uid, uid=uid) for uid in (7, 3, 5)]
        young = a_kept_mail(tx, b"z", NOW + timedelta(minutes=1), uid=1)
        inbox.settle(tx, old[1], Outcome.NOTED, "ruis", NOW)
        assert inbox.waiting(tx, 10) == [old[0], old[2], young]
        assert inbox.waiting(tx, 1) == [old[0]]
        assert inbox.waiting(tx, 10, NOW) == [old[0], old[2]]


def test_tries_are_counted(database: Database) -> None:
    """From one."""
    with database.begin() as tx:
        mail = a_kept_mail(tx)
        assert [inbox.attempt(tx, mail), inbox.attempt(tx, mail)] == [1, 2]


def test_a_mail_is_settled_once(database: Database) -> None:
    """The second is told, so that it can roll back."""
    with database.begin() as tx:
        mail = a_kept_mail(tx)
        message = an_added_message(tx, raw_of=mail)
        inbox.settle(tx, mail, Outcome.OPENED, "nieuwe zaak", NOW, message)
    with pytest.raises(Overtaken), database.begin() as tx:
        inbox.settle(tx, mail, Outcome.NOTED, "ruis", NOW)
    with database.reading() as tx:
        (row,) = inbox.ledger(tx)
    assert (row.outcome, row.reason, row.settled_at, row.message) == (Outcome.OPENED, "nieuwe zaak", NOW, message)
    assert row == replace(row, arrival=an_arrival(1), kept_at=NOW, attempts=0, marked_at=None)


def test_outcomes_are_counted(database: Database) -> None:
    """With those that wait."""
    with database.begin() as tx:
        assert inbox.counts(tx) == {}
        mails = [a_kept_mail(tx, b"%d" % uid, uid=uid) for uid in range(4)]
        inbox.settle(tx, mails[0], Outcome.OPENED, "", NOW)
        inbox.settle(tx, mails[1], Outcome.OPENED, "", NOW)
        inbox.settle(tx, mails[2], Outcome.DUPLICATE, "", NOW)
        assert inbox.counts(tx) == {"opened": 2, "duplicate": 1, "waiting": 1}


def test_the_ledger_is_read_in_parts(database: Database) -> None:
    """From where the last part ended."""
    with database.begin() as tx:
        mails = [a_kept_mail(tx, b"%d" % uid, uid=uid) for uid in range(5)]
        assert [row.mail for row in inbox.ledger(tx, limit=2)] == mails[:2]
        assert [row.mail for row in inbox.ledger(tx, after=mails[1])] == mails[2:]


def test_a_message_comes_back_as_it_was(database: Database) -> None:
    """With its assessment, its mail and its case."""
    message = a_message("Ik word bedreigd \udcff", automatic=Automatic.LIST)
    assessment = an_assessment(Alarm.YES, Route.THREAT, score=0.97)
    with database.begin() as tx:
        case, mail = a_case(tx), a_kept_mail(tx)
        number = an_added_message(tx, message, assessment=assessment, raw_of=mail, case=case.id)
    with database.reading() as tx:
        stored = inbox.message(tx, number)
        assert inbox.messages_of(tx, case.id) == [stored]
    assert (stored.message, stored.assessment, stored.mail, stored.case) == (message, assessment, mail, case.id)
    assert (stored.version, stored.added_at) == ("test", NOW)


def test_the_same_message_cannot_be_added_twice(database: Database) -> None:
    """Of two processes at once one fails, tries again, and then finds the other's."""
    with database.begin() as tx:
        an_added_message(tx)
    with pytest.raises(StorageError), database.begin() as tx:
        an_added_message(tx)


def test_messages_without_an_id_or_a_sender_are_never_the_same(database: Database) -> None:
    """Each is added."""
    bare = a_message(message_id=None, sender=Sender())
    with database.begin() as tx:
        assert an_added_message(tx, bare) != an_added_message(tx, bare)


def test_a_mail_leads_to_one_message(database: Database) -> None:
    """Once more guarded by the database."""
    with database.begin() as tx:
        mail = a_kept_mail(tx)
        an_added_message(tx, raw_of=mail, fingerprint="a")
    with pytest.raises(StorageError), database.begin() as tx:
        an_added_message(tx, raw_of=mail, fingerprint="b")


def test_processes_that_keep_the_same_mails_keep_each_once(database: Database, together: Together) -> None:
    """Listener and sweep may fetch the same mail at the same time."""
    uids = list(range(1, 101))
    fresh = together(workers.keep_all, PROCESSES, uids)
    assert sum(fresh) == len(uids)
    with database.reading() as tx:
        assert inbox.known_uids(tx, *BOX) == set(uids)
        assert inbox.counts(tx) == {"waiting": len(uids)}


def test_of_two_processes_one_settles_a_mail(database: Database, together: Together) -> None:
    """Never both, never none."""
    with database.begin() as tx:
        mails = [a_kept_mail(tx, b"%d" % uid, uid=uid) for uid in range(60)]
    first, second = together(workers.settle_all, 2, mails)
    assert sorted(first + second) == mails
