"""What the secretariaat needs to know, read out of a message: who writes, about whom, and how to reach them.

Only what stands there. A field that is not sure stays empty: a person asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from casework.assessment import Fields
from casework.messages import Message, PartKind
from casework.people import Function, SenderKind
from nlp.contact import address_of, phone_of
from nlp.dates import AMSTERDAM, KRALENDIJK, offered
from nlp.organisations import Layer, Organisation, gazetteer
from nlp.routing import asks_us
from nlp.spotting import Spotter
from nlp.text import Reading, fold

_EXAMINED = 12_000

#: In order: the first that is found in a title line or a sentence wins among equals. Functions (ambten) by their words.
_FUNCTIONS: tuple[tuple[Function, str], ...] = (
    (Function.COMMISSARIS, r"commissaris(?:sen)?(?: van de koning)?(?! van politie)|cdk|king's commissioner"),
    (Function.GEMEENTESECRETARIS, (
        r"gemeentesecretaris(?:sen)?|algemeen directeur/secretaris|eilandsecretaris|"
        r"municipal secretary"
    )),
    (Function.GRIFFIER, r"griffiers?|statengriffier"),
    (Function.WATERSCHAPSBESTUURDER, (
        r"dijkgra(?:af|ven)|watergraaf|(?:hoog)?heemra(?:ad|den)|waterschapsbestuurders?|"
        r"dagelijks bestuur van (?:het|ons) waterschap|dyk?greve"
    )),
    (Function.GEDEPUTEERDE, (
        r"(?:oud-|ex-)?gedeputeerden?|deputearre|diputado|(?:eiland|island )(?:gedeputeerde|"
        r"commissioner)|eilandgedeputeerde|commissioners?"
    )),
    (Function.STATENLID, r"staten ?lid|statenleden|lid (?:van )?provinciale staten|steatelid"),
    (Function.RAADSLID, (
        r"(?:eilands|island |burger|gemeente)?raads?lid|(?:eilands)?raadsleden|"
        r"(?:island )?council (?:member|woman|man)|councillor|riedslid|fractievoorzitter|"
        r"fractieleider|in de raad (?:van|voor)|miembro di konseho"
    )),
    (Function.BURGEMEESTER, (
        r"(?:loco-?|waarnemend |oud-)?burge?meesters?|mayor|boargemaster|gezaghebbers?|"
        r"island governor|lt\.? governor|governor"
    )),
    (Function.WETHOUDER, (
        r"(?:beoogd |kandidaat-?|oud-|loco-?)?wethouders?|wethalder|wethalders|alderman|alderwoman|"
        r"portefeuillehouder"
    )),
    (Function.ANDERE, r"kabinetschef|wijkbestuurder|stadsdeelbestuurder|dagelijks bestuurder|regeringscommissaris"),
)  # fmt: skip
_FUNCTION = Spotter(
    (
        "commis|cdk|king|gemeente|algemeen|eiland|municipal|griff|staten|dijkgr|watergr|hoogh|heem|waterschapsb|dage|"
        "dyk?g|oud|ex-|gedep|deputea|diputa|island|lid|steat|burge?|raad|council|ried|fractie|in(?= de raad )|"
        "miem|loco|waarn|mayor|boarg|gezag|lt|gover|beoogd|kandid|weth|alder|portef|kabinetsc|wijkb|stadsd|regering"
    ),
    "|".join(rf"(?P<{function.name}>\b(?:{words})\b)" for function, words in _FUNCTIONS),
)
_LOCO = re.compile(r"\bloco-?\s?burgemeester|\blokoboargemaster")

#: Offices of the employer that write on behalf of a bestuurder.
_EMPLOYER = re.compile(
    r"\b(?:(?:bestuurs|directie|management)?(?:secretaresse|secretariaat|assistent\w*|ondersteun\w*)|"
    r"kabinet\w*|griffie\w*|gemeentesecretaris|"
    r"(?:provincie|loco-?)?secretaris(?:-directeur)?|adviseur (?:oov|openbare orde|"
    r"integrale veiligheid|veiligheid)|(?:beleids|bestuurs|juridisch )adviseur|"
    r"(?:medewerker|team|afdeling|ambtenaar|teamleider|co[oö]rdinator|hoofd)\b|hr|p&o|personeelszaken|"
    r"facilitair|namens (?:de|onze|mijn|het|burgemeester|wethouder|college)|"
    r"onze (?:burgemeester|wethouders?|gedeputeerde|dijkgraaf|bestuurders?|commissaris|gezaghebber)|"
    r"personal assistant|executive secretary|on behalf of|our (?:governor|commissioner))\b"
)
_THIRD = re.compile(
    r"\b(?:mijn (?:man|vrouw|echtgenote|echtgenoot|partner|vader|moeder|zoon|dochter|zus|broer|"
    r"buurman|buurvrouw|schoonzoon|schoonvader)|"
    r"(?:de )?(?:vrouw|man|partner|echtgenote|echtgenoot|dochter|zoon|zus|broer|moeder|vader) van|"
    r"my (?:husband|wife|father|mother|partner)|getrouwd met|journalist|redactie|student|verslaggever|"
    r"offerte|factuur|vacature)\b"
)
_ASSISTANT = re.compile(r"\b(?:secretari(?:s|aat|esse)|assistent|adviseur|kabinet\w*|namens|ondersteun\w*)\b")
_FIRST_PERSON = re.compile(r"\b(?:ik|mijn|m'n|me|mij|wij|we|ons|i|my|our|us)\b")
_SYSTEM = re.compile(
    r"^(?:no-?reply|noreply|mailer-daemon|postmaster|nieuwsbrief|newsletter|quarantaine|bounce|"
    r"notification|do-?not-?reply)"
)
_AUTOMATIC = re.compile(
    r"automatisch (?:verzonden|bericht|antwoord)|automatic reply|out of office|afwezigheidsbericht|"
    r"mail delivery|undeliverable|niet-?bestelbaar"
)
_SELF = re.compile(
    r"\b(?:(?:ik|i)\s+(?:ben|am|word|werd|was|bin|wurd|zit)|mijn (?:functie|ambt)|als|"
    r"as)\s+(?:\w+\s+){0,4}?(?:de\s+|een\s+|the\s+|a\s+|in de raad)?"
)

_NAME = (
    r"(?:(?:mr|drs|dr|ir|ing|prof)\.?\s+){0,2}(?:[A-Z\u00c0-\u00dd](?:\.|[\w\u00c0-\u017e'\u2019-]+)\s*){0,4}"
    r"(?:(?:van|de|den|der|ten|ter|te|in|'t|v\.d\.|el|al|la|von)\s+){0,3}[A-Z\u00c0-\u00dd][\w\u00c0-\u017e'\u2019-]+"
)
_TITLES = (
    "wethouder|burgemeester|gedeputeerde|dijkgraaf|heemraad|raadslid|statenlid|gezaghebber|griffier|commissioner|"
    "governor|commissaris|wethalder|boargemaster"
)
_TITLED = re.compile(
    # Both spellings in full: plain letters the engine skips to, "[Ww]" it tries everywhere.
    rf"(?:{_TITLES}|{_TITLES.title()})\s+"
    rf"(?:(?:de heer|mevrouw|dhr\.?|mevr\.?|mw\.?)\s+)?(?P<name>{_NAME})"
)
_PARTNER = re.compile(
    rf"(?:(?:vrouw|man|partner|echtgeno(?:te|ot)|dochter|zoon|wife|husband) (?:van|of)|"
    rf"getrouwd met)\s+(?P<name>{_NAME})"
)
_INTRODUCED = re.compile(
    rf"\b(?:[Mm]ijn naam is|[Ii]k ben|[Mm]y name is|I am|[Mm]yn namme is|"
    rf"[Ii]k heet)\s+(?P<name>{_NAME})"
)
_NOT_A_NAME = re.compile(
    r"(?i)^(?:ik|de|het|een|onbekend|wethouder|burgemeester|gemeente|raadslid|secretariaat|griffie|"
    r"kabinet|bestuurssecretariaat|info|nobody|provincie|waterschap|op|in|dit|er|van|namens|06|nl|"
    r"ov)\b"
)
_OFFICE_NAME = re.compile(
    r"(?i)\b(?:secretariaat|griffie|kabinet|gemeente|provincie|waterschap|klantcontact|redactie|team|"
    r"afdeling|nummer|onbekend|unknown|bot|kennis|nieuwsbrief|dienst|fractie|raad|portaal|anoniem|"
    r"anonymous)\b|\d|@"
)

_MOVING = re.compile(
    r"\b(?:verhui[sz]\w*|nieuwe (?:woning|huis|adres)|ander huis|huis op het oog|huis gekocht|"
    r"woning gekocht|appartement gekocht|sleuteloverdracht|nieuwbouw\w*|"
    r"aspirant-?koop|moving (?:to|house|into|in)|new (?:house|home|address)|we are moving|relocat\w+|ferhuz\w*|muda)\b"
)
_NOT_MOVING = re.compile(
    r"\b(?:niet|geen|gaan niet)\s+(?:\w+\s+){0,2}verhui[sz]|verhuizing\s+(?:\w+\s+){0,4}(?:afgeketst|"
    r"van de baan|gaat niet door)"
)
_PKVW = re.compile(r"\b(?:pkvw|politiekeurmerk|keurmerk veilig wonen|politie keurmerk)\b")
_PKVW_NO = re.compile(
    r"\b(?:geen|nog geen|niet|zonder|nog niet|no|not|nooit)\b[^.!?\n]{0,45}\b(?:pkvw|politiekeurmerk|keurmerk)|"
    r"\b(?:pkvw|politiekeurmerk|keurmerk)\w*\b[^.!?\n]{0,35}\b(?:nog niet|niet|nee|ontbreekt|verlopen|geen|nooit)\b"
)
_PKVW_YES = re.compile(
    r"\b(?:heb|heeft|hebben|in bezit|bezit|behaald|gehaald|gekregen|voorzien|al|have|has|got|ontving|"
    r"certificaat is|afgegeven)\b[^.!?\n]{0,45}\b(?:pkvw|politiekeurmerk|keurmerk)|"
    r"\b(?:pkvw|politiekeurmerk|keurmerk)\w*\b[^.!?\n]{0,35}\b(?:is er|zijn er|ja|aanwezig|binnen|"
    r"behaald|gehaald|geldig|afgegeven|hebben we|heb ik|is rond)\b"
)
_QUESTION = re.compile(r"\?")

#: What a text is about, by name: the letters the words begin with, and the words.
_Table = tuple[tuple[str, Spotter], ...]
_DOMAINS: _Table = (
    (
        "Werk",
        Spotter(
            "werk|gemeenteh|stadh|provincieh|raadz|op |kantoor|spreek|balie|office|workp",
            r"\b(?:werkkamer|gemeentehuis|stadhuis|provinciehuis|raadzaal|op (?:het )?werk|kantoor|spreekuur|"
            r"op mijn werk|balie|office|workplace)\b",
        ),
    ),
    (
        "Wonen",
        Spotter(
            "woning|mijn(?= h)|ons(?= h)|het(?= h)|hun(?= h)|zijn(?= h)|haar(?= h)|thuis|voordeur|brievenbus|slot|"
            "verlicht|buitenv|ho[mu]|alarm|camera|videod|schutting|wenning",
            r"\b(?:woning\w*|(?:mijn|ons|het|hun|zijn|haar) huis|thuis|voordeur|brievenbus|sloten|slot|"
            r"verlichting|buitenverlichting|home|house|alarminstallatie|camera'?s?|videodeurbel|"
            r"schutting|wenning\w*)\b",
        ),
    ),
    (
        "Informatie",
        Spotter(
            "online|digita|cyber|social|wachtw|gehackt|hack|telefoon|laptop|wifi|vindb|kadaster|kvk|internet|account|"
            "phish|passw",
            r"\b(?:online|digita\w+|cyber\w*|social media|wachtwoord\w*|gehackt|hack\w*|telefoon beveilig\w*|"
            r"laptop|wifi|vindbaar\w*|kadaster|kvk|internet|account\w*|phishing|passwords?)\b",
        ),
    ),
    (
        "Verplaatsen",
        Spotter(
            "onderweg|rei[sz]|dienstauto|route|fiets|woon|parke|vervoer|chauffeur|trein|commut|travel|driving",
            r"\b(?:onderweg|reizen|reis|dienstauto|route|fiets\w*|woon-werk\w*|parke\w+|vervoer|chauffeur|"
            r"trein|commut\w+|travel\w*|driving)\b",
        ),
    ),
)
_THEMES: _Table = (
    ("agressie en geweld", Spotter("agg?ress|geweld|viol", r"\b(?:agressie|geweld|aggression|violence)\b")),
    (
        "woninginbraak",
        Spotter(
            "woningi|inbr|ingeb|burg|break",
            r"\b(?:woninginbra\w+|inbra\w+|inbreker\w*|ingebroken|burglar\w*|break-?in)\b",
        ),
    ),
    (
        "woningoverval",
        Spotter("woningo|overval|robb|home", r"\b(?:woningoverval\w*|overval\w*|robbery|home invasion)\b"),
    ),
    (
        "cybercrime",
        Spotter(
            "cyber|gehackt|hack|phish|digitale|wachtw",
            r"\b(?:cyber\w*|gehackt|hack\w*|phishing|digitale veiligheid|wachtwoord\w*)\b",
        ),
    ),
    (
        "brandstichting",
        Spotter("brand|in(?= brand)|arson", r"\b(?:brandstichting|brand gesticht|in brand|arson|brandveilig\w*)\b"),
    ),
)
_CARIBBEAN = re.compile(
    r"\b(?:bonaire|boneiru|kralendijk|rincon|sint eustatius|st\.? eustatius|statia|saba|windwardside|"
    r"eilandsraad\w*|eilandgedeputeerde|gezaghebber|kpcn|caribisch nederland|island council)\b|\+599"
)


_OWN = (PartKind.SUBJECT, PartKind.NEW, PartKind.SIGNATURE)


@dataclass(frozen=True, slots=True)
class Text:
    """What the fields are read from: the sender's own words and everything, both also folded."""

    own: str
    folded: str
    all: str
    all_folded: str


def is_caribbean(message: Message, reading: Reading) -> bool:
    """True when a message comes from or is about Bonaire, Sint Eustatius or Saba."""
    domain = (message.sender.email or "").rpartition("@")[2]
    return bool(_CARIBBEAN.search(reading.folded) or re.search(r"bonaire|statia|saba|\.bq$", domain.lower()))


def fields_of(message: Message, reading: Reading, *, caribbean: bool) -> Fields:
    """The fields of a message, as far as it says them."""
    text = _texts(reading)
    organisation = _organisation(message, text)
    function = _function(text, organisation)
    kind = _sender_kind(message, text, function)
    zone = KRALENDIJK if caribbean else AMSTERDAM
    address = address_of(text.own)
    return Fields(
        sender_kind=kind,
        function=function,
        person=_person(message, text, kind),
        organisation=organisation.name if organisation else None,
        phone=phone_of(text.own, caribbean=caribbean),
        address=address,
        moving=bool(_MOVING.search(text.folded) and not _NOT_MOVING.search(text.folded)),
        pkvw=_pkvw(text.folded),
        domains=_named(_DOMAINS, text.folded),
        themes=_named(_THEMES, text.folded),
        availability=offered(text.own, message.received_at, zone),
    )


def _texts(reading: Reading) -> Text:
    own = reading.of(*_OWN)[:_EXAMINED]
    folded = reading.folded_of(*_OWN)[:_EXAMINED]
    return Text(own, folded, reading.text[:_EXAMINED], reading.folded[:_EXAMINED])


def _organisation(message: Message, text: Text) -> Organisation | None:
    found = gazetteer().of_domain(message.sender.email)
    return (
        found or gazetteer().find(text.own) or gazetteer().find(message.sender.name or "") or gazetteer().find(text.all)
    )


def _function(text: Text, organisation: Organisation | None) -> Function | None:
    """The function of the bestuurder concerned: of oneself first, then the most named, bestuurders first."""
    if _LOCO.search(text.folded):
        return Function.WETHOUDER
    found = [_function_at(match) for match in _FUNCTION.finditer(text.folded)] or [
        _function_at(match) for match in _FUNCTION.finditer(text.all_folded)
    ]
    told = _said_of_oneself(text.folded)
    if told or not found:
        return told
    best = [one for one in found if one not in _HELPERS] or found
    return _fitting(max(dict.fromkeys(best), key=best.count), organisation)


_HELPERS = (Function.GRIFFIER, Function.GEMEENTESECRETARIS, Function.ANDERE)


def _fitting(function: Function, organisation: Organisation | None) -> Function:
    """A commissioner of an island is a gedeputeerde, not a commissaris."""
    island = organisation is not None and organisation.layer is Layer.CARIBBEAN
    return Function.GEDEPUTEERDE if island and function is Function.COMMISSARIS else function


def _function_at(match: re.Match[str]) -> Function:
    return Function[match.lastgroup or Function.ANDERE.name]


def _said_of_oneself(folded: str) -> Function | None:
    for found in _SELF.finditer(folded):
        match = _FUNCTION.pattern.match(folded, found.end())
        if match:
            return _function_at(match)
    return None


def _sender_kind(message: Message, text: Text, function: Function | None) -> SenderKind:
    if message.automatic or _SYSTEM.match((message.sender.email or "").lower()) or _AUTOMATIC.search(text.folded):
        return SenderKind.SYSTEEM
    if _said_of_oneself(text.folded) not in (None, *_HELPERS) or _signs_as_bestuurder(message, text):
        return SenderKind.BESTUURDER
    if _THIRD.search(text.folded):
        return SenderKind.DERDE
    return _of_the_body(message, text, function)


def _of_the_body(message: Message, text: Text, function: Function | None) -> SenderKind:
    inside = gazetteer().of_domain(message.sender.email) is not None
    office = _signs_for_an_office(message, text) or _OFFICE_NAME.search(message.sender.name or "")
    if office and (inside or function):
        return SenderKind.WERKGEVER
    return (
        SenderKind.BESTUURDER
        if inside or (_FIRST_PERSON.search(text.folded) and asks_us(text.folded))
        else SenderKind.DERDE
    )


def _signs_for_an_office(message: Message, text: Text) -> bool:
    """True when the text speaks of "our burgemeester" or is signed by a secretaris, griffier or adviseur."""
    return _EMPLOYER.search(text.folded) is not None or _function_in_signature(message, text, _HELPERS)


def _signs_as_bestuurder(message: Message, text: Text) -> bool:
    """True when the lines around the sender's own name at the end bear the function of a bestuurder."""
    own = tuple(function for function in Function if function not in _HELPERS)
    return _function_in_signature(message, text, own)


def _function_in_signature(message: Message, text: Text, wanted: Collection[Function]) -> bool:
    last = fold(message.sender.name or "").split(" ")[-1]
    lines = [line for line in text.folded.split("\n") if line.strip()][-6:]
    for number, line in enumerate(lines):
        if last and last in line and len(line) < 80:  # noqa: PLR2004 - a signature line is short
            near = " ".join(lines[number : number + 2])
            found = _FUNCTION.search(near)
            if found and _function_at(found) in wanted and not _ASSISTANT.search(near):
                return True
    return False


def _person(message: Message, text: Text, kind: SenderKind) -> str | None:
    """The bestuurder concerned: the sender when that is the bestuurder, else whoever is named with a function."""
    if kind is SenderKind.BESTUURDER:
        return _sender_name(message) or _named_person(_INTRODUCED, text.own)
    return _named_person(_PARTNER, text.own) or _named_person(_TITLED, text.own) or _named_person(_TITLED, text.all)


def _sender_name(message: Message) -> str | None:
    name = " ".join((message.sender.name or "").split())
    bare = re.sub(
        r"^(?:(?:mr|drs|dr|ir|ing|prof|dhr|mevr?|mw)\.?\s+)+", "", re.split(r"\s*[(|,/]", name)[0], flags=re.IGNORECASE
    )
    return None if not bare or _OFFICE_NAME.search(name) else bare


def _named_person(pattern: re.Pattern[str], text: str) -> str | None:
    for found in pattern.finditer(text):
        name = " ".join(found["name"].split())
        if not _NOT_A_NAME.match(name):
            return name
    return None


def _pkvw(folded: str) -> bool | None:
    if not _PKVW.search(folded):
        return None
    sentences = [one for one in re.split(r"(?<=[.!?\n])", folded) if _PKVW.search(one) and not _QUESTION.search(one)]
    for sentence in sentences:
        if _PKVW_NO.search(sentence):
            return False
        if _PKVW_YES.search(sentence):
            return True
    return None


def _named(table: _Table, folded: str) -> tuple[str, ...]:
    return tuple(name for name, words in table if words.search(folded))
