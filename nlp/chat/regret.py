"""Words that take back a day just offered: "vrijdag, nee wacht, maandag", "vrijdag. O dat is Pasen, dan niet"."""

from __future__ import annotations

import re

_MARK = (
    r"(?:o+h?|ah|hm+|och|ach|nee+|no|wacht|wait|ho|sorry|pardon|oeps|oops|grapje|geintje|(?:just )?kidding|joke|foutje|"
    r"fout|herstel|correctie|scratch that|make that|ik bedoel\w*|i mean\w*)"
)
_FILL = r"(?:even|dat|is|doe|maak er|maak|er|van|toch|maar|liever|dan|op|on|the|de|het|it|op|en|that|actually|beter)"
#: Between two days nothing but such words.
_BETWEEN = re.compile(
    rf"(?:\s*(?:'s )?(?:ochtends|morgens|middags|avonds))?[\s,.;:!?(\u2026-]*(?:(?:of|or|maar|but) )?{_MARK}\b"
    rf"(?:[\s,.;:!?)\u2026-]+(?:{_MARK}|{_FILL})\b)*[\s,.;:!?)\u2026-]*$"
)
#: A sentence that begins with surprise, and says no.
_SECOND_THOUGHT = re.compile(
    rf"(?:[^.;!?]{{0,40}}[.;!?,\u2026])?\s*(?:{_MARK}\b[\s,.!]*)+(?:maar |but )?"
    r"(?:dan|die|dat|that|then|it|it's|that's)\b"
    r"[^;]{0,70}?\b(?:niet|not|geen|can't|vervalt|skip|toch maar niet|no good)\b"
)


def takes_back(behind: str, *, last: bool) -> bool:
    """True when the text behind a day, up to the next day (or the end: `last`), takes that day back."""
    return (not last and _BETWEEN.match(behind) is not None) or _SECOND_THOUGHT.match(behind) is not None
