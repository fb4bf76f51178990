"""Moments that one turn of a chat offers: "dinsdag niet, woensdag vanaf tien, of anders de vrijdag erna zelfde tijd".

A mail is weighed as a whole (`nlp.form.offering`); in a chat somebody answers a question, so that every day that is
named is offered unless its own piece of the sentence says no. Days are read in the order in which they stand: a bare
weekday comes after the one before it, and a week that is named holds for the days without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from nlp.chat.clocks import in_figures
from nlp.chat.regret import correction, takes_back
from nlp.form.counted import as_reason, feasts_of_one_day, week_of_feast
from nlp.form.dates import SHORT_CALENDAR, Moment, moments, timed, weekday_of
from nlp.form.spotting import index_of
from nlp.form.stretches import is_house_number

_DAY = (
    r"(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|"
    r"sunday|ma|di|wo|do|vr|za|zo|mon|tues?|wed|thurs?|thu|fri|sat|sun)"
)
_PART = r"(?:ochtend|morgen|middag|avond)?"
_MONTHS = (
    "januari january", "februari february", "maart march", "april", "mei may", "juni june", "juli july",
    "augustus august", "september", "oktober october", "november", "december",
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH = rf"(?:{'|'.join(_MONTH_OF)})"
#: A list of short names of days, and a run of days.
_LIST = re.compile(rf"(?<!\w){_DAY}{_PART}(?:\s*(?:,|/|of|en|or|and)\s*{_DAY}{_PART})+(?!\w)")
_RUN = re.compile(rf"(?<!\w)(?P<from>{_DAY})\s*(?:t/m|tot en met|t\.?e?\.?m\.?|through)\s*(?P<to>{_DAY})(?!\w)")
_BARE = re.compile(rf"(?:(?:de|the|op|on|a\.?s\.?|aanstaande|komende)\s+)*(?P<day>{_DAY}){_PART}")
_ONE_DAY = re.compile(rf"(?<!\w)(?P<day>{_DAY}){_PART}(?!\w)")
#: "de maandag erna" is counted from the day before it.
_COUNTED = re.compile(r"\s*(?:d(?:aa|oa)r(?:na|op)|erna|erop|d'r ?(?:na|op)|after that|daaropvolgend|erachteraan)\b")
_WEEK_OF = re.compile(r"\bweek\s+(?:van|of)\s+(?:de\s+|the\s+)?$")
#: "Wethouder Vrijdag" is somebody.
_NAMED_SO = re.compile(
    r"\b(?:wethouder|burgemeester|raadslid|statenlid|gedeputeerde|meneer|mevrouw|mevr\.?|familie|fam\.?|"
    r"mrs?\.?|ms\.?|heet|heer) $"
)
_WEEK = re.compile(r"\b(?P<which>volgende|komende|deze|next|this)\s+week\b")
_SOME_TIME = re.compile(r"(?:over|in)\s+\w+\s+(?:dag|dagen|week|weken|days|weeks)")

_PIECE = re.compile(
    r"[;!?\n\u2600-\u27bf\U0001f300-\U0001faff]|"
    r"\.(?=\s|$)|,(?=\s|$)|\b(?:maar|but|of anders|anders|or else|otherwise|daarna|dus|so|alleen|only|"
    r"because|want|omdat|aangezien|since|nu (?:het|we|wij|ik))\b"
)
_NO = re.compile(
    r"\b(?:niet|geen|nooit|feestdag|laat\b[^.;]{0,25}\bzitten|(?:zit|zitten|ben|zijn)\b[^.;,]{0,12}\bvan\b|"
    r"verhuis[td]?|verhuizen|verloopt|geldig|verjaardag|birthday|bruiloft|trouw\w*|expires|we move|moving (?:on|to|in)|"
    r"begrafenis|geinstalleerd|behalve|uitgezonderd|"
    r"weg|afwezig|verhinderd|zit(?:ten)? (?:\w+ )?vast|bezet|vol|heilig|"
    r"vakantie|reces|congres\w*|college|markt|raadsvergadering|not|can't|won't|doesn't|no good|"
    r"no use|cannot|never|except|away|out|busy|congress|"
    r"slecht|lastig|onhandig|vervalt|sleutel\w*|jarig|bad|niks|niets|moet\w*|werken|have to|must|skip|scratch|forget|"
    r"opnieuw|terugbellen|bel ik|ik bel|ik mail|ik stuur|ik laat\b.{0,20}\bweten|ik kijk|ik vraag|vraag ik|kom ik|"
    r"try again|"
    r"i'll (?:call|send|try|check|ask|let|get back)|is "
    r"(?:koningsdag|pasen|pinksteren|kerst\w*|king's day)|conference|"
    r"holiday|abroad|buitenland|lukt me|valt (?:\w+ )?af|den haag)\b"
)
_WEL = re.compile(r"\b(?:wel|behalve niet|no problem|geen probleem)\b")
_NO_MATTER = re.compile(
    r"\b(?:geen (?:probleem|bezwaar|grap|voorkeur)|maakt (?:mij |me |ons )?niet uit|doesn't matter|"
    r"not before|not too|niet (?:voor|eerder|te|in de|'s)|no problem)\b[^,.]*"
)
_THEN = re.compile(r"[\s,;]*(?:daarna|erna|after that|afterwards)\b[^.;!?]*")
_UNTIL = re.compile(
    r"\b(?:tot|until|till)\s+(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?\s*(?:uur|u|am|pm|h)?\b(?!\s*(?:jan|feb|maa|apr|"
    r"mei|may))"
)
_SAME = re.compile(
    r"\b(?:zelfde (?:tijd\w*|uur)|(?:om|rond) die tijd|that time|ditto|idem|same time|dezelfde tijd|ook zo)\b"
)
_BETWEEN = re.compile(
    r"\b(?:tussen|van|between|from)\s+(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?(?:\s*(?:uur|u|am))?\s*(?:en|tot|and|to|"
    r"-)\s*\d"
)
_AT_NOON = re.compile(r"(?<!\bvoor )(?<!\bbefore )(?<!\btot )(?<!\buntil )(?<!voor het )\b(?:middaguur|noon|midday)\b")
_JOINED = re.compile(r"\s*(?:en|of|or|and|/)\s*(?:op\s+|de\s+)?")
#: "23/10 tot 11u", "before noon": a limit, no moment.
_END_OF = re.compile(r"\s*(?:alleen |only )?(?:tot|until|till|voor|before|uiterlijk)\b")
_OPENS = 8
_ASIDE = re.compile(r"\([^()]*\)")
#: "(25/4 t/m 3/5)": days from one to another, within which somebody is away.
_SPAN_OF_DAYS = re.compile(r"(?<![:.]\d)\d\s*(?:t/m|tot en met|-|through)\s*\d")
_NEAR = 60


@dataclass(frozen=True, slots=True)
class _Day:
    """A day as named: `bare` says nothing but a weekday."""

    moment: Moment
    bare: bool


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
    ahead = (now.date() + timedelta(more) for more in range(_FAR_AHEAD))
    of_name = (Moment(on, None, 0, 0, 0) for on in ahead if on.weekday() in days)
    return _ahead((*(replace(one.moment, at=None) for one in refused), *of_name), now, zone)


def days_by_name(folded: str, now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """The days (ISO) a folded turn offers by nothing but the name of their weekday: "die dinsdag dan"."""
    if _WEEK.search(folded) or _WEEK_NUMBER.search(folded) or _ANY_WEEK_OF.search(folded):
        return ()
    named = (replace(one.moment, at=None) for one, taken in _judged(folded, now) if taken and one.bare)
    return _ahead((one for one in named if one.day_end - one.start <= _LONGEST_NAME), now, zone)


_ANY_WEEK_OF = re.compile(r"\bweek (?:van|of|na|after)\b")
#: "donderdagmiddag"
_LONGEST_NAME = 16

#: "niet do maar vr".
_NOT_ON = re.compile(rf"\b(?:niet|not)\s+(?:op\s+|on\s+)?(?P<day>{_DAY})\b")
#: Words that make a weekday that of one week.
_ONE_WEEK = re.compile(r"\b(?:komende|aanstaande|deze|volgende|this|next|coming|week)\b|\ba\.?s\.")
_TOLD = re.compile(
    r"\b(?:gister\w*|eergisteren|vannacht|afgelopen|vorige|sinds|nog steeds|waren|stond(?:en)?|kwam(?:en)?|"
    r"was(?! de bedoeling| thinking)|belde\w*|reed|yesterday|last night|were|stood|came|called|each other)\b"
)


def is_told(folded: str) -> bool:
    """True for a turn about what happened: its days and times are no moments for us."""
    return _TOLD.search(folded) is not None


def _ahead(found: Iterable[Moment], now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    ahead = {one.iso(zone) for one in found if one.on >= now.date() and one.comes_after(now)}
    timed = {one[:10] for one in ahead if "T" in one}
    return tuple(sorted(one for one in ahead if "T" in one or one not in timed))


#: Nobody offers more days in one turn; what stands behind so many names of days and numbers is left.
_MOST = 60
_COUNTS = re.compile(rf"(?<!\w){_DAY}(?!\w)|\d+")


def _first_days(folded: str) -> str:
    """The turn up to where nobody reads on."""
    last = next(islice(_COUNTS.finditer(folded), _MOST, None), None)
    return folded[: last.start()] if last else folded


def _judged(folded: str, now: datetime) -> list[tuple[_Day, bool]]:
    """Each day that is named with its clock, and whether it is offered."""
    text = in_figures(
        _ASIDE.sub(
            lambda aside: (
                aside[0] if _has_day(aside[0]) and not _SPAN_OF_DAYS.search(aside[0]) else " " * len(aside[0])
            ),
            _first_days(folded),
        )
    )
    text = as_reason(text)
    days = _in_week(text, _in_order(_told_twice(text, list(_days(text, now.date()))), text), now.date())
    judged = list(_with_clocks(text, [one.moment for one in days]))
    for_all = _clock_for_all(text, _FOR_ALL) or _at_the_end(text, [one for one, taken in judged if taken])
    clocked = (replace(one, at=for_all or one.at) for one, _ in judged)
    found = [(_Day(one, day.bare), taken) for one, day, (_, taken) in zip(clocked, days, judged, strict=True)]
    last = {one.moment.on: taken for one, taken in found}
    return [(one, taken and last[one.moment.on]) for one, taken in found]


_FROM = re.compile(r"\b(?:pas |wel |graag |liefst )?(?:vanaf|from|na) (?:\d{1,2}[.:]\d\d|\d{1,2} ?(?:uur|u)\b)")


def _at_the_end(text: str, days: Sequence[Moment]) -> time | None:
    """The time in a sentence behind several days that have none: "dinsdag of woensdag. Pas vanaf 12.00 uur"."""
    if len(days) < 2 or any(one.at for one in days):  # noqa: PLR2004 - several
        return None
    rest = text[max(one.day_end for one in days) :]
    found = _FROM.search(rest)
    return _clock_in(found[0]) if found and re.search(r"[.;!]\s", rest[: found.start()]) else None


#: "beide om 08.30 uur", "alle drie: vanaf 9.30".
_ALL = r"beide|allebei|alle (?:twee|drie|dagen)|both|all three"
_REST = r"(?P<rest>[^.;!?]{0,25}(?:[.:]\d\d)?[^.;!?]{0,12})"
_FOR_ALL = re.compile(rf"\b(?:{_ALL}|telkens|(?<!nog )steeds|each(?! other))\b{_REST}")
_FOR_THOSE = re.compile(rf"\b(?:{_ALL})\b{_REST}")


def clock_for_all(folded: str, *, asked: bool) -> time | None:
    """The one time that a turn gives for the days told before: "allebei om 20:00".

    `asked`: moments are the open question, so that "telkens" is enough.
    """
    return None if is_told(folded) else _clock_for_all(in_figures(folded), _FOR_ALL if asked else _FOR_THOSE)


def _clock_for_all(text: str, words: re.Pattern[str]) -> time | None:
    said = words.search(text)
    if not said or _ONE_DAY.search(said["rest"]):
        return None
    return _clock(said["rest"], None) if _BETWEEN.search(said["rest"]) else _clock_in(said["rest"])


_FEW = 9


def clock_of(folded: str, count: int) -> str | None:
    """The time "same" when a turn says that; "11:15" when it is of few words and names a time and no day."""
    if _SAME.search(folded):
        return "same"
    if count > _FEW or is_told(folded) or _ONE_DAY.search(folded):
        return None
    text = _LEAD.sub("", _OTHER_CLOCK.sub(" ", folded)).strip()
    return None if not _TIME_WORDS.search(text) or _NO_TIME.search(text) else _lone(text)


def clock_before(folded: str) -> str | None:
    """The time that another takes the place of: "niet 10 maar 11 uur", "11 uur ipv 10 uur"."""
    found = _OTHER_CLOCK.search(folded)
    return _lone(f"om {found['clock'] or found['first']}") if found else None


def _lone(text: str) -> str | None:
    clocked = in_figures(f"vrijdag om {text}" if text[:1].isdigit() else f"vrijdag {text}")
    found = [one.at for one in moments(clocked, date(2026, 1, 1), index_of(clocked)) if one.at]
    return found[0].isoformat("minutes") if len(found) == 1 else None


_LEAD = re.compile(
    r"^\W*(?:(?:nee+|no|sorry|oeps|oops|wacht|wait|ho|o+h?|ja|maar|toch|liever|ik bedoel\w*|i mean\w*)\b\W*)+"
)
_HOUR = r"(?:half )?\d{1,2}(?:[.:]\d\d)?(?: ?(?:uur|u|h|am|pm)\b)?"
_OTHER_CLOCK = re.compile(
    rf"\b(?:niet|not|ipv|i\.p\.v\.|in plaats van|instead of|rather than)\s+(?:om |at )?(?P<clock>{_HOUR})\s*,?|"
    rf"(?P<first>\b{_HOUR})(?=\s+(?:moet|wordt|should be|becomes)\b)"
)
#: A time that does not suit, or at which something else is.
_NO_TIME = re.compile(
    r"\b(?:niet|not|geen|weg|afwezig|verhinderd|bezet|away|te|too|can't|bel\w*|call\w*|ring|bereik\w*|reach\w*)\b"
)
_TIME_WORDS = re.compile(r"^\W*\d{1,2}[.:]\d\d\b|\b(?:uur|om|kwart|half|vanaf|na|at|from|after|o'clock|pm|am)\b")


def _has_day(text: str) -> bool:
    return bool(_ONE_DAY.search(text) or re.search(r"\d", text))


def _days(text: str, today: date) -> Iterator[_Day]:
    """Every day that is named, in order of place; the special ones first."""
    found: list[_Day] = []
    for one in _special(text, today):
        found += _apart([one], found)
    found += _apart(_usual(text, today), found)
    found.sort(key=lambda day: day.moment.start)
    if found and _NEXT_DAY.fullmatch(text, found[0].moment.start, found[0].moment.day_end):
        del found[0]
    for number, one in enumerate(found):
        vague = len(found) > 1 and _SOME_TIME.fullmatch(text, one.moment.start, one.moment.day_end)
        no_day = _WEEK_OF.search(text[: one.moment.start]) or _NAMED_SO.search(text[: one.moment.start])
        if not vague and not no_day:
            following = found[number + 1].moment.start if number + 1 < len(found) else len(text)
            yield one if one.moment.at else _with_time(text, one, following)


def _apart(days: Iterable[_Day], before: Sequence[_Day]) -> Iterator[_Day]:
    """The days that share no letter with those before, nor with each other but the whole place of a stretch."""
    others = [(one.moment.start, one.moment.day_end) for one in before]
    own: list[tuple[int, int]] = []
    for one in days:
        place = one.moment.start, one.moment.day_end
        if all(place[1] <= start or end <= place[0] for start, end in (*others, *(one for one in own if one != place))):
            own.append(place)
            yield one


def _with_time(text: str, one: _Day, following: int) -> _Day:
    """The same with the clock that stands behind it."""
    moment = one.moment
    if moment.day_end <= moment.start + 1:  # a day between two of a run has no words of its own
        return one
    return replace(one, moment=timed(text, (moment.start, moment.day_end, moment.on), following))


#: "di 2", "wo de 3e": the next such date that is that day.
_SHORT_WITH_NUMBER = re.compile(
    rf"(?<!\w)(?P<day>{_DAY}){_PART}\s+(?:de\s+)?(?P<dom>[0-3]?\d)(?:e|ste|de|th|st|nd|rd)?\b(?![.:/-]?\d|\s*(?:uur|u\b|h\b|am|pm|{_MONTH}|jan\b|"
    r"feb|mrt|apr\b|jun\b|jul\b|aug|sep|okt|oct|nov|dec|of \d|en \d))"
)
_FAR_AHEAD = 150
#: A short name where nothing else can stand: "do dan 14u", "8pm or fri", "wed works".
_ALONE = re.compile(
    r"(?:^|[,;.:!?/\n(]\s*|\b(?:of|or|en|and|op|on|anders|ook|dan|also|only|alleen|next|volgende week|next week) )"
    r"(?P<day>ma|di|wo|do|vr|za|mon|tues?|wed|thurs?|thu|fri|sat|sun)(?=\s*(?:$|[,.;:!?/)\n])|"
    r"\s+(?:dan|kan|past|of|or|en|and|om|at|vanaf|from|na|after|tussen|between|ook|wel|works?|is|\d{1,2}(?:[.:]\d\d|"
    r" ?(?:u|uur|am|pm|h)\b)))"
)


def _with_number(found: re.Match[str], today: date) -> date | None:
    ahead = (today + timedelta(more) for more in range(_FAR_AHEAD))
    weekday, number = weekday_of(found["day"]), int(found["dom"])
    return next((on for on in ahead if on.day == number and on.weekday() == weekday), None)


def _special(text: str, today: date) -> Iterator[_Day]:
    """Days that are counted, or told by a number behind their name, or by a feast."""
    for start, end, on in _counted(text, today):
        yield _Day(Moment(on, None, start, end, end), bare=False)
    yield from _in_a_row(text, today)
    yield from _listed(text, today)
    for found in _ALONE.finditer(text):
        start, end = found.span("day")
        yield _Day(Moment(_coming(today, weekday_of(found["day"])), None, start, end, end), bare=True)


def _counted(text: str, today: date) -> Iterator[tuple[int, int, date]]:
    for start, end, on in SHORT_CALENDAR.find(text, today, index_of(text)):
        if on:
            yield start, end, on
    for found in _SHORT_WITH_NUMBER.finditer(text):
        numbered = _with_number(found, today)
        if numbered:
            yield found.start(), found.end(), numbered
    yield from feasts_of_one_day(text, today)
    for found in _NEXT_DAY.finditer(text):  # counted from the day before it
        yield found.start(), found.end(), today


#: "26 t/m 28 mei".
_DATES = re.compile(
    rf"(?<![\d/.-])(?P<from>\d{{1,2}})\s*(?:t/m|tot en met|-|\u2013)\s*(?P<to>\d{{1,2}})\s+(?P<month>{_MONTH})\b"
)
_MOST_IN_A_ROW = 7


def _in_a_row(text: str, today: date) -> Iterator[_Day]:
    """Each day of a short row of dates; the days have no place of their own but a letter."""
    for found in _DATES.finditer(text):
        if is_house_number(text, found.start()):
            continue
        count = int(found["to"]) - int(found["from"])
        for number in range(count + 1 if 0 < count < _MOST_IN_A_ROW else 0):
            on = _of_month(int(found["from"]) + number, _MONTH_OF[found["month"]], today)
            start, end = found.start() + number, found.end() if number == count else found.start() + number + 1
            if on:
                yield _Day(Moment(on, None, start, end, end), bare=False)


def _of_month(number: int, month: int, today: date) -> date | None:
    try:
        return date(today.year + (month < today.month), month, number)
    except ValueError:
        return None


def _listed(text: str, today: date) -> Iterator[_Day]:
    for found in _RUN.finditer(text):
        first, last = weekday_of(found["from"]), weekday_of(found["to"])
        for number in range(first, last + 1):  # the days between have no place of their own
            start = found.start() + number - first
            on = _coming(today, number)
            yield _Day(Moment(on, None, start, found.end(), start + 1), bare=True)
    for found in _LIST.finditer(text):
        for day in _ONE_DAY.finditer(text, found.start(), found.end()):
            if len(day["day"]) <= 2 and not re.match(r"\s*\d", text[day.end() :]):  # noqa: PLR2004 - "ma", "di"
                on = _coming(today, weekday_of(day["day"]))
                yield _Day(Moment(on, None, day.start(), day.end(), day.end()), bare=True)


def _usual(text: str, today: date) -> Iterator[_Day]:
    for one in moments(text, today, index_of(text)):
        linked = _COUNTED.match(text, one.day_end) or _THAT_WEEK.match(text, one.day_end)
        yield _Day(one, bare=bool(_BARE.fullmatch(text[one.start : one.day_end].strip()) and not linked))


def _coming(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


_OR = re.compile(r"\b(?:of|or|en|and|anders|else)\b(?! dus)")
_HABIT = re.compile(r"\b(?:any|elke|iedere|every|each)\s+$")


def _told_twice(text: str, days: Sequence[_Day]) -> list[_Day]:
    """Without a weekday whose date follows: "donderdag om tien uur, dus 29 januari"; and without "any Friday"."""
    kept: list[_Day] = []
    for place, one in enumerate(days):
        same = [
            number
            for number, other in enumerate(days[place + 1 :], place + 1)
            if one.bare
            and not other.bare
            and other.moment.on.weekday() == one.moment.on.weekday()
            and not _OR.search(text[one.moment.day_end : other.moment.start])
        ]
        habit = one.bare and _HABIT.search(text[: one.moment.start]) and len(days) > 1
        if same and not days[same[0]].moment.at:
            number = same[0]
            days = [*days[:number], _at(days[number], one.moment.at), *days[number + 1 :]]
        elif not same and not habit:
            kept.append(days[place])
    return kept


def _at(one: _Day, at: time | None) -> _Day:
    return replace(one, moment=replace(one.moment, at=at))


def _in_order(days: Sequence[_Day], text: str) -> list[_Day]:
    """A bare weekday is the first one after the day before it in the turn."""
    kept: list[_Day] = []
    for one in days:
        on = _from_before(one, kept, text) if kept else None
        kept.append(_moved(one, on) if on else one)
    return kept


def _from_before(one: _Day, kept: Sequence[_Day], text: str) -> date | None:
    """The day that is meant after those told before it; None when it stays as it is."""
    before, said = kept[-1].moment.on, text[one.moment.start : one.moment.day_end].strip()
    if _NEXT_DAY.fullmatch(said):
        return before + timedelta(days=1)
    if _WEEKDAY.match(said) and _COUNTED.match(text, one.moment.day_end):
        return _coming(before, one.moment.on.weekday())
    if _WEEKDAY.match(said) and _THAT_WEEK.match(text, one.moment.day_end):
        return before - timedelta(before.weekday()) + timedelta(one.moment.on.weekday())
    if one.bare and (_WEEK_AFTER.search(text[: one.moment.start]) or _WEEK_AFTER.match(text[one.moment.day_end :])):
        return before - timedelta(before.weekday()) + timedelta(one.moment.on.weekday(), weeks=1)
    if one.moment.on == before and _NEXT_ONE.match(said) and _WEEKDAY.search(said):
        return before + timedelta(weeks=1)
    told = _named_again(one, kept, text) or _in_that_month(one, min(day.moment.on for day in kept), text)
    if told is None and one.bare and one.moment.on <= before and not _COMING.match(said):
        return _coming(before, one.moment.on.weekday())
    return told


#: "de week daarna op dinsdag", "dinsdag de week erop".
_WEEK_AFTER = re.compile(
    r"(?:^|\b)\W*(?:de|die|the) week (?:daarna|erna|erop|daarop|after(?: that)?),?\s*"
    r"(?:op |de |on )?(?:$|(?<=\w)(?=\W|$))"
)
#: "this Friday or next Friday"
_NEXT_ONE = re.compile(r"(?:de |the )?(?:volgende|next)\b")
#: "de vrijdag in diezelfde week" is counted from the day before it.
_THAT_WEEK = re.compile(r"\W*(?:in |van |of )?(?:die|diezelfde|dezelfde|zelfde|that|the same|that same) week\b")
_WEEKDAY = re.compile(rf"(?:(?:de|the|op|on)\s+)*{_DAY}{_PART}\b(?!\s+\d)")
_COMING = re.compile(r"(?:de |op )?(?:a\.?s\b|aanstaande|komende|this|coming)")
_NEXT_DAY = re.compile(r"(?:de dag (?:daarna|erna|erop|daarop)|the day after|the next day)")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
_NUMBERED = re.compile(r"\D*\b(?P<dom>\d{1,2})(?:e|ste|de|th|st|nd|rd)\b")


def _named_again(one: _Day, kept: Sequence[_Day], text: str) -> date | None:
    """A bare weekday in a later sentence is the day of that name told before: "do 23 of vr 24. Vrijdag dan om 9"."""
    same = [day for day in kept if day.moment.on.weekday() == one.moment.on.weekday()]
    if not one.bare or not same or not _SENTENCE_END.search(text[same[-1].moment.day_end - 1 : one.moment.start]):
        return None
    return same[-1].moment.on


def _in_that_month(one: _Day, first: date | None, text: str) -> date | None:
    """A number without a month is of the month of the days before it: "7 mei of anders zaterdag de 9e"."""
    said = _NUMBERED.match(text[one.moment.start : one.moment.day_end])
    if said is None or first is None or one.moment.on >= first.replace(day=1):
        return None
    number = int(said["dom"])
    later = (first.replace(day=1) + timedelta(ahead) for ahead in range(62))
    weekday = _ONE_DAY.search(text[one.moment.start : one.moment.day_end])
    fits = [on for on in later if on.day == number and (not weekday or on.weekday() == weekday_of(weekday["day"]))]
    return fits[0] if fits else None


def _moved(one: _Day, on: date) -> _Day:
    return replace(one, moment=replace(one.moment, on=on))


def _in_week(text: str, days: Sequence[_Day], today: date) -> list[_Day]:
    """Bare weekdays lie in the week that the sentence, or the turn, names: "week van 4 januari", "volgende week"."""
    numbered = _week_by_number(text, today)
    named = [one for one in moments(text, today, index_of(text)) if _WEEK_OF.search(text[: one.start])]
    named += [Moment(on, None, start, end, end) for start, end, on in week_of_feast(text, today)]
    weeks = list(_WEEK.finditer(text))
    alone = len(named) == 1 and all(one.bare for one in days)
    result = []
    for one in days:
        earlier = [
            week
            for week in named
            if week.start < one.moment.start
            and (alone or not re.search(r"[.;!?]\s", text[week.end : one.moment.start]))
        ]
        if one.bare and numbered:
            result.append(_moved(one, numbered + timedelta(one.moment.on.weekday())))
        elif one.bare and earlier:
            monday = earlier[-1].on - timedelta(earlier[-1].on.weekday())
            result.append(_moved(one, monday + timedelta(one.moment.on.weekday())))
        elif one.bare and len(weeks) == 1 and _holds(text, weeks[0], one.moment):
            ahead = 0 if weeks[0]["which"] in ("deze", "this") else 1
            monday = today - timedelta(today.weekday()) + timedelta(weeks=ahead)
            result.append(_moved(one, monday + timedelta(one.moment.on.weekday())))
        else:
            result.append(one)
    return result


_WEEK_NUMBER = re.compile(r"\bweek (?P<week>\d{1,2})\b(?! (?:van|of))")


def _week_by_number(text: str, today: date) -> date | None:
    """The Monday of "week 26": this year's, or next year's when that is over."""
    said = _WEEK_NUMBER.search(text)
    if said is None or not 1 <= int(said["week"]) <= 53:  # noqa: PLR2004 - weeks of a year
        return None
    both = (_iso_monday(year, int(said["week"])) for year in (today.year, today.year + 1))
    return next((monday for monday in both if monday + timedelta(6) >= today), None)


def _iso_monday(year: int, week: int) -> date:
    first = date(year, 1, 4)
    return first - timedelta(first.weekday()) + timedelta(weeks=week - 1)


#: "Thursday or next week Monday": the week is that of the day behind it.
_BEFORE_DAY = re.compile(rf"\s+(?:op |on )?{_DAY}\b")


def _holds(text: str, week: re.Match[str], one: Moment) -> bool:
    """A week holds for the days of its own sentence; one that ends the turn, or stands first, for all."""
    if one.start < week.start() and _BEFORE_DAY.match(text, week.end()):
        return False
    between = text[min(week.end(), one.end) : max(week.start(), one.start)]
    ends = not text[week.end() :].strip(" .!?").removesuffix("dan") or not _has_day(text[: week.start()])
    return ends or not re.search(r"[.;!?]\s", between)


def _with_clocks(text: str, days: Sequence[Moment]) -> Iterator[tuple[Moment, bool]]:
    """Each day with its clock time, and whether it is offered."""
    starts = [one.start for one in days]
    ends = [next((start for start in starts[n:] if start >= one.day_end), len(text)) for n, one in enumerate(days)]
    pieces = list(_pieces(text))
    last: time | None = None
    before = True
    for number, (one, end) in enumerate(zip(days, ends, strict=True)):
        behind = text[one.day_end : min(end, one.day_end + _NEAR)]
        own = None if number and _is_of_before(text, days[number - 1], one) else one.at
        at = _clock(behind, last) or (None if _END_OF.match(behind) else own)
        if at is None and number + 1 < len(days) and _JOINED.fullmatch(behind):
            following = days[number + 1]
            at = following.at or _clock(text[following.day_end : following.day_end + _NEAR], None)
        at = _instead_of(at, text[one.end : end])
        place = _place(pieces, one.start)
        at, taken = _taken(text, pieces, place, one, end, at)
        taken = (
            taken
            and (before or not _LIKEWISE.match(behind))
            and not takes_back(text[one.end : end], last=end == len(text))
        )
        last = (at or last) if taken else last
        before = taken
        yield replace(one, at=at), taken


def _instead_of(at: time | None, behind: str) -> time | None:
    """The clock that is said right behind another: "om 10, sorry 11 uur"."""
    said = correction(behind) if at else None
    return (_clock_in(said if said.startswith("half") else f"om {said}") if said else None) or at


#: "morgen zit ik vol, overmorgen ook."
_LIKEWISE = re.compile(r"\s*(?:ook(?: niet| al niet)?|evenmin|idem|too|as well|neither|net zo(?:min)?)\s*(?:[.,;]|$)")


def _clock_in(text: str) -> time | None:
    clocked = f"vrijdag {text}"
    return next((one.at for one in moments(clocked, date(2026, 1, 1), index_of(clocked)) if one.at), None)


def _is_of_before(text: str, before: Moment, one: Moment) -> bool:
    """True for a clock that stands between two days and is that of the first: "morgen vanaf 17 uur of maandag"."""
    return one.end <= one.day_end and before.end > before.day_end and not _AT.search(text[before.end : one.start])


_AT = re.compile(r"\d")


def _taken(
    text: str, pieces: Sequence[tuple[int, int]], place: int, one: Moment, end: int, at: time | None
) -> tuple[time | None, bool]:
    """The clock of a day, and False when its piece, or what is said behind it, says no."""
    piece_end = pieces[place][1]
    behind = text[one.day_end : min(end, piece_end)]
    refused = _refused(text, pieces, place)
    room = _ROOM_AFTER_ALL.match(text, piece_end, end) if refused or _is_busy(behind) else None
    if room and not _NO.search(_NO_MATTER.sub("", room[0])):
        return at or _clock_in(room[0]), True
    if refused or _is_busy(behind):
        until = _UNTIL.search(text[one.day_end : piece_end])
        if until and _THEN.match(text, piece_end):
            return time(int(until["h"]), int(until["m"] or 0)), True
    if refused:
        return _instead(text, pieces, place)
    limit = _LIMIT.search(text, 0, one.start) is not None
    return at, not (limit or _is_busy(behind) or _denied(text, pieces, place))


#: "liefst voor 8 juni" is no day to come.
_LIMIT = re.compile(
    r"\b(?:uiterlijk|no later than|before|(?:liefst|graag|nog|ergens|moet|het) voor)\s+(?:de |the |op )?$"
)


#: "15 juli krijgen we de sleutel, dus die middag vanaf drie", "vrijdag is een vrije dag, dan ben ik thuis".
_ROOM_AFTER_ALL = re.compile(
    r"[\s,]*(?:maar |but )?(?:dus|so|dan|then|die|that)\b(?=[^.;!?,]*\b(?:kan|kunnen|vrij|thuis|prima|goed|past|wel|"
    r"free|home|fine|works|can|vanaf|from|na|after)\b)[^.;!?,]*(?:[.:]\d\d[^.;!?,]*)?"
)


def _instead(text: str, pieces: Sequence[tuple[int, int]], place: int) -> tuple[time | None, bool]:
    """The same day at another time: "niet woensdag 12.30 maar 13.30 uur"."""
    following = text[slice(*pieces[place + 1])] if place + 1 < len(pieces) else ""
    if not following.startswith(("maar", "but")) or _has_named_day(following):
        return None, False
    at = _clock_in(following.removeprefix("maar").removeprefix("but"))
    return at, at is not None


def _has_named_day(text: str) -> bool:
    return _ONE_DAY.search(text) is not None or bool(moments(text, date(2026, 1, 1), index_of(text)))


#: What is on that day: "woensdag heb ik bridge", "de 23e komt mijn schoonmoeder", unless it is room for us.
_BUSY = re.compile(
    r"^\W*(?:dan |er |daar |'s \w+ )?(?:is|zijn|ben|zit|zitten|heb|hebben|heeft|komt|komen|moet|verblijft|verblijven|"
    r"staat|speelt|vieren|vier|vertrek\w*|vlieg\w*|lig|am|have|has|are|we're|i'm|there is)\b(?P<rest>.*)"
)
_ROOM = re.compile(
    r"\b(?:vrij|beter|better|handiger|fijner|makkelijker|thuis|tuis|beschikbaar|goed|prima|mogelijk|ok|oke|okay|kan|kunnen|best|beste|ruimte|gaatje|tijd|plek|"
    r"fine|free|available|handig\w*|perfect|ideaal|ideal|reserve|voorkeur|keus|aanwezig|home|er|d'r|open|leeg|past|"
    r"good|great|possible|rustig|welkom|alle|wel)\b"
)
#: What takes back the day that was just named: "die dag vervalt dus", "dan liever niet", "maar is net gevuld".
_DENIES = re.compile(
    r"^\W*maar zitten\b|"
    r"^\W*(?:(?:maar|but|en|dus|so) )?(?:liever |uiteraard |dan |zeker |juist |nadrukkelijk )?(?:niet|not)\b|"
    r"^\W*(?:maar |but |en |dus )?(?:die dag|dan|dat|is|then|that day|that)\b[^.;]*\b(?:niet|vervalt|valt (?:\w+ )?af|"
    r"gevuld|bezet|"
    r"vol|not|vergeven|weg)\b"
)


def _is_busy(behind: str) -> bool:
    found = _BUSY.match(behind)
    return found is not None and not _ROOM.search(found["rest"])


def _denied(text: str, pieces: Sequence[tuple[int, int]], place: int) -> bool:
    following = text[slice(*pieces[place + 1])] if place + 1 < len(pieces) else ""
    told = _NO_MATTER.sub("", following)
    return following[:1] != "." and not _has_named_day(following) and _DENIES.search(told) is not None


_TAG = re.compile(r"^(?:[^.;?]{0,12}|[^.;?]{0,40}\b(?:toch|right|he|dacht ik|geloof ik))\s*\?\s*(?=\S)")


def _clock(behind: str, last: time | None) -> time | None:
    tag = _TAG.match(behind)
    if tag:  # "dat is de negentiende toch? tien uur"
        text = f"vrijdag {behind[tag.end() :]}"
        found = moments(text, date(2026, 1, 1), index_of(text))
        return found[0].at if found else None
    between = _BETWEEN.search(behind)
    if between:
        hour = int(between["h"])
        return time(hour + 12 if hour < _OPENS else hour, int(between["m"] or 0)) if hour < 24 else None  # noqa: PLR2004
    if _AT_NOON.search(behind):
        return time(12)
    return last if _SAME.search(behind) else None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for found in _PIECE.finditer(text):
        yield place, found.start()
        place = found.start()
    yield place, len(text)


def _place(pieces: Sequence[tuple[int, int]], start: int) -> int:
    return next(number for number, (_, end) in enumerate(pieces) if start < end or end == pieces[-1][1])


def _refused(text: str, pieces: Sequence[tuple[int, int]], place: int) -> bool:
    """True when the piece a day stands in says no; a piece that is only a day is as the one that follows it."""
    for number in range(place, len(pieces)):
        piece = text[slice(*pieces[number])]
        if not _NO_MATTER.sub("", piece).strip() or _WEL.search(piece):
            return False
        if _NO.search(_NO_MATTER.sub("", piece)):
            return True
        following = text[slice(*pieces[number + 1])] if number + 1 < len(pieces) else ""
        if not (_ONE_DAY.fullmatch(piece.strip(" ,")) and following.startswith(",") and _ONE_DAY.search(following)):
            return False
    return False


#: Words that a turn about nothing but moments may hold beside days and times.
_OFFER_WORDS = re.compile(
    rf"\b(?:{_DAY}|{_MONTH}|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|oct|nov|dec|\d+\w*|de|het|the|a|op|on|om|at|"
    rf"na|after|vanaf|from|tussen|between|van|tot|en|of|or|"
    r"and|anders|ook|wel|niet|kan|kunnen|ik|we|i|can|zou|dan|maar|uur|u|am|pm|hele|heel|whole|all|dag|day|ochtend\w*|"
    r"middag\w*|avond\w*|morning|afternoon|evening|week|volgende|komende|next|this|deze|half|kwart|over|voor|noon|"
    r"momenten|agenda|beschikbaar|available|free|liefst|graag|prima|works?|best|bijvoorbeeld|any|time|anytime|"
    r"tijd|zelfde|"
    r"a\.?s\.?|aanstaande|erna|daarna|daarop|alleen|only|eind|begin|'s|s|in|dat|is|me|past|schikt|lukt|eerste|tweede|"
    r"jaa?|yes|nee|no|morgen|tomorrow|overmorgen|een|twee|drie|vier|vijf|tien|elf|twaalf|ochtends|middags)\b"
)
_STRANGE = 3


def is_about_moments(folded: str) -> bool:
    """True for a turn that names a day and says little else."""
    folded = _first_days(folded)
    if not _has_day(folded) or not moments(folded, date(2026, 1, 1), index_of(folded)):
        return False
    return len(re.findall(r"[a-z]+", _OFFER_WORDS.sub(" ", folded))) <= _STRANGE


_ADDS = re.compile(
    r"^\W*(?:(?:of|or)\b(?! (?:nee|no)\b)|(?:en|and|ook|anders|eventueel|otherwise)\b)|^[^.;!?]*\breserve\b|"
    r"\b(?:eventueel|nog een|extra|another|one more|desnoods|daarnaast|bovendien|eveneens|as well|in addition)\b"
)
#: "29 mei kan ook", "also free on Friday": in the sentence that names a day.
_ALSO = re.compile(r"\b(?:ook|also|too)\b")
_ONLY = re.compile(r"\b(?:alleen|only|blijft over)\b")
_RATHER = re.compile(r"\b(?:toch|bij nader inzien|liever|instead|rather)\b")


def adds(folded: str) -> bool:
    """True when a turn offers moments beside those offered before."""
    sentences = _SENTENCE_END.split(folded)
    also = any(_ALSO.search(one) and _has_day(one) for one in sentences)
    return (also or _ADDS.search(folded) is not None) and not (leaves_one(folded) or _RATHER.search(folded))


def leaves_one(folded: str) -> bool:
    """True when a turn says that of the moments offered only these are left: "toch alleen de 21e"."""
    return _ONLY.search(folded) is not None
