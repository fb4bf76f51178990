"""Who is on call, and where the roster has holes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from casework.roster import (
    Caller,
    Gap,
    Medium,
    Override,
    Period,
    Person,
    Quiet,
    Roster,
    Rotation,
    Way,
    find,
    gaps,
    shifts,
)
from casework.workdays import AMSTERDAM

WAY = (Way(Medium.MAIL, "a@desk.example", "mail"),)
PEOPLE = {key: Person(key, key.capitalize(), WAY) for key in ("anna", "bea")}
WEEKLY = Rotation("wacht", ("anna", "bea"), date(2026, 3, 2))
ROSTER = Roster(PEOPLE, {"wacht": WEEKLY}, fallback=("bea",))
ALL = Caller("dreiging", always=True)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC)


def _period(start: str, end: str) -> Period:
    return Period(_at(start), _at(end))


FORTNIGHT = (_at("2026-03-02 09:00"), _at("2026-03-16 09:00"))


def test_a_sound_roster_has_no_gaps() -> None:
    """Two weeks, two people."""
    assert gaps(ROSTER, *FORTNIGHT, ALL) == []
    assert [(key, period.start_at) for period, key in shifts(ROSTER, "wacht", *FORTNIGHT)] == [
        ("anna", _at("2026-03-02 09:00")),
        ("bea", _at("2026-03-09 09:00")),
    ]


def test_a_gap_is_told_with_its_hours_and_its_reason() -> None:
    """Somebody is away and has no substitute."""
    roster = replace(
        ROSTER,
        people=PEOPLE | {"anna": replace(PEOPLE["anna"], away=(_period("2026-03-04 12:00", "2026-03-05 08:00"),))},
    )
    assert gaps(roster, *FORTNIGHT, ALL) == [
        Gap("wacht", _period("2026-03-04 12:00", "2026-03-05 08:00"), "is afwezig")
    ]


def test_hours_that_follow_on_each_other_are_one_gap() -> None:
    """Two absences in a row, and a hand-over within them."""
    away = (_period("2026-03-08 00:00", "2026-03-09 09:00"),)
    empty = Override("wacht", None, _period("2026-03-09 09:00", "2026-03-10 00:00"))
    roster = replace(ROSTER, people=PEOPLE | {"anna": replace(PEOPLE["anna"], away=away)}, overrides=(empty,))
    (gap,) = gaps(roster, *FORTNIGHT, ALL)
    assert gap.period == _period("2026-03-08 00:00", "2026-03-10 00:00")


def test_quiet_hours_are_gaps_for_doubt_and_not_for_a_threat() -> None:
    """A night a day for fourteen days, each from 23 to 7."""
    night = Quiet(time(23), time(7))
    roster = replace(ROSTER, people={key: replace(person, quiet=(night,)) for key, person in PEOPLE.items()})
    found = gaps(roster, *FORTNIGHT, Caller("kijk nu"))
    assert len(found) == 14
    assert {gap.period.end_at - gap.period.start_at for gap in found} == {timedelta(hours=8)}
    assert gaps(roster, *FORTNIGHT, ALL) == []


def test_a_rotation_that_has_not_begun_is_a_gap() -> None:
    """Until its first hand-over."""
    roster = replace(ROSTER, rotations={"wacht": replace(WEEKLY, first_on=date(2026, 3, 4))})
    assert gaps(roster, *FORTNIGHT, ALL) == [
        Gap("wacht", _period("2026-03-02 09:00", "2026-03-04 09:00"), "niemand heeft wacht")
    ]


@pytest.mark.parametrize(("days", "expected"), [(1, 14), (7, 2), (14, 1)])
def test_turns_take_as_long_as_they_should(days: int, expected: int) -> None:
    """Counted in days of the calendar, over the night in which the clock changes too."""
    roster = replace(ROSTER, rotations={"wacht": replace(WEEKLY, days=days)})
    for start in ("2026-03-02 09:00", "2026-03-30 09:00"):
        began = _at(start)
        found = shifts(roster, "wacht", began, _at(start) + timedelta(days=14))
        assert len(found) == expected


def test_every_day_of_the_year_has_one_hand_over() -> None:
    """Also at half past two, in the nights in which that time does not exist or comes twice."""
    roster = replace(ROSTER, rotations={"wacht": replace(WEEKLY, days=1, hand_over=time(2, 30))})
    found = shifts(roster, "wacht", _at("2026-03-02 02:30"), _at("2027-03-02 02:30"))
    assert len(found) == 365
    assert {key for _, key in found[::2]} == {"anna"}
    lengths = [period.end_at - period.start_at for period, _ in found]
    assert set(lengths) == {timedelta(hours=hours) for hours in (23, 23.5, 24, 24.5, 25)} & set(lengths)
    assert sum(lengths, timedelta(0)) == timedelta(days=365)


def test_who_is_called_instead_and_who_was_skipped() -> None:
    """In the order in which they were looked at."""
    away = (_period("2026-03-01 00:00", "2026-04-01 00:00"),)
    anna = replace(PEOPLE["anna"], away=away, substitute="cor")
    roster = replace(ROSTER, people=PEOPLE | {"anna": anna, "cor": Person("cor", "Cor", substitute="bea")})
    person, skipped = find(roster, "wacht", _at("2026-03-03 12:00"), ALL)
    assert person is PEOPLE["bea"]
    assert [(item.who, item.why) for item in skipped] == [("anna", "is afwezig"), ("cor", "heeft geen kanaal")]
