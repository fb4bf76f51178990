"""Who visits: one cookie, sealed with the key ring, that holds which conversation a session may see.

Nothing is kept on the server for it. The cookie is HttpOnly and goes when the browser closes; a session in which nobody
says anything ends after a while whatever the browser does.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from casework.errors import KeyMissing, StorageError
from flows.runtime import Runtime

_Kind = TypeVar("_Kind")

_COOKIE, _TICKET, _TOKEN, _CODE = "web.visit", "web.ticket", "web.token", "web.code"
#: Signs of a secret code, without those that look alike, and how many it has: 59 bits.
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 12
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Visit:
    """A session. `since`: turns up to this one stay covered; `at`: seconds since 1970 of its last page."""

    id: str
    at: float
    language: str
    talk: int | None = None
    since: int = 0
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What goes with a form: which one it is, and when the page was made (seconds since 1970).

    `again`: the page asked to press once more, because a field was filled in that nobody sees.
    """

    id: str
    at: float
    again: bool = False


class Seals:
    """Seals visits and tickets, opens genuine ones, and makes tokens and codes from them."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def new_visit(self, language: str, now: datetime) -> Visit:
        """Somebody we do not know."""
        return Visit(secrets.token_hex(16), now.timestamp(), language)

    def new_ticket(self, now: datetime, *, again: bool = False) -> str:
        """A ticket for a form."""
        return self._seal(_TICKET, asdict(Ticket(secrets.token_hex(16), now.timestamp(), again)))

    def seal(self, visit: Visit) -> str:
        """A visit as the value of a cookie."""
        return self._seal(_COOKIE, asdict(visit))

    def visit(self, text: str | None) -> Visit | None:
        """The visit in a genuine cookie."""
        return self._opened(_COOKIE, text, lambda data: Visit(**data))

    def ticket(self, text: str | None) -> Ticket | None:
        """The ticket in a genuine form."""
        return self._opened(_TICKET, text, lambda data: Ticket(**data))

    def token(self, visit: Visit) -> str:
        """What a form of this visit carries, so that no other site can send one in its name."""
        return self._runtime.database.keys.index(_TOKEN, visit.id.encode()).hex()[:32]

    def is_token(self, text: str, visit: Visit) -> bool:
        """True for the token of this visit."""
        return hmac.compare_digest(text.encode(), self.token(visit).encode())

    def code(self, ticket: str, visit: Visit) -> str:
        """The secret code that a ticket leads to: a form sent twice has the same, sent by somebody else another."""
        number = int.from_bytes(self._runtime.database.keys.index(_CODE, f"{ticket} {visit.id}".encode()))
        signs = []
        for _ in range(_CODE_LENGTH):
            number, place = divmod(number, len(_SIGNS))
            signs.append(_SIGNS[place])
        return "".join(signs)

    def _seal(self, purpose: str, data: dict[str, Any]) -> str:
        sealed = self._runtime.database.keys.seal(purpose, json.dumps(data).encode())
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def _opened(self, purpose: str, text: str | None, make: Callable[[dict[str, Any]], _Kind]) -> _Kind | None:
        if not text or len(text) > _LONGEST or not text.isascii():
            return None
        try:
            blob = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            return make(json.loads(self._open(purpose, blob)))
        except (binascii.Error, StorageError, ValueError, TypeError):
            return None

    def _open(self, purpose: str, blob: bytes) -> bytes:
        try:
            return self._runtime.database.keys.open(purpose, blob)
        except KeyMissing:
            self._runtime.reload_keys()
            return self._runtime.database.keys.open(purpose, blob)


def typed_code(text: str) -> str:
    """A secret code as somebody typed it: only its letters and digits count."""
    return "".join(sign for sign in text.upper() if sign in _SIGNS)


def shown_code(code: str) -> str:
    """A secret code in groups of four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
