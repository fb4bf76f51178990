"""Who is on call, when, and how that person is reached. Pure: holidays come in as a question, time as an argument.

Shifts are handed over at a time on the clock in Amsterdam. Moments are compared in UTC, so that the night in which the
clock is changed has one hand-over like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from casework.workdays import AMSTERDAM, no_holidays

#: The word in a roster for everybody on the fallback list.
FALLBACK = "achtervang"

_ONE_DAY = timedelta(days=1)
_EVERY_DAY = frozenset(range(7))


class Medium(StrEnum):
    """How a way to reach somebody works: a mail, anything behind an Apprise address (text, voice), our own bot."""

    MAIL = "mail"
    NOTIFY = "notify"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a person. Ways with different `carrier` do not fail together (mail server, SMS gateway…)."""

    medium: Medium
    address: str
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start_at` until `end_at`, both aware; the end is not in it."""

    start_at: datetime
    end_at: datetime

    def holds(self, at: datetime) -> bool:
        """True when `at` lies in it."""
        return self.start_at <= at < self.end_at


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours (Amsterdam) in which a person is not called, but for the policies in `but_for`.

    `start` after `end` runs over midnight and belongs to the day on which it starts. `days`: 0 is Monday.
    """

    start: time
    end: time
    days: frozenset[int] = _EVERY_DAY
    but_for: frozenset[str] = frozenset()

    def holds(self, at: datetime) -> bool:
        """True when `at` falls in these hours."""
        local = at.astimezone(AMSTERDAM)
        now, day = local.time(), local.weekday()
        if self.start <= self.end:
            return day in self.days and self.start <= now < self.end
        return (day in self.days and now >= self.start) or ((day - 1) % 7 in self.days and now < self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be called. `key` is the short name in the roster, `ways` are in order of preference.

    `substitute` is the key of who is called instead; `employer`: works for a werkgever of bestuurders, and is never
    called about a threat that comes from there.
    """

    key: str
    name: str
    ways: tuple[Way, ...] = ()
    language: str = "nl"
    quiet: tuple[Quiet, ...] = ()
    away: tuple[Period, ...] = ()
    substitute: str | None = None
    employer: bool = False


@dataclass(frozen=True, slots=True)
class Rotation:
    """People who take turns of `days` days, from `first_on` at `hand_over` (Amsterdam), in the order of `people`.

    A day of duty that begins on a holiday is for somebody of `holiday_people`, when there are any, also within a turn
    of a week.
    """

    name: str
    people: tuple[str, ...]
    first_on: date
    days: int = 7
    hand_over: time = time(9, 0)
    holiday_people: tuple[str, ...] = ()

    def shift_on(self, at: datetime) -> date:
        """The day on which the day of duty that holds `at` began."""
        day = at.astimezone(AMSTERDAM).date()
        return day if at >= self.handed_over_at(day) else day - _ONE_DAY

    def handed_over_at(self, day: date) -> datetime:
        """When duty is handed over on a day, in UTC. An hour that is skipped counts as the hour after it."""
        return datetime.combine(day, self.hand_over, tzinfo=AMSTERDAM).astimezone(UTC)

    def person_at(self, at: datetime, is_holiday: Callable[[date], bool]) -> str | None:
        """The key of whose turn it is, or None: the rotation has nobody, or has not begun."""
        day = self.shift_on(at)
        if day < self.first_on:
            return None
        if self.holiday_people and is_holiday(day):
            return self.holiday_people[day.toordinal() % len(self.holiday_people)]
        if not self.people:
            return None
        return self.people[(day - self.first_on).days // self.days % len(self.people)]


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody takes over a rotation for a while. The last one that was made wins; `person` None leaves it empty."""

    rotation: str
    person: str | None
    period: Period


@dataclass(frozen=True, slots=True)
class Skipped:
    """Somebody, or a rotation, that was not called, and why (Dutch, for the journal; keys, no addresses)."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody and every rotation. `fallback` are the people who are called when nobody else can be."""

    people: Mapping[str, Person] = field(default_factory=dict)
    rotations: Mapping[str, Rotation] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    fallback: tuple[str, ...] = ()
    is_holiday: Callable[[date], bool] = no_holidays

    def on_call(self, rotation: str, at: datetime) -> str | None:
        """The key of who has this rotation now, overrides included; None when nobody has."""
        for override in reversed(self.overrides):
            if override.rotation == rotation and override.period.holds(at):
                return override.person
        known = self.rotations.get(rotation)
        return known.person_at(at, self.is_holiday) if known else None

    def slots(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of a level with the fallback list written out, each once."""
        written = (key for name in names for key in (self.fallback if name == FALLBACK else (name,)))
        return tuple(dict.fromkeys(written))

    def last_resort(self, *, spares_employer: bool = False) -> tuple[str, ...]:
        """The fallback list; when nobody on it can be called, everybody. Without people of the werkgever if asked."""
        able = [key for key in self.people if self.can_be_reached(key)]
        if spares_employer:
            able = [key for key in able if not self.people[key].employer]
        return tuple(key for key in self.fallback if key in able) or tuple(able)

    def can_be_reached(self, key: str) -> bool:
        """There is such a person, with at least one way."""
        return key in self.people and bool(self.people[key].ways)


@dataclass(frozen=True, slots=True)
class Caller:
    """What matters for who may be called: the policy's name, and who is left out.

    `barred`: keys of people who passed or have it already, with the reason. `spares_employer`: nobody of the werkgever.
    `bold`: quiet hours, absence and what people said do not count, because nobody else is left. `always`: only quiet
    hours do not count.
    """

    policy: str
    barred: Mapping[str, str] = field(default_factory=dict)
    spares_employer: bool = False
    bold: bool = False
    always: bool = False


def find(roster: Roster, slot: str, at: datetime, caller: Caller) -> tuple[Person | None, tuple[Skipped, ...]]:
    """Who is called for a slot (a rotation or a person): that person, a substitute or nobody; and who was skipped."""
    key = slot
    if slot in roster.rotations:
        holder = roster.on_call(slot, at)
        if holder is None:
            return None, (Skipped(slot, "niemand heeft wacht"),)
        key = holder
    return find_person(roster, key, at, caller)


def find_person(roster: Roster, key: str, at: datetime, caller: Caller) -> tuple[Person | None, tuple[Skipped, ...]]:
    """This person, or the first substitute who can be called."""
    skipped: list[Skipped] = []
    for candidate in _with_substitutes(roster, key):
        why = _why_not(roster, candidate, at, caller)
        if why is None:
            return roster.people[candidate], tuple(skipped)
        skipped.append(Skipped(candidate, why))
    return None, tuple(skipped)


def _with_substitutes(roster: Roster, key: str) -> Iterator[str]:
    seen: set[str] = set()
    while key not in seen:
        seen.add(key)
        yield key
        person = roster.people.get(key)
        if person is None or person.substitute is None:
            return
        key = person.substitute


def _why_not(roster: Roster, key: str, at: datetime, caller: Caller) -> str | None:
    person = roster.people.get(key)
    if person is None:
        return "staat niet in het rooster"
    if not person.ways:
        return "heeft geen kanaal"
    if caller.spares_employer and person.employer:
        return "werkt bij de werkgever"
    if caller.bold:
        return None
    if key in caller.barred:
        return caller.barred[key]
    return _busy(person, at, caller)


def _busy(person: Person, at: datetime, caller: Caller) -> str | None:
    if any(period.holds(at) for period in person.away):
        return "is afwezig"
    if caller.always:
        return None
    if any(rule.holds(at) and caller.policy not in rule.but_for for rule in person.quiet):
        return "heeft rust"
    return None


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours in which nobody can be called for a rotation; `why` is of its first moment."""

    rotation: str
    period: Period
    why: str


def gaps(roster: Roster, start_at: datetime, end_at: datetime, caller: Caller) -> list[Gap]:
    """Where the roster has holes, rotation by rotation, first hole first."""
    found: list[Gap] = []
    for rotation in roster.rotations:
        moments = sorted({start_at, *_edges(roster, rotation, start_at, end_at)})
        for at, until in zip(moments, [*moments[1:], end_at], strict=True):
            person, skipped = find(roster, rotation, at, caller)
            if person is None:
                _add_gap(found, Gap(rotation, Period(at, until), skipped[-1].why))
    return found


def shifts(roster: Roster, rotation: str, start_at: datetime, end_at: datetime) -> list[tuple[Period, str | None]]:
    """Who has a rotation, from when until when; None where nobody has."""
    found: list[tuple[Period, str | None]] = []
    moments = sorted({start_at, *_edges(roster, rotation, start_at, end_at)})
    for at, until in zip(moments, [*moments[1:], end_at], strict=True):
        key = roster.on_call(rotation, at)
        if found and found[-1][1] == key:
            found[-1] = (Period(found[-1][0].start_at, until), key)
        else:
            found.append((Period(at, until), key))
    return found


def _add_gap(found: list[Gap], gap: Gap) -> None:
    """One hole, when the one before it goes on."""
    if found and (found[-1].rotation, found[-1].period.end_at) == (gap.rotation, gap.period.start_at):
        gap = Gap(gap.rotation, Period(found.pop().period.start_at, gap.period.end_at), gap.why)
    found.append(gap)


def _edges(roster: Roster, rotation: str, start_at: datetime, end_at: datetime) -> Iterator[datetime]:
    """Every moment at which who can be called may change."""
    moments = [*_hand_overs(roster.rotations[rotation], start_at, end_at), *_quiet_edges(roster, start_at, end_at)]
    moments += [edge for item in roster.overrides for edge in (item.period.start_at, item.period.end_at)]
    moments += [
        edge for person in roster.people.values() for away in person.away for edge in (away.start_at, away.end_at)
    ]
    yield from (moment for moment in moments if start_at < moment < end_at)


def _hand_overs(rotation: Rotation, start_at: datetime, end_at: datetime) -> Iterator[datetime]:
    yield from (rotation.handed_over_at(day) for day in _days(start_at, end_at))


def _quiet_edges(roster: Roster, start_at: datetime, end_at: datetime) -> Iterator[datetime]:
    hours = {hour for person in roster.people.values() for rule in person.quiet for hour in (rule.start, rule.end)}
    midnight = {time(0, 0)} if hours else set()
    for day in _days(start_at, end_at):
        yield from (datetime.combine(day, hour, tzinfo=AMSTERDAM).astimezone(UTC) for hour in hours | midnight)


def _days(start_at: datetime, end_at: datetime) -> Iterator[date]:
    day, last = start_at.astimezone(AMSTERDAM).date(), end_at.astimezone(AMSTERDAM).date()
    while day <= last:
        yield day
        day += _ONE_DAY
