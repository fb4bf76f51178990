"""A new case waits in memory and is written at once; whoever asks finds it as if it had been written at each step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from casework.errors import StorageError
from casework.escalation import Attempt, Fate, Tried
from casework.obligations import ObligationKind
from casework.roster import Medium, Way
from casework.safe_contact import SafeContact
from storage import alarms, cases, inbox, obligations, outbox, safe_contacts
from storage.cases import Case
from storage.session import Database, Tx
from tests.builders import NOW, a_case, a_message, a_post, an_added_message, an_alarm, an_obligation

CALL = Attempt("anna", 0, Way(Medium.MAIL, "anna@desk.example", "mail"))
NEW_YEAR = datetime(2027, 1, 1, 9, tzinfo=UTC)


@contextmanager
def _statements(tx: Tx) -> Iterator[list[str]]:
    """What was asked of the database in the block."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    sa.event.listen(tx.beside, "before_cursor_execute", note)
    yield found
    sa.event.remove(tx.beside, "before_cursor_execute", note)


def _whole_case(tx: Tx) -> Case:
    """A case with all that may wait with it: a person, a message, a promise, two letters, an alarm and a call."""
    case = a_case(tx)
    cases.add_party(tx, case.id, "derde", "Ada", "ada@x.example", None)
    message = an_added_message(tx, case=case.id, fingerprint=case.number)
    an_obligation(tx, case, message=message)
    outbox.next_number(tx, case.id)
    outbox.post(tx, a_post(case.id, f"{case.number} bericht"), NOW)
    alarm = an_alarm(tx, case)
    assert alarms.cancel_pending(tx, alarm, NOW, of=CALL) == 0
    attempt = alarms.add_attempt(tx, alarm, 1, CALL, "Anna", outbox.next_number(tx, case.id), NOW)
    letter = outbox.post(tx, a_post(case.id, f"{case.number} oproep", urgent=True), NOW)
    assert attempt
    assert letter
    alarms.carried_by(tx, attempt, letter)
    alarms.save(tx, alarm, alarm.ladder, NOW, NOW, turn=1, policy="acuut")
    return case


def test_new_cases_are_written_together(database: Database) -> None:
    """Twenty take as many statements as a few."""
    with database.begin() as tx, _statements(tx) as asked:
        made = [_whole_case(tx) for _ in range(20)]
        tx.write_queued()
    assert len(asked) < 20
    with database.reading() as tx:
        assert cases.listing(tx) == made[::-1]


def test_what_was_written_is_what_was_made(database: Database) -> None:
    """All of it, with what was changed while it waited."""
    with database.begin() as tx:
        case = _whole_case(tx)
    with database.reading() as tx:
        (alarm,) = alarms.of_case(tx, case.id)
        (attempt,) = alarms.attempts_of(tx, alarm.id)
        receipt, call = outbox.letters(tx)
        assert [party.email for party in cases.parties_of(tx, case.id)] == ["ada@x.example"]
        assert [stored.case for stored in inbox.messages_of(tx, case.id)] == [case.id]
        kinds = [promise.kind for promise in obligations.open_of(tx, case.id)]
    assert kinds == [ObligationKind.CONTACT, ObligationKind.CALL_BACK]
    assert (alarm.policy, alarm.turn, alarm.ladder.tried) == ("acuut", 1, (Tried("anna", 0, Fate.WAITING),))
    assert (attempt.letter, attempt.letter_number, receipt.urgent, call.urgent) == (call.id, 2, False, True)


def test_who_asks_gets_what_waits(database: Database) -> None:
    """Each question writes first what waits."""
    with database.begin() as tx:
        case = a_case(tx)
        promise = an_obligation(tx, case)
        assert obligations.find(tx, promise.reference) == promise
        assert an_obligation(tx, case).attempt == 2
        alarm = an_alarm(tx, case)
        assert alarms.of_promise(tx, alarm.obligation) == alarm
        assert alarms.lock(tx, alarm.id) == alarm
        assert outbox.next_number(tx, case.id) == 1
        assert cases.find(tx, case.number) == case


def test_what_waits_is_counted_and_kept_single_as_what_is_written(database: Database) -> None:
    """Promises of one kind, calls in one turn, letters with one key."""
    with database.begin() as tx:
        case = a_case(tx)
        kinds = (ObligationKind.LOOK, ObligationKind.CONTACT, ObligationKind.LOOK)
        assert [an_obligation(tx, case, kind).attempt for kind in kinds] == [1, 1, 2]
        alarm = an_alarm(tx, case)
        assert alarms.add_attempt(tx, alarm, 1, CALL, "Anna", 1, NOW)
        assert alarms.add_attempt(tx, alarm, 1, CALL, "Anna", 2, NOW) is None
        assert alarms.add_attempt(tx, alarm, 2, CALL, "Anna", 3, NOW)
        assert outbox.post(tx, a_post(case.id, "een"), NOW)
        assert outbox.post(tx, a_post(case.id, "een"), NOW) is None
        assert outbox.post_all(tx, [a_post(case.id, "een"), a_post(case.id, "twee")], NOW) == 1


def test_a_wish_holds_in_a_case_that_waits(database: Database) -> None:
    """It is written at once, and the case before it."""
    with database.begin() as tx:
        case = a_case(tx)
        assert safe_contacts.of_case(tx, case.id) == SafeContact()
        wish = safe_contacts.add(tx, case.id, SafeContact(note="niet thuis"), "Sam", NOW)
        assert safe_contacts.of_case(tx, case.id) == wish != SafeContact()


def test_the_database_may_number_rows_in_between(database: Database) -> None:
    """No number is given out twice, whoever gives it."""
    with database.begin() as tx:
        known = a_case(tx)
        assert cases.find(tx, known.number)
        letters = []
        for turn in range(12):
            letters.append(outbox.post(tx, a_post(known.id, f"oud {turn}"), NOW))
            letters.append(outbox.post(tx, a_post(a_case(tx).id, f"nieuw {turn}"), NOW))
            letters.append(outbox.post(tx, a_post(None, f"zonder zaak {turn}"), NOW))
    assert len(set(letters)) == len(letters) == 36
    with database.reading() as tx:
        assert {letter.id for letter in outbox.letters(tx)} == set(letters)


def test_case_numbers_have_no_gaps(database: Database) -> None:
    """Whatever is asked in between, over New Year, and when the rest is undone."""
    with database.begin() as tx:
        numbers = [a_case(tx).number, a_case(tx).number]
        assert cases.find(tx, numbers[0])
        numbers += [a_case(tx).number, a_case(tx, now=NEW_YEAR).number, a_case(tx).number]
    with pytest.raises(ValueError, match="halverwege"), database.begin() as tx:
        _break_off(tx)
    with database.begin() as tx:
        with pytest.raises(ValueError, match="halverwege"), tx.savepoint():
            _break_off(tx)
        numbers += [a_case(tx).number, a_case(tx, now=NEW_YEAR).number]
    assert [number[4:] for number in numbers] == [
        "2026-0001", "2026-0002", "2026-0003", "2027-0001", "2026-0004", "2026-0005", "2027-0002",
    ]  # fmt: skip


def _break_off(tx: Tx) -> None:
    for _ in range(3):
        a_case(tx)
    raise ValueError("halverwege")


def test_the_same_message_is_refused_when_it_is_written(database: Database) -> None:
    """And all that waited with it."""
    message = a_message(message_id="<een@x.example>")
    with database.begin() as tx:
        an_added_message(tx, message)
    with pytest.raises(StorageError), database.begin() as tx:
        an_added_message(tx, message, case=a_case(tx).id)
    with database.reading() as tx:
        assert cases.listing(tx) == []


def test_what_is_remembered_holds_until_anything_is_asked(database: Database) -> None:
    """Rows that wait do not touch it."""
    with database.begin() as tx:
        tx.remember("wat", 1)
        a_case(tx)
        assert tx.remembered("wat") == 1
        cases.listing(tx)
        assert tx.remembered("wat") is None
