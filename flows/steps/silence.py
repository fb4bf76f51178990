"""After a conversation in which somebody fell silent: in danger the officer hears of it, else a person can go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bots.dialogue import Say
from bots.speaking import render
from casework.assessment import Alarm, Assessment, Route
from casework.messages import Sender
from casework.obligations import ObligationKind
from casework.triage import Known
from flows.runtime import DESK, Runtime
from flows.steps import escalate
from flows.steps.chat_case import as_message, facts, settled
from flows.steps.decide import carry_out
from storage import cases, conversations, journal, obligations
from storage.cases import Case
from storage.conversations import Talk
from storage.session import Tx

#: Above the number of any turn.
_LAST = 2**62
_SAYS = (Say("emergency"), Say("silent_danger"))
_NUMBER, _NO_NUMBER = Say("officer_has_phone"), Say("no_phone")


def sweep(runtime: Runtime) -> int:
    """Look after conversations in which the person fell silent; how many there were."""
    with runtime.database.reading() as tx:
        silent = conversations.silent(tx, runtime.clock())
    return sum(_after_silence(runtime, talk) for talk in silent)


def _after_silence(runtime: Runtime, number: int) -> bool:
    """In danger: the officer hears of it. Calm: what was said becomes a case, so that a person can go on."""
    now = runtime.clock()
    with runtime.database.begin() as tx:
        talk = conversations.lock(tx, number)
        if talk.wake_at is None or talk.wake_at > now:
            return False
        case = (
            _silent_in_danger(runtime, tx, talk, now) if talk.state.in_danger else _unfinished(runtime, tx, talk, now)
        )
        state = replace(talk.state, case=case.number if case else talk.state.case)
        conversations.save(tx, talk, state, talk.last_at, case=case.id if case else talk.case, wake_at=None)
    return True


def _silent_in_danger(runtime: Runtime, tx: Tx, talk: Talk, now: datetime) -> Case | None:
    case = cases.find(tx, talk.number) if talk.number else None
    if case is None:
        return None
    journal.note(tx, case.id, "chat: de persoon schrijft niet meer", f"sinds {talk.last_at.isoformat()}", DESK, now)
    owed = [one for one in obligations.open_of(tx, case.id) if one.kind is ObligationKind.CALL_BACK]
    for one in owed:
        escalate.raise_alarm(runtime, tx, case, one, escalate.Trouble(Alarm.YES), now)
    known = facts(runtime, talk.state.language, caribbean=talk.state.caribbean)
    reach = _NUMBER if talk.state.fields.phone or case.fields.phone else _NO_NUMBER
    replies = render((*_SAYS, reach), talk.state.language, known)
    for reply in replies:
        conversations.said(tx, talk.id, reply.text, reply.choices, now, leaves=talk.address is not None)
    return case


def _unfinished(runtime: Runtime, tx: Tx, talk: Talk, now: datetime) -> Case | None:
    """A conversation that broke off with something in it is a message like any other."""
    texts = conversations.texts_before(tx, talk.id, _LAST)
    fields = talk.state.fields
    if talk.case is not None or not (fields.phone or fields.person or talk.state.topic):
        return cases.find(tx, talk.number) if talk.number else None
    message = as_message(texts, talk.last_at, Sender(fields.person, None))
    reading = settled(talk.state, Assessment(talk.state.alarm, Route.OTHER, 0.0, language=talk.state.language))
    done = carry_out(runtime, tx, message, reading, Known(), now, mail=None)
    case = cases.find(tx, done.case) if done.case else None
    if case is not None:
        journal.note(tx, case.id, "chat: niet afgemaakt", "de persoon schreef niet verder", DESK, now)
    return case
