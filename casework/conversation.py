"""A conversation by chat: what is needed from a person and why, what was said so far, and what a turn says.

Values and small rules only. `nlp.chat.answers` hears a turn, `bots.dialogue` answers it, `flows.steps.converse` acts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from casework.assessment import Address, Alarm, Fields, Intent
from casework.offers import ISLANDS, Clock, Offer, offered
from casework.people import Function, SenderKind
from casework.workdays import AMSTERDAM


class Scope(StrEnum):
    """How much a channel may be told. `MINIMAL` is for chat apps of others: a way to call back, nothing else."""

    FULL = "full"
    MINIMAL = "minimal"


class Topic(StrEnum):
    """What somebody comes for."""

    PREVENTIVE = "preventive"
    THREAT = "threat"
    RUNNING = "running_case"
    OTHER = "other"


class Need(StrEnum):
    """What the desk has to know. `TABLE` says of whom, in which order."""

    TOPIC = "topic"
    THREATENED = "threatened"
    SAFE = "safe"
    PHONE = "phone"
    FUNCTION = "function"
    ORGANISATION = "organisation"
    PERSON = "person"
    QUESTION = "question"
    CONFIRM = "confirm"
    MOVING = "moving"
    PKVW = "pkvw"
    MOMENTS = "moments"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what must be known, for which topics, and whether a chat app may be told.

    `extra`: helps, but is asked only after the person confirmed the rest, and may be skipped.
    """

    need: Need
    topics: frozenset[Topic]
    minimal: bool = True
    extra: bool = False


_CALM = frozenset({Topic.PREVENTIVE, Topic.RUNNING, Topic.OTHER})
_ALL = frozenset(Topic)

#: In the order of worth: when the conversation breaks off, the most useful was asked first. Each need has a text that
#: asks for it and one that says why (`bots/chat`).
TABLE: tuple[Row, ...] = (
    Row(Need.SAFE, frozenset({Topic.THREAT})),
    Row(Need.PHONE, _ALL),
    Row(Need.QUESTION, frozenset({Topic.RUNNING, Topic.OTHER})),
    Row(Need.FUNCTION, _ALL),
    Row(Need.ORGANISATION, _ALL, minimal=False),
    Row(Need.PERSON, _ALL, minimal=False),
    Row(Need.CONFIRM, _ALL),
    Row(Need.MOVING, frozenset({Topic.PREVENTIVE}), minimal=False, extra=True),
    Row(Need.PKVW, frozenset({Topic.PREVENTIVE}), minimal=False, extra=True),
    Row(Need.MOMENTS, frozenset({Topic.PREVENTIVE}), minimal=False, extra=True),
    Row(Need.EMPLOYER, frozenset({Topic.PREVENTIVE}), minimal=False, extra=True),
)

#: What is asked after the yes, and may be skipped.
EXTRAS = frozenset(row.need for row in TABLE if row.extra)
#: A question is asked at most so many times; what is still unknown then is for a person to ask. Only the summary is
#: shown until there is a yes, as long as nobody is in danger.
MOST_ASKED = 2


class Answer(StrEnum):
    """The short answers to a question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Request(StrEnum):
    """What a person may want of the conversation itself."""

    WHY = "why"
    HUMAN = "human"
    STATUS = "status"
    STOP = "stop"
    PAUSE = "pause"
    ERASE = "erase"
    HELP = "help"
    START = "start"
    DUTCH = "dutch"
    ENGLISH = "english"
    ROBOT = "robot"
    PRIVACY = "privacy"
    ANONYMOUS = "anonymous"
    POLICE = "police"
    CALL_WHEN = "call_when"
    CALL_US = "call_us"
    COST = "cost"
    DURATION = "duration"
    ERASE_HOW = "erase_how"
    RECEIPT = "receipt"
    WHAT_NOW = "what_now"
    FALSE_ALARM = "false_alarm"
    THANKS = "thanks"
    GREETING = "greeting"
    SKIP = "skip"
    AGREES = "agrees"
    DISAGREES = "disagrees"


#: So begins, in words of ours, a card with somebody else's number that a person sends instead of typing.
OTHERS_CARD = "Contact van iemand anders:"
#: What somebody in danger asks of us.
ASKS_HELP = frozenset({Request.POLICE, Request.CALL_WHEN, Request.WHAT_NOW})


class TurnKind(StrEnum):
    """What came: words (a whole form of them too), or something that a machine does not read."""

    TEXT = "text"
    EMPTY = "empty"
    EMOJI = "emoji"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    FORM = "form"
    #: Ours: asks the transport to delete a message of the person.
    DELETE = "delete"

    @property
    def unread(self) -> bool:
        """True for what only a person can look at or listen to."""
        return self in _UNREAD


_UNREAD = frozenset({TurnKind.PHOTO, TurnKind.VOICE, TurnKind.VIDEO, TurnKind.FILE, TurnKind.LOCATION})


class Tie(StrEnum):
    """What somebody who is named beside the writer is: family, somebody near or at work, the holder of an office."""

    KIN = "kin"
    STAFF = "staff"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody who is named ("mijn vrouw heet Anna"), and of an office which (`function`)."""

    name: str
    tie: Tie
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What one turn says, read as an answer to the open question.

    `fields` holds only what this turn says; `told` names the fields it says (also `moving` when it says no), and
    `firm` those that replace what was said before. `employer` is a contact at the werkgever, in the person's words,
    `moment_words` those in which they offered a part of a day ("woensdagochtend");
    `question` what a running case is about. `writer`: who writes, where the turn says so (`for_self`: for
    themselves, whatever their function); `own_name`: the name it tells is that of who writes. `beside`: somebody
    else whom it names, and `own` the name of who writes, told in the same turn. `broken_phone`: digits that make no
    telephone number. `private`: something that may not travel through a chat app. `wishes`: it has words of a new
    wish for advice, whatever else it is about. `alarm` and `intent` are read from this turn alone, where that
    matters. `case_number`: the case it names; `code`: the digits that it is, as a code from a letter of ours is;
    `back_code`: it holds the secret code that opens a conversation again.
    `last_digits` correct the number that was told, and `first_name` and `last_name` complete the name, of which
    `spelled` is a word as it is written. `clock`: a
    time ("11:15") without a day, or "same" for that of the day before, `for_all` days when that is so; `refused`
    days (ISO) are not offered any more. `house_number` corrects that of the address, `town` completes it, `swap` (what
    stood there, what should) a part of it. `speaks_of`: it speaks of a bestuurder who is somebody else than the writer.
    `outsider`: somebody of the press, a student, a wrong address; `registers`: it wants to register; `foreign`: it is
    in a language we do not read; `asks_about`: the need that it asks back about ("wat is PKVW?"); `asks_us`: it asks
    something about our work that only a colleague can answer; `hopeless`: somebody
    may not want to live any more; `no_threat`: it says that there is no threat; `denied`: the
    function that who writes says not to have, `no_function`: a function that it names is nobody's; `leaves`: what of
    the house nobody can tell now ("of er een keurmerk is weet ik niet"); `finishes`: it wants no more questions;
    `reserve`: a yes in it is none to all of the summary, or only asks; `wrong_line`: the field of which it says that it
    is wrong there.
    """

    kind: TurnKind = TurnKind.TEXT
    language: str | None = None
    answer: Answer | None = None
    requests: frozenset[Request] = frozenset()
    topic: Topic | None = None
    safe: bool | None = None
    writer: SenderKind | None = None
    for_self: bool = False
    own_name: bool = False
    beside: Beside | None = None
    own: str | None = None
    fields: Fields = field(default_factory=Fields)
    told: frozenset[str] = frozenset()
    firm: frozenset[str] = frozenset()
    employer: str | None = None
    moment_words: str | None = None
    question: str | None = None
    broken_phone: bool = False
    private: bool = False
    words: int = 0
    wishes: bool = False
    alarm: Alarm = Alarm.NO
    intent: Intent | None = None
    last_digits: str | None = None
    case_number: str | None = None
    code: str | None = None
    back_code: bool = False
    clock: str | None = None
    clock_before: str | None = None
    for_all: bool = False
    only: bool = False
    corrects: bool = False
    refused: tuple[str, ...] = ()
    house_number: str | None = None
    town: str | None = None
    swap: tuple[str, str] | None = None
    first_name: str | None = None
    spelled: str | None = None
    last_name: str | None = None
    speaks_of: bool = False
    outsider: bool = False
    foreign: bool = False
    registers: bool = False
    asks_about: Need | None = None
    asks_us: bool = False
    hopeless: bool = False
    no_threat: bool = False
    denied: Function | None = None
    no_function: bool = False
    leaves: Need | None = None
    finishes: bool = False
    reserve: bool = False
    wrong_line: str | None = None


#: What `known` holds beside names of fields: somebody writes for another; the topic is what we make of it.
#: ... and: somebody who helps others by their function, asks for themselves; the summary was called wrong, and nothing
#: in it has changed yet.
ANOTHER, ASSUMED, OWN, WRONG = "another", "topic_assumed", "for_self", "summary_wrong"
#: ... and: a function was named that is nobody's; what the whole reads of one does not count.
NO_FUNCTION = "no_function"
MARKS = frozenset({ANOTHER, ASSUMED, OWN, WRONG, NO_FUNCTION})


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything said so far. A value: each turn gives a new one.

    `asked` is the open question, `counts` how often each need was asked for, `left` what the person will not or cannot
    say. `known` names the fields the person told, and holds `MARKS`. `alarm` never falls. `confirmed` is true only
    after the person's yes to a summary; `mending` is the line of it that was called wrong and is asked for.
    `moment_words`: as in `Heard`. `case` is the number of the case it became.
    `email` is where the person says to read mail; it is nobody's until a code that went there came back
    (`email_proven`).
    """

    scope: Scope = Scope.FULL
    language: str = "nl"
    topic: Topic | None = None
    asked: Need | None = None
    counts: tuple[tuple[Need, int], ...] = ()
    left: frozenset[Need] = frozenset()
    fields: Fields = field(default_factory=Fields)
    known: frozenset[str] = frozenset()
    employer: str | None = None
    moment_words: str | None = None
    question: str | None = None
    email: str | None = None
    email_proven: bool = False
    intent: Intent | None = None
    safe: bool | None = None
    alarm: Alarm = Alarm.NO
    caribbean: bool = False
    introduced: bool = False
    confirmed: bool = False
    mending: str | None = None
    stopped: bool = False
    wants_human: bool = False
    closed_off: bool = False
    proving: bool = False
    case: str | None = None
    turns: int = 0
    last_at: datetime | None = None

    @property
    def in_danger(self) -> bool:
        """A threat shows: everything else waits."""
        return self.alarm is Alarm.YES

    @property
    def told(self) -> frozenset[str]:
        """The fields the person told."""
        return self.known - MARKS

    @property
    def expects(self) -> Need | None:
        """What the next turn answers: the open question, or what a line of the summary should be."""
        first = Need.TOPIC if self.topic is None else None
        return LINES.get(self.mending or "", self.asked or first)

    def count_of(self, need: Need) -> int:
        """How often this was asked."""
        return dict(self.counts).get(need, 0)

    def asking(self, need: Need | None) -> Conversation:
        """The same with this as the open question."""
        if need is None:
            return replace(self, asked=None)
        counts = dict(self.counts) | {need: self.count_of(need) + 1}
        return replace(self, asked=need, counts=tuple(counts.items()))

    def leaving(self, need: Need) -> Conversation:
        """The same without asking for this any more."""
        return replace(self, left=self.left | {need})

    def has(self, need: Need) -> bool:
        """True when this is known."""
        return _HAS[need](self)


#: The lines of the summary, by their fields, of which the bare answer is one to a question.
LINES = {
    "phone": Need.PHONE,
    "function": Need.FUNCTION,
    "organisation": Need.ORGANISATION,
    "person": Need.PERSON,
}
_HAS: dict[Need, Callable[[Conversation], bool]] = {
    Need.TOPIC: lambda one: one.topic is not None,
    Need.THREATENED: lambda one: one.alarm is Alarm.YES,
    Need.SAFE: lambda one: one.safe is not None,
    Need.PHONE: lambda one: one.fields.phone is not None,
    Need.FUNCTION: lambda one: one.fields.function is not None,
    Need.ORGANISATION: lambda one: one.fields.organisation is not None,
    Need.PERSON: lambda one: one.fields.person is not None,
    Need.QUESTION: lambda one: one.question is not None,
    Need.CONFIRM: lambda one: one.confirmed,
    Need.MOVING: lambda one: "moving" in one.known,
    Need.PKVW: lambda one: one.fields.pkvw is not None,
    Need.MOMENTS: lambda one: bool(one.fields.availability),
    Need.EMPLOYER: lambda one: one.employer is not None,
}


def needs(conversation: Conversation) -> tuple[Need, ...]:
    """What is still to be asked, in order. Before the topic is known only that."""
    if conversation.topic is None:
        return () if Need.TOPIC in conversation.left else (Need.TOPIC,)
    return tuple(row.need for row in TABLE if _is_open(row, conversation))


def _is_open(row: Row, one: Conversation) -> bool:
    allowed = row.minimal or one.scope is Scope.FULL
    in_turn = not row.extra or one.confirmed
    often = one.count_of(row.need) >= MOST_ASKED and (row.need is not Need.CONFIRM or one.in_danger)
    settled = one.has(row.need) or row.need in one.left or often
    return allowed and in_turn and not settled and one.topic in row.topics


#: What the reading of everything said fills in. Of the keurmerk a turn says what it says by itself: the words of who
#: does not know it, read with those of other turns, would become a yes or a no.
_OF_WHOLE = ("function", "organisation", "person", "phone", "address")
#: Fields of which the newest word holds as soon as a turn says them.
_LISTS = ("domains", "themes")
_ALIKE = 0.75
#: From here on a word that is spelled out is one of the name.
_LIKE_SPELLED = 0.6
#: A turn of so many words is nothing but half a name.
_BARE = 3
#: Whoever has one of these functions writes for somebody else.
_HELPERS = (Function.GRIFFIER, Function.GEMEENTESECRETARIS)
_FOR_SOMEBODY = (SenderKind.WERKGEVER, SenderKind.DERDE)


def merged(conversation: Conversation, heard: Heard, whole: Fields) -> Conversation:
    """The conversation with what a turn says. `whole` is the reading of everything said; it fills only what is empty.

    What the person said before stays, unless the turn is firm about it.
    """
    heard = _of_home(conversation, _of_bestuurder(conversation, heard))
    if _ends_own(heard):
        conversation = replace(conversation, known=conversation.known - {OWN})
    changes: dict[str, object] = {}
    own = heard.for_self or OWN in conversation.known
    fields, whole = _without_nobodys(conversation, heard, whole)
    for name in heard.told:
        if _replaces(fields, heard, name, own=own):
            changes[name] = getattr(heard.fields, name)
    for name in (*_OF_WHOLE, *(("pkvw",) if heard.kind is TurnKind.FORM else ())):
        if name not in changes and getattr(fields, name) is None:
            changes[name] = getattr(whole, name)
    for name in _LISTS:
        changes[name] = tuple(dict.fromkeys((*getattr(fields, name), *getattr(whole, name))))
    changes |= _in_parts(conversation, heard, changes)
    if "moving" not in changes:
        changes["moving"] = fields.moving if "moving" in conversation.known else whole.moving
    changes["sender_kind"] = _writer(conversation, heard, whole, changes.get("function", fields.function))
    known = conversation.known | heard.told | ({"moving"} if whole.moving else frozenset())
    known |= {ANOTHER} if _speaks_of(heard) and not own else frozenset()
    known |= {OWN} if own else frozenset()
    known |= {NO_FUNCTION} if heard.no_function else frozenset()
    if heard.writer or ("function" in heard.firm and changes["sender_kind"] is SenderKind.BESTUURDER):
        known |= {"sender_kind"}
    if changes["sender_kind"] in _FOR_SOMEBODY:
        known = _named_for(conversation, heard, whole, changes, known)
    return replace(
        conversation,
        fields=replace(fields, **changes),  # type: ignore[arg-type]
        known=known,
        employer=heard.employer or conversation.employer,
        moment_words=_moment_words(conversation, heard),
        question=conversation.question or heard.question,
        safe=conversation.safe if heard.safe is None else heard.safe,
    )


def _moment_words(conversation: Conversation, heard: Heard) -> str | None:
    """The words with a part of a day in which moments were offered, for as long as those moments hold."""
    if heard.moment_words or "availability" not in heard.told:
        return heard.moment_words or conversation.moment_words
    return None if "availability" in heard.firm else conversation.moment_words


def _without_nobodys(conversation: Conversation, heard: Heard, whole: Fields) -> tuple[Fields, Fields]:
    """What is known without the function that is denied, and the whole without one that is nobody's."""
    fields = conversation.fields
    if heard.denied and heard.denied is fields.function:
        fields = replace(fields, function=None)
    nobodys = heard.no_function or NO_FUNCTION in conversation.known
    return fields, replace(whole, function=None) if nobodys else whole


def _of_bestuurder(conversation: Conversation, heard: Heard) -> Heard:
    """The turn with the name of the bestuurder it is about, as far as who writes tells that; not of anybody beside."""
    beside = heard.beside
    if beside is None:
        return heard
    known, fields = conversation.known, conversation.fields
    own_case = "sender_kind" in known and fields.sender_kind is SenderKind.BESTUURDER
    if beside.tie is Tie.OFFICE:
        another = own_case and fields.function not in (None, *_HELPERS, beside.function)
        return _naming(heard, heard.own, "person", "function") if another else heard
    told_of = ("sender_kind" in known and fields.sender_kind in _FOR_SOMEBODY) or ANOTHER in known
    helped = fields.person is not None and (heard.writer or fields.sender_kind) is SenderKind.WERKGEVER
    if beside.tie is Tie.KIN and not helped and (heard.writer in _FOR_SOMEBODY or (told_of and not own_case)):
        return _naming(heard, beside.name, "person")
    asked = conversation.asked is Need.PERSON and fields.person is None and not own_case
    return _naming(heard, heard.own or (beside.name if asked else None), "person")


def _of_home(conversation: Conversation, heard: Heard) -> Heard:
    """The turn without the body in it, where that is the town that the address known still lacks."""
    known, body = conversation.fields.address, conversation.fields.organisation
    lacks = known is not None and known.street is not None and known.city is None
    of_body = heard.corrects or conversation.asked is Need.ORGANISATION
    if heard.town is None or body is None or not lacks or of_body:
        return heard
    return replace(heard, told=heard.told - {"organisation"}, firm=heard.firm - {"organisation"})


def _naming(heard: Heard, person: str | None, *dropped: str) -> Heard:
    """The turn with this name, and without the fields that are told of another."""
    told = (heard.told - set(dropped)) | ({"person"} if person else set())
    none = dict.fromkeys(dropped)
    fields = replace(heard.fields, **none | {"person": person})  # type: ignore[arg-type]
    return replace(heard, fields=fields, told=told, own_name=person == heard.own, speaks_of=person != heard.own)


def _in_parts(conversation: Conversation, heard: Heard, changes: Mapping[str, object]) -> dict[str, object]:
    """What a turn completes or corrects in part: the last digits, a first name, a time, a postcode."""
    fields, zone = conversation.fields, ISLANDS if conversation.caribbean else AMSTERDAM
    found: dict[str, object] = {}
    digits = heard.last_digits or _swapped_end(fields, heard.swap)
    if digits and fields.phone and "phone" not in changes:
        found["phone"] = fields.phone[: -len(digits)] + digits
    if fields.person:
        found["person"] = _completed(fields.person, heard, changes.get("person", fields.person))
        if conversation.mending == "person" and found["person"] == heard.fields.person:
            found["person"] = _mended(fields.person, str(found["person"]))
    person = found.get("person", changes.get("person"))
    if heard.spelled and isinstance(person, str):
        found["person"] = _respelled(person, heard.spelled)
    found["availability"] = offered(fields.availability, _offer(heard), zone)
    address = _address(fields.address, changes.get("address", fields.address), heard.house_number)
    if address and address.street and not address.city and heard.town and "address" not in heard.told:
        address = replace(address, city=heard.town)
    found["address"] = _swapped(address, heard.swap) if fields.address else address
    return found


def _offer(heard: Heard) -> Offer:
    """What a turn says of moments."""
    told = heard.fields.availability if "availability" in heard.told else ()
    adds = "availability" not in heard.firm
    clock = Clock(heard.clock, heard.clock_before, for_all=heard.for_all, corrects=heard.corrects)
    return Offer(told, heard.refused, clock, adds=adds, only=heard.only)


def _speaks_of(heard: Heard) -> bool:
    """True when a turn tells that somebody writes for another."""
    return heard.speaks_of or heard.writer in _FOR_SOMEBODY or heard.fields.function in _HELPERS


def _ends_own(heard: Heard) -> bool:
    """True when somebody who asked for themselves says to write for another after all."""
    named = heard.corrects or ("person" in heard.told and not heard.own_name)
    return heard.writer in _FOR_SOMEBODY and heard.speaks_of and named


def _respelled(known: str, spelled: str) -> str:
    """The name with the word in it that is most like the one spelled, as it is spelled."""
    words = known.split()
    likeness, place = max((_likeness(one, spelled), place) for place, one in enumerate(words))
    if likeness < _LIKE_SPELLED or words[place] in _PARTICLES or spelled.casefold() in known.casefold():
        return known
    plain = spelled if words[place].islower() else spelled[0].upper() + spelled[1:]
    return " ".join([*words[:place], plain, *words[place + 1 :]])


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def _with_last(known: str, last: str) -> str:
    """The name with this last name: behind a first name, in the place of another, or nothing new."""
    if known.casefold().endswith(last.casefold()):
        return known
    if " " not in known and _alike(known, last):
        return last
    return f"{known.split(maxsplit=1)[0]} {last}"


_INITIALS = re.compile(r"^(?:[A-Z]\.\s?)+")


def _completed(known: str, heard: Heard, told: object) -> object:
    """The name with a first name in the place of its initials, or a last name in the place of what stood there."""
    initials = _INITIALS.match(known)
    lone = heard.fields.person if initials and " " not in (heard.fields.person or " ") else None
    first = heard.first_name or (lone if lone and lone[0] == known[0] else None)
    if heard.last_name and not (told != known and str(told).endswith(f" {heard.last_name}")):
        return _with_last(known, heard.last_name)
    if first and told != known and first in str(told).split():
        return told
    if first and first not in known.split():
        return f"{first} {_INITIALS.sub('', known).strip()}"
    word = heard.fields.person or ""
    if told == word and " " not in word and (last := known.rpartition(" ")[2]) != known and _alike(last, word):
        return f"{known.removesuffix(last)}{word}"  # the last name, written better
    if _are_two_halves(known, heard):
        return f"{known} {word}"
    return told


def _mended(known: str, told: str) -> str:
    """The name with the half that was called wrong as it is told now: "van Damme", "Else"."""
    first, _, last = known.partition(" ")
    if told.split(maxsplit=1)[0].casefold() in _PARTICLES:
        return f"{first} {told}"
    if " " in told or not last:
        return told
    end = last.split()[-1]
    if _likeness(first, told) > _likeness(end, told):
        return f"{told} {last}"
    return f"{known.removesuffix(end)}{told}"


def _are_two_halves(known: str, heard: Heard) -> bool:
    """True for a first name in one turn and a last name in the next: "kaya", "romers"."""
    word = heard.fields.person or ""
    apart = known and word and known.casefold() != word.casefold() and not _alike(known, word)
    bare = heard.words <= _BARE and not heard.corrects and not heard.own_name
    return bool(apart and bare and " " not in known and _is_typed_small(known) and _is_typed_small(word))


def _address(known: Address | None, told: object, house_number: str | None) -> Address | None:
    """The address with the parts of the newest turn in it; another house elsewhere takes the place of all of it."""
    if known and known.street and house_number:
        return known.numbered(house_number)
    if not isinstance(told, Address) or known is None or told is known:
        return told if isinstance(told, Address) else known
    if told.street and not _is_same_place(known, told):
        return told
    return Address(told.street or known.street, told.postcode or known.postcode, told.city or known.city)


_STREET = re.compile(r"^(?P<name>.*?)\s*(?P<number>\d+)?(?P<rest>\D*)$")


def _is_same_place(known: Address, told: Address) -> bool:
    """True when a street corrects the one known: another number in it, or its name, with the number as it was."""
    if known.street is None or told.street is None:
        return True
    if told.city and known.city and told.city.casefold() != known.city.casefold():
        return False
    (name, number), (new_name, new_number) = _in_two(known.street), _in_two(told.street)
    return name.casefold() == new_name.casefold() or (number is not None and number == new_number)


def _in_two(street: str) -> tuple[str, str | None]:
    """The name of a street and its house number, without an addition."""
    found = _STREET.match(street)
    return (found["name"], found["number"]) if found else (street, None)


def _swapped_end(fields: Fields, swap: tuple[str, str] | None) -> str | None:
    """The last digits that a number should have, where what stood there is its end and no part of the address."""
    old, new = swap or ("", "")
    ends = len(old) > 1 and len(old) == len(new) and new.isdigit() and str(fields.phone or "").endswith(old)
    return new if ends and _swapped(fields.address, swap) == fields.address else None


def _swapped(address: Address | None, swap: tuple[str, str] | None) -> Address | None:
    """The address with the house number, or the letters or figures of the postcode, that should stand there."""
    if address is None or swap is None:
        return address
    old, new = swap
    if address.street and address.street.endswith(f" {old}"):
        return replace(address, street=f"{address.street.removesuffix(old)}{new}")
    parts = (address.postcode or "").split(" ")
    if old.upper() in parts:
        return replace(address, postcode=" ".join(new.upper() if one == old.upper() else one for one in parts))
    return address


def _writer(before: Conversation, heard: Heard, whole: Fields, function: object) -> SenderKind:
    """Who writes: as a turn said it, else as the whole reads. A griffier writes for somebody else."""
    if heard.for_self or OWN in before.known:
        return SenderKind.BESTUURDER
    if heard.writer and not (heard.writer is SenderKind.BESTUURDER and "sender_kind" in before.known):
        return heard.writer
    if "sender_kind" in before.known:
        return before.fields.sender_kind
    office = function not in (*_HELPERS, Function.ANDERE, None) or before.topic is Topic.PREVENTIVE
    if office and whole.sender_kind in _FOR_SOMEBODY and not _speaks_of(heard) and ANOTHER not in before.known:
        return SenderKind.BESTUURDER  # nobody else was spoken of
    tells_own = "function" in heard.firm and office
    if tells_own and whole.sender_kind is SenderKind.DERDE:
        return SenderKind.BESTUURDER
    helps = function in _HELPERS and whole.sender_kind is SenderKind.BESTUURDER
    return SenderKind.WERKGEVER if helps else whole.sender_kind


def _named_for(
    before: Conversation, heard: Heard, whole: Fields, changes: dict[str, object], known: frozenset[str]
) -> frozenset[str]:
    """The name is that of the bestuurder, not of who writes. The writer's own holds only until the other is known."""
    own = heard.own_name and "person" in heard.told
    if own and before.fields.person and "person" in before.known:
        changes["person"] = before.fields.person
        return known
    known = known - {"person"} if own and "person" not in before.known else known
    if "person" not in known and whole.person:
        changes["person"] = whole.person
    return known


def _replaces(fields: Fields, heard: Heard, name: str, *, own: bool) -> bool:
    """True when what a turn tells takes the place of what was known.

    Function and name are those of the bestuurder: a griffier who writes for a wethouder gives way to the wethouder, but
    not where the griffier writes for themselves (`own`).
    """
    if not _filled(fields, name) or getattr(fields, name) is Function.ANDERE:
        return True
    told = heard.fields.function
    if name == "person" and _is_part(heard.fields.person or "", fields.person or ""):
        return heard.corrects and name in heard.firm and _has_ends(heard.fields.person or "", fields.person or "")
    if name == "person" and _alike(fields.person or "", heard.fields.person or ""):
        return True
    if name == "phone" and _is_slip(fields.phone or "", heard.fields.phone or ""):
        return True
    if name == "person" and _is_typed_small(fields.person or "") is not _is_typed_small(heard.fields.person or ""):
        return _is_typed_small(fields.person or "")  # with capitals it is surer
    if name == "function" and told in _HELPERS and fields.function not in _HELPERS:
        return own
    if name == "organisation" and _fits_better(fields, str(heard.fields.organisation)):
        return True
    if own and name == "function" and fields.function in _HELPERS and told not in _HELPERS:
        return False
    for_somebody = not own and fields.function in _HELPERS and told is not None and told not in _HELPERS
    return name in heard.firm or (for_somebody and name in ("function", "person"))


#: In how many places at most a number with digits turned round differs.
_TURNED = 3


def _is_slip(known: str, told: str) -> bool:
    """True for a number with some digits of the one known turned round: that was mistyped, whoever says so."""
    differ = sum(one != other for one, other in zip(known, told, strict=False))
    return sorted(known) == sorted(told) and 0 < differ <= _TURNED


_KINDS = {
    Function.GEDEPUTEERDE: ("Provincie",),
    Function.STATENLID: ("Provincie",),
    Function.COMMISSARIS: ("Provincie",),
    Function.WATERSCHAPSBESTUURDER: ("Waterschap", "Hoogheemraadschap", "Wetterskip"),
}


def _fits_better(fields: Fields, told: str) -> bool:
    """A provincie for a gedeputeerde, where a town was taken for the body: "wij hier in Arnhem. Gelderland dus"."""
    kinds = _KINDS.get(fields.function) if fields.function else None
    return bool(kinds and told.startswith(kinds) and not str(fields.organisation).startswith(kinds))


def _is_part(told: str, known: str) -> bool:
    """A piece of the name known: "mevrouw van Asselt" of "Marieke van Asselt"."""
    parts, whole = (set(one.casefold().split()) for one in (told, known))
    return parts < whole


def _has_ends(told: str, known: str) -> bool:
    """Begins and ends as the name known: "Jan Vries" of "Jan de Vries"."""
    parts, whole = (one.casefold().split() for one in (told, known))
    return len(parts) > 1 and (parts[0], parts[-1]) == (whole[0], whole[-1])


def _alike(one: str, other: str) -> bool:
    """The same name written better or more fully."""
    first, second = one.casefold(), other.casefold()
    return (
        second.startswith(first)
        or second.endswith(f" {first}")
        or _likeness(first, second) >= _ALIKE
        or _has_no_first(first, second)
    )


_PARTICLES = ("van", "von", "v", "d", "vd", "v.d.", "de", "den", "der", "ter", "ten", "te", "tot", "het", "'t", "el")


def _has_no_first(known: str, told: str) -> bool:
    """True for "v d berg", of which the other has a first name."""
    *before, last = known.split()
    *other, same = told.split()
    plain = all(one in _PARTICLES or "." in one for one in before)
    return plain and last == same and bool(other) and not (other[0] in _PARTICLES or "." in other[0])


def _filled(fields: Fields, name: str) -> bool:
    value = getattr(fields, name)
    return value is not None and value is not False and value != ()


def _is_typed_small(name: str) -> bool:
    return name.islower()
