"""Fixed times, in Dutch time: at which hour, on which days of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from casework.workdays import AMSTERDAM

EVERY_DAY = tuple(range(7))
WORKDAYS = EVERY_DAY[:5]
MONDAY = EVERY_DAY[:1]


@dataclass(frozen=True, slots=True)
class Times:
    """At `at`, on `days` (0 is Monday)."""

    at: time
    days: tuple[int, ...] = EVERY_DAY

    def next_after(self, now: datetime) -> datetime:
        """The first of these times after now, in UTC. A time that the clock skips in spring comes an hour later."""
        today = now.astimezone(AMSTERDAM).date()
        ahead = (today + timedelta(days=count) for count in range(9))
        moments = (
            datetime.combine(day, self.at, AMSTERDAM).astimezone(UTC) for day in ahead if day.weekday() in self.days
        )
        return next(moment for moment in moments if moment > now)
