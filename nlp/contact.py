"""Where somebody can be reached or found: the number to call back, and an address."""

from __future__ import annotations

import re

import phonenumbers

from casework.assessment import Address

_EXAMINED = 12_000
_DIGIT = re.compile(r"\d")

#: The CCV's own numbers stand in every mail that quotes one of ours.
OWN_NUMBERS = frozenset({"+31307516799", "+31307516712"})
#: Numbers of police and helpers: short, service and toll-free numbers are no call-back number.
_SERVICE = re.compile(r"^\+31(?:900|800|90[0-9]|14|88008844)")
_FAX = re.compile(r"(?i)\b(?:fax|f)\s*[.:]?\s*(?:nr\.?|nummer)?\s*$")
_CARIBBEAN = re.compile(r"(?<![\d+])(?:\+?599[ -]?)?(?:[379]\d{2}|4\d{2})[ -]?\d{4}\b")
_HAS_NUMBER = re.compile(r"\d[\d ().\-\u2011\u2013]{5,}\d")

#: Dictated numbers: "nul zes twaalf ...". Ten digits make a number.
_TENS = {
    "twintig": 20,
    "dertig": 30,
    "veertig": 40,
    "vijftig": 50,
    "zestig": 60,
    "zeventig": 70,
    "tachtig": 80,
    "negentig": 90,
}
_ONES = {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9}
_TEENS = {
    "nul": 0, "tien": 10, "elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "zestien": 16,
    "zeventien": 17, "achttien": 18, "negentien": 19,
}  # fmt: skip
_JOINED = {
    f"{one}{joint}{ten}": tens + ones
    for ten, tens in _TENS.items()
    for one, ones in _ONES.items()
    for joint in ("en", "\u00ebn")
}
_SPOKEN = _TEENS | _ONES | _TENS | _JOINED
_MOBILE_DIGITS = 10


def phone_of(text: str, *, caribbean: bool = False) -> str | None:
    """The first number to call back in a text, E.164. Not a fax, not a service number, not the CCV's own."""
    start = text[:_EXAMINED]
    if not _HAS_NUMBER.search(start):
        return _spoken_number(start)
    regions = ["BQ", "NL"] if caribbean else ["NL"]
    for region in regions:
        for match in phonenumbers.PhoneNumberMatcher(start, region):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            if _callable(number, start[max(0, match.start - 12) : match.start]):
                return number
    return _spoken_number(start)


def _callable(number: str, before: str) -> bool:
    return number not in OWN_NUMBERS and not _SERVICE.match(number) and not _FAX.search(before)


def _spoken_number(text: str) -> str | None:
    lowered = text.lower()
    if "nul" not in lowered:
        return None
    digits = ""
    for word in re.findall(r"\w+", lowered):
        digits = digits + str(_SPOKEN[word]) if word in _SPOKEN else ""
        if len(digits) == _MOBILE_DIGITS and digits.startswith("06"):
            return f"+31{digits[1:]}"
    return None


_POSTCODE = r"(?P<postcode>[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2})\b"
_NUMBER = r"\d{1,4}(?: ?[-/]? ?[a-zA-Z0-9]{1,3}(?![a-z0-9]))?"
_STREET_WORD = (
    r"(?:straat|laan|weg|plein|dijk|kade|gracht|singel|hof|pad|steeg|dreef|plantsoen|park|ring|burg|markt|baan|wal|"
    r"kamp|akker|veld|berg|brink|dam|haven|hoek|horst|kant|kamp|es|erf|diep|zijl|vaart|wei|weide|oord|"
    r"land|lei|wijk|bos|heide|donk|"
    r"strjitte|leane|dyk|wei|road|street|drive|lane|kaya)"
)
_STREET = (
    rf"(?P<street>(?:[A-Z\u00c0-\u00dd'][\w'.\-]*\s+(?:(?:van|de|den|der|het|'t|ten|ter|op|aan|in|"
    rf"over)\s+)*){{0,3}}[A-Z\u00c0-\u00dd'][\w'\-]*\s+{_NUMBER})"
)
_CITY = (
    r"(?P<city>(?:'[st]-?\s?)?[A-Z\u00c0-\u00dd][\w'\u2019\-]+(?:[ -](?:aan|den|de|op|en|van|bij|der|"
    r"het|ter|IJssel|Rijn|Zee|Maas|[A-Z][\w\-]+)){0,4})"
)
_FULL = re.compile(
    rf"{_STREET}[\s,;]{{1,4}}(?:(?:in|te|postcode)\s+)?{_POSTCODE}(?:[\s,]{{1,3}}(?:(?:in|"
    rf"te)\s+)?{_CITY})?"
)
_LOOSE_POSTCODE = re.compile(
    rf"(?<![\w-]){_POSTCODE}(?:[\s,]{{1,3}}(?:(?:in|te)\s+)?{_CITY})?(?:[\s,]+(?:nr\.?|nummer|"
    rf"huisnummer)?\s*(?P<number>\d{{1,4}}\b))?"
)
_PLAIN = re.compile(
    rf"(?P<street>(?:[A-Z\u00c0-\u00dd][\w'.\-]*\s+)?(?:[A-Z\u00c0-\u00dd][\w'\-]*{_STREET_WORD}|"
    rf"[Kk]aya\s+\w+|[A-Z]\w+\s+(?:Road|Street|Drive|Lane))\s+{_NUMBER})(?:[\s,]{{1,3}}(?:(?:in|"
    rf"te)\s+)?{_CITY})?"
)
_OFFICE = re.compile(r"(?i)\b(?:postbus|bezoekadres|postadres|gemeentehuis|stadhuis|provinciehuis|churchilllaan)\b")


def address_of(text: str) -> Address | None:
    """The first home or visit address as written; office addresses in signatures are skipped."""
    for line in text[:_EXAMINED].split("\n\n"):
        if not _DIGIT.search(line):
            continue
        for pattern in (_FULL, _LOOSE_POSTCODE, _PLAIN):
            for found in pattern.finditer(line[:1500]):
                if not _OFFICE.search(line[max(0, found.start() - 40) : found.end()]):
                    return _address(found)
    return None


def _address(found: re.Match[str]) -> Address:
    groups = found.groupdict()
    street = groups.get("street")
    return Address(" ".join(street.split()) if street else None, _postcode(groups.get("postcode")), groups.get("city"))


def _postcode(written: str | None) -> str | None:
    return f"{written[:4]} {written[-2:]}" if written else None
