"""Alarms climb: opened with the case, a rung at a time, until somebody has it. Without Prefect.

Every step is one transaction: it locks the alarm, asks `casework.escalation` what to do, posts the letters, writes the
attempts and the journal, and sets the time of the next look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bots.lettering import write
from casework.assessment import Alarm, Assessment
from casework.duty import whom_to_tell
from casework.errors import DatabaseAway, KeyMissing
from casework.escalation import Attempt, Ladder, Policy, PolicyName, Step, kept, next_step, policy_name, raised
from casework.letters import Letter, LetterKind
from casework.obligations import ObligationKind
from casework.references import Reference
from casework.roster import Medium, Person, Way
from flows import windows
from flows.links import alarm_link
from flows.runtime import DESK, Runtime, log, trace
from flows.steps import correspondence
from flows.steps.correspondence import Addressee, letter_language
from flows.steps.oncall import OnCall, on_call
from storage import alarms, cases, journal, obligations, outbox
from storage import windows as window_store
from storage.alarms import CALLING, StoredAlarm
from storage.cases import Case
from storage.obligations import Obligation
from storage.session import Tx

#: Then a drill ends by itself.
_LONGEST_DRILL = timedelta(hours=2)
_CHANNELS = {Medium.MAIL: "mail", Medium.NOTIFY: "notify", Medium.TELEGRAM: "telegram"}
#: A paragraph of a call that is meant for mail: a short text message has the case, what, when, and how to take it.
_SHORT_PARAGRAPHS = 2
#: What makes an alarm worse than it was.
_RANKS = {PolicyName.LOOK.value: 0, PolicyName.ACUTE.value: 2}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why people are called. `inside`: it comes from inside the werkgever; `message` is the row that led to it."""

    alarm: Alarm
    assessment: Assessment | None = None
    inside: bool = False
    message: int | None = None


def raise_alarm(runtime: Runtime, tx: Tx, case: Case, obligation: Obligation, trouble: Trouble, now: datetime) -> None:
    """Call people about a promise, from this moment on. The first letters are in the outbox when this returns.

    An alarm that is there already goes on; a worse message starts it again, and whoever has it is told of a new one.
    """
    name = policy_name(trouble.alarm, trouble.assessment, inside=trouble.inside)
    known = alarms.of_promise(tx, obligation.id)
    if known is None:
        alarm = _open(tx, case, obligation, name, Ladder(now), now, spares_employer=trouble.inside)
        _step_in(runtime, tx, case, obligation, alarm, now)
        return
    alarm = alarms.lock(tx, known.id) or known
    if alarm.ladder.over or _RANKS.get(name, 1) > _RANKS.get(alarm.policy, 1):
        again = replace(alarm, ladder=raised(alarm.ladder, now), policy=name.value)
        journal.note(tx, case.id, "alarm verhoogd", f"{obligation.reference}: {name.value}", DESK, now)
        _step(runtime, tx, replace(again, spares_employer=alarm.spares_employer or trouble.inside), now)
    else:
        _tell_holders(runtime, tx, case, obligation, alarm, trouble, now)


def press(runtime: Runtime, tx: Tx, case: Case, obligation: Obligation, alarm: Alarm, now: datetime) -> None:
    """A promise is late: its ladder does what is due; when there is none, one begins."""
    known = alarms.of_promise(tx, obligation.id)
    if known is None:
        raise_alarm(runtime, tx, case, obligation, Trouble(alarm), now)
    elif (locked := alarms.lock(tx, known.id)) is not None and not locked.ladder.over:
        _step(runtime, tx, locked, now)


def step_now(runtime: Runtime, tx: Tx, number: int, now: datetime) -> None:
    """Do what is due of one alarm, inside a transaction that changed it."""
    alarm = alarms.lock(tx, number)
    if alarm is not None and not alarm.ladder.over:
        _step(runtime, tx, alarm, now)


def go_on(
    runtime: Runtime, tx: Tx, case: Case, obligation: Obligation, ended: StoredAlarm, by: str, now: datetime
) -> None:
    """Nobody was reached and it is promised again: who tried keeps it, and has time for another try."""
    known = on_call(runtime, tx, now)
    policy = known.policy(ended.policy, spares_employer=ended.spares_employer)
    person = known.person(by)
    holders = ended.ladder.taken_by or (person.key if person else by,)
    ladder = replace(ended.ladder, over=False, tried=(), taken_by=holders, due_at=now, held_until=now + policy.hold)
    name = PolicyName(ended.policy) if ended.policy in set(PolicyName) else PolicyName.THREAT
    alarm = _open(tx, case, obligation, name, ladder, now, spares_employer=ended.spares_employer)
    alarms.save(tx, alarm, ladder, ladder.held_until, now)


def end(tx: Tx, obligation: int, now: datetime) -> StoredAlarm | None:
    """The promise was kept or dropped: nobody is called any more. Gives the alarm as it was, when there was one."""
    known = alarms.of_promise(tx, obligation)
    if known is None:
        return None
    alarm = alarms.lock(tx, known.id) or known
    if not alarm.ladder.over:
        _end(tx, alarm, now)
    return alarm


def end_all(tx: Tx, case: int, now: datetime) -> None:
    """As `end`, for every alarm of a case."""
    for alarm in alarms.of_case(tx, case):
        end(tx, alarm.obligation, now)
        window_store.want_closed(tx, windows.list_key(_reference(tx, alarm)), windows.DROPPED, now)


def climb(runtime: Runtime) -> int:
    """Do the step of every alarm that is due; how many calls were made. Safe in several processes at once."""
    now = runtime.clock()
    with runtime.database.reading() as tx:
        due = alarms.due(tx, now)
    return sum(_climb_one(runtime, number) for number in due)


def _climb_one(runtime: Runtime, number: int) -> int:
    now = runtime.clock()
    try:
        with runtime.database.begin() as tx:
            alarm = alarms.take(tx, number, now)
            calls = 0 if alarm is None else _step(runtime, tx, alarm, now)
            runtime.on_step("climbed", str(number))
    except (DatabaseAway, KeyMissing):
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one alarm: the others must climb all the same
        log.critical("alarm %s cannot climb: %s", number, trace(error))
        return 0
    runtime.on_step("stepped", str(number))
    return calls


def _step(runtime: Runtime, tx: Tx, alarm: StoredAlarm, now: datetime) -> int:
    """What is due, and nothing when nothing is; how many calls were made."""
    case, promise = cases.find(tx, alarm.number), _promise_of(tx, alarm)
    if case is None or promise is None or not alarm.promised or _is_stale_drill(case, alarm, now):
        _end(tx, alarm, now)
        return 0
    return _step_in(runtime, tx, case, promise, alarm, now)


def _step_in(runtime: Runtime, tx: Tx, case: Case, promise: Obligation, alarm: StoredAlarm, now: datetime) -> int:
    """As `_step`, for an alarm that goes on in a case that is known."""
    known = on_call(runtime, tx, now)
    policy = known.policy(alarm.policy, spares_employer=alarm.spares_employer)
    step = next_step(policy, known.roster, alarm.ladder, now)
    climbed = step.ladder.rung != alarm.ladder.rung
    turn = alarm.turn + climbed
    calls = _call_all(runtime, tx, _Work(case, promise, alarm, known, policy, turn), step.attempts, now)
    _write_down(runtime, tx, _Work(case, promise, alarm, known, policy, turn), step, now)
    alarms.save(
        tx, alarm, step.ladder, step.look_at, now,
        turn=turn, policy=alarm.policy, spares_employer=alarm.spares_employer,
    )  # fmt: skip
    return calls


def _is_stale_drill(case: Case, alarm: StoredAlarm, now: datetime) -> bool:
    """A drill that nobody watches any more must not call people all night."""
    return case.exercise and now - alarm.opened_at > _LONGEST_DRILL


@dataclass(frozen=True, slots=True)
class _Work:
    """One step of one alarm."""

    case: Case
    promise: Obligation
    alarm: StoredAlarm
    known: OnCall
    policy: Policy
    turn: int


def _call_all(runtime: Runtime, tx: Tx, work: _Work, calls: Sequence[Attempt], now: datetime) -> int:
    if not calls:
        return 0
    first = outbox.next_number(tx, work.case.id, len(calls))
    return sum(_call(runtime, tx, work, call, first + nth, now) for nth, call in enumerate(calls))


def _call(runtime: Runtime, tx: Tx, work: _Work, call: Attempt, number: int, now: datetime) -> bool:
    """One call: an attempt and its letter. What did not leave yet by the same way is not sent any more."""
    person = work.known.roster.people[call.person]
    alarms.cancel_pending(tx, work.alarm, now, of=call)
    attempt = alarms.add_attempt(tx, work.alarm, work.turn, call, person.name, number, now)
    if attempt is None:
        return False
    letter = _call_letter(runtime, work, person, call, attempt)
    key = f"alarm {work.alarm.id} {work.turn} {call.person} {call.nth}"
    posted = _post(runtime, tx, work.case, letter, call.way, key, now, number, work.promise.message)
    if posted is not None:
        alarms.carried_by(tx, attempt, posted)
    return True


def _call_letter(runtime: Runtime, work: _Work, person: Person, call: Attempt, attempt: int) -> Letter:
    kind = _kind(work.promise, work.alarm.policy)
    language = letter_language(person.language)
    said = correspondence.facts(runtime, work.case, language, work.promise)
    said["take"] = alarm_link(runtime, attempt) or f"weerbaar alarm ack {work.case.number}"
    letter = write(kind, language, said)
    if call.way.medium is Medium.MAIL:
        return letter
    return replace(letter, body="\n\n".join(letter.body.split("\n\n")[:_SHORT_PARAGRAPHS]) + "\n")


def tell(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    kind: LetterKind,
    to: tuple[Person, Way],
    more: dict[str, str],
    key: str,
    now: datetime,
    obligation: Obligation | None = None,
) -> Letter:
    """One letter to one person by one way, in that person's language. The same key is posted once."""
    person, way = to
    language = letter_language(person.language)
    letter = write(kind, language, correspondence.facts(runtime, case, language, obligation) | more)
    _post(runtime, tx, case, letter, way, key, now, outbox.next_number(tx, case.id))
    return letter


def checklist(
    runtime: Runtime, case: Case, promise: Obligation, alarm: StoredAlarm, language: str, until: datetime
) -> Letter:
    """What who has it must do now, in a language. `until`: when the ladder goes on."""
    said = correspondence.facts(runtime, case, language, promise)
    said["deadline"] = correspondence.spoken_time(until, language)
    said["inform"] = whom_to_tell(alarm.policy, language, spares_employer=alarm.spares_employer)
    kind = LetterKind.CHECKLIST if promise.kind is ObligationKind.CALL_BACK else LetterKind.LOOK_LIST
    return write(kind, language, said)


def post_checklist(runtime: Runtime, tx: Tx, case: Case, letter: Letter, way: Way, key: str, now: datetime) -> None:
    """The list to who has it."""
    _post(runtime, tx, case, letter, way, key, now, outbox.next_number(tx, case.id))


def _post(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    letter: Letter,
    way: Way,
    key: str,
    now: datetime,
    number: int,
    row: int | None = None,
) -> int | None:
    to = Addressee(_CHANNELS[way.medium], way.address)
    reference = Reference(case.number, number)
    post = correspondence.post_of(runtime, reference, case, letter, to, f"{case.number} {key}", row=row)
    return outbox.post(tx, post, now)


def _kind(promise: Obligation, policy: str) -> LetterKind:
    if promise.kind is not ObligationKind.CALL_BACK:
        return LetterKind.LOOK_NOW
    return LetterKind.ACUTE if policy == PolicyName.ACUTE else LetterKind.ALARM


def _open(
    tx: Tx,
    case: Case,
    obligation: Obligation,
    name: PolicyName,
    ladder: Ladder,
    now: datetime,
    *,
    spares_employer: bool,
) -> StoredAlarm:
    alarm = alarms.open_alarm(
        tx,
        case=case.id,
        number=case.number,
        obligation=obligation.id,
        policy=name.value,
        spares_employer=spares_employer,
        ladder=ladder,
        now=now,
    )
    journal.note(tx, case.id, "alarm geopend", f"{obligation.reference}: {name.value}", DESK, now)
    if ladder.held_until is None:
        window_store.want_open(tx, windows.alarm_task(obligation, case, name.value), now)
    return alarm


def _end(tx: Tx, alarm: StoredAlarm, now: datetime) -> None:
    alarms.cancel_pending(tx, alarm, now)
    alarms.save(tx, alarm, kept(alarm.ladder), None, now)
    window_store.want_closed(tx, windows.alarm_key(_reference(tx, alarm)), windows.DONE, now)


def _reference(tx: Tx, alarm: StoredAlarm) -> str:
    promise = _promise_of(tx, alarm)
    return promise.reference if promise else ""


def _promise_of(tx: Tx, alarm: StoredAlarm) -> Obligation | None:
    return next((one for one in obligations.all_of(tx, alarm.case) if one.id == alarm.obligation), None)


def _write_down(runtime: Runtime, tx: Tx, work: _Work, step: Step, now: datetime) -> None:
    """Calls, who was skipped and why, and what is wrong, in the journal; a hole in the roster is an alarm by itself."""
    names = {key: person.name for key, person in work.known.roster.people.items()}
    lines = [("alarm: oproep", _called(work, step.attempts, names))] if step.attempts else []
    lines += [("alarm: overgeslagen", f"{names.get(one.who, one.who)}: {one.why}") for one in step.skipped]
    if step.lapsed:
        who = ", ".join(names.get(key, key) for key in step.lapsed)
        lines.append(("alarm: niet op tijd teruggebeld", f"{who}; anderen worden gebeld"))
        window_store.want_open(tx, windows.alarm_task(work.promise, work.case, work.alarm.policy), now)
    if step.helpless:
        lines.append(("alarm: niemand te bereiken", "ook de achtervang niet"))
        log.critical("alarm of %s: nobody can be called", work.case.number)
    for what, text in lines:
        journal.note(tx, work.case.id, what, f"{work.promise.reference} {text}", DESK, now)
    for rotation in step.gaps:
        _tell_gap(runtime, tx, work, rotation, now)


def _called(work: _Work, calls: Iterable[Attempt], names: dict[str, str]) -> str:
    said = ", ".join(f"{names[call.person]} ({call.way.medium.value} {call.nth + 1})" for call in calls)
    return f"{work.alarm.policy}, trede {work.turn}: {said}"


def _tell_gap(runtime: Runtime, tx: Tx, work: _Work, rotation: str, now: datetime) -> None:
    """Once for each alarm and rotation, to the fallback list and the secretariaat."""
    roster = work.known.roster
    to = [(roster.people[key], roster.people[key].ways[0]) for key in roster.last_resort()]
    staff = [
        (Person("secretariaat", "secretariaat"), Way(Medium.MAIL, address))
        for address in runtime.settings.desk.secretariaat
    ]
    for number, one in enumerate([*to, *staff]):
        key = f"alarm {work.alarm.id} gat {rotation} {number}"
        tell(runtime, tx, work.case, LetterKind.GAP, one, {"rotation": rotation}, key, now)
    log.error("alarm of %s: nobody is on call in a rotation", work.case.number)


def _tell_holders(
    runtime: Runtime, tx: Tx, case: Case, obligation: Obligation, alarm: StoredAlarm, trouble: Trouble, now: datetime
) -> None:
    """A new message in a case that somebody has: that person reads it too. While it calls, the calls say enough."""
    journal.note(tx, case.id, "alarm loopt al", obligation.reference, DESK, now)
    if alarm.state == CALLING:
        return
    known = on_call(runtime, tx, now)
    kind = _kind(obligation, alarm.policy)
    for key in alarm.ladder.taken_by:
        person = known.roster.people.get(key)
        if person is not None:
            more = {"take": f"weerbaar case show {case.number}"}
            occasion = f"alarm {alarm.id} bericht {trouble.message} {key}"
            tell(runtime, tx, case, kind, (person, person.ways[0]), more, occasion, now, obligation)
