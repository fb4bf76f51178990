"""Names of people beside the one it is about: "mijn vrouw heet Anna", "Van Toor heet hij", "de burgemeester heet ...".

Whether such a name is that of the bestuurder depends on who writes: a wethouder's wife is not, the wethouder of whom a
wife writes is. So the name and its tie are told apart from the name of who writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.conversation import Beside, Tie
from nlp.form.functions import functions_in
from nlp.text import fold

_KIN = (
    r"(?:schoon)?(?:man|vrouw|echtgeno\w+|partner|vriend(?:in)?|verloofde|zoon|dochter|vader|moeder|broer|zus(?:ter|je)?)|"
    r"oudste|jongste|neef|nicht|oom|tante|opa|oma|kleinzoon|kleindochter|husband|wife|son|daughter|father|mother|"
    r"brother|sister|boyfriend|girlfriend|(?:son|daughter|mother|father|brother|sister)-in-law"
)
_STAFF = (
    r"secretaresse|secretaris|assistent\w*|medewerk\w+|collega|bestuursadviseur|adviseur|chauffeur|contactpersoon|"
    r"buurman|buurvrouw|buurmeisje|buren|huisarts|makelaar|aannemer|wijkagent|fractievoorzitter|voorganger|opvolger|"
    r"neighbou?r|secretary|assistant|colleague|predecessor|successor"
)
_TITLE = r"burgemeester|wethouder|raadslid|gedeputeerde|statenlid|dijkgraaf|griffier|mayor|alderman|councillor"
_WHOSE = r"(?:mijn|m'n|mn|me|m\u2019n|onze|ons|my|our)"
_HONOUR = r"(?:(?:de heer|dhr\.?|meneer|mevrouw|mevr\.?|mw\.?|mr\.?|mrs\.?|ms\.?|drs\.?)\s+)*"
_WORD = r"[^\W\d_][\w'\u2019-]*"
_CAPITAL = r"(?-i:[A-Z\u00c0-\u00dd])[\w'\u2019.-]*"
_JOINT = r"(?:van|de|den|der|ter|ten|te|'t|el|al|la|le|von)"
_NAME = rf"{_CAPITAL}(?:\s+(?:{_JOINT}\s+){{0,3}}{_CAPITAL}){{0,3}}|(?:{_JOINT}\s+){{1,3}}{_CAPITAL}"
_NO_PART = r"(?!(?:en|and|is|maar|but|die|ik|i)\b)"
_ANY_NAME = rf"{_NAME}|{_WORD}(?:\s+(?:{_JOINT}\s+){{0,3}}{_NO_PART}{_WORD}){{0,2}}"
_CALLED = (
    r"(?:heet(?: (?-i:[a-z]+)(?=\s+(?-i:[A-Z])))?|is called|'s name is|"
    r"(?:z'n|zijn|d'r|haar|his|her) (?:naam|name) is)"
)
_PARENT = r"papa|mama|mam|pap|pa|ma|dad|mum|mom|heit|mem|opa|oma"
_TIED = rf"{_WHOSE}\s+(?:\w+\s+)?(?:(?P<kin>{_KIN})|(?P<staff>{_STAFF}))"
_PATTERNS = tuple(
    re.compile(rf"(?i){pattern}")
    for pattern in (
        rf"\b{_TIED}(?:\s+|(?='s)){_CALLED}\s+{_HONOUR}(?P<name>{_ANY_NAME})",
        rf"\b(?P<kin>{_PARENT})\s+{_CALLED}\s+{_HONOUR}(?P<name>{_NAME})",
        rf"\b{_TIED}\b[^.;!?]{{0,40}}[.;!?]\s*(?:die|deze|hij|zij|ze|he|she|that)\s+{_CALLED}\s+(?P<name>{_NAME})",
        rf"\b{_TIED},?\s+{_HONOUR}(?P<name>{_NAME})(?!\w)",
        rf"(?<!\w)(?P<name>{_NAME})\s+(?:is|heet)\s+{_TIED}\b",
        rf"\b{_TIED}\b[^.;!?]*?\b(?P<name>{_NAME})\s+heet (?:hij|ze|zij)\b",
        rf"\b(?:de|onze|the|our)\s+(?P<title>{_TITLE})\s+{_CALLED}\s+{_HONOUR}(?P<name>{_NAME})",
    )
)
#: Up to here an office behind a name is that of the one named.
_BREAK = re.compile(r"(?i)[.;!?]|\b(?:ik|i|maar|but)\b")


_FULL_STOP = re.compile(r"(?<=[a-z]{2})\.$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody who is named beside, and the turn without the words that do so."""

    beside: Beside
    rest: str


def spoken_of(text: str) -> Spoken | None:
    """Who is named beside the one it is about; None where nobody is, or where the words give them an office."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            groups = found.groupdict()
            tie = Tie.KIN if groups.get("kin") else Tie.STAFF if groups.get("staff") else Tie.OFFICE
            rest = f"{text[: found.start()]}. {text[found.end() :]}"
            if tie is Tie.OFFICE:
                return Spoken(Beside(found["name"], tie, functions_in(fold(groups["title"]))[0]), rest)
            if not functions_in(fold(_BREAK.split(text[found.end() :])[0])):
                return Spoken(Beside(_FULL_STOP.sub("", found["name"]), tie), rest)
    return None
