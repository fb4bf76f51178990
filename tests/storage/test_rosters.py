"""The roster comes back as it was imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from casework.escalation import POLICIES, PolicyName
from casework.roster import Medium, Override, Period, Person, Quiet, Roster, Rotation, Way
from casework.workdays import no_holidays
from storage import rosters
from storage.session import Database
from tests.builders import NOW

TOMORROW = NOW + timedelta(days=1)
ANNA = Person(
    "anna",
    "Anna Wacht",
    (Way(Medium.NOTIFY, "json://127.0.0.1/", "sms"), Way(Medium.MAIL, "anna@desk.example", "mail")),
    "en",
    (Quiet(time(23), time(7), frozenset({0, 6}), frozenset({"dreiging"})),),
    (Period(NOW, TOMORROW),),
    "bea",
    employer=True,
)
ROSTER = Roster(
    {"anna": ANNA, "bea": Person("bea", "Bea")},
    {"eerste wacht": Rotation("eerste wacht", ("anna", "bea"), date(2026, 3, 2), 1, time(8, 15), ("bea",))},
    fallback=("bea", "anna"),
    is_holiday=no_holidays,
)


def test_without_an_import_there_is_no_roster(database: Database) -> None:
    """The settings act as one then."""
    with database.reading() as tx:
        assert rosters.load(tx, no_holidays, NOW) is None


def test_everything_comes_back(database: Database) -> None:
    """People, ways, quiet hours, absence, rotations, policies."""
    policies = {policy.name: policy for policy in POLICIES.values()}
    with database.begin() as tx:
        rosters.save(tx, ROSTER, policies, "Sam", NOW)
    with database.reading() as tx:
        plan = rosters.load(tx, no_holidays, NOW)
    assert plan
    assert plan.roster == ROSTER
    assert plan.policies == policies
    assert (plan.at, plan.by) == (NOW, "Sam")


def test_the_newest_import_holds_and_people_may_come_back(database: Database) -> None:
    """Who is left out is not called; who returns is."""
    smaller = replace(ROSTER, people={"bea": ROSTER.people["bea"]})
    with database.begin() as tx:
        for roster in (ROSTER, smaller, ROSTER, smaller):
            rosters.save(tx, roster, {PolicyName.LOOK: POLICIES[PolicyName.LOOK]}, "Sam", NOW)
    with database.reading() as tx:
        plan = rosters.load(tx, no_holidays, NOW)
    assert plan
    assert set(plan.roster.people) == {"bea"}


def test_overrides_hold_until_they_are_over_and_outlive_an_import(database: Database) -> None:
    """In the order in which they were made."""
    first = Override("eerste wacht", "bea", Period(NOW, TOMORROW))
    second = Override("eerste wacht", None, Period(NOW, NOW + timedelta(hours=1)))
    with database.begin() as tx:
        rosters.save(tx, ROSTER, {}, "Sam", NOW)
        rosters.add_override(tx, first, "Sam", NOW)
        rosters.add_override(tx, second, "Kim", NOW)
        rosters.save(tx, ROSTER, {}, "Sam", NOW)
    with database.reading() as tx:
        at_once = rosters.load(tx, no_holidays, NOW)
        later = rosters.load(tx, no_holidays, NOW + timedelta(hours=2))
        assert [change.by for change in rosters.changes(tx, NOW)] == ["Sam", "Kim"]
    assert at_once
    assert later
    assert at_once.roster.overrides == (first, second)
    assert later.roster.overrides == (first,)
