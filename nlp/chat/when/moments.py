"""Moments that one turn of a chat offers: "dinsdag niet, woensdag vanaf tien, of anders de vrijdag erna zelfde tijd".

A mail is weighed as a whole (`nlp.form.offering`); in a chat somebody answers a question, so that every day that is
named is offered unless its own piece of the sentence says no. Days are read in the order in which they stand: a bare
weekday comes after the one before it, and a week that is named holds for the days without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nlp.chat.when.clocks import in_figures
from nlp.chat.when.days import named_days
from nlp.chat.when.dialect import days_in_dutch
from nlp.chat.when.following import in_order, told_once
from nlp.chat.when.refusals import with_clocks
from nlp.chat.when.set_aside import without_taken
from nlp.chat.when.times import FOR_ALL, SAME, clock_ahead, clock_at_the_end, clock_of_all
from nlp.chat.when.weekdays import DAY, FAR_AHEAD, MONTH, Day, Setting, at_clock, first_days, has_day, is_told
from nlp.form.counted import as_reason
from nlp.form.dates import Moment, weekday_of

_SHORT_MONTH = r"(?:jan|feb|mrt|apr|jun|jul|aug|sept?|okt|oct|nov|dec)"
_ASIDE = re.compile(r"\([^()]*\)")
#: "(25/4 t/m 3/5)": days from one to another, within which somebody is away.
_SPAN_OF_DAYS = re.compile(r"(?<![:.]\d)\d\s*(?:t/m|tot en met|-|through)\s*\d")


def told_moments(folded: str, now: datetime, zone: ZoneInfo, offered: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The moments a folded turn offers, as ISO text in order of time; `now` is the time of the turn in `zone`.

    `offered` are the moments (ISO) offered in the turns before it.
    """
    return _ahead((one.moment for one, taken in _judged(folded, now, offered) if taken), now, zone)


def refused_moments(folded: str, now: datetime, zone: ZoneInfo, offered: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The days (ISO) a folded turn says no to."""
    judged, told = _judged(folded, now, offered), is_told(folded)
    taken = {one.moment.on for one, wanted in judged if wanted}
    refused = [one for one, wanted in judged if not (wanted or one.moment.on in taken or (told and one.bare))]
    days = set() if told else {weekday_of(found["day"]) for found in _NOT_ON.finditer(folded)}
    if not _ONE_WEEK.search(folded):  # "donderdag kan ik niet": whichever Thursday was offered
        days |= {one.moment.on.weekday() for one in refused if one.bare}
    days -= {on.weekday() for on in taken}
    ahead = (now.date() + timedelta(more) for more in range(FAR_AHEAD))
    of_name = (Moment(on, None, 0, 0, 0) for on in ahead if on.weekday() in days)
    return _ahead((*(replace(one.moment, at=None) for one in refused), *of_name), now, zone)


#: "niet do maar vr".
_NOT_ON = re.compile(rf"\b(?:niet|not)\s+(?:op\s+|on\s+)?(?!zo\s+[a-z'])(?P<day>{DAY})\b")
#: Words that make a weekday that of one week.
_ONE_WEEK = re.compile(r"\b(?:komende|aanstaande|deze|volgende|this|next|coming|week)\b|\ba\.?s\.")


def _ahead(found: Iterable[Moment], now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    ahead = {one.iso(zone) for one in found if one.on >= now.date() and one.comes_after(now)}
    timed = {one[:10] for one in ahead if "T" in one}
    return tuple(sorted(one for one in ahead if "T" in one or one not in timed))


def _judged(folded: str, now: datetime, offered: tuple[str, ...]) -> list[tuple[Day, bool]]:
    """Each day that is named with its clock, and whether it is offered."""
    text, known = _readable(folded), [datetime.fromisoformat(one) for one in offered]
    setting = Setting(now.date(), tuple(one.date() for one in known))
    days = told_once(text, list(named_days(text, setting.today)))
    clocked = with_clocks(text, [one.moment for one in days])
    judged = [(Day(one, day.bare), taken) for day, (one, taken) in zip(days, clocked, strict=True)]
    judged = without_taken(in_order(judged, text, setting), text, setting.offered)
    wanted = [one.moment for one, taken in judged if taken]
    for_all = clock_of_all(text, FOR_ALL) or clock_at_the_end(text, wanted) or clock_ahead(text, wanted)
    timed = [(at_clock(one, for_all or one.moment.at), taken) for one, taken in judged]
    clocks = {one.date(): one.time() for one, said in zip(known, offered, strict=True) if "T" in said}
    found = list(_at_the_same(timed, text, clocks))
    last = {one.moment.on: taken for one, taken in found}
    return [(one, taken and last[one.moment.on]) for one, taken in found]


def _readable(folded: str) -> str:
    """The turn in Dutch, with figures, and without what stands in brackets and names no day or time."""
    text = _NOT_THIS.sub(_of_next_week, days_in_dutch(_ASIDE.sub(_of_aside, first_days(folded))))
    text = _MUST_BE.sub(lambda one: f"{one['that']} wordt", _THEY_DO.sub(_blank, text))
    return _NOT_THEN.sub(_blank, as_reason(in_figures(text)))


#: "yes I do" names no Thursday.
_THEY_DO = re.compile(r"\b(?:i|we|you|they|will|would|could|should|what|how) do\b(?=\W*$|[,.;!?]| [a-z])")
#: "vrijdag gaat niet, dat moet maandag 26 januari zijn": nobody is kept from that day.
_MUST_BE = re.compile(
    rf"\b(?P<that>dat|het|die|dit) moet(?= (?:dus |wel |natuurlijk |eigenlijk )?(?:op )?(?:de )?(?:{DAY}|\d)"
    r"(?:(?!\b(?:klaar|af|gebeurd|gedaan|geregeld|weg|terug)\b)[^.;!?,]){0,40}\b(?:zijn|worden|wezen)\b)"
)
#: "behalve tussen 12 en 14", "maar niet van 12.00 tot 13.30 uur": hours that do not suit on a day that does.
_HOUR = r"\d{1,2}(?:[.:]\d\d)?(?: ?(?:uur|u|h|am|pm)\b)?"
_NOT_THEN = re.compile(
    r"(?:[,(]\s*)?\b(?:(?:maar|but|en|and) )?(?:alleen |just |only )?(?:behalve|uitgezonderd|except|niet|not)(?: for)? "
    rf"(?:tussen|van|between|from) {_HOUR}\s*(?:en|tot|and|to|till|until|-)\s*{_HOUR}"
    rf"(?!\w|[.:/-]?\d|\s*(?:{MONTH}|{_SHORT_MONTH})\b)\)?"
)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


#: "niet deze vrijdag maar volgende week", "vrijdag, niet deze maar die van volgende week"
_NEXT_WEEK = r",? (?:maar|but) (?:(?:de|die|the one|that) )?(?:van |of |in )?(?:volgende|next)(?: week)?\b"
_NOT_THIS = re.compile(
    rf"\b(?:(?:niet|not) (?:deze|komende|aanstaande|this|coming) (?P<day>{DAY})|"
    rf"(?P<day2>{DAY}),? (?:niet|not) (?:deze|this)(?: week)?){_NEXT_WEEK}(?! {DAY})"
)


def _of_next_week(found: re.Match[str]) -> str:
    return f"volgende week {found['day'] or found['day2']}"


def _of_aside(found: re.Match[str]) -> str:
    told = found[0] if has_day(found[0]) and not _SPAN_OF_DAYS.search(found[0]) else ""
    return _OTHERWISE.sub("", told).ljust(len(found[0]))


#: "(16.30, not the Dutch half vier)"
_OTHERWISE = re.compile(r"[,;]? (?:i mean|ik bedoel|dus|so)?[,;]? ?(?:en )?(?:niet|not)\b[^()]*")


def _at_the_same(
    judged: Sequence[tuple[Day, bool]], text: str, clocks: Mapping[date, time]
) -> Iterator[tuple[Day, bool]]:
    """Behind a day that was offered with a time before, "zelfde tijd" is that time."""
    for number, (one, taken) in enumerate(judged):
        end = judged[number + 1][0].moment.start if number + 1 < len(judged) else len(text)
        before = [clocks[day.moment.on] for day, _ in judged[:number] if day.moment.on in clocks]
        same = one.moment.at is None and before and SAME.search(text, one.moment.day_end, max(end, one.moment.day_end))
        yield (at_clock(one, before[-1]) if same else one), taken
