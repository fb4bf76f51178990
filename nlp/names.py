"""Names said in a chat: the person's own, and the body's, also as nothing but the name and without capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.people import Function
from nlp.functions import functions_in
from nlp.organisations import Layer, best, gazetteer
from nlp.spotting import listed
from nlp.text import fold

_PARTICLES = "van|vd|de|den|der|ten|ter|te|in|'t|v\\.?d\\.?|el|al|la|le|von|op|bin|ben|du|het"
_LETTERS = r"[^\W\d_]"
_NAME_WORD = rf"{_LETTERS}[\w'\u2019.-]*"
_SAYS_NAME = (
    r"mijn naam is|m'n naam is|mn naam is|ik heet|naam\s*[:=]|u spreekt met|je spreekt met|myn namme is|mi nomber ta|"
    r"my name is|my name's|i am called|name\s*[:=]"
)
_INTRODUCTION = re.compile(
    rf"(?i)\b(?:(?P<sure>{_SAYS_NAME})|met|this is|dit is)\s+(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,5}})"
)
#: What ends a name when it goes on without a comma.
_STOP = re.compile(
    r"(?i)^(?:en|and|ik|i|wethouder\w*|burgemeester\w*|raadslid\w*|gedeputeerde\w*|statenlid\w*|dijkgraaf|heemraad|"
    r"hoogheemraad|griffier|gemeentesecretaris|secretaris|councillor|mayor|alderman|lid|functie|function|"
    r"from|uit|bij|namens|nummer|number|tel|telefoon|mobiel|gemeente|maar|but|hier|here|daarom|om|sinds|since|"
    r"is|ben|am|word|kan|wil|op|via|graag|please|aub|trouwens|met|voor|for|of)$"
)
_LEAD = re.compile(
    r"(?i)^\W*(?:(?:ja|nee|ok|oke|oh|eh|uh|uhm|sorry|o ja|nou|dat is|it's|it is|that's|naam is|naam|name is|name|"
    r"ik ben|i am|i'm|ik heet|mijn naam is|my name is|met|voluit|gewoon|just|is|"
    r"de heer|dhr\.?|mevrouw|mevr\.?|mw\.?|mr\.?|mrs\.?|ms\.?)[\s,:]+)+"
)
_MOST_WORDS = 6
_ORG_LEAD = re.compile(
    r"(?i)^\W*(?:(?:ja|nou|eh|oh|dat is|ik (?:werk|zit|ben)|het is|it's|it is|i work|werkzaam|actief|ik|ben|"
    r"wethouder|raadslid|burgemeester|voor|for|the|de|het|in|te|bij|van|at|of|from|uit|on|op|naar)[\s,:]+)+"
)


def introduced(text: str) -> str | None:
    """The name somebody gives as the own name: "mijn naam is ...", "met Jan de Boer". As written."""
    for found in _INTRODUCTION.finditer(text):
        name = _cut(found["name"])
        if name and (found["sure"] or (name[0].isupper() and _is_name(name))):
            return name
    return None


def bare_name(text: str) -> str | None:
    """The answer to "wat is uw naam?": nothing but a name, perhaps with a word before it."""
    name = _cut(_LEAD.sub("", text).strip(" .,!?\n"))
    return name if name and _is_name(name) else None


def _cut(words: str) -> str:
    """The words up to what cannot be part of a name."""
    kept: list[str] = []
    for word in re.split(r"\s+", re.split(r"[,;:!?()\n/]|(?<!\b\w)\.\s|\s[-\u2013]\s", words)[0].strip(" .")):
        if _STOP.match(word) or any(char.isdigit() for char in word):
            break
        kept.append(word)
    while kept and re.fullmatch(rf"(?i){_PARTICLES}", kept[-1]):
        kept.pop()
    return " ".join(kept[:_MOST_WORDS])


def _is_name(name: str) -> bool:
    plain = fold(name)
    return (
        not functions_in(plain)
        and len(name) > 1
        and not re.search(r"\b(?:gemeente|provincie|waterschap|geen|niet)\b", plain)
    )


#: Words that are no part of a name, so that a fragment with one of them is none.
_COMMON = listed(
    "ik je u jij wij we hij zij ze het een dit dat die mijn uw ons onze en of maar dus want als dan niet geen wel ook "
    "nog al graag ja nee hoi hallo dag goed goede is ben bent zijn was heb heeft hebben wil wilt kan kunt kun moet mag "
    "zit naar voor met bij over uit om aan hier daar thuis huis woning scan woningscan advies aanvraag preventief "
    "preventie bel bellen nummer telefoon mail vraag hulp dank bedankt groet groeten mvg alvast morgen vandaag avond "
    "middag raad staten college bestuur lid partij fractie vvd cda pvda d66 gl groenlinks sp sgp cu bbb pvv volt "
    "keurmerk pkvw politie bedreigd bedreiging dreiging verhuizen wanneer waarom hoe wat wie waar status rapport "
    "afspraak stop mens robot prima klopt akkoord correct weet idee sla volgende klaar later straks bang man vrouw "
    "deur auto buiten binnen iemand niemand iets niets alles echt gewoon even snel nu weer steeds maandag dinsdag "
    "woensdag donderdag vrijdag zaterdag zondag ochtend nul een twee drie vier vijf zes zeven acht negen tien dubbel "
    "the a an i you we he she they it my your our and or but so if not no yes please want need can could would have "
    "has am are was to for from about home house call number phone advice thanks hello hi good security safe oh zero "
    "one two three four five six seven eight nine ten double still again someone somebody outside door"
)
_FRAGMENTS = re.compile(r"[.,;:\n()/|!?]+\s*|\s[-\u2013]\s")
_CAPITAL = re.compile(rf"(?:{_LETTERS}\.\s?)+|[A-Z\u00c0-\u00dd][\w'\u2019-]+")
_MOST_IN_NAME = 5


def loose_name(text: str, *, sure: bool) -> str | None:
    """A name that stands there without any word that says so: "Jan de Boer", or a piece between commas.

    Without capitals only when `sure`: the turn is a list of facts.
    """
    for piece in _FRAGMENTS.split(text):
        name = piece.strip(" .\"'")
        if _looks_like_name(name, sure=sure):
            return name
    return None


def _looks_like_name(name: str, *, sure: bool) -> bool:
    parts = name.split()
    if not 1 < len(parts) <= _MOST_IN_NAME or any(char.isdigit() for char in name):
        return False
    plain = fold(name)
    telling = [one for one in parts if not re.fullmatch(rf"(?i){_PARTICLES}", one)]
    if not telling or _COMMON.intersection(fold(one) for one in telling) or not _is_name(name) or _is_body(name):
        return False
    capitals = all(_CAPITAL.fullmatch(one) for one in telling)
    return capitals or (sure and plain.replace(" ", "").replace("'", "").replace("-", "").isalpha())


def _is_body(name: str) -> bool:
    return whole_body(name) is not None


def whole_body(text: str) -> str | None:
    """The official name of a body, when a turn is nothing but that: "Hulst", "gemeente West Betuwe"."""
    plain = _ORG_LEAD.sub("", text).strip(" .,!?\n")
    found = gazetteer().named(plain, fold(plain))
    whole = [one for one in found if one.end - one.start >= len(re.sub(r"(?i)^(?:gemeente|provincie)\s+", "", plain))]
    return whole[0].body.name if whole else None


_LAYER_WORD = {
    Function.GEDEPUTEERDE: "provincie",
    Function.STATENLID: "provincie",
    Function.COMMISSARIS: "provincie",
    Function.WATERSCHAPSBESTUURDER: "waterschap",
}


def named_body(text: str, functions: Sequence[Function]) -> str | None:
    """The official name of the gemeente, provincie or waterschap that a short text names, however it is typed."""
    sure = gazetteer().find(text)
    if sure and not functions:
        found = [one for one in gazetteer().named(text, fold(text)) if one.sure]
        if found:
            return best(found).name  # type: ignore[union-attr]
    word = next((_LAYER_WORD[one] for one in functions if one in _LAYER_WORD), "gemeente")
    bare = _ORG_LEAD.sub("", text).strip(" .,!?\n") or text.strip()
    for attempt in (text, f"{word} {bare}", f"{word} {text.strip()}"):
        named = [one for one in gazetteer().named(attempt, fold(attempt)) if one.sure]
        if named:
            return named[0].body.name
    found = gazetteer().named(text, fold(text))
    return found[0].body.name if found else None


def caribbean_body(text: str) -> str | None:
    """The island a text names, in whatever language."""
    found = gazetteer().named(text, fold(text))
    return next((one.body.name for one in found if one.body.layer is Layer.CARIBBEAN), None)


def bare_body(text: str) -> str | None:
    """The name of a body that is not on our lists, in the person's own words."""
    words = _ORG_LEAD.sub("", text).strip(" .,!?\n")
    return words if words and len(words.split()) <= _MOST_WORDS and any(char.isalpha() for char in words) else None
