"""What calendar programs send back about our invitations: accepted, declined, perhaps, or another time (RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from casework.messages import CalendarAnswer

_METHODS = frozenset({"REPLY", "COUNTER"})
#: Larger ones are no answers.
_LARGEST = 100_000
_LONGEST_UID = 300


def answers(calendars: Sequence[bytes]) -> tuple[CalendarAnswer, ...]:
    """The answers in calendar parts of a mail; what is none, or cannot be read, gives nothing."""
    return tuple(dict.fromkeys(answer for raw in calendars if len(raw) <= _LARGEST for answer in _read(raw)))


def _read(raw: bytes) -> list[CalendarAnswer]:
    if not any(method.encode() in raw.upper() for method in _METHODS):
        return []
    from icalendar import Calendar  # noqa: PLC0415 - few mails carry a calendar

    try:
        calendar = Calendar.from_ical(raw)
        method = str(calendar.get("METHOD", "")).upper()
        return list(_answers(calendar, method)) if method in _METHODS else []
    except Exception:  # noqa: BLE001 - the door to a foreign parser: a broken calendar raises anything
        return []


def _answers(calendar: Any, method: str) -> Iterator[CalendarAnswer]:  # noqa: ANN401 - the library's own type
    for event in calendar.walk("VEVENT"):
        uid = str(event.get("UID", ""))
        if not uid or len(uid) > _LONGEST_UID:
            continue
        guests = event.get("ATTENDEE", [])
        guest = guests[0] if isinstance(guests, list) and guests else guests
        status = str(guest.params.get("PARTSTAT", "")).lower() if hasattr(guest, "params") else ""
        start = event.decoded("DTSTART", None)
        aware = start if isinstance(start, datetime) and start.tzinfo is not None else None
        yield CalendarAnswer(
            uid=uid,
            method=method,
            status=status,
            sequence=int(event.get("SEQUENCE", 0)),
            starts_at=aware if method == "COUNTER" else None,
            comment=str(event.get("COMMENT", "")).strip(),
        )
