"""Moving a case along its course: state, promises with their clocks, and what Prefect shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casework import course as courses
from casework.course import Course
from casework.lifecycle import ENDED, KIND_AFTER, CaseEvent
from casework.obligations import EVENT_LETTERS, STANDING, ObligationKind, Pause, due_at, owner_of, stands_still
from casework.people import SenderKind
from casework.reminders import Draft, begins_at, next_at, nudges
from flows import windows
from flows.runtime import Runtime
from flows.steps import appointments, correspondence, escalate
from flows.steps.correspondence import language_of
from storage import cases, obligations
from storage import windows as window_store
from storage.cases import Case
from storage.obligations import Obligation
from storage.session import Tx

#: One open promise of these kinds per case is enough; a second message adds to the same work.
SHARED = frozenset(ObligationKind) - {ObligationKind.LOOK, ObligationKind.UNREADABLE, ObligationKind.UNDELIVERED}

#: What the werkgever gets of the report, as a letter to the bestuurder says it.
_SHARED_WITH = {
    "nl": {
        CaseEvent.OFFICIAL_APPROVED: "het hele rapport",
        CaseEvent.OFFICIAL_APPROVED_PARTLY: "alleen de lijst met maatregelen",
        CaseEvent.OFFICIAL_REFUSED: "niets",
    },
    "en": {
        CaseEvent.OFFICIAL_APPROVED: "the whole report",
        CaseEvent.OFFICIAL_APPROVED_PARTLY: "the list of measures only",
        CaseEvent.OFFICIAL_REFUSED: "nothing",
    },
}

#: Clocks that stand still because of where the case stands, and run again when it leaves there.
_BY_STATE = frozenset({Pause.THREAT, Pause.EXPLANATION})


@dataclass(frozen=True, slots=True)
class Origin:
    """What promises are counted from: a time, a message, an appointment. `new_case`: nothing can be open yet.

    `about`: to whom a password is told.
    """

    since_at: datetime
    message: int | None = None
    moment_at: datetime | None = None
    new_case: bool = False
    about: str | None = None


def promise(
    runtime: Runtime, tx: Tx, case: Case, kind: ObligationKind, now: datetime, *, about: str | None = None
) -> Obligation:
    """Promise something from now on, with its clock and its task in Prefect.

    An open promise of a shared kind, about the same, is kept as it is.
    """
    return _promise(runtime, tx, case, kind, Origin(now, about=about), now)


def drop(tx: Tx, promises: Sequence[Obligation], now: datetime) -> None:
    """These promises are no longer needed: their clocks and tasks end."""
    for item in promises:
        close_windows(tx, item, windows.DROPPED, now)
        obligations.cancel(tx, item.id, now)


def move(runtime: Runtime, tx: Tx, case: Case, event: CaseEvent, now: datetime) -> Case:
    """Let something happen to a case, with all that follows from it. Raises NotAllowed."""
    course = courses.of_event(case.place, open_kinds(tx, case), event)
    return follow(runtime, tx, case, course, Origin(now), now)[0]


def open_kinds(tx: Tx, case: Case) -> list[ObligationKind]:
    """The kinds of what is promised in a case and not done."""
    return [item.kind for item in obligations.open_of(tx, case.id)]


def follow(
    runtime: Runtime, tx: Tx, case: Case, course: Course, origin: Origin, now: datetime
) -> tuple[Case, list[Obligation]]:
    """Carry out a course: gives the case as it stands then, and what was promised, in the order of the course."""
    before = case
    case = _stand(tx, case, course, now)
    if case.place != before.place or course.dropped:
        _end_dropped(runtime, tx, case, course, now)
        _set_clocks(runtime, tx, case, now)
    own = len(course.promised) - course.needed
    beside = replace(origin, moment_at=None)
    return case, [
        _promise(runtime, tx, case, kind, origin if place < own else beside, now)
        for place, kind in enumerate(course.promised)
    ]


def tell(
    runtime: Runtime, tx: Tx, case: Case, events: Sequence[CaseEvent], now: datetime, *, occasion: str, moved: bool
) -> None:
    """Write to who should know what happened, when it moved the case."""
    for event in events:
        kind = EVENT_LETTERS.get(event)
        if kind is not None and moved and not (event is CaseEvent.CONTACT_MADE and case.lead):
            more = {"scope": _SHARED_WITH[language_of(tx, case, SenderKind.BESTUURDER)].get(event, "-")}
            correspondence.post_letters(runtime, tx, case, (kind,), now, occasion=f"{occasion} {event.name}", more=more)


def open_work(tx: Tx) -> list[Obligation]:
    """Every open promise that somebody has to keep, in the order in which they are due; see `by_lead`."""
    led = cases.led(tx)
    return [item for item in obligations.all_open(tx) if not (item.case in led and item.kind is ObligationKind.CONTACT)]


def by_lead(case: Case, kind: ObligationKind) -> bool:
    """This promise is kept by another case of the same college: nobody is shown it, or reminded of it, here."""
    return case.lead is not None and kind is ObligationKind.CONTACT


def release(runtime: Runtime, tx: Tx, case: Case, now: datetime) -> None:
    """The case that kept the contact for this one has ended: from now on it is kept here."""
    alone = cases.leave_lead(tx, case)
    for item in obligations.open_of(tx, case.id):
        set_clock(runtime, tx, alone, item.reference, now)


def close_windows(tx: Tx, obligation: Obligation, closing: str, now: datetime) -> None:
    """End the clock and the task of a promise in Prefect, under a name that says how."""
    for key in (windows.clock_key(obligation), windows.task_key(obligation.reference)):
        window_store.want_closed(tx, key, closing, now)


def pause(runtime: Runtime, tx: Tx, case: Case, promise: Obligation, why: Pause, now: datetime) -> None:
    """Let the clock of a promise stand still, and say why."""
    if obligations.pause(tx, promise.id, why, now):
        set_clock(runtime, tx, case, promise.reference, now)


def pause_instead(runtime: Runtime, tx: Tx, case: Case, promise: Obligation, why: Pause, now: datetime) -> None:
    """A clock that stands still does so for another reason from now on, and since when it did before."""
    if obligations.pause_instead(tx, promise.id, why):
        set_clock(runtime, tx, case, promise.reference, now)


def go_on(runtime: Runtime, tx: Tx, case: Case, promise: Obligation, now: datetime) -> None:
    """Let the clock of a promise run again, with as many working days as were left."""
    if promise.paused_at is None:
        return
    due = runtime.calendar_of(case.calendar).after_standing_still(promise.due_at, promise.paused_at, now)
    if obligations.go_on(tx, promise.id, due):
        set_clock(runtime, tx, case, promise.reference, now)


def set_clock(runtime: Runtime, tx: Tx, case: Case, reference: str, now: datetime) -> None:
    """Plan anew when somebody is to be reminded of a promise, and show it so in Prefect."""
    item = obligations.find(tx, reference)
    if item is None or item.state != obligations.OPEN:
        return
    plan = nudges(item, runtime.terms, runtime.rhythm, runtime.calendar_of(case.calendar))
    planned_at = next_at(plan, item.nudged_at or begins_at(item))
    again = replace(item, nudge_at=planned_at)
    if planned_at != item.nudge_at:
        if item.nudge_at is not None:
            window_store.want_closed(tx, windows.clock_key(item), windows.MOVED, now)
        obligations.plan(tx, item.id, planned_at)
    show(tx, case, [again], now)


def show(tx: Tx, case: Case, promises: Sequence[Obligation], now: datetime) -> None:
    """Bring the clocks and tasks of open promises up to date in Prefect."""
    promises = [item for item in promises if not by_lead(case, item.kind)]
    clocks = [windows.clock(item, case) for item in promises if item.nudge_at is not None]
    window_store.want_open_all(tx, [*clocks, *(windows.task(item, case) for item in promises)], now)


def _stand(tx: Tx, case: Case, course: Course, now: datetime) -> Case:
    kind = case.kind
    for event in course.events:
        kind = KIND_AFTER.get(event, kind)
    if (course.place, kind) == (case.place, case.kind):
        return case
    return cases.set_state(tx, case, course.place.state, now, kind, course.place.held)


def _end_dropped(runtime: Runtime, tx: Tx, case: Case, course: Course, now: datetime) -> None:
    if case.state in ENDED:
        escalate.end_all(tx, case.id, now)
        appointments.call_off_all(runtime, tx, case, now)
    drop(tx, [item for item in obligations.open_of(tx, case.id) if item.kind in course.dropped], now)


def _set_clocks(runtime: Runtime, tx: Tx, case: Case, now: datetime) -> None:
    """Stop and start what stands still by where the case stands; every form gets the choices that fit."""
    for item in obligations.open_of(tx, case.id):
        why = stands_still(item.kind, case.place)
        if why is not None and item.paused_at is None:
            pause(runtime, tx, case, item, why, now)
        elif why is None and item.paused_why in _BY_STATE:
            go_on(runtime, tx, case, item, now)
        else:
            show(tx, case, [item], now)


def _promise(runtime: Runtime, tx: Tx, case: Case, kind: ObligationKind, origin: Origin, now: datetime) -> Obligation:
    about = origin.about if kind is ObligationKind.PASSWORD else None
    if kind in SHARED and not origin.new_case:
        for known in obligations.open_of(tx, case.id):
            if known.kind is kind and known.about == about:
                return known
    calendar = runtime.calendar_of(case.calendar)
    due = due_at(kind, origin.since_at, runtime.terms, calendar, origin.moment_at)
    draft = Draft(kind, owner_of(kind), origin.since_at, due, origin.moment_at)
    made = obligations.add(
        tx,
        case.id,
        kind,
        draft.owner,
        since_at=draft.since_at,
        due_at=due,
        message=origin.message if kind in STANDING or kind is ObligationKind.CONTACT else None,
        moment_at=draft.moment_at,
        nudge_at=next_at(nudges(draft, runtime.terms, runtime.rhythm, calendar), begins_at(draft)),
        about=about,
    )
    why = stands_still(kind, case.place)
    if by_lead(case, kind):
        obligations.plan(tx, made.id, None)
    elif why is None:
        show(tx, case, [made], now)
    else:
        pause(runtime, tx, case, made, why, now)
    return made
