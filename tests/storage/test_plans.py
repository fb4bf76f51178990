"""No question that is asked for each mail or each letter reads a whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from casework.escalation import Attempt, Ladder
from casework.letters import LetterKind
from casework.lifecycle import CaseState
from casework.obligations import ObligationKind, Pause
from casework.roster import Medium, Way
from storage import alarms, cases, heartbeats, inbox, journal, obligations, outbox, recall, windows
from storage.inbox import Outcome
from storage.session import Database, Tx
from tests.builders import NOW, a_case, a_kept_mail, a_post, an_added_message, an_obligation
from tests.storage.test_windows import AWish

BOX = ("wvb", "INBOX", 7)
LATER = NOW + timedelta(hours=1)

#: Indexes on the few rows that wait for something: to read one of these from end to end is to read what waits.
_SMALL = ("ix_ledger_waiting", "ix_outbox_due", "ix_windows_pending", "ix_obligations_due", "ix_alarms_wake")


def _intake(tx: Tx) -> None:
    inbox.known_uids(tx, *BOX)
    inbox.unmarked(tx, *BOX)
    mail = a_kept_mail(tx)
    inbox.mark(tx, *BOX, [1], NOW)
    inbox.waiting(tx, 10)
    inbox.waiting(tx, 10, NOW)
    inbox.arrival(tx, mail)
    inbox.raw(tx, mail)
    inbox.attempt(tx, mail)
    recall.about(tx, mail, message_id="<een@x.example>", fingerprint="f", sender="ada@x.example", since=NOW)
    recall.about(tx, None, message_id=None, fingerprint="f", sender="ada@x.example", since=NOW)
    inbox.arrivals(tx, "wvb", NOW)
    inbox.settle(tx, mail, Outcome.NOTED, "", NOW)
    inbox.message(tx, an_added_message(tx, raw_of=mail))


def _casework(tx: Tx) -> None:
    case = a_case(tx)
    cases.find(tx, case.number)
    cases.add_party(tx, case.id, "derde", None, "ada@x.example", None)
    cases.parties_of(tx, case.id)
    cases.is_party(tx, case.number, "ada@x.example")
    cases.set_state(tx, case, CaseState.IN_CONTACT, NOW)
    cases.listing(tx, states=[CaseState.THREAT], limit=10)
    inbox.messages_of(tx, case.id)
    journal.note(tx, case.id, "x", "y", "z", NOW)
    journal.entries(tx, case.id)


def _promises(tx: Tx) -> None:
    case = a_case(tx)
    made = an_obligation(tx, case)
    obligations.find(tx, made.reference)
    obligations.open_of(tx, case.id)
    obligations.all_of(tx, case.id)
    obligations.to_nudge(tx, LATER)
    obligations.nudged(tx, made.id, NOW, LATER)
    obligations.plan(tx, made.id, LATER)
    obligations.mark_late(tx, made.id, NOW)
    obligations.pause(tx, made.id, Pause.PERSON, NOW)
    obligations.go_on(tx, made.id, LATER)
    obligations.done(tx, made.id, "gelukt", "bea", NOW)
    obligations.cancel(tx, made.id, NOW)


def _letters(tx: Tx) -> None:
    case = a_case(tx)
    outbox.next_number(tx, case.id)
    outbox.post_all(tx, [a_post(case.id, key, urgent=True) for key in "abc"], NOW)
    first, *_ = outbox.claim(tx, by="test", now=NOW, limit=2)
    outbox.claim(tx, by="test", now=NOW, limit=1, urgent_only=True)
    outbox.put_off(tx, first.id, "x", NOW)
    outbox.failed(tx, first.id, "x", NOW)
    outbox.sent(tx, first.id, NOW)
    outbox.claimants(tx)
    outbox.release(tx, "test", NOW)
    outbox.failures(tx)
    outbox.answers_in_case(tx, case.number, "ada@x.example", NOW)


def _windows(tx: Tx) -> None:
    windows.want_open_all(tx, [AWish()], NOW)
    (window,) = windows.pending(tx, 10)
    windows.pending(tx, 10, NOW)
    windows.failed(tx, window.id, "x", NOW)
    windows.shown(tx, window.id, "run", "open", revision=1)
    windows.want_closed(tx, window.key, "Afgehandeld", NOW)
    heartbeats.beat(tx, "listener", NOW)


def _alarms(tx: Tx) -> None:
    case = a_case(tx)
    promised = an_obligation(tx, case, ObligationKind.CALL_BACK)
    alarm = alarms.open_alarm(
        tx,
        case=case.id,
        number=case.number,
        obligation=promised.id,
        policy="dreiging",
        spares_employer=False,
        ladder=Ladder(NOW),
        now=NOW,
    )
    call = Attempt("a", 0, Way(Medium.MAIL, "a@desk.example"))
    made = alarms.add_attempt(tx, alarm, 1, call, "A", 1, NOW) or 0
    letter = outbox.post(tx, a_post(case.id), NOW) or 0
    alarms.carried_by(tx, made, letter)
    alarms.due(tx, LATER)
    alarms.next_wake(tx)
    alarms.take(tx, alarm.id, LATER)
    alarms.lock(tx, alarm.id)
    alarms.of_case(tx, case.id)
    alarms.refused(tx, letter, "x", NOW)
    alarms.delivered(tx, letter, NOW)
    alarms.cancel_pending(tx, alarm, NOW)
    alarms.cancel_pending(tx, alarm, NOW, of=call)
    alarms.add_answer(tx, alarm.id, "ik heb het", "mail", "A", NOW, made)
    alarms.answers_of(tx, alarm.id)
    alarms.attempts_of(tx, alarm.id)
    alarms.find_attempt(tx, made)
    alarms.attempt_by_letter(tx, case.id, 1)
    alarms.listing(tx)
    alarms.save(tx, alarm, alarm.ladder, LATER, NOW)
    outbox.is_claimed(tx, letter)
    outbox.hold(tx, [letter], NOW)
    outbox.claim_these(tx, [letter], by="x", now=NOW)
    outbox.sent_since(tx, "mail", NOW, [LetterKind.ALARM])
    alarms.reached(tx, letter, NOW)
    alarms.companion(tx, letter)
    alarms.companions(tx, letter, [LetterKind.ALARM], "x")


@contextmanager
def _heard(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The statements that reach the database, each with an example of its values."""
    heard: list[tuple[str, Any]] = []

    def hear(*event: Any) -> None:
        _connection, _cursor, statement, values, _context, _many = event
        heard.append((statement, values[0] if isinstance(values, list) else values))

    sa.event.listen(database._engine, "before_cursor_execute", hear)
    yield heard
    sa.event.remove(database._engine, "before_cursor_execute", hear)


def _plan(tx: Tx, statement: str, values: Any) -> list[str]:
    how = "EXPLAIN (COSTS OFF)" if tx.postgres else "EXPLAIN QUERY PLAN"
    return [str(row[-1]).strip() for row in tx.connection.exec_driver_sql(f"{how} {statement}", values)]


def _whole_table(line: str) -> bool:
    """What SQLite and PostgreSQL call reading a table from end to end."""
    if line.startswith("SCAN "):
        return "CONSTANT ROW" not in line and not any(name in line for name in _SMALL)
    return "Seq Scan on" in line


@pytest.mark.parametrize("work", [_intake, _casework, _promises, _letters, _windows, _alarms])
def test_no_statement_reads_a_whole_table(database: Database, work: Callable[[Tx], None]) -> None:
    """PostgreSQL is told to do so only when it has no index that helps: on a small table it is quicker."""
    with database.begin() as tx, _heard(database) as heard:
        work(tx)
    asked = [(statement, values) for statement, values in heard if not statement.startswith("BEGIN")]
    assert len(asked) > 5
    with database.reading() as tx:
        if tx.postgres:
            tx.connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        slow = [(statement, line) for statement, values in asked for line in _plan(tx, statement, values)]
    assert [item for item in slow if _whole_table(item[1])] == []


def test_a_whole_table_would_be_noticed(database: Database) -> None:
    """A test that finds nothing proves nothing."""
    with database.reading() as tx:
        if tx.postgres:
            tx.connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        assert any(_whole_table(line) for line in _plan(tx, "SELECT * FROM cases WHERE language = 'nl'", ()))
