"""A name that nobody knows stands out in the journal."""

from __future__ import annotations

from casework.lifecycle import CaseKind
from casework.people import SenderKind
from casework.roster import Medium, Person, Roster, Way
from flows.runtime import Runtime
from flows.steps import signing, staffing
from flows.steps.answer import close, give
from flows.steps.staffing import Caller
from flows.windows import with_names
from storage import cases, journal, rosters


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
