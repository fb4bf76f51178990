"""The weeks that a turn of a chat names, and the bare weekdays that lie in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from nlp.chat.counting import up_to
from nlp.chat.when.since import LATER
from nlp.chat.when.weekdays import DAY, PART, Day, has_day
from nlp.form.counted import week_of_feast
from nlp.form.dates import Moment, moments
from nlp.form.spotting import index_of

WEEK_OF = re.compile(r"\bweek\s+(?:van|of)\s+(?:de\s+|the\s+)?$")
WEEK = re.compile(r"\b(?P<which>volgende|komende|deze|next|this)\s+week\b")
#: "de week erna: maandag of dinsdag", "dinsdag of donderdag van de week erop".
_AFTER_AHEAD = re.compile(rf"\b(?:de|die|the) week {LATER}[^.;!?]*$")
_AFTER_BEHIND = re.compile(
    rf"(?:\s*(?:,|of|en|or|and|/)\s*(?:op\s+|de\s+|on\s+)*{DAY}{PART}\b)*\W*(?:van |in |of )?"
    rf"(?P<week>(?:de|die|the) week {LATER})"
)


def week_after(text: str, since: int, place: tuple[int, int]) -> int | None:
    """Where the week is named that comes after another, when the day at a place lies in it.

    `since` is where the day before it ends.
    """
    ahead = _AFTER_AHEAD.search(text, since, place[0])
    if ahead:
        return ahead.start()
    behind = _AFTER_BEHIND.match(text, place[1])
    return behind.start("week") if behind else None


def monday_of(which: str, today: date) -> date:
    """The Monday of "deze week", "volgende week"."""
    return today - timedelta(today.weekday()) + timedelta(weeks=0 if which in ("deze", "this") else 1)


#: "de week na de herfstvakantie", "na het reces": when that is depends on where one lives.
_UNKNOWN = (
    r"(?:\bweek (?:na|voor|van|after|before|of)|\b(?:na|after)) (?:(?:de|het|the) )?"
    r"(?:\w{2,20} )?\w{0,20}(?:vakantie|reces|bouwvak|holidays?|recess)\b"
)
_UNKNOWN_AHEAD = re.compile(rf"{_UNKNOWN}(?:(?!\b(?:niet|not|geen|maar|but|week)\b)[^.;!?\n\d]){{0,60}}$")
_UNKNOWN_BEHIND = re.compile(
    rf"(?:\s*(?:,|of|en|or|and|/)\s*(?:op\s+|de\s+|on\s+){{0,2}}{DAY}{PART}\b){{0,5}}\s+"
    rf"(?:(?:in|van|of|de|the|eerste|first|direct|meteen|pas|only|right) ?){{0,4}}{_UNKNOWN}"
)
_COMING = re.compile(r"(?:komende|aanstaande|a\.?s\.?|deze|this)\b")


def in_unknown_week(text: str, place: tuple[int, int]) -> bool:
    """True for a weekday at a place that lies in a week nobody can tell: that of, before or after a holiday."""
    if _COMING.match(text, place[0]):
        return False
    ahead = _UNKNOWN_AHEAD.search(text, max(0, place[0] - _FAR), place[0])
    return ahead is not None or _UNKNOWN_BEHIND.match(text, place[1]) is not None


_FAR = 120


#: "over drie weken, op maandag"
_COUNTS = up_to(12) | {"two": 2, "three": 3, "four": 4}
_IN_WEEKS = re.compile(rf"\b(?:over|in) (?P<n>{'|'.join(_COUNTS)}|\d{{1,2}}) (?:weken|weeks)\b")


def _value(number: str) -> int:
    return int(number) if number.isdigit() else _COUNTS[number]


class Weeks:
    """The weeks that a turn names, for its bare weekdays: "week van 4 januari", "volgende week", "week 26"."""

    def __init__(self, text: str, days: Sequence[Day], today: date) -> None:
        self._text, self._today = text, today
        self._numbered = list(_weeks_by_number(text, today))
        named = [one for one in moments(text, today, index_of(text)) if WEEK_OF.search(text[: one.start])]
        self._named = named + [Moment(on, None, start, end, end) for start, end, on in week_of_feast(text, today)]
        self._told = list(WEEK.finditer(text))
        self._ahead = list(_IN_WEEKS.finditer(text))
        self._alone = len(self._named) == 1 and all(one.bare for one in days)

    def day(self, one: Day) -> date | None:
        """The day in the week that its sentence, or the turn, names."""
        monday = self._monday(one.moment) if one.bare else None
        return monday + timedelta(one.moment.on.weekday()) if monday else None

    def _monday(self, one: Moment) -> date | None:
        if self._numbered:
            before = [monday for place, monday in self._numbered if place < one.start]
            return before[-1] if before else self._numbered[0][1]
        earlier = [week for week in self._named if week.start < one.start and self._is_of(week, one)]
        if earlier:
            return earlier[-1].on - timedelta(earlier[-1].on.weekday())
        ahead = [week for week in self._ahead if not re.search(r"[.;!?]\s", self._text[week.end() : one.start])]
        if ahead and ahead[-1].end() <= one.start:
            return monday_of("deze", self._today) + timedelta(weeks=_value(ahead[-1]["n"]))
        if len(self._told) == 1 and _holds(self._text, self._told[0], one):
            return monday_of(self._told[0]["which"], self._today)
        return None

    def _is_of(self, week: Moment, one: Moment) -> bool:
        return self._alone or not re.search(r"[.;!?]\s", self._text[week.end : one.start])


WEEK_NUMBER = re.compile(r"\bweek (?P<week>\d{1,2})\b(?! (?:van|of))")


def _weeks_by_number(text: str, today: date) -> Iterator[tuple[int, date]]:
    """Where "week 26" stands, and its Monday: this year's, or next year's when that is over."""
    for said in WEEK_NUMBER.finditer(text):
        if 1 <= int(said["week"]) <= 53:  # noqa: PLR2004 - weeks of a year
            both = (_iso_monday(year, int(said["week"])) for year in (today.year, today.year + 1))
            yield said.start(), next(monday for monday in both if monday + timedelta(6) >= today)


def _iso_monday(year: int, week: int) -> date:
    first = date(year, 1, 4)
    return first - timedelta(first.weekday()) + timedelta(weeks=week - 1)


#: "Thursday or next week Monday": the week is that of the day behind it.
_BEFORE_DAY = re.compile(rf"\s+(?:op |on )?{DAY}\b")


def _holds(text: str, week: re.Match[str], one: Moment) -> bool:
    """A week holds for the days of its own sentence; one that ends the turn, or stands first, for all."""
    if one.start < week.start() and _BEFORE_DAY.match(text, week.end()):
        return False
    between = text[min(week.end(), one.end) : max(week.start(), one.start)]
    ends = not text[week.end() :].strip(" .!?").removesuffix("dan") or not has_day(text[: week.start()])
    return ends or not re.search(r"[.;!?]\s", between)
