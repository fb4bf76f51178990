"""Bytes to text, whatever the label says. Never raises."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

#: Families of real character sets. Python knows more codecs (punycode, rot13, unicode_escape): those are not text.
_REAL = re.compile(
    r"^(ascii|utf-8|utf-8-sig|utf-16(-[lb]e)?|utf-32(-[lb]e)?|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w+|big5\w*|hz"
    r"|euc_\w+|shift_jis\w*|iso2022_\w+|tis-620|johab|kz1048|ptcp154)$"
)
#: Labels that say little: senders put them on cp1252 and on utf-8 alike, and plain ascii fits all.
_WEAK = frozenset({"ascii", "iso8859-1", "cp1252", "utf-8"})
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

#: Control characters, surrogates and non-characters. Line ends and tabs stay.
_DIRT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_BREAKS = frozenset("\x0b\x0c\x85\u2028\u2029")
#: Marks that turn the reading direction: a file name or subject can lie with them (`fdp.exe` shown as `exe.pdf`).
_DIRECTION = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_GARBLED_SHARE = 0.2


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of `data`: a byte order mark first, then the declared character set, then utf-8, then cp1252.

    utf-7 is refused (it hides text from every filter), unknown names are ignored, and cp1252 labelled as latin-1 is
    read as cp1252, as browsers do (WHATWG encoding standard).
    """
    codec = codec_of(declared)
    if (codec is None or codec in _WEAK) and data.isascii():
        return data.decode("ascii")
    for candidate in (_bom(data), None if codec in _WEAK else codec, "utf-8"):
        if candidate is not None:
            try:
                return data.decode(candidate)
            except UnicodeError:
                continue
    return _mostly(data)


@lru_cache(maxsize=256)
def codec_of(declared: str | None) -> str | None:
    """Python's name of a declared character set, or None when it is missing, unknown or not a character set."""
    try:
        name = codecs.lookup((declared or "").strip("\"' \t")).name
    except (LookupError, ValueError, UnicodeError):
        return None
    return name if _REAL.match(name) else None


def is_refused(declared: str | None) -> bool:
    """True for a character set that is known but not read."""
    return "utf7" in (declared or "").lower().replace("-", "").replace("_", "")


def is_garbled(text: str) -> bool:
    """True when so much of `text` is no character at all that nobody can read it."""
    if text.isascii():
        return False
    strange = sum(text.count(character) for character in set(text) if character == "�" or not _shown(character))
    return strange > _GARBLED_SHARE * len(text)


def clean(text: str) -> str:
    """The same text with plain line ends and without control characters and half surrogate pairs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _DIRT.sub(_cleaned, text)


def one_line(text: str) -> str:
    """`text` on one line, safe to re-use in a header or a file name: no controls, no marks of direction."""
    return " ".join(_DIRECTION.sub("", clean(text)).split())


def _bom(data: bytes) -> str | None:
    return next((codec for mark, codec in _BOMS if data.startswith(mark)), None)


def _mostly(data: bytes) -> str:
    """Utf-8 with a few broken bytes stays utf-8; anything else is cp1252."""
    text = data.decode("utf-8", "replace")
    broken = text.count("�")
    good = sum(1 for character in text if character > "\x7f") - broken
    return text if good > broken else data.decode("cp1252", "replace")


def _shown(character: str) -> bool:
    return character.isprintable() or character.isspace()


def _cleaned(match: re.Match[str]) -> str:
    character = match.group()
    if character in _BREAKS:
        return "\n"
    return "�" if "\ud800" <= character <= "\udfff" else ""
