"""Who watches the watchers: which parts gave no sign of life for too long, and is the mailbox strangely quiet. Pure.

Every part that runs for long writes down that it lives. Listener and dispatcher both look whether the others did, so
one of them may die. Models: the dead man's switch of a train, and Prometheus' `absent()`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.workdays import AMSTERDAM

_HOUR = timedelta(hours=1)
_WEEKEND = 5


class Part(StrEnum):
    """Parts that every desk has, by the names under which they give their signs of life."""

    LISTENER = "listen"
    DISPATCHER = "dispatch"
    READER = "reader"
    PREFECT = "prefect"
    TELEGRAM = "telegram"
    WEB = "web"


PROBE = "proefbericht"
#: With fewer mails than this nothing is usual.
_FEWEST = 40
#: A mailbox gives its sign of life under this word and its name.
MAILBOX = "mailbox"

#: What the desk can do without for a while: people are told by day, not woken.
_MILD = frozenset({Part.PREFECT.value, Part.TELEGRAM.value})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong. `part` is its name, `since_at` since when; `grave`: a threat might not be seen or told."""

    part: str
    what: str
    since_at: datetime
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Probe:
    """A test threat: when it was sent, and when it came through the whole chain. `calls`: how many it would have rung.

    `alarm`: what the reader made of it (yes, human, no).
    """

    sent_at: datetime
    done_at: datetime | None = None
    alarm: str | None = None
    calls: int = 0
    failed: bool = False

    @property
    def seconds(self) -> float | None:
        """From sending to the moment at which a real one would have been called about."""
        return None if self.done_at is None else (self.done_at - self.sent_at).total_seconds()


def silent(
    beats: Mapping[str, datetime], limits: Mapping[str, timedelta], born_at: datetime, now: datetime
) -> list[Trouble]:
    """Parts that should have given a sign of life within their limit. `born_at`: when whoever looks began to."""
    found = []
    for part, limit in limits.items():
        last = beats.get(part)
        if now - max(last or born_at, born_at) > limit:
            found.append(Trouble(part, "geeft geen teken van leven", last or born_at, part not in _MILD))
    return found


def probe_trouble(
    probes: Sequence[Probe], every: timedelta, limit: timedelta, born_at: datetime, now: datetime
) -> Trouble | None:
    """What the test threats say, newest first; `limit` is the longest that one may take."""
    newest = max([born_at, *(probe.sent_at for probe in probes)])
    if now - newest > 2 * every + limit:
        return Trouble(PROBE, "er is geen proefbericht verstuurd", newest)
    since_at, what = None, None
    for probe in probes:
        fault = _fault(probe, limit, now)
        if fault is None:
            break
        if fault:
            since_at, what = probe.sent_at, what or fault
    return Trouble(PROBE, what, since_at) if what and since_at else None


def _fault(probe: Probe, limit: timedelta, now: datetime) -> str | None:
    """What went wrong with one; None when it came through; empty while it may still come."""
    if probe.done_at is None:
        late = probe.failed or now - probe.sent_at > limit
        return "het proefbericht kwam niet aan" if late else ""
    if probe.alarm != "yes":
        return "het proefbericht gaf geen alarm"
    if not probe.calls:
        return "het proefbericht zou niemand bellen"
    return "het proefbericht kwam te laat" if probe.done_at - probe.sent_at > limit else None


def quiet_mailbox(name: str, arrivals: Iterable[datetime], now: datetime, rarer: float = 0.001) -> Trouble | None:
    """A mailbox in which nothing came in for so long that it happens less often than once in a thousand times.

    `arrivals` are the moments of past mail, of whole weeks before now. Each hour of a working day, and each of a day at
    the weekend, has its own usual number. Mail comes in by chance (Poisson): the chance of none while `expected` were
    usual is exp(-expected). A mailbox that never got much says nothing.
    """
    moments = sorted(arrivals)
    if len(moments) < _FEWEST:
        return None
    usual = _usual(moments, now)
    expected, at = 0.0, moments[-1]
    while at < now:
        step = min(_rest_of_hour(at), now - at)
        expected += usual.get(_slot(at), 0.0) * (step / _HOUR)
        at += step
    if math.exp(-expected) >= rarer:
        return None
    return Trouble(f"{MAILBOX} {name}", "is stiller dan gewoon op dit uur", moments[-1], grave=False)


def _usual(moments: Sequence[datetime], now: datetime) -> dict[tuple[bool, int], float]:
    """Mails in one hour, by what kind of hour it is."""
    counts: dict[tuple[bool, int], int] = {}
    for moment in moments:
        counts[_slot(moment)] = counts.get(_slot(moment), 0) + 1
    hours: dict[tuple[bool, int], int] = {}
    at = moments[0] - (_HOUR - _rest_of_hour(moments[0]))
    while at < now:
        hours[_slot(at)] = hours.get(_slot(at), 0) + 1
        at += _HOUR
    return {slot: count / max(1, hours.get(slot, 1)) for slot, count in counts.items()}


def _rest_of_hour(at: datetime) -> timedelta:
    """Until the next whole hour (whole hours are the same in UTC and in Amsterdam)."""
    return _HOUR - timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _slot(at: datetime) -> tuple[bool, int]:
    local = at.astimezone(AMSTERDAM)
    return local.weekday() >= _WEEKEND, local.hour
