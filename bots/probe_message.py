"""The test threat: a mail of our own that must be read as a threat, and is known by its signed number.

Its words must make any reader raise an alarm. Only a mail that holds exactly these words and a genuine number is one;
what is left when they are taken out is read as any other mail, so that nobody can hide behind a test.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from email.message import EmailMessage

from casework.messages import Message

_DIGITS = 32
_TEXT = (
    "Dit is een proef van Weerbaar Bestuur. Er wordt niemand gebeld.\n"
    "Ik word bedreigd. Er lag vanochtend een kogel in onze brievenbus.\n"
    "Proefnummer {number}.{signature}"
)
_GAP = r"[\s>]{1,6}"
_PROBE = re.compile(
    _GAP.join(
        r"(?P<number>\d{1,18})\.(?P<signature>[0-9a-f]{32})" if word.startswith("{") else re.escape(word)
        for word in _TEXT.split()
    )
)
SUBJECT = "Proefbericht Weerbaar"


def build(number: int, key: bytes, *, sender: str, to: str) -> bytes:
    """The mail with this number."""
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = SUBJECT
    message["Message-ID"] = f"<proef.{number}.{_signature(number, key)[:8]}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_TEXT.format(number=number, signature=_signature(number, key)))
    return message.as_bytes()


def is_probe(message: Message) -> bool:
    """It says that it is one. Quick; `number_of` looks whether that is true."""
    return message.subject == SUBJECT


def number_of(message: Message, keys: Iterable[bytes]) -> int | None:
    """The number of a genuine test threat."""
    match = _PROBE.search(message.new_text)
    if match is None or message.attachments or message.unreadable:
        return None
    number = int(match["number"])
    genuine = any(hmac.compare_digest(_signature(number, key), match["signature"]) for key in keys)
    return number if genuine else None


def without(text: str) -> str:
    """A text without the words of the test."""
    return _PROBE.sub("", text)


def _signature(number: int, key: bytes) -> str:
    return hmac.digest(key, f"proef {number}".encode(), "sha256").hex()[:_DIGITS]
