"""Alarms in the database: each step once, and an answer that ends the calling in the same transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from casework.escalation import Attempt, Fate, Ladder
from casework.roster import Medium, Way
from storage import alarms, outbox
from storage.alarms import StoredAlarm
from storage.session import Database, Tx
from tests.builders import NOW, a_case, a_post, an_alarm
from tests.storage.conftest import PROCESSES, Together
from tests.storage.workers import climb_all

LATER = NOW + timedelta(minutes=3)
ANNA = Attempt("anna", 0, Way(Medium.MAIL, "anna@desk.example", "mail"))


def _called(tx: Tx, alarm: StoredAlarm, call: Attempt = ANNA, turn: int = 1) -> int:
    """A call with its letter in the outbox; the number of the letter."""
    number = outbox.next_number(tx, alarm.case)
    attempt = alarms.add_attempt(tx, alarm, turn, call, call.person.capitalize(), number, NOW)
    key = f"{alarm.number} {turn} {call.person} {call.nth}"
    letter = outbox.post(tx, a_post(alarm.case, key, urgent=True), NOW)
    assert attempt
    assert letter
    alarms.carried_by(tx, attempt, letter)
    return letter


def _again(tx: Tx, alarm: StoredAlarm) -> StoredAlarm:
    found = alarms.lock(tx, alarm.id)
    assert found
    return found


def test_an_alarm_is_due_until_its_step_is_done(database: Database) -> None:
    """And then when its next step is."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        assert alarms.due(tx, NOW) == [alarm.id]
        taken = alarms.take(tx, alarm.id, NOW)
        assert taken == alarm
        alarms.save(tx, alarm, replace(alarm.ladder, rung=1, due_at=LATER), LATER, NOW, turn=1)
        assert alarms.due(tx, NOW) == []
        assert alarms.take(tx, alarm.id, NOW) is None
        assert alarms.next_wake(tx) == LATER
        assert alarms.due(tx, LATER) == [alarm.id]


def test_a_step_that_dies_half_way_is_done_again(database: Database) -> None:
    """Nothing of it stays: no attempt, no letter, no new time."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
    with database.begin() as tx:
        _called(tx, alarm)
        alarms.save(tx, alarm, alarm.ladder, LATER, NOW, turn=1)
        tx.connection.rollback()
    with database.reading() as tx:
        assert alarms.due(tx, NOW) == [alarm.id]
        assert alarms.attempts_of(tx, alarm.id) == []
        assert outbox.counts(tx) == {}


def test_the_ladder_comes_back_as_it_was(database: Database) -> None:
    """With the fates of the attempts of the present turn, and not of those before."""
    ladder = Ladder(LATER, 4, (), ("bea",), ("anna",), LATER + timedelta(minutes=9), 2)
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        _called(tx, alarm)
        letter = _called(tx, alarm, turn=2)
        alarms.save(tx, alarm, ladder, LATER, NOW, turn=2)
        alarms.delivered(tx, letter, NOW)
        found = _again(tx, alarm)
    assert replace(found.ladder, tried=()) == ladder
    assert [(one.person, one.nth, one.fate) for one in found.ladder.tried] == [("anna", 0, Fate.DELIVERED)]
    assert (found.state, found.turn, found.wake_at) == (alarms.HELD, 2, LATER)


def test_nobody_is_written_down_twice_in_one_turn(database: Database) -> None:
    """The second time says so."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        assert alarms.add_attempt(tx, alarm, 1, ANNA, "Anna", 1, NOW)
        assert alarms.add_attempt(tx, alarm, 1, ANNA, "Anna", 2, NOW) is None
        assert alarms.add_attempt(tx, alarm, 2, ANNA, "Anna", 3, NOW)


def test_a_refusal_wakes_the_alarm_and_a_delivery_stays_one(database: Database) -> None:
    """What got through does not become refused by a late message."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        letter = _called(tx, alarm)
        alarms.save(tx, alarm, alarm.ladder, LATER, NOW, turn=1)
        alarms.refused(tx, letter, "geen verbinding", NOW)
        assert alarms.due(tx, NOW) == [alarm.id]
        (attempt,) = alarms.attempts_of(tx, alarm.id)
        assert (attempt.result, attempt.error, attempt.name) == (Fate.REFUSED, "geen verbinding", "Anna")
        alarms.delivered(tx, letter, LATER)
        alarms.refused(tx, letter, "te laat", LATER)
        (attempt,) = alarms.attempts_of(tx, alarm.id)
        assert (attempt.result, attempt.result_at, attempt.error) == (Fate.DELIVERED, LATER, None)


def test_a_refusal_does_not_wake_who_sleeps_rightly(database: Database) -> None:
    """Somebody has it."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        letter = _called(tx, alarm)
        alarms.save(tx, alarm, replace(alarm.ladder, held_until=LATER), LATER, NOW, turn=1)
        alarms.refused(tx, letter, "x", NOW)
        assert alarms.due(tx, NOW) == []


@pytest.mark.parametrize("claimed", [False, True])
def test_pending_letters_are_cancelled_and_sent_ones_are_not(database: Database, *, claimed: bool) -> None:
    """Also one that a sender holds: it does not come back when that sender dies or fails."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        sent = _called(tx, alarm)
        outbox.sent(tx, sent, NOW)
        alarms.delivered(tx, sent, NOW)
        waiting = _called(tx, alarm, replace(ANNA, nth=1))
        if claimed:
            assert [letter.id for letter in outbox.claim(tx, by="test", now=NOW, limit=9)] == [waiting]
        assert alarms.cancel_pending(tx, alarm, NOW) == 1
        assert not outbox.is_claimed(tx, waiting)
        outbox.put_off(tx, waiting, "x", NOW)
        assert outbox.release(tx, "test", LATER) == 0
        assert outbox.claim(tx, by="test", now=LATER, limit=9) == []
        assert outbox.counts(tx) == {"sent": 1, "cancelled": 1}


def test_only_the_letters_of_one_way_are_cancelled_when_asked(database: Database) -> None:
    """The next call by the same way takes the place of the one that did not leave."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        first, second = _called(tx, alarm), _called(tx, alarm, replace(ANNA, nth=1))
        assert alarms.cancel_pending(tx, alarm, NOW, of=ANNA) == 1
        assert (outbox.never_left(tx, first), outbox.never_left(tx, second)) == (True, False)


def test_an_attempt_is_answered_once(database: Database) -> None:
    """A second press of the same button, or a second reply to the same letter, is told so."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        attempt = alarms.add_attempt(tx, alarm, 1, ANNA, "Anna", 1, NOW)
        assert alarms.add_answer(tx, alarm.id, "ik heb het", "link", "Anna", NOW, attempt)
        assert not alarms.add_answer(tx, alarm.id, "ik kan niet", "link", "Anna", LATER, attempt)
        assert alarms.add_answer(tx, alarm.id, "ik kan niet", "opdracht", "Bea", LATER, None)
        assert [(one.answer, one.by) for one in alarms.answers_of(tx, alarm.id)] == [
            ("ik heb het", "Anna"),
            ("ik kan niet", "Bea"),
        ]


def test_a_call_is_found_by_the_number_of_its_letter(database: Database) -> None:
    """In its own case only."""
    with database.begin() as tx:
        alarm, other = an_alarm(tx, a_case(tx)), an_alarm(tx, a_case(tx))
        _called(tx, alarm)
        found = alarms.attempt_by_letter(tx, alarm.case, 1)
        assert found
        assert (found.alarm, found.person) == (alarm.id, "anna")
        assert alarms.attempt_by_letter(tx, other.case, 1) is None


def test_an_alarm_that_is_over_is_never_due_again(database: Database) -> None:
    """And leaves the list of what burns."""
    with database.begin() as tx:
        alarm = an_alarm(tx, a_case(tx))
        assert [one.id for one in alarms.listing(tx)] == [alarm.id]
        alarms.save(tx, alarm, replace(alarm.ladder, over=True), None, NOW)
        assert alarms.due(tx, NOW + timedelta(days=999)) == []
        assert alarms.listing(tx) == []
        (found,) = alarms.listing(tx, everything=True)
        assert (found.state, found.ended_at) == (alarms.OVER, NOW)


def test_several_processes_do_each_step_once(database: Database, together: Together) -> None:
    """Sixty alarms, four processes, one round: nobody steps what another stepped."""
    with database.begin() as tx:
        wanted = [an_alarm(tx, a_case(tx)).id for _ in range(60)]
    stepped = [number for found in together(climb_all, PROCESSES, NOW) for number in found]
    assert Counter(stepped) == Counter(wanted)
    with database.reading() as tx:
        assert {alarm.turn for alarm in alarms.listing(tx)} == {1}
