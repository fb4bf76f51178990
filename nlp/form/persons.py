"""Whom a message is about: the name of the bestuurder, also when a secretary, a husband or a stranger writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.messages import Message
from casework.people import SenderKind
from nlp.form.functions import Mention, Stance
from nlp.form.organisations import Named, gazetteer
from nlp.form.source import Source, Span
from nlp.text import fold

_UPPER = "A-Z\u00c0-\u00dd"
_PARTICLE = (
    r"(?:van|vd|de|den|der|ten|ter|te|ver|in|'t|v\.\s?d\.|v\.d|d'|el|al|la|le|von|op|bin|ben|du|"
    r"Van|De|Den|Der|Ten|Ter|Te|El|Al)"
)
_WORD = rf"[{_UPPER}][\w\u00c0-\u017e'\u2019-]+"
_INITIALS = rf"(?:[{_UPPER}](?:[a-z]h?)?\.[ \n-]?){{1,5}}"
_HONOUR = (
    r"(?:(?:de heer|den heer|dhr|heer|mevrouw|mevr|mw|mr|mrs|ms|miss|drs|dr|ir|ing|prof|mefrou|Mevrouw|Mevr|Mw|Dhr|"
    r"Mr|Mrs|Ms|Dr|Drs|Ir|Prof|"
    r"meneer|madam|hear|de hear)\.?\s+)"
)
_NAME = (
    rf"(?:{_INITIALS}(?:\(\w+\)\s)?(?:{_PARTICLE}\s+){{0,3}}{_WORD}(?:[ -](?:{_PARTICLE}\s+)?{_WORD})?|"
    rf"(?:{_WORD}\s+){{0,3}}?(?:{_PARTICLE}\s+){{1,3}}{_WORD}|{_WORD}(?:\s+{_WORD}){{0,2}}(?:\s+[{_UPPER}]\.)?)"
)
#: Where a name begins: not inside a word ("over Freek" holds no "ver Freek").
_START = r"(?<![\w'-])"
_AFTER_TITLE = re.compile(rf"[ ,:]+(?:\((?:[^)]*)\)\s*)?{_HONOUR}{{0,2}}(?P<name>{_NAME})")
_BEFORE_TITLE = re.compile(
    rf"{_START}(?P<name>{_NAME})(?:\s*[,(|-]\s*|\s+)(?:(?:onze|de|our|the|nieuwe|is|als|new|beoogd)\s+){{0,3}}$"
)
_ADDRESSED = re.compile(
    r"(?i)\b(?:geachte|beste|dag|dear|hallo|hoi|achte|aan|goede\w+)\s+(?:mevrouw|heer|mr|mrs|ms|de)?\W*$"
)
_HONOURED = re.compile(rf"\b{_HONOUR}{{1,3}}(?P<name>{_NAME})")
_INTRODUCED = re.compile(
    rf"\b(?:[Mm]ijn naam is|[Ii]k ben|[Mm]y name is|I am|I'm|[Mm]yn namme is|[Ii]k heet|[Nn]aam(?: bestuurder)?:|"
    rf"[Nn]ame:|"
    rf"[Bb]etreft:?|[Bb]etrokkene,?|[Mm]et|[Hh]et gaat om|spreekt met)\s+{_HONOUR}?(?P<name>{_NAME})"
)
_RELATIVE = re.compile(
    rf"\b(?:[Mm]ijn|[Mm]y|[Mm]n|[Mm]yn|[Mm]'n) (?:man|vrouw|partner|vader|moeder|zoon|dochter|zus|broer|husband|wife|"
    rf"father|mother|dad|mum|friend|vriend|vriendin|verloofde|buurman|buurvrouw),?\s+"
    rf"{_HONOUR}?(?P<name>{_NAME})|"
    rf"(?:(?:vrouw|man|partner|echtgeno(?:te|ot)|dochter|zoon|wife|husband) (?:van|of)|married to|getrouwd met|"
    rf"namens)\s+{_HONOUR}?(?P<other>{_NAME})"
)
_NOT_A_NAME = re.compile(
    r"(?i)(?:ik|het|een|onbekend|wethouder\w*|burgemeester|gemeente\w*|raadslid|secretariaat|griffie\w*|"
    r"gedeputeerde\w*|"
    r"kabinet|bestuurs\w*|info|nobody|provincie|waterschap|hoogheemraadschap|wetterskip|op|dit|er|namens|nl|ov|oov|"
    r"hallo|hello|hi|hoi|beste|verkeer|handhaving|openbare|sociaal|economie|visserij|asiel|stikstof|goe\w*|urgent|"
    r"via|kamer|twee|new|mail\w*|zoals|geldt|gewoon|omroep|fijne|geachte|dag|groet\w*|met|als|is|hij|zij|ze|wij|we|"
    r"maar|en|of|die|dat|deze|onze|ons|uw|haar|zijn|"
    r"graag|kan|kunt|wil|heeft|hoe|wat|waar|wanneer|wie|dank|bedankt|vanmorgen|vandaag|gisteren|morgen|vanavond|"
    r"maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|januari|februari|maart|april|mei|juni|juli|augustus|"
    r"september|oktober|november|december|ccv|bva|pkvw|bzk|teams|the|this|that|please|dear|good|we|he|she|they|i|my|"
    r"politie\w*|nederland\w*|weerbaar|telefoon|tel|adres|van wie|college|raad|staten|public|entity|island|council|"
    r"mobiliteit|landbouw|ruimte|wonen|financien|financi\u00ebn|zorg|sport|cultuur|klimaat|natuur|onderwijs|jeugd|"
    r"bouwen)\b"
)
_TITLE_IN_NAME = re.compile(
    r"(?i)^(?:(?:mr|drs|dr|ir|ing|prof|em|jhr|jonkheer|jonkvrouwe?|jkvr|dhr|"
    r"mevr?|mw|mevrouw|de heer|heer|ms|mrs|wethouder|weth|wdh|wh|burgemeester|"
    r"raadslid|statenlid|gedeputeerde|"
    r"dijkgraaf|(?:hoog)?heemraad|commissioner|deputy|mayor|alderman|councillor|governor|gezaghebber|rev|lt|hon|"
    r"commissaris|ab-lid|gs-lid|loco|oud|griffier)\b\.?[\s-]*)+"
)
_TITLE_BEHIND_NAME = re.compile(
    r"(?i)\s+(?:(?:oud-)?wethouder|raadslid|burgemeester|statenlid|heemraad|dijkgraaf|gedeputeerde|griffie|griffier|"
    r"wh|weth\.?)\b.*$"
)
_OFFICE_NAME = re.compile(
    r"(?i)\b(?:secretariaat\w*|griffie|kabinet|gemeente|provincie|waterschap|klantcontact|redactie|team|"
    r"afdeling|nummer|onbekend|unknown|bot|kennis|nieuwsbrief|dienst|fractie|raad|portaal|anoniem|fam|familie|"
    r"anonymous|office|crediteuren\w*|staf\w*|meldingen|sales|inkoop\w*|facilitair\w*|archief\w*|cabinet|council|"
    r"college|secr|secretary|secretaris\w*)\b|\d|@|\ben\b|&"
)
_BEHIND = re.compile(r"\s*[(|/\u2013].*$|\s+-\s.*$")


def person_of(
    message: Message, source: Source, mentions: list[Mention], names: list[Named], kind: SenderKind
) -> tuple[str, Span | None] | None:
    """The name of the bestuurder as written, without title, and its place in `source.own` if it stands there."""
    own = any(one.stance is Stance.SELF and not one.helper for one in mentions)
    if kind is SenderKind.BESTUURDER or (kind is SenderKind.SYSTEEM and own):
        return _own_name(message, source)
    taken = {place for one in names for place in range(one.start, one.end)}
    others = (
        one
        for one in _others(message, source, mentions, names, kind)
        if one[1] is None or taken.isdisjoint(range(*one[1]))
    )
    found = next(others, None)
    return _fuller(source.own, found[0], found[1] or (0, 0)) if found else None


def _fuller(own: str, name: str, span: Span) -> tuple[str, Span]:
    """The same person with a first name, when the text has that elsewhere ("Lia Boogert" for "Boogert")."""
    if " " in name.strip() and name[:1].isupper() and not re.match(rf"{_PARTICLE}\b", name):
        return name, span
    place = own.find(f" {name}")
    while place >= 0:
        found = _FIRST_NAME.search(own, max(0, place - 30), place + 1)
        if found and not _NOT_A_NAME.match(found[0]) and not _TITLE_IN_NAME.match(found[0]):
            return f"{found[0]}{name}", (found.start(), found.start() + len(found[0]) + len(name))
        place = own.find(f" {name}", place + 1)
    return name, span


_FIRST_NAME = re.compile(rf"(?:{_WORD}|{_INITIALS.rstrip()})\s(?:{_PARTICLE}\s+){{0,2}}$")


def sender_name(message: Message) -> str | None:
    """The sender's name as people say it, without titles; None for an office or a number."""
    name = " ".join((message.sender.name or "").split())
    last, comma, first = name.partition(", ")
    if comma and len(first.split()) <= 2 and not _OFFICE_NAME.search(name):  # noqa: PLR2004 - "Kuijpers, Sjef"
        name = f"{first} {last}"
    written, name = name, _of_body(name)
    if _OFFICE_NAME.search(name) or _is_desk(message, name):
        return None
    bare = _TITLE_BEHIND_NAME.sub("", _TITLE_IN_NAME.sub("", _BEHIND.sub("", re.sub(r"\s\(\w+\)", "", name))))
    usable = (
        bare
        and bare[0].isalpha()
        and not (bare != name == written and gazetteer().find(bare))
        and not _TITLE_IN_NAME.fullmatch(bare)
    )
    return bare if usable else None


def _of_body(name: str) -> str:
    """Without the body behind a last name that could be one: "Jan Best van Putten" is Jan Best."""
    found = _bodies(name)
    bare = re.sub(r"\s+van(?: de)?(?: gemeente)?\s*$", "", name[: found[0].start]) if found else name
    return bare if bare != name and " " in bare and _named_as_body(bare) else name


def _named_as_body(name: str) -> bool:
    """True when the last words of a name are those of a body."""
    return any(one.end == len(name) for one in _bodies(name))


def _is_desk(message: Message, name: str) -> bool:
    """True for "Crediteuren Meppel" at crediteuren@: a desk with the name of its body."""
    first, _, rest = fold(name).partition(" ")
    local = fold((message.sender.email or "").partition("@")[0])
    return bool(rest) and first.startswith(local[:5] or "-") and gazetteer().find(f"gemeente {rest}") is not None


def _own_name(message: Message, source: Source) -> tuple[str, Span | None] | None:
    name = sender_name(message)
    if name is None:
        return _signed_name(source) or next(_introduced(source.own), None)
    place = source.own.find(name)
    return name, (place, place + len(name)) if place >= 0 else None


def _introduced(own: str) -> Iterator[tuple[str, Span]]:
    for name, (start, _) in _named(_INTRODUCED, own):
        bare = _of_body(name)
        yield bare, (start, start + len(bare))


_LINE_NAME = re.compile(
    rf"^\W*(?:(?:[Gg]r|[Gg]roet|[Gg]roetjes|[Mm]vg|[Mm]et vriendelijke groet|"
    rf"[Vv]r\.? ?[Gg]r\.?)[\s,.]+)?{_HONOUR}?(?P<name>{_NAME})\s*"
    r"(?:$|[,(|-]|\s(?=weth|raads|burg|staten|ged|heem|dijk|wh\b|lid))"
)
_LAST = 90
_LINE_LENGTH = 60


def _signed_name(source: Source) -> tuple[str, Span | None] | None:
    """The name on one of the last lines of a message without a sender's name; at least two words."""
    start = source.own.rfind("\n", 0, max(0, len(source.own.rstrip()) - _LAST)) + 1
    for line in list(re.finditer(r"[^\n]+", source.own[start:]))[:0:-1]:
        found = _LINE_NAME.match(line[0]) if len(line[0]) < _LINE_LENGTH else None
        name = _of_body(_clean(found)[0]) if found else ""
        if found and " " in name and not _NOT_A_NAME.match(name) and not _is_place(name, found["name"]):
            at = start + line.start() + found.start("name")
            return name, (at, at + len(name))
    return None


def _is_place(name: str, written: str) -> bool:
    """True for a name with a body in it, unless that is a last name."""
    return name == written.strip() and bool(_bodies(name))


def _bodies(name: str) -> list[Named]:
    return gazetteer().named(name, fold(name))


def _others(
    message: Message, source: Source, mentions: list[Mention], names: list[Named], kind: SenderKind
) -> Iterator[tuple[str, Span | None]]:
    """Names of others than the sender, the likeliest first."""
    sender = fold(message.sender.name or "")
    family = kind is SenderKind.DERDE
    if family:
        yield from _fit(_relatives(source.own), sender, names, family=True)
    if kind is SenderKind.WERKGEVER:
        yield from _of_desk(message)
    yield from _fit(_titled(source.own, mentions, names), sender, names, family=family)
    if kind is SenderKind.WERKGEVER or mentions:
        yield from _fit(_named(_HONOURED, source.own), sender, names)
    if kind is SenderKind.WERKGEVER:
        yield from _fit(_named(_LABELLED, source.own), sender, names)


_LABELLED = re.compile(
    rf"\b(?:[Nn]aam(?: bestuurder)?|[Bb]estuurder|[Bb]etreft|[Nn]ame):\s+{_HONOUR}?(?P<name>{_NAME})"
)


#: "Secretariaat wethouder Okx", "Office Alderman Feike Rump": whose desk it is.
_DESK_OF = re.compile(
    rf"(?i:\b(?:wethouder|burgemeester|gedeputeerde|dijkgraaf|heemraad|raadslid|statenlid|alderman|mayor|commissioner|governor))"
    rf"\s+{_HONOUR}?(?P<name>{_NAME})$"
)


def _of_desk(message: Message) -> Iterator[tuple[str, None]]:
    found = _DESK_OF.search(message.sender.name or "")
    if found and not _NOT_A_NAME.match(found["name"]) and not _bodies(found["name"]):
        yield found["name"], None


def _fit(
    found: Iterator[tuple[str, Span]], sender: str, names: list[Named], *, family: bool = False
) -> Iterator[tuple[str, Span]]:
    """Not the sender's own name, nor a place. A husband may bear the sender's last name."""
    last = sender.rpartition(" ")[2]
    for name, span in found:
        folded = fold(name)
        if folded not in sender and (family or len(last) < _SHORTEST or last not in folded.split(" ")):
            bare = _without_body(name, span[0], names)
            if len(bare) >= _SHORTEST and not bare.islower():
                yield bare, (span[0], span[0] + len(bare))


_SHORTEST = 3


def _without_body(name: str, start: int, names: list[Named]) -> str:
    """A name without its body: "Mulder van Borger-Odoorn" is Mulder; "in Twente" and "van Gelderland" are nobody.

    `names` are the bodies of the text, in which the name begins at `start`.
    """
    found = [one.start - start for one in names if start <= one.start < start + len(name)]
    bare = name[: found[0]] if found else name
    return (
        ""
        if re.match(r"(?:in|op|te|bij|uit)\s", name)
        else re.sub(rf"(?:\s*\b(?:{_PARTICLE}|uit))+\s*$", "", bare.rstrip(), count=1).strip(" -,")
        if found
        else bare
    )


#: "burgemeester van Uithoorn, Jan Pieterse": between title and body, and behind the body.
_OF = re.compile(r"\s+(?:van|in|te|fan|of)\s+(?:(?:de|the)\s+)?(?:gemeente\s+|provincie\s+|waterschap\s+)?")
_AFTER_BODY = re.compile(rf",\s+{_HONOUR}{{0,2}}(?P<name>{_NAME})(?=\s*(?:[.,;!?)\n]|$))")


def _titled(own: str, mentions: list[Mention], names: list[Named]) -> Iterator[tuple[str, Span]]:
    """Names beside a function: "wethouder De Kok" first, then "Petra de Wit, wethouder"."""
    told = [one for one in mentions if not one.helper] or mentions
    for mention in told:
        found = _AFTER_TITLE.match(own, mention.end, mention.end + 80)
        if found and not _NOT_A_NAME.match(found["name"]):
            yield _clean(found)
    for mention in told:
        body = next((one for one in names if _OF.fullmatch(own, mention.end, one.start)), None)
        found = _AFTER_BODY.match(own, body.end, body.end + 80) if body else None
        if found and " " in found["name"] and not _NOT_A_NAME.match(found["name"]):
            yield _clean(found)
    for mention in told:
        found = _BEFORE_TITLE.search(own, own.rfind("\n", 0, mention.start) + 1, mention.start)
        if found and " " in found["name"] and not _NOT_A_NAME.match(found["name"]):
            yield _clean(found)


def _relatives(own: str) -> Iterator[tuple[str, Span]]:
    for found in _RELATIVE.finditer(own):
        name = found["name"] or found["other"]
        if not _NOT_A_NAME.match(name):
            yield _clean(found, "name" if found["name"] else "other")


def _named(pattern: re.Pattern[str], own: str) -> Iterator[tuple[str, Span]]:
    for found in pattern.finditer(own):
        addressed = _ADDRESSED.search(own, max(0, found.start() - 25), found.start("name"))
        if not addressed and not _NOT_A_NAME.match(found["name"]) and not _SOMEWHERE.match(found["name"]):
            yield _clean(found)


#: "I am in Osaka"
_SOMEWHERE = re.compile(r"(?:in|op|te|van|bin)\s+[^\s]+$")


def _clean(found: re.Match[str], group: str = "name") -> tuple[str, Span]:
    """A name without what is no part of it: "De Kok Kunt" ends before "Kunt", for that is a new sentence."""
    name = re.sub(r"['\u2019]s$", "", re.split(r"(?<!\.)\n", found[group])[0]).rstrip(" -'\u2019")
    words = name.split()
    for number, word in enumerate(words[1:], start=1):
        if _NOT_A_NAME.fullmatch(word) and not re.fullmatch(rf"(?i){_PARTICLE}", word):
            words = words[:number]
            break
    kept = " ".join(words)
    return kept, (found.start(group), found.start(group) + len(kept))
