"""What one turn of a chat tells: each field, read with the open question in mind.

The readers of whole messages come first; the question gives a bare word its meaning. When a turn takes something back
("06-… nee sorry, 06-…", "in Elburg, sorry nee Epe") what stands behind those words holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from casework.assessment import Fields
from casework.conversation import Answer, Need, Request
from casework.people import Function
from nlp.chat.home.doubts import left_open
from nlp.chat.home.has_it import says_no, says_yes
from nlp.chat.home.house import (
    both_told,
    had_told,
    is_undecided,
    keurmerk_told,
    last_plain,
    maybe_later,
    moving_told,
    names_keurmerk,
    names_new_address,
)
from nlp.chat.home.spans import KEURMERK, Thing, span_of
from nlp.chat.phone.numbers import last_digits, told_number
from nlp.chat.requests import last_place, stands_in
from nlp.chat.turn import FEW, Turn, turn_of
from nlp.chat.when.dialect import days_in_dutch
from nlp.chat.when.moments import refused_moments, told_moments
from nlp.chat.when.offers import adds, is_about_moments
from nlp.chat.when.picks import dropped, picked
from nlp.chat.when.shifts import shifted
from nlp.chat.when.times import clock_of
from nlp.chat.where.address import told_address
from nlp.chat.who.bodies import bare_body, caribbean_body, named_body, says_body, whole_body
from nlp.chat.who.names import (
    introduced,
    is_whole_name,
    loose_name,
    titled_names,
)
from nlp.chat.who.offices import function_of, office_of, own_function, short_title, stated
from nlp.chat.who.small_names import is_word
from nlp.chat.who.whose_name import Named, concerned, named_by_turn, person_of
from nlp.form.contact import address_of
from nlp.form.dates import AMSTERDAM, KRALENDIJK
from nlp.form.functions import functions_in
from nlp.form.housing import moving_of
from nlp.form.organisations import Layer, gazetteer
from nlp.text import fold, words

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
_WATER = ("Waterschap", "Hoogheemraadschap", "Wetterskip")


@dataclass(frozen=True, slots=True)
class Told:
    """The fields a turn tells, their names, and those that replace what was said before."""

    fields: Fields
    names: frozenset[str]
    firm: frozenset[str]
    named: Named


def is_plain(text: str) -> bool:
    """True for a turn that is nothing but a number, a body, a name with capitals, a yes or no, or a question about us.

    It answers a question and tells nothing else: by itself it is no sign of anything.
    """
    folded = fold(text.strip())
    count = len(words(folded))
    if count == 0 or count > FEW + FEW:
        return False
    if not _LETTER.search(folded):
        return True
    if count > FEW:
        return False
    text, folded = _without_lead(text.strip())
    short = any(stands_in(name, folded, count) for name in ("yes_or_no", "just_polite", "privacy"))
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
        if corrected["function"] is Function.ANDERE and turn.says("no_name"):
            corrected["function"] = None
        found |= {name: corrected[name] for name in _CORRECTED if corrected[name] is not None}
    contact = turn.says("contact") and not (found["person"] and found["phone"])
    if turn.asked is Need.EMPLOYER or contact:  # somebody else's name and function
        found |= dict.fromkeys(("function", "organisation", "person"))
    tail = last_digits(turn.text)
    if tail and found["phone"]:
        found["phone"] = f"{str(found['phone'])[: -len(tail)]}{tail}"
    names = frozenset(name for name, value in found.items() if value not in (None, ()))
    fields = replace(Fields(), **{name: found[name] for name in names})  # type: ignore[arg-type]
    return Told(fields, names, frozenset(name for name in names if _firm(turn, name)), named_by_turn(turn))


_CORRECTED = ("phone", "function", "organisation", "person")


def _of_marker(turn: Turn, found: dict[str, object], tail: str) -> Need | None:
    """What the words behind "sorry nee" are an answer to: the open question, or the body that was named before them."""
    if turn.asked is not None and turn.asked is not Need.CONFIRM:
        return turn.asked
    return Need.ORGANISATION if found["organisation"] and whole_body(tail) else turn.asked


def _found(turn: Turn) -> dict[str, object]:
    function = function_of(turn)
    organisation = _organisation(turn)
    if function is Function.ANDERE and organisation and organisation.startswith(_WATER) and turn.says("water_board"):
        function = Function.WATERSCHAPSBESTUURDER
    address = told_address(turn.text)
    person = person_of(turn)
    if person and address and address.street and _is_of_street(person, address.street):
        person = None
    if person and turn.asked is Need.ORGANISATION and organisation and fold(person) in fold(organisation):
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


def _is_of_street(person: str, street: str) -> bool:
    """True for words of a street that look like a name: "Park Lane", "It's Park Lane", "Op den Dries"."""
    name = re.sub(r"\s+\d.*$", "", street)
    return person in street or (person.endswith(f" {name}") and name.count(" ") > 0)


def _firm(turn: Turn, name: str) -> bool:
    """The newest word counts: it was asked for, taken back, or is such that only the newest can hold."""
    if turn.asked is not None and _ASKED_FOR.get(turn.asked) == name:
        return True
    if name == "phone" and turn.says("second_number") and not _RATHER.search(turn.folded):
        return False
    if name in ("function", "person") and turn.answer is not Answer.NO and _WITH_OTHERS.search(turn.folded):
        return False
    if name == "function" and _FOR_THEM.search(turn.folded) and not turn.says("writes_self"):
        return False
    if name == "address" and _AT_WORK.search(turn.folded):
        return False
    if name == "availability":
        return not adds(turn.folded)
    if name in _NEWEST or (name == "phone" and _is_newest_number(turn)):
        return True
    if name == "function" and (own_function(turn) or stated(turn) or titled_names(turn.text) or short_title(turn)):
        return True
    if name == "person" and (concerned(turn) or introduced(turn.text) or is_whole_name(turn.text)):
        return True
    short = turn.count <= FEW and not turn.folded.rstrip().endswith("?")
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
#: "de nieuwsbrief voor raadsleden": those that something is for.
_FOR_THEM = re.compile(
    r"\b(?:voor|aan|for|to|every|each|elk|ieder|alle|all) (?:(?:alle|nieuwe|all|new|the|de) ){0,2}"
    r"(?:raadsl(?:eden|id)|wethouders?|burgemeesters?|statenl(?:eden|id)|gedeputeerden?|bestuurders?|"
    r"council members?|councillors?|alderm[ae]n|mayors?)\b(?= (?:en|and|is|was|should|must|moet|kan|kunnen|stond|of|or|"
    r"i|ik|we|wij|krijgen|kregen|get|got)\b|\W*$|[,.;!?])"
)
#: An address that is not that of the home.
_AT_WORK = re.compile(r"\b(?:mijn|ons|het|my|our|the) (?:kantoor|werk(?:adres)?|stadhuis|gemeentehuis|office)\b")

_MORE = 12
#: Words that make a second number the one to call after all.
_RATHER = re.compile(
    r"\b(?:liever|liefst|voortaan|gebruik|nieuwe?|new|rather|instead|prefer\w*|voorkeur|graag|bel (?:haar|hem|die)|"
    r"call (?:her|him|that)|rechtstreeks|beter|better|sorry|fout|verkeerd|wrong)\b"
)


def _is_newest_number(turn: Turn) -> bool:
    """A number that takes the place of the one told before: not one "anders", "of", "ook"."""
    short = turn.count <= _MORE and not turn.says("other_number")
    return short or last_digits(turn.text) is not None or turn.says("own_number")


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
    province = _province_of_office(turn)
    if province:
        return province
    long = next(
        (one for one in gazetteer().named(turn.text, turn.folded) if " " in turn.folded[one.start : one.end]), None
    )
    if long and not _is_new_home(turn, long.body.name):
        return long.body.name
    functions = functions_in(turn.folded)
    office = None if functions else office_of(turn)
    if office:
        return named_body(turn.text, (office,))
    if turn.asked is Need.ORGANISATION and turn.count:
        name = named_body(turn.text, functions)
        other = _is_other_fact(turn) and not says_body(turn.text)
        strange = turn.content and not functions and not other and not turn.says("no_name")
        house = _moving(turn) is not None or names_keurmerk(turn.folded)
        return name or (bare_body(turn.text) if strange and not house else None)
    if turn.caribbean and (island := caribbean_body(turn.text)):
        return island
    if functions and turn.count <= 2 * FEW:
        return named_body(turn.text, functions)
    if _TO.match(turn.folded):
        return None
    free = turn.asked in _OUT_OF_ORDER or turn.asked is None or turn.takes_back
    if turn.count <= FEW and free and (whole := whole_body(turn.text)):
        return whole
    return _piece(turn) or _behind_name(turn) if free and turn.count <= 2 * FEW else None


def _behind_name(turn: Turn) -> str | None:
    """A body in small letters right behind a name: "Daan Verkuijl, wageningen"."""
    person = None if address_of(turn.text) else person_of(turn)
    pieces = [one.strip() for one in re.split(r"[,;()/\n]+", turn.text)]
    behind = (two for one, two in pairwise(pieces) if person and one.endswith(person) and not is_word(two))
    return next(filter(None, map(whole_body, behind)), None)


def _piece(turn: Turn) -> str | None:
    """A body that is a piece of the turn by itself: "Rozendaal, kleiner bestaat niet"."""
    if address_of(turn.text) or turn.says("stays") or _moving(turn) is not None:
        return None
    pieces = (one.strip() for one in re.split(r"[,.;:!?()/]+(?:\s|$)|\s+(?:in|bij)\s+", turn.text))
    return next(filter(None, (whole_body(one) for one in pieces if one[:1].isupper())), None)


_PROVINCIAL = (Function.GEDEPUTEERDE, Function.STATENLID, Function.COMMISSARIS)


def _province_of_office(turn: Turn) -> str | None:
    """The one provincie that is named with a capital beside an office of provincies: "statenlid Vera Bos (Drenthe)"."""
    if not any(one in _PROVINCIAL for one in functions_in(turn.folded)):
        return None
    named = {
        one.body.name
        for one in gazetteer().named(turn.text, turn.folded)
        if one.capital and one.body.layer is Layer.PROVINCIE
    }
    return named.pop() if len(named) == 1 else None


#: Where somebody moves to.
_TO = re.compile(r"\W*(?:naar|to)\b")
#: Questions at which somebody may name the body before it was asked for.
_OUT_OF_ORDER = frozenset(Need) - {Need.PERSON, Need.EMPLOYER, Need.MOMENTS}


def _is_other_fact(turn: Turn) -> bool:
    number = told_number(turn.text, caribbean=turn.caribbean, asked=False)
    return bool(number or introduced(turn.text) or loose_name(turn.text))


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
    if turn.asked is Need.MOVING and is_undecided(turn.folded):
        return False if moving_of(turn.source) else None
    if moving_of(turn.source) is not None and not names_new_address(turn.folded):
        return True
    if turn.asked is not Need.MOVING or _tells_nothing(turn) or _NO_MARK.match(turn.folded):
        return None
    if turn.answer in (Answer.YES, Answer.NO):
        return turn.answer is Answer.YES
    if maybe_later(turn.folded):
        return False
    return True if turn.says("soon") else last_plain(turn.folded)


#: "nee dat keurmerk hebben we niet": a no to that alone.
_NO_MARK = re.compile(
    rf"\W*(?:nee+n?|no|ja+|yes) (?:(?:dat|die|het|een|the|that|a) )?(?:{KEURMERK.pattern})(?!.*\book\b)"
)


def _tells_nothing(turn: Turn) -> bool:
    """True for who cannot say now, or leaves the question: "geen tijd", "nee dat was het"."""
    return turn.says("not_at_hand") or turn.says("skip")


def _pkvw(turn: Turn) -> bool | None:
    asked = turn.asked is Need.PKVW
    pair = _both(turn)
    if pair:
        return pair[1]
    if _tells_nothing(turn):
        return None
    if names_keurmerk(turn.folded):
        return keurmerk_told(turn.folded, asked=asked)
    unknown = turn.answer is Answer.UNKNOWN or (turn.answer is None and turn.says("unknown"))
    if unknown or (asked and (left_open(turn.folded) or _OF_SUMMARY.search(turn.folded))):
        return None
    if turn.plain.pkvw is not None:
        return turn.plain.pkvw
    if asked:
        if turn.says("lacks") and turn.answer is not Answer.YES:
            return False
        if turn.answer in (Answer.YES, Answer.NO):
            return turn.answer is Answer.YES
        told = True if turn.says("has_keurmerk") else keurmerk_told(turn.folded, asked=True)
        sure = told is not None and (says_yes(turn.folded) if told else says_no(turn.folded))
        return told if sure else None
    return _mark_unasked(turn) if turn.asked in (None, Need.CONFIRM, Need.EMPLOYER) else None


def _mark_unasked(turn: Turn) -> bool | None:
    """What a turn says of the keurmerk without naming it, where no other question is open."""
    if turn.says("no_keurmerk"):
        return False
    if _VALID_UNTIL.search(turn.folded):
        return True
    return None if turn.asked is Need.EMPLOYER else had_told(turn.folded)


#: "in de papieren gekeken: ja, dat hebben we, tot 2028": nothing else that is asked holds until a year.
_VALID_UNTIL = re.compile(
    r"\b(?:(?:heb|hebben|heeft) (?:we|wij|ik|hij|ze|zij|die|het|dat)|(?:we|i|he|she|they) ha(?:ve|s) (?:it|one|that))\b"
    r"(?:(?!\b(?:niet|geen|not|no)\b)[^.;!?]){0,25}\b(?:tot(?: en met)?|t/m|until|till|geldig tot) (?:\w+ )?20\d\d\b"
)
#: "ja, dat is juist opgeschreven".
_OF_SUMMARY = re.compile(r"\b(?:opgeschreven|genoteerd|ingevuld|samenvatting|overzicht|weergegeven|summary)\b")


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
    r"\b(?:niet|not|vervalt|toch|valt|vol|bezet|verhinderd|zitten|can't|won't|doesn't|geen|no|skip|scratch|forget|"
    r"schrap|wacht|wait|alleen|only|bad|lukt)\b"
)


def _clock_of(turn: Turn) -> tuple[datetime, ZoneInfo]:
    zone = KRALENDIJK if turn.caribbean else AMSTERDAM
    return turn.at.astimezone(zone), zone


def _reads_moments(turn: Turn, text: str) -> bool:
    if turn.asked is Need.EMPLOYER and _OF_CONTACT.search(text):
        return False
    if turn.asked is Need.MOMENTS or turn.plain.availability:
        return True
    moves = _moving(turn) is not None and not (turn.takes_back or clock_of(text, turn.count) == "same")
    return not moves and (is_about_moments(text) or _may_offer(turn, text))


#: Days on which a contact works.
_OF_CONTACT = re.compile(r"\b(?:werkt|werken|aanwezig|bereikbaar|is er|works?|in the office|reach)\b")
_LATE = frozenset({Need.CONFIRM, Need.MOVING, Need.PKVW, Need.EMPLOYER, None})
_MOST_OFFERED, _MOST_CHANGED = 30, 45


def _may_offer(turn: Turn, text: str) -> bool:
    """A short turn with a day at the end of the conversation, that tells nothing else."""
    other = turn.plain.organisation or address_of(turn.text) or text != turn.folded or turn.says("contact")
    most = _MOST_CHANGED if turn.offered else _MOST_OFFERED
    return turn.asked in _LATE and turn.count <= most and not other and not names_keurmerk(text)


_LONG_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,3}\d){7,}")
_HOUSE = re.compile(
    r"(?<![a-z'-])[a-z'-]{3,} \d{1,5}\S*,?\s+\d{4} ?[a-z]{2}\b(?! \d)|"
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
