"""Offered moments in Dutch and English text: "dinsdag 24 november na 14.00 uur" as an ISO date or date-time.

Every phrase is read against the moment the message came in, in Europe/Amsterdam (the islands: America/Kralendijk).
A person reads the result back before anything is planned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nlp.text import fold

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KRALENDIJK = ZoneInfo("America/Kralendijk")

_EXAMINED = 4_000
_MOST = 12
#: A date without a year that lies further back than this is next year's.
_LOOK_BACK = timedelta(days=60)
_AHEAD = timedelta(days=550)
#: Years of receipt a working clock can give; outside them, days before and after may not exist.
_YEARS = range(1971, 2200)
#: "half drie" in an office means half past two in the afternoon.
_OFFICE_OPENS = 8

_DAYS = {
    name: number
    for number, names in enumerate((
        "maandag monday moandei ma", "dinsdag tuesday tiisdei di",
        "woensdag wednesday woansdei wo", "donderdag thursday tongersdei do",
        "vrijdag friday freed vr", "zaterdag saturday sneon za", "zondag sunday snein zo",
    ))
    for name in names.split()
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate((
        "januari january jan", "februari february feb febr", "maart march mrt", "april apr",
        "mei may", "juni june jun", "juli july jul",
        "augustus august aug", "september sep sept", "oktober october okt oct", "november nov", "december dec",
    ), start=1)
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "elf": 11, "twaalf": 12, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip

#: "ma", "di", "za" are words of their own; as days they need something behind them.
_LONG_DAYS = [name for name in _DAYS if name not in ("ma", "di", "wo", "do", "vr", "za", "zo")]
_DAY = rf"(?P<day>{'|'.join(_LONG_DAYS)})"
_ANY_DAY = rf"(?:{'|'.join(_DAYS)})"
_PART = r"(?:ochtend|morgen|middag|avond|s)?"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with a clock time when one was said, and where it stood."""

    on: date
    at: time | None
    start: int
    end: int

    def iso(self, zone: ZoneInfo) -> str:
        """``2026-11-24`` or ``2026-11-24T14:00:00+01:00``."""
        return datetime.combine(self.on, self.at, zone).isoformat() if self.at else self.on.isoformat()


Found = tuple[int, int, date]
_Resolve = Callable[[re.Match[str], date], date | None]
#: What such a date certainly holds, how it is written, and which day it is.
Kind = tuple[re.Pattern[str], re.Pattern[str], _Resolve]


def offered(text: str, received_at: datetime, zone: ZoneInfo = AMSTERDAM) -> tuple[str, ...]:
    """The moments a text offers, in order of time; not those it says no to. None when the time of receipt is absurd."""
    if received_at.year not in _YEARS:
        return ()
    folded = fold(text[:_EXAMINED])
    today = received_at.astimezone(zone).date()
    wanted = [one for one in moments(folded, today) if not _refused(folded, one)]
    chosen = {one.iso(zone) for one in wanted if today <= one.on <= today + _AHEAD}
    return tuple(sorted(chosen))[:_MOST]


def moments(folded: str, today: date) -> list[Moment]:
    """Every day named in a folded text, with its clock time."""
    days = sorted(_days(folded, today))
    following = [*(start for start, _, _ in days[1:]), len(folded)]
    return [_timed(folded, day, end) for day, end in zip(days, following, strict=False)]


def _days(folded: str, today: date) -> list[Found]:
    found: list[Found] = []
    for hint, pattern, resolve in _KINDS:
        for match in _near(hint, pattern, folded):
            free = all(match.end() <= start or end <= match.start() for start, end, _ in found)
            day = resolve(match, today) if free else None
            if day:
                found.append((match.start(), match.end(), day))
    return found


def _near(hint: re.Pattern[str], pattern: re.Pattern[str], folded: str) -> Iterator[re.Match[str]]:
    """The matches of a slow pattern, looked for only around the matches of a fast one."""
    for start, end in _windows(hint, folded):
        yield from pattern.finditer(folded, start, end)


def _windows(hint: re.Pattern[str], folded: str) -> list[tuple[int, int]]:
    """The whole lines around each hint; windows that touch are one."""
    found: list[tuple[int, int]] = []
    for match in hint.finditer(folded):
        start = folded.rfind("\n", 0, max(0, match.start() - _AROUND)) + 1
        end = folded.find("\n", match.end() + _AROUND) % (len(folded) + 1)  # not found (-1) is the end
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _upcoming(found: date | None, today: date) -> date | None:
    """The same day next year when it lies well behind us."""
    if found and found < today - _LOOK_BACK:
        return _day(found.year + 1, found.month, found.day)
    return found


def _iso(match: re.Match[str], _today: date) -> date | None:
    return _day(int(match[1]), int(match[2]), int(match[3]))


def _named_month(match: re.Match[str], today: date) -> date | None:
    found = _day(int(match["year"] or today.year), _MONTHS[match["month"]], int(match["dom"]))
    return found if match["year"] else _upcoming(found, today)


def _numeric(match: re.Match[str], today: date) -> date | None:
    year = int(match["year"] or today.year)
    found = _day(year + 2000 if year < 100 else year, int(match["num"]), int(match["dom"]))  # noqa: PLR2004 - '26 is 2026
    return found if match["year"] else _upcoming(found, today)


def _monday(today: date, weeks: int) -> date:
    return today - timedelta(today.weekday()) + timedelta(weeks=weeks)


def _next(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def _weekday(match: re.Match[str], today: date) -> date:
    weekday = _DAYS[match["day"]]
    which = match["which"] or match["which2"] or ""
    if "week" in which:
        return _monday(today, 0 if which.startswith(("deze", "this")) else 1) + timedelta(weekday)
    return _next(today, weekday)


def _short_weekday(match: re.Match[str], today: date) -> date:
    return _next(today, _DAYS[match["day"]])


def _relative(match: re.Match[str], today: date) -> date:
    return today + timedelta({"overmorgen": 2, "morgen": 1, "tomorrow": 1}.get(match["rel"], 0))


def _in_some(match: re.Match[str], today: date) -> date:
    count = int(match["n"]) if match["n"].isdigit() else _NUMBERS[match["n"]]
    return today + timedelta(days=count * (7 if match["unit"].startswith("we") else 1))


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    found = _day(today.year, today.month, int(match["dom"]))
    if found is None or found <= today:
        month = today.month % 12 + 1
        found = _day(today.year + (month == 1), month, int(match["dom"]))
    return found


def _listed(match: re.Match[str], today: date) -> date | None:
    """The first day of "2, 3 of 5 december": the month stands behind the last one."""
    return _named_month(match, today)


_ORDER = r"(?:e|ste|de|th|st|nd|rd)?"
#: A date stands within this many characters around its hint.
_AROUND = 60
#: What a text without such a date does not have. A hint begins with plain letters or a digit, which are found fast.
_HAS_NUMERIC = re.compile(r"\d[-/]\d")
_HAS_ORDINAL = re.compile(r"\d(?:e|ste|de|th|st|nd|rd)\b")
_HAS_MONTH = re.compile(rf"(?:{'|'.join(_MONTHS)})\b")
_HAS_DAY = re.compile("|".join(_LONG_DAYS))
_HAS_RELATIVE = re.compile("morgen|overmorgen|van(?:daag|middag|ochtend|avond)|tomorrow|today")
_HAS_SHORT_DAY = re.compile(r"(?:ma|di|wo|do|vr|za)(?<!\w{3})[\s,/]")
_HAS_UNIT = re.compile(r"(?:dag|week|weken|day)")
_KINDS: tuple[Kind, ...] = (
    (_HAS_NUMERIC, re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)"), _iso),
    (
        _HAS_MONTH,
        re.compile(
            rf"(?:\b{_ANY_DAY}{_PART}\.?,?\s+(?:de\s+|"
            rf"the\s+)?)?(?<![\d.:])\b(?P<dom>[0-3]?\d){_ORDER}\s+(?:of\s+)?{_MONTH}(?:\s+(?P<year>20\d\d)\b)?"
        ),
        _named_month,
    ),
    (
        _HAS_MONTH,
        re.compile(
            rf"(?<![\d.:])\b(?P<dom>[0-3]?\d){_ORDER}(?=(?:,\s*\d{{1,2}}){{0,4}}(?:\s*(?:,|of|en|or|"
            rf"and|/)\s*)\d{{1,2}}{_ORDER}\s+{_MONTH}(?P<year>\s*20\d\d)?)"
        ),
        _listed,
    ),
    (
        _HAS_MONTH,
        re.compile(
            rf"\b(?:{_ANY_DAY},?\s+)?{_MONTH}\s+(?P<dom>[0-3]?\d)(?:th|st|nd|"
            rf"rd)?\b(?!\s*[:.]\d)(?:,?\s+(?P<year>20\d\d)\b)?"
        ),
        _named_month,
    ),
    (
        _HAS_NUMERIC,
        re.compile(
            r"(?<![\d/.,-])(?P<dom>[0-3]?\d)[-/](?P<num>[01]?\d)(?:[-/](?P<year>(?:20)?\d\d))?(?![\d/-])(?!\s*(?:uur|"
            r"%|jaar|pers))"
        ),
        _numeric,
    ),
    (
        _HAS_ORDINAL,
        re.compile(
            rf"\b(?:{_ANY_DAY}\s+)?(?:de|the|den)\s+(?P<dom>[0-3]?\d)(?:e|ste|de|th|st|nd|"
            rf"rd)\b(?!\s+(?:keer|verdieping|etage|kind|plaats|scan|advies|jaar))"
        ),
        _day_of_month,
    ),
    (
        _HAS_DAY,
        re.compile(
            rf"(?:\b(?P<which>(?:volgende|komende|deze|next|"
            rf"this)\s+week)\s+(?:op\s+)?)?\b(?:a\.?s\.?\s+|aanstaande\s+|komende\s+|volgende\s+|"
            rf"next\s+)?"
            rf"{_DAY}{_PART}\b(?!en)(?:\s+(?:van\s+)?(?P<which2>(?:volgende|komende|deze|next|this)\s+week))?"
        ),
        _weekday,
    ),
    (
        _HAS_RELATIVE,
        re.compile(
            r"(?<!goede )(?<!goeie )(?<!goed )\b(?P<rel>overmorgen|morgen|vandaag|vanmiddag|"
            r"vanochtend|vanavond|tomorrow|today)(?:ochtend|middag|avond)?\b"
        ),
        _relative,
    ),
    (
        _HAS_UNIT,
        re.compile(
            r"\b(?:over|in)\s+(?P<n>\d{1,2}|een|twee|drie|vier|two|three|four)\s+(?P<unit>dag|dagen|"
            r"week|weken|days|weeks)\b"
        ),
        _in_some,
    ),
    (
        _HAS_SHORT_DAY,
        re.compile(r"\b(?P<day>ma|di|wo|do|vr|za)\b(?=\s+(?:na|vanaf|om|tussen|voor|\d)|\s*[,/])"),
        _short_weekday,
    ),
)

_CLOCK = re.compile(
    r"(?P<half>half)\s+(?P<hh>\d{1,2}|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)\b"
    r"|\b(?P<quarter>kwart)\s+(?P<side>voor|over)\s+(?P<qh>\d{1,2}|een|twee|drie|vier|vijf|zes|zeven|"
    r"acht|negen|tien|elf|twaalf)\b"
    r"|\b(?P<h>[01]?\d|2[0-3])\s*(?:[:.](?P<m>[0-5]\d)(?!\d)|(?:uur|u|h)(?:\b|(?P<m2>[0-5]\d)\b)|"
    r"(?=\s?(?:am|pm|a\.m|p\.m)))\s*(?P<ampm>[ap]\.?m)?"
    r"|\b(?:om|na|vanaf|rond|after|at|from)\s+(?P<word>\d{1,2}|een|twee|drie|vier|vijf|zes|zeven|acht|"
    r"negen|tien|elf|twaalf)(?:en)?\b(?![.:]\d)(?!\s*(?:dag|we|maa))(?:\s*uur)?"
)
_BREAK = re.compile(r"[;!?\n]|\.(?=\s)|\b(?:maar|want|niet|behalve|but|not)\b")


def _timed(folded: str, day: Found, following: int) -> Moment:
    start, end, on = day
    tail = _BREAK.split(folded[end : min(following, end + 45)])[0]
    found = _CLOCK.search(tail)
    clock = _clock(found, folded[start:end]) if found else None
    return Moment(on, clock, start, end + (found.end() if found and clock else 0))


def _clock(found: re.Match[str], day: str) -> time | None:
    hour, minute = _hour(found)
    if found["ampm"]:
        hour = hour % 12 + (12 if found["ampm"].startswith("p") else 0)
    elif hour < _OFFICE_OPENS and ("middag" in day or "avond" in day or not found["h"]):
        hour += 12
    return time(hour, minute) if hour < 24 else None  # noqa: PLR2004 - hours of a day


def _hour(found: re.Match[str]) -> tuple[int, int]:
    if found["half"]:
        return _number(found["hh"]) - 1, 30
    if found["quarter"]:
        hour = _number(found["qh"])
        return (hour - 1, 45) if found["side"] == "voor" else (hour, 15)
    if found["word"]:
        return _number(found["word"]), 0
    return int(found["h"]), int(found["m"] or found["m2"] or 0)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


_NO_BEFORE = re.compile(
    r"(?:\b(?:niet|behalve|geen|verhinderd|uitgezonderd|afwezig|vrij|not|except|cannot|can't|"
    r"unavailable|verzetten|verplaatsen|afzeggen|annuleren|"
    r"afspraak\s+(?:van|op)|gesprek\s+(?:van|op)|bezoek\s+(?:van|op)|brief\s+van|mail\s+van|dateert|"
    r"sinds|since|verzonden|datum|sent|date|appointment\s+(?:on|of))"
    r"(?:(?!\bwel\b|\bmaar\b|\bbut\b)[^.;!?\n]){0,22})$"
)
_NO_AFTER = re.compile(
    r"^[^.;!?\n]{0,30}?\b(?:kan|kunnen|lukt|schikt|gaat|ben|past|komt|werkt|redden?|can|does|is)\b[^.;,!?\n]{0,18}\b"
    r"(?:niet|verhinderd|weg|afwezig|not|vrij)\b|^[^.;!?\n]{0,12}\b(?:niet|can't|cannot|verzetten|"
    r"verplaatsen|afzeggen|vervalt)\b"
)


def _refused(folded: str, moment: Moment) -> bool:
    before = folded[max(0, moment.start - 40) : moment.start]
    after = folded[moment.end : moment.end + 60]
    return bool(_NO_BEFORE.search(before) or _NO_AFTER.search(after))
