"""The adviser's calendar: asked for free time before moments are proposed, told of appointments after the commit.

Off without `appointments.caldav_url`. A calendar that is away never stops an appointment: it is told later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bots.caldav import AdviserCalendar, CalendarAccount, CalendarAway, CalendarChanged
from bots.calendar_invites import own_entry
from casework.appointments import Busy, Stage
from casework.obligations import ObligationKind, lives_in
from flows.runtime import DESK, Runtime, log
from flows.settings import secret
from flows.steps.appointments import invitation_of
from flows.steps.moving import promise
from storage import appointments, cases, journal
from storage.appointments import StoredAppointment

#: How far ahead free time is asked for.
_AHEAD = timedelta(days=60)
_AGAIN = timedelta(minutes=5)

_SHOWN = frozenset({Stage.CONFIRMED, Stage.MOVING, Stage.HELD})


def account(runtime: Runtime) -> CalendarAccount | None:
    """The calendar, if one is set."""
    chosen = runtime.settings.appointments
    if not chosen.caldav_url:
        return None
    password = secret(chosen.caldav_password, chosen.caldav_password_file)
    return CalendarAccount(chosen.caldav_url, chosen.caldav_user, password, chosen.caldav_ca_file)


def busy(runtime: Runtime, now: datetime) -> tuple[Sequence[Busy], bool]:
    """When the adviser cannot, and whether that is known: without an answer moments are proposed all the same."""
    to = account(runtime)
    if to is None:
        return (), True
    try:
        with AdviserCalendar(to) as calendar:
            return calendar.busy(now, now + _AHEAD), True
    except CalendarAway as error:
        log.warning("no free time from the adviser's calendar: %s", error)
        return (), False


def bring_up_to_date(runtime: Runtime, now: datetime) -> int:
    """Tell the calendar what it does not show yet; returns how many appointments that were."""
    to = account(runtime)
    if to is None:
        return 0
    with runtime.database.reading() as tx:
        pending = appointments.calendar_pending(tx, now)
    if not pending:
        return 0
    done = 0
    with AdviserCalendar(to) as calendar:
        for stored in pending:
            done += _tell(runtime, calendar, stored, now)
    return done


def _tell(runtime: Runtime, calendar: AdviserCalendar, stored: StoredAppointment, now: datetime) -> bool:
    try:
        etag = _write(runtime, calendar, stored, now)
    except CalendarAway as error:
        log.warning("the adviser's calendar is told of %s later: %s", stored.number, error)
        with runtime.database.begin() as tx:
            appointments.calendar_put_off(tx, stored.id, now + _AGAIN)
        return False
    except CalendarChanged:
        with runtime.database.begin() as tx:
            appointments.calendar_shown(tx, stored, stored.etag)
            text = "de adviseur heeft de afspraak zelf gewijzigd; kijk het na"
            journal.note(tx, stored.case, "agenda wijkt af", text, DESK, now)
            case = cases.find(tx, stored.number)
            if case is not None and lives_in(ObligationKind.SEE_TALK, case.place):
                promise(runtime, tx, case, ObligationKind.SEE_TALK, now)
        log.warning("the adviser's calendar shows another moment for %s", stored.number)
        return False
    with runtime.database.begin() as tx:
        appointments.calendar_shown(tx, stored, etag)
    return True


def _write(runtime: Runtime, calendar: AdviserCalendar, stored: StoredAppointment, now: datetime) -> str | None:
    if stored.now.stage in _SHOWN and stored.now.starts_at is not None:
        return calendar.put(stored.now.uid, own_entry(invitation_of(runtime, stored), now), stored.etag)
    calendar.delete(stored.now.uid)
    return None
