"""The adviser's calendar, on a real CalDAV server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bots.caldav import AdviserCalendar, CalendarAccount, CalendarAway, CalendarChanged
from bots.calendar_invites import Invitation, own_entry
from casework.appointments import Busy
from casework.errors import SettingsError
from tests.servers.radicale import Radicale, events_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def _entry(starts_at: datetime = START, sequence: int = 0) -> bytes:
    item = Invitation(
        "een@desk.example", sequence, starts_at, 120, "Afspraak WVB-2026-0042", "bij u thuis", "wvb@desk.example",
        "Weerbaar Bestuur", "gast@prive.example",
    )  # fmt: skip
    return own_entry(item, NOW)


def test_what_is_in_the_calendar_is_busy(radicale: Radicale) -> None:
    """Put, seen as busy, moved, and taken out; a second time taking out does no harm."""
    account = radicale.calendar("bezet")
    with AdviserCalendar(account) as calendar:
        assert calendar.busy(START, START + timedelta(days=1)) == []
        etag = calendar.put("een@desk.example", _entry(), None)
        assert calendar.busy(NOW, START + timedelta(days=7)) == [Busy(START, START + timedelta(hours=2))]
        later = START + timedelta(days=2)
        calendar.put("een@desk.example", _entry(later, 1), etag)
        assert [item.start for item in calendar.busy(NOW, START + timedelta(days=7))] == [later]
        assert "gast@" not in events_of(radicale, account)
        calendar.delete("een@desk.example")
        calendar.delete("een@desk.example")
        assert calendar.busy(NOW, START + timedelta(days=7)) == []


def test_what_others_put_there_is_busy_too_also_when_it_repeats(radicale: Radicale) -> None:
    """A weekly meeting counts each week; the server works that out."""
    account = radicale.calendar("wekelijks")
    weekly = _entry().replace(b"STATUS:CONFIRMED\r\n", b"STATUS:CONFIRMED\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n")
    radicale.ask("PUT", account.url + "overleg.ics", content=weekly).raise_for_status()
    with AdviserCalendar(account) as calendar:
        assert len(calendar.busy(NOW, START + timedelta(days=30))) == 3


def test_a_change_by_somebody_else_is_not_overwritten(radicale: Radicale) -> None:
    """The adviser moved it by hand: a person must know."""
    account = radicale.calendar("gewijzigd")
    with AdviserCalendar(account) as calendar:
        etag = calendar.put("een@desk.example", _entry(), None)
        moved = _entry(START + timedelta(hours=3))
        address = account.url + "een%40desk.example.ics"
        radicale.ask("PUT", address, content=moved).raise_for_status()
        with pytest.raises(CalendarChanged):
            calendar.put("een@desk.example", _entry(START, 1), etag)


def test_an_appointment_that_was_written_just_before_a_crash_is_written_again(radicale: Radicale) -> None:
    """We did not remember that we wrote it: it is ours all the same, and there once."""
    account = radicale.calendar("crash")
    with AdviserCalendar(account) as calendar:
        calendar.put("een@desk.example", _entry(), None)
        assert calendar.put("een@desk.example", _entry(), None)
        assert len(calendar.busy(NOW, START + timedelta(days=7))) == 1


def test_a_calendar_that_is_away_says_so(radicale: Radicale) -> None:
    """Wrong password, no server, no encryption."""
    account = radicale.calendar("weg")
    wrong = CalendarAccount(account.url, account.user, "fout")
    nobody = CalendarAccount("http://127.0.0.1:9/x/", "a", "b")
    for one in (wrong, nobody):
        with AdviserCalendar(one) as calendar, pytest.raises(CalendarAway):
            calendar.busy(START, START + timedelta(days=1))
    with pytest.raises(SettingsError, match="https"):
        AdviserCalendar(CalendarAccount("http://agenda.example/x/", "a", "b"))
