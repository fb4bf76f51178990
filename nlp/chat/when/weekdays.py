"""Names of days and months as a turn of a chat has them, and a day as it is named."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import islice

from nlp.form.dates import Moment

LONG_DAY = (
    r"(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday)"
)
DAY = rf"(?:{LONG_DAY}|ma|di|wo|do|vr|za|zo|mon|tues?|wed|thurs?|thu|fri|sat|sun)"
PART = r"(?:ochtend|morgen|middag|avond)?"
_MONTHS = (
    "januari january", "februari february", "maart march", "april", "mei may", "juni june", "juli july",
    "augustus august", "september", "oktober october", "november", "december",
)  # fmt: skip
MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
MONTH = rf"(?:{'|'.join(MONTH_OF)})"
#: How many days ahead a day is looked for.
FAR_AHEAD = 150
ONE_DAY = re.compile(rf"(?<!\w)(?P<day>{DAY}){PART}(?!\w)")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as named: `bare` says nothing but a weekday."""

    moment: Moment
    bare: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """What the days of a turn are read against: today, and the days offered in the turns before it."""

    today: date
    offered: tuple[date, ...] = ()

    def named(self, weekday: int) -> date | None:
        """The only such weekday offered before."""
        same = {on for on in self.offered if on.weekday() == weekday}
        return same.pop() if len(same) == 1 else None


def coming(today: date, weekday: int) -> date:
    """The first such weekday after today."""
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def has_day(text: str) -> bool:
    """True for a text that may name a day: by its weekday or a number."""
    return bool(ONE_DAY.search(text) or re.search(r"\d", text))


def at_clock(one: Day, at: time | None) -> Day:
    """The same at another time."""
    return replace(one, moment=replace(one.moment, at=at))


def moved(one: Day, on: date) -> Day:
    """The same on another day."""
    return replace(one, moment=replace(one.moment, on=on))


_TOLD = re.compile(
    r"\b(?:gister\w*|eergisteren|vannacht|afgelopen|vorige|sinds|nog steeds|waren|stond(?:en)?|kwam(?:en)?|"
    r"was(?! de bedoeling| thinking)|belde\w*|reed|yesterday|last night|were|stood|came|called|each other)\b"
)


def is_told(folded: str) -> bool:
    """True for a turn about what happened: its days and times are no moments for us."""
    return _TOLD.search(folded) is not None


#: Nobody offers more days in one turn; what stands behind so many names of days and numbers is left.
_MOST = 60
_COUNTS = re.compile(rf"(?<!\w){DAY}(?!\w)|\d+")


def first_days(folded: str) -> str:
    """The turn up to where nobody reads on."""
    last = next(islice(_COUNTS.finditer(folded), _MOST, None), None)
    return folded[: last.start()] if last else folded
