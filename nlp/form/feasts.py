"""The days that people count from: "de dinsdag na pinksteren", "de dag voor koningsdag", "maandag na sinterklaas"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from casework.easter import easter

#: Days from Easter Sunday to the first and the last day of the feast, by how the names begin.
_FROM_EASTER = {
    "carnaval": (-49, -47), "vastenavond": (-49, -47), "vastelaovend": (-49, -47), "vasteloavend": (-49, -47),
    "aswoensdag": (-46, -46), "palmzondag": (-7, -7), "goede vrijdag": (-2, -2), "good friday": (-2, -2),
    "tweede paasdag": (1, 1), "easter monday": (1, 1), "pasen": (0, 1), "paas": (0, 1), "peaske": (0, 1),
    "easter": (0, 1), "hemelvaart": (39, 39), "ascension": (39, 39), "tweede pinksterdag": (50, 50),
    "whit monday": (50, 50), "pinkster": (49, 50), "pingster": (49, 50), "pentecost": (49, 50), "whitsun": (49, 50),
}  # fmt: skip
#: Month and day of the first, and how many days follow.
_FIXED = {
    "driekoningen": (1, 6, 0), "valentijn": (2, 14, 0), "valentine": (2, 14, 0), "koningsdag": (4, 27, 0),
    "king's day": (4, 27, 0), "kings day": (4, 27, 0), "dag van de arbeid": (5, 1, 0), "dodenherdenking": (5, 4, 0),
    "bevrijdingsdag": (5, 5, 0), "liberation day": (5, 5, 0), "keti koti": (7, 1, 0), "dierendag": (10, 4, 0),
    "allerheiligen": (11, 1, 0), "sint maarten": (11, 11, 0), "sint-maarten": (11, 11, 0), "st maarten": (11, 11, 0),
    "elfde van de elfde": (11, 11, 0), "sinterklaas": (12, 5, 0), "pakjesavond": (12, 5, 0),
    "tweede kerstdag": (12, 26, 0), "boxing day": (12, 26, 0), "kerst": (12, 25, 1), "christmas": (12, 25, 1),
    "oudjaar": (12, 31, 0), "oudejaar": (12, 31, 0), "oud en nieuw": (12, 31, 1), "nieuwjaar": (1, 1, 0),
    "new year": (1, 1, 0),
}  # fmt: skip
#: The third Tuesday of September.
_THIRD_TUESDAY = ("prinsjesdag", "budget day")
#: Councils are chosen in 2026 and every four years, provinces and water boards a year later: 44 days after the Monday
#: of 30 January to 5 February (Kieswet F 1), which is the third Wednesday of March.
_ELECTIONS = ("verkiezing", "ferkiezing", "gemeenteraadsverkiezing", "raadsverkiezing", "statenverkiezing", "election")
_ELECTION_YEARS = (2, 3)

#: How their names begin, folded.
FEASTS = (*_FROM_EASTER, *_FIXED, *_THIRD_TUESDAY, *_ELECTIONS)
#: Those that name one day by themselves: "bevrijdingsdag ben ik thuis".
ONE_DAY = (
    "aswoensdag", "goede vrijdag", "good friday", "tweede paasdag", "easter monday", "hemelvaart", "ascension day",
    "tweede pinksterdag", "whit monday", "driekoningen", "valentijnsdag", "koningsdag", "king's day", "kings day",
    "dag van de arbeid", "dodenherdenking", "bevrijdingsdag", "liberation day", "dierendag", "allerheiligen",
    "sint maarten", "sint-maarten", "st maarten", "elfde van de elfde", "pakjesavond", "tweede kerstdag",
    "boxing day", "prinsjesdag", "budget day",
)  # fmt: skip


def next_feast(name: str, today: date) -> tuple[date, date]:
    """The first and the last day of the feast that is not over; `name` is out of `FEASTS`."""
    years = (_in_year(name, year) for year in range(today.year, today.year + 5))
    return next(found for found in years if found and found[1] >= today)


def feasts_near(name: str, today: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of the feast in last year and those behind it; `name` is out of `FEASTS`."""
    years = (_in_year(name, year) for year in range(today.year - 1, today.year + 5))
    return (found for found in years if found)


def _in_year(name: str, year: int) -> tuple[date, date] | None:
    if name in _FROM_EASTER:
        first, last = _FROM_EASTER[name]
        return easter(year) + timedelta(first), easter(year) + timedelta(last)
    if name in _FIXED:
        month, day, more = _FIXED[name]
        return date(year, month, day), date(year, month, day) + timedelta(more)
    if name in _ELECTIONS:
        return (_third(year, 3, 2),) * 2 if year % 4 in _ELECTION_YEARS else None
    return (_third(year, 9, 1),) * 2


def _third(year: int, month: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 14)
