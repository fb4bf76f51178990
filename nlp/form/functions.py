"""Which function (ambt) the bestuurder has: every mention of one in the text, and how it is meant.

A function can be the writer's own ("ik ben wethouder", "raadslid hier", a line under the name), that of somebody the
writer speaks of ("onze burgemeester", "wethouder De Kok"), or no person at all ("een op de drie wethouders").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from casework.messages import Sender
from casework.people import Function, SenderKind
from nlp.form.organisations import Layer, Named, Organisation
from nlp.form.source import Source
from nlp.form.spotting import Spotter, index_of
from nlp.text import fold

#: Functions by their words, each with the spellings of dialects and telephones. A deputy of an island
#: (eilandgedeputeerde, commissioner, diputado) is a gedeputeerde; a gezaghebber or governor counts as "andere".
_WORDS: tuple[tuple[Function, str], ...] = (
    (Function.ANDERE, (
        r"gezaghebbers?|(?:(?:deputy|acting|island|lt\.?|lieutenant)\s+)*governors?|"
        r"(?:deputy\s+)?gov(?:ernment|\.)?\s+commissioners?|gezaghebster|wijkbestuurder|"
        r"stadsdeelbestuurder|stadsdeelvoorzitter|regeringscommissaris|rekenkamer(?:lid|voorzitter)|"
        r"(?:lid (?:van )?(?:het )?)?(?:(?:dagelijks|algemeen) )?(?:bestuur(?:slid|der)?|commissielid) "
        r"(?:van |in )?(?:het |de )?(?:stadsdeel\w*|deelgemeente)|stadsdeelcommissie-?li[dt]|"
        r"(?:kandidaat|aspirant)[- ]?(?:gemeente)?(?:raads|staten)\s?li[dt]|"
        r"candidate (?:council(?:lor| member)|for (?:the )?council)|"
        r"fractie-?(?:medewerk(?:er|ster)|assistente?|ondersteun(?:er|ster))(?! (?:van|voor|bij) )|"
        r"(?:burger)?commissie-?li[dt]|fractievolg(?:er|ster)|burgerli[dt]"
    )),
    (Function.COMMISSARIS, (
        r"(?:commissaris(?:sen)?|kommissaris)(?: van de koning)?(?! van politie)|cv?dk|king's commissioner"
    )),
    (Function.GEMEENTESECRETARIS, (
        r"(?:loco-?\s?)?gemeentesecretaris(?:sen)?|algemeen directeur/secretaris|eilandsecretaris|"
        r"(?:municipal|island|town) secretary|secretaris-directeur|provinciesecretaris"
    )),
    (Function.GRIFFIER, r"(?:raads|staten|plv\.? |plaatsvervangend )?griffiers?|council clerk|island registrar"),
    (Function.WATERSCHAPSBESTUURDER, (
        r"(?:loco-?)?dij[ck]kgra(?:af|ven)|dijkgra(?:af|ven|vin)|watergraaf|(?:hoog)?hee?mra(?:ad|aden|den)|"
        r"waterschapsbestuurders?|waterschappers?|dykgreaf|dykgreve|dijkgreve|dike[- ](?:reeve|grave|warden)|"
        r"bestuurslid(?= algemeen|\s+(?:van|bij) (?:het |'?t )?waterschap)|"
        r"(?:ab|db)-(?:lid|leden)|(?:algemeen|dagelijks) bestuurslid|dagelijks-bestuurslid|water board member"
    )),
    (Function.GEDEPUTEERDE, (
        r"(?:eiland|island\s+)?gedeputeerden?|deputearre|provincial executive|gedep\.|ged\.(?= [a-z])|"
        r"(?:island\s+)?(?:(?:deputy\s+)?(?<!police )(?<!king's )commissioners?|"
        r"deput(?:y|ies)(?!\s+(?:(?:city|town|municipal|general)\s+)?(?:mayor|clerk|secretary|director|chair|"
        r"manager|head|chief)))|deputado|diputad[oa]"
    )),
    (Function.STATENLID, r"sta+ten\s?li[dt]|statenvrouw|statenleden|lid (?:van )?(?:de )?provinciale staten|steatelid"),
    (Function.RAADSLID, (
        r"(?:eilands|burger|gemeente|duo)?ra[ao][dt]s?\s?li[dt](?:maatschap)?|(?:eilands|gemeente)?raadsle(?:de|"
        r"je)n|raadsvrouw|"
        r"(?:island |city |town |municipal )*(?:council|councl|counsil)\s?(?:member|membr|lady)s?|counc?i?l+(?:or|"
        r"er|lor|ler)s?|(?:island |city |town |municipal )*council\s?"
        r"(?:member|woman|man)s?|riedsli[dt]|riedsleden|(?:fractie|raads)(?:voorzitter|leider|lid)|"
        r"miembro di k[oa]nse(?:ho|jo)(?: insular)?"
    )),
    (Function.BURGEMEESTER, (
        r"(?:loco-?\s?|waarnemend |oud-|beoogd ){0,3}b[uo]r?ge?r?m[ea]+[ets]{2,4}e?r(?:s|schap)?|burgervader|"
        r"(?:acting |deputy )?mayors?|"
        r"boargemaster|burgemeesteres|bgm(?=[ .])|bm(?= [a-z])|(?:lokoboargemaster)"
    )),
    (Function.WETHOUDER, (
        r"(?:beoogd |kandidaat-?|oud-|ex-){0,3}wet+h?ou[dw]?e?r(?:s|schap)?|wethoudster|wethalders?|aldermen|"
        r"alderm[ae]n|alderwom[ae]n|"
        r"portefeuillehouders?|weth\b\.?|wdh\b\.?|wh(?= [a-z])"
    )),
)  # fmt: skip
#: Seats: a function told by where somebody sits. They count only of the writer.
_SEATS: tuple[tuple[Function, str], ...] = (
    (Function.WATERSCHAPSBESTUURDER, (
        r"(?:het )?(?:algemeen|dagelijks|algemien|deistich) (?:bestuur|bestjoer)|\bab\b|\bdb\b|geborgd\w*|"
        r"(?:het )?(?:bestuur|bestjoer) (?:van|fan) (?:it |het |ons )?(?:waterschap|wetterskip|hoogheemraadschap)|"
        r"the water board"
    )),
    (Function.GEDEPUTEERDE, r"gs|gedeputeerde staten|the provincial executive"),
    (Function.STATENLID, r"(?:de )?(?:provinciale )?staten|(?:the )?provincial council"),
    (Function.RAADSLID, (
        r"(?:de |ons )?(?:gemeente|eilands)?raa[dt]|(?:the )?(?:island |city |town |municipal )?council"
    )),
    (Function.WETHOUDER, r"het college"),
)  # fmt: skip
_HELPERS = (Function.GRIFFIER, Function.GEMEENTESECRETARIS)

_TITLES = Spotter(
    (
        "gezag|asp|cand|best|dep|act|isl|lt|lieu|gov|eil|com|dip|kab|wijkb|stadsd|reg|rek|kom|cdk|cvd|king|loco|gem|alg|mun|"
        "town|secretaris-|"
        "prov|raads|sta|plv|plaatsv|gri|council|dij|wat|hoogh|hem|hee|dyk|dik|ab-|db-|dag|ged|lid|ste|burg|bug|bog|bru|bro|duo|raa|"
        "rao|rad|city|"
        "counc|counl|cou|ried|frac|mie|waarn|oud|beoo|may|boa|bor|bgm|lok|kand|ex-|wet|ald|port|wdh|wh"
    ),
    "|".join(rf"(?P<{function.name}>\b(?:{words})(?!\w))" for function, words in _WORDS),
)
_SEAT = re.compile(
    r"\b(?:zit|zitting|sit|sits|sitte|serve|zat|am|den)\s+(?:\w+\s+){0,3}?(?:in|yn|voor|on|for)\s+(?:\w+\s+)??(?:"
    + "|".join(rf"(?P<{function.name}>(?:{words})\b)" for function, words in _SEATS)
    + ")"
)
_SEAT_LINE = re.compile(
    r"(?:^|[,(|-]\s?)(?:(?P<RAADSLID>(?:gemeente)?raad|council)|(?P<STATENLID>provinciale staten|staten)|"
    r"(?P<WATERSCHAPSBESTUURDER>ab|db|(?:dagelijks|algemeen) bestuur)|(?P<GEDEPUTEERDE>gs))\b(?=\W*(?:van|fan|of|,|\w))"
)
_SEATED = frozenset({"zit", "zitting", "sit", "sits", "sitte", "serve", "zat", "am"})
_MEMBER = re.compile(
    r"\b(?:lid|member)\s+(?:van|of|in)\s+(?:"
    + "|".join(rf"(?P<{function.name}>(?:{words})\b)" for function, words in _SEATS)
    + ")"
)


class Stance(Enum):
    """Whose function it is: the writer's own, somebody's the writer speaks of, or nobody's."""

    SELF = 0
    CONCERNED = 1
    GENERIC = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A function named in the sender's own words; places are in `Source.own`."""

    function: Function
    start: int
    end: int
    stance: Stance

    @property
    def helper(self) -> bool:
        """True for a griffier or gemeentesecretaris, who usually writes for somebody else."""
        return self.function in _HELPERS


_I = r"(?:ik|i|'?k|ick)"
_SAID_BEFORE = re.compile(
    rf"(?:\b(?:{_I}\s+(?:ben|am|bin|bn|bun|word|werd|was|wurd|zit|heb|sta|word)(?:\s+ik)?|i'm|ben ik|am i|mi ta|"
    rf"became|become|word ik|en ben|and am|as the new|als de nieuwe|"
    r"(?:mijn|mien|m'n|my) (?:functie|ambt|werk|rol|role|hoedanigheid|capacity)(?: is| als| van| of| as)?|"
    r"hoedanigheid van|capacity (?:as|of)|ondergetekende|undersigned|"
    r"(?:aan|ge|be)\w*(?:steld|noemd|treden|installeerd|edigd) als|sworn in as|appointed as?|functie|function)"
    r"(?:[\s:,]+(?!man\b|vrouw\b|zoon\b|dochter\b|partner\b|adviseur\b|hoofd\b|van\b|of\b|bij\b|door\b|met\b|voor\b|"
    r"aan\b|namens\b|geen\b|"
    r"not\b|no\b|for\b|to\b|dat\b|die\b|de\s+\w+\s+van\b|secretar\w*|assist\w*)[\w'-]+){0,4}?[\s:,]*|"
    r"\b(?:als|as)\s+(?!de\s|onze\s|the\s|our\s|die\s|zijnde\s)(?:\w+\s+){0,2}?|"
    r"(?:^|[.!?,\n]\s*)(?:ben|am|bin|net|sinds \w+|vraag(?:je)? van)\s+(?!de\s)(?:\w+\s+){0,3}?)$"
)
_NOT_OWN = re.compile(
    r"\b(?:assistent\w*|secretar\w+|namens|voor|man|vrouw|partner|zoon|dochter|kind|adviseur|hoofd|"
    r"(?<!vraag )(?<!vraagje )van|by|to|wife|husband|bij|zegt|of)\s+(?:de|het|een|the|a|onze|our|mijn)?\s*$"
)
_HERE = re.compile(r"(?:\W+[\w'-]+){0,4}?\W+(?:hier|here)\b|\W+met\b")
_OWN_NAME_BEFORE = re.compile(r"(?:met|u spreekt met|this is|dit is)\s+(?:[\w'-]+\s+){1,4}$")
_GENERIC_BEFORE = re.compile(
    r"\b(?:een|a|an|any|elke|iedere|every|geen|veel|alle|drie|twee|vier|vijf|sommige|andere|die van|zo'n|toenmalige?|"
    r"vorige|former|vroegere|alle|meer|voor|aan|tegen|dreigt|mijn eigen)\s+$"
)
_DEFINITE_BEFORE = re.compile(
    r"\b(?:de|onze|ons|uw|the|our|your|namens|mijn|my|die|dit|deze|haar|us|'e|dien|dat|that|this|nieuwe|"
    r"new)\s+(?:[\w-]+\s+)?$"
)
_ASSISTANT = re.compile(
    r"\b(?:secretar(?:is|iaat|esse|y)|assist\w*|adviseur|kabinet\w*|namens|ondersteun\w*|medewerker|office of|cabinet|"
    r"on behalf|for the|kamer|pers|voorlicht\w*|communicatie\w*|chef|chauffeur|bode|receptie)\b"
)
_GREETING = (
    r"(?:(?:hoi|hallo|dag|hey|hi|hello|moi|moin|morgen|avond|middag|goeie|beste|geachte|goe[dij]\w*|good|morning|"
    r"evening|"
    r"afternoon|bon|dia|sorry|vraag(?:je)?|nb|ps|ja|met|hier|even|ff)\b[\s,.:!-]*){0,4}"
)
_FRAGMENT_START = re.compile(
    rf"{_GREETING}(?:(?:nieuwe?|net|kersvers\w*|beoogd\w*|new|ben|oud|ex|waarnemend|zelf|gewoon)\s+)*$"
)
#: A line this short can be a signature or a title of its own.
_SHORT_LINE = 90
_SIGNATURE_LINES = 9
_FRAGMENT_WORDS = 7
#: Mentions looked at in one message.
_MOST = 40


def mentions_of(source: Source, names: Sequence[Named], sender: str) -> list[Mention]:
    """All functions named in the own words, in order. `names`: the bodies named there; `sender`: the name, folded."""
    signed = _signature_start(source.folded)
    found = [
        _mention(one, source, names, sender, signed)
        for one in islice(_TITLES.finditer(source.folded, source.index), _MOST)
    ]
    return sorted([*found, *_seats(source, names, sender, signed)], key=lambda one: one.start)


def titles_in(folded: str) -> Iterator[re.Match[str]]:
    """Every function named in a folded text; the name of the group that matched is that of the `Function`."""
    return _TITLES.finditer(folded, index_of(folded))


def functions_in(folded: str) -> list[Function]:
    """The functions of persons named anywhere in a text, forwarded parts too."""
    return [
        _function_at(match)
        for match in islice(_TITLES.finditer(folded, index_of(folded)), _MOST)
        if not _generic(folded, match)
    ]


def _function_at(match: re.Match[str]) -> Function:
    return Function[match.lastgroup or Function.ANDERE.name]


def _mention(match: re.Match[str], source: Source, names: Sequence[Named], sender: str, signed: int) -> Mention:
    return Mention(_function_at(match), match.start(), match.end(), _stance(match, source, names, sender, signed))


#: Words before a function that make it another person's: "mijn man is wethouder", "hij zit in de raad".
_THIRD = re.compile(
    r"\b(?:hij|zij|ze|he|she|hy|(?:mijn|mn|m'n|my|mien|us|zijn|haar|his|her) (?:\w+ )?(?:man|vrouw|frou|vader|"
    r"moeder|pa|ma|papa|mama|pap|mam|partner|broer|zus\w*|zoon|dochter|buur\w+|vriend\w*|verloofde|"
    r"schoon\w+|oom|tante|opa|oma|neef|nicht|"
    r"husband|wife|father|mother|dad|mum|mom|uncle|aunt|brother|sister|son|daughter|neighbou?r|heit|mem|baas|chef|"
    r"boss)|"
    r"(?:husband|wife|spouse|daughter|son|neighbou?r|man|vrouw|partner|echtgeno\w+|dochter|zoon|buren|buurman|"
    r"buurvrouw|moeder|vader|zus|broer|oppas|"
    r"huisgenoot|chauffeur|secretaresse|collega|vriend\w*) (?:of|to|van|vd|v|v\.|v\.d\.))(?!\w)"
    r"(?:(?!\b(?:ik|i)\b)[^.;!?\n]){0,30}$"
)
#: "is een wethouder": indefinite, but of somebody.
_IS_ONE = re.compile(r"\b(?:is|was|wordt|werd|as|als)\s+(?:een|a|an)\s+$")


#: A desk before a function: "Secr. wethouder Ommen".
_DESK = re.compile(
    r"\b(?:secr\b\.?|\w*secretariaat|secretaresse|kabinet|namens|assistent\w*|office of(?: the)?|voor)\s*$"
)


def _stance(match: re.Match[str], source: Source, names: Sequence[Named], sender: str, signed: int) -> Stance:
    folded = source.folded
    before = folded[max(0, match.start() - 60) : match.start()]
    if _THIRD.search(before):
        return Stance.CONCERNED
    if _DESK.search(before):
        return Stance.CONCERNED
    if match[0].endswith("schap") and before.endswith(("mijn ", "m'n ")):
        return Stance.SELF
    if _said(before) or (_HERE.match(folded, match.end()) and not _DEFINITE_BEFORE.search(before)):
        return Stance.SELF
    if match.start() >= source.first and _alone(match, folded, names):
        return Stance.SELF
    if match.start() >= signed and _signed(match, folded, sender):
        return Stance.SELF
    if not _generic(folded, match) or _MARRIED.search(before) or _of_body(match, folded, names):
        return Stance.CONCERNED
    return Stance.GENERIC


#: "getrouwd met een wethouder", "de zoon van een raadslid": indefinite, but of somebody.
_MARRIED = re.compile(
    r"\b(?:getrouwd met|married to|"
    r"(?:man|vrouw|zoon|dochter|partner|moeder|vader|husband|wife|son|daughter) (?:van|of))"
    r"\s+(?:een|a|an)\s+$"
)
_OF = re.compile(r"\s+\(?(?:(?:in|van|uit|of|from|yn|te|hier in)\s+)?")


def _of_body(match: re.Match[str], folded: str, names: Sequence[Named]) -> bool:
    """True for one of a body: "een raadslid in Purmerend", "a councillor from Lochem"."""
    if match[0].endswith(("s", "en")):
        return False
    return any(_OF.fullmatch(folded, match.end(), one.start) for one in names if match.end() <= one.start)


def _said(before: str) -> bool:
    return _SAID_BEFORE.search(before) is not None and not _NOT_OWN.search(before)


def _generic(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 25) : match.start()]
    plural = match[0].endswith(("s", "en")) and not match[0].endswith(("commissaris", "secretaris"))
    vague = _GENERIC_BEFORE.search(before) and not _IS_ONE.search(before)
    return bool((plural or vague) and not re.search(r"\b(?:onze|our)\s+$", before))


def _line(folded: str, match: re.Match[str]) -> tuple[int, int]:
    start = folded.rfind("\n", 0, match.start()) + 1
    end = folded.find("\n", match.end())
    return start, len(folded) if end < 0 else end


def _alone(match: re.Match[str], folded: str, names: Sequence[Named]) -> bool:
    """True for a sentence that is nothing but a function: "Raadslid, Leek.", "wethouder Oost Gelre"."""
    start, end = _line(folded, match)
    if not _FRAGMENT_START.fullmatch(folded[start : match.start()].strip(" *-.(")):
        return False
    rest = folded[match.end() : end]
    if len(rest.split()) > _FRAGMENT_WORDS:
        return False
    return (
        not rest.strip(" .,!?;)(-")
        or _SINCE.match(rest) is not None
        or any(match.end() <= one.start < end for one in names)
    )


_SINCE = re.compile(r"\s+(?:since|sinds)\b")


def _signature_start(folded: str) -> int:
    """Where the last lines begin."""
    place = len(folded)
    for _ in range(_SIGNATURE_LINES):
        place = folded.rfind("\n", 0, max(0, place - 1))
        if place < 0:
            return 0
    return place


def _signed(match: re.Match[str], folded: str, sender: str) -> bool:
    """True for a function beside or under the sender's own name in a short line."""
    start, end = _line(folded, match)
    if end - start > _SHORT_LINE or _ASSISTANT.search(folded, start, end):
        return False
    above = folded[max(0, folded.rfind("\n", 0, max(0, start - 1))) : start].strip()
    name = sender.rpartition(" ")[2]
    before, after = folded[start : match.start()], folded[match.end() : end]
    if name and name in _words_of(before):
        return True
    if len(name) > 2 and name in _words_of(after)[-1:]:  # noqa: PLR2004 - a name
        return not before.strip(" -*(")
    return bool(above) and len(above.split()) <= 5 and _same_name(above, sender) and match.start() - start < 25  # noqa: PLR2004 - a name


def _words_of(text: str) -> list[str]:
    return [one.strip(".,;:()|-") for one in text.split()]


def _same_name(line: str, sender: str) -> bool:
    parts = sender.split(" ")
    return any(len(part) > 2 and part in line for part in parts) or not sender  # noqa: PLR2004 - "de" and "jr" say nothing


def _seats(source: Source, names: Sequence[Named], sender: str, signed: int) -> Iterator[Mention]:
    if source.words & _SEATED:
        for match in _SEAT.finditer(source.folded):
            before = source.folded[max(0, match.start() - 60) : match.start()]
            stance = Stance.CONCERNED if _THIRD.search(before) else Stance.SELF
            yield Mention(_function_at(match), match.start(match.lastgroup or 0), match.end(), stance)
    for match in _MEMBER.finditer(source.folded) if not source.words.isdisjoint(("lid", "member")) else ():
        before = source.folded[max(0, match.start() - 60) : match.start()]
        if _said(before):
            yield Mention(_function_at(match), match.start(), match.end(), Stance.SELF)
    yield from _seat_lines(source, names, sender, signed)


def _seat_lines(source: Source, names: Sequence[Named], sender: str, signed: int) -> Iterator[Mention]:
    """A signature like "Hoving, gemeenteraad Emmen", or a line of its own: "Raad Winterswijk, wat nu"."""
    place = max(signed, source.first)
    for line in source.folded[place:].split("\n"):
        match = _SEAT_LINE.search(line) if len(line) <= _SHORT_LINE else None
        if match and _own_seat(line, match, sender) and any(place <= one.start < place + len(line) for one in names):
            yield Mention(
                _function_at(match), place + match.start(match.lastgroup or 0), place + match.end(), Stance.SELF
            )
        place += len(line) + 1


def _own_seat(line: str, match: re.Match[str], sender: str) -> bool:
    return (match.start() == 0 or _same_name(line[: match.start()], sender)) and not _ASSISTANT.search(line)


#: Words that tell a function when no title does; each with the layer of body it needs (None: any but the islands').
_SEATED_IN: tuple[tuple[Function, Layer | None, re.Pattern[str]], ...] = (
    (Function.GEDEPUTEERDE, Layer.PROVINCIE, re.compile(r"\bgs\b|\bportefeuille|\bgedeputeerd|\bprovincial executive")),
    (Function.STATENLID, Layer.PROVINCIE, re.compile(
        r"\b(?:de|onze|ps|provinciale) staten\b|\bfractie|\bprovincial council"
    )),
    (Function.RAADSLID, Layer.GEMEENTE, re.compile(
        r"\b(?:in|uit|terug in|voor) (?:de|'?t|ons) (?:gemeente)?raa[dt] (?:van|zit|ben|zat|gekozen|sinds|fan)\b|"
        r"\b(?:zit|zat|ben|gekozen|kom\w*|terug|lid) (?:\w+ ){0,4}(?:in|van|uit) (?:de|'?t) (?:gemeente)?raa[dt]\b|"
        r"\braadswerk\b|\braadszetel\b|\bcllr\b|\b(?:onze|mijn|eenmans)\s?fractie\b|\(raad\)|"
        r"\bfractie (?!is\b|was\b)\w+\W*$|"
        r"\b(?:on|sit on|lost my seat in|elected to) (?:\w+ )?(?:\w+'s )?(?:town |city )?council\b"
    )),
    (Function.WETHOUDER, Layer.GEMEENTE, re.compile(
        r"\b(?:mijn|my) (?:portefeuille|portfolio)\b|\bin (?:het|'?t) college (?:van|zit)\b"
    )),
)  # fmt: skip
_BESIDE = re.compile(r"\b(?:raad|fractie|council)(?: (?:van|in|te|of))?[ ,:(]+$")
_BEHIND = re.compile(r"[ ,:)-]*(?:raad|council|fractie)\b")
_OF_ADDRESS = re.compile(
    r"(?:^|[._-])(?:(?P<BURGEMEESTER>burgemeester|mayor)|(?P<WETHOUDER>wethouder)|(?P<WATERSCHAPSBESTUURDER>dijkgraaf))(?:$|[._-])"
)
_OF_DOMAIN = re.compile(r"(?P<STATENLID>staten|steaten)(?!griffie)|(?P<RAADSLID>raad(?!s(?:griffie|academie))|council)")


def hinted(
    source: Source, names: Sequence[Named], body: Organisation | None, sender: Sender, kind: SenderKind
) -> Function | None:
    """A function nobody names but much points at: the sender's name or address, a seat, the body a bestuurder is of."""
    name = fold(sender.name or "")
    local, _, domain = fold(sender.email or "").partition("@")
    told = next(_TITLES.finditer(name, index_of(name)), None) or _OF_ADDRESS.search(local)
    if told:
        return _function_at(told)
    return _seated(source, names, body, domain) if kind in _OF_BODY else None


#: Who writes of a seat without a title: the bestuurder, or somebody who works for one.
_OF_BODY = (SenderKind.BESTUURDER, SenderKind.WERKGEVER)


def _seated(source: Source, names: Sequence[Named], body: Organisation | None, domain: str) -> Function | None:
    layer = body.layer if body else None
    if layer is Layer.WATERSCHAP:
        return Function.WATERSCHAPSBESTUURDER
    told = next((one for one, of, words in _SEATED_IN if of is layer and words.search(source.folded)), None)
    if told is None and layer is not Layer.PROVINCIE and any(_is_seat(source.folded, one) for one in names):
        return Function.RAADSLID
    found = _OF_DOMAIN.search(domain) if told is None else None
    return _function_at(found) if found else told


def _is_seat(folded: str, one: Named) -> bool:
    """True for "raad Zeewolde", "Tholen council", "fractie Brunssum"."""
    before = folded[max(0, one.start - 16) : one.start]
    return _BESIDE.search(before) is not None or _BEHIND.match(folded, one.end) is not None


def fitting(function: Function, organisation: Organisation | None) -> Function:
    """The function in that body: an island has no commissaris van de Koning."""
    island = organisation is not None and organisation.layer is Layer.CARIBBEAN
    return Function.ANDERE if island and function is Function.COMMISSARIS else function
