"""Numbers nobody at the desk needs: BSN and IBAN are covered before text is shown.

A covered text has the same length, so places in it stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from heapq import merge
from typing import Any

COVER = "\u2022"

#: Both begin with a digit and look back from there: so a text without digits is passed over fastest.
_BSN = re.compile(
    r"\d(?<![\d+]\d)(?<![\d+][ .-]\d)(?:\d{3}[ .-]?\d{2}[ .-]?\d{3}|\d{2}[ .-]?\d{3}[ .-]?\d{3})(?![ .-]?\d)"
)
#: How an IBAN begins (from its third sign on), and how far it may go on.
_IBAN = re.compile(r"\d(?<=\b[A-Za-z]{2}\d)\d(?=[ .-]?[A-Za-z0-9]{2})")
#: "NL 91 ABNA ...": apart from its country a number only counts when that is Dutch, or written in capitals.
_APART = re.compile(
    r"\b(?:[Nn][Ll][ .-]\d{2}[ .-]?[A-Za-z]{4}[ .-]?\d|(?:BE|DE|FR|GB|LU|ES|IT)[ .-]\d{2}[ .-]?[A-Z0-9]{2})"
)
_LOOKS_LIKE_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}")
_MOST_TESTED = 2_000
_RUN = re.compile(r"(?:[ .-]?[A-Za-z0-9]){15,34}")
_SEPARATOR = re.compile(r"[ .-]")
#: What a BSN has, and whatever is called BSN or IBAN; most texts have none.
_EIGHT_DIGITS = re.compile(r"\d(?:[ .-]?\d){7}")
#: Called so, a number is covered even when a digit of it was typed wrong.
_CALLED_BSN = re.compile(
    r"(?i)\b(?:bsn|burgerservicenummer|sofi-?nummer)(?:[ -]?(?:nummer|nr\.?))?\W{0,4}(?:is |van [^\d\n]{1,40})?"
    r"(?P<number>\d(?:[ .-]?\d){7,8})(?!\d)"
)
_CALLED_IBAN = re.compile(
    r"(?i)\b(?:iban|rekening\w*)\b[^\d\n]{0,20}?(?P<number>\bNL[ .-]?\d{2}[ .-]?[A-Z]{4}(?:[ .-]?\d){8,10})"
)
#: The eleven test of the BSN: weights 9 to 2, and minus one for the last digit (Logisch ontwerp GBA/BRP).
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_ELEVEN = 11
#: ISO 7064 mod 97-10, as in ISO 13616.
_NINETY_SEVEN = 97
_NUMBERS = {ord(letter): str(number) for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=10)}
_FEWEST, _MOST = 15, 34
#: Of the countries around (ISO 13616); of others every length is tried.
_LENGTHS = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "GB": 22, "LU": 20, "ES": 24, "IT": 27}


def redacted(text: str) -> str:
    """A text with the digits and letters of every BSN and IBAN covered."""
    long = _EIGHT_DIGITS.search(text) is not None
    for called in (_CALLED_BSN, _CALLED_IBAN) if long else ():
        text = called.sub(_cover_called, text)
    text = _without_ibans(text)
    return _BSN.sub(_cover_bsn, text) if long else text


def _without_ibans(text: str) -> str:
    """Beyond so many numbers, which no person writes, whatever looks like one is covered untested."""
    pieces: list[str] = []
    place = 0
    joined = (found.start() - 2 for found in _IBAN.finditer(text))
    apart = (found.start() for found in _APART.finditer(text))
    for number, start in enumerate(merge(joined, apart)):
        if number == _MOST_TESTED:
            return "".join(pieces) + _LOOKS_LIKE_IBAN.sub(lambda one: _hidden(one[0]), text[place:])
        run = _RUN.match(text, start) if start >= place else None
        length = _iban_in(run[0]) if run else 0
        if length:
            end = start + length
            pieces += [text[place:start], _hidden(text[start:end])]
            place = end
    return "".join(pieces) + text[place:]


def covered(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same for every text inside a value as JSON has them; names of fields stay."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {name: covered(one) for name, one in value.items()}
    return [covered(one) for one in value] if isinstance(value, list | tuple) else value


def _hidden(text: str) -> str:
    return COVER * len(text) if text.isalnum() else re.sub(r"\w", COVER, text)


def _cover_called(found: re.Match[str]) -> str:
    return found[0][: -len(found["number"])] + _hidden(found["number"])


def _cover_bsn(found: re.Match[str]) -> str:
    digits = [int(one) for one in found[0] if one.isdigit()]
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return _hidden(found[0]) if total % _ELEVEN == 0 and any(digits) else found[0]


def _iban_in(run: str) -> int:
    """How many signs of a run are the IBAN it begins with; 0 when it begins with none."""
    plain = _SEPARATOR.sub("", run).upper()
    length = next((one for one in _lengths(plain) if _is_iban(plain[:one])), 0)
    return _end_of(run, length) if length and len(plain) < len(run) else length


def _lengths(plain: str) -> Sequence[int]:
    """How long the IBAN can be that a run begins with, the longest first."""
    known = _LENGTHS.get(plain[:2])
    if known:
        return [known] if known <= len(plain) else []
    return range(min(len(plain), _MOST), _FEWEST - 1, -1)


def _is_iban(plain: str) -> bool:
    turned = plain[4:] + plain[:4]
    return int(turned.translate(_NUMBERS)) % _NINETY_SEVEN == 1


def _end_of(written: str, length: int) -> int:
    """Where the first `length` signs that are no space, point or hyphen end."""
    counted = 0
    for place, sign in enumerate(written):
        counted += sign not in " .-"
        if counted == length:
            return place + 1
    return len(written)
