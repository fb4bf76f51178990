"""When something starts by itself."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from casework.workdays import AMSTERDAM
from flows.window.timetable import MONDAY, WORKDAYS, Times


@pytest.mark.parametrize(
    ("times", "now", "expected"),
    [
        (Times(time(8, 30), WORKDAYS), "2026-11-23 08:29", "2026-11-23 08:30"),
        (Times(time(8, 30), WORKDAYS), "2026-11-23 08:30", "2026-11-24 08:30"),
        (Times(time(8, 30), WORKDAYS), "2026-11-27 12:00", "2026-11-30 08:30"),
        (Times(time(3, 10)), "2026-11-28 12:00", "2026-11-29 03:10"),
        (Times(time(7), MONDAY), "2026-11-23 07:00", "2026-11-30 07:00"),
        (Times(time(3, 10)), "2026-10-24 12:00", "2026-10-25 03:10"),  # the night that is an hour longer
        (Times(time(2, 30)), "2027-03-27 12:00", "2027-03-28 03:30"),  # that hour is not there
    ],
)
def test_the_next_time_is_one_of_the_timetable(times: Times, now: str, expected: str) -> None:
    """Dutch time on both sides, also when the clock is changed."""
    found = times.next_after(datetime.fromisoformat(now).replace(tzinfo=AMSTERDAM))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=AMSTERDAM).astimezone(UTC)
