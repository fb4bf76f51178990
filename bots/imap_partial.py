"""A mail that is too big to fetch, rebuilt without its weight: all headers, all texts, attachments by name only.

The server's BODYSTRUCTURE says what the mail is made of (RFC 9051, section 7.5.2). Where a server describes a mail in
a way that cannot be followed, the first part of its bytes is taken as it is.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from imapclient.exceptions import ProtocolError

#: What parsing an answer that makes no sense can raise.
UNPARSABLE = (ProtocolError, ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)

_TEXT_BYTES = 1_000_000
_MOST_PARTS = 200
_MOST_DEPTH = 20
_SAFE = re.compile(rb'[^\x20-\x7e]|["\\]')
_TOKEN = re.compile(rb"[^A-Za-z0-9.+*_'-]")
_MIME_HEADER = re.compile(rb"(?im)^(?:content-[a-z-]+|mime-version)[ \t]*:.*(?:\r?\n[ \t].*)*\r?\n?")

# Places in the answer about a single part.
_TYPE, _SUBTYPE, _PARAMS, _ENCODING = 0, 1, 2, 5
_NESTED = 8


def fetch_text_only(client: Any, uid: int, cap: int) -> bytes:  # noqa: ANN401  # IMAPClient has no types
    """The light version of a mail, readable as any mail. At most about `cap` bytes of text."""
    try:
        return _Builder(client, uid, cap).mail()
    except UNPARSABLE:
        return _section(client, uid, "", min(cap, _TEXT_BYTES))


class _Builder:
    def __init__(self, client: Any, uid: int, cap: int) -> None:  # noqa: ANN401
        self._client = client
        self._uid = uid
        self._left = cap
        self._parts = 0

    def mail(self) -> bytes:
        structure = self._client.fetch([self._uid], ["BODYSTRUCTURE"])[self._uid][b"BODYSTRUCTURE"]
        head = _section(self._client, self._uid, "HEADER", _TEXT_BYTES)
        return _without_mime(head) + b"MIME-Version: 1.0\r\n" + self._part(structure, "", depth=0)

    def _part(self, part: Sequence[Any], number: str, depth: int) -> bytes:
        """The headers and content of a part of the mail, and of what is in it. `number` as in IMAP: `1.2`."""
        self._parts += 1
        if self._parts > _MOST_PARTS or depth > _MOST_DEPTH:
            return b"Content-Type: application/octet-stream\r\n\r\n"
        if isinstance(part[0], (list, tuple)):
            return self._multipart(part, number, depth)
        kind = (_lower(part[_TYPE]), _lower(part[_SUBTYPE]))
        own = number or "1"
        if kind == (b"message", b"rfc822") and len(part) > _NESTED:
            return self._message(part, own, depth)
        body = self._take(own) if kind[0] == b"text" else b""
        return _part_head(part) + b"\r\n" + body

    def _multipart(self, part: Sequence[Any], number: str, depth: int) -> bytes:
        children, subtype = _children(part)
        boundary = secrets.token_hex(16).encode()
        head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (_token(subtype) or b"mixed", boundary)
        prefix = f"{number}." if number else ""
        parts = [self._part(child, f"{prefix}{count}", depth + 1) for count, child in enumerate(children, 1)]
        body = b"".join(b"--%s\r\n%s\r\n" % (boundary, child) for child in parts)
        return head + body + b"--%s--\r\n" % boundary

    def _message(self, part: Sequence[Any], number: str, depth: int) -> bytes:
        """A forwarded mail; what is in it is numbered below it, also when it is not a multipart."""
        nested = part[_NESTED]
        inside = number if isinstance(nested[0], (list, tuple)) else f"{number}.1"
        head = _without_mime(self._take(f"{number}.HEADER"))
        return b"Content-Type: message/rfc822\r\n\r\n" + head + self._part(nested, inside, depth + 1)

    def _take(self, section: str) -> bytes:
        if self._left <= 0:
            return b""
        taken = _section(self._client, self._uid, section, min(self._left, _TEXT_BYTES))
        self._left -= len(taken)
        return taken


def _section(client: Any, uid: int, section: str, most: int) -> bytes:  # noqa: ANN401
    answer = client.fetch([uid], [f"BODY.PEEK[{section}]<0.{most}>"])[uid]
    value = next(value for key, value in answer.items() if key.startswith(b"BODY["))
    return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()


def _children(part: Sequence[Any]) -> tuple[list[Any], object]:
    """The parts of a multipart and its subtype. IMAPClient gathers them in a list, but not in forwarded mail."""
    if isinstance(part[0], list):
        return part[0], part[1]
    children = list(takewhile(lambda item: isinstance(item, tuple), part))
    return children, part[len(children)]


def _part_head(part: Sequence[Any]) -> bytes:
    kind, subtype = (_token(part[place]) or b"x" for place in (_TYPE, _SUBTYPE))
    lines = [b"Content-Type: " + b"; ".join([kind + b"/" + subtype, *_parameters(part[_PARAMS])])]
    if encoding := _token(part[_ENCODING]):
        lines.append(b"Content-Transfer-Encoding: " + encoding)
    disposition = next((item for item in part[_ENCODING + 1 :] if _is_disposition(item)), None)
    if disposition is not None:
        words = [_token(disposition[0]), *_parameters(disposition[1])]
        lines.append(b"Content-Disposition: " + b"; ".join(words))
    return b"\r\n".join(lines) + b"\r\n"


def _is_disposition(item: object) -> bool:
    return isinstance(item, tuple) and len(item) > 1 and _lower(item[0]) in {b"attachment", b"inline"}


def _parameters(pairs: object) -> Iterator[bytes]:
    if not isinstance(pairs, tuple):
        return
    for name, value in zip(pairs[::2], pairs[1::2], strict=False):
        key = _token(name)
        if key:
            yield b'\r\n %s="%s"' % (key, _SAFE.sub(b"", _as_bytes(value)))


def _without_mime(head: bytes) -> bytes:
    """The headers without those that describe the old body, ending in a line break."""
    kept = _MIME_HEADER.sub(b"", head).rstrip(b"\r\n")
    return kept + b"\r\n" if kept else b""


def _token(value: object) -> bytes:
    return _TOKEN.sub(b"", _lower(value))


def _lower(value: object) -> bytes:
    return _as_bytes(value).lower()


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
