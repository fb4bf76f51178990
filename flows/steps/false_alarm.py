"""It was no threat after all: a reason, for an acute alarm a second pair of eyes, a kind letter, an example.

Until the second person agrees nothing changes: the alarm stands, and whoever has it is still to call back.
"""

from __future__ import annotations

from datetime import datetime

from casework.assessment import Alarm
from casework.corrections import Opinion
from casework.duty import needs_second_eyes
from casework.letters import LetterKind
from flows.runtime import Runtime
from flows.steps import escalate, signing
from flows.steps.oncall import OnCall, on_call
from storage import alarms, cases, corrections, inbox, journal, judgements, obligations, outbox
from storage.cases import Case
from storage.obligations import Obligation
from storage.session import Tx

#: What the answer to a promise is called.
NO_THREAT = "geen dreiging"


def needs_another(runtime: Runtime, tx: Tx, promise: Obligation, by: str, now: datetime) -> bool:
    """Somebody else must still say that this acute alarm is no threat."""
    alarm = alarms.of_promise(tx, promise.id)
    if alarm is None or not needs_second_eyes(alarm.policy):
        return False
    known = on_call(runtime, tx, now)
    return all(_who(known, one.by) == _who(known, by) for one in judgements.of_promise(tx, promise.id))


def take_down(runtime: Runtime, promise: Obligation, by: str, reason: str, now: datetime) -> str:
    """The first of two says that it is no threat; colleagues are asked to look too. Gives what to tell that person."""
    with runtime.database.begin() as tx:
        case = cases.find(tx, promise.number)
        if case is not None:
            judgements.add(tx, promise.id, by, reason, now)
            journal.note(tx, case.id, "eerste oordeel: geen dreiging", f"{promise.reference} {reason}", by, now)
            signing.mark(runtime, tx, case, by, now)
            _ask_others(runtime, tx, case, promise, by, now)
    return (
        "Genoteerd. Dit is een acuut alarm: een tweede collega moet hetzelfde oordeel geven. "
        "Tot dan blijft het alarm staan."
    )


def learn(tx: Tx, case: Case, promise: Obligation, by: str, reason: str, now: datetime) -> None:
    """The messages that led to it are examples of no threat."""
    for item in inbox.messages_of(tx, case.id):
        about_it = promise.message in (None, item.id)
        if about_it and item.assessment.alarm is not Alarm.NO and not item.message.unreadable:
            corrections.add(tx, item, Opinion.NO_THREAT, None, reason.strip(), by, now)


def may_get_kind_letter(tx: Tx, case: Case, address: str | None) -> bool:
    """Who got an answer of ours is told; a machine, or who got none, is left in peace."""
    return bool(address) and outbox.answers_in_case(tx, case.number, str(address), case.opened_at) > 0


def _ask_others(runtime: Runtime, tx: Tx, case: Case, promise: Obligation, by: str, now: datetime) -> None:
    known = on_call(runtime, tx, now)
    roster = known.roster
    keys = [roster.on_call(rotation, now) for rotation in roster.rotations]
    for key in dict.fromkeys([*keys, *roster.last_resort()]):
        person = roster.people.get(key or "")
        if person is not None and person.ways and _who(known, by) != person.key:
            occasion = f"kijk mee {promise.reference} {now.isoformat()} {person.key}"
            to = (person, person.ways[0])
            escalate.tell(runtime, tx, case, LetterKind.SECOND_LOOK, to, {"who": by}, occasion, now, promise)


def _who(known: OnCall, name: str) -> str:
    """The same person under key, name and address."""
    person = known.person(name)
    return person.key if person else name.strip().casefold()


def open_acute(tx: Tx, case: Case) -> bool:
    """An acute alarm of this case is not over: nobody closes that by the way."""
    promised = {item.id for item in obligations.open_of(tx, case.id)}
    return any(
        not alarm.ladder.over and alarm.obligation in promised and needs_second_eyes(alarm.policy)
        for alarm in alarms.of_case(tx, case.id)
    )
