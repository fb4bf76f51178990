"""What one turn of a chat tells: each field, read with the open question in mind.

The readers of whole messages come first; the question gives a bare word its meaning. When a turn takes something back
("06-… nee sorry, 06-…", "in Elburg, sorry nee Epe") what stands behind those words holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from casework.assessment import Fields
from casework.conversation import Answer, Beside, Need, Request, Tie
from casework.messages import Channel, Message, Part, PartKind
from casework.people import Function
from nlp.chat.address import told_address
from nlp.chat.beside import spoken_of
from nlp.chat.bodies import bare_body, caribbean_body, named_body, whole_body
from nlp.chat.concerned import concerned_names
from nlp.chat.dialect import days_in_dutch
from nlp.chat.house import (
    both_told,
    had_told,
    keurmerk_told,
    last_plain,
    moving_told,
    names_keurmerk,
    names_new_address,
)
from nlp.chat.last_names import last_name_beside
from nlp.chat.moments import refused_moments, told_moments
from nlp.chat.names import (
    bare_name,
    gives_own_name,
    introduced,
    is_likely,
    is_name_like,
    is_whole_name,
    lone_name,
    loose_name,
    name_before_number,
    named_in,
    names_another,
    titled_names,
    without_body,
)
from nlp.chat.numbers import last_digits, told_number
from nlp.chat.offers import adds, is_about_moments
from nlp.chat.picks import dropped, picked
from nlp.chat.requests import last_place, requests_in, short_answer, stands_in
from nlp.chat.shifts import shifted
from nlp.chat.small_names import small_name
from nlp.chat.spans import Thing, span_of
from nlp.chat.times import clock_of
from nlp.form.contact import address_of
from nlp.form.dates import AMSTERDAM, KRALENDIJK
from nlp.form.fields import fields_of
from nlp.form.functions import Stance, functions_in, mentions_of
from nlp.form.housing import moving_of
from nlp.form.organisations import gazetteer
from nlp.form.source import Source, source_of
from nlp.language import is_foreign
from nlp.text import fold, read_message, words

#: Requests that leave no room for an answer in the same turn.
_NO_ANSWER = frozenset(Request) - {Request.AGREES, Request.DISAGREES}
#: An answer to "which function" or "which body" is no longer than this, in words.
_FEW = 6
_FEWEST = 3
_ASKED_FOR = {
    Need.PHONE: "phone",
    Need.FUNCTION: "function",
    Need.ORGANISATION: "organisation",
    Need.PERSON: "person",
    Need.MOVING: "moving",
    Need.PKVW: "pkvw",
    Need.MOMENTS: "availability",
}
_LETTER = re.compile(r"[a-z]")
_NUMBER_ONLY = re.compile(
    r"^(?:mijn |m'n |het |my )?(?:nummer|number|tel\w*|mobiel|nr)?\W*(?:is )?\W*\+?[\d\s().-]{7,}\W*$"
)
_NEWEST = frozenset({"pkvw", "moving", "address"})
#: Functions that are told by where somebody sits; the most special words first.
_SEATS = (Function.GEDEPUTEERDE, Function.STATENLID, Function.RAADSLID, Function.WETHOUDER)
_WATER = ("Waterschap", "Hoogheemraadschap", "Wetterskip")


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn with everything that is looked at more than once.

    `plain` is what a whole-message reader makes of it, `offered` the moments (ISO) that were offered before it.
    """

    text: str
    folded: str
    count: int
    asked: Need | None
    at: datetime
    caribbean: bool
    source: Source
    plain: Fields
    answer: Answer | None
    requests: frozenset[Request]
    offered: tuple[str, ...] = ()

    @property
    def content(self) -> bool:
        """True when it may hold an answer in words: it is no yes or no, and asks for nothing."""
        return self.answer is None and not self.requests & _NO_ANSWER and self.count > 0

    @property
    def takes_back(self) -> bool:
        """True when it corrects something that was said."""
        return self.says("takes_back")

    def says(self, name: str) -> bool:
        """True when it holds the words of a file in `turns/`."""
        return stands_in(name, self.folded, self.count)


@dataclass(frozen=True, slots=True)
class Told:
    """The fields a turn tells, their names, and those that replace what was said before."""

    fields: Fields
    names: frozenset[str]
    firm: frozenset[str]
    named: Named


@dataclass(frozen=True, slots=True)
class Named:
    """The name a turn tells; where it names somebody beside, who that is, and the `own` name of who writes."""

    name: str | None
    own: str | None = None
    beside: Beside | None = None


def turn_of(text: str, asked: Need | None, at: datetime, *, caribbean: bool, offered: tuple[str, ...] = ()) -> Turn:
    """A turn, ready to be read. `text` is clean, with numbers as digits; `offered` as in `Turn`."""
    message = Message(Channel.CHAT, at, parts=(Part(PartKind.NEW, text.replace("I'm", "I am").replace("i'm", "i am")),))
    reading = read_message(message)
    folded = fold(text)
    count = len(words(folded))
    return Turn(
        text,
        folded,
        count,
        asked,
        at,
        caribbean,
        source_of(reading),
        fields_of(message, reading, caribbean=caribbean),
        short_answer(folded, count, okay=asked is Need.CONFIRM),
        requests_in(folded, count),
        offered,
    )


def is_plain(text: str) -> bool:
    """True for a turn that is nothing but a number, a body, a name with capitals, or a yes or no.

    It answers a question and tells nothing else: by itself it is no sign of anything.
    """
    folded = fold(text.strip())
    count = len(words(folded))
    if count == 0 or count > _FEW + _FEW:
        return False
    if not _LETTER.search(folded):
        return True
    if count > _FEW:
        return False
    text, folded = _without_lead(text.strip())
    short = stands_in("yes_or_no", folded, count) or stands_in("just_polite", folded, count)
    named = whole_body(text) is not None or is_whole_name(text)
    return short or named or bool(_NUMBER_ONLY.match(folded))


#: What stands before a name or a number that is given.
_GIVES = re.compile(
    r"(?i)^\W*(?:(?:het gaat om|it is about|mijn naam is|(?:haar|zijn) naam is|(?:zij|ze|hij) heet|my name is|"
    r"(?:her|his) name is|ik heet|ik ben|i am|met|u spreekt met)\s+(?:de heer |mevrouw |dhr\.? |mw\.? )?(?=[A-Z])|"
    r"(?:(?:ik ben|ze is|zij is|hij is|u kunt (?:me|mij|haar|hem)|je kunt (?:me|haar|hem)|terugbellen kan|bellen kan|"
    r"bel (?:me|mij|maar|haar|hem)|you can (?:reach|call) me|call me)\s*)(?:te )?(?:bereiken|bereikbaar|bellen)?\s*"
    r"(?:op|via|on|at)?\s+(?=[+0]))"
)


def _without_lead(text: str) -> tuple[str, str]:
    """A name or a number without the words that give it."""
    bare = _GIVES.sub("", text)
    return bare, fold(bare)


def told_by(turn: Turn) -> Told:
    """What the turn tells. Behind words that take something back the rest of the turn is read first."""
    found = _found(turn)
    place = last_place("marker", turn.folded)
    rest = turn.text[place:].strip(" ,.:;-")
    if place and rest and turn.text[:place].strip(" ,.") != "":
        corrected = _found(turn_of(rest, _of_marker(turn, found, rest), turn.at, caribbean=turn.caribbean))
        found |= {name: corrected[name] for name in _CORRECTED if corrected[name] is not None}
    contact = turn.says("contact") and not (found["person"] and found["phone"])
    if turn.asked is Need.EMPLOYER or contact:  # somebody else's name and function
        found |= dict.fromkeys(("function", "organisation", "person"))
    tail = last_digits(turn.text)
    if tail and found["phone"]:
        found["phone"] = f"{str(found['phone'])[: -len(tail)]}{tail}"
    names = frozenset(name for name, value in found.items() if value not in (None, ()))
    fields = replace(Fields(), **{name: found[name] for name in names})  # type: ignore[arg-type]
    return Told(fields, names, frozenset(name for name in names if _firm(turn, name)), _named(turn))


_CORRECTED = ("phone", "function", "organisation", "person")


def _of_marker(turn: Turn, found: dict[str, object], tail: str) -> Need | None:
    """What the words behind "sorry nee" are an answer to: the open question, or the body that was named before them."""
    if turn.asked is not None and turn.asked is not Need.CONFIRM:
        return turn.asked
    return Need.ORGANISATION if found["organisation"] and whole_body(tail) else turn.asked


def _found(turn: Turn) -> dict[str, object]:
    function = _function(turn)
    organisation = _organisation(turn)
    if function is Function.ANDERE and organisation and organisation.startswith(_WATER) and turn.says("water_board"):
        function = Function.WATERSCHAPSBESTUURDER
    address = told_address(turn.text)
    person = _person(turn)
    if person and address and address.street and person in address.street:
        person = None
    return {
        "function": function,
        "organisation": organisation,
        "person": person,
        "phone": told_number(turn.text, caribbean=turn.caribbean, asked=turn.asked is Need.PHONE),
        "address": address,
        "moving": _moving(turn),
        "pkvw": _pkvw(turn),
        "domains": turn.plain.domains,
        "themes": turn.plain.themes,
        "availability": _moments(turn),
    }


def _firm(turn: Turn, name: str) -> bool:
    """The newest word counts: it was asked for, taken back, or is such that only the newest can hold."""
    if turn.asked is not None and _ASKED_FOR.get(turn.asked) == name:
        return True
    if name in ("function", "person") and turn.answer is not Answer.NO and _WITH_OTHERS.search(turn.folded):
        return False
    if name == "address" and _AT_WORK.search(turn.folded):
        return False
    if name == "availability":
        return not adds(turn.folded)
    if name in _NEWEST or (name == "phone" and _is_newest_number(turn)):
        return True
    if name == "function" and (_own_function(turn) or _stated(turn) or titled_names(turn.text) or _short_title(turn)):
        return True
    if name == "person" and (concerned(turn) or introduced(turn.text) or is_whole_name(turn.text)):
        return True
    short = turn.count <= _FEW and not turn.folded.rstrip().endswith("?")
    corrects = turn.answer is Answer.NO or Request.DISAGREES in turn.requests or short
    corrects = corrects and not (name == "person" and turn.answer is not Answer.NO)
    return turn.takes_back or (turn.asked is Need.CONFIRM and corrects)


#: A bestuurder who is spoken of in passing, beside the one it is about.
_TITLED = r"(?:burgemeester|wethouder|gedeputeerde|griffier|gemeentesecretaris|dijkgraaf|mayor|alderman|councillor)"
_SPOKE = r"(?:besproken|gesproken|overlegd?|afgestemd|discussed|spoke|spoken)"
_WITH_OTHERS = re.compile(
    rf"\b(?:met|with) (?:\w+ ){{0,2}}{_TITLED}\b[^.;!?]*\b{_SPOKE}\b|"
    rf"\b{_SPOKE} (?:\w+ ){{0,2}}(?:met|with) (?:\w+ ){{0,2}}{_TITLED}\b|"
    rf"\b(?:de|onze|the|our) {_TITLED} (?:weet|wist|vindt|zei|zegt|is op de hoogte|is ingelicht|knows|said|says)\b"
)
#: An address that is not that of the home.
_AT_WORK = re.compile(r"\b(?:mijn|ons|het|my|our|the) (?:kantoor|werk(?:adres)?|stadhuis|gemeentehuis|office)\b")

_MORE = 12


def _is_newest_number(turn: Turn) -> bool:
    """A number that takes the place of the one told before: not one "anders", "of", "ook"."""
    return turn.says("own_number") or (turn.count <= _MORE and not turn.says("other_number"))


def _own_function(turn: Turn) -> bool:
    """One's own ("ik ben wethouder"), and not that of somebody, or of several, who are spoken of."""
    own = turn.source.folded
    mentions = mentions_of(turn.source, (), "")
    return any(one.stance is Stance.SELF and not own[one.start : one.end].endswith(_PLURAL) for one in mentions)


#: "wethouders", "raadsleden": nobody's own.
_PLURAL = ("s", "leden", "raden", "graven", "men")


def _function(turn: Turn) -> Function | None:
    now = _now(turn) or _of_helper(turn)
    if now:
        return now
    several = _several(turn)
    if several and turn.plain.function in (None, Function.GRIFFIER, Function.GEMEENTESECRETARIS):
        return several
    if turn.plain.function and not _only_asks(turn) and not (turn.plain.function is Function.ANDERE and _office(turn)):
        return turn.plain.function
    if turn.says("water_official"):
        return Function.WATERSCHAPSBESTUURDER
    named = functions_in(turn.folded)
    titled = next((one for one in named if one is not Function.ANDERE), None)
    if titled and (turn.asked is Need.FUNCTION or turn.count <= _FEW):
        return titled
    office = _office(turn)
    if office or turn.asked is not Need.FUNCTION:
        return office
    if named:
        return named[0]
    seat = next((function for function in _SEATS if turn.says(f"seat_{function.value}")), None)
    if seat or turn.says("water_board"):
        return seat or Function.WATERSCHAPSBESTUURDER
    other = turn.content and not turn.requests and turn.count <= _FEW and not _is_something_else(turn)
    return Function.ANDERE if other else None


def _only_asks(turn: Turn) -> bool:
    """A question that names no office: "gaat de raad dat zien?"."""
    return turn.folded.rstrip().endswith("?") and not mentions_of(turn.source, (), "")


#: Functions that are told by what somebody does or wears; the most special words first.
_OFFICES = (
    Function.WATERSCHAPSBESTUURDER,
    Function.GEDEPUTEERDE,
    Function.STATENLID,
    Function.BURGEMEESTER,
    Function.RAADSLID,
    Function.WETHOUDER,
)
_FORMER = re.compile(
    r"\b(?:oud|ex|voormalig\w*|former|gewezen)[- ]?(?:loco-?)?(?:burgemeester|wethouder|raadslid|gedeputeerde|"
    r"statenlid|heemraad|dijkgraaf|griffier|mayor|alderman|council)\w*"
)


def _now(turn: Turn) -> Function | None:
    """What goes before any title in the turn: a seat on a water board, and what somebody is after a former office."""
    if turn.says("office_waterschapsbestuurder") and (_COLLEGE.search(turn.folded) or _FORMER.search(turn.folded)):
        return Function.WATERSCHAPSBESTUURDER
    if not _FORMER.search(turn.folded):
        return None
    rest = _FORMER.sub(" ", turn.folded)
    return next(iter(functions_in(rest)), None)


_COLLEGE = re.compile(r"\bcollege van (?:dijkgraaf|d ?& ?h)|\bdijkgraaf en (?:hoog)?heemraden")
_SPEAKS = re.compile(r"\b(?:ik|mijn|m'n|i|my|wij|we|our|onze|hij|zij|ze|he|she|haar|zijn|his|her|die|ben|am)\b")


def _of_helper(turn: Turn) -> Function | None:
    """The function of a griffier or gemeentesecretaris who asks for themselves."""
    helpers = (one.function for one in mentions_of(turn.source, (), "") if one.helper and one.stance is Stance.SELF)
    return next(helpers, None) if turn.says("for_self") else None


def _office(turn: Turn) -> Function | None:
    """The function that is told in a roundabout way, of the writer or of who it is about."""
    told = turn.asked is Need.FUNCTION or turn.count <= 2 * _FEW or _SPEAKS.search(turn.folded)
    if not told or turn.folded.rstrip().endswith("?"):
        return None
    return next((one for one in _OFFICES if turn.says(f"office_{one.value}")), None)


#: "voor drie raadsleden", "onze wethouders": those somebody writes for.
_FOR_SEVERAL = re.compile(
    r"\b(?:meld\w*\s+een|voor\s+een|(?:een|one) (?:van|of)|alle|voor|onze|beide|for|all|our|both)\s+"
    r"(?:(?:onze|de|our|the|alle|all|nieuwe|\d+|twee|drie|vier|vijf|zes|two|three|four|five|six|van|of)\s+){0,3}$"
)


#: "een van onze raadsleden".
_ONE_OF = re.compile(r"\b(?:een|één|one) (?:van|of) (?:onze|ons|de|our|the|mijn|my) (?:nieuwe |new )?$")


def _several(turn: Turn) -> Function | None:
    """The function of several people for whom somebody asks at once."""
    own = turn.source.folded
    found = (
        one.function
        for one in mentions_of(turn.source, (), "")
        if not one.helper
        and (
            _ONE_OF.search(own[: one.start]) or (one.stance is Stance.GENERIC and _FOR_SEVERAL.search(own[: one.start]))
        )
    )
    return next(found, None)


def _short_title(turn: Turn) -> bool:
    """A turn of a few words that names a function by its title or its province: "alderman, yes, wethouder", "GS ja"."""
    named = functions_in(turn.folded) or _office(turn) in (Function.GEDEPUTEERDE, Function.STATENLID)
    return turn.count <= _FEW and bool(named) and not turn.folded.rstrip().endswith("?")


#: "de loco heet Sam Picavet, is wethouder".
_STATED = re.compile(r"\bis (?:een |ook |zelf |nu |a |an )?$")


def _stated(turn: Turn) -> bool:
    """A function told of somebody in so many words."""
    own = turn.source.folded
    return turn.count <= 2 * _FEW and any(_STATED.search(own[: one.start]) for one in mentions_of(turn.source, (), ""))


def _is_something_else(turn: Turn) -> bool:
    """A name, a body or a number, given before it was asked for."""
    text = turn.text
    elsewhere = told_number(text, caribbean=turn.caribbean, asked=False) or whole_body(text)
    return bool(elsewhere or introduced(text) or loose_name(text))


#: "niet Gouda maar Waddinxveen".
_NOT_BUT = re.compile(r"(?i)\b(?:niet|geen|not)\s+(?P<old>[\w' -]{3,30}?)\s*,?\s*(?:maar|but)\s+(?P<new>[^,.;!?]+)")


def _instead(turn: Turn) -> str | None:
    found = _NOT_BUT.search(turn.text)
    return named_body(found["new"], ()) if found and whole_body(found["old"]) else None


def _organisation(turn: Turn) -> str | None:
    """The body that is told; a town of which somebody says that it is the provincie is that one."""
    found = _told_body(turn)
    provincial = found and _PROVINCE.search(turn.folded) and not found.startswith("Provincie")
    same = whole_body(f"provincie {found}") if provincial else None
    return same if same and same == f"Provincie {found}" else found


_PROVINCE = re.compile(r"\b(?:de provincie|the province|provinciaal|provinciehuis)\b")


def _is_new_home(turn: Turn, body: str) -> bool:
    """A town to which somebody moves is not the body they are of."""
    return (
        re.search(rf"\b(?:verhui\w+|moving|move)\b[^.;]{{0,20}}\b(?:naar|to) {re.escape(fold(body))}", turn.folded)
        is not None
    )


def _told_body(turn: Turn) -> str | None:
    instead = _instead(turn)
    read = turn.plain.organisation
    if instead or (read and not _is_new_home(turn, read)):
        return instead or read
    long = next(
        (one for one in gazetteer().named(turn.text, turn.folded) if " " in turn.folded[one.start : one.end]), None
    )
    if long and not _is_new_home(turn, long.body.name):
        return long.body.name
    functions = functions_in(turn.folded)
    office = None if functions else _office(turn)
    if office:
        return named_body(turn.text, (office,))
    if turn.asked is Need.ORGANISATION and turn.count:
        name = named_body(turn.text, functions)
        strange = turn.content and not functions and not _is_other_fact(turn)
        return name or (bare_body(turn.text) if strange else None)
    if turn.caribbean and (island := caribbean_body(turn.text)):
        return island
    if functions and turn.count <= 2 * _FEW:
        return named_body(turn.text, functions)
    if _TO.match(turn.folded):
        return None
    free = turn.asked in _OUT_OF_ORDER or turn.asked is None or turn.takes_back
    if turn.count <= _FEW and free and (whole := whole_body(turn.text)):
        return whole
    return _piece(turn) if free and turn.count <= 2 * _FEW else None


def _piece(turn: Turn) -> str | None:
    """A body that is a piece of the turn by itself: "Rozendaal, kleiner bestaat niet"."""
    if address_of(turn.text) or turn.says("stays") or _moving(turn) is not None:
        return None
    pieces = (one.strip() for one in re.split(r"[,.;:!?()/]+(?:\s|$)|\s+(?:in|bij)\s+", turn.text))
    return next(filter(None, (whole_body(one) for one in pieces if one[:1].isupper())), None)


#: Where somebody moves to.
_TO = re.compile(r"\W*(?:naar|to)\b")
#: Questions at which somebody may name the body before it was asked for.
_OUT_OF_ORDER = frozenset(Need) - {Need.PERSON, Need.EMPLOYER, Need.MOMENTS}


def _is_other_fact(turn: Turn) -> bool:
    number = told_number(turn.text, caribbean=turn.caribbean, asked=False)
    return bool(number or introduced(turn.text) or loose_name(turn.text))


def concerned(turn: Turn) -> str | None:
    """The name of the bestuurder, where words before it say that it is theirs."""
    bodies = gazetteer().named(turn.text, turn.folded)
    found = (
        without_body(name)
        for place, name in concerned_names(turn.text)
        if not any(place <= body.start < place + len(name.split(",")[0]) and body.sure for body in bodies)
    )
    fit = [one for one in found if not whole_body(one) and is_likely(one)]
    return next((one for one in fit if " " in one), fit[0] if fit and turn.count > _FEWEST else None)


def _person(turn: Turn) -> str | None:
    told = _named(turn).name
    return told if told is None or is_name_like(told, turn.text) else None


def _named(turn: Turn) -> Named:
    spoken = spoken_of(turn.text)
    if spoken is None:
        return Named(_told_person(turn))
    beside = spoken.beside
    own = _told_person(turn_of(spoken.rest, turn.asked, turn.at, caribbean=turn.caribbean))
    if beside.tie is Tie.OFFICE:
        return Named(own if own and _has_office(turn) else _told_person(turn), own, beside)
    return Named(own or (beside.name if beside.tie is Tie.KIN else None), own, beside)


def _has_office(turn: Turn) -> bool:
    """True when the writer says to be a bestuurder."""
    return any(one.stance is Stance.SELF and not one.helper for one in mentions_of(turn.source, (), ""))


def _told_person(turn: Turn) -> str | None:
    if is_foreign(turn.text):
        return None
    about = concerned(turn)
    if about and (" " in about or not introduced(turn.text)):
        return about
    told = introduced(turn.text)
    if told:
        return _another(turn, told) or told
    typed = small_name(turn.text, asked=turn.asked is Need.PERSON)
    if turn.asked is Need.PERSON and turn.content and not turn.requests:
        whole = typed if turn.text.islower() else loose_name(turn.text) or named_in(turn.text)
        return whole or bare_name(turn.text) or typed
    read = turn.plain.person if turn.plain.person and is_likely(turn.plain.person) else None
    if turn.asked in (Need.QUESTION, Need.EMPLOYER) and turn.count > _FEWEST:
        return read
    short = turn.count <= 2 * _FEW
    name = loose_name(turn.text)
    free = turn.asked in _NAME_AT and turn.content
    small = turn.asked is not Need.TOPIC and turn.text.islower()
    lone = lone_name(turn.text, small=small) if free and not _office(turn) else None
    lone = lone or name_before_number(turn.text)
    whole = name or read or (named_in(turn.text) if short else None)
    return whole or lone or typed or last_name_beside(turn.text)


def _another(turn: Turn, own: str) -> str | None:
    """The bestuurder's name beside that of who writes: "met Petra Vink, secretaresse. Wethouder Anna Bos wil ..."."""
    helps = turn.says("writes_employer") or turn.says("writes_family")
    if not helps or not gives_own_name(turn.text) or names_another(turn.text):
        return None
    return next((one for one in titled_names(turn.text) if one != own), None)


#: Questions at which nothing but one unknown word with a capital is a name.
_NAME_AT = (Need.TOPIC, Need.PHONE, Need.ORGANISATION, Need.FUNCTION, Need.PERSON, Need.CONFIRM)


def _moving(turn: Turn) -> bool | None:
    pair = _both(turn)
    if pair:
        return pair[0]
    told = moving_told(turn.folded)
    if told is not None:
        return told
    if span_of(turn.folded, Thing.MOVE) == "":  # it only asks about it
        return None
    if turn.says("stays"):
        return False
    if moving_of(turn.source) is not None and not names_new_address(turn.folded):
        return True
    if turn.asked is not Need.MOVING:
        return None
    if turn.answer in (Answer.YES, Answer.NO):
        return turn.answer is Answer.YES
    return True if turn.says("soon") else last_plain(turn.folded)


def _pkvw(turn: Turn) -> bool | None:
    asked = turn.asked is Need.PKVW
    pair = _both(turn)
    if pair:
        return pair[1]
    if names_keurmerk(turn.folded):
        return keurmerk_told(turn.folded, asked=asked)
    if turn.answer is Answer.UNKNOWN or turn.says("unknown"):
        return None
    if turn.plain.pkvw is not None:
        return turn.plain.pkvw
    if asked:
        if turn.says("lacks") and turn.answer is not Answer.YES:
            return False
        if turn.answer in (Answer.YES, Answer.NO):
            return turn.answer is Answer.YES
        return True if turn.says("has_keurmerk") else keurmerk_told(turn.folded, asked=True)
    free = turn.asked in (None, Need.CONFIRM, Need.EMPLOYER)
    if free and turn.says("no_keurmerk"):
        return False
    return had_told(turn.folded) if turn.asked in (None, Need.CONFIRM) else None


def _both(turn: Turn) -> tuple[bool | None, bool | None] | None:
    """The answers of a turn that answers the two questions about the house at once: "nee/ja"."""
    return both_told(turn.folded) if turn.asked not in _ONE_ANSWER else None


#: Questions to which two answers are no answer to those about the house.
_ONE_ANSWER = (Need.TOPIC, Need.SAFE, Need.THREATENED, Need.QUESTION)


def _moments(turn: Turn) -> tuple[str, ...]:
    text = _without_numbers(turn)
    told = told_moments(text, *_clock_of(turn), turn.offered) if _reads_moments(turn, text) else ()
    moved = shifted(turn.folded, turn.offered) if turn.asked in _LATE | {Need.MOMENTS} else ()
    if moved:
        return moved
    kept = _picked(turn)
    return tuple(sorted({kept, *told})) if kept else told


def _picked(turn: Turn) -> str | None:
    """The one moment that is left of those offered before."""
    return picked(days_in_dutch(turn.folded), turn.offered) if turn.asked in _LATE | {Need.MOMENTS} else None


def refused_by(turn: Turn) -> tuple[str, ...]:
    """The days (ISO) that a turn says no to."""
    if turn.says("contact"):  # days of a secretary
        return ()
    kept, gone = _picked(turn), dropped(days_in_dutch(turn.folded), turn.offered)
    if shifted(turn.folded, turn.offered):
        return tuple(sorted({one[: len("2026-03-06")] for one in turn.offered}))
    if gone and not kept:
        return (gone[: len("2026-03-06")],)
    if kept:
        return tuple(sorted({one[: len("2026-03-06")] for one in turn.offered if one != kept}))
    text = _without_numbers(turn)
    return refused_moments(text, *_clock_of(turn), turn.offered) if turn.offered or _NOT_THEN.search(text) else ()


_NOT_THEN = re.compile(
    r"\b(?:niet|not|vervalt|toch|valt|vol|bezet|verhinderd|zitten|can't|won't|doesn't|geen|no|skip|scratch|forget|schrap|wacht|wait|alleen|only|bad|lukt)\b"
)


def _clock_of(turn: Turn) -> tuple[datetime, ZoneInfo]:
    zone = KRALENDIJK if turn.caribbean else AMSTERDAM
    return turn.at.astimezone(zone), zone


def _reads_moments(turn: Turn, text: str) -> bool:
    if turn.asked is Need.MOMENTS or turn.plain.availability:
        return True
    moves = _moving(turn) is not None and not (turn.takes_back or clock_of(text, turn.count) == "same")
    return not moves and (is_about_moments(text) or _may_offer(turn, text))


_LATE = frozenset({Need.CONFIRM, Need.MOVING, Need.PKVW, Need.EMPLOYER, None})
_MOST_OFFERED, _MOST_CHANGED = 30, 45


def _may_offer(turn: Turn, text: str) -> bool:
    """A short turn with a day at the end of the conversation, that tells nothing else."""
    other = turn.plain.organisation or address_of(turn.text) or text != turn.folded or turn.says("contact")
    most = _MOST_CHANGED if turn.offered else _MOST_OFFERED
    return turn.asked in _LATE and turn.count <= most and not other and not names_keurmerk(text)


_LONG_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,3}\d){7,}")
_HOUSE = re.compile(
    r"(?<![a-z'-])[a-z'-]{3,}(?:straat|laan|weg|plein|dijk|kade|gracht|singel|hof|dreef|pad|steeg|markt|park) \d+\S*|"
    r"\b\d{4} ?[a-z]{2}\b(?! \d)"
)


def _without_numbers(turn: Turn) -> str:
    """The folded turn without telephone numbers and addresses: "06-10" is no sixth of October."""
    text = turn.folded
    for pattern in (_LONG_NUMBER, _HOUSE):
        text = pattern.sub(lambda one: one[0] if _is_date(one[0]) else " " * len(one[0]), text)
    return text


def _is_date(text: str) -> bool:
    return (
        re.search(r"\d{1,2}[-/]\d{1,2}[-/](?:20)?\d\d\b|\d[.:]\d\d\b|\b20\d\d\b", text) is not None
        and "06" not in text[:3]
    )
