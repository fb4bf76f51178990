"""Files that hold a mail of their own: winmail.dat, Outlook's .msg and S/MIME. Never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bots.charsets import decode
from bots.markup import html_text, rtf_text

_MOST_FILES = 100
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_ENVELOPED = (
    bytes.fromhex("06092a864886f70d010703"),  # enveloped-data
    bytes.fromhex("060b2a864886f70d0109100117"),  # authEnvelopedData
)
_DATA = bytes.fromhex("06092a864886f70d010701")
_CONSTRUCTED, _EXPLICIT_ZERO, _OCTETS, _OCTETS_IN_PIECES = 0x20, 0xA0, 0x04, 0x24
_LONG_LENGTH, _INDEFINITE = 0x80, 0x80
_DEEPEST = 12
_MOST_VALUES = 5_000


@dataclass(frozen=True, slots=True)
class Inside:
    """What a container holds: its own text and (name, media type, bytes) of each file."""

    text: str = ""
    files: tuple[tuple[str, str, bytes], ...] = ()


class Sealed(Enum):
    """A container that cannot be opened, and why."""

    ENCRYPTED = "versleuteld bericht (S/MIME)"
    BROKEN = "S/MIME-bericht niet te lezen"


def open_tnef(data: bytes) -> Inside | None:
    """The contents of a winmail.dat, or None when it cannot be opened or is empty."""
    return _opened(_tnef, data)


def open_msg(data: bytes) -> Inside | None:
    """The contents of an Outlook message file, or None when it cannot be opened or is empty."""
    return _opened(_msg, data)


def open_smime(data: bytes) -> bytes | Sealed:
    """The mail within an S/MIME message that is only signed (RFC 8551, section 3.5.2); its seal is not checked."""
    if any(mark in data[:100] for mark in _ENVELOPED):
        return Sealed.ENCRYPTED
    if _SIGNED_DATA not in data[:100]:
        return Sealed.BROKEN
    try:
        return _signed_content(data) or Sealed.BROKEN
    except (IndexError, ValueError):
        return Sealed.BROKEN


def _opened(read: Callable[[bytes], Inside], data: bytes) -> Inside | None:
    """The door to foreign parsers: whatever they raise on a broken file, the file counts as closed."""
    try:
        inside = read(data)
    except Exception:  # noqa: BLE001 - the door: foreign parsers raise anything
        return None
    return inside if inside.text.strip() or inside.files else None


def _tnef(data: bytes) -> Inside:
    from tnefparse import TNEF  # noqa: PLC0415 - few mails carry one, and every process would pay for it

    box: Any = TNEF(data)
    texts = (_str(box.body), html_text(_str(box.htmlbody)), rtf_text(_bytes(box.rtfbody)))
    files = tuple((_str(file.long_filename()), "", _bytes(file.data)) for file in box.attachments[:_MOST_FILES])
    return Inside(next((text for text in texts if text.strip()), ""), files)


def _msg(data: bytes) -> Inside:
    from oxmsg import Message  # noqa: PLC0415 - few mails carry one, and every process would pay for it

    box: Any = Message.load(data)
    body = _str(box.body) or html_text(_str(box.html_body))
    head = [line for line in (f"Van: {_str(box.sender)}", f"Onderwerp: {_str(box.subject)}") if not line.endswith(": ")]
    files = (
        (_str(file.file_name), _str(file.mime_type), _bytes(file.file_bytes))
        for _number, file in zip(range(_MOST_FILES), box.attachments, strict=False)
    )
    return Inside("\n".join([*head, "", body]).strip(), tuple(files))


def _str(value: object) -> str:
    if isinstance(value, bytes):
        return decode(value)
    return value if isinstance(value, str) else ""


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode("latin-1", "replace")
    return value if isinstance(value, bytes) else b""


def _signed_content(data: bytes) -> bytes:
    """The bytes after the inner `data` identifier, in one piece or in many (BER allows both)."""
    after = data.index(_DATA, data.index(_SIGNED_DATA) + len(_SIGNED_DATA)) + len(_DATA)
    tag, begin, end = _value(data, after, len(data))
    if tag != _EXPLICIT_ZERO:
        return b""
    return b"".join(_octets(data, begin, end, 0, [_MOST_VALUES]))


def _octets(data: bytes, begin: int, end: int, depth: int, left: list[int]) -> Iterator[bytes]:
    while begin < end and depth < _DEEPEST and left[0] > 0:
        left[0] -= 1
        tag, start, stop = _value(data, begin, end)
        if tag == _OCTETS:
            yield data[start:stop]
        elif tag == _OCTETS_IN_PIECES:
            yield from _octets(data, start, stop, depth + 1, left)
        else:
            return
        begin = stop


def _value(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, begin and end of the value at `at`. A value of indefinite length runs to the end of what is around it."""
    tag, length = data[at], data[at + 1]
    begin = at + 2
    if length == _INDEFINITE:
        return tag, begin, end
    if length & _LONG_LENGTH:
        count = length & 0x7F
        length = int.from_bytes(data[begin : begin + count], "big")
        begin += count
    return tag, begin, min(begin + length, end)
