"""The roster for people: who is on call when, what is wrong with it, and changes to it. For staff: shows names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.errors import SettingsError
from casework.escalation import Policy, PolicyName
from casework.roster import Caller, Override, Period, Person, Roster, gaps, shifts
from flows.runtime import Runtime
from flows.steps.oncall import OnCall, on_call
from flows.windows import clock_time
from storage import rosters

#: How far ahead the roster is shown and checked.
AHEAD = timedelta(days=14)
#: Acute alarms go by so many ways at once, each by a carrier of its own.
_CARRIERS = 2


@dataclass(frozen=True, slots=True)
class Shift:
    """Who has a rotation, from when until when; `person` is a name, or None for nobody."""

    rotation: str
    start_at: datetime
    end_at: datetime
    person: str | None

    def text(self) -> str:
        """For people."""
        return f"  {clock_time(self.start_at)} - {clock_time(self.end_at)}  {self.person or 'NIEMAND'}"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {"rotation": self.rotation, "start_at": self.start_at, "end_at": self.end_at, "person": self.person}


@dataclass(frozen=True, slots=True)
class RosterView:
    """The coming two weeks, and what is wrong. `imported` is false when the settings act as the roster."""

    shifts: tuple[Shift, ...]
    fallback: tuple[str, ...]
    problems: tuple[str, ...]
    imported: bool
    gaps: tuple[str, ...] = ()

    @property
    def open_problems(self) -> tuple[str, ...]:
        """Problems without names of people."""
        return self.gaps

    def text(self) -> str:
        """For people."""
        lines = [] if self.imported else ["Geen rooster ingelezen: de adressen van de instellingen worden gebeld."]
        for rotation in dict.fromkeys(item.rotation for item in self.shifts):
            lines += [rotation, *(item.text() for item in self.shifts if item.rotation == rotation)]
        lines += [f"achtervang: {', '.join(self.fallback) or 'NIEMAND'}"]
        return "\n".join([*lines, *(f"FOUT {problem}" for problem in self.problems)])

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "imported": self.imported,
            "shifts": [item.as_json() for item in self.shifts],
            "fallback": self.fallback,
            "problems": self.problems,
        }


def view(runtime: Runtime, now: datetime) -> RosterView:
    """The roster that holds now."""
    with runtime.database.reading() as tx:
        known = on_call(runtime, tx, now)
    return look(known, now)


def look(known: OnCall, now: datetime) -> RosterView:
    """A roster, seen from a moment."""
    roster, until = known.roster, now + AHEAD
    return RosterView(
        shifts=tuple(
            Shift(name, period.start_at, period.end_at, _name(roster, key))
            for name in roster.rotations
            for period, key in shifts(roster, name, now, until)
        ),
        fallback=tuple(_name(roster, key) or key for key in roster.fallback),
        problems=tuple(_problems(known, now)),
        gaps=tuple(_gaps(known, now)),
        imported=known.imported,
    )


def save(runtime: Runtime, roster: Roster, policies: Mapping[str, Policy], by: str, now: datetime) -> RosterView:
    """Put a roster in place of the one that holds."""
    if not by.strip():
        raise SettingsError("a roster is put in place by somebody: --by")
    with runtime.database.begin() as tx:
        rosters.save(tx, roster, policies, by.strip(), now)
    return view(runtime, now)


def override(runtime: Runtime, rotation: str, person: str | None, period: Period, by: str, now: datetime) -> RosterView:
    """Let somebody take over a rotation for a while; `person` None leaves it empty. Raises SettingsError."""
    with runtime.database.begin() as tx:
        known = on_call(runtime, tx, now)
        if not known.imported or rotation not in known.roster.rotations:
            raise SettingsError(f"there is no rotation {rotation!r}: {', '.join(known.roster.rotations) or 'none'}")
        if period.end_at <= max(period.start_at, now):
            raise SettingsError("an override must end after it starts, and later than now")
        found = _person(known, person)
        rosters.add_override(tx, Override(rotation, found.key if found else None, period), by.strip(), now)
    return view(runtime, now)


def _person(known: OnCall, text: str | None) -> Person | None:
    if text is None:
        return None
    found = known.person(text)
    if found is None:
        raise SettingsError(f"{text!r} is not on the roster")
    return found


def _name(roster: Roster, key: str | None) -> str | None:
    person = roster.people.get(key) if key is not None else None
    return person.name if person else key


def _problems(known: OnCall, now: datetime) -> Iterator[str]:
    roster = known.roster
    if not roster.last_resort():
        yield "niemand is te bereiken"
    if known.imported:
        yield from _gaps(known, now)
        yield from _people(known)


def _gaps(known: OnCall, now: datetime) -> Iterator[str]:
    threat = Caller(PolicyName.THREAT.value, always=True)
    for gap in gaps(known.roster, now, now + AHEAD, threat):
        when = f"{clock_time(gap.period.start_at)} - {clock_time(gap.period.end_at)}"
        yield f"gat in {gap.rotation}: {when} ({gap.why})"


def _people(known: OnCall) -> Iterator[str]:
    for person in known.roster.people.values():
        if not person.ways:
            yield f"{person.name} heeft geen kanaal"
        elif len({way.carrier for way in person.ways}) < _CARRIERS:
            yield f"{person.name} heeft maar een soort kanaal: voor acuut zijn er twee nodig"
