"""The test threat, and the drill: a mail of our own that must be read as a threat, and is known by its signed number.

Its words must make any reader raise an alarm. Only a mail that holds exactly these words and a genuine number is one;
what is left when they are taken out is read as any other mail, so that nobody can hide behind a test.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from email.message import EmailMessage
from enum import StrEnum

from casework.messages import Message

_DIGITS = 32
_GAP = r"[\s>]{1,6}"
_THREAT = "Ik word bedreigd. Er lag vanochtend een kogel in onze brievenbus.\n"


class Kind(StrEnum):
    """A test calls nobody; a drill calls people, and says that it is one. The values are the subjects."""

    PROBE = "Proefbericht Weerbaar"
    DRILL = "OEFENING Weerbaar"

    @property
    def text(self) -> str:
        """The words."""
        return _TEXTS[self]


_TEXTS = {
    Kind.PROBE: "Dit is een proef van Weerbaar Bestuur. Er wordt niemand gebeld.\n"
    + _THREAT
    + "Proefnummer {number}.{signature}",
    Kind.DRILL: "Dit is een oefening van Weerbaar Bestuur. De wachtdienst wordt gebeld.\n"
    + _THREAT
    + "Oefennummer {number}.{signature}",
}
_PATTERNS = {
    kind: re.compile(
        _GAP.join(
            r"(?P<number>\d{1,18})\.(?P<signature>[0-9a-f]{32})" if word.startswith("{") else re.escape(word)
            for word in kind.text.split()
        )
    )
    for kind in Kind
}


def build(kind: Kind, number: int, key: bytes, *, sender: str, to: str) -> bytes:
    """The mail with this number."""
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Subject"] = kind.value
    signature = _signature(kind, number, key)
    message["Message-ID"] = f"<{kind.name.lower()}.{number}.{signature[:8]}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(kind.text.format(number=number, signature=signature))
    return message.as_bytes()


def kind_of(message: Message) -> Kind | None:
    """What it says to be. Quick; `number_of` looks whether that is true."""
    return next((kind for kind in Kind if message.subject == kind.value), None)


def number_of(kind: Kind, message: Message, keys: Iterable[bytes]) -> int | None:
    """The number of a genuine test threat or drill."""
    match = _PATTERNS[kind].search(message.new_text)
    if match is None or message.attachments or message.unreadable:
        return None
    number = int(match["number"])
    genuine = any(hmac.compare_digest(_signature(kind, number, key), match["signature"]) for key in keys)
    return number if genuine else None


def without(kind: Kind, text: str) -> str:
    """A text without the words of the test."""
    return _PATTERNS[kind].sub("", text)


def _signature(kind: Kind, number: int, key: bytes) -> str:
    return hmac.digest(key, f"{kind.name} {number}".encode(), "sha256").hex()[:_DIGITS]
