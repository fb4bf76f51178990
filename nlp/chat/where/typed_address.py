"""An address that is all of a turn, typed in haste: "singl 17 sneek", "kaya watapana 14", "nieuwe pekela 9663 RC".

No word of it tells that it is a street; that the turn holds nothing else does. A postcode, a street by its ending, or
words that nobody uses but as a name are the proof.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from casework.assessment import Address
from nlp.chat.who.bodies import whole_body
from nlp.chat.who.small_names import is_word
from nlp.form.contact import ends_as_street
from nlp.form.functions import functions_in
from nlp.form.spotting import listed
from nlp.text import fold

#: "2019 en" is a year.
NO_YEAR = r"(?!(?:19|20)\d\d (?:en|is|of|in|te|op|nu|ik|we|ja|na|al|om|de|er|zo|so|to|it|my|at|on|or|no)\b)"
#: What people say before a town that speaks for itself: "gewoon Hoorn", "ook in Hoorn".
OF_COURSE = r"(?:gewoon|ook|dus|weer|idd|inderdaad|hier|nog|uiteraard|natuurlijk|just|also|again|indeed|still)"
_LONGEST = 90
_CODE = re.compile(
    rf"(?<![\w-]){NO_YEAR}(?P<digits>[1-9]\d{{3}}) ?(?P<letters>(?!(?:sa|sd|ss)\b)[A-Za-z]{{2}})(?![\w-])"
)
_LEAD = re.compile(
    r"(?i)^\W*(?:(?:adres|address|(?:ik |wij |we |i )?(?:woon|wonen|live)|thuis|huis|home|privé|dat|het|it|"
    r"mijn|ons|my|our|is|"
    r"op|at|on|nu|dus|ja|en|and|o|oh)\b[\s:,]+)+(?=\S)"
)
#: "brinkweg je 4"
_APART = re.compile(r"(?i)(straat|weg|pad|laan|dijk|plein|brug|hof) (t?je)(?=,? (?:(?:huis)?(?:nummer|nr)\.? )?\d)")
#: What stands behind an address and is none of it.
_TAIL = re.compile(
    r"(?i)[\s,.;(-]+(?:(?:(?:er is |there's |we hebben )?(?:geen|no|zonder) (?:postcode|postal code|zip)\b[^.;!?\d]*)|"
    r"(?:dat|that|dit) (?:is|was)\b[^.;!?\d]*|ja|dus|hoor|toch|pls|please|graag|nederland|nl|he|"
    r"natuurlijk|is (?:het|'t))\W*$"
)
_WORD = r"(?:['\u2019][ts]|[^\W\d_](?:[\w'\u2019-]*(?<=str)\.|\.[\w.]*|[\w'\u2019-]*))"
_CITY = rf"{_WORD}(?: {_WORD}){{0,2}}"
_HOUSE = (
    r"[1-9]\d{0,3}(?: ?[a-zA-Z](?!\w)|-(?:\d{1,3}|[A-Za-z]{1,2}|[IVX]{1,4})(?!\w)|"
    r" (?:rood|zwart|wit|bis|hs|ws|wb|boven|beneden|links|rechts|[1-5] ?hoog))?(?![\w:/%])"
)
_NUMBER = rf"(?P<number>{_HOUSE})"
_LABEL = re.compile(r"(?i),? (?:huis)?(?:nummer|nr)\.? (?=\d)")
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<street>{_WORD}(?: {_WORD}){{0,3}}),? {_NUMBER}(?:[,.]? (?:(?:in|te) )?(?P<city>{_CITY}))?",
        rf"(?P<city>{_CITY}), (?P<street>{_WORD}(?: {_WORD}){{0,3}}),? {_NUMBER}",
    )
)
_TOWN = re.compile(rf"(?:{OF_COURSE} ){{0,2}}(?:(?:in|te) )?(?P<city>{_CITY})")
#: Words of a sentence, of a day or of a number: with one of them a turn is no address.
_NO_PART = listed(
    "ik je u wij we jij hij zij ze mij me hem haar i you he she it uur u uhr am pm om tot of or niet not wel "
    "geen no nee "
    "na vanaf tussen kan kunnen moet mag heb hebben heeft ben is zijn was wordt telefoon tel nummer nr mobiel week wk "
    "weken dag dagen maand jaar jaren euro km graden keer man vrouw kinderen kind mensen euro optie keuze "
    "vraag artikel "
    "lijst fractie zetel termijn dus want maar but met with voor for voorkeur after before from until next volgende "
    "deze komende eind begin half medio rond ongeveer circa zaak dossier code postcode jan feb mrt apr mei jun jul aug "
    "sep sept okt nov dec januari februari maart april juni juli augustus september oktober november december january "
    "february march may june july august october december ma di wo do vr za zo maandag dinsdag woensdag donderdag "
    "vrijdag zaterdag zondag mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday "
    "saturday sunday ochtend middag avond nacht morgen morning afternoon evening pkvw keurmerk bouwjaar sinds since "
    "leeftijd sorry wacht"
)
_SHORTEST, _YEARS = 4, 1900


@dataclass(frozen=True, slots=True)
class _Parts:
    """A turn without what stands around the address, and the postcode that stood in it."""

    rest: str
    postcode: str | None


def typed_address(text: str) -> Address | None:
    """The address that a turn is, and nothing else; a part that is not said is None."""
    plain = _LABEL.sub(" ", _APART.sub(r"\1\2", " ".join(text.split())))
    if len(plain) > _LONGEST:
        return None
    parts = _parts(_TAIL.sub("", _LEAD.sub("", plain)))
    if any(fold(word).strip(".") in _NO_PART for word in re.findall(_WORD, parts.rest)) or functions_in(
        fold(parts.rest)
    ):
        return None
    for shape in _SHAPES:
        found = shape.fullmatch(parts.rest)
        if found and (parts.postcode or _is_sure(found)):
            return Address(f"{found['street']} {found['number']}", parts.postcode, found["city"])
    town = _TOWN.fullmatch(_TAIL.sub("", parts.rest)) if parts.postcode else None
    if town is None:
        return None
    return Address(None, parts.postcode, town["city"] if _may_be_town(town["city"]) else None)


def _parts(text: str) -> _Parts:
    code = _CODE.search(text)
    if code is None:
        return _Parts(text.strip(" ,.;:!"), None)
    before, after = text[: code.start()].strip(" ,.;:("), text[code.end() :].strip(" ,.;:!)")
    if before and before[-1].isdigit():
        rest = f"{before} {after}".strip()
    else:
        rest = ", ".join(filter(None, (before, after))) if after else before
    return _Parts(_turned(rest) if not before else rest, f"{code['digits']} {code['letters'].upper()}")


#: "zwolle diezerhof 4" behind a postcode: the town stands first.
_FIRST_TOWN = re.compile(rf"(?P<city>{_WORD}) (?P<rest>{_WORD}(?: {_WORD}){{0,2}} \d.*)")


def _turned(rest: str) -> str:
    found = _FIRST_TOWN.fullmatch(rest)
    return f"{found['city']}, {found['rest']}" if found else rest


def _is_sure(found: re.Match[str]) -> bool:
    """True for a street by its ending, or by words that are none of the language; a town beside it must be so too."""
    last = found["street"].split()[-1]
    if int(re.findall(r"\d+", found["number"])[0]) >= _YEARS:
        return False
    strange = len(last) >= _SHORTEST and not is_word(last) and whole_body(found["street"]) is None
    return (strange or ends_as_street(re.sub(r"t?je$", "", found["street"]))) and (
        found["city"] is None or _may_be_town(found["city"])
    )


def _may_be_town(name: str) -> bool:
    return whole_body(name) is not None or not is_word(name.rsplit(maxsplit=1)[-1])
