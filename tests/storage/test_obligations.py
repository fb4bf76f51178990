"""Promises: made, found late, kept, given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.errors import StorageError
from casework.obligations import ObligationKind, Pause
from casework.people import Owner
from storage import obligations
from storage.session import Database
from tests.builders import NOW, a_case, an_added_message, an_obligation
from tests.storage import workers
from tests.storage.conftest import PROCESSES, Together

SOON = NOW + timedelta(minutes=15)


def test_a_promise_comes_back_as_it_was(database: Database) -> None:
    """By its reference."""
    with database.begin() as tx:
        case, message = a_case(tx), an_added_message(tx)
        made = obligations.add(
            tx, case.id, ObligationKind.CALL_BACK, Owner.DUTY_OFFICER, since_at=NOW, due_at=SOON, message=message
        )
        assert made.reference == "WVB-2026-0001/call_back/1"
        assert obligations.find(tx, made.reference) == made
        assert (made.case, made.number, made.state, made.message) == (case.id, case.number, "open", message)


@pytest.mark.parametrize("kind", ObligationKind)
def test_every_kind_has_its_reference(database: Database, kind: ObligationKind) -> None:
    """Which finds it back."""
    with database.begin() as tx:
        made = an_obligation(tx, a_case(tx), kind)
        assert obligations.find(tx, made.reference) == made


@pytest.mark.parametrize(
    "wrong", ["", "WVB-2026-0001", "WVB-2026-0001/contact/2", "x/contact/1", "WVB-2026-0001/zzz/1"]
)
def test_a_wrong_reference_finds_nothing(database: Database, wrong: str) -> None:
    """It comes from outside."""
    with database.begin() as tx:
        an_obligation(tx, a_case(tx))
        assert obligations.find(tx, wrong) is None


def test_attempts_are_counted_by_kind_and_case(database: Database) -> None:
    """From one."""
    with database.begin() as tx:
        one, two = a_case(tx), a_case(tx)
        made = [
            an_obligation(tx, one),
            an_obligation(tx, one),
            an_obligation(tx, one, ObligationKind.READ),
            an_obligation(tx, two),
        ]
    assert [item.attempt for item in made] == [1, 2, 1, 1]


def test_a_promise_in_no_case_is_refused(database: Database) -> None:
    """Not silently dropped."""
    with database.begin() as tx, pytest.raises(StorageError, match="99"):
        obligations.add(tx, 99, ObligationKind.READ, Owner.SECRETARIAAT, NOW, NOW)


def test_processes_that_promise_the_same_count_on(database: Database, together: Together) -> None:
    """No attempt is lost, none is given twice."""
    with database.begin() as tx:
        case = a_case(tx)
    lists = together(workers.promise_all, PROCESSES, case.number)
    made = [reference for references in lists for reference in references]
    assert sorted(made) == sorted(f"{case.number}/read/{count}" for count in range(1, len(made) + 1))


def test_a_promise_is_late_when_it_is_due(database: Database) -> None:
    """Not a moment earlier; longest due first."""
    with database.begin() as tx:
        case = a_case(tx)
        second, first = an_obligation(tx, case, due_at=SOON), an_obligation(tx, case, due_at=NOW)
        assert obligations.to_nudge(tx, NOW - timedelta(microseconds=1)) == []
        assert obligations.to_nudge(tx, NOW) == [first]
        assert obligations.to_nudge(tx, SOON) == [first, second]


def test_a_promise_is_found_late_once(database: Database) -> None:
    """The second finder is told."""
    with database.begin() as tx:
        made = an_obligation(tx, a_case(tx))
        assert obligations.mark_late(tx, made.id, SOON)
        assert not obligations.mark_late(tx, made.id, SOON)
        (still,) = obligations.open_of(tx, made.case)
        assert still.late_at == SOON


def test_somebody_is_reminded_at_the_time_that_was_planned(database: Database) -> None:
    """Once; and not of what has ended."""
    with database.begin() as tx:
        made = an_obligation(tx, a_case(tx), due_at=SOON, nudge_at=NOW)
        assert obligations.to_nudge(tx, NOW) == [made]
        obligations.nudged(tx, made.id, NOW, SOON)
        assert obligations.to_nudge(tx, NOW) == []
        assert [item.nudged_at for item in obligations.to_nudge(tx, SOON)] == [NOW]
        obligations.plan(tx, made.id, None)
        assert obligations.to_nudge(tx, SOON) == []
        obligations.plan(tx, made.id, NOW)
        obligations.cancel(tx, made.id, NOW)
        assert obligations.to_nudge(tx, SOON) == []


def test_a_clock_stands_still_and_goes_on(database: Database) -> None:
    """Once each; with the reason, and a new due time."""
    with database.begin() as tx:
        made = an_obligation(tx, a_case(tx))
        assert not obligations.go_on(tx, made.id, SOON)
        assert obligations.pause(tx, made.id, Pause.PERSON, NOW)
        assert not obligations.pause(tx, made.id, Pause.THREAT, SOON)
        still = obligations.find(tx, made.reference)
        assert still
        assert (still.paused_at, still.paused_why) == (NOW, Pause.PERSON)
        assert obligations.go_on(tx, made.id, SOON)
        again = obligations.find(tx, made.reference)
        assert again
        assert (again.paused_at, again.due_at) == (None, SOON)


def test_a_promise_is_kept_once(database: Database) -> None:
    """With outcome, person and time; also when it was late."""
    with database.begin() as tx:
        made = an_obligation(tx, a_case(tx))
        obligations.mark_late(tx, made.id, NOW)
        assert obligations.done(tx, made.id, "gelukt", "Bea Voorbeeld", SOON)
        assert not obligations.done(tx, made.id, "zaak sluiten", "Cor", SOON)
        assert not obligations.mark_late(tx, made.id, SOON)
        kept = obligations.find(tx, made.reference)
        assert kept is not None
        assert (kept.state, kept.outcome, kept.done_by, kept.done_at) == ("done", "gelukt", "Bea Voorbeeld", SOON)
        assert obligations.open_of(tx, made.case) == []
        assert obligations.all_of(tx, made.case) == [kept]


def test_open_promises_end_with_their_case(database: Database) -> None:
    """Those that were kept stay kept, those of other cases stay open."""
    with database.begin() as tx:
        case, other = a_case(tx), a_case(tx)
        kept, left, elsewhere = an_obligation(tx, case), an_obligation(tx, case), an_obligation(tx, other)
        obligations.done(tx, kept.id, "gelukt", "Bea", NOW)
        assert sum(obligations.cancel(tx, item.id, NOW) for item in obligations.open_of(tx, case.id)) == 1
        assert [item.state for item in obligations.all_of(tx, case.id)] == ["done", "cancelled"]
        assert not obligations.done(tx, left.id, "gelukt", "Bea", NOW)
        assert obligations.all_open(tx) == [elsewhere]


def test_all_open_promises_come_first_due_first(database: Database) -> None:
    """Of all cases."""
    with database.begin() as tx:
        later, sooner = an_obligation(tx, a_case(tx), due_at=SOON), an_obligation(tx, a_case(tx))
        assert obligations.all_open(tx) == [sooner, later]
