"""Message, Assessment and Fields as JSON and back. What is absent is left out; what is unknown when read is ignored.

Times are ISO 8601 with their offset. Lone surrogates, which broken mail contains, survive as JSON escapes.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from casework.assessment import Address, Alarm, Assessment, Evidence, Fields, Intent, Place, Route
from casework.errors import StorageError
from casework.messages import Attachment, Automatic, CalendarAnswer, Channel, Message, Part, PartKind, Sender
from casework.people import Function, SenderKind

_Json = dict[str, Any]

_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def dump(value: object) -> str:
    """Any JSON value as compact text."""
    return _encode(value)


def dump_message(message: Message) -> str:
    """A message as JSON text."""
    return _encode(
        _some(
            channel=message.channel.value,
            received_at=message.received_at.isoformat(),
            sender=_some(name=message.sender.name, email=message.sender.email),
            subject=message.subject,
            parts=[[part.kind.value, part.text, part.name] for part in message.parts],
            attachments=[_attachment(file) for file in message.attachments],
            message_id=message.message_id,
            in_reply_to=message.in_reply_to,
            references=message.references,
            recipients=message.recipients,
            reply_to=message.reply_to,
            sent_at=message.sent_at.isoformat() if message.sent_at else None,
            automatic=message.automatic.value if message.automatic else None,
            bounced_ids=message.bounced_ids,
            unreadable=message.unreadable,
            doubts=message.doubts,
            calendar=[_calendar_out(item) for item in message.calendar],
        )
    )


def load_message(text: str | bytes) -> Message:
    """A message from JSON text. Raises StorageError."""
    try:
        return _message(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError("a stored message is not what it should be") from error


def dump_assessment(assessment: Assessment) -> str:
    """An assessment as JSON text."""
    return _encode(
        _some(
            alarm=assessment.alarm.value,
            route=assessment.route.value,
            score=assessment.score,
            language=assessment.language,
            also=[route.value for route in assessment.also],
            intent=assessment.intent.value if assessment.intent else None,
            evidence=[[item.part.value, item.text, item.rule] for item in assessment.evidence],
            fields=_fields_out(assessment.fields),
            caribbean=assessment.caribbean or None,
            places=[[item.field, item.part.value, item.text] for item in assessment.places],
        )
    )


def load_assessment(text: str | bytes) -> Assessment:
    """An assessment from JSON text. Raises StorageError."""
    try:
        return _assessment(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError("a stored assessment is not what it should be") from error


def dump_fields(fields: Fields) -> str:
    """Fields as JSON text."""
    return _encode(_fields_out(fields))


def load_fields(text: str | bytes) -> Fields:
    """Fields from JSON text. Raises StorageError."""
    try:
        return _fields(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError("stored fields are not what they should be") from error


def _some(**values: object) -> _Json:
    """Without what is None or holds nothing; empty text stays."""
    return {name: value for name, value in values.items() if value is not None and value not in ((), [], {})}


def _attachment(file: Attachment) -> list[Any]:
    return [file.name, file.media_type, file.size, file.sha256, file.read, file.inline]


def _calendar_out(item: CalendarAnswer) -> list[Any]:
    when = item.starts_at.isoformat() if item.starts_at else None
    return [item.uid, item.method, item.status, item.sequence, when, item.comment]


def _calendar(row: list[Any]) -> CalendarAnswer:
    uid, method, status, sequence, when, comment = row
    return CalendarAnswer(uid, method, status, sequence, datetime.fromisoformat(when) if when else None, comment)


def _message(data: _Json) -> Message:
    sender = data.get("sender", {})
    return Message(
        channel=Channel(data["channel"]),
        received_at=datetime.fromisoformat(data["received_at"]),
        sender=Sender(sender.get("name"), sender.get("email")),
        subject=data.get("subject"),
        parts=tuple(Part(PartKind(kind), text, name) for kind, text, name in data.get("parts", ())),
        attachments=tuple(Attachment(*row) for row in data.get("attachments", ())),
        message_id=data.get("message_id"),
        in_reply_to=data.get("in_reply_to"),
        references=tuple(data.get("references", ())),
        recipients=tuple(data.get("recipients", ())),
        reply_to=data.get("reply_to"),
        sent_at=datetime.fromisoformat(data["sent_at"]) if "sent_at" in data else None,
        automatic=Automatic(data["automatic"]) if "automatic" in data else None,
        bounced_ids=tuple(data.get("bounced_ids", ())),
        unreadable=tuple(data.get("unreadable", ())),
        doubts=tuple(data.get("doubts", ())),
        calendar=tuple(_calendar(item) for item in data.get("calendar", ())),
    )


def _assessment(data: _Json) -> Assessment:
    return Assessment(
        alarm=Alarm(data["alarm"]),
        route=Route(data["route"]),
        score=data["score"],
        language=data["language"],
        also=tuple(Route(route) for route in data.get("also", ())),
        intent=Intent(data["intent"]) if "intent" in data else None,
        evidence=tuple(Evidence(PartKind(part), text, rule) for part, text, rule in data.get("evidence", ())),
        fields=_fields(data.get("fields", {})),
        caribbean=data.get("caribbean", False),
        places=tuple(Place(name, PartKind(part), text) for name, part, text in data.get("places", ())),
    )


def _fields_out(fields: Fields) -> _Json:
    address = fields.address
    return _some(
        sender_kind=fields.sender_kind.value,
        function=fields.function.value if fields.function else None,
        person=fields.person,
        organisation=fields.organisation,
        phone=fields.phone,
        address=[address.street, address.postcode, address.city] if address else None,
        moving=fields.moving or None,
        pkvw=fields.pkvw,
        domains=fields.domains,
        themes=fields.themes,
        availability=fields.availability,
    )


def _fields(data: _Json) -> Fields:
    return Fields(
        sender_kind=SenderKind(data.get("sender_kind", SenderKind.DERDE)),
        function=Function(data["function"]) if "function" in data else None,
        person=data.get("person"),
        organisation=data.get("organisation"),
        phone=data.get("phone"),
        address=Address(*data["address"]) if "address" in data else None,
        moving=data.get("moving", False),
        pkvw=data.get("pkvw"),
        domains=tuple(data.get("domains", ())),
        themes=tuple(data.get("themes", ())),
        availability=tuple(data.get("availability", ())),
    )
