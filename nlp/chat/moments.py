"""Moments that one turn of a chat offers: "dinsdag niet, woensdag vanaf tien, of anders de vrijdag erna zelfde tijd".

A mail is weighed as a whole (`nlp.form.offering`); in a chat somebody answers a question, so that every day that is
named is offered unless its own piece of the sentence says no. Days are read in the order in which they stand: a bare
weekday comes after the one before it, and a week that is named holds for the days without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nlp.chat.clocks import in_figures
from nlp.chat.days import named_days
from nlp.chat.following import WEEK, WEEK_NUMBER, in_order, in_week, told_once
from nlp.chat.refusals import with_clocks
from nlp.chat.times import FOR_ALL, clock_at_the_end, clock_of_all
from nlp.chat.weekdays import DAY, FAR_AHEAD, Day, first_days, has_day, is_told
from nlp.form.counted import as_reason
from nlp.form.dates import Moment, weekday_of

_ASIDE = re.compile(r"\([^()]*\)")
#: "(25/4 t/m 3/5)": days from one to another, within which somebody is away.
_SPAN_OF_DAYS = re.compile(r"(?<![:.]\d)\d\s*(?:t/m|tot en met|-|through)\s*\d")


def told_moments(folded: str, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """The moments a folded turn offers, as ISO text in order of time; `now` is the time of the turn in `zone`."""
    return _ahead((one.moment for one, taken in _judged(folded, now) if taken), now, zone)


def refused_moments(folded: str, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """The days (ISO) a folded turn says no to."""
    judged, told = _judged(folded, now), is_told(folded)
    taken = {one.moment.on for one, offered in judged if offered}
    refused = [one for one, offered in judged if not (offered or one.moment.on in taken or (told and one.bare))]
    days = set() if told else {weekday_of(found["day"]) for found in _NOT_ON.finditer(folded)}
    if not _ONE_WEEK.search(folded):  # "donderdag kan ik niet": whichever Thursday was offered
        days |= {one.moment.on.weekday() for one in refused if one.bare}
    days -= {on.weekday() for on in taken}
    ahead = (now.date() + timedelta(more) for more in range(FAR_AHEAD))
    of_name = (Moment(on, None, 0, 0, 0) for on in ahead if on.weekday() in days)
    return _ahead((*(replace(one.moment, at=None) for one in refused), *of_name), now, zone)


def days_by_name(folded: str, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """The days (ISO) a folded turn offers by nothing but the name of their weekday: "die dinsdag dan"."""
    if WEEK.search(folded) or WEEK_NUMBER.search(folded) or _ANY_WEEK_OF.search(folded):
        return ()
    named = (replace(one.moment, at=None) for one, taken in _judged(folded, now) if taken and one.bare)
    return _ahead((one for one in named if one.day_end - one.start <= _LONGEST_NAME), now, zone)


_ANY_WEEK_OF = re.compile(r"\bweek (?:van|of|na|after)\b")
#: "donderdagmiddag"
_LONGEST_NAME = 16

#: "niet do maar vr".
_NOT_ON = re.compile(rf"\b(?:niet|not)\s+(?:op\s+|on\s+)?(?P<day>{DAY})\b")
#: Words that make a weekday that of one week.
_ONE_WEEK = re.compile(r"\b(?:komende|aanstaande|deze|volgende|this|next|coming|week)\b|\ba\.?s\.")


def _ahead(found: Iterable[Moment], now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    ahead = {one.iso(zone) for one in found if one.on >= now.date() and one.comes_after(now)}
    timed = {one[:10] for one in ahead if "T" in one}
    return tuple(sorted(one for one in ahead if "T" in one or one not in timed))


def _judged(folded: str, now: datetime) -> list[tuple[Day, bool]]:
    """Each day that is named with its clock, and whether it is offered."""
    text = in_figures(
        _ASIDE.sub(
            lambda aside: aside[0] if has_day(aside[0]) and not _SPAN_OF_DAYS.search(aside[0]) else " " * len(aside[0]),
            first_days(folded),
        )
    )
    text = as_reason(text)
    days = in_week(text, in_order(told_once(text, list(named_days(text, now.date()))), text), now.date())
    judged = list(with_clocks(text, [one.moment for one in days]))
    for_all = clock_of_all(text, FOR_ALL) or clock_at_the_end(text, [one for one, taken in judged if taken])
    clocked = (replace(one, at=for_all or one.at) for one, _ in judged)
    found = [(Day(one, day.bare), taken) for one, day, (_, taken) in zip(clocked, days, judged, strict=True)]
    last = {one.moment.on: taken for one, taken in found}
    return [(one, taken and last[one.moment.on]) for one, taken in found]
