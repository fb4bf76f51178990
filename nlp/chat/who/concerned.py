"""The name of the bestuurder it is about, where somebody else writes: "Dijkgraaf is de heer mr. P.J.F. van Nispen".

A name behind a title, or behind "het betreft" and the like, is the one; that of who writes ("met Petra Vink") is not.
"""

from __future__ import annotations

import re

_PARTICLE = r"(?:van|von|de|den|der|ter|ten|te|tot|het|'t|in|op|el|al|la|le|du|ait|ben|vd|v\.d\.)"
_PART = (
    r"[A-Z\u00c0-\u00dd][\w\u00c0-\u017e'\u2019]*[\w\u00c0-\u017e](?:-(?:(?:van|de|den|der|ter|ten)\s(?:(?:de|"
    r"den|der)\s)?)?[A-Z\u00c0-\u00dd][\w\u00c0-\u017e'\u2019]*)*"
)
_NAME = (
    rf"(?:(?:[A-Z]\.\s?)+)?(?:(?i:(?!in\b){_PARTICLE})\s+)*(?:'t\s)?{_PART}"
    rf"(?:\s+(?:{_PARTICLE}\s+){{0,3}}{_PART}){{0,3}}"
)
_HONOUR = (
    r"(?:de heer|den heer|dhr\.?|heer|meneer|mevrouw|mevr\.?|mw\.?|drs\.?|ing\.?|ir\.?|mr\.?|dr\.?|prof\.?|"
    r"mrs\.?|ms\.?|"
    r"jonkheer|jonkvrouw|jhr\.?|jkvr\.?)"
)
_TITLE = (
    r"(?:(?:loco-?)?burgemeester|wethouder|raadslid|gedeputeerde|statenlid|dijkgraaf|hoogheemraad|heemraad|"
    r"(?:dagelijks[- ])?bestuurslid|commissaris van de koning|commissaris(?! van de koning)|councill?or|alderman|mayor)"
)
_ABOUT = (
    r"(?:(?:het|dit|dat|it) (?:betreft|gaat (?:\w+ )?om|giet (?:\w+ )?om|is (?:for|about))|betreft|namens|meld "
    r"ik aan|aangemeld wordt|"
    r"dat is|dit is|that is|raadsleden|wethouders|bestuurders|aanmelden|aanvraag voor|advies voor|scan voor|is)"
)
_BEHIND_TITLE = re.compile(rf"(?i:\b{_TITLE}\b,?\s+(?:is\s+|heet\s+)?(?:{_HONOUR}\s+)*)(?P<name>{_NAME})")
_BEHIND_ABOUT = re.compile(rf"(?i:\b{_ABOUT}\b[:,]?\s+(?:\w+\s+){{0,2}}?(?:{_HONOUR}\s+)+)(?P<name>{_NAME})")
_ABOUT_BARE = re.compile(rf"(?i:\b(?:het (?:betreft|gaat om)|it giet om|it is about|namens)\b:?\s+)(?P<name>{_NAME})")
_OF_FAMILY = re.compile(
    rf"(?i:\b(?:(?:de )?(?:man|vrouw|partner|zoon|dochter) van)\s+)(?P<name>{_NAME})|(?i:\b(?:mijn|m'n|my) "
    rf"(?:man|vrouw|"
    rf"partner|vader|moeder|husband|wife|father|mother)\s+)(?P<other>{_NAME})(?=,?\s+(?i:is\s+)?(?i:{_TITLE}))"
)
#: "mw. Keizer. Cora Keizer", "de heer Koning. Jelle Koning."
_MORE_FULLY = r"[.,]?\s+(?P<full>(?:[A-Z][\w'-]+|(?:[A-Z]\.\s?)+)\s+(?:{particles}\s+)*{last})\b"
_BODY = re.compile(
    r"(?i)\s+(?:van|in|te|bij|uit)\s+(?:de |het )?(?:waterschap|gemeente|provincie|hoogheemraadschap|wetterskip)\b.*$"
)
#: What is left of "Ineke Brummelhuis van Waterschap ...".
_JOINTS_BEHIND = re.compile(rf"(?:\s+{_PARTICLE})+$")
_OTHERS = re.compile(
    r"(?i)\b(?:voorganger|opvolger|collega|kabinetschef|contactpersoon|secretaris|griffier|loco|hadden|had|"
    r"achter de rug|"
    r"volgt|later|zei|vertelde|said|told)\b[^.;]*$"
)


def concerned_names(text: str) -> list[tuple[int, str]]:
    """Names of those it is about, as far as words before them say so, with their places, in order."""
    found: list[tuple[int, str]] = []
    for pattern in (_BEHIND_ABOUT, _BEHIND_TITLE, _ABOUT_BARE, _OF_FAMILY):
        for one in pattern.finditer(text):
            start, end = one.span("other" if one.groupdict().get("other") else "name")
            new = all(place != start for place, _ in found)
            if new and not _OTHERS.search(text[:start].rpartition(". ")[2]):
                name = _JOINTS_BEHIND.sub("", _BODY.sub("", text[start:end]))
                found.append((start, _fully(text, name, end)))
    return sorted(found)


def _fully(text: str, name: str, end: int) -> str:
    """The name with a first name when that follows at once."""
    last = name.rsplit(maxsplit=1)[-1]
    full = re.match(_MORE_FULLY.format(particles=_PARTICLE, last=re.escape(last)), text[end:])
    return full["full"] if full and name in full["full"] else name
