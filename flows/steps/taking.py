"""Somebody answers a call: has it, or cannot. By reply, form, link or command; each is the same transaction.

In that transaction the calling stops, letters that did not leave yet are cancelled, who was called is told who has it,
and who has it gets the list of what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.duty import LABELS, DutyItem, Word
from casework.errors import Refusal
from casework.escalation import Fate, Ladder, acknowledged, declined
from casework.letters import LetterKind
from casework.obligations import ObligationKind
from casework.roster import Medium, Person, Way
from flows import windows
from flows.runtime import Runtime
from flows.steps import escalate, signing
from flows.steps.answer import give
from flows.steps.correspondence import letter_language
from flows.steps.oncall import OnCall, on_call
from storage import alarms, cases, journal, obligations
from storage import windows as window_store
from storage.alarms import HELD, OVER, StoredAlarm, StoredAttempt
from storage.cases import Case
from storage.obligations import Obligation
from storage.session import Tx

#: What the journal calls a tick.
TICKED = "afgevinkt"

#: What ends a promise after an alarm when the call-back is ticked.
_SPOKEN = "gesproken"


class TakeRefused(Refusal):
    """This answer cannot be accepted; the text says why, in Dutch, without personal data of a melder."""


class NotOnRoster(TakeRefused):
    """Who answers is not on the roster that holds; the text names who is close. For staff: shows names."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer led to. `holder` is who has it now, or None while people are still called.

    `first` is false when somebody else was first. `checklist` is what who has it must do, as text.
    """

    number: str
    word: Word
    holder: str | None
    first: bool = True
    checklist: str = ""

    def text(self) -> str:
        """For the person who answered."""
        if self.word is Word.CANNOT:
            return f"{self.number}: genoteerd dat u niet kunt. " + _still(self.holder)
        if not self.first:
            return f"{self.number} is al overgenomen door {self.holder}. U hoeft niets te doen."
        if self.holder is None:
            return f"{self.number}: genoteerd dat u het heeft. Er is nog iemand nodig; de anderen worden gebeld."
        return f"{self.number}: u heeft het.\n\n{self.checklist}".strip()


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who answers: the key on the roster when there is one, the name for people, and how it came."""

    key: str
    name: str
    channel: str
    attempt: StoredAttempt | None = None


def answer(
    runtime: Runtime, number: str, word: Word, by: str, channel: str, now: datetime, *, anybody: bool = True
) -> Taken:
    """Answer every open alarm of a case, by name. Raises TakeRefused; then nothing has changed.

    Without `anybody` a name that is not on the roster that holds is refused (NotOnRoster); with it the journal says so.
    """
    name = by.strip()
    if not name:
        raise TakeRefused("Vul uw naam in: een mens tekent voor een alarm.")
    with runtime.database.begin() as tx:
        case = _case(tx, number)
        known = on_call(runtime, tx, now)
        caller = _by_name(known, name, channel, anybody=anybody)
        taken = _answer_all(runtime, tx, case, known, caller, word, now)
        signing.mark(runtime, tx, case, name, now)
    return taken


def _by_name(known: OnCall, name: str, channel: str, *, anybody: bool) -> _Caller:
    person = known.person(name)
    if person is not None:
        return _Caller(person.key, person.name, channel)
    if not known.imported:
        return _Caller(name, name, channel)
    if not anybody:
        meant = ", ".join(known.close_to(name))
        hint = f"Bedoelt u: {meant}?" if meant else "Kijk met: weerbaar roster show."
        raise NotOnRoster(
            f"{name} staat niet op het rooster; het bellen gaat door. {hint} Neemt iemand van buiten het rooster het "
            "over, herhaal de opdracht dan met --not-on-roster."
        )
    return _Caller(name, name, f"{channel}, niet op het rooster")


def answer_attempt(
    runtime: Runtime, tx: Tx, attempt: StoredAttempt, word: Word, by: str | None, channel: str, now: datetime
) -> Taken:
    """Answer one call: by its link, or by a reply to its letter. `by` names who does, when it is not who was called."""
    known = on_call(runtime, tx, now)
    alarm = alarms.lock(tx, attempt.alarm)
    case = cases.find(tx, alarm.number) if alarm else None
    if alarm is None or case is None:
        raise TakeRefused("Deze oproep bestaat niet meer.")
    caller = _Caller(attempt.person, by or attempt.name, channel, attempt)
    if alarm.state == OVER:
        raise TakeRefused(f"{case.number}: dit alarm is voorbij. U hoeft niets te doen.")
    return _answer_one(runtime, tx, case, known, alarm, caller, word, now)


def tick(runtime: Runtime, number: str, item: DutyItem, by: str, now: datetime) -> list[DutyItem]:
    """Tick off an item after an alarm; gives what is still to be done. Ticking twice changes nothing.

    The call-back keeps the promise itself, so nobody is called any more. Raises TakeRefused, AnswerRefused.
    """
    name = by.strip()
    if not name:
        raise TakeRefused("Vul uw naam in: een mens vinkt af.")
    with runtime.database.reading() as tx:
        case = _case(tx, number)
        alarm, promise = _newest(tx, case)
    if promise.kind is not ObligationKind.CALL_BACK:
        raise TakeRefused(f"Geef uw oordeel met: weerbaar case answer {promise.reference}")
    keeps = item is DutyItem.CALLED and promise.state == obligations.OPEN
    if keeps:
        give(runtime, promise.reference, _SPOKEN, name, "", now)
    with runtime.database.begin() as tx:
        if item not in ticked(tx, alarm, promise):
            journal.note(tx, case.id, TICKED, f"{promise.reference} {item.value}", name, now)
            if not keeps:
                signing.mark(runtime, tx, case, name, now)
        left = [one for one in DutyItem if one not in ticked(tx, alarm, promise)]
        if not left:
            window_store.want_closed(tx, windows.list_key(promise.reference), windows.DONE, now)
    return left


def ticked(tx: Tx, alarm: StoredAlarm, promise: Obligation) -> set[DutyItem]:
    """What was ticked off for an alarm."""
    said = {entry.text for entry in journal.entries(tx, alarm.case) if entry.what == TICKED}
    return {item for item in DutyItem if f"{promise.reference} {item.value}" in said}


def promise_of(tx: Tx, alarm: StoredAlarm) -> Obligation:
    """The promise that an alarm is about. Raises TakeRefused."""
    for promise in obligations.all_of(tx, alarm.case):
        if promise.id == alarm.obligation:
            return promise
    raise TakeRefused("Bij dit alarm hoort geen taak.")


def _case(tx: Tx, number: str) -> Case:
    case = cases.find(tx, number.strip().upper())
    if case is None:
        raise TakeRefused(f"Zaak {number} bestaat niet.")
    return case


def _newest(tx: Tx, case: Case) -> tuple[StoredAlarm, Obligation]:
    found = alarms.of_case(tx, case.id)
    if not found:
        raise TakeRefused(f"In zaak {case.number} was geen alarm.")
    alarm = next((one for one in reversed(found) if one.state != OVER), found[-1])
    return alarm, promise_of(tx, alarm)


def _answer_all(
    runtime: Runtime, tx: Tx, case: Case, known: OnCall, caller: _Caller, word: Word, now: datetime
) -> Taken:
    numbers = [alarm.id for alarm in alarms.of_case(tx, case.id) if alarm.state != OVER]
    locked = [alarm for number in numbers if (alarm := alarms.lock(tx, number)) is not None and alarm.state != OVER]
    if not locked:
        raise TakeRefused(f"In zaak {case.number} staat geen alarm open.")
    answers = [_answer_one(runtime, tx, case, known, alarm, caller, word, now) for alarm in locked]
    return next((one for one in answers if one.first and one.checklist), answers[0])


def _answer_one(
    runtime: Runtime, tx: Tx, case: Case, known: OnCall, alarm: StoredAlarm, caller: _Caller, word: Word, now: datetime
) -> Taken:
    attempt = caller.attempt.id if caller.attempt else None
    if not alarms.add_answer(tx, alarm.id, word.value, caller.channel, caller.name, now, attempt):
        raise TakeRefused(f"{case.number}: op deze oproep is al geantwoord. " + _still(_holder(known, alarm.ladder)))
    if word is Word.CANNOT:
        return _pass_on(runtime, tx, case, known, alarm, caller, now)
    if alarm.state == HELD and caller.key not in alarm.ladder.taken_by:
        journal.note(tx, case.id, "alarm was al overgenomen", caller.channel, caller.name, now)
        return Taken(case.number, word, _holder(known, alarm.ladder), first=False)
    return _take(runtime, tx, case, known, alarm, caller, now)


def _take(
    runtime: Runtime, tx: Tx, case: Case, known: OnCall, alarm: StoredAlarm, caller: _Caller, now: datetime
) -> Taken:
    policy = known.policy(alarm.policy, spares_employer=alarm.spares_employer)
    ladder = acknowledged(policy, known.roster, alarm.ladder, caller.key, now)
    journal.note(tx, case.id, "alarm overgenomen", f"{alarm.policy}, {caller.channel}", caller.name, now)
    if ladder.held_until is None:
        alarms.save(tx, alarm, ladder, ladder.due_at, now)
        return Taken(case.number, Word.HAVE_IT, None)
    told = _who_was_called(tx, alarm, caller)
    alarms.cancel_pending(tx, alarm, now)
    alarms.save(tx, alarm, ladder, ladder.held_until, now)
    _tell_others(runtime, tx, case, known, alarm, caller, told, now)
    return Taken(
        case.number,
        Word.HAVE_IT,
        caller.name,
        checklist=_hand_list(runtime, tx, case, known, alarm, ladder, caller, now),
    )


def _pass_on(
    runtime: Runtime, tx: Tx, case: Case, known: OnCall, alarm: StoredAlarm, caller: _Caller, now: datetime
) -> Taken:
    """The next one is called in this same transaction."""
    policy = known.policy(alarm.policy, spares_employer=alarm.spares_employer)
    ladder = declined(policy, known.roster, alarm.ladder, caller.key, now)
    journal.note(tx, case.id, "alarm doorgegeven", f"{alarm.policy}, {caller.channel}", caller.name, now)
    alarms.save(tx, alarm, ladder, ladder.held_until or now, now)
    promise = promise_of(tx, alarm)
    if ladder.held_until is None:
        window_store.want_open(tx, windows.alarm_task(promise, case, alarm.policy), now)
        escalate.step_now(runtime, tx, alarm.id, now)
    after = alarms.lock(tx, alarm.id)
    return Taken(case.number, Word.CANNOT, _holder(known, after.ladder) if after else None)


def _still(holder: str | None) -> str:
    return f"{holder} heeft het." if holder else "De volgende wordt gebeld."


def _holder(known: OnCall, ladder: Ladder) -> str | None:
    if ladder.held_until is None:
        return None
    names = [known.roster.people[key].name if key in known.roster.people else key for key in ladder.taken_by]
    return ", ".join(names) or None


def _who_was_called(tx: Tx, alarm: StoredAlarm, caller: _Caller) -> list[StoredAttempt]:
    """One call of each other person that got through, or that may be on its way now."""
    found: dict[str, StoredAttempt] = {}
    for call in alarms.attempts_of(tx, alarm.id):
        if call.person != caller.key and call.person not in found and _may_have_come(tx, call):
            found[call.person] = call
    return list(found.values())


def _may_have_come(tx: Tx, call: StoredAttempt) -> bool:
    return call.result is Fate.DELIVERED or (call.letter is not None and alarms.is_under_way(tx, call.letter))


def _tell_others(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    known: OnCall,
    alarm: StoredAlarm,
    caller: _Caller,
    told: Sequence[StoredAttempt],
    now: datetime,
) -> None:
    """Each by the way that reached them."""
    for call in told:
        person = known.roster.people.get(call.person)
        if person is not None and call.nth < len(person.ways):
            key = f"alarm {alarm.id} overgenomen {caller.key} {now.isoformat()} {call.person}"
            way = person.ways[call.nth]
            escalate.tell(runtime, tx, case, LetterKind.TAKEN, (person, way), {"who": caller.name}, key, now)


def _hand_list(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    known: OnCall,
    alarm: StoredAlarm,
    ladder: Ladder,
    caller: _Caller,
    now: datetime,
) -> str:
    """The list by mail when there is an address, else by the first way; and as a form that waits in Prefect."""
    promise = promise_of(tx, alarm)
    person = known.roster.people.get(caller.key)
    language = letter_language(person.language if person else "nl")
    until = ladder.held_until or now
    letter = escalate.checklist(runtime, case, promise, alarm, language, until)
    way = _best_way(person)
    if way is not None:
        key = f"alarm {alarm.id} lijst {caller.key} {now.isoformat()}"
        escalate.post_checklist(runtime, tx, case, letter, way, key, now)
    window_store.want_closed(tx, windows.alarm_key(promise.reference), windows.DONE, now)
    if promise.kind is ObligationKind.CALL_BACK:
        dutch = escalate.checklist(runtime, case, promise, alarm, "nl", until)
        labels = {item.value: LABELS[item] for item in DutyItem}
        window_store.want_open(tx, windows.list_task(promise, case, labels, dutch.body), now)
    return letter.body


def _best_way(person: Person | None) -> Way | None:
    if person is None or not person.ways:
        return None
    return next((way for way in person.ways if way.medium is Medium.MAIL), person.ways[0])
