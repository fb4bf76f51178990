"""The conversation, free of any channel: state + what was heard + the reading of it all -> new state, replies, effects.

Pure. What is needed and why is a table (`casework.conversation.TABLE`); here is only what to say next. One thing is
asked at a time, and only what is missing. A threat changes everything at once: every reply begins with the emergency
number, and the alarm has left before the person answers. The words are in `bots/chat`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from casework.assessment import Address, Alarm, Assessment, Intent, Route
from casework.conversation import (
    ASKS_HELP,
    ASSUMED,
    EXTRAS,
    MOST_ASKED,
    WRONG,
    Answer,
    Conversation,
    Heard,
    Need,
    Request,
    Scope,
    Topic,
    TurnKind,
    merged,
    needs,
)
from casework.people import Function


class Effect(StrEnum):
    """What a turn asks of the desk. Carried out in the transaction that stores the turn, before the replies leave."""

    RAISE = "raise"
    REGISTER = "register"
    HUMAN = "human"
    SUPPLY = "supply"
    STATUS = "status"
    PROVE = "prove"
    CODE = "code"
    REDACT = "redact"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Say:
    """A text by its name in `bots/chat`, with facts of this conversation; `choices` names the answers to offer."""

    text: str
    facts: tuple[tuple[str, str], ...] = ()
    choices: str | None = None


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn leads to."""

    state: Conversation
    says: tuple[Say, ...]
    effects: frozenset[Effect] = frozenset()


#: After this silence somebody who comes back is welcomed.
AWAY = timedelta(hours=8)
#: A reading of fewer words says little about what somebody comes for.
_ENOUGH_WORDS = 5
_TELLING_WORDS = 8
#: Who says no to the summary in so many words says what is wrong with it.
_OBJECTION = 3
#: What is a cry or a short message, and no story.
_CRY = 14
#: An answer of so many words is nothing more than that.
_BARE = 2
#: Who answers a question about a threat with so many words tells of one.
_STORY = 4

_LANGUAGES = frozenset({Request.ENGLISH, Request.DUTCH})

#: Never what somebody in danger came to tell; "what do I do" holds a Thursday ("do").
_BY_THE_WAY = frozenset({"availability", "domains", "themes"})

_CHOICES = {
    Need.TOPIC: "choices_topic",
    Need.THREATENED: "choices_yes_no",
    Need.SAFE: "choices_yes_no",
    Need.MOVING: "choices_yes_no",
    Need.PKVW: "choices_yes_no_unknown",
    Need.CONFIRM: "choices_confirm",
}
_TOPICS = {Route.PREVENTIVE: Topic.PREVENTIVE, Route.RUNNING_CASE: Topic.RUNNING, Route.THREAT: None}
#: Answered with a yes or no; any other question can be left open with "no".
_YES_NO = frozenset({Need.SAFE, Need.MOVING, Need.PKVW, Need.THREATENED, Need.CONFIRM})


def opening(state: Conversation) -> Turned:
    """What is said before the person has said anything."""
    asked = replace(state, introduced=True).asking(Need.TOPIC)
    return Turned(asked, (Say("hello"), _ask(asked, Need.TOPIC)))


def turn(before: Conversation, heard: Heard, assessment: Assessment, now: datetime) -> Turned:
    """Answer one turn. `assessment` is the reading of everything the person said so far, this turn included."""
    state = _taken_in(before, heard, assessment, now)
    effects = set(_effects(before, state, heard))
    says = [*_first(before, state, heard), *_content(before, state, heard)]
    state, more, wanted = _answered(before, state, heard)
    effects |= wanted
    return Turned(replace(state, introduced=True), (*says, *more), frozenset(effects))


def filled_in(before: Conversation, heard: Heard, assessment: Assessment, now: datetime) -> Turned:
    """Answer a registration form: everything was said at once, and sending it is the person's yes to it.

    Who does not know whether it is a threat has the question still open: then a person looks.
    """
    if before.asked is Need.THREATENED:
        assessment = replace(assessment, alarm=assessment.alarm.raised_to(Alarm.HUMAN))
    state = _taken_in(before, heard, assessment, now)
    effects = set(_effects(before, state, heard))
    if state.in_danger:
        after, more, wanted = _first_in_danger(state)
    else:
        after, more, wanted = _confirmed(state)
    return Turned(after, (*_first(before, state, heard), *more), frozenset(effects | wanted))


def _taken_in(before: Conversation, heard: Heard, assessment: Assessment, now: datetime) -> Conversation:
    """The state with what the turn says in it."""
    state = merged(before, heard, assessment.fields)
    if state.scope is Scope.MINIMAL:
        state = replace(state, fields=replace(state.fields, address=None), employer=None)
    alarm = _alarm(before, heard, assessment)
    topic = Topic.THREAT if alarm is Alarm.YES else _topic(before, state, heard, assessment)
    state = _assumed(before, state, topic, heard)
    question = state.question
    if topic in (Topic.RUNNING, Topic.OTHER) and heard.words > _ENOUGH_WORDS and question is None:
        question = heard.question
    return replace(
        state,
        language=_language(before, heard),
        topic=topic,
        question=question,
        alarm=alarm,
        left=before.left | ({heard.leaves} if heard.leaves else set()),
        caribbean=before.caribbean or assessment.caribbean,
        intent=_intent(before, heard, assessment),
        turns=before.turns + 1,
        last_at=now,
        stopped=False,
        mending=None,
        proving=before.proving or _wants_proof(before, heard),
        wants_human=before.wants_human or heard.requests & {Request.HUMAN, Request.ROBOT} == {Request.HUMAN},
    )


def _language(before: Conversation, heard: Heard) -> str:
    if Request.ENGLISH in heard.requests:
        return "en"
    if Request.DUTCH in heard.requests:
        return "nl"
    return heard.language or before.language


def _alarm(before: Conversation, heard: Heard, assessment: Assessment) -> Alarm:
    """Never lower than it was. The person's own word for a threat is enough; what only a human can read is a doubt."""
    found = before.alarm.raised_to(assessment.alarm)
    said_so = before.asked is Need.THREATENED and heard.answer is Answer.YES and not _answers_else(heard)
    unsafe = before.asked in (Need.SAFE, Need.THREATENED) and heard.safe is False
    if heard.topic is Topic.THREAT or said_so or unsafe or _tells_on(before, heard):
        return Alarm.YES
    return found.raised_to(Alarm.HUMAN) if heard.kind.unread or heard.foreign or heard.hopeless else found


def _tells_on(before: Conversation, heard: Heard) -> bool:
    """Asked whether there is a threat, somebody tells what happens, or whether it is safe, instead of saying no.

    What happens: the turn by itself is an alarm or a doubt, and is no answer to another question.
    """
    if before.asked is not Need.THREATENED or heard.answer is not None or heard.no_threat:
        return False
    tells = heard.alarm is Alarm.YES or (heard.alarm is Alarm.HUMAN and not _answers_else(heard))
    return tells or heard.safe is not None


def _answers_else(heard: Heard) -> bool:
    """True for an answer to another question than whether there is a threat, asked before or expected."""
    by_the_way = frozenset({Request.AGREES, Request.HELP, Request.PRIVACY} if heard.answer is Answer.YES else ())
    languages = _LANGUAGES if heard.words > _TELLING_WORDS + _STORY else frozenset()
    asks = heard.requests - ASKS_HELP - by_the_way - languages
    return bool(heard.told & _WHO_AND_WHERE or asks) or heard.topic is not None or heard.no_threat


_WHO_AND_WHERE = frozenset({"phone", "person", "organisation", "address", "availability", "pkvw"})


def _assumed(before: Conversation, state: Conversation, topic: Topic | None, heard: Heard) -> Conversation:
    """A topic that nobody said is marked: who says no more than who they are, registers."""
    new = topic is Topic.PREVENTIVE and before.topic is not topic and heard.topic is not topic
    return replace(state, known=state.known | {ASSUMED}) if new else state


def _topic(before: Conversation, state: Conversation, heard: Heard, assessment: Assessment) -> Topic | None:
    settled = before.topic not in (None, Topic.OTHER) and before.asked is not Need.TOPIC
    if heard.outsider and not before.confirmed:
        return Topic.OTHER
    if settled and not before.confirmed and heard.topic is Topic.RUNNING and ASSUMED in before.known:
        return Topic.RUNNING
    if settled and not before.confirmed and heard.registers and before.topic is Topic.RUNNING:
        return Topic.PREVENTIVE
    if settled:
        return before.topic
    found = _said_topic(before, heard, assessment)
    unsaid = found in (None, Topic.OTHER) or (found is Topic.RUNNING and heard.topic is not found)
    return Topic.PREVENTIVE if unsaid and _registers(before, state, heard) else found


def _registers(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """True for a bestuurder who gives an office and a way to be found and says nothing of a running case."""
    fields = state.fields
    office = fields.function not in (None, Function.ANDERE)
    reachable = bool(fields.phone or (fields.organisation and fields.person))
    asks = heard.topic is not None or heard.intent is not None or state.question or state.intent
    human = before.wants_human or Request.HUMAN in heard.requests or Request.STATUS in heard.requests
    return office and reachable and before.asked is Need.TOPIC and not asks and not human


#: What a later "dat is prima" does not turn into a yes to the appointment.
_CHANGES = frozenset({Intent.RESCHEDULE_APPOINTMENT, Intent.CANCEL_APPOINTMENT, Intent.WITHDRAW})
#: What nobody wants who has no case yet, whatever words of a wish for advice stand beside it.
_OF_A_CASE = _CHANGES | {Intent.REJECT_REPORT}


def _said_topic(before: Conversation, heard: Heard, assessment: Assessment) -> Topic | None:
    if heard.intent in _OF_A_CASE:
        return Topic.RUNNING
    waits = heard.intent is Intent.ASK_STATUS and Request.STATUS in heard.requests
    if heard.topic is Topic.RUNNING and assessment.route is Route.PREVENTIVE and heard.wishes and not waits:
        return Topic.PREVENTIVE
    if heard.topic is not None:
        return heard.topic
    if before.topic is not None:
        return before.topic
    if Request.STATUS in heard.requests:
        return Topic.RUNNING
    read = _TOPICS.get(assessment.route, Topic.OTHER)
    lost = heard.answer is Answer.UNKNOWN and not heard.wishes  # "ik weet niet of ik hier goed zit"
    if heard.words >= _TELLING_WORDS and read is Topic.PREVENTIVE and not lost:
        return read
    if before.asked is Need.TOPIC and (heard.told or before.count_of(Need.TOPIC) >= MOST_ASKED) and heard.words:
        return read if before.question else (before.topic if heard.told else Topic.OTHER)
    return before.topic


def _intent(before: Conversation, heard: Heard, assessment: Assessment) -> Intent | None:
    if Request.STATUS in heard.requests:
        return Intent.ASK_STATUS
    if heard.intent is Intent.CONFIRM_APPOINTMENT and before.intent in _CHANGES:
        return before.intent
    if before.confirmed and heard.answer is not None and heard.words <= _BARE:
        return before.intent  # a yes to what we said, to no appointment
    return heard.intent or before.intent or assessment.intent


def _effects(before: Conversation, state: Conversation, heard: Heard) -> Iterator[Effect]:
    if state.alarm is not before.alarm or (state.in_danger and heard.safe is False and before.safe is not False):
        yield Effect.RAISE
    if state.scope is Scope.MINIMAL and (heard.private or heard.kind.unread) and not state.in_danger:
        yield Effect.REDACT  # under a threat everything is kept as evidence
    if state.case and _differs(before, state):
        yield Effect.SUPPLY
    if _wants_proof(before, heard):
        yield Effect.PROVE
    if before.proving and heard.code:
        yield Effect.CODE


def _wants_proof(before: Conversation, heard: Heard) -> bool:
    return heard.case_number is not None and heard.case_number != before.case


def _differs(before: Conversation, state: Conversation) -> bool:
    return _said(before) != _said(state)


def _replaces(before: Conversation, state: Conversation) -> bool:
    """Something that was shown is now otherwise; what only comes in addition is covered by the same yes."""
    return any(_replaced(before, state, name) for name in ("phone", "function", "organisation", "person"))


def _said(one: Conversation) -> tuple[object, ...]:
    return one.fields, one.told, one.employer, one.safe, one.question, one.topic


def _first(before: Conversation, state: Conversation, heard: Heard) -> Iterator[Say]:
    """What comes before anything else: the emergency number under a threat or a doubt, and that we are a machine."""
    doubt = state.alarm is Alarm.HUMAN and before.alarm is Alarm.NO
    goes_on = state.alarm is Alarm.HUMAN and (heard.alarm is not Alarm.NO or heard.words >= _STORY)
    goes_on = goes_on or _leaves_open(before, state, heard)
    if state.in_danger or doubt or goes_on or heard.hopeless or _asks_police_in_doubt(state, heard):
        yield Say("emergency")
    if not before.introduced:
        yield Say("machine" if state.in_danger or doubt else "hello")
    if heard.hopeless:
        yield Say("hopeless")
    if state.in_danger and not before.in_danger:
        yield Say("threat")
    elif doubt:
        yield Say("doubt")


def _leaves_open(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """Asked whether there is a threat, somebody knows neither yes nor no: "misschien", "nog niet", "laat maar"."""
    if before.asked is not Need.THREATENED or state.alarm is not Alarm.HUMAN:
        return False
    mute = heard.answer is None and heard.words < _STORY and not (heard.no_threat or _answers_else(heard))
    return heard.answer is Answer.UNKNOWN or mute


def _content(before: Conversation, state: Conversation, heard: Heard) -> Iterator[Say]:
    """What there is to say about what came."""
    if before.last_at and state.last_at and state.last_at - before.last_at > AWAY and not state.in_danger:
        yield Say("welcome_back")
    if heard.kind.unread:
        yield Say(f"unread_{state.scope.value}")
    elif heard.private and state.scope is Scope.MINIMAL:
        yield Say("private_kept" if state.in_danger else "private")
    if heard.asks_about and Request.WHY not in heard.requests and not state.in_danger:
        yield Say(f"why_{heard.asks_about.value}")
    if _wants_proof(before, heard):
        yield Say("code_sent")
    if before.proving and heard.code:
        yield Say("code_checked")
    elif _code_too_soon(before, state, heard):
        yield Say("code_too_soon")
    if heard.back_code:
        yield Say("back_code")
    changed = [name for name in sorted(heard.told) if _replaced(before, state, name)]
    if changed and before.asked is not Need.CONFIRM:
        yield Say("changed", (("what", " ".join(changed)),))


def _code_too_soon(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """Six digits of who has a case and did not name it: a code by mail, or a telephone number without its beginning."""
    return heard.code is not None and not before.proving and state.topic is Topic.RUNNING and not heard.told


def _is_code(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """Six digits that are a code by mail, asked for or too soon."""
    return heard.code is not None and (before.proving or _code_too_soon(before, state, heard))


def _is_half_number(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """Digits that are no whole telephone number, and no code either."""
    return heard.broken_phone and not _is_code(before, state, heard)


def _only_proves(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """A case number or a code, and no word to the open question."""
    is_code = _is_code(before, state, heard)
    return (is_code or heard.back_code or heard.case_number is not None) and not heard.told and not heard.answer


def _replaced(before: Conversation, state: Conversation, name: str) -> bool:
    old, new = getattr(before.fields, name), getattr(state.fields, name)
    return name in ("phone", "function", "organisation", "person") and bool(old) and old != new


def _answered(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    """The reply to what the person wants, and the next question."""
    if heard.finishes and before.confirmed and before.asked in EXTRAS and state.alarm is before.alarm:
        return _finished(state)
    for wanted, answer in _REQUESTS:
        if wanted in heard.requests and _meant(wanted, heard, before, state):
            answered = answer(before, state, heard)
            if answered is not None:
                return answered
    if state.in_danger:
        return _in_danger(before, state, heard)
    if before.asked is Need.CONFIRM and not before.confirmed and not _doubts_first(before, state, heard):
        after, says, effects = _confirming(before, state, heard)
        return after, [*_asides(before, state, heard), *says], effects
    return _next(before, state, heard)


def _doubts_first(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """Who says something worrying in the place of a yes or no to the summary is asked about that before it.

    In a long turn a doubt may be about anything; the summary is shown with the emergency number before it.
    """
    new = state.alarm is Alarm.HUMAN and before.alarm is Alarm.NO
    answers = heard.answer is not None or heard.no_threat or _agrees(heard)
    return new and heard.words <= _CRY and (heard.safe is False or not answers)


#: What a turn may want beside its question without an answer to it.
_NO_REPLY = frozenset(
    {
        Request.AGREES,
        Request.DISAGREES,
        Request.THANKS,
        Request.GREETING,
        Request.SKIP,
        Request.STATUS,
        Request.CALL_WHEN,
        Request.WHY,
    }
)


def _asides(before: Conversation, state: Conversation, heard: Heard) -> list[Say]:
    """The answer to a question that stands beside something else, or that only a colleague can answer."""
    if state.alarm is not Alarm.NO:
        return []
    if Request.PRIVACY in heard.requests:
        return [Say("privacy")]
    unknown = heard.asks_us and heard.asks_about is None and not heard.requests - _NO_REPLY
    return [Say("colleague_knows")] if unknown and before.topic is Topic.PREVENTIVE else []


#: What is answered under a threat too, after the emergency number.
_UNDER_A_THREAT = frozenset(
    {Request.WHY, Request.ROBOT, Request.PRIVACY, Request.ANONYMOUS, Request.STOP, Request.PAUSE, *_LANGUAGES}
)


def _meant(wanted: Request, heard: Heard, before: Conversation, state: Conversation) -> bool:
    """Thanks and greetings beside an answer are only polite; under a threat nothing but the threat counts.

    Who does not want to live any more, or gives in to somebody, does not want to stop chatting.
    """
    if heard.hopeless and wanted in (Request.STOP, Request.ERASE, Request.PAUSE):
        return False
    if state.alarm is Alarm.HUMAN and before.alarm is Alarm.NO and wanted in (Request.STOP, Request.PAUSE):
        return False
    if wanted in (Request.THANKS, Request.GREETING):
        return (
            Request.AGREES not in heard.requests
            and not heard.told
            and heard.topic is None
            and heard.answer is None
            and before.introduced
        )
    if wanted is Request.POLICE:
        return _asks_police_in_doubt(state, heard) and before.alarm is state.alarm
    if state.in_danger:
        about_us = wanted is Request.WHY and heard.requests & ASKS_HELP  # "waarom belt er niemand?"
        return wanted in _UNDER_A_THREAT and not about_us
    return True


_Answered = tuple[Conversation, list[Say], set[Effect]]


def _stop(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    del before, heard
    stopped = replace(state.asking(None), stopped=True)
    return stopped, _left_alone("stop", state), set()


def _erase(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    del before, heard
    kept = state.in_danger or state.case is not None
    stopped = replace(state.asking(None), stopped=True)
    return stopped, [Say("erase_kept" if kept else "erase")], {Effect.ERASE}


def _pause(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    del before, heard
    return state, _left_alone("pause", state), set()


def _left_alone(text: str, state: Conversation) -> list[Say]:
    """Who goes away under a threat knows whether we can call."""
    if not state.in_danger:
        return [Say(text)]
    return [Say(f"{text}_danger"), *([] if state.fields.phone else [Say("no_phone")])]


def _waiting(state: Conversation) -> list[Say]:
    """Everything was asked and passed on; without a number nobody can call."""
    if state.fields.phone:
        return [Say("threat_wait", _facts(state))]
    return [Say("threat_wait_no_phone"), Say("no_phone")]


def _language_asked(before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    """Go on in the other language; whatever else the turn says is answered in it."""
    more = heard.told or heard.topic or heard.answer or heard.safe is not None or heard.outsider
    if more or state.alarm is not before.alarm:
        return None
    return _tell("language", before, state, heard)


def _help(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    return _tell(f"help_{state.scope.value}", before, state, heard)


def _start(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    del heard
    says, after = _again(before, state)
    return after, [*([Say("hello")] if before.introduced else []), *says], set()


def _tell(text: str, before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    """Answer with a text, and ask on."""
    del heard
    says, after = _again(before, state)
    return after, [Say(text), *says], set()


#: What a turn is about, and no answer of who writes.
_THEMES = frozenset({"domains", "themes"})


def _privacy(before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    """Who asks it beside an answer, or beside what raises an alarm, is answered by the way."""
    answers = bool(heard.told - _THEMES) or heard.answer in (Answer.YES, Answer.NO) or Request.AGREES in heard.requests
    if answers or state.alarm is not before.alarm:
        return None
    return _tell("privacy", before, state, heard)


def _anonymous(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    return _tell(f"anonymous_{'danger' if state.in_danger else state.scope.value}", before, state, heard)


def _human(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    del before, heard
    topic = state.topic or Topic.OTHER
    state = replace(state, topic=topic)
    if state.fields.phone:
        return state.asking(None), [Say("human_known", _facts(state))], {Effect.HUMAN}
    return state.asking(Need.PHONE), [Say("human_phone")], set()


def _status(before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    if state.case or (state.confirmed and not heard.told):
        says, after = _again(before, state)
        return after, [Say("status"), *says], {Effect.STATUS}
    if state.topic is not Topic.RUNNING:
        return _status_of_this(before, state, heard)
    state = replace(state, question=state.question or heard.question or "status")
    open_needs = needs(state)
    if not open_needs:
        return state, [Say("status_unknown")], set()
    state = state.asking(open_needs[0])
    return state, [Say("status_unknown"), _ask(state, open_needs[0])], set()


def _status_of_this(before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    """Who registers at this moment has no case yet: that is the status."""
    if state.topic is not Topic.PREVENTIVE or heard.told or heard.answer or heard.words > _ENOUGH_WORDS:
        return None
    return _tell("status_not_yet", before, state, heard)


def _call_when(before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    """Who asks when we call, and tells nothing else: we promise no time."""
    if heard.told or heard.topic or heard.answer in (Answer.YES, Answer.NO) or state.alarm is not Alarm.NO:
        return None
    calm = state.topic in (None, Topic.PREVENTIVE)
    return _tell("call_when_calm" if calm else "call_when_other", before, state, heard)


def _tell_back(text: str, before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    """Answer a question about us, of who tells nothing else in the same turn."""
    if not heard.told <= _BY_THE_WAY or heard.answer in (Answer.YES, Answer.NO) or state.alarm is not before.alarm:
        return None
    return _tell(text, before, state, heard)


def _receipt(before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    """Whether something is sent to confirm: behind the yes that is the case number itself."""
    if state.confirmed:
        return _status(before, state, heard)
    return _tell_back("receipt", before, state, heard)


def _why(before: Conversation, state: Conversation, heard: Heard) -> _Answered | None:
    about = heard.asks_about or before.asked
    if about is None:
        return state, [Say("why")], set()
    if heard.told:
        return None
    return _tell(f"why_{about.value}", before, state, heard)


def _polite(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    says, after = _again(before, state)
    thanked = Request.THANKS in heard.requests
    if not says:
        return after, [Say("bye" if thanked else "hello_again")], set()
    return after, says, set()


def _again(before: Conversation, state: Conversation) -> tuple[list[Say], Conversation]:
    """The open question once more, without counting it; or the first one."""
    if before.asked is not None and not state.has(before.asked):
        return [_ask(state, before.asked)], replace(state, asked=before.asked)
    open_needs = needs(state)
    if not open_needs:
        return [], state.asking(None)
    return [_ask(state, open_needs[0])], state.asking(open_needs[0])


_REQUESTS: tuple[tuple[Request, Callable[[Conversation, Conversation, Heard], _Answered | None]], ...] = (
    (Request.ERASE_HOW, partial(_tell_back, "erase_how")),
    (Request.ERASE, _erase),
    (Request.STOP, _stop),
    (Request.ROBOT, partial(_tell, "robot")),
    (Request.PRIVACY, _privacy),
    (Request.ANONYMOUS, _anonymous),
    (Request.HUMAN, _human),
    (Request.POLICE, partial(_tell, "no_police_doubt")),
    (Request.WHY, _why),
    (Request.PAUSE, _pause),
    (Request.RECEIPT, _receipt),
    (Request.COST, partial(_tell_back, "cost")),
    (Request.DURATION, partial(_tell_back, "duration")),
    (Request.CALL_US, partial(_tell_back, "call_us")),
    (Request.STATUS, _status),
    (Request.CALL_WHEN, _call_when),
    (Request.START, _start),
    (Request.HELP, _help),
    (Request.ENGLISH, _language_asked),
    (Request.DUTCH, _language_asked),
    (Request.THANKS, _polite),
    (Request.GREETING, _polite),
)


def _asks_police_in_doubt(state: Conversation, heard: Heard) -> bool:
    return state.alarm is Alarm.HUMAN and Request.POLICE in heard.requests


#: What somebody in danger asks of us, and the text that answers it.
_ASKED_IN_DANGER = (
    (Request.FALSE_ALARM, "false_alarm"),
    (Request.POLICE, "no_police"),
    (Request.CALL_WHEN, "call_when"),
    (Request.WHAT_NOW, "what_now"),
)


def _in_danger(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    """What was asked of us is answered first; the open question comes again, and is not counted."""
    answer = next((Say(text) for asked, text in _ASKED_IN_DANGER if asked in heard.requests), None)
    if answer is None:
        return _on_in_danger(before, state, heard)
    only_asks = heard.told <= _BY_THE_WAY and heard.safe is None and heard.answer in (None, Answer.UNKNOWN)
    if before.in_danger and only_asks:
        again, after = _again(before, state) if before.asked else ([], state)
        return after, [answer, _reach(state), *again], set()
    after, says, effects = _on_in_danger(before, state, heard)
    first = 1 if says and says[0].text == "not_safe" else 0
    return after, [*says[:first], answer, *says[first:]], effects


def _reach(state: Conversation) -> Say:
    """Whether we can call."""
    if state.fields.phone:
        return Say("officer_has_phone")
    return Say("officer_needs_phone" if Need.PHONE in needs(state) else "no_phone")


def _on_in_danger(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    """Two questions that matter, at once: safe now, and which number. Then the rest, one at a time, to who is safe."""
    if not before.in_danger:
        return _first_in_danger(state)
    says = [Say("not_safe")] if heard.safe is False and before.safe is not False else []
    if before.asked is Need.CONFIRM and not state.confirmed and state.safe is not False:
        after, more, effects = _confirming(before, state, heard)
        return after, [*says, *more], effects
    if _is_half_number(before, state, heard):
        says.append(Say("phone_broken"))
    if state.fields.phone and not state.confirmed and before.asked is None and _agrees(heard):
        return _confirmed(state)
    state = _let_go(before, state, heard)
    open_needs = [need for need in needs(state) if state.safe is not False or need is Need.PHONE]
    if state.fields.phone and before.fields.phone != state.fields.phone:
        says.append(Say("call_you", _facts(state)))
    if not open_needs:
        return replace(state.asking(None), closed_off=True), [*says, *_waiting(state)], set()
    asked = state.asking(open_needs[0])
    return asked, [*says, _ask(asked, open_needs[0])], set()


def _first_in_danger(state: Conversation) -> _Answered:
    if state.safe is False:
        says = [Say("not_safe")]
        if state.fields.phone:
            return state.asking(None), [*says, Say("call_you", _facts(state))], set()
        return state.asking(Need.PHONE), [*says, _ask(state, Need.PHONE)], set()
    if state.fields.phone is None:
        state = state.asking(Need.PHONE)
        if state.safe is None:
            return state.asking(Need.SAFE), [Say("ask_safe_and_phone")], set()
        return state, [_ask(state, Need.PHONE)], set()
    says = [Say("call_you", _facts(state))]
    open_needs = needs(state)
    if not open_needs:
        return state.asking(None), says, set()
    state = state.asking(open_needs[0])
    return state, [*says, _ask(state, open_needs[0])], set()


def _confirming(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    """The summary was shown: a yes confirms, anything new is put in and shown again."""
    disagrees = Request.DISAGREES in heard.requests or (
        heard.answer is Answer.NO and Request.AGREES not in heard.requests
    )
    agrees = _agrees(heard)
    disagrees = disagrees and not heard.no_threat
    same = replace(state, known=state.known - {WRONG})
    sure = state == same or Request.AGREES in heard.requests
    if agrees and not disagrees and not _replaces(before, state) and sure:
        return _confirmed(same)
    if before.fields.function and not state.fields.function:  # denied
        open_again = same.asking(Need.FUNCTION)
        return open_again, [Say("changed_summary"), _ask(open_again, Need.FUNCTION)], set()
    if _facts(before) != _facts(state):
        shown = same.asking(Need.CONFIRM)
        return shown, [Say("changed_summary"), _summary(shown)], set()
    if _is_half_number(before, state, heard):
        return state, [Say("phone_broken")], set()
    if heard.wrong_line and not (heard.wrong_line == "address" and state.scope is Scope.MINIMAL):
        wrong = replace(state, known=state.known | {WRONG}, mending=heard.wrong_line)
        return wrong, [Say(f"right_{heard.wrong_line}")], set()
    if disagrees:
        objects = heard.words >= _OBJECTION
        return replace(state, known=state.known | {WRONG}) if objects else state, [Say("what_wrong")], set()
    asks = heard.asks_about or _asides(before, state, heard)
    return same, [*([] if asks else [Say(_once_more(state, heard))]), _summary(same)], set()


def _once_more(state: Conversation, heard: Heard) -> str:
    """What is said before a summary in which nothing changed: whether what came was understood."""
    told = heard.told - _THEMES
    known = told and all(getattr(heard.fields, name) == getattr(state.fields, name) for name in told)
    if not state.in_danger and (heard.no_threat or (known and not heard.corrects)):
        return "noted"
    return "confirm_unknown" if heard.answer is Answer.UNKNOWN else "confirm_again"


def _agrees(heard: Heard) -> bool:
    """A yes without a reserve."""
    return not heard.reserve and (heard.answer is Answer.YES or Request.AGREES in heard.requests)


def _confirmed(state: Conversation) -> _Answered:
    state = replace(state, confirmed=True)
    effects = {Effect.SUPPLY if state.case else Effect.REGISTER}
    if state.in_danger:
        return replace(state.asking(None), closed_off=True), _waiting(state), effects
    says = [Say(f"registered_{state.topic.value}" if state.topic else "registered_other", _facts(state))]
    open_needs = needs(state)
    if not open_needs:
        return replace(state.asking(None), closed_off=True), says, effects
    state = state.asking(open_needs[0])
    return state, [*says, Say("extras"), _ask(state, open_needs[0])], effects


def _next(before: Conversation, state: Conversation, heard: Heard) -> _Answered:
    """Ask for what is missing, or say that all is there."""
    says = _asides(before, state, heard)
    effects: set[Effect] = set()
    if _is_half_number(before, state, heard):
        says.append(Say("phone_broken"))
    if state.alarm is Alarm.HUMAN and before.alarm is Alarm.NO and Need.THREATENED not in state.left:
        state = state.leaving(Need.THREATENED).asking(Need.THREATENED)
        return state, [*says, _ask(state, Need.THREATENED)], effects
    if _leaves_open(before, state, heard) and state.fields.phone is None:  # somebody will want to call
        state = state.asking(Need.PHONE)
        return state, [*says, _ask(state, Need.PHONE)], effects
    state = _let_go(before, state, heard)
    if state.wants_human and state.fields.phone and not before.fields.phone:
        return state.asking(None), [*says, Say("human_known", _facts(state))], {Effect.HUMAN}
    if heard.kind in (TurnKind.EMPTY, TurnKind.EMOJI) and not heard.answer:
        more, after = _again(before, state)
        return after, [*says, Say("empty"), *more], effects
    if _only_proves(before, state, heard) and before.asked is not None and needs(state):
        more, after = _again(before, state)
        return after, [*says, *more], effects
    open_needs = needs(state)
    if not open_needs:
        return _over(before, state, heard, says)
    need = open_needs[0]
    if need is before.asked and not says and not _is_understood(before, state, heard):
        says.append(Say("unclear"))
    if need is Need.TOPIC and heard.told and before.asked is not None:
        return replace(state, asked=need), [*says, _ask(state, need)], effects
    state = state.asking(need)
    return state, [*says, _ask(state, need)], effects


def _finished(state: Conversation) -> _Answered:
    """No more of what may be skipped; what was told stays."""
    left = replace(state, left=state.left | EXTRAS)
    return replace(left.asking(None), closed_off=True), [Say("done", _facts(left))], set()


def _is_understood(before: Conversation, state: Conversation, heard: Heard) -> bool:
    """True for a turn without words, and for one that tells something, if not what was asked."""
    comes_for = heard.topic is not None or heard.no_threat or state.topic is not before.topic
    return not heard.words or bool(heard.told or heard.writer or comes_for) or state.question != before.question


def _let_go(before: Conversation, state: Conversation, heard: Heard) -> Conversation:
    """A question that the person will not or cannot answer is not asked again."""
    asked = before.asked
    if asked is None or asked in (Need.CONFIRM, Need.TOPIC) or state.has(asked):
        return state
    refuses = heard.answer is Answer.NO and asked not in _YES_NO and not heard.told and not heard.broken_phone
    if heard.answer is Answer.UNKNOWN or Request.SKIP in heard.requests or refuses:
        return state.leaving(asked)
    return state


def _over(before: Conversation, state: Conversation, heard: Heard, says: list[Say]) -> _Answered:
    """Nothing is left to ask."""
    if not before.closed_off and before.confirmed:
        return replace(state.asking(None), closed_off=True), [*says, Say("done", _facts(state))], set()
    if Request.STATUS in heard.requests:
        return state, [*says, Say("status" if state.case else "status_unknown")], {Effect.STATUS}
    effects = {Effect.SUPPLY} if state.case else {Effect.REGISTER}
    return replace(state.asking(None), closed_off=True), [*says, Say("passed_on", _facts(state))], effects


def _ask(state: Conversation, need: Need) -> Say:
    if need is Need.CONFIRM:
        return _summary(state)
    name = f"ask_{need.value}"
    if need is Need.TOPIC and state.scope is Scope.MINIMAL:
        name = "ask_topic_minimal"
    if need is Need.PHONE and state.in_danger:
        name = "ask_phone_now"
    return Say(name, choices=_CHOICES.get(need))


def _summary(state: Conversation) -> Say:
    return Say("summary", _facts(state), _CHOICES[Need.CONFIRM])


def _in_one_line(address: Address | None) -> str:
    if address is None:
        return ""
    place = " ".join(filter(None, (address.postcode, address.city)))
    return ", ".join(filter(None, (address.street, place)))


def _facts(state: Conversation) -> tuple[tuple[str, str], ...]:
    """What a text may repeat of what the person said."""
    fields = state.fields
    return tuple(
        (name, value)
        for name, value in (
            ("topic", state.topic.value if state.topic else ""),
            ("phone", fields.phone or ""),
            ("function", fields.function.value if fields.function else ""),
            ("organisation", fields.organisation or ""),
            ("person", fields.person or ""),
            ("address", _in_one_line(fields.address)),
            ("question", "" if state.topic is Topic.PREVENTIVE else state.question or ""),
            ("moving", ("yes" if fields.moving else "no") if "moving" in state.known else ""),
            ("pkvw", {True: "yes", False: "no", None: "unknown" if Need.PKVW in state.left else ""}[fields.pkvw]),
            ("moments", " ".join(fields.availability)),
            ("moment_words", state.moment_words if fields.availability else ""),
            ("employer", state.employer or ""),
        )
        if value
    )
