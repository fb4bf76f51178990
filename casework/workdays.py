"""Working days: pure date arithmetic. The holidays come in as a question, so any calendar fits.

"Within three working days" counts whole working days after the day of receipt; a message received at or after the
hour the desk closes, or on a day that is no working day, counts as received on the next working day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_SATURDAY = 5


def no_holidays(_day: date) -> bool:
    """The calendar without holidays: Monday to Friday."""
    return False


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days count, and when the desk opens and closes (local time)."""

    is_holiday: Callable[[date], bool] = no_holidays
    opens: time = time(8, 30)
    closes: time = time(17, 0)
    zone: ZoneInfo = AMSTERDAM

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no holiday."""
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        day += timedelta(days=1)
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_day_before(self, day: date) -> date:
        """The last working day before `day`."""
        day -= timedelta(days=1)
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def is_open(self, at: datetime) -> bool:
        """The desk is at work."""
        local = at.astimezone(self.zone)
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def next_open(self, at: datetime) -> datetime:
        """This moment when the desk is open, else the next opening."""
        local = at.astimezone(self.zone)
        if self.is_open(at):
            return local
        same_day = self.is_working_day(local.date()) and local.time() < self.opens
        return self._at(local.date() if same_day else self.next_working_day(local.date()), self.opens)

    def opening_after(self, at: datetime, working_days: int) -> datetime:
        """The opening, `working_days` working days after the day on which `at` counts."""
        day = self.counted_from(at)
        for _ in range(working_days):
            day = self.next_working_day(day)
        return self._at(day, self.opens)

    def opening_before(self, at: datetime, working_days: int) -> datetime:
        """The opening, `working_days` working days before the day of `at`."""
        day = at.astimezone(self.zone).date()
        for _ in range(working_days):
            day = self.working_day_before(day)
        return self._at(day, self.opens)

    def days_later(self, at: datetime, days: int) -> datetime:
        """The same time on the wall, so many days later (earlier when negative)."""
        return at.astimezone(self.zone) + timedelta(days=days)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self.zone)

    def counted_from(self, received_at: datetime) -> date:
        """The working day on which a message counts as received."""
        local = received_at.astimezone(self.zone)
        day = local.date()
        if local.time() >= self.closes or not self.is_working_day(day):
            return self.next_working_day(day)
        return day

    def working_days_between(self, earlier: datetime, later: datetime) -> int:
        """How many working days lie after the day on which `earlier` counts, up to and with the day of `later`."""
        day, last, count = self.counted_from(earlier), later.astimezone(self.zone).date(), 0
        while day < last:
            day = self.next_working_day(day)
            count += day <= last
        return count

    def after_standing_still(self, due_at: datetime, paused_at: datetime, now: datetime) -> datetime:
        """When something is due whose clock stood still from `paused_at` until now: as many working days are left."""
        return max(due_at, self.due_after(now, self.working_days_between(paused_at, due_at)))

    def due_after(self, received_at: datetime, working_days: int) -> datetime:
        """The closing time of the desk, `working_days` working days after receipt. Aware, local zone."""
        day = self.counted_from(received_at)
        for _ in range(working_days):
            day = self.next_working_day(day)
        return self._at(day, self.closes)
