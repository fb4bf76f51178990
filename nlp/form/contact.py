"""Where somebody can be reached or found: the number to call back, and an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import phonenumbers

from casework.assessment import Address

_EXAMINED = 12_000
#: So many characters before a number tell whose it is.
_BEFORE = 60

#: The CCV's own numbers stand in every mail that quotes one of ours.
OWN_NUMBERS = frozenset({"+31307516799", "+31307516712"})
#: Numbers of police and helpers: short, service and toll-free numbers are no call-back number.
_SERVICE = re.compile(r"^\+31(?:900|800|90[0-9]|14|88008844)")
_FAX = re.compile(r"(?i)\b(?:fax|telefax|f)\s*[.:]?\s*(?:nr\.?|nummer)?\s*[:.]?\s*$")
#: Words before a number that make it somebody else's, or no number to call.
_OTHERS = re.compile(
    r"(?i)\b(?:(?:zijn|haar|his|her) (?:eigen )?(?:nummer|number|tel\w*|06)|(?:van|bij) (?:mijn|m'n|de|"
    r"een) (?:buur\w+|zus|broer|"
    r"dochter|zoon|moeder|vader|makelaar|advocaat|wijkagent)|makelaar|wijkagent|advocaat|meldkamer|factuur\w*|kenmerk|"
    r"(?:afkomstig|gebeld|belde|appt|appje|called|calls) (?:van|vanaf|met|door|from)(?: het)?(?: nummer)?|"
    r"dossier\w*|iban|bsn|kvk|(?:order|bestel|klant|polis|zendings?|pakket|referentie|reserverings?|zaak|personeels|"
    r"lidmaatschaps?)-?(?:nummer|nr)|(?:order|reference|customer|tracking|policy) (?:number|no)\.?)\W{0,4}$"
)
#: Words before a number that say it is the one to use.
_MINE = re.compile(
    r"(?i)\b(?:mijn|my|m'n|mn|liefst|beste?|prive|privé|mobiel|mobile|direct|rechtstreeks|bel|call|ring|"
    r"terug\w*)\b[^.\n\d]{0,25}$"
)
_CALLING = r"(?:bel(?:len|t)?|app(?:en|t)?|sms'?(?:en|t)?|call(?:ing)?|ring|phone|text)"
#: Words before a number that forbid it: "bel mijn man niet: 06...", "niet bellen op 06..."; not "niet bellen maar appen
#: op 06...".
_FORBIDDEN = re.compile(
    rf"(?i)\b(?:{_CALLING}\b(?:(?!\b(?:maar|but)\b)[^.,;:!?\n\d]){{0,30}}\b(?:niet|nooit|not|never)\b|"
    r"(?:niet|nooit|not|never|don't)\s+(?:(?:meer|me|mij|us|ons|hem|haar|him|her|naar|terug|te|to)\s+){0,2}"
    rf"{_CALLING}\b)"
    r"(?:\s+(?:of|en|or|appen|smsen|mailen|meer|anymore|any more|naar|op|via|on|at|het|dit|dat|mijn|ons|my|our|me|mij|"
    r"us|this|that|the|oude|old|vaste|nummer|number|\w*werk\w*|huis\w*|thuis\w*))*\s*:?\s*$"
)
#: "06... niet bellen"
_FORBIDDEN_BEHIND = re.compile(rf"(?i)\W{{0,3}}(?:niet|nooit|not|never)\s+(?:meer\s+)?{_CALLING}\b")
_HAS_NUMBER = re.compile(r"\d[\d ()./\n\-\u2011\u2013]{5,}\d")

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
_SPOKEN_WORD = re.compile(r"[^\W\d_]+|\d")
#: "06." at the end of a sentence, as the reading lays it out, and the rest of the number on the next line.
_BROKEN = re.compile(r"(\b\d{2,3}\.)\n(?=\d)")
_ISLAND = re.compile(r"(?:\+|00)599[ -]?(\d{3})[ -]?(\d{4})\b")
#: "0545/555011"
_SLASHED = re.compile(r"\b(0\d{1,3})/(\d{6,8})\b")


#: What a spoken number may skip: "zes-vijf-drie, met nul ervoor".
_ZERO_BEFORE = re.compile(r"\W+(?:met|en)\s+(?:een\s+)?(?:0|nul)(?:\s?6|\s+zes)?\s+ervoor")

Span = tuple[int, int]


def find_phone(text: str, *, caribbean: bool = False) -> tuple[str, Span] | None:
    """The number to call back (E.164) and its place: the first, unless another is called one's own.

    Not a fax, not a service number, not the CCV's own, not one that the writer forbids.
    """
    start = text[:_EXAMINED]
    found = list(_numbers(start, caribbean=caribbean)) if _HAS_NUMBER.search(start) else []
    mine = [one for one in found if _MINE.search(start[max(0, one[1][0] - 40) : one[1][0]])]
    return next(iter(mine or found), None) or _spoken_number(start)


def _numbers(text: str, *, caribbean: bool) -> Iterator[tuple[str, Span]]:
    """Every number that can be called, in order."""
    found: dict[int, tuple[str, Span]] = {}
    plain = _BROKEN.sub(r"\1 ", _SLASHED.sub(r"\1-\2", text))
    for region in ["BQ", "NL"] if caribbean else ["NL"]:
        for start, match in islice(_matches(plain, region), _MOST):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            place = start + match.start
            if _callable(number, text[max(0, place - _BEFORE) : place]) and not _FORBIDDEN_BEHIND.match(
                text, start + match.end
            ):
                found.setdefault(place, (number, (place, start + match.end)))
    for island in _ISLAND.finditer(text):
        found.setdefault(island.start(), (f"+599{island[1]}{island[2]}", island.span()))
    for place in sorted(found):
        yield found[place]


#: Seven digits, with at most three other signs between two.
_LONG_NUMBER = re.compile(r"\d(?:[^\w\n]{0,3}\d){6}")


def _matches(text: str, region: str) -> Iterator[tuple[int, phonenumbers.PhoneNumberMatch]]:
    """The numbers of each line with enough digits, and where the line begins: the matcher is slow on plain text."""
    end = -1
    for number in _LONG_NUMBER.finditer(text):
        if number.start() > end:
            start = text.rfind("\n", 0, number.start()) + 1
            end = text.find("\n", number.end()) % (len(text) + 1)  # not found (-1) is the end
            for match in phonenumbers.PhoneNumberMatcher(text[start:end], region):
                yield start, match


def _callable(number: str, before: str) -> bool:
    outside = _FAX.search(before[-14:]) or _OTHERS.search(before) or _FORBIDDEN.search(before)
    return number not in OWN_NUMBERS and not _SERVICE.match(number) and not outside


def _spoken_number(text: str) -> tuple[str, Span] | None:
    """A dictated number: "nul zes twaalf ...", or without the nul and "met nul ervoor"."""
    lowered = text.lower()
    if "nul" not in lowered and "ervoor" not in lowered:
        return None
    digits, start = "", 0
    for word in _SPOKEN_WORD.finditer(lowered):
        said = _said(word[0])
        if not said:
            digits = ""
            continue
        start = start if digits else word.start()
        digits += said
        if _complete(digits, lowered, word.end()):
            return f"+31{digits.removeprefix('0')}", (start, word.end())
    return None


_RUN = re.compile("|".join(sorted(_SPOKEN, key=len, reverse=True)))


def _said(word: str) -> str:
    """The digits of a word: "zes" is 6, "nulzes" 06, "7" 7; nothing for another word."""
    if word in _SPOKEN or word.isdigit():
        return str(_SPOKEN.get(word, word))
    parts = _RUN.findall(word)
    return "".join(str(_SPOKEN[part]) for part in parts) if parts and "".join(parts) == word else ""


def _complete(digits: str, lowered: str, end: int) -> bool:
    """Ten digits that begin with nul, or nine (eight after 06) with "nul ervoor" behind them."""
    if len(digits) == _MOBILE_DIGITS:
        return digits.startswith("0") and not digits.startswith("00")
    return len(digits) == _MOBILE_DIGITS - 1 and digits[0] != "0" and _ZERO_BEFORE.match(lowered, end) is not None


_UPPER = "A-Z\u00c0-\u00dd"
_LETTER = "\\w\u00c0-\u017e"
#: A house number: "12", "12a", "5-71", "140 bis"; not a time, an amount, a date or a count.
_HOUSE = re.compile(
    r"(?P<number>\d{1,4}(?:[ -]?[a-zA-Z](?![\w])|-\d{1,3}(?!\d|[ -]?hoog\b)|-(?:I{1,3}|IV|V)\b|-[1-9][ -]?hoog\b|"
    r"[ -]?(?:bis|hs|zw)\b)?)"
    r"(?![\w:/%\u20ac]|[.,:-]\d|"
    r"\s?(?:\d{2,3}\b(?! ?[A-Z]{2}\b)|"
    r"uur|jaar|maanden?|weken|week|dagen|keer|man\b|km|euro|meter|x\b|e\b|procent|graden|personen|minuten|kinderen|"
    r"januari|februari|maart|april|mei\b|juni|juli|augustus|september|oktober|november|december|"
    r"years?|days|weeks|times|hours|people|pm|am)\b)"
)
_JOINING = "van|de|den|der|het|'t|ten|ter|te|op|aan|in|over|bij|la|di|en|van de|van der|v\\.?d\\.?"
_STREET_WORDS = re.compile(
    rf"(?:(?<=[\s,(:;|\u2022-])|"
    rf"^)(?P<street>(?:['{_UPPER}][{_LETTER}'\u2019.\-]*[ \t]+(?:(?:{_JOINING})[ \t]+){{0,2}}){{0,3}}"
    rf"(?:'[st][ -])?[{_UPPER}'][{_LETTER}'\u2019.\-]*)[ \t]+$"
)
_SUFFIX = (
    r"(?:straat|str\.|laan|weg|plein|dijk|kade|gracht|singel|hof|pad|steeg|dreef|plantsoen|park|ring|burg|markt|"
    r"baan|wal|"
    r"kamp|akker|veld|berg|brink|dam|haven|hoek|horst|kant|es|erf|diep|zijl|vaart|wei|weide|oord|gaarde|hage|stee|"
    r"land|lei|wijk|bos|heide|donk|einde|end|sloot|kolk|poort|zoom|straatje|stoep|werf|meent|"
    r"strjitte|leane|dyk|wei|buorren|road|street|drive|lane|avenue|hill|kaya)"
)
_LOWER_STREET = re.compile(
    rf"(?:^|[\s,])(?P<street>(?:(?:oude|nieuwe|grote|kleine|lange|korte|hoge|lage|burgemeester|prins|prinses|"
    rf"koningin|sint|st|van|de|den|der)[ ]){{0,3}}"
    rf"[\w'-]*{_SUFFIX})[ ]+$"
)
_ENDS_AS_STREET = re.compile(rf"{_SUFFIX}(?:[ -](?:noord|zuid|oost|west))?$|^kaya\b", re.IGNORECASE)


def ends_as_street(name: str) -> bool:
    """True for a name that ends as those of streets do, or begins with "kaya"."""
    return _ENDS_AS_STREET.search(name) is not None


_NO_STREET = re.compile(
    r"(?i)^(?:kies|optie|toets|aflevering|artikel|art\.?|bijlage|pagina|blz\.?|hoofdstuk|maatregel|vraag|punt|unit|"
    r"zaak|kamer|"
    r"perceel|editie|nummer|"
    r"groep|week|fax|tel\.?|telefoon|mobiel|mobile|postbus|nr\.?|versie|rubriek|inject|bladzijde|bladzij|paragraaf|"
    r"stap|fase|"
    r"januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|may|june|july|"
    r"maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|in|per|sinds|op|om|van|tot|na|de|het|een|ongeveer|"
    r"circa|"
    r"phone|call|bel|room|page|chapter|appendix|id|dossier|case|item|wethouders?|bestuurders?|leden|n|a|lijn|vlucht|"
    r"bus|zone)$"
)
#: Words before a street that are no part of it.
_LABEL = re.compile(
    r"(?i)^(?:(?:woon|bezoek|huis|thuis|nieuwe?|ons|mijn|het|privé|prive|oude?|postal|home|our|my|"
    r"new)?\s*-?(?:adres(?:sen)?|address|huis|woning|house|home|residence)"
    r"(?:\s+(?:wordt|is|blijft|will be))?|it's|privé|prive|thuis|aan|op|in|wij|wonen|woont|woon|lives?|at|"
    r"live)[ :]+(?=\S)"
)
_CUE = re.compile(
    r"(?i)\b(?:woon(?:t|achtig)?|wonen|adres\w*|address|aan (?:de|het|den)|huis|woning|house|home|residence|live|"
    r"lives|living|naar|boerderij)\W*"
    r"(?:\w+\W+){0,2}$"
)
_POSTCODE = r"(?P<postcode>[1-9]\d{3}(?:[ \t]?(?!SA|SD|SS)[A-Z]{2}\b(?!')|(?=[ \t]+['A-Z])(?![ \t]*[A-Z]{2}\b)))"
_CITY = (
    rf"(?P<city>(?:'[st][- ])?(?:(?:Den|De|Het|Sint|St\.|Nieuw|Oud|Oude|Nieuwe|Ter|Ten|The|Noord|Zuid|Klein|Groot|"
    rf"Bad|It|Hoek|Koog|Wijk|Bergen|Sas|Egmond|"
    rf"Alphen|Berkel|Capelle|Krimpen|Valkenburg|Beek)[ -])?[{_UPPER}][{_LETTER}\u2019'-]+(?:[ -](?:(?:aan|op|bij|en|"
    rf"van|in|aan den|aan de|op de|aan het)[ -])"
    rf"(?:de[nr]?[ -]|het[ -])?[{_UPPER}][{_LETTER}-]+|[ ](?:den|der|de)[ ]"
    rf"[{_UPPER}][{_LETTER}-]+|[ ](?:\(?(?:Gld|Ov|NH|ZH|Lb|Dr|Gr|Fr|Z|L)\)?\.?(?=[\s,.)]|$)|"
    rf"[{_UPPER}][{_LETTER}-]+(?=[ \t]*[.,;\n]|[ \t]*$)))?)"
)
_CITY_2 = _CITY.replace("<city>", "<city2>")
_IN = r"(?:(?:in|te|yn|at)[ \t]+)?"
_TAILS = (
    re.compile(
        rf"[ \t,;(]{{0,4}}\n?[ \t]*(?:postcode:?[ \t]+)?{_POSTCODE}\)?(?:[ \t,|]{{1,3}}{_IN}{_CITY}|"
        rf"\n[ \t]*{_CITY_2}(?=[ \t]*\n))?"
    ),
    re.compile(rf"[ \t,;(]{{1,3}}{_IN}{_CITY}[ \t,(]{{1,3}}{_POSTCODE}\)?"),
    re.compile(rf"(?:[ \t,;]{{1,3}}{_IN}{_CITY})?[ \t]*\((?P<postcode>[1-9]\d{{3}})\)"),
    re.compile(
        rf"(?:[ \t]*,|[ \t]+(?:in|te|yn))[ \t]*\n?(?:(?:in|te)[ \t]+)?{_CITY}|[ \t]+{_CITY_2}(?=[ \t]*[.,;\n]|[ \t]*$)"
    ),
)
#: "Groenmarkt 30 boven, 7201 HZ Zutphen"
_FLOOR = re.compile(r"[ ](?:boven|beneden|achter|voor|[1-9] ?hoog|rood|zwart|wit)(?=,)")
_LOWER_POSTCODE = re.compile(
    r"[ ,]+(?P<postcode>[1-9]\d{3} ?(?!sa|sd|ss)[A-Za-z]{2})\b[ ,]+(?:in |te )?(?P<city>[a-z'][a-z'-]{2,}"
    r"(?: (?:(?:aan|op|bij|en) (?:de[nr] )?)?[a-z-]{3,})?)(?=\s*(?:[.,;!?\n(]|$))"
)
_LOWER_TAIL = re.compile(
    r"[ ,]+(?:in |te )?(?P<city>[a-z][a-z'-]{2,}(?: (?:aan|op|bij|en) (?:de[nr] )?[a-z-]+)?)(?=\s*(?:[.,;!?\n(]|$))"
)
_LOOSE_POSTCODE = re.compile(
    rf"(?<![\w-])(?P<postcode>[1-9]\d{{3}} ?(?!SA|SD|SS)[A-Z]{{2}})\b(?:[ \t,]{{1,3}}{_IN}{_CITY})?"
)
_OFFICE = re.compile(
    r"(?i)\b(?:postbus|bezoekadres|postadres|gemeentehuis|stadhuis\w*|raadhuisplein|provinciehuis|waterschapshuis|"
    r"churchilllaan|"
    r"gemeente \w+ [|\u2022])"
)
_NEAR = 60
_MOST = 40


def address_of(text: str) -> Address | None:
    """The first home or visit address as written."""
    found = find_address(text)
    return found[0] if found else None


def find_address(text: str) -> tuple[Address, Span] | None:
    """The first home or visit address and its place; office addresses in signatures are skipped."""
    head = text[:_EXAMINED]
    for house in islice((one for one in _HOUSE.finditer(head) if _behind_word(head, one.start())), _MOST):
        found = _at(head, house)
        if found and not _OFFICE.search(_line_until(head, found[1][1], found[1][0])):
            return found
    return _english(head) or _postcode_only(head) or _small_postcode(head)


#: "88 Frankrijkstraat, 5622 Eindhoven", "5 Fort Bay Road in The Bottom"
_NUMBER_FIRST = re.compile(
    rf"(?<![\w.,/:+-])(?<!\d )(?P<street>\d{{1,4}}[a-zA-Z]?[ ]"
    rf"(?:[{_UPPER}][{_LETTER}'\u2019.-]+[ ]){{0,2}}[{_UPPER}][{_LETTER}'-]+)(?=,|[ ](?:in|at)[ ][{_UPPER}])"
)


def _english(text: str) -> tuple[Address, Span] | None:
    """An address as the English write it, number first; only with a postcode or a street's ending."""
    for found in islice(_NUMBER_FIRST.finditer(text), _MOST):
        tail = next(filter(None, (one.match(text, found.end(), found.end() + 70) for one in _TAILS)), None)
        if tail and (tail.groupdict().get("postcode") or _ENDS_AS_STREET.search(found["street"])):
            return _address(found["street"], tail), (found.start(), tail.end())
    return None


def _behind_word(text: str, place: int) -> bool:
    return place > 1 and text[place - 1] in " ." and text[place - 2].isalpha()


def _line_until(text: str, end: int, start: int) -> str:
    return text[max(text.rfind("\n", 0, start) + 1, start - _NEAR) : end + 30].partition("\n")[0]


def _at(text: str, house: re.Match[str]) -> tuple[Address, Span] | None:
    """The address around a house number, if it is one."""
    start = max(text.rfind("\n", 0, house.start()) + 1, house.start() - _NEAR)
    if _IN_STREET_NAME.match(text, house.start()) and _YEAR_BEHIND.search(text[start : house.start()]):
        return None
    before = _NUMBER_WORD.sub(" ", text[start : house.start()])
    street = _YEAR_STREET.search(before) or _STREET_WORDS.search(before)
    if street is None:
        return _lower_at(text, house, before, start)
    name = _LABEL.sub("", _LABEL.sub("", street["street"]))
    if _NO_STREET.match(name) or not (name[0].isupper() or name[0] == "'"):
        return None
    floor = _FLOOR.match(text, house.end())
    end = floor.end() if floor else house.end()
    tail = next(filter(None, (one.match(text, end, end + 70) for one in _TAILS)), None)
    sure = tail is not None and tail.groupdict().get("postcode")
    if not sure and not _is_street(name, before[: street.start("street")], tail):
        return None
    first = street.end("street") - len(name)
    ordinal = _ORDINAL_STREET.search(before, 0, first)
    if ordinal:
        first, name = ordinal.start(), f"{ordinal[0]}{name}"
    place = start + first
    return _address(f"{_last_words(name)} {house['number']}", tail), (place, tail.end() if tail else house.end())


#: "Plein 1944 nr 8", "1e Jan Steenstraat"
_NUMBER_WORD = re.compile(r"(?i)[ ,]+(?:huis)?(?:nummer|nr\.?|no\.)[ ]$")
_YEAR_STREET = re.compile(r"(?P<street>\b(?:Plein|Laan) 1\d{3}(?:-1\d{3})?)[ \t]+$")
_IN_STREET_NAME = re.compile(r"(?i)1\d{3}(?:-1\d{3})?[ ,]+(?:huis)?(?:nummer|nr\.?|no\.)[ ]?\d")
_YEAR_BEHIND = re.compile(r"\b(?:Plein|Laan) $")
_ORDINAL_STREET = re.compile(r"(?<![\w.,:/-])\d{1,2}(?:e|de|ste)[ ]$")


def _is_street(name: str, before: str, tail: re.Match[str] | None) -> bool:
    """Without a postcode: the name ends as streets do, or words say that somebody lives there."""
    return (
        _ENDS_AS_STREET.search(name) is not None
        or (_CUE.search(before) is not None and tail is not None)
        or bool(
            tail
            and tail.groupdict().get("city")
            and _MEANT.match(tail[0])
            and (" te " in tail[0] or not before.strip(" -"))
        )
    )


_MEANT = re.compile(r"[ \t]*,|[ \t]+te\b")


def _last_words(name: str) -> str:
    """A street without a name or a town that stands before it on the same line."""
    return " ".join(name.split())


def _lower_at(text: str, house: re.Match[str], before: str, start: int) -> tuple[Address, Span] | None:
    """An address typed without capitals: only a word that ends as streets do."""
    street = _LOWER_STREET.search(before)
    if street is None or _NO_STREET.match(street["street"]):
        return None
    tail = (
        _LOWER_POSTCODE.match(text, house.end())
        or _TAILS[0].match(text, house.end())
        or _LOWER_TAIL.match(text, house.end())
        or _TAILS[3].match(text, house.end())
    )
    place = start + street.start("street")
    return _address(f"{street['street']} {house['number']}", tail), (place, tail.end() if tail else house.end())


#: "postcode 7411kt nummer 12 Deventer"
_SMALL_POSTCODE = re.compile(
    rf"(?i:\bpostcode):?[ ]+(?:(?:is|wordt)[ ]+)?(?P<postcode>[1-9]\d{{3}} ?(?!sa|sd|ss)[a-zA-Z]{{2}})\b"
    rf"(?:[ ,]+(?:en[ ]+)?(?i:huisnummer|nummer|nr\.?)[ ]+\d{{1,4}}\w?\b)?(?:[ ,]{{1,3}}{_IN}{_CITY})?"
)


def _small_postcode(text: str) -> tuple[Address, Span] | None:
    """A postcode without capitals counts when it is called one."""
    found = _SMALL_POSTCODE.search(text)
    return (_address(None, found), found.span()) if found else None


def _postcode_only(text: str) -> tuple[Address, Span] | None:
    for found in _LOOSE_POSTCODE.finditer(text):
        if not _OFFICE.search(_line_until(text, found.end(), found.start())):
            return _address(None, found), found.span()
    return None


def _address(street: str | None, tail: re.Match[str] | None) -> Address:
    groups = tail.groupdict() if tail else {}
    city = groups.get("city") or groups.get("city2")
    return Address(street, _postcode(groups.get("postcode")), " ".join(city.split()).rstrip(" .,") if city else None)


def _postcode(written: str | None) -> str | None:
    """As people write it; four digits alone stay so."""
    return f"{written[:4]} {written[-2:].upper()}" if written and written[-1].isalpha() else written
