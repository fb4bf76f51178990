"""Working days: date in, date out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.workdays import AMSTERDAM, WorkCalendar, no_holidays
from flows.dutch_holidays import KRALENDIJK, dutch_holidays, island_holidays

DUTCH = WorkCalendar(dutch_holidays())
PLAIN = WorkCalendar(no_holidays)
BONAIRE = WorkCalendar(island_holidays("BON", dutch_holidays()), time(8, 30), time(11, 0), KRALENDIJK)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("received", "days", "due_on"),
    [
        ("2026-11-23 10:00", 3, "2026-11-26"),  # an ordinary Monday
        ("2026-11-23 00:00", 3, "2026-11-26"),  # its first minute
        ("2026-11-23 08:29", 3, "2026-11-26"),  # before the desk opens: the same day
        ("2026-11-23 16:59", 3, "2026-11-26"),  # the last minute of the day
        ("2026-11-23 17:00", 3, "2026-11-27"),  # after hours: counts as Tuesday
        ("2026-11-23 23:59", 3, "2026-11-27"),
        ("2026-11-25 12:00", 3, "2026-11-30"),  # over a weekend
        ("2026-11-26 12:00", 3, "2026-12-01"),
        ("2026-11-27 12:00", 3, "2026-12-02"),  # Friday
        ("2026-11-27 18:00", 3, "2026-12-03"),  # Friday evening counts as Monday
        ("2026-11-28 03:00", 3, "2026-12-03"),  # Saturday night
        ("2026-11-29 23:59", 3, "2026-12-03"),  # Sunday
        ("2026-11-24 12:00", 0, "2026-11-24"),  # nothing to wait for
        ("2026-11-24 18:00", 0, "2026-11-25"),
        ("2026-11-28 12:00", 0, "2026-11-30"),
        ("2026-12-23 09:00", 3, "2026-12-29"),  # both days of Christmas, one of them a Saturday
        ("2026-12-24 16:00", 1, "2026-12-28"),
        ("2026-12-24 18:00", 1, "2026-12-29"),  # Christmas Eve after hours
        ("2026-12-25 12:00", 1, "2026-12-29"),  # Christmas Day counts as Monday
        ("2026-12-31 12:00", 1, "2027-01-04"),  # New Year's Day is a Friday
        ("2027-01-01 12:00", 1, "2027-01-05"),
        ("2027-03-24 09:00", 3, "2027-03-31"),  # Good Friday and Easter Monday
        ("2027-03-25 18:00", 1, "2027-03-31"),  # Thursday evening before Good Friday counts as Tuesday
        ("2027-03-26 09:00", 1, "2027-03-31"),  # Good Friday itself
        ("2026-04-24 12:00", 1, "2026-04-28"),  # King's Day on a Monday
        ("2025-04-25 12:00", 1, "2025-04-28"),  # the 27th is a Sunday, so King's Day is the Saturday before
        ("2025-05-02 12:00", 1, "2025-05-06"),  # Liberation Day counts in a lustrum year
        ("2026-05-04 12:00", 1, "2026-05-05"),  # and not in other years
        ("2030-05-03 12:00", 1, "2030-05-06"),  # a lustrum year in which it is a Sunday
        ("2026-05-13 12:00", 1, "2026-05-15"),  # Ascension Day
        ("2026-05-13 17:30", 1, "2026-05-18"),  # the evening before counts as Friday
        ("2026-05-22 12:00", 1, "2026-05-26"),  # Whit Monday
        ("2026-05-22 12:00", 5, "2026-06-01"),
        ("2026-11-23 12:00", 10, "2026-12-07"),  # two weeks
        ("2026-11-23 12:00", 15, "2026-12-14"),  # three
        ("2026-12-14 12:00", 15, "2027-01-06"),  # over Christmas and New Year
        ("2026-06-01 12:00", 60, "2026-08-24"),  # a quarter
        ("2024-02-28 12:00", 1, "2024-02-29"),  # a leap day is a day
        ("2024-02-29 12:00", 1, "2024-03-01"),
        ("2026-03-27 12:00", 1, "2026-03-30"),  # over the change to summer time
        ("2026-10-23 12:00", 1, "2026-10-26"),  # and back
        ("2026-10-25 02:30", 1, "2026-10-27"),  # in the hour that comes twice
    ],
)  # fmt: skip
def test_a_deadline_counts_dutch_working_days(received: str, days: int, due_on: str) -> None:
    """The term starts on the day that counts as the day of receipt and skips weekends and holidays."""
    due = DUTCH.due_after(at(received), days)
    assert due.date() == date.fromisoformat(due_on)
    assert due.time() == time(17, 0)


#: Day of receipt and number of days, with the day it comes to when no holiday is known. Dates of February 2021; facts
#: that another Dutch case system (Amsterdam/signals, MPL-2.0) reckons the same way.
MONDAY_TO_FRIDAY = [
    ("2021-02-15", 1, "2021-02-16"), ("2021-02-16", 1, "2021-02-17"), ("2021-02-19", 1, "2021-02-22"),
    ("2021-02-20", 1, "2021-02-23"), ("2021-02-21", 1, "2021-02-23"), ("2021-02-15", 3, "2021-02-18"),
    ("2021-02-16", 3, "2021-02-19"), ("2021-02-19", 3, "2021-02-24"), ("2021-02-20", 3, "2021-02-25"),
    ("2021-02-21", 3, "2021-02-25"), ("2021-02-15", 2, "2021-02-17"), ("2021-02-18", 2, "2021-02-22"),
    ("2021-02-19", 2, "2021-02-23"), ("2021-02-20", 2, "2021-02-24"), ("2021-02-15", 3, "2021-02-18"),
    ("2021-02-18", 3, "2021-02-23"), ("2021-02-19", 3, "2021-02-24"), ("2021-02-20", 3, "2021-02-25"),
    ("2021-02-21", 3, "2021-02-25"), ("2021-02-15", 10, "2021-03-01"), ("2021-02-19", 10, "2021-03-05"),
    ("2021-02-15", 11, "2021-03-02"), ("2021-02-19", 11, "2021-03-08"),
]  # fmt: skip
CALENDAR_DAYS = [
    ("2021-02-15", 1, "2021-02-16"), ("2021-02-16", 1, "2021-02-17"), ("2021-02-19", 1, "2021-02-20"),
    ("2021-02-20", 1, "2021-02-21"), ("2021-02-21", 1, "2021-02-22"), ("2021-02-15", 3, "2021-02-18"),
    ("2021-02-16", 3, "2021-02-19"), ("2021-02-19", 3, "2021-02-22"), ("2021-02-20", 3, "2021-02-23"),
    ("2021-02-21", 3, "2021-02-24"),
]  # fmt: skip


@pytest.mark.parametrize(("received", "days", "due_on"), MONDAY_TO_FRIDAY)
def test_without_holidays_only_weekends_are_skipped(received: str, days: int, due_on: str) -> None:
    """Monday to Friday is the calendar when no holidays are given; Dutch holidays change nothing where none lies."""
    for calendar in (PLAIN, DUTCH):
        assert calendar.due_after(at(f"{received} 12:00"), days).date() == date.fromisoformat(due_on)


@pytest.mark.parametrize(("received", "days", "due_on"), CALENDAR_DAYS)
def test_days_that_are_no_working_days_count_all(received: str, days: int, due_on: str) -> None:
    """A term in weeks counts every day, and keeps the time on the wall."""
    assert PLAIN.days_later(at(f"{received} 12:00"), days) == at(f"{due_on} 12:00")


def test_the_hour_is_read_in_amsterdam() -> None:
    """16:30 UTC is half past five in winter, so the next day counts."""
    assert DUTCH.counted_from(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)) == date(2026, 11, 24)
    assert DUTCH.counted_from(datetime(2026, 7, 6, 14, 30, tzinfo=UTC)) == date(2026, 7, 6)


def test_a_deadline_over_the_change_to_summer_time_keeps_its_wall_clock() -> None:
    """Closing time stays 17:00 on the wall, whatever the offset; a term in weeks gains no hour and loses none."""
    due = DUTCH.due_after(at("2026-03-27 12:00"), 1)
    assert (due.hour, due.utcoffset()) == (17, at("2026-03-30 17:00").utcoffset())
    assert DUTCH.days_later(at("2026-03-02 16:30").astimezone(UTC), 56) == at("2026-04-27 16:30")


def test_good_friday_can_be_a_working_day() -> None:
    """Employers differ about Good Friday, so it is a setting."""
    working = WorkCalendar(dutch_holidays(good_friday=False))
    assert working.due_after(at("2027-03-25 12:00"), 1).date() == date(2027, 3, 26)


def test_liberation_day_can_be_free_every_year() -> None:
    """Civil servants have 5 May off each year; a setting."""
    free = WorkCalendar(dutch_holidays(liberation_day_yearly=True))
    assert free.due_after(at("2026-05-04 12:00"), 1).date() == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("received", "days", "due_on"),
    [
        ("2026-11-23 10:00", 3, "2026-11-26"),  # an ordinary Monday on the island
        ("2026-11-23 12:00", 3, "2026-11-27"),  # at noon there it is five o'clock here
        ("2027-09-03 09:00", 1, "2027-09-07"),  # Dia di Boneiru is a Monday
        ("2026-02-13 09:00", 1, "2026-02-16"),
        ("2026-04-28 09:00", 3, "2026-05-05"),  # Dia di Rincon and Labour Day
        ("2026-05-22 09:00", 1, "2026-05-26"),  # Whit Monday: free here, so the desk does not work
        ("2026-12-31 09:00", 1, "2027-01-04"),
    ],
)  # fmt: skip
def test_a_case_on_bonaire_counts_days_on_which_both_work(received: str, days: int, due_on: str) -> None:
    """Island time; what is free there or here does not count; the desk is closed when it is still noon there."""
    received_at = datetime.fromisoformat(received).replace(tzinfo=KRALENDIJK)
    assert BONAIRE.due_after(received_at, days).date() == date.fromisoformat(due_on)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:00"),  # open
        ("2026-11-23 07:00", "2026-11-23 08:30"),  # later today
        ("2026-11-23 17:00", "2026-11-24 08:30"),  # tomorrow
        ("2026-11-27 17:00", "2026-11-30 08:30"),  # after the weekend
        ("2026-11-28 07:00", "2026-11-30 08:30"),
        ("2027-03-25 20:00", "2027-03-30 08:30"),  # after Easter
        ("2026-03-28 12:00", "2026-03-30 08:30"),  # over the change to summer time
    ],
)  # fmt: skip
def test_nobody_is_reminded_when_the_desk_is_closed(moment: str, opens: str) -> None:
    """At the next opening."""
    assert DUTCH.next_open(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("paused", "due", "again", "new_due"),
    [
        ("2026-11-23 12:00", "2026-11-26 17:00", "2026-11-23 13:00", "2026-11-26 17:00"),  # an hour changes nothing
        ("2026-11-23 12:00", "2026-11-26 17:00", "2026-11-25 12:00", "2026-11-30 17:00"),  # three days were left
        ("2026-11-26 12:00", "2026-11-26 17:00", "2026-12-01 12:00", "2026-12-01 17:00"),  # on its last day
        ("2026-12-22 12:00", "2026-12-24 17:00", "2026-12-28 12:00", "2026-12-30 17:00"),  # over Christmas
        ("2026-11-30 12:00", "2026-11-26 17:00", "2026-12-02 12:00", "2026-12-02 17:00"),  # it was late already
    ],
)  # fmt: skip
def test_a_clock_that_stood_still_has_as_many_days_left(paused: str, due: str, again: str, new_due: str) -> None:
    """Working days; a new due time is never earlier than the old one."""
    assert DUTCH.after_standing_still(at(due), at(paused), at(again)) == at(new_due)


MOMENTS = st.integers(0, 7 * 366 * 24 * 60).map(lambda minutes: at("2024-01-01 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, st.integers(0, 60))
def test_a_deadline_lies_ahead_on_a_working_day_and_counting_back_gives_the_days(moment: datetime, days: int) -> None:
    """For any moment and term; one day more is never sooner."""
    due = DUTCH.due_after(moment, days)
    assert due >= moment
    assert DUTCH.is_working_day(due.date())
    assert DUTCH.working_days_between(moment, due) == days
    assert DUTCH.due_after(moment, days + 1) > due
    assert DUTCH.is_open(DUTCH.next_open(moment))
    assert DUTCH.next_open(moment) - moment <= timedelta(days=7)
