"""Cases, their numbers, and the people in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework.assessment import Address, Fields
from casework.errors import StorageError
from casework.lifecycle import CaseKind, CaseState
from casework.people import Function, SenderKind
from storage import cases
from storage.cases import Party
from storage.session import Database
from tests.builders import NOW, a_case
from tests.storage import workers
from tests.storage.conftest import PROCESSES, Together

FIELDS = Fields(
    sender_kind=SenderKind.BESTUURDER,
    function=Function.WETHOUDER,
    person="Ada Voorbeeld",
    phone="+31612345678",
    address=Address("Dorpsstraat 1", "1234 AB", "Ons Dorp"),
    pkvw=False,
    domains=("Wonen",),
)


def test_a_case_comes_back_as_it_was(database: Database) -> None:
    """With all its fields."""
    with database.begin() as tx:
        opened = a_case(tx, CaseKind.THREAT, fields=FIELDS, language="en", linked_to="WVB-2025-0007")
    with database.reading() as tx:
        found = cases.find(tx, opened.number)
    assert found == opened
    assert (opened.number, opened.state, opened.fields) == ("WVB-2026-0001", CaseState.THREAT, FIELDS)


def test_a_number_that_was_never_given_finds_nothing(database: Database) -> None:
    """Nor does nonsense."""
    with database.reading() as tx:
        assert cases.find(tx, "WVB-2026-0001") is None
        assert cases.find(tx, "' OR 1=1 --") is None


def test_the_year_of_a_number_is_the_dutch_year(database: Database) -> None:
    """New Year comes an hour earlier in Amsterdam than in UTC; each year counts from one."""
    evening = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    night = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    with database.begin() as tx:
        numbers = [a_case(tx, now=now).number for now in (evening, evening, night, evening)]
    assert numbers == ["WVB-2026-0001", "WVB-2026-0002", "WVB-2027-0001", "WVB-2026-0003"]


def test_numbers_have_no_gaps_when_processes_open_cases_at_once(database: Database, together: Together) -> None:
    """Also when some are given up halfway."""
    lists = together(workers.open_cases, PROCESSES, 15)
    numbers = sorted(number for numbers in lists for number in numbers)
    assert numbers == [f"WVB-2026-{count:04d}" for count in range(1, PROCESSES * 10 + 1)]
    with database.reading() as tx:
        assert len(cases.listing(tx, limit=None)) == len(numbers)


def test_a_change_of_state_is_kept(database: Database) -> None:
    """With the kind, and the time of closing."""
    with database.begin() as tx:
        case = a_case(tx, CaseKind.UNCLEAR)
        threat = cases.set_state(tx, case, CaseState.THREAT, NOW, CaseKind.THREAT)
        assert cases.find(tx, case.number) == threat
        assert (threat.kind, threat.closed_at, threat.version) == (CaseKind.THREAT, None, 2)
        closed = cases.set_state(tx, threat, CaseState.CLOSED, NOW)
        assert cases.find(tx, case.number) == closed
        assert closed.closed_at == NOW
        assert cases.set_state(tx, closed, CaseState.THREAT, NOW).closed_at is None


def test_a_case_that_changed_meanwhile_is_not_changed(database: Database) -> None:
    """Somebody decided on what was no longer so."""
    with database.begin() as tx:
        case = a_case(tx)
        now = cases.set_state(tx, case, CaseState.THREAT, NOW)
        with pytest.raises(StorageError, match=case.number):
            cases.set_state(tx, case, CaseState.CLOSED, NOW)
        assert cases.find(tx, case.number) == now


def test_cases_are_listed_newest_first(database: Database) -> None:
    """By state, and in parts."""
    with database.begin() as tx:
        made = [a_case(tx) for _ in range(4)]
        closed = cases.set_state(tx, made[1], CaseState.CLOSED, NOW)
        every = [made[3], made[2], closed, made[0]]
        assert cases.listing(tx) == every
        assert cases.listing(tx, states=[CaseState.REGISTERED]) == [made[3], made[2], made[0]]
        assert cases.listing(tx, limit=2, offset=1) == every[1:3]
        assert cases.listing(tx, states=[]) == []
        assert cases.listing(tx, limit=None, offset=3) == every[3:]
        assert cases.counts(tx) == {CaseState.REGISTERED: 3, CaseState.CLOSED: 1}


def test_the_people_of_a_case_come_back(database: Database) -> None:
    """In the order in which they came, also when little is known of them."""
    with database.begin() as tx:
        case = a_case(tx)
        cases.add_party(tx, case.id, "bestuurder", "Ada", "ada@x.example", "+31612345678")
        cases.add_party(tx, case.id, "derde", None, None, "")
        assert cases.parties_of(tx, case.id) == [
            Party("bestuurder", "Ada", "ada@x.example", "+31612345678"),
            Party("derde", None, None, None),
        ]


def test_an_address_tells_whether_somebody_belongs_to_a_case(database: Database) -> None:
    """However it is written."""
    with database.begin() as tx:
        one, two = a_case(tx), a_case(tx)
        cases.add_party(tx, one.id, "bestuurder", "Ada", "Ada@X.example", None)
        assert cases.is_party(tx, one.number, "ada@x.example ")
        assert not cases.is_party(tx, two.number, "ada@x.example")
        assert not cases.is_party(tx, one.number, "bea@x.example")
        assert not cases.is_party(tx, one.number, "")


def test_a_party_of_no_case_is_refused(database: Database) -> None:
    """Foreign keys are on."""
    with pytest.raises(StorageError), database.begin() as tx:
        cases.add_party(tx, 99, "derde", None, None, None)


def test_a_changed_case_is_a_new_value(database: Database) -> None:
    """The one that was read stays as it was."""
    with database.begin() as tx:
        case = a_case(tx)
        assert cases.set_state(tx, case, CaseState.THREAT, NOW) == replace(case, state=CaseState.THREAT, version=2)
        assert case.state is CaseState.REGISTERED
