"""Signed links by which an alarm is taken over on a phone. One for each call; used once.

A token is the number of the attempt and the first 24 hex digits of an HMAC-SHA256 over it, with a key of its own.
"""

from __future__ import annotations

import hmac
import re

from flows.runtime import Runtime

_TOKEN = re.compile(r"([1-9]\d{0,17})-([0-9a-f]{24})")
_DIGITS = 24


def alarm_link(runtime: Runtime, attempt: int) -> str | None:
    """The address of the page for a call; None when no public address is set."""
    base = runtime.settings.door.public_url.rstrip("/")
    return f"{base}/a/{token(attempt, runtime.link_keys[0])}" if base else None


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


def _signature(text: str, key: bytes) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()[:_DIGITS]
