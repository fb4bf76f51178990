"""Words that take back a day just offered: "vrijdag, nee wacht, maandag", "vrijdag. O dat is Pasen, dan niet"."""

from __future__ import annotations

import re

from nlp.chat.counting import up_to

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
    rf"(?:[^.;!?]{{0,40}}[.;!?,\u2026])?\s*(?:of |or )?(?:{_MARK}\b[\s,.!]*)+(?:(?:zegt|says) [a-z' ]{{2,20}},\s*)?"
    r"(?:maar |but )?"
    r"(?:dan|die|dat|that|then|it|it's|that's)\b"
    r"(?:[^;]{0,70}?\b(?:niet|not|geen|can't|vervalt|skip|toch maar niet|no good)\b|"
    r" (?:is|heb|heeft|hebben|zit|zitten|ben|moet|have|has|am) "
    r"(?:er|ik|we|wij|ie|hij|ze|zij|he|she|i|already|al|de|het|een|mijn|m'n|mn|onze|the|my|our|there)\b"
    r"(?![^.;!?]*\b\d{1,2}(?:[.:]\d\d|\s?(?:uur|u|am|pm)\b))[^.;!?]{3,40}(?:[.;!?]|$))"
)


#: "woensdag in plaats van dinsdag"
IN_PLACE_OF = re.compile(
    r"\b(?:ipv|i\.p\.v\.|in plaats van|instead of|rather than)\s+(?:de |die |op |the |that |on )*$"
)

#: "10 uur, sorry 11 uur"
_OTHER_CLOCK = re.compile(
    rf"\W*(?:(?:uur|u|am|pm)\b\W*)?(?:(?:of|or|maar|but) )?{_MARK}\b"
    rf"(?:[\s,.;:!?-]+(?:{_MARK}|{_FILL}|om|at)\b)*[\s,.;:!?-]+"
    rf"(?P<clock>(?:half )?(?:\d{{1,2}}(?:[.:]\d\d)?(?: ?(?:uur|u|am|pm)\b)?|(?:{'|'.join(up_to(12))})\b))"
    r"(?![\d/-]|e\b|\s*(?:jan|feb|ma|apr|mei|jun|jul|aug|sep|okt|oct|nov|dec))"
)


def correction(behind: str) -> str | None:
    """The clock that takes the place of the one it stands right behind: "11 uur"; None without."""
    found = _OTHER_CLOCK.match(behind)
    return found["clock"] if found else None


def takes_back(behind: str, *, last: bool) -> bool:
    """True when the text behind a day, up to the next day (or the end: `last`), takes that day back."""
    return (not last and _BETWEEN.match(behind) is not None) or _SECOND_THOUGHT.match(behind) is not None
