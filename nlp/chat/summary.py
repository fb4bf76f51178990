"""What a turn says of the summary it was shown: whether its yes is one, and which line of it is wrong."""

from __future__ import annotations

import re
from dataclasses import replace

from casework.conversation import LINES, Answer, Need
from nlp.chat.requests import short_answer, stands_in
from nlp.chat.told import Told, told_by
from nlp.chat.turn import Turn, turn_of
from nlp.text import words

#: The words for a line of the summary, by the field that stands in it.
_LINES = {
    "address": r"(?:woon)?adres\w*|postcode|huisnummer|straat(?:naam)?|woonplaats|(?:home )?address|street|post ?code",
    "person": r"(?:achter|voor|familie|roep)?naam|initialen|voorletters?|(?:(?:first|last|sur|family) ?)?name|surname",
    "organisation": r"gemeente|organisatie|provincie|waterschap|werkgever|municipality|employer|organi[sz]ation|"
    r"province",
    "function": r"functie|ambt|position|function|role",
    "phone": r"(?:telefoon|mobiele? ?)?nummer|telefoon(?:nr)?|tel(?:nr)?|06(?:-?nummer)?|mobiel(?:tje)?|"
    r"(?:(?:tele)?phone|mobile)?(?: ?number)|(?:tele)?phone",
}
_LINE = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _LINES.items())
_ONE = r"(?:(?:de|het|mijn|m'n|mn|me|uw|onze|my|the|our|your) )?"
_BAD = (
    r"(?:fout\w*|verkeerd\w*|onjuist|anders|veranderd|gewijzigd|incorrect|wrong|changed|different|misspel\w*|"
    r"(?:niet|not|n't)(?: (?:goed|juist|correct|right|helemaal|meer|ok\w*|in orde|quite|up to date|anymore))*"
    r"(?=\W*$|[,.;:!]| (?:maar|but|dat|het|die|dit|en|and|that|it)\b))"
)
_LINE_IS = rf"(?:{_LINE})\b(?: (?:die|dat|er|nog|ook|wel|dus|is|klopt|klopte|staat|are|was|has|looks|seems|does|do|is"
_WRONG_LINE = re.compile(
    rf"(?<!geef )(?<!deel )(?<!noem ){_ONE}{_LINE_IS}|echt|helemaal|inmiddels|been|gespeld|spelled|geschreven))*"
    rf"(?: ?is)? ?{_BAD}"
)
_BUT_FOR = (
    r"(?:behalve|uitgezonderd|met uitzondering van|afgezien van|except(?: for)?|apart from|aside from|other than|"
    r"alleen|enkel|slechts|only|just)"
)
_EXCEPTED = re.compile(
    rf"\b(?:{_BUT_FOR}|op|foute?|verkeerde?|ander|nieuw|wrong|new|niet|not) {_ONE}(?:{_LINE})\b|"
    rf"\b{_BUT_FOR}\W+(?:klopt|is|staat)\W+{_ONE}(?:{_LINE.replace('?P<', '?P<of_')})\b"
)
#: "dan klopt de gemeente natuurlijk niet"
_DOES_NOT_FIT = re.compile(rf"\bklopte? (?:dan |dus )?{_ONE}(?:{_LINE})\b(?: (?!maar\b|en\b)\w+){{0,2}} niet\b")
_BARE_LINE = re.compile(
    rf"^\W*(?:(?:nee+|ja|ok\w*|alleen|enkel|vooral|eigenlijk|only|just|no|sorry)\W+)*"
    rf"{_ONE}(?:{_LINE})(?: (?:graag|aub|dus|please|nog|ook|hoor))*\W*$"
)
#: What holds in its place: "dat is Utrecht", "het moet De Bilt zijn".
_RATHER = re.compile(
    r"(?i)\b(?:dat|het|die|dit|it|that|this)(?:'s| (?:is|wordt|moet|should be|must be))(?: zijn)?\s+"
    r"(?!niet|not|fout|verkeerd|anders|wrong|goed|right)(?P<value>[^.;!?]{1,60}?)(?:\s+zijn)?\W*$"
)

#: Whatever else may be wrong in it: "behalve mijn lot in akte drie" is no reserve.
_OTHER_LINES = (
    r"(?:spelling|datum|dag|dagen|tijd|momenten?|keurmerk|pkvw|verhui\w+|vraag|onderwerp|deel|stuk\w*|eerste|tweede|derde|"
    r"laatste|punt|regel|woord|letter|cijfer\w*|date|day|time|moments?|mark|move|question|first|second|third|last|part|"
    r"line|word|digits?)"
)

#: Words with which nothing is a whole yes.
_RESERVE = re.compile(
    r"\b(?:bijna|almost|nearly|grotendeels|deels|gedeeltelijk|mostly|partly|op [^.,;!?]{2,30} na|"
    r"(?:behalve|uitgezonderd|met uitzondering van|afgezien van|except(?: for)?|apart from|aside from|other than)"
    rf"(?! (?:de|het|mijn|onze|the|my|our) (?!{'|'.join(_LINES.values())}|{_OTHER_LINES})))\b"
)
#: ... and with which none is before something that is wrong: a line, or a word for wrong.
_ALONE = re.compile(r"\b(?:alleen|enkel|maar|only|but|although|hoewel|wel)\b(?P<rest>.*)", re.DOTALL)
_FAULT = re.compile(
    rf"\b(?:{'|'.join(_LINES.values())})\b|\b(?:fout\w*|verkeerd\w*|onjuist|klopt niet|"
    r"niet (?:goed|juist|correct|helemaal)|wrong|incorrect|not (?:right|correct|quite)|(?:is|heet) (?:het|ik)|"
    r"it's|it is|should be|moet zijn)\b"
)
_MUST = re.compile(r"\b(?:dringend|haast|spoed|urgent)\b")
_PIECES = re.compile(r"(?<=[.!?,;])\s+|\n+")
_LEADING_YES = re.compile(
    r"^\W*(?:ja+|yes|yep|klopt|correct|prima|akkoord|ok\w*|top|zeker|inderdaad|goed)"
    r"(?:\W+(?:hoor|zeker|dat klopt|klopt|prima|goed|top|helemaal))*\s*(?:[,.!;:]|\b(?:maar|en|but|and)\b)"
)
_ASKS = re.compile(
    r"\?\W*$|^\W*(?:(?:en|maar|of|and|but|so) )?(?:krijg|kan|kunnen|mag|moet|hoef|heb|hebben|worden?|wat|wie|waar|"
    r"wanneer|hoe|welke?|do|does|did|can|could|will|should|what|who|when|where|how|are|"
    r"(?:is|zijn) (?:het|dit|dat|mijn|alles|deze|this|it|that|my|everything) \w+|klopt (?:dat|het|dit|alles) wel) ?"
)


def has_reserve(folded: str) -> bool:
    """True when a yes in a folded turn is no whole one: something is excepted, or it only asks."""
    if _RESERVE.search(folded):
        return True
    alone = _ALONE.search(folded)
    if alone and _FAULT.search(alone["rest"]) and not _MUST.search(alone["rest"]):
        return True
    return not _LEADING_YES.match(folded) and not any(map(_agrees, _PIECES.split(folded.strip())))


def _agrees(piece: str) -> bool:
    """True for a sentence that agrees and does not ask."""
    count = len(words(piece))
    yes = short_answer(piece, count, okay=True) is Answer.YES or stands_in("agrees", piece, count)
    return yes and not _ASKS.search(piece)


def wrong_line(folded: str) -> str | None:
    """The field of which a folded turn says that its line in the summary is wrong: "alles klopt behalve het nummer"."""
    for pattern in (_BARE_LINE, _EXCEPTED, _WRONG_LINE, _DOES_NOT_FIT):
        found = pattern.search(folded)
        if found:
            return _named(found).removeprefix("of_")
    return None


def with_line(told: Told, turn: Turn, line: str | None) -> Told:
    """What a turn tells, with what it puts in the place of a line: "alleen de gemeente niet, dat is Utrecht"."""
    name = line or _spoken_of(turn.folded)
    if name not in LINES:
        return told
    rather = _RATHER.search(turn.text)
    if rather is None:
        return replace(told, firm=told.firm | {name}) if line in told.names else told
    new = told_by(turn_of(rather["value"], LINES[name], turn.at, caribbean=turn.caribbean))
    if name not in new.names:
        return told
    fields = replace(told.fields, **{name: getattr(new.fields, name)})
    return replace(told, fields=fields, names=told.names | {name}, firm=told.firm | {name})


def question_of(folded: str) -> Need | None:
    """The question that asks for the line that is named in a turn."""
    return LINES.get(_spoken_of(folded) or "")


def _spoken_of(folded: str) -> str | None:
    """The line that is named in a turn, right or wrong."""
    found = re.search(_LINE, folded)
    return _named(found) if found else None


def _named(found: re.Match[str]) -> str:
    return next(name for name, value in found.groupdict().items() if value)
