"""A name that nobody knows stands out in the journal."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from casework.approvals import Reader
from casework.assessment import Alarm
from casework.duty import Word
from casework.lifecycle import CaseKind
from casework.obligations import ObligationKind
from casework.people import SenderKind
from casework.roster import Medium, Person, Roster, Way
from casework.safe_contact import SafeContact
from flows.links import data_link_of
from flows.runtime import Runtime
from flows.steps import (
    data_link,
    escalate,
    report_case,
    reports,
    retention,
    signing,
    staffing,
    subjects,
    taking,
)
from flows.steps.answer import close, give
from flows.steps.moving import promise
from flows.steps.safe_contact import take_down
from flows.steps.staffing import Caller
from flows.windows import with_names
from storage import cases, journal, rosters
from tests.casework.test_findings import a_report


def _marked(runtime: Runtime, number: str) -> list[str]:
    with runtime.database.reading() as tx:
        case = cases.find(tx, number)
        assert case
        return [entry.actor for entry in journal.entries(tx, case.id) if entry.what == signing.UNKNOWN]


def _called(runtime: Runtime, by: str) -> str:
    caller = Caller(SenderKind.BESTUURDER, email="b@prive.example")
    return staffing.open_case(runtime, CaseKind.PREVENTIVE, caller, by, runtime.clock()).number


def test_without_a_list_of_names_nobody_is_unknown(runtime: Runtime) -> None:
    """A desk that filled in neither is not told that all are strangers."""
    assert _marked(runtime, _called(runtime, "Wie dan ook")) == []


def test_a_name_that_is_neither_a_colleague_nor_on_the_roster_is_marked(runtime: Runtime) -> None:
    """However it came: a form, a command, an answer. What was done is done all the same."""
    runtime.settings.desk.colleagues = ["Sam van der Desk"]
    number = _called(runtime, "sam van der desk ")
    give(runtime, f"{number}/contact/1", "gelukt", "Sam van der Desk", "", runtime.clock())
    assert _marked(runtime, number) == []
    staffing.hand_over(runtime, number, "Sam van der Desk", "Sma", runtime.clock())
    give(runtime, f"{number}/plan_home_talk/1", "dit gesprek is niet nodig", "X", "", runtime.clock())
    close(runtime, number, "Onbekend", "proef", runtime.clock())
    assert _marked(runtime, number) == ["Sma", "X", "Onbekend"]


def test_a_link_for_data_is_marked_when_asked_for_and_when_used(runtime: Runtime) -> None:
    """Its form is signed with the name of who asked; one act is marked once."""
    runtime.settings.desk.colleagues = ["Sam"]
    runtime.settings.door.public_url = "https://desk.example"
    number = _called(runtime, "Sam")
    made = data_link.make(runtime, number, SenderKind.BESTUURDER, "Wim", runtime.clock())
    assert made
    assert _marked(runtime, number) == ["Wim"]
    data_link.make(runtime, number, SenderKind.BESTUURDER, "Wim", runtime.clock())
    assert _marked(runtime, number) == ["Wim"]
    key = data_link_of(made.address.rpartition("/")[2])
    assert key
    values = data_link.tidy({"naam": "Ada", "mail": "ada@prive.example"})
    data_link.keep(runtime, key, values, own=False, now=runtime.clock())
    assert _marked(runtime, number) == ["Wim", "Wim"]


Act = Callable[[Runtime, str], object]


def _report(runtime: Runtime, number: str, *, signed: bool = True) -> int:
    body, by = json.dumps(a_report()).encode(), "Wim"
    return report_case.add(runtime, number, body, source="json", by=by, now=runtime.clock(), signed=signed)


def _password(runtime: Runtime, number: str) -> None:
    runtime.settings.report.bva_address = "bva@bzk.example"
    _report(runtime, number, signed=False)
    reports.give(runtime, number, Reader.BVA, by="Sam", now=runtime.clock())
    reports.tell_password(runtime, number, Reader.BVA, by="Wim", now=runtime.clock())


def _take(runtime: Runtime, number: str) -> None:
    with runtime.database.begin() as tx:
        case = cases.find(tx, number)
        assert case
        promised = promise(runtime, tx, case, ObligationKind.CALL_BACK, runtime.clock())
        escalate.raise_alarm(runtime, tx, case, promised, escalate.Trouble(Alarm.YES), runtime.clock())
    taking.answer(runtime, number, Word.HAVE_IT, "Wim", "opdracht", runtime.clock())


def _add_person(runtime: Runtime, number: str) -> None:
    caller = Caller(SenderKind.WERKGEVER, email="w@gemeente.example")
    staffing.add_person(runtime, number, caller, "Wim", runtime.clock(), verified=False)


ACTS: dict[str, Act] = {
    "report": _report,
    "password": _password,
    "alarm": _take,
    "person": _add_person,
    "contact": lambda desk, number: take_down(desk, number, SafeContact(code_word="egel"), "Wim", desk.clock()),
    "hold": lambda desk, number: retention.hold(desk, number, by="Wim", reason="rechter", now=desk.clock()),
    "export": lambda desk, _: subjects.export(desk, "b@prive.example", by="Wim", now=desk.clock()),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_every_act_that_is_signed_is_marked(runtime: Runtime, act: Act) -> None:
    """Also without a roster, when colleagues are filled in."""
    runtime.settings.desk.colleagues = ["Sam"]
    number = _called(runtime, "Sam")
    act(runtime, number)
    assert _marked(runtime, number) == ["Wim"]


def test_who_is_on_the_roster_is_known(runtime: Runtime) -> None:
    """By name, key or address; without the roster of others nobody of the settings is."""
    person = Person("bea", "Bea Voorbeeld", (Way(Medium.MAIL, "bea@desk.example", "mail"),))
    with runtime.database.begin() as tx:
        rosters.save(tx, Roster({"bea": person}, {}, fallback=("bea",)), {}, "Sam", runtime.clock())
    number = _called(runtime, "Bea Voorbeeld")
    staffing.hand_over(runtime, number, "Bea", "bea", runtime.clock())
    assert _marked(runtime, number) == []
    staffing.hand_over(runtime, number, "Bea", "Bae", runtime.clock())
    assert _marked(runtime, number) == ["Bae"]


def test_names_of_colleagues_stand_with_the_fields_for_a_name() -> None:
    """Only there, and only when there are any."""
    form = {"properties": {"naam": {"description": "Wie?"}, "aan": {}, "reden": {"description": "Waarom?"}}}
    shown = with_names(form, ["Sam", "Kim"])["properties"]
    assert [field.get("description") for field in shown.values()] == [
        "Wie? Bekend: Sam, Kim.",
        "Bekend: Sam, Kim.",
        "Waarom?",
    ]
    assert with_names(form, []) == form
