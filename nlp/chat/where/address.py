"""The address that one turn of a chat gives, in whatever order, with what the person corrects in the same breath."""

from __future__ import annotations

import re
from dataclasses import replace

from casework.assessment import Address
from nlp.chat.where.dictated import as_dictated
from nlp.chat.where.houses import own_house
from nlp.chat.where.typed_address import NO_YEAR, OF_COURSE, typed_address
from nlp.chat.who.bodies import whole_body
from nlp.chat.who.names import is_ordinary
from nlp.chat.who.small_names import is_word
from nlp.form.contact import address_of
from nlp.form.organisations import gazetteer
from nlp.form.spotting import listed
from nlp.text import fold

_POSTCODE = re.compile(rf"(?<![\w-]){NO_YEAR}([1-9]\d{{3}}) ?((?!SA|SD|SS)[A-Z]{{2}}|(?!sa|sd|ss)[a-z]{{2}})(?![\w-])")
_PLACE_WORD = r"(?:['\u2019][st][- ])?[A-Z\u00c0-\u00dd][\w\u00c0-\u017e'\u2019-]{2,}"
_PLACE = rf"{_PLACE_WORD}(?:(?:[ -](?:aan|op|bij|en|van|a/d)[ -](?:den? |het |'t )?|[ -]){_PLACE_WORD})?"
_IN_PLACE = re.compile(rf"(?:^|[\s,])(?i:in|te|naar|yn|near)\s+(?P<city>{_PLACE})")
_BEHIND_HOUSE = re.compile(
    rf"\W{{1,3}}(?:(?i:{OF_COURSE})\s+){{0,2}}(?:(?i:in|te|plaats|woonplaats)\s+)?(?P<city>{_PLACE})(?=\W|$)"
)
_TAKES_BACK = re.compile(r"(?i)\b(?:nee+|no|sorry|wacht|ik bedoel|i mean|fout|verkeerd|pardon)\b[\s,.:!-]*")
_HOUSE_NUMBER = re.compile(
    r"(?i)^\W*(?:(?:wat|what) (?:zeg ik|am i saying)\W+)?"
    r"(?:(?:wij|we|ik|i) (?:zitten|zit|wonen|woon|live|are) (?:op|at)\W+)?"
    r"(?:(?:het|dat|it|that) (?:is|moet|should be)\W+)?(?:(?:huis)?nummer|nr\.?|number)?\W*(?:is |moet )?"
    r"(?P<number>\d{1,4}(?: ?[a-z])?)(?:\s+(?:zijn|be))?(?:\W*$|(?=[,.]\s))"
)
_NOT_TOWN = re.compile(
    r"(?i)(?:postcode|pc|zijn|maar|dus|daar|adres|nummer|het|de|verder|nee|ja|graag|liever|telefoon|mobiel)\b"
)


_LOWER_CODE = re.compile(
    rf"(?<![\w-]){NO_YEAR}([1-9]\d{{3}}) ?((?!sa|sd|ss)[a-z]{{2}})(?P<city>,? +[a-z][\w'-]+)?(?![\w-])"
)
#: The same with a town without a capital.
_UPPER_CODE = re.compile(
    r"(?<![\w-])([1-9]\d{3}) ?([A-Z]{2})(?P<city>,? +(?!in\b|te\b|en\b|dat\b|is\b|maar\b|dus\b|nu\b|zijn\b|"
    r"be\b|klopt\b|niet\b|graag\b|"
    r"hoor\b|de\b|het\b)[a-z][\w'-]{2,})"
    r"(?=\s*(?:[.,;!?]|$|dat\b|maar\b|nu\b))"
)
#: "ik woon in Zegveld, de rest geef ik telefonisch".
_LIVES = re.compile(
    rf"\b(?:woonplaats|plaats|town|city)\s*[: ]\s*(?:is\s+|wordt\s+)?(?:dus\s+|then\s+)?(?P<town>{_PLACE})|"
    r"\b(?i:woon|wonen|woont|live|lives|living|adres|address|huis|house)\b[^.;!?\d]{0,25}?"
    rf"\b(?i:in|te|at)\s+(?P<city>{_PLACE})"
)


#: "Goed. Klein Zwitserland 2": an answer before the street.
_BEFORE_ALL = re.compile(
    r"(?i)^\W*(?:(?:goed|ja+|nee|ok(?:e|ay)?|oke|prima|dank(?: u| je)?|bedankt|klopt|hallo|graag|nou|o+h?|well|sure|"
    r"yes|no|fine|right|thanks)[.,!]+\s+)+(?=\w)"
)
#: In a turn without capitals: "... 214 in amsterdam postcode ...", "plaats renkum".
_SMALL_TOWN = re.compile(
    r"(?:\b(?:woon)?plaats\s+(?:is\s+)?|\b(?:in|te)\s+)(?P<city>(?:(?:den?|het|sint|'s) )?[a-z][\w'-]{2,})\b"
)
_NO_TOWN = listed("huis januari februari maart april mei juni juli augustus september oktober november december")


#: "12 in valkenburg, pc 6301 XR", "zutphen, gasthuisstraat 4": a place that only a town can have.
_AFTER_NUMBER = re.compile(
    r"\d[a-zA-Z]?,?\s+(?:(?P<sure>in|te)\s+)?(?P<city>(?:(?:den?|het|sint|'s) )?[a-z][\w'-]{2,})"
    r"(?P<code>\s*[,.(]?\s*(?:de )?(?:postcode|pc|p\.c\.|[1-9]\d{3} ?[A-Z]{2}\b))?(?=\W|$)"
)
_BEFORE_STREET = re.compile(r"^\W*(?P<city>[\w' -]{3,25}?)[,.:]\s+(?=[\w' .-]+ \d)")


def _town_beside(text: str) -> str | None:
    """A town without a capital behind the house number, or any before the street."""
    for found in _AFTER_NUMBER.finditer(text):
        town = found["city"].split()[-1]
        strange = town not in _NO_TOWN and not is_ordinary(town)
        if found["sure"] and not _NOT_TOWN.match(found["city"]) and (strange or found["code"]):
            return found["city"]
    head = _BEFORE_STREET.match(text)
    return head["city"].strip() if head and _is_body(head["city"].strip()) else None


def _first_town(text: str) -> str | None:
    """The town in a sentence of its own before a postcode: "Ede natuurlijk. De postcode is ..."."""
    first, _, rest = text.partition(". ")
    return told_town(first, len(first.split())) if rest else None


def _is_body(name: str) -> bool:
    return fold(whole_body(name) or "") == fold(name)


def _small_town(text: str) -> str | None:
    for found in _SMALL_TOWN.finditer(text):
        last = found["city"].split()[-1]
        if last not in _NO_TOWN and not is_ordinary(last) and not _NOT_TOWN.match(found["city"]):
            return found["city"]
    return None


def _raised(found: re.Match[str]) -> str:
    city = found["city"] or ""
    name = city.strip(", ")
    if name and is_word(name) and whole_body(name) is None:  # "7603ap sorry"
        return f"{found[1]} {found[2].upper()}{city}"
    return f"{found[1]} {found[2].upper()}{city.removesuffix(name)}{name.capitalize()}"


def _home_town(text: str) -> Address | None:
    found = _LIVES.search(text)
    city = (found["city"] or found["town"]) if found else None
    told = city and not _NOT_TOWN.match(city) and not _is_larger(city) and fold(city) not in _COUNTRIES
    return Address(None, None, city) if told else None


_COUNTRIES = listed(
    "belgie duitsland nederland holland frankrijk spanje engeland portugal italie oostenrijk zwitserland suriname "
    "europa belgium germany netherlands france spain england"
)


def told_address(text: str) -> Address | None:
    """The address of a turn; None when it gives none. A part that is not said is None."""
    text = _as_it_should(text)
    found, typed = _told(text), typed_address(text)
    if typed is None or (
        found and found.street and not fold(typed.street or found.street).endswith(fold(found.street))
    ):
        return found
    if found is None:
        return _written(replace(typed, street=_plain(typed.street)))
    street = typed.street if found.street is None or _is_longer(typed.street, found.street) else found.street
    known = found.city and fold(found.city) in fold(typed.city or found.city)
    return _written(Address(street, found.postcode or typed.postcode, found.city if known else typed.city))


def _is_longer(typed: str | None, street: str) -> bool:
    """True for "lytse wei 8", of which only "wei 8" was read; an ordinary word before it is none of it."""
    head = fold(typed or "").removesuffix(fold(street))
    return head.endswith(" ") and not any(is_word(one) for one in head.split())


def _told(text: str) -> Address | None:
    small = text.islower()
    text = _ARTICLE_BEFORE.sub(r"\1 ", as_dictated(_BEFORE_ALL.sub("", text)))
    text = own_house(_UPPER_CODE.sub(_raised, _LOWER_CODE.sub(_raised, text)))
    found = _before_code(text, address_of(text) or _opening(text))
    if found is None:
        return _home_town(text)
    found = _filled(text, replace(found, street=_with_addition(text, found.street)))
    for marker in _TAKES_BACK.finditer(text):
        rest = text[marker.end() :]
        found = _corrected(rest, found)
    if not found.city:
        found = replace(found, city=_town_beside(text) or (_small_town(text) if small else None))
    if not found.city and not found.street:
        found = replace(found, city=_first_town(text))
    return _written(replace(found, street=_plain(_with_addition(text, found.street))))


#: "op de lindelaan 12"
_ARTICLE_BEFORE = re.compile(
    r"\b(op|aan|in|naar|on) (?:de|het|the) (?=[\w'-]+(?:straat|laan|weg|plein|dijk|kade|gracht|singel|steeg|pad) \d)"
)
#: What stands before a street and is none of it: "Dus Brinkweg 3", "Kantoor Raadhuisstraat 3".
_LEAD = re.compile(
    r"(?:(?:Dus|Nou|Ja|Nee|Gewoon|Is|Het is|Dat is|Thuis|Home|Office|Kantoor|So|It's|Its|Number|"
    r"Nummer|Adres)\s+)+(?=\w{3})"
)
_ARTICLE = re.compile(
    r"(?:De|Het|The)\s+(?P<word>\w+?)(?:en|s)?(?:straat|straatweg|laan|weg|plein|dijk|kade|gracht|singel|steeg|"
    r"pad)\s+\d"
)


def _plain(street: str | None) -> str | None:
    """The street without words before its name.

    "De Lairessestraat" keeps its article, "De Hoofdweg" and "De Almeloseweg" do not.
    """
    if not street:
        return street
    name = _LEAD.sub("", street, count=1) if _LEAD.match(street) else street
    name = re.split(r"(?<=[a-z]{3})\. (?=[A-Z])", name)[-1]
    article = _ARTICLE.match(name)
    told = article is not None and (is_ordinary(article["word"]) or _is_of_place(article["word"]))
    return name.split(" ", 1)[1] if told else name


def _is_of_place(word: str) -> bool:
    """True for "Almelose", "Ommer" and "Deventer", as in the name of the road to there."""
    ends = (("", ""), ("se", ""), ("sche", ""), ("er", ""), ("er", "en"))
    return any(whole_body(f"{word.removesuffix(end)}{more}") for end, more in ends if word.endswith(end))


_ADDITION = re.compile(
    r"(?:[ ]?-[ ]?(?:\d{1,3}|[IVX]{1,4}|[a-zA-Z]{1,2})\b|[ ](?:rood|zwart|wit|bis|hs|boven|beneden|rechts|links|"
    r"I{1,3}|IV|ws|wb|"
    r"huis(?=[,.;]|$)|app?\.? ?\d+|apt\.? ?\d+|unit \d+|[1-5]-?hoog)\b|[ ][A-Z]{1,2}(?=[,.]|\s+\d{4}\b))"
)


def _with_addition(text: str, street: str | None) -> str | None:
    """The street with what stands behind its number: "302 rood", "12-II", "51-3"."""
    place = text.find(street) if street else -1
    if not street or place < 0:
        return street
    found = _ADDITION.match(text, place + len(street))
    return street + found[0] if found else street


_BEFORE_CODE = re.compile(
    r"(?i)(?:^|[.:;,!?]\s+|\b(?:adres(?: is| luidt)?|straat(?:naam)?(?: is)?|woon (?:ik )?(?:op|aan|in)|op|aan)\s+)"
    r"(?P<street>(?!postcode|nummer|huisnummer)[a-z'][\w'\u2019. -]{2,40}?),?\s+(?:huisnummer |nummer |nr\.? )?"
    r"(?P<number>\d{1,4}(?:\s?[a-z]\b)?)\s*(?:[,.]|\s)\s*(?:(?:in|te)\s+)?(?P<city>[a-z'][\w' -]{2,25}?)?[\s,.]*"
    r"(?:(?:de )?postcode\W+(?:is\W+)?)?(?P<code>[1-9]\d{3} ?[a-z]{2})\b"
)


def _before_code(text: str, found: Address | None) -> Address | None:
    """With the street before a postcode, whatever its name: "kostmand 33 in huizen, 1276 cm"."""
    said = None if found and found.street else _BEFORE_CODE.search(text)
    if said is None or _NOT_TOWN.match(said["street"]):
        return found
    city = (found.city if found else None) or said["city"]
    code = f"{said['code'][:4]} {said['code'][-2:].upper()}"
    return Address(f"{said['street'].strip()} {said['number']}", code, city.strip() if city else None)


#: "Op de Heuvel 8, Echt": a street of which nothing tells that it is one, but its place.
_AT_HEAD = re.compile(
    rf"^\W*(?P<street>(?:(?:Op|Aan|In|Bij|Achter|Onder|Langs|Tussen|Voor|Over|Rond) "
    rf"(?:de[nr]?|het|'t) )(?:[A-Z][\w'-]+ "
    rf"){{1,3}}\d{{1,4}}[a-zA-Z]?)(?:,\s+|\s+(?:in|te)\s+|\s+)"
    rf"(?P<city>{_PLACE})(?=[.,]|$)"
)


def _opening(text: str) -> Address | None:
    found = _AT_HEAD.match(text)
    return Address(found["street"], None, found["city"]) if found else None


_SMALL = frozenset(["van", "de", "den", "der", "het", "aan", "op", "in", "'t", "ten", "ter", "bij", "en", "te"])


def _written(address: Address) -> Address:
    """Typed without capitals, a street and a town get them."""
    return replace(address, street=_with_capitals(address.street), city=_with_capitals(address.city))


def _with_capitals(name: str | None) -> str | None:
    if not name or not re.split(r"\d", name)[0].islower():
        return name
    words = [one if place and one in _SMALL else one[:1].upper() + one[1:] for place, one in enumerate(name.split(" "))]
    return re.sub(r"(?<=-)[a-z](?=[a-z]{3})", lambda one: one[0].upper(), " ".join(words))


_NUMBER_ONLY = re.compile(
    r"(?i)\b(?:huisnummer|huisnr\.?|house number|"
    r"adres(?= (?:is|moet|wordt) (?:(?:nummer|nr\.?) )?\d{1,4} ?[a-z]?(?: zijn| worden)?\W*$))\W+"
    r"(?:is |moet |should be |wordt )?(?:(?:nummer|nr\.?) )?(?P<number>\d{1,4}(?: ?[a-z])?)\b"
)
#: Words around it that make it no house number of ours: "niet", "van kantoor", unless they deny the old one.
_NOT_OURS = re.compile(
    r"(?i)\b(?<!klopt )(?:niet|geen|nooit|not|never|werk|kantoor|office|vorige|oude|buren)\b"
    r"(?!\s+(?:huisnummer |nummer |nr\.? |number )?\d)"
)
_CLAUSE_END = re.compile(r"[,.;:!?](?=\s|$)|\b(?:maar|but)\b")


_CALLED = r"(?:(?:huis)?(?:nummer |nr\.? ?)|house number |postcode )?"


def _swaps(piece: str) -> tuple[re.Pattern[str], ...]:
    old, new = rf"{_CALLED}(?P<old>{piece})", rf"{_CALLED}(?P<new>{piece})"
    return (
        re.compile(rf"\b(?:niet|not|geen)\s+{old}\s*,?\s*(?:maar|but)\s+{new}\b"),
        re.compile(
            rf"\b{new}\s*,?\s*(?:zijn,?\s*)?(?:en )?(?:niet|not|ipv|i\.p\.v\.|in plaats van|instead of)\s+{old}\b"
        ),
        re.compile(rf"\b{old}\s+(?:moet|should be|wordt)\s+{new}\b"),
    )


_SWAPS = (*_swaps(r"[1-9]\d{3} ?[A-Za-z]{2}"), *_swaps(r"\d{1,4}[a-z]?|[A-Z]{2}"))


def _swap_in(text: str) -> re.Match[str] | None:
    found = next(filter(None, (pattern.search(text) for pattern in _SWAPS)), None)
    return found if found and found["old"].isalpha() == found["new"].isalpha() else None


def told_swap(text: str) -> tuple[str, str] | None:
    """What stood there and what should: "41, niet 14"; only figures, letters of a postcode, or a postcode."""
    found = _swap_in(text)
    return (found["old"], found["new"]) if found else None


def _as_it_should(text: str) -> str:
    """The text with only what should stand there: "niet 5025 JG maar 5052 JG" tells one postcode."""
    found = _swap_in(text)
    return f"{text[: found.start()]}{found['new']}{text[found.end() :]}" if found else text


def told_house_number(text: str) -> str | None:
    """A house number by itself, that corrects the one known: "ho, huisnummer 104"."""
    found = _NUMBER_ONLY.search(text)
    if found is None or _NOT_OURS.search(_clause(text, found)):
        return None
    return found["number"] if told_address(text) is None else None


def _clause(text: str, found: re.Match[str]) -> str:
    """The words around, between the signs before and behind."""
    begins = [one.end() for one in _CLAUSE_END.finditer(text, 0, found.start())]
    ends = _CLAUSE_END.search(text, found.end())
    return text[begins[-1] if begins else 0 : ends.start() if ends else len(text)]


_OPENS = re.compile(r"^\W*(?P<street>(?:'t |[A-Z])[\w .'\u2019-]{2,40}? \d{1,4} ?[a-zA-Z]?)(?=[,;]|\s|$)")


_FEW = 5
_STAD = re.compile(
    r"(?i)\b(?:de |het |the )?(?:woonplaats|stad|plaats|dorp|town|city)\b(?: is)?|\b(?:is dat|is het|ja+|jep|jup|duh|"
    rf"toch|hoor|klopt|yes|yep|of course|{OF_COURSE})\b"
)


#: "in Hengevelde": a place that is no body.
_VILLAGE = re.compile(rf"(?i:in|te) (?P<town>{_PLACE})")


def told_town(text: str, count: int) -> str | None:
    """The town that a turn of a few words names and no more: "almere ja", "stad is maastricht toch"."""
    plain = " ".join(_STAD.sub(" ", re.split(r"[.!?](?:\s|$)", text)[0]).split()) if count <= _FEW else ""
    village = _VILLAGE.fullmatch(plain)
    if village and not is_word(village["town"]) and not _is_larger(village["town"]):
        return village["town"]
    town = whole_body(plain) if plain else None
    if town is None or _is_larger(plain):
        return None
    named = [] if fold(town) in fold(plain) else gazetteer().named(plain, fold(plain))
    return plain[named[0].start : named[0].end] if named else town  # "Winschoten" is no longer a body, but a town


_LARGER = re.compile(r"(?i)\b(?:provincie|province|waterschap|hoogheemraadschap|wetterskip|water board)\b")


def _is_larger(name: str) -> bool:
    """True for a provincie or a waterschap, in which nobody's house is told."""
    return _LARGER.search(f"{name} {whole_body(name) or ''}") is not None


_LETTERS_ONLY = re.compile(r"[A-Z]{1,2}")


def _filled(text: str, found: Address) -> Address:
    """With the street, the postcode and the town that stand elsewhere in the turn."""
    opens = _OPENS.match(text) if found.postcode and not found.street else None
    if opens:
        street = re.split(r"(?<=[a-z]{3})[.!] ", opens["street"])[-1]
        found = replace(found, street=street if street.split()[-1] not in str(found.postcode) else None)
    if found.city and (
        _LETTERS_ONLY.fullmatch(found.city) or found.city.lower() in ("pc", "postcode")
    ):  # "210 WB" is an addition
        found = replace(found, city=None)
    if found.street and not found.postcode:
        code = _POSTCODE.search(text)
        found = replace(found, postcode=f"{code[1]} {code[2].upper()}" if code else None)
    letters = f"{str(found.postcode)[-2:]} "
    if found.postcode and found.street and found.street.startswith(letters):  # "3813 ED Arnhemseweg 77"
        found = replace(found, street=found.street.removeprefix(letters))
    if not found.city:
        found = replace(found, city=_town(text, found.street or " "))
    return found


#: "Ommen, Kerkstraat 12".
_HEAD = re.compile(rf"(?:^|[.:;!]\s+)(?P<city>{_PLACE}),\s+$")


def _town(text: str, street: str) -> str | None:
    place = text.find(street)
    code = _POSTCODE.search(text)
    tails = [text[code.end() :]] if code else []
    if place >= 0:
        tails.append(text[place + len(street) :])
    for tail in tails:
        behind = _BEHIND_HOUSE.match(tail)
        if behind and not _NOT_TOWN.match(behind["city"]) and not f"{street} ".startswith(f"{behind['city']} "):
            return behind["city"]
    head = _HEAD.search(text[: max(place, 0)])
    if head and whole_body(head["city"]) == head["city"]:
        return head["city"]
    return next((one["city"] for one in _IN_PLACE.finditer(text) if not _NOT_TOWN.match(one["city"])), None)


def _corrected(rest: str, found: Address) -> Address:
    """What stands behind words that take something back: another address, a postcode, or a house number."""
    other = address_of(rest)
    if other and other.street:
        return _filled(rest, other)
    code = _POSTCODE.search(rest)
    if code:
        return replace(found, postcode=f"{code[1]} {code[2].upper()}", city=found.city or _town(rest, " "))
    number = _HOUSE_NUMBER.match(rest)
    if number and found.street:
        return found.numbered(number["number"])
    return found
