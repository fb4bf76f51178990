"""The day that the moving feasts are counted from."""

from __future__ import annotations

from datetime import date


def easter(year: int) -> date:
    """Easter Sunday (Gauss, as Meeus, Jones and Butcher wrote it down)."""
    cycle, century, rest = year % 19, year // 100, year % 100
    moon = (19 * cycle + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    day = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (cycle + 11 * moon + 22 * day) // 451
    month, dom = divmod(moon + day - 7 * late + 114, 31)
    return date(year, month, dom + 1)
