"""A guest asked for another moment: it is written down with the reply, and moments are proposed right after.

In between the adviser's calendar is asked, which may take its time; so that is not done while mail is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework.appointments import Busy, NotPossible, Stage
from casework.errors import DatabaseAway, KeyMissing
from casework.workdays import WorkCalendar
from flows.runtime import Runtime, log, trace
from flows.steps import adviser_calendar, appointments, talks
from storage import appointments as store
from storage import cases, journal
from storage.appointments import StoredAppointment
from storage.cases import Case
from storage.session import Tx

_BY = "op verzoek van de gast"


def propose_asked(runtime: Runtime, now: datetime) -> int:
    """Propose moments to every guest who asked for others; returns to how many.

    While the adviser's calendar does not answer nobody gets any: the next round tries again. After
    `appointments.calendar_patience_minutes` a colleague gets the task.
    """
    with runtime.database.reading() as tx:
        asked = store.asked(tx, now)
    if not asked:
        return 0
    busy, known = adviser_calendar.busy(runtime, now)
    if known:
        return sum(_propose_one(runtime, item, busy, now) for item in asked)
    for item in asked:
        _lose_patience(runtime, item, "de agenda van de adviseur antwoordt niet", now)
    return 0


def _propose_one(runtime: Runtime, seen: StoredAppointment, busy: Sequence[Busy], now: datetime) -> bool:
    try:
        return _propose(runtime, seen, busy, now)
    except (DatabaseAway, KeyMissing):
        raise
    except Exception as error:  # noqa: BLE001 - the named door of one appointment: the other guests wait as well
        log.error("no other moment can be proposed in %s: %s", seen.number, trace(error))
        _lose_patience(runtime, seen, "dat lukt niet vanzelf", now)
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
            _hand_over(runtime, tx, case, stored, str(why), now)
            return False
    return True


def _hand_over(runtime: Runtime, tx: Tx, case: Case, stored: StoredAppointment, why: str, now: datetime) -> None:
    """From here on a colleague looks for another moment; the days that the guest named are kept."""
    store.answered(tx, stored)
    journal.note(tx, case.id, "geen ander moment voorgesteld", why, _BY, now)
    talks.for_a_human(runtime, tx, case, stored.now.talk, now)


def _lose_patience(runtime: Runtime, seen: StoredAppointment, why: str, now: datetime) -> None:
    """Who has waited long enough waits for a colleague from now on."""
    patience = timedelta(minutes=runtime.settings.appointments.calendar_patience_minutes)
    with runtime.database.begin() as tx:
        stored, case = store.find(tx, seen.id), cases.find(tx, seen.number)
        if stored is None or case is None or stored.asked_at is None or not stored.now.is_open:
            return
        if now - stored.asked_at >= patience:
            _hand_over(runtime, tx, case, stored, why, now)


def _not_again(stored: StoredAppointment, calendar: WorkCalendar) -> list[Busy]:
    """The moment that does not suit, and the rest of that day unless the guest offers it."""
    start = stored.now.starts_at
    if start is None or stored.now.stage not in {Stage.MOVING, Stage.CONFIRMED}:
        return []
    day = start.astimezone(calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if any(text.startswith(day.date().isoformat()) for text in stored.offers):
        return [Busy(start, start + timedelta(minutes=stored.now.minutes))]
    return [Busy(day, day + timedelta(days=1))]
