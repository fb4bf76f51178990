"""Whose clock a time is on."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from casework.island_time import clock_named, meant
from casework.workdays import WorkCalendar

ISLAND = WorkCalendar(zone=ZoneInfo("America/Kralendijk"))
READ = ("2026-12-01T10:00:00+01:00", "2026-12-03")
THERE = ("2026-12-01T10:00:00-04:00", "2026-12-03")


@pytest.mark.parametrize(
    ("text", "calendar", "caribbean", "expected"),
    [
        ("Dinsdag 10 uur", ISLAND, False, THERE),
        ("Dinsdag 10 uur Nederlandse tijd", ISLAND, False, READ),
        ("Tuesday 10:00 Dutch time", ISLAND, False, READ),
        ("Dinsdag 10 uur", ISLAND, True, READ),
        ("Dinsdag 10 uur", WorkCalendar(), False, READ),
    ],
)
def test_a_time_is_on_the_clock_of_who_wrote_it(
    text: str, calendar: WorkCalendar, *, caribbean: bool, expected: tuple[str, ...]
) -> None:
    """A day without a time stays a day."""
    assert meant(READ, text, calendar, caribbean=caribbean) == expected


def test_only_another_clock_than_the_dutch_is_named() -> None:
    """In both languages."""
    assert clock_named("nl", "nl") == ""
    assert clock_named("sab", "nl") == " (tijd op Saba)"
    assert {clock_named(name, "en") != "" for name in ("bon", "sta", "sab", "bq")} == {True}
