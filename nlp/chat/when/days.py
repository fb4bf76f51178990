"""Which days a turn of a chat names: in lists, runs and rows, counted, with a number or by a short name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from nlp.chat.when.since import AFTER_IT, THAT_WEEK, places_of_counted
from nlp.chat.when.weekdays import DAY, FAR_AHEAD, MONTH, MONTH_OF, ONE_DAY, PART, Day, coming
from nlp.chat.when.weeks import WEEK_OF, in_unknown_week
from nlp.form.counted import feasts_of_one_day
from nlp.form.dates import SHORT_CALENDAR, Moment, moments, timed, weekday_of
from nlp.form.spotting import index_of
from nlp.form.stretches import is_house_number

#: A list of short names of days, and a run of days.
_LIST = re.compile(rf"(?<!\w){DAY}{PART}(?:\s*(?:,|/|of|en|or|and)\s*{DAY}{PART})+(?!\w)")
_RUN = re.compile(
    rf"(?<!\w)(?P<from>{DAY})\s*(?:t/m|tot en met|t\.?e?\.?m\.?|through|tot|to|[-\u2013])\s*(?P<to>{DAY})(?!\w)"
)
_BARE = re.compile(rf"(?:(?:de|the|op|on|a\.?s\.?|aanstaande|komende)\s+)*(?P<day>{DAY}){PART}")
#: "Wethouder Vrijdag" is somebody, "vorige week dinsdag" has been.
_NAMED_SO = re.compile(
    r"\b(?:vorige|vorige week|afgelopen|last|last week|"
    r"wethouder|burgemeester|raadslid|statenlid|gedeputeerde|meneer|mevrouw|mevr\.?|familie|fam\.?|"
    r"mrs?\.?|ms\.?|heet|heer) $"
)
_SOME_TIME = re.compile(r"(?:over|in)\s+\w+\s+(?:dag|dagen|week|weken|days|weeks)")


def named_days(text: str, today: date) -> Iterator[Day]:
    """Every day that is named, in order of place; the special ones first."""
    found: list[Day] = []
    for one in _special(text, today):
        found += _apart([one], found)
    found += _apart(_usual(text, today), found)
    found.sort(key=lambda day: day.moment.start)
    for number, one in enumerate(found):
        vague = len(found) > 1 and _SOME_TIME.fullmatch(text, one.moment.start, one.moment.day_end)
        no_day = WEEK_OF.search(text[: one.moment.start]) or _NAMED_SO.search(text[: one.moment.start])
        unknown = one.bare and in_unknown_week(text, (one.moment.start, one.moment.day_end))
        if not (vague or no_day or unknown):
            following = found[number + 1].moment.start if number + 1 < len(found) else len(text)
            yield one if one.moment.at else _with_time(text, one, following)


def _apart(days: Iterable[Day], before: Sequence[Day]) -> Iterator[Day]:
    """The days that share no letter with those before, nor with each other but the whole place of a stretch."""
    others = [(one.moment.start, one.moment.day_end) for one in before]
    own: list[tuple[int, int]] = []
    for one in days:
        place = one.moment.start, one.moment.day_end
        if all(place[1] <= start or end <= place[0] for start, end in (*others, *(one for one in own if one != place))):
            own.append(place)
            yield one


def _with_time(text: str, one: Day, following: int) -> Day:
    """The same with the clock that stands behind it."""
    moment = one.moment
    if moment.day_end <= moment.start + 1:  # a day between two of a run has no words of its own
        return one
    return replace(one, moment=timed(text, (moment.start, moment.day_end, moment.on), following))


#: "di 2", "wo de 3e": the next such date that is that day.
_SHORT_WITH_NUMBER = re.compile(
    rf"(?<!\w)(?P<day>{DAY}){PART}\s+(?:de\s+)?(?P<dom>[0-3]?\d)(?:e|ste|de|th|st|nd|rd)?\b"
    rf"(?![.:/-]?\d|\s*(?:uur|u\b|h\b|am|pm|in the\b|"
    rf"'s |{MONTH}|jan\b|"
    r"feb|mrt|apr\b|jun\b|jul\b|aug|sep|okt|oct|nov|dec|of \d|en \d))"
)
#: A short name where nothing else can stand: "do dan 14u", "8pm or fri", "wed works".
_ALONE = re.compile(
    r"(?:^|[,;.:!?/\n(]\s*|\b(?:of|or|en|and|op|on|anders|ook|dan|also|only|alleen|next|volgende week|next week|"
    r"o ?ja|oh?|nee|no|maar|but|just|dus|so) )"
    r"(?P<day>ma|di|wo|do|vr|za|mon|tues?|wed|thurs?|thu|fri|sat|sun)(?=\s*(?:$|[,.;:!?/)\n])|"
    r"\s+(?:toch|niet|liever|blijft|stays|dan|kan|past|of|or|en|and|om|at|vanaf|from|na|after|tussen|between|ook|wel|no|dus|works?|is|morning|afternoon|evening|ochtend|middag|avond|\d{1,2}(?:[.:]\d\d|"
    r" ?(?:u|uur|am|pm|h)\b)))"
)


def _with_number(found: re.Match[str], today: date) -> date | None:
    ahead = (today + timedelta(more) for more in range(FAR_AHEAD))
    weekday, number = weekday_of(found["day"]), int(found["dom"])
    return next((on for on in ahead if on.day == number and on.weekday() == weekday), None)


def _special(text: str, today: date) -> Iterator[Day]:
    """Days that are counted, or told by a number behind their name, or by a feast."""
    for start, end, on in _counted(text, today):
        yield Day(Moment(on, None, start, end, end), bare=False)
    yield from _in_a_row(text, today)
    yield from _listed(text, today)
    for found in _ALONE.finditer(text):
        start, end = found.span("day")
        yield Day(Moment(coming(today, weekday_of(found["day"])), None, start, end, end), bare=True)


def _counted(text: str, today: date) -> Iterator[tuple[int, int, date]]:
    for start, end in places_of_counted(text):  # from the day before it
        yield start, end, today
    for start, end, on in SHORT_CALENDAR.find(text, today, index_of(text)):
        if on:
            yield start, end, on
    for found in _SHORT_WITH_NUMBER.finditer(text):
        numbered = _with_number(found, today)
        if numbered:
            yield found.start(), found.end(), numbered
    yield from feasts_of_one_day(text, today)


#: "26 t/m 28 mei".
_DATES = re.compile(
    rf"(?<![\d/.-])(?P<from>\d{{1,2}})\s*(?:t/m|tot en met|-|\u2013)\s*(?P<to>\d{{1,2}})\s+(?P<month>{MONTH})\b"
)
_MOST_IN_A_ROW = 7


def _in_a_row(text: str, today: date) -> Iterator[Day]:
    """Each day of a short row of dates; the days have no place of their own but a letter."""
    for found in _DATES.finditer(text):
        if is_house_number(text, found.start()):
            continue
        count = int(found["to"]) - int(found["from"])
        for number in range(count + 1 if 0 < count < _MOST_IN_A_ROW else 0):
            on = _of_month(int(found["from"]) + number, MONTH_OF[found["month"]], today)
            start, end = found.start() + number, found.end() if number == count else found.start() + number + 1
            if on:
                yield Day(Moment(on, None, start, end, end), bare=False)


def _of_month(number: int, month: int, today: date) -> date | None:
    try:
        return date(today.year + (month < today.month), month, number)
    except ValueError:
        return None


def _listed(text: str, today: date) -> Iterator[Day]:
    for found in _RUN.finditer(text):
        first, last = weekday_of(found["from"]), weekday_of(found["to"])
        for number in range(first, last + 1):  # the days between have no place of their own
            start = found.start() + number - first
            on = coming(today, number)
            yield Day(Moment(on, None, start, found.end(), found.end() if number == last else start + 1), bare=True)
    for found in _LIST.finditer(text):
        for day in ONE_DAY.finditer(text, found.start(), found.end()):
            if len(day["day"]) <= 2 and not re.match(r"\s*\d", text[day.end() :]):  # noqa: PLR2004 - "ma", "di"
                on = coming(today, weekday_of(day["day"]))
                yield Day(Moment(on, None, day.start(), day.end(), day.end()), bare=True)


def _usual(text: str, today: date) -> Iterator[Day]:
    for one in moments(text, today, index_of(text)):
        linked = AFTER_IT.match(text, one.day_end) or THAT_WEEK.match(text, one.day_end)
        yield Day(one, bare=bool(_BARE.fullmatch(text[one.start : one.day_end].strip()) and not linked))
