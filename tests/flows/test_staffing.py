"""What colleagues start by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from casework.lifecycle import CaseEvent, CaseKind, CaseState
from casework.obligations import ObligationKind
from casework.people import Function, SenderKind
from flows.runtime import Runtime
from flows.steps import staffing
from flows.steps.answer import close
from flows.steps.decide import Done
from flows.steps.inspect import show
from flows.steps.remind import sweep
from flows.steps.staffing import Caller, StaffRefused
from storage import cases, obligations, windows
from tests.flows.conftest import Clock
from tests.flows.test_course import a_case_in, answer, letters, open_of

Take = Callable[..., Done]
K = ObligationKind
WERKGEVER = Caller(SenderKind.WERKGEVER, "Gé Griffier", "griffie@gemeente.example", "+31600000001")


def test_a_call_becomes_a_case_once(runtime: Runtime) -> None:
    """The same order, run twice because a worker died, opens one case."""
    by_phone = Caller(SenderKind.BESTUURDER, phone="+31600000002")
    made = [
        staffing.open_case(runtime, CaseKind.PREVENTIVE, by_phone, "A. Secretaris", runtime.clock(), key="run-1")
        for _ in range(2)
    ]
    assert made[0].number == made[1].number
    assert set(open_of(runtime, made[0].number)) == {K.CONTACT}


def test_a_threat_by_telephone_alarms_at_once(runtime: Runtime) -> None:
    """As one that came by mail."""
    made = staffing.open_case(runtime, CaseKind.THREAT, Caller(SenderKind.BESTUURDER), "A. Secretaris", runtime.clock())
    assert (made.state, set(open_of(runtime, made.number))) == (CaseState.THREAT, {K.CALL_BACK})
    assert ("duty_alarm", "wacht@desk.example") in letters(runtime)


def test_a_case_on_an_island_counts_its_days(runtime: Runtime) -> None:
    """A case of Bonaire is due when both have worked three days, before the desk closes."""
    made = staffing.open_case(
        runtime, CaseKind.PREVENTIVE, WERKGEVER, "A", datetime(2027, 9, 3, 14, 0, tzinfo=UTC), calendar="bon"
    )
    assert open_of(runtime, made.number)[K.CONTACT].due_at == datetime(2027, 9, 9, 15, 0, tzinfo=UTC)


def test_changed_data_keep_their_old_value_in_the_journal(runtime: Runtime, take: Take) -> None:
    """What stays the same is not written down; a wrong case is refused."""
    number = take().case or ""
    changes = {"function": Function.WETHOUDER, "moving": False}
    staffing.change(runtime, number, changes, "A. Secretaris", runtime.clock())
    assert a_case_in(runtime, number).fields.function is Function.WETHOUDER
    entries = [entry for entry in show(runtime, number, "x", runtime.clock()).entries if "gewijzigd" in entry.what]
    assert [entry.text for entry in entries] == ["functie: van leeg naar wethouder (gewijzigd)"]
    with pytest.raises(StaffRefused, match="bestaat niet"):
        staffing.change(runtime, "WVB-2026-9999", changes, "A", runtime.clock())


def test_an_address_counts_as_own_when_a_colleague_asked(runtime: Runtime, take: Take) -> None:
    """Not before, and not that of another role."""
    number = take().case or ""
    own = Caller(SenderKind.BESTUURDER, "Ada", "ada@prive.example", None)
    staffing.add_person(runtime, number, own, "A", runtime.clock(), verified=False)
    case = a_case_in(runtime, number)
    with runtime.database.reading() as tx:
        assert not cases.is_verified(tx, case.id, "bestuurder", "ada@prive.example")
    answer(runtime, number, K.CONTACT, "gelukt", own_address=True)
    with runtime.database.reading() as tx:
        assert cases.is_verified(tx, case.id, "bestuurder", "ADA@prive.example")
        assert not cases.is_verified(tx, case.id, "werkgever", "ada@prive.example")


def test_an_edit_changes_who_has_the_role(runtime: Runtime) -> None:
    """One person stays one person; the old value stands in the journal, and a new address is not verified."""
    first = Caller(SenderKind.BESTUURDER, "Ada", "ada@prive.example", "06 12345678")
    case = staffing.open_case(runtime, CaseKind.PREVENTIVE, first, "A", runtime.clock())
    staffing.add_person(runtime, case.number, first, "A", runtime.clock(), verified=True)
    other = Caller(SenderKind.BESTUURDER, email="ada@elders.example", phone="+31 6 12345678")
    for changed in (True, False):
        assert staffing.edit(runtime, case.number, other, {}, "A", runtime.clock(), verified=False) is changed
    view = show(runtime, case.number, "x", runtime.clock())
    (party,) = view.parties
    assert (party.name, party.email, party.phone) == ("Ada", "ada@elders.example", "+31612345678")
    assert party.verified_at is None
    assert [entry.text for entry in view.entries if entry.what == "contactgegevens gewijzigd"] == [
        "bestuurder, mailadres nagevraagd",
        "bestuurder, mailadres: van ada@prive.example naar ada@elders.example",
    ]


def test_a_move_ends_the_case_and_begins_one_for_the_new_address(runtime: Runtime, take: Take) -> None:
    """The people go along, the way begins anew."""
    number = take().case or ""
    answer(runtime, number, K.CONTACT, "gelukt")
    made = staffing.happen(runtime, number, CaseEvent.MOVED, "A", "nieuw huis", runtime.clock(), key="run-2")
    again = staffing.happen(runtime, number, CaseEvent.MOVED, "A", "nieuw huis", runtime.clock(), key="run-2")
    assert made.number == again.number != number
    assert a_case_in(runtime, number).state is CaseState.MOVED
    assert not open_of(runtime, number)
    assert (made.state, made.linked_to) == (CaseState.REGISTERED, number)
    with runtime.database.reading() as tx:
        assert [party.email for party in cases.parties_of(tx, made.id)] == ["a@gemeente.example"]


def test_a_college_is_contacted_once(runtime: Runtime, clock: Clock) -> None:
    """Six cases, one call to the werkgever, one talk with the werkgever, and six ways of their own after that."""
    lead = staffing.open_case(runtime, CaseKind.PREVENTIVE, WERKGEVER, "A", runtime.clock())
    members = staffing.open_college(runtime, lead.number, 6, "A", runtime.clock())
    assert len(members) == 5
    assert all(set(open_of(runtime, member.number)) == {K.CONTACT} for member in members)
    with runtime.database.reading() as tx:
        shown = {window.key for window in windows.pending(tx, 100) if window.key.startswith("taak/")}
    assert shown == {f"taak/{lead.number}/contact/1"}
    before = len(letters(runtime))
    clock.now = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
    sweep(runtime, clock.now)
    assert len(letters(runtime)) == before + 1  # one letter that it is late, not six
    answer(runtime, lead.number, K.CONTACT, "gelukt")
    assert set(open_of(runtime, lead.number)) == {K.PLAN_EMPLOYER_TALK, K.PLAN_HOME_TALK}
    for member in members:
        assert a_case_in(runtime, member.number).state is CaseState.IN_CONTACT
        assert set(open_of(runtime, member.number)) == {K.PLAN_HOME_TALK}
    assert [kind for kind, _ in letters(runtime)].count("person_information") == 1


def test_a_college_whose_first_case_ends_is_not_forgotten(runtime: Runtime) -> None:
    """The others then get their own call."""
    lead = staffing.open_case(runtime, CaseKind.PREVENTIVE, WERKGEVER, "A", runtime.clock())
    (member,) = staffing.open_college(runtime, lead.number, 2, "A", runtime.clock())
    close(runtime, lead.number, "A", "vergissing", runtime.clock())
    with runtime.database.reading() as tx:
        shown = {window.key for window in windows.pending(tx, 100) if window.wanted == "open"}
        (contact,) = obligations.open_of(tx, member.id)
    assert f"taak/{member.number}/contact/1" in shown
    assert contact.nudge_at is not None


def test_two_cases_become_one(runtime: Runtime, take: Take) -> None:
    """The people go over; who still uses the old number is understood; the double is never opened by mail again."""
    first, second = take().case or "", take(sender="b@gemeente.example").case or ""
    kept = staffing.merge(runtime, second, first, "A", runtime.clock())
    assert kept.number == first
    assert a_case_in(runtime, second).state is CaseState.MERGED
    with runtime.database.reading() as tx:
        assert {party.email for party in cases.parties_of(tx, kept.id)} == {"a@gemeente.example", "b@gemeente.example"}
        goes_on = cases.where_it_goes_on(tx, second)
    assert goes_on
    assert goes_on.number == first
    with pytest.raises(StaffRefused):
        staffing.merge(runtime, first, second, "A", runtime.clock())


def test_another_colleague_takes_over(runtime: Runtime, take: Take) -> None:
    """Shown with the case, and in its journal."""
    number = take().case or ""
    staffing.hand_over(runtime, number, "B. Collega", "A. Secretaris", runtime.clock())
    assert "behandelaar: B. Collega" in show(runtime, number, "x", runtime.clock()).text()


@pytest.mark.parametrize(("event", "reason"), [(CaseEvent.WITHDRAWN, "  "), (CaseEvent.EXECUTED, "klaar")])
def test_what_cannot_be_is_refused(runtime: Runtime, take: Take, event: CaseEvent, reason: str) -> None:
    """With a sentence that says why; nothing has changed."""
    number = take().case or ""
    with pytest.raises(StaffRefused):
        staffing.happen(runtime, number, event, "A", reason, runtime.clock())
    assert a_case_in(runtime, number).state is CaseState.REGISTERED
