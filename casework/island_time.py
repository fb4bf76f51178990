"""The clock of people on the islands: how a letter names it, and what a time in their mail means. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from casework.workdays import AMSTERDAM, WorkCalendar

#: By the calendar of a case: how a time in a letter says whose time it is. Dutch time needs no name.
_CLOCKS = {
    "nl": {
        "bon": "tijd op Bonaire",
        "sta": "tijd op Sint Eustatius",
        "sab": "tijd op Saba",
        "bq": "tijd in Caribisch Nederland",
    },
    "en": {
        "bon": "Bonaire time",
        "sta": "St. Eustatius time",
        "sab": "Saba time",
        "bq": "time in the Caribbean Netherlands",
    },
}
_DUTCH_TIME = re.compile(
    r"\b(nederlandse tijd|tijd in nederland|uw tijd|jullie tijd|dutch time|your time|amsterdam)\b", re.IGNORECASE
)


def clock_named(calendar: str, language: str) -> str:
    """What stands behind a time: " (tijd op Saba)", or nothing for a Dutch case."""
    name = _CLOCKS[language].get(calendar)
    return f" ({name})" if name else ""


def meant(offered: Sequence[str], text: str, calendar: WorkCalendar, *, caribbean: bool) -> tuple[str, ...]:
    """The moments that a reply names (ISO), on the clock of who wrote it.

    A short reply does not say where it comes from and is read in Dutch time; in a case on an island "10 uur" is ten
    o'clock there, unless it says otherwise. `caribbean`: it was read so already.
    """
    if caribbean or calendar.zone is AMSTERDAM or _DUTCH_TIME.search(text):
        return tuple(offered)
    return tuple(_there(one, calendar) if "T" in one else one for one in offered)


def _there(one: str, calendar: WorkCalendar) -> str:
    return datetime.fromisoformat(one).astimezone(AMSTERDAM).replace(tzinfo=calendar.zone).isoformat()
