"""Bytes of a mail to a Message: everything a reader could see, labelled, and what could not be read named.

The order in which a mail is read: its structure (bots.structure), its headers (bots.headers), its texts and files
(bots.harvest), and last whether a machine made it (bots.autoreply).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain

from bots import autoreply
from bots.authenticity import doubts
from bots.autoreply import Shape
from bots.calendar_answers import answers
from bots.charsets import clean, decode, one_line
from bots.harvest import MESSAGE_ID_LINE, MOST_TEXT, Harvest, harvest
from bots.headers import Headers, date, ids, senders
from bots.quotes import split
from bots.structure import parse
from casework.messages import Automatic, Channel, Message, Part, PartKind, Sender

#: Characters of a subject that are kept as subject; the rest becomes a part of its own.
LONGEST_SUBJECT = 1_000
_MOST_RECIPIENTS = 500
_MOST_REFERENCES = 200
_RECIPIENT_FIELDS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "resent-to")
_REPLY_SUBJECT = re.compile(r"^\W*(?:re|antw|aw|sv|betr)\b.{0,6}?:", re.IGNORECASE)
#: The same where no header confirms it: "Betr:" is also what people write above a matter.
_SURE_REPLY = re.compile(r"^\W*(?:re|antw|aw|sv)\b.{0,6}?:", re.IGNORECASE)
_FORWARD_SUBJECT = re.compile(r"^\W*(?:fwd?|doorst|dst|wg|tr|vs|fs)\b.{0,6}?:", re.IGNORECASE)
#: What a delivery report may name without anything being wrong (RFC 3464, section 2.3.3).
_HARMLESS_ACTIONS = frozenset({"delayed", "delivered", "relayed", "expanded"})


def read_mail(
    raw: bytes, *, received_at: datetime, partial: bool = False, own_addresses: frozenset[str] = frozenset()
) -> Message:
    """Read a mail; never raises, whatever the bytes.

    `received_at` is the mailbox's own time (aware). `partial`: the bytes are not the whole mail. `own_addresses` are
    the desk's addresses in lower case; a block that quotes one of them counts as quoted, not as forwarded.
    """
    try:
        message = _read(raw, received_at, own_addresses)
    except Exception as error:  # noqa: BLE001 - the door of one mail: a fault of ours must not lose it
        message = _unread(raw, received_at, f"het lezen mislukte ({type(error).__name__})")
    return _with_reason(message, "te groot: alleen een deel van de mail is opgehaald") if partial else message


def plain_message(
    channel: Channel,
    subject: str | None,
    sender_name: str | None,
    sender_email: str | None,
    received_at: datetime,
    body: str,
    message_id: str | None = None,
    *,
    own_addresses: frozenset[str] = frozenset(),
) -> Message:
    """A message that did not come as a mail. Its body is split in parts as that of a mail.

    On the email channel the rules for machines' mail hold as for a mail without headers; a chat is typed by a person.
    Without headers the subject alone says that a mail is a reply. `own_addresses` as for `read_mail`.
    """
    short, rest = _subject(one_line(subject or ""))
    is_reply = channel is Channel.EMAIL and bool(_SURE_REPLY.match(short or ""))
    is_forward = channel is Channel.EMAIL and bool(_FORWARD_SUBJECT.match(short or ""))
    cut = split(clean(body)[:MOST_TEXT], own_addresses=own_addresses, is_reply=is_reply, is_forward=is_forward)
    parts = (*rest, *cut)
    reasons = () if any(part.kind is not PartKind.SUBJECT for part in parts) else ("geen leesbare tekst",)
    sender = Sender(one_line(sender_name or "") or None, one_line(sender_email or "") or None)
    shape = _shape(sender, short, parts)
    too_long = (f"tekst langer dan {MOST_TEXT:_} tekens".replace("_", "."),) if len(body) > MOST_TEXT else ()
    return Message(
        channel=channel,
        received_at=received_at,
        sender=sender,
        doubts=doubts(Headers(), sender),
        subject=short,
        parts=parts,
        message_id=next(iter(ids(message_id or "")), None),
        automatic=autoreply.automatic(Headers(), shape) if channel is Channel.EMAIL else None,
        unreadable=reasons + too_long,
    )


def arrival_of(raw: bytes, now: datetime) -> datetime | None:
    """When a mail without a mailbox came in, as far as its headers tell (aware); None when they do not.

    The topmost Received field is that of the last server (RFC 5321, section 4.4); without its time the Date field
    counts. A time after `now` is not believed.
    """
    headers = parse(raw).headers
    _, _, stamped = headers.first("received").rpartition(";")
    times = (date(stamped.strip()), date(headers.first("date")))
    return next((time for time in times if time and time <= now), None)


def fingerprint(message: Message) -> str:
    """What makes a message the same message: subject, sender, texts and files, as sha256 in hex.

    White space, capitals and the order of the parts' labels do not count; the way it travelled does not either.
    """
    digest = hashlib.sha256()
    for item in _identity(message):
        digest.update(" ".join(item.casefold().split()).encode("utf-8", "replace"))
        digest.update(b"\0")
    return digest.hexdigest()


def _identity(message: Message) -> Iterator[str]:
    yield message.subject or ""
    yield message.sender.email or ""
    yield "\n".join(part.text for part in message.parts)
    yield from (file.sha256 for file in message.attachments)


def _read(raw: bytes, received_at: datetime, own_addresses: frozenset[str]) -> Message:
    tree = parse(raw)
    headers = tree.headers
    subject, rest = _subject(headers.text("subject"))
    in_reply_to = next(iter(ids(headers.first("in-reply-to"))), None)
    is_reply = in_reply_to is not None and bool(_REPLY_SUBJECT.match(subject or ""))
    is_forward = bool(_FORWARD_SUBJECT.match(subject or ""))
    found = harvest(tree, own_addresses=own_addresses, is_reply=is_reply, is_forward=is_forward)
    sender = _sender(headers)
    shape = replace(
        _shape(sender, subject, found.parts),
        media_types=frozenset(found.media_types),
        calendar_method=found.calendar_method,
    )
    automatic = autoreply.automatic(headers, shape)
    return Message(
        channel=Channel.EMAIL,
        received_at=received_at,
        sender=sender,
        subject=subject,
        parts=(*rest, *found.parts),
        attachments=tuple(found.files),
        message_id=next(iter(ids(headers.first("message-id"))), None),
        in_reply_to=in_reply_to,
        references=ids(headers.first("references"))[-_MOST_REFERENCES:],
        recipients=_recipients(headers),
        reply_to=next((item.email for item in senders(headers.first("reply-to")) if item.email), None),
        sent_at=date(headers.first("date")),
        automatic=automatic,
        bounced_ids=_bounced_ids(headers, found) if automatic is Automatic.BOUNCE else (),
        unreadable=tuple(found.problems),
        doubts=doubts(headers, sender),
        calendar=answers(found.calendars),
    )


def _subject(text: str) -> tuple[str | None, tuple[Part, ...]]:
    """The subject, and what is too long for it."""
    rest = text[LONGEST_SUBJECT:MOST_TEXT].strip()
    return text[:LONGEST_SUBJECT] or None, (Part(PartKind.SUBJECT, rest),) if rest else ()


def _sender(headers: Headers) -> Sender:
    """The first From address; without any From the Sender field, else at least a name."""
    found = senders(headers.first("from")) + senders(headers.first("sender"))
    return next((item for item in found if item.email), found[0] if found else Sender())


def _recipients(headers: Headers) -> tuple[str, ...]:
    values = chain.from_iterable(headers.values(name) for name in _RECIPIENT_FIELDS)
    addresses = (item.email for value in values for item in senders(value) if item.email)
    return tuple(dict.fromkeys(addresses))[:_MOST_RECIPIENTS]


def _shape(sender: Sender, subject: str | None, parts: Iterable[Part]) -> Shape:
    text = "\n".join(part.text for part in parts if part.kind in {PartKind.NEW, PartKind.SIGNATURE})
    return Shape(subject=subject or "", sender_email=sender.email or "", sender_name=sender.name or "", text=text)


def _bounced_ids(headers: Headers, found: Harvest) -> tuple[str, ...]:
    """Which mails a delivery report is about; none when it only says that a mail is late or has arrived."""
    if found.actions and found.actions <= _HARMLESS_ACTIONS:
        return ()
    named = chain(
        found.returned,
        ids(headers.first("in-reply-to")),
        ids(headers.first("x-original-message-id")),
        ids(headers.first("references")),
        _ids_in_text(found),
    )
    return tuple(dict.fromkeys(named))


def _ids_in_text(found: Harvest) -> Iterator[str]:
    """Old servers return the letter as text in their own mail."""
    for part in found.parts:
        yield from MESSAGE_ID_LINE.findall(part.text)


def _unread(raw: bytes, received_at: datetime, reason: str) -> Message:
    """A mail that could not be taken apart: all of it as text."""
    text = clean(decode(raw[:MOST_TEXT]))
    parts = (Part(PartKind.NEW, text),) if text.strip() else ()
    return Message(Channel.EMAIL, received_at, parts=parts, unreadable=(reason,))


def _with_reason(message: Message, reason: str) -> Message:
    return replace(message, unreadable=(reason, *message.unreadable))
