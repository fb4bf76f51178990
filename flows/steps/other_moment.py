"""A guest asked for another moment: it is written down with the reply, and moments are proposed right after.

In between the adviser's calendar is asked, which may take its time; so that is not done while mail is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework.appointments import Busy, NotPossible, Stage
from casework.errors import DatabaseAway, KeyMissing
from casework.obligations import ObligationKind
from casework.workdays import WorkCalendar
from flows.runtime import Runtime, log, trace
from flows.steps import adviser_calendar, appointments, talks
from flows.steps.moving import promise
from storage import appointments as store
from storage import cases, journal
from storage.appointments import StoredAppointment

_BY = "op verzoek van de gast"


def propose_asked(runtime: Runtime, now: datetime) -> int:
    """Propose moments to every guest who asked for others; returns to how many.

    While the adviser's calendar does not answer nobody gets any: the next round tries again.
    """
    with runtime.database.reading() as tx:
        asked = store.asked(tx, now)
    if not asked:
        return 0
    busy, known = adviser_calendar.busy(runtime, now)
    return sum(_propose_one(runtime, item, busy, now) for item in asked) if known else 0


def _propose_one(runtime: Runtime, seen: StoredAppointment, busy: Sequence[Busy], now: datetime) -> bool:
    try:
        return _propose(runtime, seen, busy, now)
    except (DatabaseAway, KeyMissing):
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one appointment: the other guests wait as well
        log.error("no other moment can be proposed in %s: %s", seen.number, trace(error))
        return False


def _propose(runtime: Runtime, seen: StoredAppointment, busy: Sequence[Busy], now: datetime) -> bool:
    """Another process, or a colleague, may have done it meanwhile."""
    with runtime.database.begin() as tx:
        stored, case = store.find(tx, seen.id), cases.find(tx, seen.number)
        if stored is None or case is None or stored.asked_at is None or not stored.now.is_open:
            return False
        taken = [*busy, *_not_again(stored, runtime.calendar_of(case.calendar))]
        try:
            with tx.savepoint():
                slots = appointments.moments_for(runtime, case, stored.now.talk, taken, now, stored.offers)
                talks.propose_in(runtime, tx, case, stored.now.talk, slots, _BY, now)
        except NotPossible as why:
            log.info("another moment in %s is for a human: %s", case.number, type(why).__name__)
            store.answered(tx, stored)
            journal.note(tx, case.id, "geen ander moment voorgesteld", str(why), _BY, now)
            promise(runtime, tx, case, ObligationKind.READ, now)
            return False
    return True


def _not_again(stored: StoredAppointment, calendar: WorkCalendar) -> list[Busy]:
    """The moment that does not suit, and the rest of that day unless the guest offers it."""
    start = stored.now.starts_at
    if start is None or stored.now.stage not in {Stage.MOVING, Stage.CONFIRMED}:
        return []
    day = start.astimezone(calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if any(text.startswith(day.date().isoformat()) for text in stored.offers):
        return [Busy(start, start + timedelta(minutes=stored.now.minutes))]
    return [Busy(day, day + timedelta(days=1))]
