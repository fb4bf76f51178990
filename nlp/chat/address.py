"""The address that one turn of a chat gives, in whatever order, with what the person corrects in the same breath."""

from __future__ import annotations

import re
from dataclasses import replace

from casework.assessment import Address
from nlp.form.contact import address_of

_POSTCODE = re.compile(r"(?<![\w-])([1-9]\d{3}) ?((?!SA|SD|SS)[A-Z]{2}|(?!sa|sd|ss)[a-z]{2})(?![\w-])")
_PLACE_WORD = r"(?:['\u2019][st][- ])?[A-Z\u00c0-\u00dd][\w\u00c0-\u017e'\u2019-]{2,}"
_PLACE = rf"{_PLACE_WORD}(?:(?:[ -](?:aan|op|bij|en|van|a/d)[ -](?:den? |het |'t )?|[ -]){_PLACE_WORD})?"
_IN_PLACE = re.compile(rf"(?:^|[\s,])(?i:in|te|naar|yn|near)\s+(?P<city>{_PLACE})")
_BEHIND_HOUSE = re.compile(rf"\W{{1,3}}(?:(?i:in|te)\s+)?(?P<city>{_PLACE})(?=\W|$)")
_TAKES_BACK = re.compile(r"(?i)\b(?:nee+|no|sorry|wacht|ik bedoel|i mean|fout|verkeerd|pardon)\b[\s,.:!-]*")
_HOUSE_NUMBER = re.compile(
    r"(?i)^\W*(?:(?:het|dat|it|that) (?:is|moet|should be)\W+)?(?:(?:huis)?nummer|nr\.?|number)?\W*(?:is |moet )?"
    r"(?P<number>\d{1,4} ?[a-z]?)(?:\s+(?:zijn|be))?\W*$"
)
_NOT_TOWN = re.compile(
    r"(?i)(?:postcode|maar|dus|daar|adres|nummer|het|de|verder|nee|ja|graag|liever|telefoon|mobiel)\b"
)


_LOWER_CODE = re.compile(r"(?<![\w-])([1-9]\d{3}) ?((?!sa|sd|ss)[a-z]{2})(?P<city>,? +[a-z][\w'-]+)?(?![\w-])")
_COUNT = (
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
    "negentien twintig"
)
_NUMBERS = {word: str(number) for number, word in enumerate(_COUNT.split(), 1)}
_SAID = "|".join(_NUMBERS)
_SAID_NUMBER = re.compile(
    r"(?<=[a-z])(?P<kind>straat|laan|weg|plein|dijk|kade|gracht|singel|hof|dreef|pad) "
    rf"(?P<said>{_SAID})\b"
)
#: "ik woon in Zegveld, de rest geef ik telefonisch".
_LIVES = re.compile(
    r"\b(?i:woon|wonen|woont|live|lives|living|adres|address|huis|house)\b[^.;!?\d]{0,25}?"
    rf"\b(?i:in|te|at)\s+(?P<city>{_PLACE})"
)


def _raised(found: re.Match[str]) -> str:
    city = found["city"] or ""
    return (
        f"{found[1]} {found[2].upper()}{city[: -len(city.strip(', '))] if city else ''}{city.strip(', ').capitalize()}"
    )


def _in_digits(found: re.Match[str]) -> str:
    return f"{found['kind']} {_NUMBERS[found['said']]}"


def _home_town(text: str) -> Address | None:
    found = _LIVES.search(text)
    return Address(None, None, found["city"]) if found and not _NOT_TOWN.match(found["city"]) else None


def told_address(text: str) -> Address | None:
    """The address of a turn; None when it gives none. A part that is not said is None."""
    text = _LOWER_CODE.sub(_raised, _SAID_NUMBER.sub(_in_digits, text))
    found = address_of(text)
    if found is None:
        return _home_town(text)
    found = _filled(text, found)
    for marker in _TAKES_BACK.finditer(text):
        rest = text[marker.end() :]
        found = _corrected(rest, found)
    return found


_OPENS = re.compile(r"^\W*(?P<street>(?:'t |[A-Z])[\w .'\u2019-]{2,40}? \d{1,4} ?[a-zA-Z]?)(?=[,;]|\s|$)")


def _filled(text: str, found: Address) -> Address:
    """With the street, the postcode and the town that stand elsewhere in the turn."""
    opens = _OPENS.match(text) if found.postcode and not found.street else None
    if opens and found.postcode and opens["street"].split()[-1] not in found.postcode:
        found = replace(found, street=opens["street"])
    if found.street and not found.postcode:
        code = _POSTCODE.search(text)
        found = replace(found, postcode=f"{code[1]} {code[2].upper()}" if code else None)
    if not found.city:
        found = replace(found, city=_town(text, found.street or " "))
    return found


def _town(text: str, street: str) -> str | None:
    place = text.find(street)
    code = _POSTCODE.search(text)
    tails = [text[code.end() :]] if code else []
    if place >= 0:
        tails.append(text[place + len(street) :])
    for tail in tails:
        behind = _BEHIND_HOUSE.match(tail)
        if behind and not _NOT_TOWN.match(behind["city"]):
            return behind["city"]
    return next((one["city"] for one in _IN_PLACE.finditer(text) if not _NOT_TOWN.match(one["city"])), None)


def _corrected(rest: str, found: Address) -> Address:
    """What stands behind words that take something back: another address, a postcode, or a house number."""
    other = address_of(rest)
    if other and other.street:
        return _filled(rest, other)
    code = _POSTCODE.search(rest)
    if code:
        return replace(found, postcode=f"{code[1]} {code[2].upper()}")
    number = _HOUSE_NUMBER.match(rest)
    if number and found.street:
        return replace(found, street=re.sub(r"\d.*$", number["number"], found.street))
    return found
