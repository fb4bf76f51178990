"""The lines above a mail's body: encoded words, addresses, ids, dates and parameters. Never raises.

The standard library's parser is not used here: it raises on odd headers and takes most of the time of a plain mail.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from bots.charsets import decode, one_line
from casework.messages import Sender

#: A field name is printable ascii without a colon (RFC 5322, section 2.2).
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,75})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,75}\?[bBqQ]\?)")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_CONTINUED = re.compile(r"^(.*?)\*(\d{1,3})\*?$")
_ID = re.compile(r"<([^<>\s\x00-\x20]{1,900})>")
_BARE_ID = re.compile(r"[^<>\s()\[\]\x00-\x20]{1,450}@[^<>\s()\[\]\x00-\x20]{1,450}")
_ADDRESS = re.compile(r"[^\s<>(),;:\"\[\]\\]{1,200}@[^\s<>(),;:\"\\]{1,200}")
_COMMENT = re.compile(r"\(([^()]*)\)")
#: An address list longer than this many characters is read up to here; it names people, it is not a message.
_LONGEST_LIST = 100_000
_LONGEST_BARE = 2_000
_YEARS = range(1971, 2200)


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in order, names in lower case, values as raw bytes. `stray` is what stood between them and is no field."""

    fields: tuple[tuple[str, bytes], ...] = ()
    stray: bytes = b""

    def values(self, name: str) -> Iterator[str]:
        """Every value of a field, unfolded, encoded words not yet decoded."""
        return (decode(value) for field, value in self.fields if field == name)

    def first(self, name: str) -> str:
        """The first value of a field, or an empty text."""
        return next(self.values(name), "").strip()

    def text(self, name: str) -> str:
        """The first value of a field as people see it: words decoded, on one line, no control characters."""
        return readable(self.first(name))

    def names(self) -> set[str]:
        """Which fields there are."""
        return {name for name, _value in self.fields}


def parse_headers(block: bytes) -> Headers:
    """The fields of a header block. From the first line that is no field on, the block is also kept as `stray`."""
    fields: list[tuple[str, bytearray]] = []
    stray = b""
    position = 0
    for line in block.split(b"\n"):
        if line[:1] in {b" ", b"\t"} and fields:
            fields[-1][1].extend(b" " + line)
        elif match := _FIELD.match(line):
            fields.append((match.group(1).decode("ascii").lower(), bytearray(match.group(2))))
        elif line.strip() and not stray and not _is_mbox_line(line, position):
            stray = block[position:]
        position += len(line) + 1
    return Headers(tuple((name, bytes(value)) for name, value in fields), stray)


def raw_headers(raw: bytes, longest: int = 20_000) -> str:
    """The lines above the body of a mail, as they came in; at most `longest` characters."""
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    return decode(head).replace("\r\n", "\n")[:longest]


def readable(value: str) -> str:
    """A header value as people see it (RFC 2047), on one line; words that cannot be decoded stay as they stand."""
    if "=?" in value:
        value = _ENCODED_WORD.sub(_plain_word, _join_words(value))
    return one_line(value)


def senders(value: str) -> list[Sender]:
    """The mailboxes of an address header, in order. Groups are opened; what has no address keeps its name."""
    found = [_sender(chunk) for chunk in _chunks(value[:_LONGEST_LIST])]
    return [sender for sender in found if sender.name or sender.email]


def ids(value: str) -> tuple[str, ...]:
    """Message-ids with their angle brackets; a bare one gets them."""
    found = _ID.findall(value) or _BARE_ID.findall(value[:_LONGEST_BARE])
    return tuple(f"<{item}>" for item in found)


def date(value: str) -> datetime | None:
    """A Date header, aware, or None when it cannot be read or lies outside all reason."""
    try:
        found = parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    if found.year not in _YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured header as its main word in lower case and its parameters, RFC 2231 pieces put together."""
    main, _, _ = value.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, str]] = {}
    for name, raw in _PARAMETER.findall(value[:_LONGEST_LIST]):
        key, text = name.lower(), _unquoted(raw)
        if match := _CONTINUED.match(key):
            pieces.setdefault(match.group(1), {})[int(match.group(2))] = text
        elif key.endswith("*"):
            plain[key[:-1]] = _percent(text)
        else:
            plain.setdefault(key, readable(text))
    for key, numbered in pieces.items():
        plain[key] = _percent("".join(numbered[number] for number in sorted(numbered)))
    return "".join(main.lower().split()), plain


def _is_mbox_line(line: bytes, position: int) -> bool:
    return position == 0 and line.startswith((b"From ", b">From "))


def _join_words(value: str) -> str:
    """White space between two encoded words is not shown, and a letter may be cut in two between them."""
    value = _BETWEEN_WORDS.sub(r"\1", value)
    words: list[tuple[str, str, str]] = []
    out: list[str] = []
    position = 0
    for match in _ENCODED_WORD.finditer(value):
        if match.start() > position or not words:
            out += [*_spelled(words), value[position : match.start()]]
            words = []
        words.append((match.group(1), match.group(2), match.group(3)))
        position = match.end()
    return "".join([*out, *_spelled(words), value[position:]])


def _spelled(words: list[tuple[str, str, str]]) -> Iterator[str]:
    """Encoded words next to each other: one text when they share a character set, else as they stand."""
    if len({word[0].lower() for word in words}) == 1:
        data = [_word_bytes(how, text) for _charset, how, text in words]
        if all(item is not None for item in data):
            yield decode(b"".join(item for item in data if item), words[0][0].partition("*")[0])
            return
    yield from (f"=?{charset}?{how}?{text}?=" for charset, how, text in words)


def _plain_word(match: re.Match[str]) -> str:
    data = _word_bytes(match.group(2), match.group(3))
    return match.group() if data is None else decode(data, match.group(1).partition("*")[0])


def _word_bytes(how: str, text: str) -> bytes | None:
    data = text.encode("utf-8", "replace")
    try:
        if how in "qQ":
            return binascii.a2b_qp(data, header=True)
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return None


def _unquoted(raw: str) -> str:
    raw = raw.strip()
    if not raw.startswith('"'):
        return raw
    return re.sub(r"\\(.)", r"\1", raw[1:].removesuffix('"'), flags=re.DOTALL)


def _percent(text: str) -> str:
    """`charset'language'percent-encoded` (RFC 2231, section 4); without the quotes only the percent signs."""
    charset, quote, rest = text.partition("'")
    if quote and "'" in rest:
        return one_line(decode(unquote_to_bytes(rest.partition("'")[2]), charset))
    return readable(decode(unquote_to_bytes(text))) if "%" in text else readable(text)


def _chunks(value: str) -> Iterator[str]:
    """An address list cut at its commas and group marks, quotes and angle brackets respected. One pass."""
    chunk: list[str] = []
    quoted = angled = worded = False
    for piece in re.split(r'(\\.|["<>,;:])', value):
        if piece == '"':
            quoted = not quoted
        elif not quoted and piece in {"<", ">"}:
            angled = piece == "<"
        elif not quoted and (piece in {",", ";"} or (piece == ":" and not angled and not worded)):
            yield "" if piece == ":" else "".join(chunk)
            chunk, angled, worded = [], False, False
            continue
        worded = worded or "=?" in piece
        chunk.append(piece)
    yield "".join(chunk)


def _sender(chunk: str) -> Sender:
    name, opened, rest = chunk.rpartition("<")
    found = _ADDRESS.search(_COMMENT.sub(" ", rest) if opened else _COMMENT.sub(" ", chunk))
    if not opened:
        comment = _COMMENT.search(chunk)
        name = comment.group(1) if comment else ("" if found else chunk)
    shown = readable(name.replace("\\", "").strip().strip("\"'"))
    return Sender(shown[:200] or None, _address(found.group()) if found else None)


def _address(text: str) -> str:
    local, _, domain = one_line(text).rpartition("@")
    return f"{local}@{domain.rstrip('.').lower()}"
