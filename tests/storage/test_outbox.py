"""Letters: posted once, claimed by one, sent once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.errors import KeyMissing, StorageError
from casework.letters import LetterKind
from storage import outbox, tables
from storage.crypto import KeyRing
from storage.outbox import DAMAGED_FOR, KEYLESS_FOR, STALE_AFTER, Outgoing
from storage.session import Database, Tx
from tests.builders import NOW, a_case, a_post, an_added_message
from tests.storage import workers
from tests.storage.conftest import PROCESSES, Together

LATER = NOW + timedelta(minutes=1)


def _claim(tx: Tx, limit: int = 10, **other: object) -> list[Outgoing]:
    return outbox.claim(tx, **{"by": "test", "now": NOW, "limit": limit} | other)  # type: ignore[arg-type]


def test_a_letter_comes_out_as_it_went_in(database: Database) -> None:
    """With its case, and the headers of the answer."""
    with database.begin() as tx:
        case, message = a_case(tx), an_added_message(tx)
        letter = a_post(
            case.id,
            reply_to="wvb+x@desk.example",
            in_reply_to="<een@x.example>",
            references=("<nul@x.example>", "<een@x.example>"),
            urgent=True,
            message=message,
        )
        number = outbox.post(tx, letter, NOW)
        (out,) = _claim(tx)
    assert (out.id, out.number, out.message, out.state) == (number, case.number, message, "claimed")
    assert (out.attempts, out.repeat, out.posted_at) == (1, False, NOW)
    for name in ("kind", "language", "channel", "recipient", "subject", "body", "message_id", "urgent"):
        assert getattr(out, name) == getattr(letter, name)
    assert (out.reply_to, out.in_reply_to, out.references) == (letter.reply_to, letter.in_reply_to, letter.references)


def test_a_letter_of_no_case_leaves_too(database: Database) -> None:
    """The desk writes to itself."""
    with database.begin() as tx:
        outbox.post(tx, a_post(None, kind=LetterKind.UNREADABLE), NOW)
        (out,) = _claim(tx)
    assert (out.number, out.kind) == (None, LetterKind.UNREADABLE)


def test_the_same_occasion_posts_once(database: Database) -> None:
    """One by one, within one list, and in a later transaction."""
    with database.begin() as tx:
        assert outbox.post(tx, a_post(dedupe_key="a"), NOW) is not None
        assert outbox.post(tx, a_post(dedupe_key="a"), NOW) is None
        assert outbox.post_all(tx, [a_post(dedupe_key=key) for key in "abcb"], NOW) == 2
    with database.begin() as tx:
        assert outbox.post_all(tx, [a_post(dedupe_key=key) for key in "abc"], NOW) == 0
        assert outbox.post_all(tx, [], NOW) == 0
        assert outbox.counts(tx) == {"queued": 3}


def test_letters_of_a_case_are_numbered(database: Database) -> None:
    """From one; a number is given out once."""
    with database.begin() as tx:
        one, two = a_case(tx), a_case(tx)
        assert [outbox.next_number(tx, case.id) for case in (one, one, two, one)] == [1, 2, 1, 3]
        with pytest.raises(StorageError, match="99"):
            outbox.next_number(tx, 99)


def test_urgent_letters_leave_first_then_the_oldest(database: Database) -> None:
    """A threat does not wait behind receipts."""
    with database.begin() as tx:
        for key in ("a", "b", "C", "d", "E"):
            outbox.post(tx, a_post(dedupe_key=key, subject=key, urgent=key.isupper()), NOW)
        assert [letter.subject for letter in _claim(tx, 3)] == ["C", "E", "a"]
        assert [letter.subject for letter in _claim(tx)] == ["b", "d"]
        assert _claim(tx) == []


def test_a_hurried_sender_takes_urgent_letters_only(database: Database) -> None:
    """The process that read the threat sends its alarm."""
    with database.begin() as tx:
        for key in ("a", "B"):
            outbox.post(tx, a_post(dedupe_key=key, subject=key, urgent=key.isupper()), NOW)
        assert [letter.subject for letter in _claim(tx, urgent_only=True)] == ["B"]


def test_among_urgent_letters_alarms_leave_first(database: Database) -> None:
    """Then "look now", then receipts, then the rest; letters of one rank by age."""
    kinds = [LetterKind.LATE, LetterKind.RECEIPT_UNCLEAR, LetterKind.RECEIPT_THREAT, LetterKind.LOOK_NOW]
    with database.begin() as tx:
        for kind in (*kinds, LetterKind.ALARM):
            outbox.post(tx, a_post(dedupe_key=kind.value, kind=kind, urgent=True), NOW)
        assert [letter.kind for letter in _claim(tx)] == [LetterKind.ALARM, kinds[3], *kinds[1:3], kinds[0]]


def test_a_damaged_letter_holds_up_no_other(database: Database) -> None:
    """It keeps its place and is looked at again after an hour."""
    with database.begin() as tx:
        outbox.post_all(tx, [a_post(dedupe_key=key, subject=key) for key in "abc"], NOW)
        tx.connection.execute(sa.update(tables.outbox).where(tables.outbox.c.id == 1).values(letter=b"x" * 60))
        assert [letter.subject for letter in _claim(tx)] == ["b", "c"]
        assert outbox.counts(tx) == {"queued": 1, "claimed": 2}
        (row,) = tx.connection.execute(sa.select(tables.outbox).where(tables.outbox.c.id == 1))
    assert (row.due_at, row.attempts) == (NOW + DAMAGED_FOR, 0)


def test_a_letter_of_a_newer_key_waits_for_a_process_that_has_it(
    database: Database, database_url: str, keys: KeyRing
) -> None:
    """Among others it is passed over for a moment; alone it is an error, and stays due."""
    newer = Database(database_url, keys.rotated())
    with database.begin() as tx:
        outbox.post(tx, a_post(dedupe_key="a", subject="a"), NOW)
    with newer.begin() as tx:
        outbox.post(tx, a_post(dedupe_key="b", subject="b"), NOW)
    with database.begin() as tx:
        assert [letter.subject for letter in _claim(tx)] == ["a"]
    with pytest.raises(KeyMissing), database.begin() as tx:
        _claim(tx, now=NOW + KEYLESS_FOR)
    with newer.begin() as tx:
        assert [letter.subject for letter in _claim(tx, now=NOW + KEYLESS_FOR)] == ["b"]
    newer.dispose()


def test_a_letter_that_was_not_tried_goes_back_as_it_came(database: Database) -> None:
    """The claim does not count as an attempt."""
    with database.begin() as tx:
        number = outbox.post(tx, a_post(), NOW) or 0
        _claim(tx)
        outbox.put_off(tx, number, "the server was away", LATER, tried=False)
        (again,) = _claim(tx, now=LATER)
    assert (again.attempts, again.repeat) == (1, False)


def test_a_letter_that_was_sent_never_leaves_again(database: Database) -> None:
    """Not even long after."""
    with database.begin() as tx:
        number = outbox.post(tx, a_post(), NOW)
        _claim(tx)
        outbox.sent(tx, number or 0, LATER)
        assert _claim(tx, now=NOW + timedelta(days=9)) == []
        assert outbox.counts(tx) == {"sent": 1}
        assert outbox.letters(tx)[0].ended_at == LATER


def test_a_letter_that_was_put_off_waits(database: Database) -> None:
    """Until its time; the fault is remembered and attempts are counted."""
    with database.begin() as tx:
        number = outbox.post(tx, a_post(), NOW) or 0
        _claim(tx)
        outbox.put_off(tx, number, "421 later", LATER)
        assert _claim(tx) == []
        (again,) = _claim(tx, now=LATER)
    assert (again.attempts, again.repeat, again.error) == (2, False, "421 later")


def test_a_letter_that_failed_is_shown(database: Database) -> None:
    """And does not leave any more."""
    with database.begin() as tx:
        number = outbox.post(tx, a_post(), NOW) or 0
        _claim(tx)
        outbox.failed(tx, number, "550 unknown", LATER)
        assert _claim(tx, now=NOW + timedelta(days=9)) == []
        (failure,) = outbox.failures(tx)
    assert (failure.id, failure.state, failure.error, failure.ended_at) == (number, "failed", "550 unknown", LATER)


def test_a_sender_that_fell_silent_loses_its_letters(database: Database) -> None:
    """They leave again, once more under the same Message-ID, and that is counted."""
    with database.begin() as tx:
        outbox.post(tx, a_post(), NOW)
        (first,) = _claim(tx)
        assert _claim(tx, now=NOW + STALE_AFTER - timedelta(seconds=1)) == []
        (again,) = _claim(tx, now=NOW + STALE_AFTER)
        assert (again.repeat, again.attempts, again.message_id) == (True, 2, first.message_id)
        assert outbox.repeats(tx) == 1


def test_a_letter_whose_fate_is_unknown_counts_as_repeated(database: Database) -> None:
    """The server may have taken it before the line broke."""
    with database.begin() as tx:
        number = outbox.post(tx, a_post(), NOW) or 0
        _claim(tx)
        outbox.put_off(tx, number, "the line broke", LATER, unknown=True)
        assert outbox.repeats(tx) == 1


def test_the_letters_of_a_dead_sender_are_due_at_once(database: Database) -> None:
    """Those of others stay theirs."""
    with database.begin() as tx:
        outbox.post_all(tx, [a_post(dedupe_key=key, subject=key) for key in "ab"], NOW)
        _claim(tx, 1, by="dead 1")
        _claim(tx, 1, by="alive 2")
        assert sorted(outbox.claimants(tx)) == ["alive 2", "dead 1"]
        assert outbox.release(tx, "dead 1", LATER) == 1
        assert [(letter.subject, letter.repeat) for letter in _claim(tx, now=LATER)] == [("a", True)]


def test_a_late_word_of_a_silent_sender_changes_nothing_that_was_sent(database: Database) -> None:
    """It may still say that the letter could not leave."""
    with database.begin() as tx:
        number = outbox.post(tx, a_post(), NOW) or 0
        _claim(tx)
        outbox.sent(tx, number, NOW)
        outbox.put_off(tx, number, "421", LATER)
        outbox.failed(tx, number, "550", LATER)
        assert outbox.counts(tx) == {"sent": 1}
        assert _claim(tx, now=LATER) == []


def test_letters_are_read_in_parts(database: Database) -> None:
    """From where the last part ended."""
    with database.begin() as tx:
        outbox.post_all(tx, [a_post(dedupe_key=key, subject=key) for key in "abc"], NOW)
        first = outbox.letters(tx, limit=1)
        assert [letter.subject for letter in first + outbox.letters(tx, after=first[0].id)] == ["a", "b", "c"]


def test_no_letter_is_claimed_by_two_processes(database: Database, together: Together) -> None:
    """Four senders, five hundred letters."""
    with database.begin() as tx:
        outbox.post_all(tx, [a_post(dedupe_key=f"brief {number}", urgent=not number % 5) for number in range(500)], NOW)
    claimed = [letter for letters in together(workers.claim_all, PROCESSES, LATER) for letter in letters]
    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 500
    with database.reading() as tx:
        assert outbox.counts(tx) == {"sent": 500}
        assert outbox.repeats(tx) == 0
