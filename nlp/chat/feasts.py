"""The days that people count from: "de dinsdag na pinksteren", "de dag na koningsdag", "maandag na sinterklaas"."""

from __future__ import annotations

from datetime import date, timedelta

#: Days from Easter Sunday, by how the names begin. Of a feast of two days the second.
_FROM_EASTER = {
    "carnaval": -47, "vastenavond": -47, "vastelaovend": -47, "goede vrijdag": -2, "good friday": -2, "pasen": 1,
    "paas": 1, "easter": 1, "hemelvaart": 39, "ascension": 39, "pinkster": 50, "pentecost": 50, "whitsun": 50,
}  # fmt: skip
#: Month and day.
_FIXED = {
    "driekoningen": (1, 6), "koningsdag": (4, 27), "king's day": (4, 27), "dodenherdenking": (5, 4),
    "bevrijdingsdag": (5, 5), "liberation day": (5, 5), "sint maarten": (11, 11), "sinterklaas": (12, 5),
    "kerst": (12, 26), "christmas": (12, 26), "oud en nieuw": (1, 1), "nieuwjaar": (1, 1), "new year": (1, 1),
}  # fmt: skip
#: The third Tuesday of September.
_THIRD_TUESDAY = ("prinsjesdag", "budget day")

#: How their names begin, folded.
FEASTS = (*_FROM_EASTER, *_FIXED, *_THIRD_TUESDAY)


def next_feast(name: str, today: date) -> date:
    """The next such day; `name` is out of `FEASTS`."""
    both = (_in_year(name, today.year), _in_year(name, today.year + 1))
    return next(on for on in both if on >= today or on is both[1])


def _in_year(name: str, year: int) -> date:
    if name in _FROM_EASTER:
        return easter(year) + timedelta(_FROM_EASTER[name])
    if name in _FIXED:
        return date(year, *_FIXED[name])
    first = date(year, 9, 1)
    return first + timedelta((1 - first.weekday()) % 7 + 14)


def easter(year: int) -> date:
    """Easter Sunday (Meeus, Gregorian)."""
    cycle, century, rest = year % 19, year // 100, year % 100
    moon = (19 * cycle + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    day = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (cycle + 11 * moon + 22 * day) // 451
    month, dom = divmod(moon + day - 7 * late + 114, 31)
    return date(year, month, dom + 1)
