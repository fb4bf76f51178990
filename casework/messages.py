"""A message as the desk sees it, whatever door it came through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """The door a message came through."""

    EMAIL = "email"
    CHAT = "chat"


class PartKind(StrEnum):
    """Where in a message a piece of text stood. Every part counts as evidence; none is thrown away."""

    SUBJECT = "subject"
    NEW = "new"
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"
    FILENAME = "filename"


class Automatic(StrEnum):
    """Why a message counts as made by a machine. Such a message is read, but never answered (RFC 3834)."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    LIST = "list"
    CALENDAR = "calendar"
    FEEDBACK = "feedback"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says to have sent a message; nothing here is proven. Both are clean of control characters."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled piece of text. `name` is the safe file name for attachments, else None."""

    kind: PartKind
    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is known of a file that came along; the bytes stay in the raw message.

    `size` in bytes after decoding, `sha256` in hex, `name` safe for a file system. `read` is true when its
    text stands in a Part; `inline` is true for pictures that belong to the page (logos in signatures).
    """

    name: str
    media_type: str
    size: int
    sha256: str
    read: bool = False
    inline: bool = False


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """What a calendar program sent back about an invitation (RFC 5546).

    `method` is REPLY or COUNTER, `status` accepted, declined or tentative (lower case; empty when it says none);
    `starts_at` is the moment that is proposed instead (COUNTER).
    """

    uid: str
    method: str
    status: str = ""
    sequence: int = 0
    starts_at: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message, read. Times are aware. `received_at` is the mailbox's own time, never the Date header.

    `sent_at` is the Date header as far as it could be read (information only). Message-ids are kept with their
    angle brackets. `unreadable` holds, in Dutch, what a machine could not read; when it is not empty a human looks.
    `doubts` holds, in Dutch, why the sender may be forged; then people call a number they already knew.
    `bounced_ids` are the message-ids of our letters that a delivery report is about.
    """

    channel: Channel
    received_at: datetime
    sender: Sender = Sender()
    subject: str | None = None
    parts: tuple[Part, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    reply_to: str | None = None
    sent_at: datetime | None = None
    automatic: Automatic | None = None
    bounced_ids: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    calendar: tuple[CalendarAnswer, ...] = ()

    @property
    def new_text(self) -> str:
        """The sender's own new words, without subject, quotes, forwards and signature."""
        return "\n".join(part.text for part in self.parts if part.kind is PartKind.NEW)

    def texts(self) -> tuple[Part, ...]:
        """Every piece of text that counts as evidence: subject first, then the parts in order, then file names."""
        subject = (Part(PartKind.SUBJECT, self.subject),) if self.subject else ()
        names = tuple(Part(PartKind.FILENAME, file.name, file.name) for file in self.attachments)
        return subject + self.parts + names
