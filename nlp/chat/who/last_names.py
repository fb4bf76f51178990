"""A last name by itself beside an office or an honour: "Wethouder Kromhout, Medemblik", "Zwart hier, raadslid Houten".

Such a word may be a town, a day or a colour as well; what stands beside it tells that it is a name.
"""

from __future__ import annotations

import re
from functools import cache

from nlp.chat.who.bodies import whole_body
from nlp.chat.who.names import is_likely, is_ordinary
from nlp.form.functions import functions_in
from nlp.form.organisations import gazetteer
from nlp.form.spotting import listed
from nlp.text import fold

_JOINT = r"(?:(?:[Vv]an|[Dd]e|[Dd]en|[Dd]er|[Tt]er|[Tt]en|[Tt]e|'t|[Ee]l|[Aa]l|[Vv]on)\s+){0,3}"
_LAST = rf"(?:[A-Z]\.\s?){{0,5}}{_JOINT}[A-Z\u00c0-\u00dd][\w'\u2019-]+"
_HONOUR = r"(?i:de heer|dhr\.?|meneer|mevrouw|mevr\.?|mw\.?|mr\.?|mrs\.?|ms\.?)"
_TITLE = (
    r"(?i:(?:loco-?)?burgemeester|wethouder|raadslid|gedeputeerde|statenlid|dijkgraaf|(?:hoog)?heemraad|mayor|alderman|"
    r"councillor)"
)
_HEAD = r"(?:^|(?<=[.!?]\s))(?:(?i:met|mei|hallo|goe\w+|dag)\s+)?"
_ENDS = r"(?=[,.;:!]|\s*$|\s+(?i:van|uit|hier|here|te|in)\b)"
#: An honour makes any word a name; a title does so when it is no town.
_HONOURED = re.compile(rf"(?:{_HEAD}|\b{_TITLE}\s+){_HONOUR}\s+(?P<name>{_LAST}){_ENDS}")
_HERE = re.compile(rf"{_HEAD}(?P<name>{_LAST})\s+(?i:hier|here|hjir),?\s+{_TITLE}\b")
_BEFORE_TITLE = re.compile(
    rf"{_HEAD}(?!(?i:goe\w+|hallo|hoi|hi|hello|dag|beste|vraag\w*)\b)(?P<name>{_LAST}),\s+{_TITLE}\b(?P<body>[^,.;]*)"
)
_BEHIND_TITLE = re.compile(rf"\b{_TITLE}\s+(?P<name>{_LAST}){_ENDS}")
#: Nothing but a last name with its "van" or its initials, as a sentence beside an office: "Ik ben statenlid. Van Acht."
_ALONE = re.compile(
    rf"(?<=[.!?,]\s)(?P<name>(?:[A-Z]\.\s?){{1,5}}{_JOINT}[A-Z][\w'\u2019-]+|(?:Van|De|Den|Der|Ter|Ten)\s+(?:(?:de|den|der|het|'t)\s+)?"
    r"[A-Z][\w'\u2019-]+)(?=\.|\s*$)"
)


#: "Wethouder Bos wil graag een scan".
_ACTS = re.compile(
    rf"\b(?:{_TITLE}|{_HONOUR})\s+(?P<name>{_LAST})(?=\s+(?:wil|wenst|heeft|had|zou|is|vraagt|vroeg|krijgt|gaat|woont|"
    r"would|wants|has|asks|asked|lives)\b)"
)


def acting_name(text: str) -> str | None:
    """The last name behind a title of whom a sentence says what they want."""
    found = _ACTS.search(text)
    fits = found is not None and fold(found["name"]) not in _PORTFOLIOS and _is_name(found["name"])
    return found["name"] if found and fits else None


#: "de wethouder Onderwijs wil".
_PORTFOLIOS = listed(
    "financien onderwijs zorg wonen ruimte sport cultuur economie verkeer milieu jeugd welzijn water natuur veiligheid "
    "bouwen mobiliteit klimaat energie landbouw participatie"
)


def last_name_beside(text: str) -> str | None:
    """The last name that stands beside an office or an honour in a turn, as it is written."""
    sure = _HONOURED.search(text) or _HERE.search(text)
    if sure:
        return sure["name"]
    if not functions_in(fold(text)):
        return None
    before = _BEFORE_TITLE.search(text)
    if before and not is_ordinary(before["name"]) and _is_name(before["name"], elsewhere=before["body"]):
        return before["name"]
    behind = _BEHIND_TITLE.search(text)
    if behind and is_likely(behind["name"]) and _is_name(behind["name"]):
        return behind["name"]
    alone = _ALONE.search(text)
    return alone["name"] if alone and whole_body(alone["name"]) is None else None


def _is_name(name: str, elsewhere: str = "") -> bool:
    """True for a word that is no body, or where the body is named elsewhere: "Oost, wethouder te Kapelle"."""
    place = whole_body(name) is not None or fold(name) in _begun_bodies()
    return bool(gazetteer().named(elsewhere, fold(elsewhere))) or not place


@cache
def _begun_bodies() -> frozenset[str]:
    """How bodies of several words begin that people name by that alone: "Alphen", "Capelle"."""
    return frozenset(re.split(r" aan |-", name)[0] for name in gazetteer().names() if re.search(r" aan |-", name))
