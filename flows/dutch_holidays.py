"""Public holidays, from the `holidays` library: of the Netherlands, with the two days about which employers differ as
settings, and of Bonaire, Sint Eustatius and Saba.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import holidays
from holidays.constants import PUBLIC

#: The clock of the three islands; they know no summer time.
KRALENDIJK = ZoneInfo("America/Kralendijk")

_GOOD_FRIDAY = "Goede vrijdag"
_LIBERATION_DAY = (5, 5)


def dutch_holidays(*, good_friday: bool = True, liberation_day_yearly: bool = False) -> Callable[[date], bool]:
    """The question "is this a holiday?".

    `good_friday`: Good Friday is free. `liberation_day_yearly`: 5 May is free each year, not only in lustrum years.
    Source of the days: Algemene termijnenwet, as kept by the library.
    """
    public = holidays.country_holidays("NL", categories=(PUBLIC,), language="nl")

    def is_holiday(day: date) -> bool:
        if liberation_day_yearly and (day.month, day.day) == _LIBERATION_DAY:
            return True
        name = public.get(day)
        return name is not None and (good_friday or name != _GOOD_FRIDAY)

    return is_holiday


def island_holidays(island: str | None, in_the_netherlands: Callable[[date], bool]) -> Callable[[date], bool]:
    """The question "is this a holiday, on the island or here?", for a case that both work on.

    `island` is BON, STA or SAB; None: only what the three share.
    """
    public = holidays.country_holidays("BQ", subdiv=island)
    return lambda day: day in public or in_the_netherlands(day)
