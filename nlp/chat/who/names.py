"""Names of people said in a chat, as written: introduced, between other facts, or as nothing but the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from nlp.chat.plain_words import is_in_use
from nlp.chat.who.bodies import whole_body
from nlp.chat.who.turned_names import first_name_behind
from nlp.form.functions import functions_in
from nlp.form.organisations import Named, gazetteer
from nlp.form.spotting import listed
from nlp.language import FOREIGN
from nlp.text import fold

_ORDINARY = Path(__file__).parents[2] / "reference" / "gewone_woorden.txt"
_PARTICLES = (
    "uit(?= (?:den|het|['\u2019]t) )|"
    "van|tot|vd|de|den|der|ten|ter|te|in|['\u2019][ts]|v\\.?d\\.?|el|al|la|le|von|op|bin|ben|du|het"
)
_PARTICLE = re.compile(rf"(?i)(?:{_PARTICLES}|uit)")
_LETTERS = r"[^\W\d_]"
_LAST_PART = rf"(?:(?:{_PARTICLES})\s+){{0,3}}(?-i:[A-Z\u00c0-\u00dd])[\w'\u2019-]+"
_NAME_WORD = rf"(?:['\u2019][ts](?=\s)|{_LETTERS}[\w'\u2019.-]*)"
#: Not inside such a word: it is read once, not from each of its parts.
_AT_WORD = r"(?<!\w['\u2019.-])"
#: The name of another than who writes.
_OTHERS_NAME = (
    r"(?:(?:haar|zijn|z'n|d'r|his|her|hun) (?:volledige |full )?(?:naam|name) is|(?:zij|ze|hij|ie) heet|"
    r"heet (?:zij|ze|hij|ie)|"
    r"(?:he|she) is called|(?:zij|hij|ze|he|she|it|dat|die) (?:is|heet)\s*:|het gaat om|heet\s*:|"
    r"(?:wethouder|burgemeester|raadslid|gedeputeerde|statenlid) heet)"
)
_OTHER = re.compile(rf"(?i)\b{_OTHERS_NAME}\W*(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,5}})")
_SAYS_NAME = (
    r"(?:mijn|m'n|mn|haar|zijn|z'n|d'r|his|her|my) (?:volledige |full )?(?:naam|name) is|"
    r"(?:de|the) (?:naam|name) is|heet(?: (?:ik|ze|zij|hij|ie|zelf|trouwens|overigens|dus|gewoon|eigenlijk|ook|"
    r"voluit))*|op naam van|in the name of|naam\s*[:=]|naam(?=\s+(?-i:[A-Z]))|(?:achternaam|surname|last name) is|"
    r"(?:u|je) spreekt met|myn namme is|mi n[o\u00f2]mber ta|my name's|i am called|(?:he|she) is called|name\s*[:=]"
)
_INTRODUCTION = re.compile(
    rf"(?i)\b(?:(?P<sure>{_SAYS_NAME})|met|mei|hjir|this is|dit is|na(?:am|me) is|voluit:?)\s+"
    rf"(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,5}})"
)
#: "Koen Mathijssen heet hij", "Twan Gielen is de naam", "Jan Bos is her name".
_NAME_FIRST = re.compile(
    rf"(?<!\w){_AT_WORD}(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}})\s+(?:(?i:heet (?:hij|ie|ze|zij|ik|mijn \w+)|"
    r"is (?:de|zijn|haar|mijn) (?:achter)?naam|is myn namme|is (?:his|her|my|the) (?:last )?name))\b"
    r"(?! niet| not| van| of)"
)
#: What ends a name when it goes on without a comma.
_STOP = re.compile(
    r"(?i)^(?:en|and|ik|i|wethouder\w*|burgemeester\w*|raadslid\w*|gedeputeerde\w*|statenlid\w*|dijkgraaf|heemraad|"
    r"hoogheemraad|griffier|gemeentesecretaris|secretaris|councillor|mayor|alderman|lid|functie|function|"
    r"from|uit|bij|namens|nummer|number|tel|telefoon|mobiel|gemeente|maar|but|hier|here|daarom|om|sinds|since|dan|"
    r"officieel|officially|is|am|word|kan|wil|via|graag|please|aub|trouwens|met|voor|for|of|niet|not|then|hoor|trouwens|"
    r"(?-i:haar|zijn|his|her|hij|ie|zij|ze|he|she|die|dat|uw|mijn|my|nr|mobiel|werkt|woont|bel|nul|zero|plus))$"
)
_HONOUR = (
    r"(?:de heer|den heer|dhr\.?|heer|meneer|mevrouw|mevr\.?|mw\.?|drs\.?|ing\.?|ir\.?|mr\.?|dr\.?|prof\.?|"
    r"mrs\.?|ms\.?|miss|jonkheer|jonkvrouw|jhr\.?|jkvr\.?|baron(?:es)?)"
)
_HONOURS = re.compile(rf"(?i)(?<!\w){_HONOUR}(?=\s)")
#: A first name between brackets behind initials: "K.J. (Kees-Jan) van Driel".
_CALLED = re.compile(r"(?<=[A-Z]\.)\s*\([A-Z][\w-]+\)")
_LEAD = re.compile(
    rf"(?i)^\W*(?:(?:ja|nee|ok|oke|oh|eh|uh|uhm|ehm|die is|dat ben ik|sorry|o ja|nou|dat is|het is|it's|it is|that's|"
    rf"naam is|naam|name is|name's|name|"
    rf"(?:zeg|noem) (?:me |mij )?maar(?: gewoon)?|(?:noem|call) (?:me|mij)(?: maar| gewoon| just)?|"
    rf"ik ben|i am|i'm|ik heet|mijn naam is|my name is|met|voluit|gewoon|just|is|hallo|hoi|hi|hello|hey|dag|goe\w+|"
    rf"groet\w*|gr|mvg|regards|ben|wij zijn|{_HONOUR})[\s,:]+)+"
)
_TAIL = re.compile(r"(?i)(?:\s+(?:dan|inderdaad|indeed|hoor|dus|trouwens|aub|please|then|hier|here)|\s+met\s.*)+\W*$")
#: Particles with nothing behind them.
_AT_END = re.compile(rf"(?:\s+(?:{_PARTICLES}))+$")
#: A first name and a last name, told apart.
_IN_TWO = re.compile(
    rf"(?i)\b(?:voornaam|first name)?\W*{_AT_WORD}(?P<first>{_NAME_WORD})\W+(?:(?:en|and)\W+)?(?:mijn |de )?"
    rf"(?:achternaam|last name|surname)\W+(?:is\W+)?(?P<last>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}})"
)
#: A whole name with capitals in the middle of a sentence.
_WHOLE = re.compile(
    rf"(?<![\w'])[A-Z\u00c0-\u00dd][\w'\u2019-]+(?:(?:\s+(?i:{_PARTICLES})){{0,3}}\s+[A-Z\u00c0-\u00dd][\w'\u2019-]+){{1,3}}"
)
_MOST_WORDS = 6
_MOST_IN_NAME = 5
#: Words that are no part of a name, so that a piece with one of them is none.
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
    " schrijf schrijven voornaam achternaam naam verkeerd juist juiste termijn lokale ander andere typ ehm "
    "ha hee heyy zalig fijne prettige net vanmiddag vanmorgen vanavond gisteren vannacht vandaag foto foto's bode "
    "wijkagent buurman buurvrouw partner council island commissioner adviesrapport weekend feestdagen kerst pasen"
    " ah ach oh ok oke okay aha hm tja yep yup nope pinksteren hemelvaart koningsdag sinterklaas"
    " german dutch duits duitse nederlands nederlandse engels engelse belgisch italian italiaans turks marokkaans"
    " surinaams antilliaans american amerikaans british french spanish polish pools"
    " top perfect precies helemaal mooi fijn super great fine exact bijvoorbeeld anoniem liever vertrouwelijk kosten "
    "tweede eerste kamer kruis rtv weerbaar veilig wonen politiekeurmerk provinciale gemeentelijke woensdagmiddag "
    "secretaresse secretariaat medewerker collega adviseur bestuurder bestuurders nieuwe nieuw langs komen kijken "
    "check checken gecheckt veiligheid beveiliging gesprek adres postcode kerk school kinderen zoon dochter jullie"
)
_TITLE = (
    r"(?:loco-?)?burgemeester|wethouder|raadslid|gedeputeerde|statenlid|dijkgraaf|hoogheemraad|heemraad|griffier|"
    r"gemeentesecretaris|councillor|council member|alderman|mayor|boargemaster|riedslid|wethalder"
)
#: "ik ben karin uit het krijt, raadslid in bladel", "I'm Ana Lopes, a member of the council".
_BEFORE_TITLE = re.compile(
    rf"(?i)\b(?:ik ben|ik bin|i am|i'm|hier)\s+(?P<name>{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}),\s*"
    rf"(?:(?:a|an|the|de|een|one of the|een van de)\s+)?(?:{_TITLE}|(?:member|lid) (?:of|van)|wethouders|raadsleden)\b"
)
_UIT = re.compile(r"(?i)\s(?:uit|op|aan)\s")
_SPLIT = re.compile(
    rf"(?P<title>(?i:\b(?:{_TITLE})\b):?)|[,;:\n()/|!?]+|(?<!\b[A-Z])\.+|\s[-\u2013]\s|\+?\d[\d\s()-]{{6,}}|"
    r"(?i:\b(?:uit(?! (?:den|het|['\u2019]t) [A-Z])|"
    r"namens|gemeente|provincie|waterschap|en|and|hier|here|from|is de naam|is mijn naam|is the name)\b)"
)
_TITLED = re.compile(rf"(?i)\W*(?:{_TITLE})\b")
_CAPITAL = re.compile(r"(?:[A-Z]\.\s?)+|[A-Z\u00c0-\u00dd][\w'\u2019-]+|jr\.?|sr\.?")
_BEFORE_BODY = frozenset({"in", "te", "van", "bij", "op"})


#: "doe maar gewoon Ilse de Vos": whatever was said before it.
_RATHER = re.compile(
    rf"\b(?:[Dd]oe|[Nn]oteer|[Ss]chrijf|[Zz]et|[Hh]oud?)(?: het)? (?:maar|dan)(?: op)?(?: gewoon)?\s+"
    rf"(?P<name>[A-Z\u00c0-\u00dd]{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}})"
)


def introduced(text: str) -> str | None:
    """The name somebody gives: "mijn naam is ...", "zij heet ...", "met Jan de Boer", "ik ben jan bos, raadslid"."""
    rather = _rather(text)
    if rather:
        return rather
    before = _BEFORE_TITLE.search(text)
    if before is not None and _looks_like_name(_UIT.sub(" ", before["name"]), lower=True, titled=False):
        return before["name"]
    own = _I_AM.search(text)
    if own is not None and _may_be_whole(own["name"]) and not names_another(text):
        return own["name"]
    first = _last_then_first(text) or first_name_behind(text, _is_plain_word) or _named_first(text)
    if first:
        return _fuller(text, first)
    plain, tidy = _HONOURS.sub("", text), _tidy(text)
    for found in (*_OTHER.finditer(plain), *_INTRODUCTION.finditer(plain), *_INTRODUCTION.finditer(tidy)):
        if _CALLED_SO.search(found.string, max(0, found.start() - _NEAR), found.start("name")):
            continue
        name = _cut(found["name"])
        name = _from_capital(name) if found.groupdict().get("sure") else name
        name = name if _is_noble(name) else without_body(name)
        sure = name and (found.groupdict().get("sure") or (name[0].isupper() and _is_name(name)))
        if sure and not _is_strange(name) and not whole_body(name):
            return _fuller(text, name)
    return None


#: "ik ben Toon Verbruggen en wil mij opgeven": where that is said, a first name may be a word.
_I_AM = re.compile(
    rf"\b(?:[Ii]k ben|[Ii]k heet|[Mm]ijn naam is|[Mm]y name is|I am|I'm)\s+"
    rf"(?P<name>[A-Z\u00c0-\u00dd][\w'\u2019-]+(?:\s+{_LAST_PART}){{1,2}})(?=\s*(?:$|[,.;!]|\s(?:en|and|uit|from)\b))"
)


def _may_be_whole(name: str) -> bool:
    """True for two words or more with capitals, of which none is a word that is in no name, nor the last a body."""
    telling = _telling(name)
    plain = _is_name(name) and not _is_common(name) and not any(map(str.isupper, telling))
    return plain and len(telling) > 1 and not _is_body(name) and not _has_place(name)


#: "dat heet al jaren Vechtstromen", "de straat heet nu Lindelaan": no person.
_CALLED_SO = re.compile(
    r"(?i)\b(?:dat|het|dit|\w*(?:straat|weg|laan|buurt|wijk|dorp|stad|gemeente|waterschap|provincie|huis|boerderij|"
    r"fractie|partij|gebouw)) heet\b"
)
_NEAR = 30


def _from_capital(name: str) -> str:
    """The name without small words before its first capital that are no part of it: "nog steeds Anna Bos"."""
    words = name.split()
    place = next((n for n, one in enumerate(words) if _CAPITAL.fullmatch(one)), 0)
    while place and _PARTICLE.fullmatch(words[place - 1]):
        place -= 1
    return " ".join(words[place:])


#: "E.M. Quarles van Beuningen": behind initials and a last name no town follows where somebody says a name.
_NOBLE = re.compile(r"(?:[A-Z]\.\s?)+[A-Z\u00c0-\u00dd][a-z\u00df-\u017e]+ van [A-Z\u00c0-\u00dd][a-z\u00df-\u017e]+")


def _is_noble(name: str) -> bool:
    return _NOBLE.fullmatch(name) is not None


def _rather(text: str) -> str | None:
    found = _RATHER.search(_HONOURS.sub("", text))
    name = _cut(found["name"]) if found else ""
    return name if is_whole_name(name) else None


def _is_strange(name: str) -> bool:
    """True for words that are no name even where somebody says that one follows: "mijn naam is geheim"."""
    return _is_common(name) and not _ends_in_word(_telling(name))


#: "mijn achternaam is de Vries, voornaam Bart".
_LAST_FIRST = re.compile(
    rf"(?i)\b(?:achternaam|surname|last name)\W+(?:is\W+)?(?P<last>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}}?)\W+"
    rf"(?:(?:en|and)\W+)?(?:mijn |my )?(?:voornaam|first name)\W+(?:is\W+)?(?P<first>{_NAME_WORD})"
)


def _last_then_first(text: str) -> str | None:
    found = _LAST_FIRST.search(text)
    return f"{found['first']} {found['last']}" if found else None


def _fuller(text: str, name: str) -> str:
    """The same name with a first name, when the turn has that too: "Smit is de naam, Gerard Smit"."""
    if len(_telling(name)) != 1 or not _telling(name)[0][:1].isupper():
        return name
    last = last_name(text)
    if last and last != name:
        return f"{name} {last}"
    found = re.search(rf"(?<![\w'])(?P<first>[A-Z][\w'-]+|(?:[A-Z]\.\s?)+)\s+{re.escape(name)}(?!\w)", text)
    return f"{found['first']} {name}" if found and not _is_common(found["first"]) else name


def _named_first(text: str) -> str | None:
    for found in _NAME_FIRST.finditer(_HONOURS.sub("", text)):
        words = found["name"].split()
        place = next((n for n, one in enumerate(words) if _CAPITAL.fullmatch(one)), 0)
        name = " ".join(words[place:])
        if name and name[0].isupper() and fold(name.split()[0]) not in _ASKING and not whole_body(name):
            return name
    return None


#: What stands before "is de naam" and is no name.
_ASKING = listed(
    "zelf ook trouwens eigenlijk dit dat wat wie hoe het hier er ze hij die what who how this that it here which ik i"
)


_OF_OTHER = re.compile(
    r"(?i)(?:heet (?:hij|ie|ze|zij|mijn \w+)|is (?:zijn|haar|his|her) (?:achter|last )?na(?:am|me))$"
)


def names_another(text: str) -> bool:
    """True when the name in a turn is said to be that of another: "zij heet ...", "... heet hij"."""
    said = _NAME_FIRST.search(text)
    return _OTHER.search(text) is not None or (said is not None and _OF_OTHER.search(said[0]) is not None)


_FIRST_NAME = re.compile(
    rf"(?i)(?:\b(?:voornaam|roepnaam|first name)\W+(?:is\W+)?(?P<one>{_NAME_WORD})|"
    rf"\b{_AT_WORD}(?P<two>{_NAME_WORD}) is (?:de |mijn |haar |zijn |my |her |his |the )?(?:voornaam|roepnaam|"
    rf"first name))(?!\w)"
)


def first_name(text: str) -> str | None:
    """A first name that completes the name known: "voornaam Corrie"."""
    found = None if _in_two(text) else _FIRST_NAME.search(text)
    name = (found["one"] or found["two"]).strip(".") if found else None
    return name if name and (name[0].isupper() or (text.islower() and fold(name) not in _ordinary())) else None


_LAST_NAME = re.compile(
    rf"(?i)\b(?:achternaam|surname|last name)\W+(?:is\W+)?(?P<last>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}})|"
    rf"(?<!\w)(?P<first>{_LAST_PART}) is (?:de|mijn|mn|m'n|haar|zijn|my|her|his|the) (?:achternaam|surname|last name)\b"
)


#: "mijn achternaam is verkeerd getypt, het is Holtkamps".
_LAST_RATHER = re.compile(
    rf"(?i)\b(?:achternaam|surname|last name)\b[^.!?,;]{{0,50}}[,.;]\s*(?:(?:nee|no|maar|but|want)\s+)?"
    rf"(?:het|dat|die|it|that)(?:'s| (?:is|moet|wordt|should be))\s+(?:(?:dus|eigenlijk|juist|actually)\s+)?"
    rf"(?P<last>{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}})"
)
_BEHIND_LAST = re.compile(r"(?i)\s+(?:without|zonder|met|with|en|and|in|is)\b")


def last_name(text: str) -> str | None:
    """A last name that completes or corrects the name known: "achternaam is Verhoeven"."""
    if _in_two(text) or _rather(text):
        return None
    found = _LAST_RATHER.search(text) or _LAST_NAME.search(text)
    if found is None:
        return None
    last = found.groupdict().get("first") or _cut(_BEHIND_LAST.split(found["last"])[0])
    capital = any(map(_CAPITAL.fullmatch, last.split()))
    name = capital or (text.islower() and not all(map(is_in_use, _telling(last))))
    return last if name else None


_BEFORE_NUMBER = re.compile(r"(?:^|[.!?]\s+)(?P<name>[A-Z][\w'\u2019-]{2,}),?\s+(?=[+0]\d)")


def name_before_number(text: str) -> str | None:
    """One word between a full stop and a number: "Laat iemand mij bellen. Baars, 0118 ..."."""
    found = _BEFORE_NUMBER.search(text)
    return lone_name(found["name"]) if found else None


def lone_name(text: str, *, small: bool = False) -> str | None:
    """A turn that is one word, and a name for all we know: "Bakelaar", "De Vries"; or two: "Jelle Beemster".

    `small`: also without a capital, when the person writes without.
    """
    name = " ".join(_LEAD.sub("", _HONOURS.sub(" ", text)).strip(" .,!").split())
    if text.islower() and (begun := _BEGUN.match(name)):
        return name if _is_unknown(name[begun.end() :]) else None
    telling = _telling(name)
    if len(telling) == 2 and all(_CAPITAL.fullmatch(one) for one in telling):  # noqa: PLR2004 - first and last
        strange = fold(telling[0]) in _ordinary() or _is_common(name) or whole_body(telling[0]) or whole_body(name)
        return None if strange or not _is_name(name) or name.split()[0] != telling[0] else name
    written = telling and (_CAPITAL.fullmatch(telling[0]) or (small and telling[0].isalpha()))
    plain = len(telling) == 1 and len(name.split()) <= _FEW_PARTS and written
    if (
        not plain
        or not name
        or len(telling[0]) < _SHORTEST
        or not telling[0][1:].replace("-", "a").isalpha()
        or telling[0].isupper()
    ):
        return None
    return name if _is_unknown(name) and _is_name(name) else None


#: "m. jansen", "v.d. berg": typed small, and still no word.
_BEGUN = re.compile(r"(?:(?:[a-z]\.\s?)+|v\.? ?d\.?\s)(?=[a-z][\w'-]+$)")


def _is_unknown(name: str) -> bool:
    telling = _telling(name)
    ordinary = bool(telling) and fold(telling[0]) in _ordinary()
    return bool(telling) and not ordinary and not _is_common(name) and whole_body(name) is None


_FEW_PARTS, _SHORTEST = 3, 3

_OWN = re.compile(
    r"(?i)(?:^\W*(?:(?:hallo|dag|hoi|hi|hello|goe\w+|ja)\W+){0,2}met\b|\bmet(?=\s+(?-i:[A-Z])))|"
    r"\b(?:(?:mijn|m'n|mn|my) naam is|my name(?:'s| is)|ik ben|ik heet|i am|this is|dit is|mijn nummer)\b|"
    r"(?-i:[A-Z])[\w'-]+,\s+(?:\w*secretari\w+|secretaresse|kabinet|\w*griffie|bestuursondersteun\w+|secretary)\b"
)


def gives_own_name(text: str) -> bool:
    """True when the name in a turn is that of who writes: "u spreekt met Moniek", "mijn naam is ..."."""
    return _OWN.search(text) is not None


def _in_two(text: str) -> re.Match[str] | None:
    found = _IN_TWO.search(text)
    strange = found is not None and (_is_common(found["first"]) or fold(found["first"]) in _ordinary())
    return None if strange else found


#: "Kok, Lotte": nothing but a name, the last one first.
_LAST_THEN_FIRST = re.compile(rf"(?P<last>{_LAST_PART}),\s+(?P<first>[A-Z\u00c0-\u00dd][a-z\u00df-\u017e'\u2019-]+)")


def bare_name(text: str) -> str | None:
    """The answer to "wat is uw naam?": nothing but a name, perhaps with a word before it."""
    called = first_name_behind(text, _is_plain_word)
    if called:
        return called
    apart = _in_two(text)
    if apart:
        return f"{apart['first']} {_cut(apart['last'])}"
    turned = _LAST_THEN_FIRST.fullmatch(text.strip(" .,!?\n"))
    if turned and not _is_plain_word(turned["first"]) and not functions_in(fold(text)):
        return f"{turned['first']} {turned['last']}"
    name = without_body(_cut(_LEAD.sub("", _tidy(text)).strip(" .,!?\n")))
    telling = _telling(name)
    small = [] if text.islower() else [one for one in telling if one.islower()]
    ordinary = any(fold(one) in _ordinary() for one in small) or _opens_sentence(name, text)
    return name if name and _is_name(name) and not _is_common(name) and not ordinary else None


def _opens_sentence(name: str, text: str) -> bool:
    """True for one word of the language before the rest of a sentence: "Voordat ik verder ga, wie leest dit?"."""
    rest = text.partition(name)[2] if name else ""
    goes_on = "?" in rest or not _COMMON.isdisjoint(re.findall(r"[a-z']+", fold(rest)))
    return " " not in name and is_in_use(name) and goes_on and not functions_in(fold(rest))


def loose_name(text: str) -> str | None:
    """A name with capitals and without any word that says so: a piece between commas, functions and numbers."""
    called = first_name_behind(text, _is_plain_word)
    if called:
        return called
    town = bool(_sure_bodies(text))
    for piece, titled, leads in _pieces(_tidy(text)):
        name = without_body(_AT_END.sub("", _TAIL.sub("", _LEAD.sub("", piece)).strip(" .\"'")))
        if _looks_like_name(name, lower=False, titled=titled, town=town) and (
            titled or _is_fit(name) or (leads and _is_first_word(name))
        ):
            return name
    return None


def named_in(text: str) -> str | None:
    """A whole name with capitals anywhere in a sentence: "vraag maar naar Jan de Boer"."""
    for found in _WHOLE.finditer(_tidy(text)):
        name = found[0].strip()
        while name and _is_common(name.split()[0]):
            name = name.partition(" ")[2].strip()
        if _looks_like_name(name, lower=False, titled=False):
            return name
    return None


#: Words that are of a body or a place, and no part of a name.
_NO_NAME = re.compile(
    r"\b(?:public entity|openbaar lichaam|stadsdeel|eilandgebied|"
    r"hoogheemraadschap|waterschap|wetterskip|gemeente|provincie|(?:[a-z]+(?:straat|laan|weg|plein|gracht|"
    r"kade)))\b"
)


_JOINED_PLACE = re.compile(r"\b(?:in|te|bij)\b")


def is_likely(name: str) -> bool:
    """False for words that a reader of whole messages took for a name: "Beste mensen", "Grijze Volvo", "Navolaan"."""
    if _CONTRACTED.search(name):
        return False
    begins = name[:1].isupper() or (bool(name) and _PARTICLE.fullmatch(name.split(maxsplit=1)[0]) is not None)
    return begins and _is_fit(name)


def _is_fit(name: str) -> bool:
    telling = _telling(name)
    first = fold(telling[0]) if telling else ""
    ordinary = first in _COMMON or first in _ordinary() or first in FOREIGN
    placed = " in " in name or (len(telling) > 1 and whole_body(telling[0]) is not None and _JOINED_PLACE.search(name))
    return bool(first) and not ordinary and not placed and not _NO_NAME.search(fold(name))


def titled_names(text: str) -> list[str]:
    """Names with capitals right behind a function: "wethouder Anna Bos"."""
    pieces = [_cut(piece) for piece, titled, _ in _pieces(_tidy(text)) if titled]
    found = [found[0] for found in map(_WHOLE.match, pieces) if found]
    return [one for one in found if is_likely(one)]


def is_name_like(name: str, text: str) -> bool:
    """False for words that are plainly none: all ordinary ones, in a turn that has other capitals or more words."""
    telling = _telling(name)
    if re.search(rf"{_HONOURS.pattern}\s+{re.escape(name)}(?!\w)", text):
        return True
    if not telling or _is_common(telling[0]):
        return gives_name(text)
    ordinary = sum(fold(one) in _ordinary() or fold(one).endswith("nummer") for one in telling)
    return ordinary < len(telling) or gives_name(text) or name[:1].isupper()


_GIVES = re.compile(r"(?i)\b(?:naam|achternaam|voornaam|heet|name|called|ik ben|i am)\b")


def gives_name(text: str) -> bool:
    """True when a turn says in so many words that it gives a name."""
    return _GIVES.search(text) is not None


def is_whole_name(text: str) -> bool:
    """True when a turn is nothing but a name with capitals, and none of its words is one of the language."""
    name = _HONOURS.sub("", text).strip(" .,!")
    return _looks_like_name(name, lower=False, titled=False) and not _is_common(name)


#: "A. B. C. van Dijk".
_INITIALS_APART = re.compile(r"(?<=\b[A-Z]\.)\s(?=[A-Z]\.)")
#: "van Dalen - Post": two last names that are one, and nothing else.
_DOUBLE = re.compile(
    rf"\s*(?P<one>(?:(?:[A-Z]\.\s?)+|[A-Z][\w'\u2019-]+\s+)?{_LAST_PART})\s[-\u2013]\s?(?P<other>{_LAST_PART})[.!\s]*"
)


def _tidy(text: str) -> str:
    """Without honours and nicknames, and with a comma for each body that is certainly one."""
    plain = re.sub(r" {2,}", " ", _HONOURS.sub("", _CALLED.sub("", _INITIALS_APART.sub("", text))))
    double = _DOUBLE.fullmatch(plain)
    if double and whole_body(double["other"]) is None:
        plain = f"{double['one']}-{double['other']}"
    for body in reversed(_sure_bodies(plain)):
        plain = f"{plain[: body.start]},{plain[body.end :]}"
    return plain.strip()


def _sure_bodies(text: str) -> list[Named]:
    return [one for one in gazetteer().named(text, fold(text)) if one.sure]


_FIRST_BEFORE = re.compile(r"(?<![\w'-])(?P<first>[A-Z\u00c0-\u00dd][a-z\u00df-\u017e'\u2019-]+) $")


def _is_last_name(text: str, start: int) -> bool:
    """True for a word right behind a first name: "Sjaak Sluis", where another body is named for certain."""
    found = _FIRST_BEFORE.search(text[:start])
    return found is not None and not _is_plain_word(found["first"])


def _is_plain_word(word: str) -> bool:
    return fold(word) in _ordinary() or _is_common(word) or not _is_name(word) or whole_body(word) is not None


def _pieces(text: str) -> Iterator[tuple[str, bool, bool]]:
    """The pieces of a text, and whether a function stands before and behind each."""
    place, titled = 0, False
    for found in _SPLIT.finditer(text):
        if text[place : found.start()].strip():
            yield (
                text[place : found.start()],
                titled,
                found["title"] is not None or _TITLED.match(text, found.end()) is not None,
            )
        place, titled = found.end(), found["title"] is not None
    yield text[place:], titled, False


def _is_first_word(name: str) -> bool:
    """True for "Floor Schermer": a first name that is a word, before a last name that is none."""
    first, *others = _telling(name)
    return len(others) == 1 and fold(first) not in _COMMON and not _is_plain_word(others[0])


def _cut(words: str) -> str:
    """The words up to what cannot be part of a name."""
    kept: list[str] = []
    for word in re.split(r"\s+", re.split(r"[,;:!?()\n/]|(?<!\b\w)\.\s|\s[-\u2013]\s", words)[0].strip(" .")):
        if _STOP.match(word) or any(char.isdigit() for char in word):
            break
        kept.append(word)
    while kept and _PARTICLE.fullmatch(kept[-1]):
        kept.pop()
    return " ".join(kept[:_MOST_WORDS])


def without_body(name: str) -> str:
    """A name without the body behind it: "Jan de Boer in Urk", but "Jan van Putten" stays whole."""
    parts = name.split()
    for place in range(1, len(parts) - 1):
        joint = parts[place].lower()
        far = place > 1 or joint not in ("van", "op")
        if joint in _BEFORE_BODY and far and whole_body(" ".join(parts[place + 1 :])):
            return " ".join(parts[:place])
    return name


def _is_name(name: str) -> bool:
    plain = fold(name)
    other = re.search(r"\b(?:gemeente|provincie|waterschap|geen|niet)\b", plain)
    return not functions_in(plain) and len(name) > 1 and other is None and not _CONTRACTED.search(name)


#: "Dates I'd rather": no name has such a word.
_CONTRACTED = re.compile(r"(?i)\b(?:i['\u2019](?:d|m|ll|ve)|\w+n['\u2019]t|(?:we|they|you)['\u2019](?:d|re|ll|ve))\b")


def _is_common(name: str) -> bool:
    return bool(_COMMON.intersection(fold(one) for one in _telling(name)))


def _telling(name: str) -> list[str]:
    return [one for one in name.split() if not _PARTICLE.fullmatch(one)]


def _is_of_te(name: str) -> bool:
    """True for "Sem te Selle": a first name that is no word, and no body behind "te"."""
    first, joint, rest = name.partition(" te ")
    return bool(joint) and " " not in first and not _is_plain_word(first) and whole_body(rest) is None


#: "Scheldestromen in Zeeland" is a place, "Jan in 't Veld" a name.
_IN_TOWN = re.compile(r"\b(?:in|te) [A-Z]")


def _looks_like_name(name: str, *, lower: bool, titled: bool, town: bool = False) -> bool:
    """True for words that may be a name. `town`: a last name may be that of a town, because another body is named."""
    parts, telling = name.split(), _telling(name)
    if not 1 < len(parts) <= _MOST_IN_NAME or not telling or any(char.isdigit() for char in name):
        return False
    if _is_strange(name) or not _is_name(name) or _is_body(name):
        return False
    if _IN_TOWN.search(name) and not _is_of_te(name):
        return False
    behind = titled or (parts[0] != telling[0] and parts[0][0].isupper() and not name.isupper())
    if len(telling) == 1 and not (behind and _CAPITAL.fullmatch(telling[0])):
        return False  # "de Haan" is a name behind a function only, "De Haan" may be one
    if all(_CAPITAL.fullmatch(one) for one in telling):
        placed = _has_place(name) and not (town and _is_last_name(name, name.rfind(" ") + 1))
        return not placed and not any(_LETTERS_ONLY.fullmatch(one) for one in telling)
    ordinary = sum(fold(one) in _ordinary() for one in telling)
    return lower and 2 * ordinary <= len(telling) and fold(name).translate(_JOINTS).isalpha()


def _is_body(name: str) -> bool:
    return whole_body(name) is not None or whole_body(f"de {name}") is not None


def _ends_in_word(telling: list[str]) -> bool:
    """True for "Els Vrijdag": a last name that is a word, behind a first name that is none."""
    first, *others = telling or [""]
    capitals = all(map(_CAPITAL.fullmatch, telling)) and not any(one.isupper() for one in telling)
    return len(others) == 1 and capitals and not _is_plain_word(first)


def _has_place(name: str) -> bool:
    """A body at the end that is no part of a name: "Markt Arnhem", but not "Jan van Putten"."""
    head, _, last = name.rpartition(" ")
    return whole_body(last) is not None and not _PARTICLE.fullmatch(head.rpartition(" ")[2])


@cache
def _ordinary() -> frozenset[str]:
    """Words that are ordinary ones where they stand without a capital."""
    lines = _ORDINARY.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_ordinary(word: str) -> bool:
    """True for a word that is an ordinary one where it stands without a capital."""
    return fold(word) in _ordinary() or fold(word) in _COMMON


#: The letters of a postcode, or of a party.
_LETTERS_ONLY = re.compile(r"[A-Z]{2,3}")
_JOINTS = str.maketrans("", "", " '-.")
