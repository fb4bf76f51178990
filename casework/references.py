"""Case numbers and the signed references by which a reply finds its case.

A reference is `WVB-2026-0042.7.1f3a9c…`: case number, number of the letter, and the first 24 hex digits of an
HMAC-SHA256 over both. Anybody can type a case number; nobody without the key can make a reference. It travels in our
Message-ID (`<reference@domain>`) and, where the mail server allows it, in the reply address (`wvb+reference@domain`).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from casework.messages import Message

CASE_NUMBER = re.compile(r"WVB-\d{4}-\d{4,}", re.IGNORECASE)
#: As people type it: "wvb 2026 0042", "WVB2026-42", "zaaknummer 2026-0042".
_TYPED = re.compile(
    r"\bWVB\W{0,3}(?P<year>\d{4})(?:\W{1,3}(?P<count>\d{1,7})|(?P<joined>\d{4,7}))\b|"
    r"\b(?:(?:zaak|dossier|case)(?: ?(?:nummer|number|nr))?|kenmerk)\.?\W{0,3}(?:(?:is|no|nr)\W{1,2})?"
    r"(?P<of>20\d\d)[-/ ](?P<bare>\d{4,7})\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(WVB-\d{4}-\d{4,})\.(\d+)\.([0-9a-f]{24})", re.IGNORECASE)
_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Reference:
    """A case and the number of one of its letters."""

    case: str
    letter: int


def case_number(year: int, count: int) -> str:
    """`WVB-2026-0001`: the count has at least four digits."""
    return f"WVB-{year}-{count:04d}"


def typed_case_number(text: str) -> tuple[str, tuple[int, int]] | None:
    """The first case number in what somebody typed, as we write it, and where it stands."""
    found = _TYPED.search(text)
    if found is None:
        return None
    year, count = found["year"] or found["of"], found["count"] or found["joined"] or found["bare"]
    return case_number(int(year), int(count)), found.span()


def sign(reference: Reference, key: bytes) -> str:
    """The reference with its signature, as text that is safe in a mail address."""
    head = f"{reference.case}.{reference.letter}"
    return f"{head}.{_signature(head, key)}"


def verify(text: str, keys: Iterable[bytes]) -> Reference | None:
    """The first genuine reference in `text`, or None. Letter case does not matter (mail servers fold it)."""
    keys = tuple(keys)
    for match in _REFERENCE.finditer(text):
        reference = Reference(match[1].upper(), int(match[2]))
        head = f"{reference.case}.{reference.letter}"
        if any(hmac.compare_digest(_signature(head, key), match[3].lower()) for key in keys):
            return reference
    return None


def answered(message: Message, keys: Iterable[bytes]) -> Reference | None:
    """The letter of ours that a message answers: where mail programs put it, never in the text."""
    return verify(" ".join((message.in_reply_to or "", *message.references, *message.recipients)), keys)


def _signature(head: str, key: bytes) -> str:
    return hmac.digest(key, head.encode(), "sha256").hex()[:_DIGITS]
