"""One letter out: written as a mail that other machines understand, and handed over to the mail server.

Written by hand rather than by `email.message`: that folds long message-ids into unreadable ones. Everything is ASCII
on the line: other texts go as encoded words (RFC 2047) and quoted-printable.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, quote

from bots.enclosing import enclosed
from bots.notifying import notify
from bots.smtp_line import NotSent, Post, Refused, Sent, SmtpServer, envelope_address
from casework.letters import Audience, Enclosure, Letter

__all__ = ["NotSent", "Post", "Refused", "Sent", "SmtpServer", "build", "notify", "send"]

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BODY_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MOST_REFERENCES = 20
_MOST_SUBJECT = 200
_SHORT_LINE = 76


def build(
    letter: Letter,
    *,
    server: SmtpServer,
    to: str,
    message_id: str,
    reply_to: str | None,
    in_reply_to: str | None,
    references: Sequence[str],
    now: datetime,
    enclosures: Sequence[Enclosure] = (),
) -> bytes:
    """The letter as a mail to one recipient. Raises Refused when `to` is not one address.

    Marked as made by a machine (RFC 3834), so that no other machine answers it. `message_id` goes out as it is and
    must look like one (ValueError); what is strange in `in_reply_to` and `references` is left out.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("not a message-id")
    lines = [
        f"From: {_mailbox(server.from_name, server.from_address)}",
        f"To: <{envelope_address(to)}>",
        *([f"Reply-To: <{envelope_address(reply_to)}>"] if reply_to else []),
        f"Subject: {_words(letter.subject[:_MOST_SUBJECT], 'Subject')}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {message_id}",
        *_thread(in_reply_to, references),
        *_manners(letter),
        "MIME-Version: 1.0",
        f"Content-Language: {letter.language}",
    ]
    return "\r\n".join([*lines, ""]).encode("ascii") + enclosed(text_part(letter.body), enclosures, message_id)


def text_part(text: str) -> bytes:
    """A text as a MIME part of its own: headers, a blank line, the text."""
    encoding, body = _body(text)
    return f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def send(server: SmtpServer, to: str, raw: bytes) -> Sent:
    """Hand over one letter on a line of its own; for a backlog use `Post`. Raises Refused or NotSent."""
    with Post(server) as post:
        return post.send(to, raw)


def _manners(letter: Letter) -> Iterator[str]:
    to_person = letter.kind.audience is Audience.PERSON
    yield f"Auto-Submitted: {'auto-replied' if to_person else 'auto-generated'}"
    yield "X-Auto-Response-Suppress: All"
    if letter.kind.urgent and not to_person:
        yield "Importance: high"
        yield "X-Priority: 1"


def _thread(in_reply_to: str | None, references: Sequence[str]) -> Iterator[str]:
    """Which messages it answers: at most twenty, of which the first and the newest (RFC 5322, section 3.6.4)."""
    parents = _MESSAGE_ID.findall(in_reply_to or "")[:1]
    chain = list(dict.fromkeys(found for text in (*references, *parents) for found in _MESSAGE_ID.findall(text)))
    if parents:
        yield f"In-Reply-To: {parents[0]}"
        chain = [*(item for item in chain if item != parents[0]), parents[0]]
    if len(chain) > _MOST_REFERENCES:
        chain = [chain[0], *chain[1 - _MOST_REFERENCES :]]
    if chain:
        yield "References: " + "\r\n ".join(chain)


def _mailbox(name: str, address: str) -> str:
    name = _clean(name)
    if not name:
        return f"<{envelope_address(address)}>"
    shown = f'"{quote(name)}"' if _is_plain(name) else _words(name, "From")
    return f"{shown}\r\n <{envelope_address(address)}>"


def _words(text: str, header: str) -> str:
    """A header's text, folded; as encoded words when it is not plain ASCII."""
    clean = _clean(text)
    charset = "us-ascii" if _is_plain(clean) else "utf-8"
    return Header(clean, charset, header_name=header).encode(linesep="\r\n")


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _clean(text: str) -> str:
    return _CONTROLS.sub(" ", text).encode("utf-8", "replace").decode().strip()


def _body(text: str) -> tuple[str, bytes]:
    lines = [_BODY_CONTROLS.sub("", line) for line in text.rstrip().splitlines()]
    body = "\n".join([*lines, ""]).encode("utf-8", "replace")
    if body.isascii() and all(len(line) <= _SHORT_LINE for line in lines):
        return "7bit", body.replace(b"\n", b"\r\n")
    return "quoted-printable", quopri.encodestring(body).replace(b"\n", b"\r\n")
