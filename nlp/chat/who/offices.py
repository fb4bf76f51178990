"""Which function one turn of a chat tells: by its title, by where somebody sits, or in a roundabout way."""

from __future__ import annotations

import re

from casework.conversation import Need
from casework.people import Function
from nlp.chat.phone.numbers import told_number
from nlp.chat.turn import FEW, Turn
from nlp.chat.who.bodies import whole_body
from nlp.chat.who.names import introduced, loose_name
from nlp.form.functions import Stance, functions_in, mentions_of, titles_in

#: Functions that are told by where somebody sits; the most special words first.
_SEATS = (Function.GEDEPUTEERDE, Function.STATENLID, Function.RAADSLID, Function.WETHOUDER)


def own_function(turn: Turn) -> bool:
    """One's own ("ik ben wethouder"), and not that of somebody, or of several, who are spoken of."""
    own = turn.source.folded
    mentions = mentions_of(turn.source, (), "")
    return any(one.stance is Stance.SELF and not own[one.start : one.end].endswith(_PLURAL) for one in mentions)


#: "wethouders", "raadsleden": nobody's own.
_PLURAL = ("s", "leden", "raden", "graven", "men")


def function_of(turn: Turn) -> Function | None:
    """The function that a turn tells; a griffier who asks for themselves has their own, one that is denied is none."""
    if denied_function(turn.folded):
        return next(iter(functions_in(without_denied(turn.folded))), None)
    return None if asks_of_function(turn.folded) else _function_told(turn)


def _function_told(turn: Turn) -> Function | None:
    now = _now(turn) or _of_helper(turn)
    if now:
        return now
    several = _several(turn)
    if several and turn.plain.function in (None, Function.GRIFFIER, Function.GEMEENTESECRETARIS):
        return several
    if _is_meeting(turn):
        return None
    if (
        turn.plain.function
        and not _only_asks(turn)
        and not (turn.plain.function is Function.ANDERE and office_of(turn))
    ):
        return turn.plain.function
    if turn.says("water_official"):
        return Function.WATERSCHAPSBESTUURDER
    named = functions_in(turn.folded)
    titled = next((one for one in named if one is not Function.ANDERE), None)
    if titled and (turn.asked is Need.FUNCTION or turn.count <= FEW):
        return titled
    office = office_of(turn)
    if office or turn.asked is not Need.FUNCTION:
        return office
    if named:
        return named[0]
    seat = next((function for function in _SEATS if turn.says(f"seat_{function.value}")), None)
    if seat or turn.says("water_board"):
        return seat or Function.WATERSCHAPSBESTUURDER
    told = turn.says("no_name") or turn.says("no_threat")
    other = turn.content and not told and not turn.requests and turn.count <= FEW and not _is_something_else(turn)
    return Function.ANDERE if other else None


#: "ik ben geen burgemeester", "ik ben niet de wethouder": of who writes.
_DENIES = re.compile(
    r"\b(?:(?:ik|i) (?:ben|bin|am|was)|ben ik|i'm|ben)(?: (?:zelf|nog|dus|helemaal|ook|echt))* "
    r"(?:geen|gjin|niet de|niet een|not an?|not the|no)(?: (?:\w+e|echte?|real))? $"
)


def denied_function(folded: str) -> Function | None:
    """The function of which who writes says not to have it."""
    return next((_function(one) for one in titles_in(folded) if _is_denied(folded, one)), None)


#: "geen raadslid meer": that is what somebody was.
_NO_MORE = re.compile(r" (?:meer|any ?more)\b")


def _is_denied(folded: str, title: re.Match[str]) -> bool:
    return _DENIES.search(folded[: title.start()]) is not None and _NO_MORE.match(folded, title.end()) is None


def _function(title: re.Match[str]) -> Function:
    return Function[title.lastgroup or Function.ANDERE.name]


def without_denied(folded: str) -> str:
    """The text without the functions that are denied."""
    for one in reversed([*titles_in(folded)]):
        if _is_denied(folded, one):
            folded = f"{folded[: one.start()]} {folded[one.end() :]}"
    return folded


#: "wat vind je van mijn burgemeester?"
_OPINION = re.compile(
    r"^\W*(?:(?:en|and|maar|hoi|hallo|hey|hi)\W+)?(?:wat (?:vind|vindt|denk|denkt|vinden|weet) (?:je|u|jij|jullie)|"
    r"ken(?:t|nen)? (?:je|u|jij|jullie)|wie is|what do you (?:think|know)|do you know|who is)\b(?!.*\bik ben\b)"
)


def asks_of_function(folded: str) -> bool:
    """True for a question about somebody with a function that tells of nobody it is for."""
    return _OPINION.match(folded) is not None and bool(functions_in(folded))


#: "woensdag is raad", "Thursday I have council": a day that is taken.
_MEETING = re.compile(
    r"\b(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag\w*|(?:mon|tues|wednes|thurs|fri)day\w*|ma|di|wo|do|vr|avond|"
    r"dan|die dag|then|that day)\b"
    r"(?:(?!\b(?:zit|lid|ben|am|sit|member|sinds|since|wethouder|raadslid)\b)[^.;!?]){0,25}"
    r"\b(?:raad\w*|council|college|staten|commissie\w*|ab|db|gs|ps)\b(?! ?(?:lid|member))"
)


_SITS = re.compile(r"\b(?:zit|lid|ben|am|sit|member|sinds|since)\b")


def _is_meeting(turn: Turn) -> bool:
    """True where all that tells of an office is a meeting on a day that is named."""
    free = turn.asked is not Need.FUNCTION and not functions_in(turn.folded)
    found = _MEETING.search(turn.folded) if free else None
    return found is not None and _SITS.search(turn.folded[: found.start()]) is None


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
_TITLE = r"(?:burgemeester|wethouder|raadslid|gedeputeerde|statenlid|heemraad|dijkgraaf|mayor|alderman|councillor)"
_FORMER = re.compile(
    r"\b(?:oud|ex|voormalig\w*|former|gewezen)[- ]?(?:loco-?)?(?:burgemeester|wethouder|raadslid|gedeputeerde|"
    r"statenlid|heemraad|dijkgraaf|griffier|mayor|alderman|council)\w*|"
    rf"\b(?:vroeger|vruuger|eerder|voorheen|previously|formerly|used to be)(?: \w+){{0,2}} {_TITLE}\b|"
    rf"\b{_TITLE} geweest\b"
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


def office_of(turn: Turn) -> Function | None:
    """The function that is told in a roundabout way, of the writer or of who it is about."""
    told = turn.asked is Need.FUNCTION or turn.count <= 2 * FEW or _SPEAKS.search(turn.folded)
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


def short_title(turn: Turn) -> bool:
    """A turn of a few words that names a function by its title or its province: "alderman, yes, wethouder", "GS ja"."""
    named = functions_in(turn.folded) or office_of(turn) in (Function.GEDEPUTEERDE, Function.STATENLID)
    return turn.count <= FEW and bool(named) and not turn.folded.rstrip().endswith("?")


#: "de loco heet Sam Picavet, is wethouder".
_STATED = re.compile(r"\bis (?:een |ook |zelf |nu |a |an )?$")


def stated(turn: Turn) -> bool:
    """A function told of somebody in so many words."""
    own = turn.source.folded
    return turn.count <= 2 * FEW and any(_STATED.search(own[: one.start]) for one in mentions_of(turn.source, (), ""))


def _is_something_else(turn: Turn) -> bool:
    """A name, a body or a number, given before it was asked for."""
    text = turn.text
    elsewhere = told_number(text, caribbean=turn.caribbean, asked=False) or whole_body(text)
    return bool(elsewhere or introduced(text) or loose_name(text))
