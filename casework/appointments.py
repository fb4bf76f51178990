"""Appointments: two or three moments are proposed, one is chosen; then it may move, fall through or be held.

Pure. A change gives the appointment as it is then, and what calendars must be told: REQUEST, CANCEL or nothing. The
UID stays for ever; the SEQUENCE grows with every change that an invited guest must see (RFC 5546, section 2.1.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from casework.errors import Refusal
from casework.workdays import WorkCalendar

FEWEST, MOST = 2, 3
#: An offered moment is not proposed when it is nearer than this.
_SOONEST = timedelta(hours=12)
_WEEK = timedelta(days=7)


class Talk(StrEnum):
    """What the appointment is for; the values are what people read."""

    EMPLOYER = "gesprek met werkgever"
    HOME = "gesprek met bestuurder"
    EXPLANATION = "toelichting"


class Stage(StrEnum):
    """Where an appointment stands."""

    PROPOSED = "voorgesteld"
    CONFIRMED = "bevestigd"
    MOVING = "wordt verzet"
    CANCELLED = "afgezegd"
    HELD = "gevoerd"
    NO_SHOW = "niet doorgegaan"


class Method(StrEnum):
    """What calendars are told (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class NotPossible(Refusal):
    """This cannot be done with the appointment; the text says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment. `starts_at` is what calendars show; `slots` are the moments of proposal number `round`."""

    uid: str
    talk: Talk
    stage: Stage
    minutes: int
    sequence: int = 0
    starts_at: datetime | None = None
    slots: tuple[datetime, ...] = ()
    round: int = 0

    @property
    def is_open(self) -> bool:
        """Something may still change."""
        return self.stage in {Stage.PROPOSED, Stage.CONFIRMED, Stage.MOVING}


@dataclass(frozen=True, slots=True)
class Change:
    """The appointment after a change, and what calendars are told of it."""

    after: Appointment
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How moments are found. `times` are the starting times (local) on a day; `margin` is kept free around a talk."""

    minutes: int
    times: tuple[time, ...] = (time(9, 30), time(11, 0), time(13, 30), time(15, 0))
    margin: timedelta = timedelta(0)
    lead_working_days: int = 2
    horizon_working_days: int = 15


@dataclass(frozen=True, slots=True)
class Busy:
    """A time in which the adviser cannot."""

    start: datetime
    end: datetime


def find_moments(
    offered: Sequence[str], busy: Sequence[Busy], calendar: WorkCalendar, now: datetime, rules: Rules
) -> tuple[datetime, ...]:
    """Two or three moments: of the offered ones first, then our own, each on another day as far as that goes.

    `offered` are ISO dates or date-times with offset. Fewer when the horizon holds no more.
    """
    earliest = _earliest(calendar, now, rules)
    wanted = [moment for moment in _offered(offered, calendar, rules) if moment >= now + _SOONEST]
    chosen = _spread([moment for moment in wanted if _is_free(moment, busy, rules)], MOST)
    if len(chosen) < FEWEST:
        days = _working_days(calendar, earliest, rules)
        own = [moment for day in days for moment in _moments_of(day, calendar, rules)]
        free = [one for one in own if one > now and one not in chosen and _is_free(one, busy, rules)]
        taken = {moment.date() for moment in chosen}
        chosen += _spread([moment for moment in free if moment.date() not in taken], MOST - len(chosen))
    return tuple(sorted(chosen))


def propose(appointment: Appointment, slots: Sequence[datetime], now: datetime) -> Change:
    """Propose moments, anew if need be. A moment that was agreed stays in calendars until another is chosen."""
    _require_open(appointment)
    if not slots:
        raise NotPossible("er zijn geen momenten om voor te stellen")
    if any(slot <= now for slot in slots):
        raise NotPossible("een van deze momenten is al voorbij")
    stage = Stage.PROPOSED if appointment.starts_at is None else Stage.MOVING
    return Change(replace(appointment, stage=stage, slots=tuple(slots), round=appointment.round + 1))


def choose(appointment: Appointment, slot: datetime, now: datetime) -> Change:
    """Choose one of the proposed moments."""
    if appointment.stage is Stage.CONFIRMED and slot == appointment.starts_at:
        return Change(appointment)
    if appointment.stage not in {Stage.PROPOSED, Stage.MOVING} or slot not in appointment.slots:
        raise NotPossible("dit moment kan niet meer worden gekozen")
    return agree(appointment, slot, now)


def agree(appointment: Appointment, starts_at: datetime, now: datetime) -> Change:
    """Set the moment, whether it was proposed or not: staff agreed it with the guest."""
    _require_open(appointment)
    if starts_at <= now:
        raise NotPossible("dit moment is al voorbij")
    if starts_at == appointment.starts_at:
        return Change(replace(appointment, stage=Stage.CONFIRMED, slots=()))
    after = replace(
        appointment, stage=Stage.CONFIRMED, starts_at=starts_at, slots=(), sequence=_next_sequence(appointment)
    )
    return Change(after, Method.REQUEST)


def cancel(appointment: Appointment) -> Change:
    """It does not go on. Calendars are told when they show it."""
    _require_open(appointment)
    told = appointment.starts_at is not None
    after = replace(appointment, stage=Stage.CANCELLED, slots=(), sequence=_next_sequence(appointment))
    return Change(after, Method.CANCEL if told else None)


def unsettle(appointment: Appointment) -> Change:
    """The guest cannot come then; the moment stays in calendars until another is agreed, but nobody is reminded."""
    _require_open(appointment)
    return Change(replace(appointment, stage=Stage.MOVING) if appointment.stage is Stage.CONFIRMED else appointment)


def held(appointment: Appointment) -> Change:
    """The talk took place, whatever the calendar said."""
    _require_open(appointment)
    return Change(replace(appointment, stage=Stage.HELD))


def no_show(appointment: Appointment, now: datetime) -> Change:
    """Somebody did not come. The next try is a new appointment, under a new UID."""
    _require_begun(appointment, now)
    return Change(replace(appointment, stage=Stage.NO_SHOW))


class Ahead(StrEnum):
    """How far ahead a reminder is."""

    WEEK = "week"
    DAY = "day"


def reminder(
    appointment: Appointment, agreed_at: datetime, sent: Ahead | None, now: datetime, calendar: WorkCalendar
) -> Ahead | None:
    """Which reminder must leave now: a week ahead, and on the last working day before. Only in working hours.

    None for what was agreed so shortly before that it would remind of yesterday's letter.
    """
    starts_at = appointment.starts_at
    if appointment.stage is not Stage.CONFIRMED or starts_at is None or starts_at <= now or not _at_work(now, calendar):
        return None
    today, day = now.astimezone(calendar.zone).date(), starts_at.astimezone(calendar.zone).date()
    agreed_on = agreed_at.astimezone(calendar.zone).date()
    last = _working_day_before(day, calendar)
    if last <= today < day:
        return Ahead.DAY if sent is not Ahead.DAY and agreed_on < last else None
    week_ahead = day - _WEEK
    if week_ahead <= today < last and sent is None and agreed_on < week_ahead - timedelta(days=1):
        return Ahead.WEEK
    return None


_REFUSES = re.compile(
    r"\b(niet|geen|helaas|verhinderd|verzet\w*|verplaats\w*|anders|not|none|can't|cannot|unfortunately|neither|"
    r"reschedule|other)\b"
)
_NUMBERED = "optie|voorstel|nummer|moment|keuze|option|number"
_RANKS = ("eerste|1e|1ste|first|1st", "tweede|2e|2de|second|2nd", "derde|3e|3de|third|3rd")
_ORDINALS = tuple(
    re.compile(rf"\b({words}|({_NUMBERED})\s*{number})\b|^\W*{number}\W*$", re.MULTILINE)
    for number, words in enumerate(_RANKS, 1)
)


def picked(text: str, slots: Sequence[datetime], offered: Sequence[str], calendar: WorkCalendar) -> datetime | None:
    """Which proposed moment a reply chooses in plain words, or None when that is not plain: then a human reads it.

    `offered` are the moments that reading found in the reply; refused ones are not in it.
    """
    if offered:
        return _picked_by_date(slots, offered, calendar)
    words = text.casefold()
    named = [place for place, pattern in enumerate(_ORDINALS) if pattern.search(words)]
    if _REFUSES.search(words) or len(named) != 1 or named[0] >= len(slots):
        return None
    return slots[named[0]]


def _picked_by_date(slots: Sequence[datetime], offered: Sequence[str], calendar: WorkCalendar) -> datetime | None:
    """Every moment that is named must mean the same slot."""
    found: set[datetime] = set()
    for text in offered:
        means = [slot for slot in slots if _is_meant(slot, text, calendar)]
        if len(means) != 1:
            return None
        found.update(means)
    return found.pop() if len(found) == 1 else None


def _is_meant(slot: datetime, text: str, calendar: WorkCalendar) -> bool:
    if "T" in text:
        return datetime.fromisoformat(text) == slot
    return slot.astimezone(calendar.zone).date() == date.fromisoformat(text)


def _next_sequence(appointment: Appointment) -> int:
    return appointment.sequence + (appointment.starts_at is not None)


def _require_open(appointment: Appointment) -> None:
    if not appointment.is_open:
        raise NotPossible(f"deze afspraak is {appointment.stage.value}")


def _require_begun(appointment: Appointment, now: datetime) -> None:
    if appointment.stage not in {Stage.CONFIRMED, Stage.MOVING} or appointment.starts_at is None:
        raise NotPossible(f"deze afspraak is {appointment.stage.value}")
    if appointment.starts_at > now:
        raise NotPossible("deze afspraak moet nog beginnen")


def _earliest(calendar: WorkCalendar, now: datetime, rules: Rules) -> date:
    day = calendar.counted_from(now)
    for _ in range(rules.lead_working_days):
        day = calendar.next_working_day(day)
    return day


def _working_days(calendar: WorkCalendar, first: date, rules: Rules) -> Iterator[date]:
    day = first
    for _ in range(rules.horizon_working_days):
        yield day
        day = calendar.next_working_day(day)


def _offered(offered: Sequence[str], calendar: WorkCalendar, rules: Rules) -> Iterator[datetime]:
    for text in offered:
        if "T" in text:
            yield datetime.fromisoformat(text)
        elif calendar.is_working_day(day := date.fromisoformat(text)):
            yield from _moments_of(day, calendar, rules)


def _moments_of(day: date, calendar: WorkCalendar, rules: Rules) -> Iterator[datetime]:
    for start in rules.times:
        yield datetime.combine(day, start, tzinfo=calendar.zone)


def _is_free(moment: datetime, busy: Sequence[Busy], rules: Rules) -> bool:
    start, end = moment - rules.margin, moment + timedelta(minutes=rules.minutes) + rules.margin
    return all(item.end <= start or item.start >= end for item in busy)


def _spread(moments: Sequence[datetime], most: int) -> list[datetime]:
    """One of each day, later in the day each time; only when days run out a second one of the same day."""
    by_day: dict[date, list[datetime]] = {}
    for moment in dict.fromkeys(moments):
        by_day.setdefault(moment.date(), []).append(moment)
    days = [sorted(of_day) for of_day in by_day.values()]
    chosen = [of_day[place % len(of_day)] for place, of_day in enumerate(days[:most])]
    left = [moment for of_day in days for moment in of_day if moment not in chosen]
    return chosen + left[: max(0, FEWEST - len(chosen))] if len(chosen) < FEWEST else chosen


def _at_work(now: datetime, calendar: WorkCalendar) -> bool:
    local = now.astimezone(calendar.zone)
    return calendar.is_working_day(local.date()) and calendar.opens <= local.time() < calendar.closes


def _working_day_before(day: date, calendar: WorkCalendar) -> date:
    day -= timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day
