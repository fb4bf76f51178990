"""When somebody is reminded of a promise, and of what: pure, from the promise, the terms and the calendar.

Before a promise is due its owner is reminded; when it is late the secretariaat hears it, and later the coordinator.
Somebody outside gets letters, at longer and longer intervals, and is then called. A clock that stands still for
somebody else runs again by itself after a while: nothing waits for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from casework.obligations import DUTIES, ObligationKind, Pause, Terms
from casework.people import Owner
from casework.workdays import WorkCalendar


class NudgeKind(StrEnum):
    """What is done at a moment; the values stand in the journal."""

    SOON = "herinnering vooraf"
    TALK_SOON = "herinnering aan de afspraak"
    LETTER = "herinnering aan de bestuurder"
    LATE = "te laat"
    COORDINATOR = "te laat, naar de coördinator"
    CALL = "geen antwoord op brieven: bellen"
    GO_ON = "geen antwoord gekregen: de klok loopt weer"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing to do about a promise, at a moment; `number` counts those of a kind from 1."""

    at: datetime
    kind: NudgeKind
    number: int = 1


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When people are reminded. Working days; `talk_days` are days."""

    before_working_days: int = 1
    coordinator_working_days: int = 2
    official_letters_working_days: tuple[int, ...] = (3, 7, 12)
    talk_days: tuple[int, ...] = (7, 1)


class Promised(Protocol):
    """What is asked of a promise."""

    @property
    def kind(self) -> ObligationKind:
        """What is promised."""

    @property
    def owner(self) -> Owner:
        """Who keeps it."""

    @property
    def since_at(self) -> datetime:
        """From when it counts."""

    @property
    def due_at(self) -> datetime:
        """When it must be kept."""

    @property
    def moment_at(self) -> datetime | None:
        """The appointment that it is about."""

    @property
    def paused_at(self) -> datetime | None:
        """Since when its clock stands still."""

    @property
    def paused_why(self) -> Pause | None:
        """Why it does."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A promise that is about to be made."""

    kind: ObligationKind
    owner: Owner
    since_at: datetime
    due_at: datetime
    moment_at: datetime | None = None
    paused_at: datetime | None = None
    paused_why: Pause | None = None


#: Clocks that stand still until the case itself moves; something else is promised meanwhile.
_WITH_THE_CASE = frozenset({Pause.THREAT, Pause.EXPLANATION})


def nudges(promise: Promised, terms: Terms, rhythm: Rhythm, calendar: WorkCalendar) -> tuple[Nudge, ...]:
    """All that is to be done about a promise as long as nobody keeps it, in order of time."""
    if promise.paused_at is not None:
        if promise.paused_why in _WITH_THE_CASE:
            return ()
        return (Nudge(calendar.opening_after(promise.paused_at, terms.wait_working_days), NudgeKind.GO_ON),)
    found = [Nudge(promise.due_at, NudgeKind.CALL if _ends_in_a_call(promise) else NudgeKind.LATE)]
    if not DUTIES[promise.kind].term.endswith("_minutes"):
        found += _in_office_hours(promise, rhythm, calendar)
    return tuple(sorted(found, key=lambda nudge: (nudge.at, list(NudgeKind).index(nudge.kind))))


def begins_at(promise: Promised) -> datetime:
    """A moment before all that is to be done about a promise."""
    return min(promise.since_at, promise.due_at) - timedelta(microseconds=1)


def next_at(plan: Sequence[Nudge], done_until: datetime) -> datetime | None:
    """When the next thing is to be done; `done_until`: all up to and with that moment was done."""
    return next((nudge.at for nudge in plan if nudge.at > done_until), None)


def due_now(plan: Sequence[Nudge], done_until: datetime, now: datetime) -> tuple[Nudge, ...]:
    """What is to be done now, in order. What came to nothing meanwhile is left out.

    After a while in which nobody looked, of several letters only the last is written, and nobody is reminded beforehand
    of what is already late or already over.
    """
    passed = [nudge for nudge in plan if done_until < nudge.at <= now]
    kinds = [nudge.kind for nudge in passed]
    late = NudgeKind.LATE in kinds or NudgeKind.CALL in kinds
    ahead = (NudgeKind.SOON, NudgeKind.TALK_SOON, NudgeKind.LETTER)
    return tuple(
        nudge
        for place, nudge in enumerate(passed)
        if nudge.kind not in ahead or (not late and nudge.kind not in kinds[place + 1 :])
    )


def _ends_in_a_call(promise: Promised) -> bool:
    return promise.kind is ObligationKind.OFFICIAL_ANSWER


def _in_office_hours(promise: Promised, rhythm: Rhythm, calendar: WorkCalendar) -> Iterator[Nudge]:
    if promise.kind is ObligationKind.OFFICIAL_ANSWER:
        for number, days in enumerate(rhythm.official_letters_working_days, 1):
            at = calendar.opening_after(promise.since_at, days)
            if at < promise.due_at:
                yield Nudge(at, NudgeKind.LETTER, number)
        return
    yield Nudge(_after_due(promise.due_at, rhythm, calendar), NudgeKind.COORDINATOR)
    if promise.moment_at is not None:
        yield from _before_talk(promise, promise.moment_at, rhythm, calendar)
        return
    soon = calendar.opening_before(promise.due_at, rhythm.before_working_days)
    if soon > calendar.next_open(promise.since_at):
        yield Nudge(soon, NudgeKind.SOON)


def _after_due(due_at: datetime, rhythm: Rhythm, calendar: WorkCalendar) -> datetime:
    day = due_at.astimezone(calendar.zone)
    midday = day.replace(hour=calendar.opens.hour, minute=calendar.opens.minute)
    return calendar.opening_after(midday, rhythm.coordinator_working_days)


def _before_talk(promise: Promised, moment: datetime, rhythm: Rhythm, calendar: WorkCalendar) -> Iterator[Nudge]:
    """At the opening of the day that lies so many days before, or of the working day before that."""
    for number, days in enumerate(rhythm.talk_days, 1):
        day = calendar.days_later(moment, -days)
        at = calendar.opening_before(day, 0 if calendar.is_working_day(day.date()) else 1)
        if at > promise.since_at:
            yield Nudge(at, NudgeKind.TALK_SOON, number)
