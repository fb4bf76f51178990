"""What the database knows about a mail and its sender, in one question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from casework.lifecycle import CaseState
from storage import cases, inbox, outbox, recall
from storage.inbox import Outcome
from storage.recall import Recalled
from storage.session import Database, Tx
from tests.builders import NOW, a_case, a_kept_mail, a_post, an_added_message

DAY_AGO = NOW - timedelta(hours=24)
STRANGER = Recalled(waiting=True, twin=None, same_message=None, earlier=None, answers=0)


def _about(
    tx: Tx, mail: int | None, *, message_id: str | None = None, fingerprint: str = "f", sender: str | None = None
) -> Recalled:
    return recall.about(tx, mail, message_id=message_id, fingerprint=fingerprint, sender=sender, since=DAY_AGO)


def test_a_first_mail_of_a_stranger_is_waiting_and_unknown(database: Database) -> None:
    """Also without a sender or a Message-ID, and when it did not come by mail at all."""
    with database.begin() as tx:
        mail = a_kept_mail(tx)
        assert _about(tx, mail, message_id="<een@x.example>", sender="ada@x.example") == STRANGER
        assert _about(tx, mail) == STRANGER
        assert _about(tx, None, sender="ada@x.example") == STRANGER


def test_a_settled_mail_waits_no_more(database: Database) -> None:
    """Nor does one that is not in the ledger."""
    with database.begin() as tx:
        mail = a_kept_mail(tx)
        inbox.settle(tx, mail, Outcome.NOTED, "", NOW)
        assert not _about(tx, mail).waiting
        assert not _about(tx, mail + 1).waiting


def test_the_same_bytes_are_twins(database: Database) -> None:
    """In another folder too; the oldest has no twin."""
    with database.begin() as tx:
        one = a_kept_mail(tx, b"same", uid=1)
        two = a_kept_mail(tx, b"same", uid=2, folder="Spam")
        other = a_kept_mail(tx, b"other", uid=3)
        assert [_about(tx, mail).twin for mail in (one, two, other)] == [None, one, None]


def test_mails_that_were_not_given_are_no_twins(database: Database) -> None:
    """Two failures have the same (no) bytes, and each of them may be a call for help."""
    with database.begin() as tx:
        mails = [a_kept_mail(tx, b"", uid=uid, partial=True, error="geen antwoord") for uid in (1, 2)]
        assert _about(tx, mails[1]).twin is None


def test_mails_of_another_size_are_no_twins(database: Database) -> None:
    """What was cut from them may differ."""
    with database.begin() as tx:
        for uid, size in ((1, 30_000_000), (2, 31_000_000)):
            mail = a_kept_mail(tx, b"head", uid=uid, size=size, partial=True)
        assert _about(tx, mail).twin is None


def test_the_same_message_is_known_by_its_id_and_its_content(database: Database) -> None:
    """Other content under the same Message-ID is another message: anybody can copy an id."""
    with database.begin() as tx:
        mail = a_kept_mail(tx)
        number = an_added_message(tx, fingerprint="a" * 64)
        known = "<een@gemeente.example>"
        assert _about(tx, mail, message_id=known, fingerprint="a" * 64).same_message == number
        assert _about(tx, None, message_id=known, fingerprint="a" * 64).same_message == number
        assert _about(tx, mail, message_id=known, fingerprint="b" * 64).same_message is None
        assert _about(tx, mail, message_id="<twee@gemeente.example>", fingerprint="a" * 64).same_message is None
        assert _about(tx, mail, message_id=None, fingerprint="a" * 64).same_message is None


def test_the_newest_open_case_of_a_sender_is_found(database: Database) -> None:
    """Closed ones do not count."""
    with database.begin() as tx:
        mail = a_kept_mail(tx)
        made = [a_case(tx) for _ in range(3)]
        for case in made:
            cases.add_party(tx, case.id, "bestuurder", None, "ada@x.example", None)
        assert _about(tx, mail, sender="ADA@x.example").earlier == made[2].number
        cases.set_state(tx, made[2], CaseState.CLOSED, NOW)
        assert _about(tx, mail, sender="ada@x.example").earlier == made[1].number
        assert _about(tx, mail, sender="bea@x.example").earlier is None


def test_answers_are_counted_by_address_and_time(database: Database) -> None:
    """However the address is written, in all cases together; letters that are no answers do not count."""
    with database.begin() as tx:
        mail, one, two = a_kept_mail(tx), a_case(tx), a_case(tx)
        for key, case, answer in (("a", one, True), ("b", one, True), ("c", two, True), ("d", two, False)):
            letter = a_post(case.id, key, answer=answer, answered_address="Ada@x.example")
            outbox.post(tx, letter, NOW if key != "a" else NOW - timedelta(days=2))
        assert _about(tx, mail, sender="ada@X.example") == replace(STRANGER, answers=2)
        assert _about(tx, mail, sender="bea@x.example").answers == 0
        assert outbox.answers_in_case(tx, one.number, "ada@x.example", DAY_AGO) == 1
        assert outbox.answers_in_case(tx, one.number, "ada@x.example", NOW - timedelta(days=9)) == 2
