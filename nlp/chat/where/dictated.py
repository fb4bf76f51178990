"""Addresses said aloud: "postcode zes acht zeven een eff jee", "honderdtwaalf", "de B van Bernard, de K van Karel"."""

from __future__ import annotations

import re

from nlp.chat.counting import ONES, VALUE

#: Names of letters as they are written by a telephone.
_LETTERS = {
    "bee": "b", "cee": "c", "dee": "d", "eff": "f", "ef": "f", "gee": "g", "haa": "h", "jee": "j", "kaa": "k",
    "ka": "k",
    "el": "l", "em": "m", "en": "n", "pee": "p", "kuu": "q", "er": "r", "es": "s", "tee": "t", "vee": "v", "wee": "w",
    "iks": "x", "zet": "z", "aa": "a", "ee": "e",
}  # fmt: skip
_SAID = "|".join(sorted(VALUE, key=len, reverse=True))
_HUNDREDS = re.compile(
    rf"\b(?P<count>{'|'.join(ONES[2:])})?honderd(?:(?:en)?(?P<rest>{_SAID})|[ -](?:en )?(?P<apart>{_SAID}))?\b",
    re.IGNORECASE,
)
#: Names by which letters are spelled, by a telephone or by radio.
_ALPHABET = (
    r"(?:anton|bernard|cornelis|dirk|eduard|ferdinand|gerard|hendrik|izaak|johan|karel|lodewijk|maria|nico|otto|pieter|"
    r"quotient|rudolf|simon|teunis|utrecht|victor|willem|xantippe|ypsilon|zaandam|alfa|alpha|bravo|charlie|delta|echo|"
    r"foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|uniform|whiskey|"
    r"xray|yankee|zulu)"
)
#: "negentien negenenzestig lima echo", "1234 anton bernard".
_BY_NAME = re.compile(
    rf"(?i)(?<![\d-])(?<!\bin )\b(?P<digits>[1-9]\d{{3}}|[1-9]\d \d\d|(?:(?:{_SAID})[\s,]+){{1,3}}(?:{_SAID}))[\s,]+"
    rf"(?:(?:en|dan|and)\s+)*(?P<one>{_ALPHABET})[\s,]+(?:en\s+)?(?P<two>{_ALPHABET})\b"
)
_AS_IN = re.compile(
    r"(?i)\b(?:de |the )?([a-z]) (?:van|of|as in) [a-z]+\W+(?:en |and )?(?:de |the )?([a-z]) (?:van|of|as in) [a-z]+"
)
_NAMED = re.compile(
    r"(?i)\b(?:en )?(?:dan )?(?:de |the )?letters?\W+(?!(?-i:[A-Z]{2})\b)([a-z])[a-z]*\W+(?:en |and )?([a-z])[a-z]*\b"
)
_CODE = re.compile(
    rf"(?i)\b(?P<digits>(?:(?:{_SAID})[\s,]+){{2,4}})(?:(?:en|dan|and)\s+)*(?:de\s+)?"
    rf"(?P<one>[a-z]|{'|'.join(_LETTERS)})\s*(?P<two>[a-z]|{'|'.join(_LETTERS)})\b"
)
_HOUSE = re.compile(
    rf"(?i)(?:(?<=[a-z] )|(?<=[a-z]), )(?:huisnummer |house number |nummer |number )(?P<said>{_SAID}|\d+)\b"
)
_KIND = "straat|laan|weg|plein|dijk|kade|gracht|singel|hof|dreef|pad|steeg|plantsoen|park|markt"
#: "jozefstraat vierendertig"
_SAID_NUMBER = re.compile(rf"(?i)(?<=[a-z])(?P<kind>{_KIND}) (?P<said>{_SAID})\b")
#: "22 Churchilllaan", as in English.
_NUMBER_FIRST = re.compile(
    rf"(?<![\d/.-])\b(?P<number>\d{{1,4}}[a-zA-Z]?) "
    rf"(?P<street>(?:[A-Z][\w'-]+ ){{0,3}}[A-Z][\w'-]*(?:{_KIND}))\b(?! ?\d)"
)
#: "2000 en dan AB", "9663, en dan de letters TC"
_APART = re.compile(
    r"\b(?P<digits>[1-9]\d{3})[\s,.]+(?:(?:en|and|dan|then|met|with|plus|gevolgd door|followed by|(?:daarachter|"
    r"daarna)|(?:de |the )?letters?)[\s,:]+)+(?P<letters>[A-Z]{2})\b"
)
_LABELS = re.compile(r"(?i)\b(?:straatnaam|straat is|(?<=\d )plaats|woonplaats)\s+")
_LABELLED = re.compile(
    r"(?i)(?P<before>^|[,;.\n]\s*|\s)(?:(?:straat(?:naam)?|street|postcode|post code|(?:woon)?plaats|town|city|adres)|"
    r"(?P<number>(?:huis)?(?:nummer|nr\.?)|number))\s*[:=]\s*"
)
_CODE_DIGITS = 4


def as_dictated(text: str) -> str:
    """The text with spoken house numbers and postcodes in figures."""
    if len(_LABELLED.findall(text)) > 1:  # "Straat: ..., nummer: ..., postcode: ..."
        text = _LABELLED.sub(lambda one: " " if one["number"] else one["before"], text)
    text = _HUNDREDS.sub(_hundreds, _BY_NAME.sub(_by_name, text))
    text = _NAMED.sub(_letters, _AS_IN.sub(_letters, text))
    text = _CODE.sub(_postcode, text)
    text = _APART.sub(
        lambda one: f"{one['digits']} {one['letters']}", _NUMBER_FIRST.sub(r"\g<street> \g<number>", text)
    )
    text = _SAID_NUMBER.sub(lambda one: f"{one['kind']} {VALUE[one['said'].lower()]}", text)
    text = _HOUSE.sub(_house, text)
    return _LABELS.sub("", text) if re.search(r"\b[1-9]\d{3} ?[A-Z]{2}\b", text) else text


def _house(one: re.Match[str]) -> str:
    return f"{' ' if one[0].startswith(',') else ''}{VALUE.get(one['said'].lower(), one['said'])}"


def _hundreds(one: re.Match[str]) -> str:
    count = VALUE[one["count"].lower()] if one["count"] else 1
    rest = one["rest"] or one["apart"]
    return str(100 * count + (VALUE[rest.lower()] if rest else 0))


def _by_name(one: re.Match[str]) -> str:
    said = re.findall(r"[^\s,]+", one["digits"].lower())
    digits = "".join(word if word.isdigit() else str(VALUE[word]) for word in said)
    return f"{digits} {one['one'][0]}{one['two'][0]}".upper() if len(digits) == _CODE_DIGITS else one[0]


def _letters(one: re.Match[str]) -> str:
    return f"{one[1]}{one[2]}".upper()


def _postcode(one: re.Match[str]) -> str:
    digits = "".join(str(VALUE[word]) for word in re.findall(r"[^\s,]+", one["digits"].lower()))
    letters = "".join(_LETTERS.get(one[name].lower(), one[name]) for name in ("one", "two"))
    return f"{digits} {letters.upper()}" if len(digits) == _CODE_DIGITS and len(letters) == len("AA") else one[0]
