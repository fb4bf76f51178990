"""Signed links: by one an alarm is taken over on a phone, by another a proposed moment is chosen, by a third the data
of who called are entered.

A token is a number (of the attempt; of the appointment and its proposal; of the link) and the first 24 hex digits of an
HMAC-SHA256 over it, with a key for each purpose. That of a link for data also covers its case and when it was made.
"""

from __future__ import annotations

import hmac
import re

from flows.runtime import Runtime
from storage.data_links import DataLink

_PICK_TOKEN = re.compile(r"([1-9]\d{0,17})-([1-9]\d{0,5})-([0-9a-f]{24})")
_TOKEN = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{24})")
_DIGITS = 24


def alarm_link(runtime: Runtime, attempt: int) -> str | None:
    """The address of the page for a call; None when no public address is set."""
    base = runtime.settings.door.public_url.rstrip("/")
    return f"{base}/a/{token(attempt, runtime.link_keys[0])}" if base else None


def pick_link(runtime: Runtime, appointment: int, proposal: int) -> str | None:
    """The address of the page on which a moment is chosen; None when no public address is set."""
    base = runtime.settings.door.public_url.rstrip("/")
    return f"{base}/k/{pick_token(appointment, proposal, runtime.pick_keys[0])}" if base else None


def data_link(runtime: Runtime, link: DataLink) -> str | None:
    """The address of the page on which the data of a person are entered; None when no public address is set."""
    base = runtime.settings.door.public_url.rstrip("/")
    return f"{base}/g/{link.id}-{_signature(_about(link), runtime.data_keys[0])}" if base else None


def data_link_of(text: str) -> int | None:
    """The number of the link that a token names; whether it is genuine is asked of `is_data_link`."""
    match = _TOKEN.fullmatch(text)
    return None if match is None else int(match[1])


def is_data_link(text: str, link: DataLink, keys: list[bytes]) -> bool:
    """A genuine token of this very link."""
    return _is_signed(text.removeprefix(f"{link.id}-"), _about(link), keys)


def data_seal(link: DataLink, key: bytes) -> str:
    """What the form of a link carries: who only has the address cannot send it from elsewhere."""
    return _signature(f"form {_about(link)}", key)


def is_data_seal(text: str, link: DataLink, keys: list[bytes]) -> bool:
    """A genuine seal of the form of this link; `text` is whatever was sent."""
    return _is_signed(text, f"form {_about(link)}", keys)


def pick_token(appointment: int, proposal: int, key: bytes) -> str:
    """What stands in the address; a newer proposal makes it void."""
    head = f"{appointment}-{proposal}"
    return f"{head}-{_signature(head, key)}"


def picked_of(text: str, keys: list[bytes]) -> tuple[int, int] | None:
    """The numbers of appointment and proposal in a genuine token, or None."""
    match = _PICK_TOKEN.fullmatch(text)
    if match is None:
        return None
    head = f"{match[1]}-{match[2]}"
    genuine = [hmac.compare_digest(_signature(head, key), match[3]) for key in keys]
    return (int(match[1]), int(match[2])) if any(genuine) else None


def token(attempt: int, key: bytes) -> str:
    """What stands in the address."""
    return f"{attempt}-{_signature(str(attempt), key)}"


def attempt_of(text: str, keys: list[bytes]) -> int | None:
    """The number of the attempt in a genuine token, or None."""
    match = _TOKEN.fullmatch(text)
    if match is None:
        return None
    genuine = [hmac.compare_digest(_signature(match[1], key), match[2]) for key in keys]
    return int(match[1]) if any(genuine) else None


def _about(link: DataLink) -> str:
    """What no other link has, also when a database was put back and gives out its numbers again."""
    return f"{link.id} {link.number} {int(link.made_at.timestamp())}"


def _is_signed(signature: str, text: str, keys: list[bytes]) -> bool:
    """As bytes: text that is not ASCII cannot be compared."""
    given = signature.encode(errors="replace")
    return any(hmac.compare_digest(_signature(text, key).encode(), given) for key in keys)


def _signature(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()[:_DIGITS]
