"""One turn of a chat, heard as an answer to the open question.

The field readers of this room read whole messages; here the question gives a bare word its meaning: "Urk" after "in
welke gemeente?", "nee nog niet" after the question about the keurmerk, "morgen na vieren" after that about moments.
Whatever else stands in the turn is read as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from casework.assessment import Fields
from casework.conversation import Answer, Heard, Need, Request, Scope, Topic, TurnKind
from casework.messages import Channel, Message, Part, PartKind
from casework.people import Function
from nlp.contact import address_of, find_address
from nlp.dates import AMSTERDAM, KRALENDIJK, moments
from nlp.fields import fields_of
from nlp.functions import functions_in
from nlp.housing import moving_of
from nlp.language import turn_language
from nlp.names import bare_body, bare_name, introduced, named_body
from nlp.numbers import broken, spelled_out, told_number
from nlp.requests import kind_of, requests_in, safety, short_answer, stands_in, topic_of
from nlp.source import Source, source_of
from nlp.spotting import index_of
from nlp.text import Reading, clean, fold, read_message, words

_NOT_CONTENT = frozenset({
    Request.WHY, Request.HUMAN, Request.STATUS, Request.STOP, Request.PAUSE, Request.ERASE, Request.HELP, Request.START,
    Request.ROBOT, Request.GREETING, Request.SKIP, Request.THANKS, Request.DUTCH, Request.ENGLISH,
})  # fmt: skip
_LONGEST_ANSWER = 300
_FEW = 6


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn with everything that is looked at more than once."""

    text: str
    folded: str
    count: int
    asked: Need | None
    at: datetime
    caribbean: bool
    scope: Scope
    source: Source
    plain: Fields
    answer: Answer | None
    requests: frozenset[Request]

    @property
    def content(self) -> bool:
        """True when it may hold an answer in words: it is no yes or no, and asks for nothing."""
        return self.answer is None and not self.requests & _NOT_CONTENT and self.count > 0

    def says(self, name: str) -> bool:
        """True when it holds the words of a file in `turns/`."""
        return stands_in(name, self.folded, self.count)

    @property
    def takes_back(self) -> bool:
        return self.says("takes_back")


def hear(
    text: str,
    asked: Need | None,
    at: datetime,
    *,
    language: str = "nl",
    caribbean: bool = False,
    scope: Scope = Scope.FULL,
    kind: TurnKind = TurnKind.TEXT,
) -> Heard:
    """What a turn says.

    `asked` is the open question, `language` that of the conversation, `at` when the turn came (aware).
    """
    cleaned = spelled_out(clean(text).strip())
    turn = _turn(cleaned, asked, at, caribbean=caribbean, scope=scope)
    kind = kind_of(cleaned, turn.folded) if kind is TurnKind.TEXT else kind
    fields, told, firm = _fields(turn)
    topic = topic_of(turn.folded, turn.count, asked=asked is Need.TOPIC)
    return Heard(
        kind=kind,
        language=turn_language(cleaned, language),
        answer=turn.answer,
        requests=turn.requests,
        topic=topic,
        safe=_safe(turn),
        fields=fields,
        told=told,
        firm=firm,
        employer=_employer(turn),
        question=_question(turn, topic, told),
        broken_phone="phone" not in told and broken(turn.text, asked=asked is Need.PHONE),
        private=_private(turn),
        words=turn.count,
    )


def masked(text: str) -> str:
    """The text without a home address in it."""
    found = find_address(text)
    return f"{text[: found[1][0]]}[adres gewist]{text[found[1][1] :]}" if found else text


def _turn(text: str, asked: Need | None, at: datetime, *, caribbean: bool, scope: Scope) -> _Turn:
    message = Message(Channel.CHAT, at, parts=(Part(PartKind.NEW, text),))
    reading: Reading = read_message(message)
    folded = fold(text)
    count = len(words(folded))
    return _Turn(
        text,
        folded,
        count,
        asked,
        at,
        caribbean,
        scope,
        source_of(reading),
        fields_of(message, reading, caribbean=caribbean),
        short_answer(folded, count),
        requests_in(folded, count),
    )


def _fields(turn: _Turn) -> tuple[Fields, frozenset[str], frozenset[str]]:
    """What the turn says, which fields that are, and which of them replace what was said before."""
    found: dict[str, object] = {
        "function": _function(turn),
        "organisation": _organisation(turn),
        "person": _person(turn),
        "phone": told_number(turn.text, caribbean=turn.caribbean, asked=turn.asked is Need.PHONE),
        "address": address_of(turn.text),
        "moving": _moving(turn),
        "pkvw": _pkvw(turn),
        "domains": turn.plain.domains,
        "themes": turn.plain.themes,
        "availability": _moments(turn),
    }
    told = frozenset(name for name, value in found.items() if value not in (None, ()))
    known = {name: found[name] for name in told}
    return replace(Fields(), **known), told, frozenset(name for name in told if _firm(turn, name))  # type: ignore[arg-type]


_ASKED_FOR = {
    Need.PHONE: "phone",
    Need.FUNCTION: "function",
    Need.ORGANISATION: "organisation",
    Need.PERSON: "person",
    Need.MOVING: "moving",
    Need.PKVW: "pkvw",
    Need.MOMENTS: "availability",
}


def _firm(turn: _Turn, name: str) -> bool:
    """The newest word counts: it was asked for, taken back, or is such that only the newest can hold."""
    if turn.asked is not None and _ASKED_FOR.get(turn.asked) == name:
        return True
    if name in ("availability", "pkvw", "moving", "address"):
        return True
    if name == "phone" and turn.says("own_number"):
        return True
    return turn.takes_back or turn.asked is Need.CONFIRM


def _function(turn: _Turn) -> Function | None:
    named = functions_in(turn.folded)
    if turn.plain.function:
        return turn.plain.function
    if turn.asked is not Need.FUNCTION and not (turn.asked is Need.CONFIRM and turn.takes_back):
        return None
    if named:
        return named[0]
    return Function.ANDERE if turn.asked is Need.FUNCTION and turn.content and turn.count <= _FEW else None


def _organisation(turn: _Turn) -> str | None:
    if turn.plain.organisation:
        return turn.plain.organisation
    if turn.asked is Need.ORGANISATION and turn.count:
        return named_body(turn.text, functions_in(turn.folded)) or (bare_body(turn.text) if turn.content else None)
    function_asked = turn.asked in (Need.FUNCTION, Need.CONFIRM, Need.PERSON)
    if functions_in(turn.folded) or (function_asked and (turn.count <= _FEW or turn.takes_back)):
        return named_body(turn.text, functions_in(turn.folded))
    return None


def _person(turn: _Turn) -> str | None:
    told = introduced(turn.text)
    if told:
        return told
    if turn.asked is Need.PERSON and turn.content:
        return bare_name(turn.text)
    return turn.plain.person


def _moving(turn: _Turn) -> bool | None:
    if turn.says("stays"):
        return False
    if moving_of(turn.source) is not None:
        return True
    if turn.asked is Need.MOVING and turn.answer in (Answer.YES, Answer.NO):
        return turn.answer is Answer.YES
    return None


def _pkvw(turn: _Turn) -> bool | None:
    if turn.plain.pkvw is not None:
        return turn.plain.pkvw
    if turn.asked is Need.PKVW:
        if turn.answer in (Answer.YES, Answer.NO):
            return turn.answer is Answer.YES
        return True if turn.says("has_keurmerk") else None
    free = turn.asked in (None, Need.CONFIRM, Need.EMPLOYER)
    return False if free and turn.says("no_keurmerk") else None


def _moments(turn: _Turn) -> tuple[str, ...]:
    if turn.plain.availability or turn.asked is not Need.MOMENTS:
        return turn.plain.availability
    zone = KRALENDIJK if turn.caribbean else AMSTERDAM
    now = turn.at.astimezone(zone)
    found = moments(turn.folded, now.date(), index_of(turn.folded))
    return tuple(sorted({one.iso(zone) for one in found if one.comes_after(now) and one.on >= now.date()}))


def _safe(turn: _Turn) -> bool | None:
    said = safety(turn.folded, turn.count)
    if said is not None:
        return said
    if turn.asked is Need.SAFE and turn.answer in (Answer.YES, Answer.NO):
        return turn.answer is Answer.YES
    return None


def _employer(turn: _Turn) -> str | None:
    if turn.asked is Need.EMPLOYER and turn.content:
        return turn.text[:_LONGEST_ANSWER]
    return turn.text[:_LONGEST_ANSWER] if turn.says("contact") else None


def _question(turn: _Turn, topic: Topic | None, told: frozenset[str]) -> str | None:
    """What a running case is about: the answer to that question, or the sentence in which somebody told it."""
    if turn.asked is Need.QUESTION and turn.count and not turn.requests & {Request.WHY, Request.STOP, Request.HUMAN}:
        return turn.text[:_LONGEST_ANSWER]
    enough = turn.count >= _FEW and not told - {"availability", "domains", "themes"}
    return turn.text[:_LONGEST_ANSWER] if topic is Topic.RUNNING and (enough or turn.count > 2 * _FEW) else None


def _private(turn: _Turn) -> bool:
    """Something that may not travel through a chat app: an address, family, a report."""
    return turn.plain.address is not None or turn.says("private")
