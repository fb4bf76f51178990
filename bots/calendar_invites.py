"""Invitations that calendars understand: request, update, cancel (RFC 5545, 5546), and the answers that come back.

A home address never stands in one: the place is "bij u thuis".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from casework.appointments import Method
from casework.workdays import AMSTERDAM

_PRODUCT = "-//Weerbaar//Intake desk//NL"
_ZONE = "Europe/Amsterdam"
#: The rules of summer time since 1996; the zone's whole history would be thousands of lines.
_TIMEZONE = f"""BEGIN:VTIMEZONE\r
TZID:{_ZONE}\r
BEGIN:DAYLIGHT\r
TZNAME:CEST\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
DTSTART:19960331T020000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
TZNAME:CET\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
DTSTART:19961027T030000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
END:STANDARD\r
END:VTIMEZONE\r
"""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation says. `url` is the link of a digital talk. Nothing personal but the guest's mail address."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    summary: str
    location: str
    organizer: str
    organizer_name: str
    guest: str
    url: str = ""


def invitation(item: Invitation, method: Method, now: datetime) -> bytes:
    """A REQUEST or CANCEL for the guest."""
    event = _event(item, now)
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    guest = vCalAddress(f"mailto:{item.guest}")
    guest.params.update({"ROLE": vText("REQ-PARTICIPANT"), "PARTSTAT": vText("NEEDS-ACTION"), "RSVP": vText("TRUE")})
    event.add("attendee", guest, encode=False)
    return _calendar(event, method)


def own_entry(item: Invitation, now: datetime) -> bytes:
    """The same moment for the adviser's own calendar: without method and without the guest's address."""
    event = _event(item, now)
    event.add("status", "CONFIRMED")
    return _calendar(event, None)


def _event(item: Invitation, now: datetime) -> Event:
    event = Event()
    event.add("uid", item.uid)
    event.add("sequence", item.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", item.starts_at.astimezone(AMSTERDAM))
    event.add("dtend", (item.starts_at + timedelta(minutes=item.minutes)).astimezone(AMSTERDAM))
    event.add("summary", item.summary)
    event.add("location", item.location)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if item.url:
        event.add("url", item.url)
    organizer = vCalAddress(f"mailto:{item.organizer}")
    organizer.params["CN"] = vText(item.organizer_name)
    event["organizer"] = organizer
    return event


def _calendar(event: Event, method: Method | None) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method is not None:
        calendar.add("method", method.value)
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made.replace(b"BEGIN:VEVENT\r\n", _TIMEZONE.encode() + b"BEGIN:VEVENT\r\n", 1)
