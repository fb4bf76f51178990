"""All moments moved at once: "schuif alles een week op", "beide een uur later", "toch liever een dag eerder"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from nlp.chat.when.weekdays import ONE_DAY

_COUNTS = {"een": 1, "a": 1, "an": 1, "one": 1, "twee": 2, "two": 2, "drie": 3, "three": 3, "half": 0.5, "'n": 1}
_HOURS = {"uur": 1, "uurtje": 1, "uren": 1, "hour": 1, "hours": 1}
_UNITS = _HOURS | {"dag": 24, "dagen": 24, "day": 24, "days": 24, "week": 168, "weken": 168, "weeks": 168}
_LENGTH = (
    rf"(?:(?P<n>{'|'.join(_COUNTS)}|\d) (?P<unit>{'|'.join(_UNITS)})|(?P<half>(?:een )?half uur(?:tje)?|half an hour)) "
)
_SIDE = r"(?:later|opschuiven|op|vooruit|verder|(?P<back>eerder|vroeger|earlier|naar voren|terug))\b"
_ALL = re.compile(
    rf"\b(?:alles|alle(?: data| dagen| momenten| twee| drie)?|allebei|beide\w*|both|all|everything|schuif\w*|verschuif|"
    rf"move|toch|liever|doe|maak|rather|make it|nee)\b[^.;!?,]{{0,25}}?\b{_LENGTH}{_SIDE}"
)
#: "mag ook een uur later", "kan een dag eerder ook" adds.
_ASKS = re.compile(r"\b(?:ook|also|or|of|eventueel|kan|mag|can|could|niet|not)\b")


def shifted(folded: str, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The moments offered, moved as a turn says that names no day of its own; none when it does not say so."""
    found = _ALL.search(folded)
    if found is None or not offered or ONE_DAY.search(folded) or _ASKS.search(folded):
        return ()
    unit = "uur" if found["half"] else found["unit"]
    if unit in _HOURS and not all("T" in one for one in offered):
        return ()
    count = _COUNTS["half"] if found["half"] else _COUNTS[found["n"]] if found["n"] in _COUNTS else int(found["n"])
    by = timedelta(hours=count * _UNITS[unit]) * (-1 if found["back"] else 1)
    return tuple(sorted(_moved(one, by) for one in offered))


def _moved(moment: str, by: timedelta) -> str:
    there = datetime.fromisoformat(moment) + by
    return there.isoformat() if "T" in moment else there.date().isoformat()
