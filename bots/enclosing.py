"""What travels with a letter, as MIME: an invitation that calendars understand, a locked PDF, or S/MIME around all."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from bots.pdf import is_locked
from casework.letters import Enclosure, EnclosureKind

_METHODS = {EnclosureKind.INVITE: "REQUEST", EnclosureKind.UNINVITE: "CANCEL"}


def enclosed(text: bytes, enclosures: Sequence[Enclosure], message_id: str) -> bytes:
    """The MIME entity of a letter: its text part (headers and all) with what travels along.

    `message_id` makes the boundaries: the same letter gives the same bytes each time it leaves. Raises ValueError for a
    PDF that is not locked: whatever went wrong before, a report never leaves open.
    """
    for item in enclosures:
        if item.kind is EnclosureKind.LOCKED_PDF and not is_locked(item.data):
            raise ValueError("a PDF that is not locked")
        if item.kind is EnclosureKind.SMIME:
            return _enveloped(item.data)
    return _with_files(_with_invitation(text, enclosures, message_id), enclosures, message_id)


def file_part(name: str, media_type: str, data: bytes) -> bytes:
    """A file as a MIME part of its own."""
    head = (
        f'Content-Type: {media_type}; name="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    return head.encode("ascii") + _base64(data)


def multipart(kind: str, parts: Sequence[bytes], seed: str) -> bytes:
    """Parts under one head: mixed or alternative."""
    boundary = "=_" + hashlib.sha256(f"{kind} {seed}".encode()).hexdigest()[:40]
    start, end = f"\r\n--{boundary}\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(start + part.removesuffix(b"\r\n") for part in parts) + end


def _with_invitation(text: bytes, enclosures: Sequence[Enclosure], seed: str) -> bytes:
    """Outlook and Gmail show an invitation when it stands beside the text, with its method in the head."""
    parts = [
        f"Content-Type: text/calendar; charset=utf-8; method={_METHODS[item.kind]}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n".encode()
        + _base64(item.data)
        for item in enclosures
        if item.kind in _METHODS
    ]
    return multipart("alternative", [text, *parts], seed) if parts else text


def _with_files(entity: bytes, enclosures: Sequence[Enclosure], seed: str) -> bytes:
    files = [
        file_part(item.name, "application/ics" if item.kind in _METHODS else "application/pdf", item.data)
        for item in enclosures
    ]
    return multipart("mixed", [entity, *files], seed) if files else entity


def _enveloped(der: bytes) -> bytes:
    head = (
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="smime.p7m"\r\n\r\n'
    )
    return head.encode("ascii") + _base64(der)


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
