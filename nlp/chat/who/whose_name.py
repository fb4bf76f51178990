"""Which name one turn of a chat tells: that of the bestuurder it is about, of who writes, or of somebody beside."""

from __future__ import annotations

from dataclasses import dataclass

from casework.conversation import Beside, Need, Request, Tie
from nlp.chat.turn import FEW, FEWEST, Turn, turn_of
from nlp.chat.who.beside import spoken_of
from nlp.chat.who.bodies import whole_body
from nlp.chat.who.concerned import concerned_names
from nlp.chat.who.last_names import acting_name, last_name_beside
from nlp.chat.who.names import (
    bare_name,
    first_name,
    gives_own_name,
    introduced,
    is_likely,
    is_name_like,
    lone_name,
    loose_name,
    name_before_number,
    named_in,
    names_another,
    titled_names,
    without_body,
)
from nlp.chat.who.offices import office_of
from nlp.chat.who.small_names import small_name
from nlp.form.functions import Stance, mentions_of
from nlp.form.organisations import gazetteer
from nlp.language import is_foreign


@dataclass(frozen=True, slots=True)
class Named:
    """The name a turn tells; where it names somebody beside, who that is, and the `own` name of who writes."""

    name: str | None
    own: str | None = None
    beside: Beside | None = None


def concerned(turn: Turn) -> str | None:
    """The name of the bestuurder, where words before it say that it is theirs."""
    bodies = gazetteer().named(turn.text, turn.folded)
    found = (
        without_body(name)
        for place, name in concerned_names(turn.text)
        if not any(place <= body.start < place + len(name.split(",")[0]) and body.sure for body in bodies)
    )
    fit = [one for one in found if not whole_body(one) and is_likely(one)]
    return next((one for one in fit if " " in one), fit[0] if fit and turn.count > FEWEST else None)


def person_of(turn: Turn) -> str | None:
    """The name that a turn tells of the bestuurder it is about, as far as it says so."""
    told = named_by_turn(turn).name
    return told if told is None or is_name_like(told, turn.text) else None


def named_by_turn(turn: Turn) -> Named:
    """The name that a turn tells, with that of who writes where it names somebody beside."""
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
    if about and " " not in about and (first := first_name(turn.text)):
        about = f"{first} {about}"
    if about and (" " in about or not introduced(turn.text)):
        return about
    told = introduced(turn.text)
    if told:
        return _another(turn, told) or told
    served = acting_name(turn.text) if turn.says("writes_employer") and not titled_names(turn.text) else None
    if served:
        return served
    typed = None if turn.requests & _LANGUAGES else small_name(turn.text, asked=turn.asked is Need.PERSON)
    if turn.asked is Need.PERSON and turn.content and not turn.requests:
        whole = typed if turn.text.islower() else loose_name(turn.text) or named_in(turn.text)
        return whole or bare_name(turn.text) or typed
    read = turn.plain.person if turn.plain.person and is_likely(turn.plain.person) else None
    if turn.asked in (Need.QUESTION, Need.EMPLOYER) and turn.count > FEWEST:
        return read
    short = turn.count <= 2 * FEW
    name = loose_name(turn.text)
    free = turn.asked in _NAME_AT and turn.content
    small = turn.asked is not Need.TOPIC and turn.text.islower()
    lone = lone_name(turn.text, small=small) if free and not office_of(turn) else None
    lone = lone or name_before_number(turn.text)
    whole = name or read or (named_in(turn.text) if short else None)
    return whole or lone or typed or last_name_beside(turn.text)


def _another(turn: Turn, own: str) -> str | None:
    """The bestuurder's name beside that of who writes: "met Petra Vink, secretaresse. Wethouder Anna Bos wil ..."."""
    helps = turn.says("writes_employer") or turn.says("writes_family")
    if not helps or not gives_own_name(turn.text) or names_another(turn.text):
        return None
    return next((one for one in titled_names(turn.text) if one != own), None)


_LANGUAGES = frozenset({Request.ENGLISH, Request.DUTCH})
#: Questions at which nothing but one unknown word with a capital is a name.
_NAME_AT = (Need.TOPIC, Need.PHONE, Need.ORGANISATION, Need.FUNCTION, Need.PERSON, Need.CONFIRM)
