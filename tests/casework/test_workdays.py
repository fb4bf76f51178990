"""Working days: date in, date out."""

from datetime import UTC, date, datetime, time

import pytest

from casework.workdays import AMSTERDAM, WorkCalendar, no_holidays
from flows.dutch_holidays import dutch_holidays

DUTCH = WorkCalendar(dutch_holidays())
PLAIN = WorkCalendar(no_holidays)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("received", "days", "due_on"),
    [
        ("2026-11-23 10:00", 3, "2026-11-26"),  # an ordinary Monday
        ("2026-11-23 16:59", 3, "2026-11-26"),  # the last minute of the day
        ("2026-11-23 17:00", 3, "2026-11-27"),  # after hours: counts as Tuesday
        ("2026-11-27 18:00", 3, "2026-12-03"),  # Friday evening counts as Monday
        ("2026-11-28 03:00", 3, "2026-12-03"),  # Saturday night
        ("2026-11-29 23:59", 3, "2026-12-03"),  # Sunday
        ("2026-12-23 09:00", 3, "2026-12-29"),  # both days of Christmas, one of them a Saturday
        ("2026-12-31 12:00", 1, "2027-01-04"),  # New Year's Day is a Friday
        ("2027-03-24 09:00", 3, "2027-03-31"),  # Good Friday and Easter Monday
        ("2026-04-24 12:00", 1, "2026-04-28"),  # King's Day on a Monday
        ("2025-05-02 12:00", 1, "2025-05-06"),  # Liberation Day counts in a lustrum year
        ("2026-05-04 12:00", 1, "2026-05-05"),  # and not in other years
        ("2026-05-13 12:00", 1, "2026-05-15"),  # Ascension Day
        ("2026-05-22 12:00", 1, "2026-05-26"),  # Whit Monday
        ("2026-11-24 12:00", 0, "2026-11-24"),  # nothing to wait for
    ],
)
def test_a_deadline_counts_dutch_working_days(received: str, days: int, due_on: str) -> None:
    """The term starts on the day that counts as the day of receipt and skips weekends and holidays."""
    due = DUTCH.due_after(at(received), days)
    assert due.date() == date.fromisoformat(due_on)
    assert due.time() == time(17, 0)


@pytest.mark.parametrize(
    ("received", "days", "due_on"),
    [
        ("2021-02-15 12:00", 1, "2021-02-16"),
        ("2021-02-19 12:00", 1, "2021-02-22"),
        ("2021-02-20 12:00", 1, "2021-02-23"),
        ("2021-02-21 12:00", 3, "2021-02-25"),
        ("2021-02-18 12:00", 2, "2021-02-22"),
        ("2021-02-15 12:00", 10, "2021-03-01"),
        ("2021-02-19 12:00", 11, "2021-03-08"),
    ],
)
def test_without_holidays_only_weekends_are_skipped(received: str, days: int, due_on: str) -> None:
    """Monday to Friday is the calendar when no holidays are given."""
    assert PLAIN.due_after(at(received), days).date() == date.fromisoformat(due_on)


def test_the_hour_is_read_in_amsterdam() -> None:
    """16:30 UTC is half past five in winter, so the next day counts."""
    assert DUTCH.counted_from(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)) == date(2026, 11, 24)
    assert DUTCH.counted_from(datetime(2026, 7, 6, 14, 30, tzinfo=UTC)) == date(2026, 7, 6)


def test_a_deadline_over_the_change_to_summer_time_keeps_its_wall_clock() -> None:
    """Closing time stays 17:00 on the wall, whatever the offset."""
    due = DUTCH.due_after(at("2026-03-27 12:00"), 1)
    assert (due.hour, due.utcoffset()) == (17, at("2026-03-30 17:00").utcoffset())


def test_good_friday_can_be_a_working_day() -> None:
    """Employers differ about Good Friday, so it is a setting."""
    working = WorkCalendar(dutch_holidays(good_friday=False))
    assert working.due_after(at("2027-03-25 12:00"), 1).date() == date(2027, 3, 26)


def test_liberation_day_can_be_free_every_year() -> None:
    """Civil servants have 5 May off each year; a setting."""
    free = WorkCalendar(dutch_holidays(liberation_day_yearly=True))
    assert free.due_after(at("2026-05-04 12:00"), 1).date() == date(2026, 5, 6)
