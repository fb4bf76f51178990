"""Days that are counted from other days, in mails and chats.

From today, a weekday, a feast or the beginning of a month: "over twee weken op woensdag", "a fortnight tomorrow", "de
dag voor koningsdag", "de laatste dinsdag van mei".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from nlp.form.feasts import FEASTS, ONE_DAY, feasts_near, next_feast
from nlp.form.spotting import Index, Spotter

#: Where such a day stands, and which it is; None for one that nobody can tell ("vrijdag na de herfstvakantie").
Counted = tuple[int, int, date | None]

_NUMBERS = {
    "een": 1, "a": 1, "one": 1, "twee": 2, "two": 2, "drie": 3, "three": 3, "vier": 4, "four": 4, "vijf": 5, "five": 5,
    "zes": 6, "six": 6, "acht": 8, "tien": 10, "ten": 10, "veertien": 14, "twa": 2, "trije": 3,
}  # fmt: skip
_NUMBER = rf"{'|'.join(_NUMBERS)}|\d{{1,2}}"
_ENGLISH = r"a|one|two|three|four|\d"
_WEEK, _FORTNIGHT = 7, 14
#: "over acht dagen" is the same day of next week.
_EIGHT_DAYS = 8
_UNIT = r"we(?:ek|ken|ke|eks)|wiken?|dag(?:en)?|days?|fortnights?"
_NEAR = {"vandaag": 0, "today": 0, "morgen": 1, "tomorrow": 1, "overmorgen": 2}
_PART = r"(?:ochtend|morgen|middag|avond)?"
_THE = r"(?:(?:de|het|the|'t|op|on)\s+)?"
_FEAST = rf"(?P<feast>{'|'.join(map(re.escape, FEASTS))})(?!\w*(?:vakantie|reces|break|diner|borrel|week))[\w']*"
#: The length of it depends on where one lives.
_HOLIDAY = r"(?P<holiday>(?:\w+\s+)?\w*(?:vakantie|reces|bouwvak|holidays?|recess))\b"
_ORDINALS = {
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "laatste": -1, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "last": -1, "1e": 1, "2e": 2, "3e": 3, "4e": 4, "1ste": 1, "2de": 2, "3de": 3, "4de": 4, "1st": 1, "2nd": 2,
    "3rd": 3, "4th": 4,
}  # fmt: skip
_OTHER_MONTH = (
    r"(?P<other>(?:de |the |het )?(?:volgende|komende|deze|next|this|nieuwe|new)?\s?(?:maand|month|jaar|year))\b"
)


def _patterns(days: str, months: str) -> tuple[re.Pattern[str], ...]:
    start = rf"(?P<start>vandaag|today|morgen|tomorrow|overmorgen|{days}){_PART}"
    span = rf"(?:(?P<n>{_NUMBER})\s+)?(?P<unit>{_UNIT})\b"
    over = r"(?:over|in|oer)\s+(?:precies\s+|exact(?:ly)?\s+)?"
    return (
        re.compile(rf"\b{start}\s+{over}{span}"),
        re.compile(rf"\b(?P<over>{over}){span},?\s+{_THE}(?P<day>{days}){_PART}\b"),
        re.compile(
            rf"(?<!every )(?<!for )(?<!once )(?<!twice )\b(?P<from>)(?:(?P<n>{_ENGLISH})\s+)?"
            rf"(?P<unit>weeks?|fortnights?|days?(?= from\b))\s+(?:from\s+|on\s+)?{start}(?!\w)"
        ),
        re.compile(rf"\b(?:over precies|precies over|in exactly)\s+{span}"),
        re.compile(
            rf"\b(?:(?:(?P<n>{_NUMBER})\s+)?(?P<unit>{_UNIT})|(?P<day>{days}){_PART})\s+"
            rf"(?P<side>na|after|nei|noa|voor|before|foar)\s+{_THE}(?:{_HOLIDAY}|{_FEAST})"
        ),
        re.compile(
            rf"\b(?P<nth>{'|'.join(_ORDINALS)})\s+(?P<day>{days}){_PART}\b"
            rf"(?:\s+(?:van|in|of|yn|fan)\s+(?:{_OTHER_MONTH}|(?P<month>{months})\b))?"
        ),
        re.compile(
            rf"\b(?P<nth>{'|'.join(_ORDINALS)})\s+week\s+(?:van\s+|in\s+|of\s+)?(?P<month>{months})\b"
            rf"(?:(?!\b(?:behalve|niet|geen|except|not)\b)[^.;]){{0,30}}?\b(?P<day>{days})\b"
        ),
    )


_HAS_SPAN = Spotter(
    "week|weken|wike|dag|day|fortnight", r"(?:week|weeks|weken|weke|wiken?|dag(?:en)?|days?|fortnights?)\b"
)
_HAS_SIDE = Spotter(
    "na|after|nei|noa|voor|before|foar", rf"(?:na|after|nei|noa|voor|before|foar)\s+{_THE}(?:{_HOLIDAY}|{_FEAST})"
)
_HAS_NTH = Spotter("|".join(_ORDINALS), rf"(?:{'|'.join(_ORDINALS)})\s")
_AROUND = 50


class Calendar:
    """Reads counted days with the names of days (to Monday as 0) and of months (to their number) given."""

    def __init__(self, days: Mapping[str, int], months: Mapping[str, int]) -> None:
        self._days, self._months = days, months
        patterns = _patterns("|".join(sorted(days, key=len, reverse=True)), "|".join(months))
        self._month = re.compile(rf"\b(?:in|van|of)\s+(?P<month>{'|'.join(months)})\b")
        self._kinds = (
            (_HAS_SPAN, patterns[:4], self._spanned),
            (_HAS_SIDE, patterns[4:5], self._beside),
            (_HAS_NTH, patterns[5:6], self._nth),
            (_HAS_NTH, patterns[6:], self._of_week),
        )

    def find(self, folded: str, today: date, index: Index) -> Iterator[Counted]:
        """Every counted day of a folded text; `index` is that of the text."""
        for hint, patterns, resolve in self._kinds:
            seen = 0
            for place in hint.finditer(folded, index):
                for pattern in patterns:
                    for found in pattern.finditer(folded, max(seen, place.start() - _AROUND), place.end() + _AROUND):
                        on = resolve(found, today)
                        if on or found.groupdict().get("holiday"):
                            seen = max(seen, found.end())
                            yield found.start(), found.end(), on

    def _spanned(self, found: re.Match[str], today: date) -> date | None:
        said = found.groupdict()
        days, day = _length(said["n"], said["unit"]), said.get("day") or said.get("start")
        if days is None:
            return None
        if day is None or day in _NEAR:
            return today + timedelta(_NEAR.get(day or "", 0) + days)
        weekday, coming = self._days[day], _after(today, self._days[day])
        if days % _WEEK:
            return None
        if said.get("from") is not None or (days == _WEEK and "over" not in said):
            return coming + timedelta(days)
        return today + timedelta(weekday - today.weekday() + days)

    def _beside(self, found: re.Match[str], today: date) -> date | None:
        if not found["feast"]:
            return None
        counted = (self._from_feast(found, first, last) for first, last in feasts_near(found["feast"], today))
        return next((on for on in counted if on is None or on >= today), None)

    def _from_feast(self, found: re.Match[str], first: date, last: date) -> date | None:
        before = found["side"] in ("voor", "before", "foar")
        if found["day"]:
            weekday = self._days[found["day"]]
            return first - timedelta((first.weekday() - weekday - 1) % 7 + 1) if before else _after(last, weekday)
        days = 1 if found["unit"] in ("dag", "day") else _length(found["n"], found["unit"])
        return None if days is None else first - timedelta(days) if before else last + timedelta(days)

    def _nth(self, found: re.Match[str], today: date) -> date | None:
        other = found["other"] or (None if found["month"] else _other_ahead(found))
        month = found["month"] or self._elsewhere(found.string)
        first = _first_of(other, today) if other else self._first(month, today)
        return _nth_of(first, _ORDINALS[found["nth"]], self._days[found["day"]]) if first else None

    def _of_week(self, found: re.Match[str], today: date) -> date | None:
        first, number = self._first(found["month"], today), _ORDINALS[found["nth"]]
        if first is None or number < 1:
            return None
        return _nth_of(first, 1, 0) + timedelta(days=self._days[found["day"]], weeks=number - 1)

    def _elsewhere(self, folded: str) -> str | None:
        """The month of a short text, which may stand elsewhere in it."""
        found = self._month.search(folded) if len(folded) < _SHORT else None
        return found["month"] if found else None

    def _first(self, name: str | None, today: date) -> date | None:
        month = self._months[name] if name else 0
        return date(today.year + (month < today.month), month, 1) if month else None


_SHORT = 200


def feasts_of_one_day(folded: str, today: date) -> Iterator[tuple[int, int, date]]:
    """Where a feast is named that is one day by itself, and which day that is; not "rond koningsdag"."""
    for found in _ONE_DAY.finditer(folded):
        if not _NEAR_IT.search(folded, 0, found.start()):
            yield found.start(), found.end(), next_feast(_feast_of(found[1]), today)[0]


def as_reason(folded: str) -> str:
    """The folded text without the names of feasts that say what another day is: "maandag is tweede pinksterdag"."""
    return _IS_FEAST.sub(r"\1 een feestdag", folded)


def week_of_feast(folded: str, today: date) -> Iterator[tuple[int, int, date]]:
    """Where the week around, before or after a feast is named, and a day in it."""
    for found in _FEAST_WEEK.finditer(folded):
        weeks = (_week_beside(found["side"], *feast) for feast in feasts_near(found["feast"], today))
        yield found.start(), found.end(), next(monday for monday in weeks if monday + timedelta(_WEEK) > today)


def _week_beside(side: str, first: date, last: date) -> date:
    """The Monday of the week of a feast, or of the one before or after; that after Easter is of Easter Monday."""
    if side in ("na", "after"):
        return _after(last - timedelta(first < last), 0)
    return first - timedelta(first.weekday() + (_WEEK if side in ("voor", "before") else 0))


_ONE_DAY = re.compile(rf"\b({'|'.join(map(re.escape, ONE_DAY))})(?:s?dag)?\b")
_NEAR_IT = re.compile(
    r"\b(?:na|voor|after|before|rond|around|tussen|between|sinds|since|tot|until|van|of)\s+(?:de |het )?$"
)
_IS_FEAST = re.compile(rf"\b(is|wordt|be|was|'s) (?:al |dan |toch |het |dat |natuurlijk )*{_FEAST}")
_FEAST_WEEK = re.compile(rf"\bweek (?P<side>na|after|voor|before|van|of) {_THE}{_FEAST}")


def _feast_of(name: str) -> str:
    return next(feast for feast in FEASTS if name.startswith(feast))


def _length(number: str | None, unit: str) -> int | None:
    """Days of "twee weken", "a fortnight"; None without a number."""
    if number is None and not unit.startswith("fort"):
        return None
    count = int(number) if number and number.isdigit() else _NUMBERS[number or "een"]
    if unit.startswith("fort"):
        return count * _FORTNIGHT
    if unit.startswith(("we", "wi")):
        return count * _WEEK
    return _WEEK if count == _EIGHT_DAYS else count


#: "volgende maand kan ik alleen" before "de eerste dinsdag"
_MONTH_AHEAD = re.compile(
    r"\b(?P<other>(?:volgende|komende|deze|next|this) (?:maand|month))\b(?:(?!\b(?:niet|not|geen)\b)[^.;!?\n\d]){0,40}$"
)


def _other_ahead(found: re.Match[str]) -> str | None:
    """The month that is told before a day counted in it."""
    ahead = _MONTH_AHEAD.search(found.string, max(0, found.start() - _SHORT), found.start())
    return ahead["other"] if ahead else None


def _after(day: date, weekday: int) -> date:
    return day + timedelta((weekday - day.weekday() - 1) % 7 + 1)


def _first_of(other: str, today: date) -> date:
    """The first day of "volgende maand", "het nieuwe jaar", "this month"."""
    if other.endswith(("jaar", "year")):
        return date(today.year + 1, 1, 1)
    later = any(one in other for one in ("volgende", "komende", "next"))
    return (today.replace(day=1) + timedelta(31 if later else 0)).replace(day=1)


def _nth_of(first: date, number: int, weekday: int) -> date:
    on = first + timedelta((weekday - first.weekday()) % 7)
    if number > 0:
        return on + timedelta(weeks=number - 1)
    return max(one for weeks in range(6) if (one := on + timedelta(weeks=weeks)).month == first.month)
