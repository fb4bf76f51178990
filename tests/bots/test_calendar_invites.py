"""Invitations, read back as a calendar program reads them."""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from bots.calendar_invites import Invitation, invitation, own_entry
from bots.outgoing import SmtpServer, build
from casework.appointments import Method
from casework.letters import Enclosure, EnclosureKind, Letter, LetterKind

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WINTER, SUMMER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC), datetime(2027, 7, 1, 8, 0, tzinfo=UTC)


def an_invitation(**changes: object) -> Invitation:
    """A talk at home."""
    values: dict[str, object] = {
        "uid": "een@desk.example",
        "sequence": 1,
        "starts_at": WINTER,
        "minutes": 120,
        "summary": "Afspraak WVB-2026-0042",
        "location": "bij u thuis",
        "organizer": "wvb@desk.example",
        "organizer_name": "Weerbaar Bestuur",
        "guest": "gast@prive.example",
    }
    return Invitation(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("starts_at", [WINTER, SUMMER])
def test_a_request_is_what_calendars_expect(starts_at: datetime) -> None:
    """Method, UID, SEQUENCE, ten o'clock in Dutch time summer and winter, organizer, guest, private."""
    raw = invitation(an_invitation(starts_at=starts_at), Method.REQUEST, NOW)
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["UID"]), event["SEQUENCE"]) == ("REQUEST", "een@desk.example", 1)
    assert event.decoded("DTSTART") == starts_at
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=2)
    assert b"DTSTART;TZID=Europe/Amsterdam:" in raw
    assert b"T100000" in raw
    assert (str(event["CLASS"]), str(event["STATUS"])) == ("PRIVATE", "CONFIRMED")
    assert str(event["ATTENDEE"]) == "mailto:gast@prive.example"
    assert str(event["ORGANIZER"]) == "mailto:wvb@desk.example"
    assert len(raw) < 1500, "the whole history of the time zone is not in it"


def test_a_cancellation_names_the_same_appointment() -> None:
    """Same UID, higher SEQUENCE, status CANCELLED."""
    calendar = Calendar.from_ical(invitation(an_invitation(sequence=2), Method.CANCEL, NOW))
    (event,) = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)


def test_the_advisers_entry_does_not_name_the_guest() -> None:
    """Whoever may look into that calendar sees a case number and a time."""
    raw = own_entry(an_invitation(), NOW)
    assert b"gast@" not in raw
    assert b"METHOD" not in raw


def test_the_mail_carries_the_invitation_twice() -> None:
    """Beside the text, where Outlook and Gmail look for it, and as a file for all others."""
    ics = invitation(an_invitation(), Method.REQUEST, NOW)
    raw = build(
        Letter(LetterKind.CONFIRMED, "nl", "Uw afspraak", "Tot dan.\n"),
        server=SmtpServer("127.0.0.1", 25, "wvb@desk.example", "Weerbaar", security="none"),
        to="gast@prive.example",
        message_id="<1@desk.example>",
        reply_to=None,
        in_reply_to=None,
        references=(),
        now=NOW,
        enclosures=[Enclosure(EnclosureKind.INVITE, "afspraak.ics", ics)],
    )
    mail = email.message_from_bytes(raw)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    calendar, file = list(mail.walk())[3:]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True) == ics
    assert not mail.defects
