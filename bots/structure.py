"""A mail's tree of parts, cut out of its bytes. Never raises; depth, number of parts and time are bounded.

What does not fit the rules of MIME (RFC 2045, 2046) is kept as text, never dropped: a boundary that is missing, text
before the first part or after the last, lines between the headers. The standard library recurses per level and reads
line by line: 1500 nested parts break it and a 10 MB attachment takes half a second; here cutting is a search in bytes.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field

from bots.headers import Headers, parameters, parse_headers

DEEPEST = 60
MOST_PARTS = 500
_LONGEST_HEADERS = 1_000_000
_LONGEST_TAIL = 200

_BLANK_LINE = re.compile(rb"\n\r*\n")
_LEADING = re.compile(rb"\s*")
_LOOKS_LIKE_BOUNDARY = re.compile(rb"(?:^|\n)--([^\s-][^\r\n]{0,200}?)[ \t\r]*\n")
_BOILERPLATE = re.compile(rb"\s*(?:this|dit) [^\n]{0,100}(?:multi-?part|mime)[^\n]{0,100}\s*", re.IGNORECASE)
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
_BASE64_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n\t"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64_ALPHABET) | set(b"\r\n\t"))
_PADDING = re.compile(rb"=+")
_MAIL_FIELDS = frozenset({
    "from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "mime-version", "sender",
    "reply-to", "delivered-to", "x-mailer", "content-type", "content-transfer-encoding", "content-disposition",
    "auto-submitted", "in-reply-to", "references",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One part. `payload` is its body as transferred; `loose` is text found where no text should be.

    `cut` is true when the part was too deep or one too many: its payload is then everything below it, unparsed.
    """

    headers: Headers
    media_type: str
    params: dict[str, str]
    payload: bytes = b""
    children: tuple[Node, ...] = ()
    loose: tuple[bytes, ...] = ()
    cut: bool = False

    @property
    def is_message(self) -> bool:
        """True for a mail within a mail."""
        return self.media_type in _MESSAGE_TYPES

    @property
    def encoding(self) -> str:
        """The transfer encoding, in lower case."""
        return self.headers.first("content-transfer-encoding").partition(";")[0].strip().lower()


@dataclass(slots=True)
class _Source:
    raw: bytes
    left: list[int] = field(default_factory=lambda: [MOST_PARTS])  # shared with mails that had to be decoded first


def parse(raw: bytes) -> Node:
    """The tree of a whole mail."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    start = _LEADING.match(raw)
    return _mail(_Source(raw), start.end() if start else 0, len(raw), 0)


def content(node: Node) -> bytes:
    """The payload with its transfer encoding taken off; what is broken is decoded as far as it goes."""
    if node.encoding == "base64":
        return _from_base64(node.payload)
    if node.encoding == "quoted-printable":
        return binascii.a2b_qp(node.payload)
    if node.encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _from_uuencode(node.payload)
    return node.payload


def _mail(source: _Source, start: int, end: int, depth: int) -> Node:
    return _node(source, *_opened(source.raw, start, end), end, depth, "text/plain")


def _opened(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Headers and the begin of the body. When no field is one of a mail, there are no headers: all of it is text."""
    headers, body = _headers(raw, start, end)
    names = headers.names()
    if names & _MAIL_FIELDS or any(name.startswith("content-") for name in names):
        return headers, body
    return Headers(), start if names or headers.stray else body


def _headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers that begin at `start` and where the body begins."""
    for line_end in (b"\n", b"\r\n"):
        if raw.startswith(line_end, start, end):
            return Headers(), start + len(line_end)
    blank = _BLANK_LINE.search(raw, start, end)
    head, body = (blank.start(), blank.end()) if blank else (end, end)
    if head - start > _LONGEST_HEADERS:
        head = body = start + _LONGEST_HEADERS
    return parse_headers(raw[start:head]), body


def _node(source: _Source, headers: Headers, start: int, end: int, depth: int, default: str) -> Node:
    media_type, params = parameters(headers.first("content-type"))
    if media_type.count("/") != 1 or not media_type.strip("/"):
        media_type = default if not media_type else "text/plain"
    source.left[0] -= 1
    loose = (headers.stray,) if headers.stray else ()
    if depth >= DEEPEST or source.left[0] <= 0:
        return Node(headers, "text/plain", {}, source.raw[start:end], (), loose, cut=True)
    node = Node(headers, media_type, params, b"", (), loose)
    if media_type.startswith("multipart/"):
        return _multipart(source, node, start, end, depth)
    if node.is_message:
        return _nested(source, node, start, end, depth)
    return Node(headers, media_type, params, source.raw[start:end], (), loose)


def _nested(source: _Source, node: Node, start: int, end: int, depth: int) -> Node:
    """A mail within a mail. The rules forbid to encode it; some do."""
    if node.encoding in {"base64", "quoted-printable"}:
        encoded = Node(node.headers, node.media_type, node.params, source.raw[start:end])
        source, start = _Source(content(encoded), source.left), 0
        end = len(source.raw)
    begin = _LEADING.match(source.raw, start, end)
    child = _mail(source, begin.end() if begin else start, end, depth + 1)
    return Node(node.headers, node.media_type, node.params, b"", (child,), node.loose)


def _multipart(source: _Source, node: Node, start: int, end: int, depth: int) -> Node:
    spans, around = _spans(source.raw, start, end, node.params.get("boundary", ""))
    if not spans and node.encoding in {"base64", "quoted-printable"}:
        source = _Source(content(Node(node.headers, "", {}, source.raw[start:end])), source.left)
        start, end = 0, len(source.raw)
        spans, around = _spans(source.raw, start, end, node.params.get("boundary", ""))
    if not spans:
        return Node(node.headers, "text/plain", node.params, source.raw[start:end], (), node.loose)
    default = "message/rfc822" if node.media_type == "multipart/digest" else "text/plain"
    children = []
    for begin, stop in spans:
        if source.left[0] <= 0:  # the rest in one piece, as text
            rest = source.raw[begin : spans[-1][1]]
            children.append(Node(Headers(), "text/plain", {}, rest, cut=True))
            break
        children.append(_node(source, *_opened(source.raw, begin, stop), stop, depth + 1, default))
    loose = tuple(text for text in around if text.strip() and not _BOILERPLATE.fullmatch(text))
    return Node(node.headers, node.media_type, node.params, b"", tuple(children), node.loose + loose)


def _spans(raw: bytes, start: int, end: int, boundary: str) -> tuple[list[tuple[int, int]], list[bytes]]:
    """Where each part begins and ends, and the texts before the first and after the last part."""
    marks, closed = _marks(raw, start, end, boundary.encode("utf-8", "replace").rstrip())
    if not marks:
        guess = _LOOKS_LIKE_BOUNDARY.search(raw, max(start - 1, 0), end)
        if guess is None or (marks_of_guess := _marks(raw, start, end, guess.group(1))) == ([], False):
            return [], []
        marks, closed = marks_of_guess
        if len(marks) == 1 and not closed:  # one line of dashes is no boundary
            return [], []
    begins = [mark[1] for mark in marks]
    stops = [_without_line_end(raw, mark[0]) for mark in marks[1:]]
    around = [raw[start : marks[0][0]]]
    if closed:
        around.append(raw[marks[-1][1] : end])
        begins.pop()
    else:
        stops.append(end)
    return [(begin, max(begin, stop)) for begin, stop in zip(begins, stops, strict=True)], around


def _marks(raw: bytes, start: int, end: int, boundary: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The lines that are the boundary, as (begin, end) with their line end, and whether the last one closes."""
    found: list[tuple[int, int]] = []
    if not boundary:
        return found, False
    dashes = b"--" + boundary
    at = raw.find(dashes, start, end)
    while at >= 0:
        after = at + len(dashes)
        if at == start or raw[at - 1 : at] == b"\n":
            line_end = raw.find(b"\n", after, end)
            stop = line_end + 1 if line_end >= 0 else end
            tail = raw[after : min(stop, after + _LONGEST_TAIL)].strip()
            if tail in {b"", b"--"}:
                found.append((at, stop))
            if tail == b"--":
                return found, len(found) > 1
        at = raw.find(dashes, after, end)
    return found, False


def _without_line_end(raw: bytes, position: int) -> int:
    """The line end before a boundary belongs to the boundary (RFC 2046, section 5.1.1)."""
    if raw[position - 1 : position] == b"\n":
        position -= 1
    return position - 1 if raw[position - 1 : position] == b"\r" else position


def _from_base64(payload: bytes) -> bytes:
    """Lenient: text that a server appended after the base64 is kept, and text that only says to be base64 as well."""
    if not payload.translate(None, _BASE64_ALPHABET):
        return _a2b(payload)
    lines = payload.splitlines()
    plain = [line for line in lines if b" " in line.strip()]
    if 2 * sum(map(len, plain)) > len(payload):
        return payload
    coded = [line for line in lines if b" " not in line.strip()]
    return b"\n".join([_a2b(b"".join(coded)), *plain])


def _a2b(data: bytes) -> bytes:
    """Each stretch up to its padding by itself: Python stops at the first padding, senders do not."""
    pieces = _PADDING.split(data.translate(None, _NOT_BASE64))
    return b"".join(binascii.a2b_base64(piece + _missing(piece)) for piece in pieces if piece)


def _missing(piece: bytes) -> bytes:
    return (b"", b"A==", b"==", b"=")[len(piece) % 4]


def _from_uuencode(payload: bytes) -> bytes:
    """Decoded lines between `begin` and `end`; other lines stay as they are."""
    out: list[bytes] = []
    inside = False
    for line in payload.splitlines():
        if line.startswith(b"begin ") or (inside and line.strip() in {b"end", b"`", b""}):
            inside = line.startswith(b"begin ") or (inside and line.strip() != b"end")
            continue
        out.append(_uu_line(line) if inside else line + b"\n")
    return b"".join(out)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return line + b"\n"
