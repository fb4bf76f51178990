"""Taking in a mailbox, on a real Dovecot and a real database."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from bots.imap import Account, Mailbox
from casework.assessment import Alarm
from casework.errors import DatabaseAway
from flows.runtime import Runtime
from flows.steps import receive
from flows.steps.receive import Seen
from storage import cases, inbox
from storage.inbox import Outcome
from tests.journeys.desk import CALM, a_mail
from tests.servers.dovecot import Dovecot

pytestmark = pytest.mark.dovecot


class _Asked(Mailbox):
    """A mailbox that remembers from where on it was searched."""

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self.above: list[int | None] = []

    def uids(self, above: int | None = None) -> list[int]:
        self.above.append(above)
        return super().uids(above)


def _kept(runtime: Runtime) -> int:
    with runtime.database.reading() as tx:
        return sum(inbox.counts(tx).values())


def test_after_the_first_look_only_what_is_new_is_asked_for(runtime: Runtime, dovecot: Dovecot) -> None:
    """A folder of years is not compared with the ledger at every mail."""
    account, seen = dovecot.account(), Seen()
    dovecot.put([a_mail(1, CALM), a_mail(2, CALM)])
    with _Asked(account) as mailbox:
        assert len(list(receive.take_in(runtime, account, mailbox, seen))) == 2
        dovecot.put([a_mail(3, CALM)])
        assert mailbox.wait(10)
        assert len(list(receive.take_in(runtime, account, mailbox, seen))) == 1
        first, *later = mailbox.above
    assert first is None
    assert later
    assert None not in later
    assert _kept(runtime) == 3


def test_a_look_that_failed_halfway_is_done_again_in_full(runtime: Runtime, dovecot: Dovecot) -> None:
    """The highest UID of a failed look says nothing about the mails below it: newest are kept first."""
    account, seen = dovecot.account(), Seen()
    dovecot.put([a_mail(number, CALM) for number in range(receive.BATCH + 1)])

    def fail(step: str, _: str) -> None:
        if step == "marked":
            raise DatabaseAway("the database refused")

    runtime.on_step = fail
    with _Asked(account) as mailbox:
        with pytest.raises(DatabaseAway):
            list(receive.take_in(runtime, account, mailbox, seen))
        assert seen.highest is None
        assert _kept(runtime) < receive.BATCH + 1
        runtime.on_step = lambda *_: None
        list(receive.take_in(runtime, account, mailbox, seen))
    assert _kept(runtime) == receive.BATCH + 1


def test_mails_of_one_backlog_know_of_each_other(runtime: Runtime, dovecot: Dovecot) -> None:
    """Also when they are handled in one go: the second of a sender refers to the first."""
    again = {"From": "Melder 1 <Melder1@gemeente.example>"}
    dovecot.put([a_mail(1, CALM), a_mail(2, CALM), a_mail(3, CALM, **again)])
    with Mailbox(dovecot.account()) as mailbox:
        done = list(receive.take_in(runtime, dovecot.account(), mailbox))
    assert Counter(item.outcome for item in done) == {Outcome.OPENED: 2, Outcome.LINKED: 1}
    with runtime.database.reading() as tx:
        (linked,) = [case.linked_to for case in cases.listing(tx) if case.linked_to]
        assert cases.is_party(tx, linked, "melder1@gemeente.example")


def test_a_backlog_of_strangers_is_handled_with_few_questions(runtime: Runtime, dovecot: Dovecot) -> None:
    """One for each mail, and the rest for all together."""
    dovecot.put([a_mail(number, CALM) for number in range(25)])
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with Mailbox(dovecot.account()) as mailbox:
        sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
        try:
            done = list(receive.take_in(runtime, dovecot.account(), mailbox))
        finally:
            sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)
    assert {item.outcome for item in done} == {Outcome.OPENED}
    assert len(asked) < 3 * 25


def test_a_veiled_threat_deep_in_a_backlog_is_an_alarm(runtime: Runtime, dovecot: Dovecot) -> None:
    """At a glance it is a doubt; so it is read whole before all that is calm, and handled before it."""
    texts = [CALM] * (receive.AT_ONCE + 5) + ["Een VERHULD bericht. Kenmerk {}."] + [CALM] * 5
    dovecot.put([a_mail(number, text) for number, text in enumerate(texts)])
    with Mailbox(dovecot.account()) as mailbox:
        done = list(receive.take_in(runtime, dovecot.account(), mailbox))
    assert [item.alarm for item in done] == [Alarm.YES] + [Alarm.NO] * (len(texts) - 1)
    assert {item.outcome for item in done} == {Outcome.OPENED}


def test_who_stops_in_a_backlog_leaves_the_rest_waiting(runtime: Runtime, dovecot: Dovecot) -> None:
    """It ends after the mails it is at; what was kept waits, and is handled by who comes next."""
    dovecot.put([a_mail(number, CALM) for number in range(60)])
    done: list[receive.Handled] = []
    seen = Seen()
    with Mailbox(dovecot.account()) as mailbox:
        taken = receive.take_in(runtime, dovecot.account(), mailbox, seen, lambda: bool(done))
        done.extend([next(taken)])
        done.extend(taken)
        assert len(done) == receive.TOGETHER
        assert seen.highest is None
        assert list(receive.handle_waiting(runtime, stopped=lambda: True)) == []
        left = list(receive.handle_waiting(runtime))
    assert len(done) + len(left) == 60
    assert {item.outcome for item in (*done, *left)} == {Outcome.OPENED}
