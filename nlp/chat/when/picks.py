"""Which of the moments offered before a turn means: "doe maar de eerste", "de andere twee", "de rest blijft staan"."""

from __future__ import annotations

import re

from nlp.chat.when.weekdays import DAY, MONTH

_PLACES = {
    "eerste": 0, "first": 0, "1e": 0, "1ste": 0, "tweede": 1, "second": 1, "2e": 1, "2de": 1, "derde": 2, "third": 2,
    "3e": 2, "3de": 2, "laatste": -1, "last": -1, "vroegste": 0, "earliest": 0,
}  # fmt: skip
_ORDINAL = "|".join(_PLACES)
#: "de eerste dinsdag", "de tweede week", "de eerste van mei" are counted otherwise.
_OF_THEM = (
    rf"(?!\s+(?:{DAY}|{MONTH}|week|weken|maand|helft|keer|kwartaal|verdieping|naam|letter|in|"
    rf"(?:van|of) (?:de |the )?(?:maand|month|week|{MONTH}))\b)"
)
_WANTS = (
    r"doe|doen|neem|neemt|nemen|maak|pak|pakken|kies|houd|hou|prikken?|zet|gaan? voor|liever|alleen|toch|graag|"
    r"do|make|take|pick|keep|go (?:for|with)|just|only|rather|prefer"
)
_ONE = re.compile(
    rf"\b(?:(?:{_WANTS})\b[^.;!?,]{{0,20}}\b(?:de|die|dat|the|that)\s+|^\W*(?:ok[ae]?y?\W+|nee\W+|ja\W+|dan\W+|then\W+)*(?:de|die|the|that)\s+)"
    rf"(?P<place>{_ORDINAL})\b{_OF_THEM}(?P<rest>[^.;!?]*)"
)
_NOT_THAT = re.compile(
    r"\b(?:niet|not|can't|vervalt|vervallen|valt|weg\w*|schrap\w*|out|drop|remove|off|lukt|zitten|staat|blijft|stays)\b"
)
_REST = re.compile(
    r"\b(?:de|die|the) (?:andere|overige|other|rest)\b(?: (?P<count>twee|drie|two|three|ene|one|2|3)\b|s\b)?"
    r"(?! (?:dag|keer|kant|dagen|adres|nummer|naam|van (?:het|de|mijn)))|\bthe others\b"
)
_NUMBERS = {"twee": 2, "two": 2, "2": 2, "drie": 3, "three": 3, "3": 3, "ene": 1, "one": 1}


_NOT_ONE = re.compile(
    rf"\b(?:laat|schrap|haal|drop|skip|not|niet|zonder|scrap)\b[^.;!?]{{0,12}}"
    rf"\b(?:de|die|the|that) (?P<lead>{_ORDINAL})\b{_OF_THEM}|"
    rf"\b(?:de|die|the|that) (?P<place>{_ORDINAL})\b{_OF_THEM}(?: (?:optie|option|dag|day|datum|date|one))?\W{{0,2}}"
    r"[^.;!?,]{0,15}\b(?:niet|not|can't|vervalt|vervallen|valt (?:\w+ )?af|weg|schrap\w*|out|bezet|vol|off|geen)\b"
)


def dropped(folded: str, offered: tuple[str, ...]) -> str | None:
    """The one moment of those offered that a turn takes back: "de tweede kan toch niet"."""
    found = _NOT_ONE.search(folded)
    place = _PLACES[found["lead"] or found["place"]] if found else len(offered)
    return offered[place] if len(offered) > 1 and place < len(offered) else None


def picked(folded: str, offered: tuple[str, ...]) -> str | None:
    """The one moment of those offered that a turn keeps: "toch maar de eerste"."""
    found = _ONE.search(folded)
    if found is None or len(offered) < 2 or _NOT_THAT.search(found["rest"]):  # noqa: PLR2004 - of several
        return None
    place = _PLACES[found["place"]]
    return offered[place] if place < len(offered) else None


def keeps_rest(folded: str, named: int, offered: int) -> bool:
    """True when a turn that speaks of some of the days offered (`named` of `offered`) leaves the others."""
    found = _REST.search(folded)
    if found is None or not 0 < named < offered:
        return False
    return found["count"] is None or _NUMBERS[found["count"]] == offered - named
