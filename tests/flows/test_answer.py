"""What a human answers, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from casework.lifecycle import CaseState, NotAllowed
from casework.obligations import ObligationKind
from flows.processes.services import guarded
from flows.runtime import Runtime
from flows.steps.answer import AnswerRefused, close, give
from flows.steps.decide import Done
from flows.steps.inspect import listing, show
from flows.steps.receive import handle_waiting
from flows.steps.remind import Rung, check, sweep
from storage import alarms, cases, inbox, obligations, outbox, windows
from storage.crypto import KeyRing
from storage.inbox import Arrival
from tests.flows.conftest import Clock

Take = Callable[..., Done]


def _state(runtime: Runtime, number: str) -> CaseState:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
    assert case
    return case.state


def _open(runtime: Runtime, number: str) -> set[ObligationKind]:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        return {item.kind for item in obligations.open_of(tx, case.id)}


def test_contact_made_moves_the_case_and_closes_its_windows(runtime: Runtime, take: Take) -> None:
    """The clock and the task in Prefect are no longer wanted, and the journal knows who did it."""
    number = take().case or ""
    give(runtime, f"{number}/contact/1", "gelukt", "A. Secretaris", "afspraak volgt", runtime.clock())
    assert _state(runtime, number) is CaseState.IN_CONTACT
    assert _open(runtime, number) == {ObligationKind.PLAN_EMPLOYER_TALK, ObligationKind.PLAN_HOME_TALK}
    with runtime.database.reading() as tx:
        wanted = {window.key: window.wanted for window in windows.pending(tx, 10, runtime.clock())}
    assert not [key for key, state in wanted.items() if state == "open" and "contact" in key]
    entry = show(runtime, number, "x", runtime.clock()).entries[1]
    assert (entry.actor, entry.what) == ("A. Secretaris", "taak afgehandeld")


def test_contact_that_failed_is_promised_again(runtime: Runtime, take: Take) -> None:
    """With a new number and a new date."""
    number = take().case or ""
    give(runtime, f"{number}/contact/1", "niet gelukt, opnieuw proberen", "A. Secretaris", "", runtime.clock())
    (row,) = listing(runtime, everything=True, limit=5)
    assert [item.reference for item in row.promises] == [f"{number}/contact/2"]


def test_a_human_who_sees_a_threat_alarms(runtime: Runtime, take: Take) -> None:
    """The duty officer is warned though the reader saw nothing."""
    number = take().case or ""
    give(runtime, f"{number}/contact/1", "dreiging", "A. Secretaris", "", runtime.clock())
    assert _state(runtime, number) is CaseState.THREAT
    assert _open(runtime, number) == {ObligationKind.CALL_BACK}
    with runtime.database.begin() as tx:
        letters = outbox.claim(tx, by="test", now=runtime.clock(), limit=10, urgent_only=True)
    assert [letter.kind.value for letter in letters] == ["duty_alarm"]


def test_doubt_is_settled_by_a_human(runtime: Runtime, take: Take) -> None:
    """No threat: then contact within the term."""
    number = take("TWIJFEL").case or ""
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        (look,) = obligations.open_of(tx, case.id)
    give(runtime, look.reference, "geen dreiging, contact opnemen", "W. Dienst", "", runtime.clock())
    assert _state(runtime, number) is CaseState.REGISTERED
    assert _open(runtime, number) == {ObligationKind.CONTACT}


@pytest.mark.parametrize(
    ("outcome", "by", "why"),
    [("gelukt", "  ", "naam"), ("bestaat niet", "A", "Kies een van"), ("", "A", "Kies een van")],
)
def test_a_wrong_answer_changes_nothing(runtime: Runtime, take: Take, outcome: str, by: str, why: str) -> None:
    """And says what is wrong, in Dutch."""
    number = take().case or ""
    with pytest.raises(AnswerRefused, match=why):
        give(runtime, f"{number}/contact/1", outcome, by, "", runtime.clock())
    assert _open(runtime, number) == {ObligationKind.CONTACT}


def test_an_answer_counts_once(runtime: Runtime, take: Take) -> None:
    """Two people with the same form open: the second is told."""
    number = take().case or ""
    give(runtime, f"{number}/contact/1", "gelukt", "A", "", runtime.clock())
    with pytest.raises(AnswerRefused, match="al afgehandeld"):
        give(runtime, f"{number}/contact/1", "gelukt", "B", "", runtime.clock())


def test_a_threat_is_closed_by_hand_with_a_reason_only(runtime: Runtime, take: Take) -> None:
    """Then everything promised in it is dropped."""
    number = take("DREIGING").case or ""
    with pytest.raises(AnswerRefused):
        close(runtime, number, "W. Dienst", " ", runtime.clock())
    close(runtime, number, "W. Dienst", "overgedragen aan de politie", runtime.clock())
    assert _state(runtime, number) is CaseState.CLOSED
    assert not _open(runtime, number)
    with pytest.raises(NotAllowed):
        close(runtime, number, "W. Dienst", "nog eens", runtime.clock())


def test_a_second_message_adds_to_the_same_promise(runtime: Runtime, take: Take) -> None:
    """One call to make per case, however many threats come in; the alarm is repeated all the same."""
    first = take("DREIGING")
    second = take("DREIGING en nog een keer", sender="a@gemeente.example")
    assert second.case != first.case  # without our reference it is a case of its own
    with runtime.database.reading() as tx:
        linked = cases.find(tx, second.case or "")
    assert linked
    assert linked.linked_to == first.case


def test_late_promises_are_found_once(runtime: Runtime, take: Take, clock: Clock) -> None:
    """By the clock or by the sweep, whichever comes first; duty officers are warned again."""
    number = take("DREIGING").case or ""
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        (promise,) = obligations.open_of(tx, case.id)
    assert check(runtime, promise.reference, runtime.clock()) is Rung.EARLY
    clock.now += timedelta(minutes=16)
    assert sweep(runtime, runtime.clock()) == 1
    assert sweep(runtime, runtime.clock()) == 0
    assert check(runtime, promise.reference, runtime.clock()) is Rung.LATE
    with runtime.database.begin() as tx:
        letters = outbox.claim(tx, by="test", now=runtime.clock(), limit=20)
        (alarm,) = alarms.of_case(tx, case.id)
        assert len(alarms.attempts_of(tx, alarm.id)) == 2
    assert [letter.kind.value for letter in letters].count("duty_alarm") == 1  # the first had not left yet
    assert [letter.kind.value for letter in letters].count("secretariaat_late") == 1
    give(runtime, promise.reference, "gesproken", "W. Dienst", "", runtime.clock())
    assert check(runtime, promise.reference, runtime.clock()) is Rung.KEPT
    assert check(runtime, "WVB-2026-9999/contact/1", runtime.clock()) is Rung.GONE


def test_rotated_keys_are_followed_by_a_process_that_runs(runtime: Runtime, take: Take, tmp_path: Path) -> None:
    """What another process sealed with a new key is read after the ring is read anew; nothing has to be restarted."""
    ring_file = tmp_path / "ring.json"
    runtime.database.keys.save(ring_file)
    runtime.settings.key_file = ring_file
    assert not runtime.reload_keys()
    runtime.database.keys.rotated().save(ring_file)
    assert guarded(runtime, "work", _once_without_key(runtime))
    number = take().case or ""
    assert show(runtime, number, "tester", runtime.clock()).entries


def _once_without_key(runtime: Runtime) -> Callable[[], None]:
    """Work on a value that only the newest key of the ring's file opens."""
    sealed = KeyRing.load(runtime.settings.keys).seal("journal.text", b"iets")
    return lambda: runtime.database.keys.open("journal.text", sealed) and None


def test_one_damaged_mail_blocks_nobody(runtime: Runtime) -> None:
    """Its bytes cannot be opened; the threat behind it alarms, and a human gets the damaged one."""
    now = runtime.clock()
    good = b"From: a@b.example\r\nSubject: x\r\n\r\nDREIGING\r\n"
    with runtime.database.begin() as tx:
        rows = [(Arrival("wvb", "INBOX", 1, uid, now, len(raw)), raw) for uid, raw in ((1, b"stuk"), (2, good))]
        kept = inbox.keep(tx, rows, now)
        of_first = f"(SELECT raw_id FROM ledger WHERE id = {kept[0].mail})"
        tx.connection.exec_driver_sql("UPDATE raws SET body = substr(body, 1, 30) WHERE id = " + of_first)
    done = list(handle_waiting(runtime))
    assert {(item.mail, item.alarm.value) for item in done} == {(kept[1].mail, "yes"), (kept[0].mail, "human")}
    assert done[0].alarm.value == "yes"
