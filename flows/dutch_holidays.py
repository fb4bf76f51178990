"""Dutch public holidays, from the `holidays` library, with the two days about which employers differ as settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import holidays
from holidays.constants import PUBLIC

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
