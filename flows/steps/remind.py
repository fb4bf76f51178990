"""What is done about a promise that is still open: reminded of, found late, brought to the coordinator.

The database decides, so a clock may ring twice, late, or not at all. Each promise is one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from casework.assessment import Alarm
from casework.errors import DatabaseAway, KeyMissing
from casework.letters import LetterKind
from casework.obligations import TALK_OF, ObligationKind
from casework.people import Owner
from casework.reminders import Nudge, NudgeKind, begins_at, due_now, nudges
from flows import windows
from flows.runtime import DESK, Runtime, log, trace
from flows.steps import answer, appointments, correspondence, escalate
from flows.steps.moving import go_on, set_clock
from storage import cases, journal, obligations
from storage.cases import Case
from storage.obligations import OPEN, Obligation
from storage.session import Tx

#: What is done in office hours only: people outside get letters, and a coordinator is off duty at night.
_IN_HOURS = frozenset({NudgeKind.LETTER, NudgeKind.TALK_SOON, NudgeKind.COORDINATOR, NudgeKind.SOON})
_UNANSWERED = "geen antwoord, bellen"
_MOMENT = timedelta(microseconds=1)


class Rung(StrEnum):
    """What a clock found when it rang."""

    KEPT = "Op tijd gedaan"
    EARLY = "Nog niet zover"
    REMINDED = "Herinnerd"
    LATE = "TE LAAT"
    STILL = "Klok staat stil"
    GONE = "Vervallen"


def check(runtime: Runtime, reference: str, now: datetime) -> Rung:
    """Look at one promise and do what is due about it, once."""
    with runtime.database.begin() as tx:
        obligation = obligations.find(tx, reference)
        if obligation is None or obligation.state == "cancelled":
            return Rung.GONE
        if obligation.state == "done":
            return Rung.KEPT
        done = _nudge(runtime, tx, obligation, now)
        after = obligations.find(tx, reference)
        if after is not None and after.paused_at is not None:
            return Rung.STILL
        if obligation.due_at <= now:
            return Rung.LATE
    return Rung.REMINDED if done else Rung.EARLY


def sweep(runtime: Runtime, now: datetime) -> int:
    """Do what no clock did, in the order in which it was due; about how many promises."""
    with runtime.database.reading() as tx:
        waiting = [item.reference for item in obligations.to_nudge(tx, now)]
    return sum(_sweep_one(runtime, reference, now) for reference in waiting)


def _sweep_one(runtime: Runtime, reference: str, now: datetime) -> bool:
    try:
        with runtime.database.begin() as tx:
            obligation = obligations.find(tx, reference)
            return obligation is not None and obligation.state == OPEN and _nudge(runtime, tx, obligation, now)
    except (DatabaseAway, KeyMissing):
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one promise: the others are looked at all the same
        log.critical("promise %s cannot be looked after: %s", reference, trace(error))
        return False


def _nudge(runtime: Runtime, tx: Tx, obligation: Obligation, now: datetime) -> bool:
    """True when something was done."""
    case = cases.find(tx, obligation.number)
    if case is None:
        return False
    calendar = runtime.calendar_of(case.calendar)
    plan = nudges(obligation, runtime.terms, runtime.rhythm, calendar)
    due = due_now(plan, obligation.nudged_at or begins_at(obligation), now)
    later = [] if calendar.is_open(now) else [nudge for nudge in due if nudge.kind in _IN_HOURS]
    done = [_do(runtime, tx, case, obligation, nudge, now) for nudge in due if nudge not in later]
    if later:
        obligations.nudged(tx, obligation.id, min(nudge.at for nudge in later) - _MOMENT, calendar.next_open(now))
    else:
        obligations.nudged(tx, obligation.id, now, obligation.nudge_at)
        set_clock(runtime, tx, case, obligation.reference, now)
    return any(done)


def _do(runtime: Runtime, tx: Tx, case: Case, promise: Obligation, nudge: Nudge, now: datetime) -> bool:
    match nudge.kind:
        case NudgeKind.LATE:
            return _late(runtime, tx, case, promise, now)
        case NudgeKind.CALL:
            answer.give_in(runtime, tx, promise.reference, answer.Answer(_UNANSWERED, DESK), now)
            obligations.mark_late(tx, promise.id, now)
        case NudgeKind.TALK_SOON:
            appointments.remind_in(runtime, tx, case, TALK_OF.get(promise.kind), now)
        case NudgeKind.GO_ON:
            go_on(runtime, tx, case, promise, now)
            _write(runtime, tx, case, promise, nudge, (LetterKind.WORK_ORDER,), now)
        case _:
            _write(runtime, tx, case, promise, nudge, _letters(promise, nudge), now)
    journal.note(tx, case.id, nudge.kind.value, promise.reference, DESK, now)
    return True


def _letters(promise: Obligation, nudge: Nudge) -> Sequence[LetterKind]:
    match nudge.kind:
        case NudgeKind.SOON:
            return (LetterKind.SOON,) if promise.owner is not Owner.DUTY_OFFICER else ()
        case NudgeKind.COORDINATOR:
            return (LetterKind.STAYS_LATE,)
        case NudgeKind.LETTER:
            return (LetterKind.REPORT_REMINDER,)
    return ()


def _write(
    runtime: Runtime,
    tx: Tx,
    case: Case,
    promise: Obligation,
    nudge: Nudge,
    kinds: Sequence[LetterKind],
    now: datetime,
) -> None:
    occasion = f"{promise.reference} {nudge.kind.name} {nudge.number} {nudge.at.isoformat()}"
    correspondence.post_letters(runtime, tx, case, kinds, now, occasion=occasion, obligation=promise)


def _late(runtime: Runtime, tx: Tx, case: Case, obligation: Obligation, now: datetime) -> bool:
    if not obligations.mark_late(tx, obligation.id, now):
        return False
    correspondence.post_letters(
        runtime, tx, case, (LetterKind.LATE,), now, occasion=f"{obligation.reference} te laat", obligation=obligation
    )
    if obligation.owner is Owner.DUTY_OFFICER:
        alarm = Alarm.YES if obligation.kind is ObligationKind.CALL_BACK else Alarm.HUMAN
        escalate.press(runtime, tx, case, obligation, alarm, now)
    journal.note(tx, case.id, windows.LATE.lower(), obligation.reference, DESK, now)
    return True
