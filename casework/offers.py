"""The moments a person offers over several turns of a chat, as ISO text: told, added, taken back, moved in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

#: Bonaire, Sint Eustatius and Saba.
ISLANDS = ZoneInfo("America/Kralendijk")
_DATE = len("2026-03-06")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time ("11:15") that a turn tells without a day, or "same" for that of the day before.

    It takes the place of the time `before`, where the turn names that; `for_all`: of every day. `corrects`: what was
    told was otherwise.
    """

    at: str | None = None
    before: str | None = None
    for_all: bool = False
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What a turn says of moments: those told (ISO dates or date-times with offset), and the days refused (ISO).

    `adds`: they come beside those offered before; `only`: nothing else is left of those.
    """

    told: tuple[str, ...]
    refused: tuple[str, ...]
    clock: Clock
    adds: bool
    only: bool


def offered(known: tuple[str, ...], offer: Offer, zone: ZoneInfo) -> tuple[str, ...]:
    """The moments offered so far. The newest turn counts, unless it adds to them or changes a part of them.

    A part: it refuses some of the days, or gives days that were offered another time. Times are those of `zone`, where
    the person is.
    """
    gone = set(offer.refused)
    kept = tuple(one for one in known if _on(one) not in gone)
    if not offer.told:
        return _moved(kept, offer.clock, zone)
    same = offer.clock.at == "same" and not any(map(_at, offer.told))
    told = tuple(sorted(_with_known_clock(one, known, zone, same=same) for one in offer.told))
    days = set(map(_on, told))
    in_part = len(kept) < len(known) or (days <= set(map(_on, kept)) and not set(told) <= set(kept))
    if not offer.adds and (offer.only or not in_part):
        return told
    return tuple(sorted({*told, *(one for one in kept if _on(one) not in days)}))


def _with_known_clock(one: str, known: Iterable[str], zone: ZoneInfo, *, same: bool) -> str:
    """A day that is told without a time has the one told before: its own, or "the same" of another day."""
    timed = {_on(other): other for other in known if _at(other)}
    if _at(one) or not timed:
        return one
    if same:
        return _timed(_on(one), str(_at(max(timed.values()))), zone)
    return timed.get(one, one)


def _moved(known: tuple[str, ...], clock: Clock, zone: ZoneInfo) -> tuple[str, ...]:
    """The moments known, with a time that was told without a day where it belongs."""
    at, times = clock.at, {_at(one) for one in known} - {None}
    if at in (None, "same") and not clock.for_all:
        return known
    alone = len(known) == 1 and not times
    corrects = clock.corrects or clock.before is not None
    old = clock.before or (min(map(str, times)) if len(times) == 1 else None)

    def moves(one: str) -> bool:
        return clock.for_all or alone or (corrects and _at(one) is not None and _at(one) == old)

    return tuple(_timed(_on(one), str(at), zone) if moves(one) else one for one in known)


def _on(moment: str) -> str:
    return moment[:_DATE]


def _at(moment: str) -> str | None:
    """Its time ("11:15"), in the zone in which it is written."""
    return moment[_DATE + 1 :][: len("11:15")] or None


def _timed(on: str, clock: str, zone: ZoneInfo) -> str:
    return datetime.combine(date.fromisoformat(on), time.fromisoformat(clock), zone).isoformat()
