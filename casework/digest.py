"""The secretary's morning on one page: what is new, due today, late, burning, or came back. Case numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.workdays import WorkCalendar

#: A list in the mail shows at most so many lines; the count counts them all.
MOST = 40


@dataclass(frozen=True, slots=True)
class Item:
    """One promise: `WVB-2026-0042`, what, for whom, by when."""

    case: str
    what: str
    owner: str
    due_at: datetime
    late: bool = False
    threat: bool = False
    waits_for: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What a morning's mail tells. `new`: numbers of cases; `alarms`: cases with a threat that nobody has ended;
    `hitches`: what does not go by itself.
    """

    new: tuple[str, ...]
    due_today: tuple[Item, ...]
    late: tuple[Item, ...]
    alarms: tuple[str, ...]
    undelivered: tuple[str, ...]
    mail_waiting: int = 0
    hitches: tuple[str, ...] = ()


def since(now: datetime, calendar: WorkCalendar) -> datetime:
    """From when something is new: the opening of the last working day before today."""
    day = now.astimezone(calendar.zone).date()
    before = calendar.working_day_before(day)
    return datetime.combine(before, calendar.opens, tzinfo=calendar.zone)


def sort(items: Sequence[Item], now: datetime, calendar: WorkCalendar) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What is due today, and what is late; threats first, then by time."""
    today = now.astimezone(calendar.zone).date()
    ordered = sorted(items, key=lambda item: (not item.threat, item.due_at))
    late = tuple(item for item in ordered if item.late or item.due_at <= now)
    due = tuple(item for item in ordered if item not in late and item.due_at.astimezone(calendar.zone).date() == today)
    return due, late


def lines(found: Sequence[str]) -> str:
    """A list for the letter: one line for each, and how many more there are."""
    if not found:
        return "- geen"
    more = [f"- en nog {len(found) - MOST}"] if len(found) > MOST else []
    return "\n".join([*(f"- {line}" for line in found[:MOST]), *more])
